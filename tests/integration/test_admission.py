# SPDX-License-Identifier: MIT
"""What is refused before its first byte, the same for every way to upload."""

import base64
import hashlib
import hmac
import json
import time

import pytest
import requests

import conftest
import keys
import stack
import tus
import workshop

SECRET = b"0123456789abcdef0123456789abcdef"


@pytest.fixture
def strict(request, tmp_path):
    """A site with the settings that the test is parametrized with."""
    given = {name: str(value).replace("@", str(tmp_path))
             for name, value in request.param.items()}
    (tmp_path / "key").write_bytes(SECRET)
    for name, text in PROGRAMS.items():
        program = tmp_path / name
        program.write_text("#!/bin/sh\n" + text)
        program.chmod(0o755)
    yield from conftest.running(stack.Stack(stages="", **given))


PROGRAMS = {
    "keep": 'cat >"$1"\n',
    "refuse": "echo; echo 'not <today>'; echo more; exit 1\n",
    "complain": "echo 'no room for you' >&2; exit 3\n",
    "mute": "exit 1\n",
    "flood": "i=0; while [ $i -lt 3000 ]; do printf 0123456789; i=$((i+1)); done; exit 1\n",
    "hang": "sleep 600 & echo $! >\"$1\"; wait\n",
    "crash": "kill -9 $$\n",
}


def settings(**given):
    return pytest.mark.parametrize("strict", [given], indirect=True,
                                   ids=[" ".join(f"{k}={v}" for k, v in given.items())])


def encoded(part):
    return base64.urlsafe_b64encode(part).rstrip(b"=")


def bearer(owner, scope="upload watch"):
    """Credentials of that owner, signed with the site's key."""
    claims = {"sub": owner, "scope": scope, "exp": int(time.time()) + 600}
    signed = b".".join(encoded(json.dumps(part).encode())
                       for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    token = signed + b"." + encoded(hmac.new(SECRET, signed, hashlib.sha256).digest())
    return {"Authorization": "Bearer " + token.decode()}


def code(answer):
    return answer.status_code, answer.json()["code"]


def by_tus(site, name="a.txt", kind="text/plain", size=10, headers=()):
    pairs = {"filename": name, "filetype": kind}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}"
                        for key, value in pairs.items() if value)
    return requests.post(f"{site.url}/uploads/", timeout=20, headers={
        **tus.VERSION, "Upload-Length": str(size), "Upload-Metadata": metadata, **dict(headers)})


def by_form(site, name="a.txt", kind="text/plain", size=10, headers=()):
    return requests.post(f"{site.url}/uploads/", timeout=20, headers=dict(headers),
                         files={"file": (name, b"x" * size, kind)})


def spooled(site):
    return len(list(site.spool.glob("??/*/info.json")))


@pytest.mark.parametrize("send", [by_tus, by_form])
@settings(allow_types="image/*, application/pdf", deny_types="image/svg+xml")
def test_types(strict, send):
    assert send(strict, kind="image/png").status_code == 201
    assert send(strict, kind="Application/PDF").status_code == 201
    for kind in ("image/svg+xml", "text/html", "application/pdf2"):
        assert code(send(strict, kind=kind)) == (415, "type_refused"), kind
    assert spooled(strict) == 2


@settings(allow_types="image/*")
def test_a_list_of_types_refuses_an_unknown_one(strict):
    assert code(by_tus(strict, kind="")) == (415, "type_refused")


@pytest.mark.parametrize("send", [by_tus, by_form])
@settings(deny_extensions="exe, tar.gz")
def test_refused_endings(strict, send):
    for name in ("a.exe", "A.EXE", "a.exe.", "a.exe ", "b.tar.gz"):
        assert code(send(strict, name=name)) == (415, "type_refused"), name
    for name in ("exe", "a.exe.txt", "b.gz", "notexe"):
        assert send(strict, name=name).status_code == 201, name
    assert spooled(strict) == 4


@settings(allow_extensions="jpg, jpeg")
def test_accepted_endings(strict):
    assert by_tus(strict, name="Holiday.JPG").status_code == 201
    assert code(by_tus(strict, name="a.png")) == (415, "type_refused")
    assert code(by_tus(strict, name="")) == (415, "type_refused")


@settings(allow_types="image/*, application/pdf", deny_types="image/svg+xml", deny_extensions="exe, tar.gz")
def test_what_is_accepted_is_in_the_capabilities(strict):
    answer = requests.get(f"{strict.url}/uploads/", headers={"Accept": "application/json"}, timeout=20)
    assert answer.json()["accept"] == {
        "types": ["image/*", "application/pdf"], "refused_types": ["image/svg+xml"],
        "extensions": [], "refused_extensions": ["exe", "tar.gz"]}


@settings(pre_create="@/keep @/question")
def test_the_program_is_told_what_is_offered(strict, tmp_path):
    answer = by_tus(strict, name='sn"ö.txt', size=12)
    assert answer.status_code == 201
    question = json.loads((tmp_path / "question").read_text())
    assert question == {"name": 'sn"ö.txt', "type": "text/plain", "size": 12, "owner": None,
                        "metadata": {"filename": 'sn"ö.txt', "filetype": "text/plain"}}


