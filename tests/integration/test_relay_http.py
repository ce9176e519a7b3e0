# SPDX-License-Identifier: MIT
"""News over plain HTTP and by lists: the same text as over WebSocket, refusals by name."""

import json
import threading

import pytest
import requests

import conftest
import files
import live
import live_http
import stack
import tokens
import tus
import waiting
from test_access_live import Talk, auth, known, told

SECRET = b"the secret that tokens are signed with here"
UNKNOWN = "0" * 32
EVENTS = {"Accept": "text/event-stream"}


@pytest.fixture(name="doors", scope="module")
def make_doors(tmp_path_factory):
    """A site that asks for tokens."""
    secret = tmp_path_factory.mktemp("keys") / "secret"
    secret.write_bytes(SECRET)
    yield from conftest.running(stack.Stack(auth="token", token_keys=secret, relay_watches=50,
                                            cors_origins="https://app.example.org"))


def bearer(**claims):
    return {"Authorization": f"Bearer {tokens.make(SECRET, **claims)}"}


def create(site, size=5, **headers):
    with tus.Connection(site.url) as connection:
        answer = connection.ask("POST", "/uploads/", {**tus.VERSION, "Upload-Length": str(size),
                                                      **headers})
    assert answer.status == 201, answer.text
    return known(site, tus.Upload(answer.headers["Location"]))


def poll(site, headers=(), **query):
    return requests.get(f"{site.url}/live/poll", params=query, headers=dict(headers), timeout=10)


def stream(site, headers=(), **query):
    """The answer and its first events, until one of these names comes or it ends."""
    with requests.get(f"{site.url}/live/events", params=query, headers={**EVENTS, **dict(headers)},
                      stream=True, timeout=10) as answer:
        names, data = [], []
        if answer.status_code == 200:
            for line in answer.iter_lines(chunk_size=1):
                name, _, value = line.decode().partition(": ")
                if name == "event":
                    names.append(value)
                elif name == "data":
                    data.append(json.loads(value))
                    if names[-1] in ("progress", "gone", "bye"):
                        break
        else:
            data = [answer.json()]
        return answer, names, data


def test_the_text_is_the_same_everywhere(site):
    upload = tus.Upload.create(f"{site.url}/uploads/", 5, filename="ä\"<b>\u2028.bin")
    with live.Watcher(site, upload.id) as socket, live_http.EventStream(site, upload.id) as events:
        assert upload.patch(b"12345").status == 204
        text = socket.wait_end().text
        assert events.wait_end().text == text
    assert poll(site, ids=upload.id).text == f'{{"uploads":[{text}],"gone":[],"stale":[]}}'
    assert site.progress(upload.id).text == text


def test_a_stream_begins_at_once(site):
    answer, names, data = stream(site, id=UNKNOWN)
    assert answer.headers["Content-Type"] == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert names == ["welcome", "watching", "gone"]
    assert data[0]["protocol"] == "loadline.v1" and data[2]["id"] == UNKNOWN


@pytest.mark.parametrize("way", ["since", "Last-Event-ID"])
def test_what_was_seen_is_not_sent_again(site, way):
    upload = known_upload(site)
    document = site.progress(upload.id).json()
    version = f"{document['epoch']}-{document['rev']}"
    query = {"id": upload.id, **({"since": version} if way == "since" else {})}
    headers = {"Last-Event-ID": version} if way != "since" else {}
    seen = live_http.EventStream(site, upload.id)
    with seen:
        seen.wait_message("progress")
        threading.Timer(0.2, upload.patch, [b"12345"]).start()
        _, names, data = stream(site, headers, **query)
        assert names[:2] == ["welcome", "watching"]
        assert (data[-1]["epoch"], data[-1]["rev"]) > (document["epoch"], document["rev"])


def known_upload(site):
    return known(site, tus.Upload.create(f"{site.url}/uploads/", 5, filename="a.bin"))


