# SPDX-License-Identifier: MIT
"""Administrators name an upload by its id alone; to all others nothing is there."""

import pytest
import requests

import conftest
import fcgi
import stack
import tokens
import tus
import waiting

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


def begun(site, size):
    """An upload of alice's that no byte came for."""
    answer = requests.post(f"{site.url}/uploads/", timeout=10, headers={
        **tus.VERSION, "Upload-Length": str(size), **bearer(sub="alice")})
    assert answer.status_code == 201, answer.text
    return tus.Upload(answer.headers["Location"])


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


def test_an_administrator_reads_a_part_by_the_id(owned):
    upload_id = finished(owned, bearer(sub="alice"))
    answer = by_id(owned, "GET", upload_id, {**ADMIN, "Range": "bytes=5-"})
    assert (answer.status_code, answer.content) == (206, CONTENT[5:])


@pytest.mark.parametrize("protocol", [tus.VERSION, {"Upload-Draft-Interop-Version": "8"}])
def test_an_administrator_ends_a_running_transfer(owned, protocol):
    size = 1 << 20
    upload = begun(owned, size)

    def received():
        answer = requests.get(f"{owned.url}/progress/{upload.id}", headers=ADMIN, timeout=10)
        return answer.json()["received"]

    with tus.Connection(upload.url) as sender:
        sender.head("PATCH", upload.path, {
            **tus.VERSION, **bearer(sub="alice"), "Upload-Offset": "0",
            "Content-Length": str(size), "Content-Type": "application/offset+octet-stream"})
        sender.send(b"x" * 4096)
        waiting.until(lambda: received() > 0, "the transfer runs")
        assert by_id(owned, "DELETE", upload.id, {**protocol, **ADMIN}).status_code == 204
        assert sender.answer().status >= 400
    assert not is_stored(owned, upload.id)


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_what_is_no_id_names_nothing(owned, method):
    upload_id = finished(owned, bearer(sub="alice"))
    for which in (NOWHERE, upload_id[:-1], f"{upload_id}a", f"{upload_id}/", f"{upload_id}.",
                  f"{upload_id}.{NOWHERE}"):
        answer = by_id(owned, method, which, {**tus.VERSION, **ADMIN})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), which
    assert is_stored(owned, upload_id)


def test_a_cookie_deletes_from_the_own_site_only(owned):
    upload = begun(owned, 3)
    cookie = {"Cookie": f"loadline={tokens.make(SECRET, sub='root', scope='admin')}"}
    for origin in ({}, {"Origin": "https://evil.example"}):
        answer = by_id(owned, "DELETE", upload.id, {**cookie, **origin})
        assert (answer.status_code, answer.json()["code"]) == (403, "cross_origin")
    assert is_stored(owned, upload.id)
    own = {**cookie, "Origin": owned.url}
    assert by_id(owned, "DELETE", upload.id, own).status_code == 204


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
    upload_id = begun(owned, 3).id
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


def test_no_user_of_the_web_server_is_one():
    for site in conftest.running(stack.Stack(auth="server")):
        def ask(method, path, **more):
            return fcgi.ask(site.sockets / "upload.sock", method, path, REMOTE_USER="alice",
                            HTTP_HOST="site.example", HTTP_ORIGIN="http://site.example",
                            HTTP_TUS_RESUMABLE="1.0.0", **more)

        upload = tus.Upload(ask("POST", "/uploads/", HTTP_UPLOAD_LENGTH="3").headers["location"])
        for method in ("GET", "DELETE"):
            answer = ask(method, f"/uploads/{upload.id}")
            assert answer.status == 404
            assert answer.body == ask(method, f"/uploads/{NOWHERE}").body
        assert is_stored(site, upload.id)