@pytest.mark.parametrize("send", [by_tus, by_form])
@settings(pre_create="@/keep @/question")
def test_the_program_is_told_no_keys(strict, tmp_path, send):
    url = by_tus(strict).headers["Location"]
    key = url.rsplit(".", 1)[1]
    assert send(strict, name=f"{url}.bin", kind=url[:200]).status_code == 201
    question = (tmp_path / "question").read_bytes()
    assert b"***.bin" in question
    assert key.encode() not in keys.words(question)


@pytest.mark.parametrize("send", [by_tus, by_form])
@pytest.mark.parametrize("strict, reason", [
    ({"pre_create": "@/refuse"}, "not <today>"),
    ({"pre_create": "@/complain"}, "no room for you"),
    ({"pre_create": "@/mute"}, None),
    ({"pre_create": "@/flood"}, ("0123456789" * 50)),
], indirect=["strict"], ids=["output", "error", "nothing", "too much"])
def test_the_program_refuses(strict, send, reason):
    answer = send(strict)
    assert code(answer) == (403, "refused")
    assert answer.json().get("detail") == reason
    assert spooled(strict) == 0


@pytest.mark.parametrize("strict", [{"pre_create": "@/crash"}, {"pre_create": "@/missing"}],
                         indirect=True, ids=["crashes", "is missing"])
def test_a_program_that_fails_admits_nothing(strict):
    answer = by_tus(strict)
    assert code(answer) == (503, "admission_failed")
    assert int(answer.headers["Retry-After"]) >= 1
    assert spooled(strict) == 0


@settings(pre_create="@/hang @/child", pre_create_timeout="2s")
def test_a_program_that_hangs_is_ended_with_its_children(strict, tmp_path):
    assert code(by_tus(strict)) == (503, "admission_failed")
    workshop.wait_dead(int((tmp_path / "child").read_text()))


OWNED = {"auth": "token", "token_keys": "@/key"}


@settings(**OWNED, quota_bytes=1000)
def test_quota_of_bytes(strict):
    ann, bob = bearer("ann"), bearer("bob")
    first = by_tus(strict, size=600, headers=ann)
    assert first.status_code == 201
    assert code(by_tus(strict, size=401, headers=ann)) == (413, "quota_exceeded")
    assert by_tus(strict, size=400, headers=ann).status_code == 201
    assert code(by_tus(strict, size=1, headers=ann)) == (413, "quota_exceeded")
    assert by_tus(strict, size=1000, headers=bob).status_code == 201
    # Room is made: it counts no later than a second after.
    url = requests.compat.urljoin(f"{strict.url}/uploads/", first.headers["Location"])
    assert requests.delete(url, timeout=20, headers={**tus.VERSION, **ann}).status_code == 204
    end = time.monotonic() + 10
    while (answer := by_tus(strict, size=500, headers=ann)).status_code != 201:
        assert code(answer) == (413, "quota_exceeded") and time.monotonic() < end


def told_quota(site, headers=()):
    answer = requests.get(f"{site.url}/uploads/", timeout=20,
                          headers={"Accept": "application/json", **dict(headers)})
    assert answer.headers["Cache-Control"] == "private, no-cache"
    return answer.json()["quota"]


@settings(**OWNED, quota_bytes=1000, quota_uploads=3)
def test_each_client_is_told_its_own_quota(strict):
    ann, ben = bearer("ann"), bearer("ben")
    whole = {"bytes": 1000, "bytes_left": 1000, "uploads": 3, "uploads_left": 3}
    assert (told_quota(strict, ann), told_quota(strict, ben)) == (whole, whole)
    assert by_tus(strict, size=600, headers=ann).status_code == 201
    assert told_quota(strict, ann) == {**whole, "bytes_left": 400, "uploads_left": 2}
    assert told_quota(strict, ben) == whole
    for nobody in ({}, {"Authorization": "Bearer x"}, bearer("ann", scope="watch")):
        assert told_quota(strict, nobody) is None


@settings(quota_uploads=2, token_keys="@/key")
def test_on_a_site_open_to_all_the_quota_is_that_of_the_address(strict):
    assert by_tus(strict, size=600).status_code == 201
    assert told_quota(strict) == {"bytes": None, "bytes_left": None,
                                  "uploads": 2, "uploads_left": 1}


@settings(metadata_fields="project, album")
def test_the_capabilities_tell_which_metadata_is_kept(strict):
    answer = requests.get(f"{strict.url}/uploads/", headers={"Accept": "application/json"}, timeout=20)
    assert (answer.json()["metadata_fields"], answer.json()["quota"]) == (["project", "album"], None)


@settings(**OWNED, quota_bytes=1000)
def test_quota_of_bytes_stops_a_form_whose_size_is_unknown(strict):
    ann = bearer("ann")
    assert by_form(strict, size=900, headers=ann).status_code == 201
    assert code(by_form(strict, size=200, headers=ann)) == (413, "quota_exceeded")


@settings(**OWNED, quota_uploads=2)
def test_quota_of_uploads(strict):
    ann = bearer("ann")
    assert by_tus(strict, headers=ann).status_code == 201
    assert by_form(strict, headers=ann).status_code == 201
    assert code(by_tus(strict, headers=ann)) == (413, "quota_exceeded")
    assert by_tus(strict, headers=bearer("bob")).status_code == 201


@settings(**OWNED, pre_create="@/keep @/question")
def test_the_program_is_told_the_owner(strict, tmp_path):
    assert by_tus(strict, headers=bearer("ann")).status_code == 201
    assert json.loads((tmp_path / "question").read_text())["owner"] == "ann"