def test_a_poll_waits_for_news(site):
    one, other = known_upload(site), known_upload(site)
    first = poll(site, ids=f"{one.id},{other.id},{UNKNOWN}").json()
    assert [d["id"] for d in first["uploads"]] == [one.id, other.id]
    assert first["gone"] == [UNKNOWN]
    since = ",".join([*(f"{d['id']}:{d['epoch']}-{d['rev']}" for d in first["uploads"]),
                      f"{UNKNOWN}:0-0"])
    assert poll(site, ids=f"{one.id},{other.id},{UNKNOWN}", since=since, wait=1).json() == {
        "uploads": [], "gone": [], "stale": []}
    threading.Timer(0.2, other.patch, [b"12345"]).start()
    later = poll(site, ids=f"{one.id},{other.id},{UNKNOWN}", since=since, wait=9).json()
    assert [d["id"] for d in later["uploads"]] == [other.id]


def test_an_id_that_is_asked_for_twice_is_answered_once(site):
    upload = known_upload(site)
    answer = poll(site, ids=",".join([UNKNOWN, upload.id, UNKNOWN, upload.id]), wait=5)
    assert answer.status_code == 200, answer.text
    assert [document["id"] for document in answer.json()["uploads"]] == [upload.id]
    assert answer.json()["gone"] == [UNKNOWN]


def test_mistakes(site):
    for query in ({}, {"ids": "x"}, {"ids": UNKNOWN, "wait": "soon"}, {"owner": "you"},
                  {"id": UNKNOWN, "all": "1"}):
        for answer in (poll(site, **query), stream(site, **query)[0]):
            assert answer.status_code == 400
            assert answer.headers["Content-Type"] == "application/problem+json"
    assert poll(site, ids=UNKNOWN, headers={"Origin": "https://evil.example"}).status_code == 403
    assert stream(site, {"Accept": "text/html"}, id=UNKNOWN)[0].status_code in (200, 415)
    assert poll(site, owner="me").json()["code"] == "bad_request"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD"])
@pytest.mark.parametrize("path", ["/live/poll", "/live/events"])
def test_another_method_is_refused_by_its_name(site, method, path):
    answer = requests.request(method, f"{site.url}{path}?ids={UNKNOWN}", timeout=10)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, OPTIONS"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert method == "HEAD" or answer.json()["code"] == "method_not_allowed"


def test_without_redis_a_poll_says_so(own_site):
    own_site.stop_component("redis")
    answer = poll(own_site, ids=UNKNOWN, wait=5)
    assert answer.status_code == 503
    assert answer.json()["code"] == "status_unavailable"
    assert "Retry-After" in answer.headers


def test_a_poll_that_does_not_wait_gets_what_a_slow_redis_has(own_site):
    upload = known_upload(own_site)
    with own_site.redis() as redis:
        redis.client_pause(500)
    answer = poll(own_site, ids=upload.id, wait=0)
    assert answer.status_code == 200, answer.text
    assert [document["id"] for document in answer.json()["uploads"]] == [upload.id]


def test_who_may(doors):
    upload = create(doors, **bearer())
    assert poll(doors, ids=upload.id).status_code == 401
    assert poll(doors, bearer(exp=1), ids=upload.id).json()["code"] == "token_expired"
    assert poll(doors, bearer(), ids=upload.id).json()["uploads"][0]["id"] == upload.id
    assert poll(doors, ids=upload.id, token=tokens.make(SECRET)).status_code == 200
    assert poll(doors, bearer(sub="bob"), ids=upload.id).json()["gone"] == [upload.id]
    answer, names, data = stream(doors, id=upload.id)
    assert answer.status_code == 200 and names == ["error", "bye"]
    assert data[0]["code"] == data[1]["code"] == "unauthorized"
    assert stream(doors, bearer(), id=upload.id)[1][-1] == "progress"
    allowed = poll(doors, {**bearer(), "Origin": "https://app.example.org"}, ids=upload.id)
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://app.example.org"


@pytest.mark.parametrize("path", ["/live/poll", "/live/events"])
def test_a_page_of_another_origin_can_read_why_its_method_is_refused(doors, path):
    log = doors.data / "log" / "relay.log"
    said = log.read_text().count("code=method_not_allowed")
    answer = requests.post(f"{doors.url}{path}", timeout=10,
                           headers={"Origin": "https://app.example.org"})
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, OPTIONS"
    assert answer.headers["Access-Control-Allow-Origin"] == "https://app.example.org"
    assert answer.json()["code"] == "method_not_allowed"
    waiting.until(lambda: log.read_text().count("code=method_not_allowed") == said + 1,
                  "one log line")


