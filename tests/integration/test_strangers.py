# SPDX-License-Identifier: MIT
"""Strangers: pages of other origins, and people who ask for ids that are not theirs."""

import json
import socket

import pytest
import requests
import websockets.exceptions

import all_fronts
import conftest
import fcgi
import fronts
import relay_site
import stack
import tokens
import tus
import waiting
from test_access_live import Talk, told

SECRET = b"the secret that tokens are signed with here"
COOKIE = {"Cookie": f"loadline={tokens.make(SECRET)}"}


@pytest.fixture(name="token_site", scope="module")
def make_token_site(tmp_path_factory):
    secret = tmp_path_factory.mktemp("keys") / "secret"
    secret.write_bytes(SECRET)
    yield from conftest.running(stack.Stack(auth="token", token_keys=secret,
                                            trusted_proxies="127.0.0.1, 10.9.0.0/16"))


def bearer(**claims):
    return {"Authorization": f"Bearer {tokens.make(SECRET, **claims)}"}


def new_upload(site, **claims):
    answer = requests.post(f"{site.url}/uploads/", timeout=10,
                           headers={**tus.VERSION, "Upload-Length": "5", **bearer(**claims)})
    assert answer.status_code == 201, answer.text
    upload = tus.Upload(answer.headers["Location"])
    waiting.until(lambda: site.redis().exists(f"loadline:upload:{upload.id}"), "Redis has it")
    return upload


# --- origins: scheme, host and port ---

# As the program is asked: variables of the request, its Host, an Origin, and whether that is its own.
ORIGINS = [
    ({}, "site.example", "http://site.example", True),
    ({}, "site.example", "HTTP://Site.Example", True),
    ({}, "site.example", "http://site.example:80", True),
    ({}, "site.example:80", "http://site.example", True),
    ({}, "site.example", "foo://site.example", False),
    ({}, "site.example:8080", "foo://site.example:8080", False),
    ({}, "site.example", "https://site.example", False),
    ({}, "site.example", "ws://site.example", False),
    ({}, "site.example", "http://site.example:443", False),
    ({}, "site.example:8080", "http://site.example:8081", False),
    ({}, "site.example", "http://site.example.", False),
    ({}, "site.example", "null", False),
    ({}, "[::1]:8080", "http://[::1]:8080", True),
    ({}, "[::1]:8080", "http://[::1]", False),
    ({}, "[::1]", "https://[::1]", False),
    ({"HTTPS": "on"}, "site.example", "https://site.example", True),
    ({"HTTPS": "on"}, "site.example", "https://site.example:443", True),
    ({"HTTPS": "on"}, "[::1]:8443", "https://[::1]:8443", True),
    ({"HTTPS": "on"}, "site.example", "http://site.example", False),
    ({"REQUEST_SCHEME": "https"}, "site.example", "https://site.example", True),
    # a proxy that ends TLS: one that is trusted, and one that is not
    ({"REMOTE_ADDR": "10.9.0.1", "HTTP_X_FORWARDED_PROTO": "https"}, "site.example",
     "https://site.example", True),
    ({"REMOTE_ADDR": "10.9.0.1", "HTTP_X_FORWARDED_PROTO": "https"}, "site.example",
     "http://site.example", False),
    ({"REMOTE_ADDR": "10.8.0.1", "HTTP_X_FORWARDED_PROTO": "https"}, "site.example",
     "https://site.example", False),
]


@pytest.mark.parametrize("variables, host, origin, own", ORIGINS)
def test_an_origin_of_another_scheme_is_another_site_to_the_programs(token_site, variables, host,
                                                                     origin, own):
    fields = {"HTTP_COOKIE": COOKIE["Cookie"], "HTTP_HOST": host, "HTTP_ORIGIN": origin,
              **variables}
    made = fcgi.ask(token_site.sockets / "upload.sock", "POST", "/uploads/",
                    HTTP_TUS_RESUMABLE="1.0.0", HTTP_UPLOAD_LENGTH="5", **fields)
    told_by_progress = fcgi.ask(token_site.sockets / "progress.sock", "POST",
                                f"/progress/{relay_site.new_id()}/cancel", **fields)
    code = json.loads(told_by_progress.body)["code"]
    if own:
        assert (made.status, code) == (201, "not_found")
    else:
        assert (made.status, json.loads(made.body)["code"]) == (403, "cross_origin")
        assert code == "cross_origin"


# By the front end on this host, which is a trusted proxy to itself here: what a proxy before it said.
LIVE_ORIGINS = [
    ("http", {}, True), ("foo", {}, False), ("https", {}, False), ("ws", {}, False),
    ("https", {"X-Forwarded-Proto": "https"}, True), ("http", {"X-Forwarded-Proto": "https"}, False),
    ("https", {"X-Forwarded-Proto": "https,http"}, True),
    ("https", {"X-Forwarded-Proto": "http, https"}, False),
    ("https", {"Forwarded": 'for="[2001:db8::1]:4711";proto=https'}, True),
    ("https", {"Forwarded": "for=192.0.2.1;proto=http, proto=https"}, False),
]


