# SPDX-License-Identifier: MIT
"""Who may: the exact answer for each program, method and credential."""

import json
import time

import pytest
import requests

import conftest
import fcgi
import forms
import stack
import tokens
import tus
import waiting

OLD = b"the secret of tokens that are still about"
NEW = b"the secret that new tokens are signed with"
OTHER = b"the secret of some other site altogether"
LISTED = "https://app.example.org"
FOREIGN = "https://evil.example"
SIZE = 11
EARLY = int(time.time()) + 600
LATE = int(time.time()) - 600

UNAUTHORIZED = (401, "unauthorized")
INVALID = (401, "token_invalid")
FORBIDDEN = (403, "forbidden")
MISSING = (404, "not_found")  # also what is there, and somebody else's
SCOPE = (403, "scope_missing")

# What is done with alice's upload, and the answer to a good credential of hers.
REQUESTS = {
    "upload POST": (201, None),
    "upload HEAD": (200, None),
    "upload PATCH": (204, None),
    "upload DELETE": (204, None),
    "progress GET": (200, None),
    "progress GET ?ids": (200, None),
}
OWNED = ["upload HEAD", "upload PATCH", "upload DELETE", "progress GET"]

# credential: (the token, the same answer to all, answers that differ)
CREDENTIALS = {
    "none": (lambda _: None, UNAUTHORIZED, {}),
    "empty": (lambda _: "", UNAUTHORIZED, {}),
    "garbage": (lambda _: "a.b.c", INVALID, {}),
    "expired": (lambda _: tokens.make(NEW, exp=LATE), (401, "token_expired"), {}),
    "not yet valid": (lambda _: tokens.make(NEW, nbf=EARLY), (401, "token_not_yet_valid"), {}),
    "without expiry": (lambda _: tokens.make(NEW, exp=None), INVALID, {}),
    "without owner": (lambda _: tokens.make(NEW, sub=None), INVALID, {}),
    "wrong key": (lambda _: tokens.make(OTHER), INVALID, {}),
    "alg none": (lambda _: tokens.unsigned(), INVALID, {}),
    "alg none, signed": (lambda _: tokens.make(NEW, {"alg": "none"}), INVALID, {}),
    "scope missing": (lambda _: tokens.make(NEW, scope=None), SCOPE, {}),
    "scope watch": (lambda _: tokens.make(NEW, scope="watch"), SCOPE, {
        "upload HEAD": (200, None), "progress GET": (200, None),
        "progress GET ?ids": (200, None)}),
    "scope upload": (lambda _: tokens.make(NEW, scope=["upload"]), None, {
        "progress GET": SCOPE, "progress GET ?ids": SCOPE}),
    "other owner": (lambda _: tokens.make(NEW, sub="bob"), None,
                    dict.fromkeys(OWNED, MISSING)),
    "upload_id of another": (lambda _: tokens.make(NEW, upload_id="0" * 32), None, {
        "upload POST": FORBIDDEN, **dict.fromkeys(OWNED, MISSING)}),
    "upload_id of this": (lambda id_: tokens.make(NEW, upload_id=id_), None, {
        "upload POST": FORBIDDEN}),
    "administrator": (lambda _: tokens.make(NEW, sub="root", scope="admin"), None, {}),
    "the new key": (lambda _: tokens.make(NEW), None, {}),
    "the old key": (lambda _: tokens.make(OLD), None, {}),
}


@pytest.fixture(name="keys", scope="module")
def make_keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    (folder / "new").write_bytes(NEW)
    (folder / "old").write_bytes(OLD + b"\n")
    return folder


@pytest.fixture(name="token_site", scope="module")
def make_token_site(keys):
    yield from conftest.running(stack.Stack(
        auth="token", token_keys=f"{keys}/new, {keys}/old", cors_origins=f"{LISTED}, *",
        auth_timeout="500ms"))


def bearer(token):
    return {} if token is None else {"Authorization": f"Bearer {token}"}


def create(site, headers, size=SIZE):
    return requests.post(f"{site.url}/uploads/", timeout=10,
                         headers={**tus.VERSION, "Upload-Length": str(size), **headers})


def new_upload(site, headers):
    answer = create(site, headers)
    assert answer.status_code == 201, answer.text
    return tus.Upload(answer.headers["Location"])


def request(site, upload, name, headers):
    """One of REQUESTS, on this upload."""
    program, method, *rest = name.split()
    if program == "progress":
        path = f"/progress/?ids={upload.id}" if rest else f"/progress/{upload.id}"
        return requests.get(site.url + path, headers=headers, timeout=10)
    if method == "POST":
        return create(site, headers)
    headers = {**tus.VERSION, "Upload-Offset": "0",
               "Content-Type": "application/offset+octet-stream", **headers}
    return requests.request(method, upload.url, headers=headers, timeout=10)