class Hearing(Talk):
    """Watches a list and leaves when so many uploads have been heard of."""

    def __init__(self, site, what, wanted, **claims):
        super().__init__(site, auth(**claims), {"do": "watch", "ref": 1, **what},
                         until=lambda heard: wanted <= {m.get("id") for m in heard
                                                        if m["event"] == "progress"})

    @property
    def ids(self):
        return {message["id"] for message in self.heard if message["event"] == "progress"}


def meanwhile(action, until):
    """For Talk: what it watches is told to it, then the action is done beside it, and it hears until."""
    begun = []

    def hear(heard):
        if not begun and told("progress")(heard):
            begun.append(threading.Thread(target=action))
            begun[0].start()
        return until(heard)
    return hear


@pytest.mark.parametrize("what, claims", [
    ({"owner": "me"}, {"sub": "carol"}),
    ({"all": True}, {"sub": "root", "scope": "watch admin"})])
def test_lists(doors, what, claims):
    """Those that are there, and those that come later, which need not be asked for."""
    mine = {create(doors, **bearer(sub="carol")).id for _ in range(3)}
    others = create(doors, **bearer(sub="dave")).id
    heard = Hearing(doors, what, mine, **claims)
    assert {m["event"]: m for m in heard.heard}["watching"] == {
        "event": "watching", "ref": 1, **what}
    assert "owner" not in what or others not in heard.ids
    known_ids = doors.redis().zrange("loadline:active", 0, -1)
    heard = Talk(doors, auth(**claims), {"do": "watch", "ref": 1, **what}, until=meanwhile(
        lambda: create(doors, **bearer(sub="carol")),
        lambda heard: any(m.get("id") not in [None, *known_ids] for m in heard)))
    assert not heard.codes()


def test_what_ends_is_told_and_left(doors):
    upload = create(doors, **bearer(sub="erin"))
    def finish():
        with tus.Connection(upload.url) as connection:
            connection.ask("PATCH", upload.path, {
                **tus.VERSION, **bearer(sub="erin"), "Upload-Offset": "0",
                "Content-Type": "application/offset+octet-stream"}, b"12345")
    heard = Talk(doors, auth(sub="erin"), {"do": "watch", "ref": 1, "owner": "me"},
                 until=meanwhile(finish, lambda heard: any(m.get("state") == "done" for m in heard)))
    assert not heard.codes()
    names = doors.redis().pubsub_channels("*upload:*")
    waiting.until(lambda: f"loadline:upload:{upload.id}" not in doors.redis().pubsub_channels("*"),
                  f"the upload is left: {names}")


def test_all_is_for_administrators(doors):
    heard = Talk(doors, auth(), {"do": "watch", "ref": 1, "all": True}, until=told("error"))
    assert heard.codes() == ["scope_missing"]


def test_more_than_may_be_watched(doors):
    made = {create(doors, **bearer(sub="frank")).id for _ in range(55)}
    heard = Talk(doors, auth(sub="frank"), {"do": "watch", "ref": 1, "owner": "me"},
                 until=lambda heard: sum(m["event"] == "progress" for m in heard) >= 50
                 and any(m["event"] == "error" for m in heard))
    assert heard.codes() == ["too_many"]
    assert {m["id"] for m in heard.heard if m["event"] == "progress"} < made


def test_a_list_survives_redis(own_site_with_tokens):
    site = own_site_with_tokens
    first = create(site, **bearer(sub="grace"))

    def later():
        site.kill("redis")
        site.start_component("redis")
        create(site, **bearer(sub="grace"))
    heard = Talk(site, auth(sub="grace"), {"do": "watch", "ref": 1, "owner": "me"}, until=meanwhile(
        later, lambda heard: any(m.get("id") not in (None, first.id) for m in heard)))
    assert first.id in {m.get("id") for m in heard.heard}
    assert [m["event"] for m in heard.heard].count("watching") == 1


@pytest.fixture(name="own_site_with_tokens")
def make_own_site_with_tokens(tmp_path):
    (tmp_path / "secret").write_bytes(SECRET)
    yield from conftest.running(stack.Stack(auth="token", token_keys=tmp_path / "secret"))
