# SPDX-License-Identifier: MIT
"""Administrators name an upload by its id alone; to all others nothing is there."""

import pytest
import requests

import conftest
import stack
import tokens
import tus

SECRET = b"the secret that these tokens are signed with"
CONTENT = b"what alice sent"
NOWHERE = "0" * 32

OTHERS = {
    "owner": {"sub": "alice"},
    "owner who watches": {"sub": "alice", "scope": "watch"},
    "other owner": {"sub": "bob"},
    "administrator of another upload": {"sub": "root", "scope": "admin", "upload_id": NOWHERE},
}


@pytest.fixture(name="owned", scope="module")
def make_owned(tmp_path_factory):
    key = tmp_path_factory.mktemp("keys") / "key"
    key.write_bytes(SECRET)
    yield from conftest.running(stack.Stack(auth="token", token_keys=str(key), stages=""))


def bearer(**claims):
    return {"Authorization": f"Bearer {tokens.make(SECRET, **claims)}"}


ADMIN = bearer(sub="root", scope="admin")


def finished(site, headers):
    answer = requests.post(f"{site.url}/uploads/", timeout=10, data=CONTENT, headers={
        **tus.VERSION, "Upload-Length": str(len(CONTENT)), **headers,
        "Content-Type": "application/offset+octet-stream"})
    assert answer.status_code == 201, answer.text
    return tus.Upload(answer.headers["Location"]).id


def is_stored(site, upload_id):
    return (site.spool / upload_id[:2] / upload_id).exists()


def by_id(site, method, upload_id, headers):
    return requests.request(method, f"{site.url}/uploads/{upload_id}", headers=headers, timeout=10)


def test_an_administrator_reads_by_the_id(owned):
    upload_id = finished(owned, bearer(sub="alice"))
    answer = by_id(owned, "GET", upload_id, ADMIN)
    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert by_id(owned, "HEAD", upload_id, ADMIN).status_code == 200


@pytest.mark.parametrize("protocol", [{}, tus.VERSION, {"Upload-Draft-Interop-Version": "8"}])
def test_an_administrator_deletes_by_the_id(owned, protocol):
    upload_id = finished(owned, bearer(sub="alice"))
    assert by_id(owned, "DELETE", upload_id, {**protocol, **ADMIN}).status_code == 204
    assert not is_stored(owned, upload_id)
    assert by_id(owned, "GET", upload_id, ADMIN).status_code == 404


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize("who", OTHERS)
def test_to_others_it_is_not_there(owned, who, method):
    upload_id = finished(owned, bearer(sub="alice"))
    headers = bearer(**OTHERS[who])
    answers = [by_id(owned, method, i, headers) for i in (upload_id, NOWHERE[:-1] + "1")]
    told = [(a.status_code, a.json()["code"], a.json().get("detail")) for a in answers]
    if (who, method) == ("owner who watches", "DELETE"):
        assert told[0][:2] == (403, "scope_missing")
    else:
        assert told[0][:2] == (404, "not_found")
    assert told[0] == told[1]
    assert is_stored(owned, upload_id)


def test_an_administrator_sends_nothing_by_the_id(owned):
    answer = requests.post(f"{owned.url}/uploads/", timeout=10, headers={
        **tus.VERSION, "Upload-Length": "3", **bearer(sub="alice")})
    upload_id = tus.Upload(answer.headers["Location"]).id
    answer = requests.patch(f"{owned.url}/uploads/{upload_id}", data=b"abc", timeout=10, headers={
        **tus.VERSION, **ADMIN, "Upload-Offset": "0",
        "Content-Type": "application/offset+octet-stream"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_without_credentials_nobody_is_one(site):
    upload = tus.Upload.create(f"{site.url}/uploads/", 3)
    for method in ("GET", "DELETE"):
        answer = by_id(site, method, upload.id, ADMIN)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert is_stored(site, upload.id)