def assert_answer(answer, expected):
    status, code = expected
    assert answer.status_code == status, answer.text
    if code is not None and answer.request.method != "HEAD":
        assert answer.json()["code"] == code


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("credential", CREDENTIALS)
def test_table(token_site, name, credential):
    upload = new_upload(token_site, bearer(tokens.make(NEW)))
    token, same, differing = CREDENTIALS[credential]
    expected = differing.get(name, same or REQUESTS[name])
    answer = request(token_site, upload, name, bearer(token(upload.id)))
    assert_answer(answer, expected)
    assert ("WWW-Authenticate" in answer.headers) == (expected[0] == 401 or expected == SCOPE)
    if name.startswith("upload") and expected[0] >= 400:
        assert answer.headers["Tus-Resumable"] == "1.0.0"


def test_others_are_not_among_many(token_site):
    upload = new_upload(token_site, bearer(tokens.make(NEW)))
    answer = request(token_site, upload, "progress GET ?ids", bearer(tokens.make(NEW, sub="bob")))
    assert answer.json() == {"uploads": [], "gone": [upload.id]}


@pytest.mark.parametrize("change", [lambda url: url.rsplit(".", 1)[0],
                                    lambda url: url.rsplit(".", 1)[0] + ".",
                                    lambda url: url[:-1] + ("1" if url[-1] == "0" else "0")])
@pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
def test_without_its_key_it_is_not_there(token_site, method, change):
    headers = bearer(tokens.make(NEW))
    upload = new_upload(token_site, headers)
    upload.url = change(upload.url)
    assert_answer(request(token_site, upload, f"upload {method}", headers), (404, "not_found"))


def test_largest_size_of_the_token(token_site):
    small = bearer(tokens.make(NEW, max_size=SIZE))
    assert_answer(create(token_site, small, SIZE + 1), (413, "too_large"))
    assert create(token_site, small, SIZE).status_code == 201
    told = requests.get(f"{token_site.url}/uploads/", headers=small, timeout=10)
    assert told.json()["max_size"] == SIZE
    form = forms.post(token_site, forms.part('name="f"; filename="a"', b"x" * (SIZE + 1)), **small)
    assert_answer(form, (413, "too_large"))


def test_capabilities_are_for_all(token_site):
    assert requests.get(f"{token_site.url}/uploads/", timeout=10).status_code == 200
    assert requests.options(f"{token_site.url}/uploads/", timeout=10).status_code in (200, 204)


# --- what browsers send by themselves ---

ORIGINS = {
    "own": ({"Origin": "{own}"}, True),
    "listed": ({"Origin": LISTED}, True),
    "foreign, in spite of *": ({"Origin": FOREIGN}, False),
    "null": ({"Origin": "null"}, False),
    "none": ({}, False),
    "same-origin by Sec-Fetch-Site": ({"Sec-Fetch-Site": "same-origin"}, True),
    "cross-site by Sec-Fetch-Site": ({"Sec-Fetch-Site": "cross-site"}, False),
}


@pytest.mark.parametrize("origin", ORIGINS)
def test_cookie(token_site, origin):
    fields, good = ORIGINS[origin]
    headers = {name: value.format(own=token_site.url) for name, value in fields.items()}
    headers["Cookie"] = f"a=b; loadline={tokens.make(NEW)}; c=d"
    form = forms.post(token_site, forms.part('name="f"; filename="a"', b"hello"), **headers)
    assert_answer(form, (201, None) if good else (403, "cross_origin"))
    assert_answer(create(token_site, headers), (201, None) if good else (403, "cross_origin"))


def test_cookie_reads(token_site):
    headers = {"Cookie": f"loadline={tokens.make(NEW)}"}
    upload = new_upload(token_site, bearer(tokens.make(NEW)))
    assert request(token_site, upload, "progress GET", headers).status_code == 200
    headers["Authorization"] = "Bearer x"  # what is said on purpose counts
    assert_answer(request(token_site, upload, "progress GET", headers), INVALID)


def test_token_in_the_query_is_for_live_transports(token_site):
    upload = new_upload(token_site, bearer(tokens.make(NEW)))
    answer = requests.get(f"{token_site.url}/progress/{upload.id}?token={tokens.make(NEW)}",
                          timeout=10)
    assert_answer(answer, UNAUTHORIZED)


def test_no_jsonp_with_a_cookie(token_site):
    url = f"{token_site.url}/progress/legacy/nginx-jsonp?X-Progress-ID=some-name&callback=show"
    token = tokens.make(NEW)
    assert_answer(requests.get(url, headers={"Cookie": f"loadline={token}"}, timeout=10), FORBIDDEN)
    answer = requests.get(url, headers=bearer(token), timeout=10)
    assert_answer(answer, (200, None))
    assert answer.text.startswith("show(")


# --- whose it is ---