@pytest.mark.parametrize("scheme, fields, own", LIVE_ORIGINS)
def test_an_origin_of_another_scheme_is_another_site_to_the_relay(token_site, scheme, fields, own):
    upload = new_upload(token_site)
    headers = {"Origin": f"{scheme}://127.0.0.1:{token_site.port}", **fields}
    plain = requests.get(f"{token_site.url}/live/poll?ids={upload.id}&wait=5", timeout=10,
                         headers={**headers, **COOKIE})
    watch = {"do": "watch", "ref": 1, "id": upload.id}
    if own:
        assert Talk(token_site, watch, until=told("progress"), **headers, **COOKIE).codes() == []
        assert [one["id"] for one in plain.json()["uploads"]] == [upload.id]
        return
    with pytest.raises(websockets.exceptions.WebSocketException) as refused:
        Talk(token_site, watch, until=told("progress"), **headers, **COOKIE)
    assert "403" in str(refused.value)
    assert (plain.status_code, plain.json()["code"]) == (403, "cross_origin")


def test_a_proxy_that_is_not_trusted_makes_no_scheme(relay):
    """Straight to the relay: the web server on this host says how it was asked, a stranger does not."""
    own = "127.0.0.1:1"
    for fields, scheme, good in (
            ({}, "http", True), ({}, "https", False), ({"X-Forwarded-Proto": "https"}, "https", True),
            ({"X-Proxy-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}, "https", False)):
        headers = {"Origin": f"{scheme}://{own}", "Host": own, **fields}
        with socket.socket(socket.AF_UNIX) as raw:
            raw.settimeout(10)
            raw.connect(str(relay.data / "relay.sock"))
            raw.sendall(relay_site.request(**headers))
            status = raw.recv(4096).split(b" ")[1]
        assert status == (b"101" if good else b"403"), (fields, scheme)


@pytest.fixture(name="front", scope="module", params=["Front", "Nginx", "ApacheProxy", "Fcgid"])
def make_front(request, tmp_path_factory):
    secret = tmp_path_factory.mktemp("keys") / "secret"
    secret.write_bytes(SECRET)
    yield from all_fronts.started(request.param, auth="token", token_keys=str(secret),
                                  trusted_proxies="127.0.0.1")


@pytest.mark.parametrize("scheme, fields, own", LIVE_ORIGINS)
def test_every_front_end_tells_the_scheme(front, scheme, fields, own):
    """Its own, and what a proxy before it says that ends TLS. mod_fcgid's programs have settings of their own."""
    headers = {**COOKIE, "Origin": scheme + front.url[len("http"):], **fields}
    made = requests.post(f"{front.url}/uploads/", timeout=20,
                         headers={**headers, **tus.VERSION, "Upload-Length": "5"})
    polled = requests.get(f"{front.url}/live/poll?ids={relay_site.new_id()}&wait=5", timeout=20,
                          headers=headers)
    assert polled.status_code == (200 if own else 403)
    assert made.status_code == (201 if own or isinstance(front, fronts.Fcgid) else 403)


# --- ids that are not one's own ---

def shape(answer, id_):
    """All that an answer says, but for the id and the time."""
    fields = {name: value for name, value in answer.headers.items() if name != "Date"}
    return answer.status_code, fields, answer.text.replace(id_, "ID")


ASKED = {
    "document": ("GET", "/progress/{id}", {}),
    "head": ("HEAD", "/progress/{id}", {}),
    "known document": ("GET", "/progress/{id}", {"If-None-Match": "*"}),
    "page": ("GET", "/progress/{id}", {"Accept": "text/html"}),
    "with a wrong key": ("GET", "/progress/{id}.0123456789abcdef0123456789abcdef", {}),
    "many": ("GET", "/progress/?ids={id}", {}),
    "retry": ("POST", "/progress/{id}/retry", {}),
    "cancel": ("POST", "/progress/{id}/cancel", {}),
    "cancel by a page": ("POST", "/progress/{id}/cancel", {"Accept": "text/html"}),
    "report": ("POST", "/progress/{id}/stages/cut", {"Content-Type": "application/json"}),
    "no command": ("POST", "/progress/{id}/nothing", {}),
    "poll": ("GET", "/live/poll?ids={id}&wait=5", {}),
    "poll since": ("GET", "/live/poll?ids={id}&since=0-0&wait=5", {}),
}
STRANGERS = {"another owner": {"sub": "bob"}, "for another upload": {"upload_id": "0" * 32},
             "may only watch": {"sub": "bob", "scope": "watch"}}


@pytest.mark.parametrize("stranger", STRANGERS)
@pytest.mark.parametrize("name", ASKED)
def test_a_stranger_does_not_learn_whether_an_id_exists(token_site, name, stranger):
    method, path, fields = ASKED[name]
    upload, missing = new_upload(token_site), relay_site.new_id()

    def ask(id_):
        return requests.request(method, token_site.url + path.format(id=id_), timeout=20,
                                headers={**bearer(**STRANGERS[stranger]), **fields})

    there, not_there = ask(upload.id), ask(missing)
    assert shape(there, upload.id) == shape(not_there, missing)
    assert there.status_code in (200, 403, 404), there.text


def test_who_may_still_sees(token_site):
    upload = new_upload(token_site)
    for claims in ({}, {"sub": "root", "scope": "admin"}, {"upload_id": upload.id}):
        headers = bearer(**claims)
        for path in (f"/progress/{upload.id}", f"/progress/?ids={upload.id}",
                     f"/live/poll?ids={upload.id}&wait=5"):
            answer = requests.get(token_site.url + path, headers=headers, timeout=20)
            assert answer.status_code == 200 and upload.id in answer.text
            assert f'"gone":["{upload.id}"]' not in answer.text
    admin = bearer(sub="root", scope="admin")
    assert requests.post(f"{token_site.url}/progress/{upload.id}/cancel", headers=admin,
                         timeout=10).status_code == 204


@pytest.mark.parametrize("method", ["HEAD", "GET", "PATCH", "DELETE"])
def test_a_url_does_not_tell_a_stranger_whether_its_upload_exists(token_site, method):
    """The key is right: somebody else's URL, and one whose upload was removed."""
    upload, removed = new_upload(token_site), new_upload(token_site)
    assert requests.delete(removed.url, headers={**tus.VERSION, **bearer()},
                           timeout=10).status_code == 204

    def ask(url):
        return requests.request(method, url, timeout=10, headers={
            **tus.VERSION, "Upload-Offset": "0",
            "Content-Type": "application/offset+octet-stream", **bearer(sub="bob")})

    there, not_there = ask(upload.url), ask(removed.url)
    assert shape(there, upload.id) == shape(not_there, removed.id)
    assert there.status_code == 404


def without_id(messages, id_):
    return json.dumps([{name: value for name, value in message.items()
                        if name not in ("session", "at")} for message in messages]).replace(id_, "ID")


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_watch_does_not_tell_a_stranger_whether_an_id_exists(token_site, stranger):
    upload, missing = new_upload(token_site), relay_site.new_id()
    heard = []
    for id_ in (upload.id, missing):
        words = [{"do": "watch", "ref": 1, "id": id_}, {"do": "ping", "ref": 2}]
        talk = Talk(token_site, *words, **bearer(**STRANGERS[stranger]),
                    until=lambda heard: told("beat")(heard) and told("gone", "error", "progress")(heard))
        heard.append(without_id(sorted(talk.heard, key=lambda message: message["event"]), id_))
        assert "gone" in talk.names and talk.codes() == []
    assert heard[0] == heard[1]


def first_events(site, id_, **claims):
    """The stream up to what it says of the upload."""
    with requests.get(f"{site.url}/live/events?id={id_}", stream=True, timeout=10,
                      headers={**bearer(**claims), "Accept": "text/event-stream"}) as answer:
        lines, last = [], False
        for line in answer.iter_lines(decode_unicode=True):
            lines.append(line.replace(id_, "ID"))
            last = last or line in ("event: gone", "event: progress", "event: error")
            if last and line.startswith("data:"):
                break
        return answer.status_code, [line for line in lines if "session" not in line]


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_stream_does_not_tell_a_stranger_whether_an_id_exists(token_site, stranger):
    upload, missing = new_upload(token_site), relay_site.new_id()
    claims = STRANGERS[stranger]
    assert first_events(token_site, upload.id, **claims) == first_events(token_site, missing,
                                                                         **claims)
    assert "event: progress" in first_events(token_site, upload.id)[1]


def test_a_watch_of_a_strangers_upload_takes_a_place_as_any_other(tmp_path):
    """Else a limit would tell which of the ids exist."""
    secret = tmp_path / "secret"
    secret.write_bytes(SECRET)
    for site in conftest.running(stack.Stack(auth="token", token_keys=secret, relay_watches=1)):
        for id_ in (new_upload(site).id, relay_site.new_id()):
            talk = Talk(site, {"do": "watch", "ref": 1, "id": id_},
                        {"do": "watch", "ref": 2, "id": "1" * 32}, until=told("error"),
                        **bearer(sub="bob"))
            assert talk.codes() == ["too_many"]