WAYS = {
    "tus": lambda site, headers: create(site, headers).headers["Location"],
    "draft": lambda site, headers: requests.post(
        f"{site.url}/uploads/", data=b"hello", timeout=10,
        headers={"Upload-Draft-Interop-Version": "8", "Upload-Complete": "?0",
                 **headers}).headers["Location"],
    "form": lambda site, headers: forms.post(
        site, forms.part('name="f"; filename="a"', b"hello"), **headers).json()["uploads"][0]["url"],
    "PUT": lambda site, headers: requests.put(
        f"{site.url}/uploads/name.txt", data=b"hello", headers=headers,
        timeout=10).headers["Location"],
}


@pytest.mark.parametrize("way", WAYS)
def test_belongs_to_who_made_it(token_site, way):
    upload = tus.Upload(WAYS[way](token_site, bearer(tokens.make(NEW))))
    for owner, expected in (("alice", (200, None)), ("bob", MISSING)):
        headers = bearer(tokens.make(NEW, sub=owner))
        assert_answer(request(token_site, upload, "progress GET", headers), expected)


def test_old_names_are_their_owners(token_site):
    alice, bob = bearer(tokens.make(NEW)), bearer(tokens.make(NEW, sub="bob"))
    forms.post(token_site, forms.part('name="f"; filename="a"', b"hello"),
               target="?X-Progress-ID=same-name", **alice)
    url = f"{token_site.url}/progress/legacy/nginx?X-Progress-ID=same-name"
    waiting.until(lambda: '"done"' in requests.get(url, headers=alice, timeout=10).text,
                  "alice sees the end of her form")
    guest = bearer(tokens.make(NEW, scope="watch", upload_id="0" * 32))
    for other in (bob, guest):
        assert '"starting"' in requests.get(url, headers=other, timeout=10).text


# --- public keys ---

@pytest.mark.parametrize("algorithm, kind", [
    ("RS256", ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]),
    ("ES256", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"])])
def test_public_keys(keys, algorithm, kind):
    private, public = tokens.key_pair(keys, algorithm, *kind)
    for site in conftest.running(stack.Stack(auth="token", token_algorithm=algorithm,
                                             token_keys=public)):
        good = tokens.by_tool(site, "--sub", "alice", "--key", private)
        assert create(site, bearer(good)).status_code == 201
        for secret in (public.read_bytes(), public.read_bytes().strip()):
            for name in ("HS256", algorithm):  # the public key used as a secret
                assert_answer(create(site, bearer(tokens.make(secret, {"alg": name}))), INVALID)
        assert_answer(create(site, bearer(tokens.unsigned())), INVALID)


def test_tool_makes_what_is_asked_for(token_site):
    token = tokens.by_tool(token_site, "--sub", "carol", "--scope", "upload,watch", "--ttl", "10m",
                           "--max-size", "1k")
    assert create(token_site, bearer(token), 1025).status_code == 413
    upload = new_upload(token_site, bearer(token))
    watch = tokens.by_tool(token_site, "--sub", "carol", "--scope", "watch", "--upload-id",
                           upload.id)
    assert request(token_site, upload, "progress GET", bearer(watch)).status_code == 200


# --- the web server's users, and nobody's ---

def test_users_of_the_server():
    for site in conftest.running(stack.Stack(auth="server")):
        def ask(program, method, uri, **variables):
            variables.setdefault("HTTP_HOST", "site.example")
            return fcgi.ask(site.sockets / f"{program}.sock", method, uri, **variables)

        def make(**variables):
            return ask("upload", "POST", "/uploads/", HTTP_TUS_RESUMABLE="1.0.0",
                       HTTP_UPLOAD_LENGTH=str(SIZE), **variables)

        own = {"HTTP_ORIGIN": "http://site.example"}
        assert json.loads(make(**own).body)["code"] == "unauthorized"
        assert json.loads(make(REMOTE_USER="alice").body)["code"] == "cross_origin"
        foreign = make(REMOTE_USER="alice", HTTP_ORIGIN=FOREIGN)
        assert json.loads(foreign.body)["code"] == "cross_origin"
        made = make(REMOTE_USER="alice", **own)
        assert made.status == 201
        upload = tus.Upload(made.headers["location"])
        for user, status in (("alice", 200), ("bob", 404)):
            answer = ask("progress", "GET", f"/progress/{upload.id}", REMOTE_USER=user)
            assert answer.status == status
            head = ask("upload", "HEAD", upload.path, HTTP_TUS_RESUMABLE="1.0.0", REMOTE_USER=user)
            assert head.status == status


def test_without_credentials_the_key_is_the_right(site):
    upload = new_upload(site, {})
    for name in ("upload HEAD", "upload PATCH", "progress GET", "progress GET ?ids",
                 "upload DELETE"):
        assert_answer(request(site, upload, name, {}), REQUESTS[name])
