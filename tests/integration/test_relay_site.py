# SPDX-License-Identifier: MIT
"""What administrators are told of the site's programs: the same over each transport, to nobody else."""

import json
import signal

import pytest
import requests

import conftest
import relay_site
import stack
import tokens
import waiting
import workshop
from test_access_live import Talk, auth, told

SECRET = b"the secret that tokens are signed with here"
SITE = {"do": "watch", "ref": 1, "site": True}
EVENTS = {"Accept": "text/event-stream"}


@pytest.fixture(name="guarded", scope="module")
def make_guarded(tmp_path_factory):
    secret = tmp_path_factory.mktemp("keys") / "secret"
    secret.write_bytes(SECRET)
    yield from conftest.running(stack.Stack(auth="token", token_keys=secret))


def bearer(scope="admin"):
    return {"Authorization": f"Bearer {tokens.make(SECRET, sub='root', scope=scope)}"}


def poll(where, headers=None, **query):
    return requests.get(f"{where.url}/live/poll", params=query, timeout=10,
                        headers=bearer() if headers is None else headers)


def stream(where, headers, until, **query):
    """The events up to the one that until() is true of."""
    with requests.get(f"{where.url}/live/events", params=query, headers={**EVENTS, **headers},
                      stream=True, timeout=10) as answer:
        for line in answer.iter_lines(chunk_size=1):
            if line.startswith(b"data: "):
                message = json.loads(line[6:])
                yield message
                if until(message):
                    return


def has_all(event):
    """Whether it tells of both programs that quickstart starts."""
    return {"relay", "worker"} <= {p["kind"] for p in event.get("programs", [])}


def check(event):
    assert event["available"] is True and event["at"] > 1_700_000_000_000
    assert event["counters"].keys() >= {"upload_bytes", "jobs_done", "jobs_failed"}
    kinds = {p["kind"]: p for p in event["programs"]}
    for program in kinds.values():
        assert program["alive"] and not program["stopping"] and program["heard_ms"] < 5000
        assert program["host"] and program["pid"] > 1 and program["started_at"] > 0
    assert kinds["relay"]["sessions"].keys() == {"websocket", "events", "poll"}
    assert kinds["worker"]["slots"] >= 1 and kinds["worker"]["running"] == 0


def test_websocket(guarded):
    talk = Talk(guarded, auth(sub="root", scope="admin"), SITE,
                until=lambda heard: heard and has_all(heard[-1]))
    assert talk.heard[1] == {"event": "watching", "ref": 1, "site": True}
    assert talk.names[2:] == ["site"] * len(talk.names[2:])
    check(talk.heard[-1])


def test_stream(guarded):
    heard = list(stream(guarded, bearer(), has_all, site=0))
    assert [m["event"] for m in heard[:3]] == ["welcome", "watching", "site"]
    check(heard[-1])


def test_beside_all(guarded):
    """One request for both; each is answered for."""
    wanted = {("watching", "all"), ("watching", "site"), ("site", "programs")}
    for message in stream(guarded, bearer(), lambda _: False, all=1, site=0):
        wanted -= {(message["event"], member) for member in message}
        if not wanted:
            break
    assert not wanted


def test_poll(guarded):
    heard = [poll(guarded, site=0).json()["site"]]

    def hear():
        """One answer a second."""
        if not has_all(heard[-1]):
            heard.append(poll(guarded, all=1, site=heard[-1]["at"], wait=5).json()["site"])
        return has_all(heard[-1])
    waiting.until(hear, "it tells of both programs")
    event = heard[-1]
    check(event)
    later = poll(guarded, site=event["at"], wait=5).json()
    assert later["uploads"] == [] and later["site"]["at"] > event["at"]


@pytest.mark.parametrize("scope, code, status", [
    ("watch", "scope_missing", 403), ("upload watch", "scope_missing", 403)])
def test_others_are_refused(guarded, scope, code, status):
    talk = Talk(guarded, auth(scope=scope), SITE, until=told("error", "site"))
    assert talk.codes() == [code] and "site" not in talk.names
    answer = poll(guarded, bearer(scope), site=0)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    answer = poll(guarded, bearer(scope), all=1, site=0)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    heard = list(stream(guarded, bearer(scope), lambda m: m["event"] == "error", site=0))
    assert heard[-1]["code"] == code and "site" not in [m["event"] for m in heard]


def test_without_a_token(guarded):
    assert poll(guarded, {}, site=0).status_code == 401
    assert Talk(guarded, SITE, until=told("error")).codes() == ["unauthorized"]


def test_where_nobody_is_known(site):
    answer = poll(site, {}, site=0)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert Talk(site, SITE, until=told("error")).codes() == ["unauthorized"]


def test_scope_that_was_given_up(guarded):
    """Another token of the same owner, of lesser scope: the news of the site end."""
    talk = Talk(guarded, auth(sub="root", scope="admin"), SITE, auth(sub="root", scope="watch"),
                until=told("error"))
    assert talk.codes() == ["scope_missing"]


class Listener:
    """What is said on the channel of heartbeats."""

    def __init__(self, shop):
        self.pubsub = shop.redis().pubsub()
        self.pubsub.subscribe(workshop.PREFIX + "lag")

    def wait(self, what, seen):
        def look():
            message = self.pubsub.get_message(ignore_subscribe_messages=True, timeout=1)
            heard = message and json.loads(message["data"])
            print(heard)
            return heard if heard and seen(heard) else None
        return waiting.until(look, what)


@pytest.fixture(name="shop")
def make_shop():
    made = workshop.Workshop(workers=3)
    made.start_redis()
    yield made
    made.stop()


def test_what_a_worker_says(shop):
    shop.command("wait", "until [ -e $MARKS/go ]; do sleep 0.1; done")
    shop.command("judge", "exit 1", retries=0)
    listener = Listener(shop)
    worker = shop.start()
    first = listener.wait("a heartbeat", lambda heard: heard["kind"] == "worker")
    assert (first["slots"], first["running"], first["done"]) == (3, 0, 0)
    assert first["pid"] == worker.pid and not first["stopping"]
    shop.put_queued(b"abc", ["wait"])
    shop.put_queued(b"abc", ["judge"])
    listener.wait("a job that runs and one that failed",
                  lambda heard: heard["running"] >= 1 and heard["failed"] >= 1)
    (shop.marks / "go").touch()
    listener.wait("both ended", lambda heard: heard["running"] == 0 and heard["done"] >= 1)
    shop.end(worker, signal.SIGTERM)
    last = listener.wait("its last word", lambda heard: heard["stopping"])
    assert last["name"] == first["name"]


def test_a_worker_works_where_it_may_not_speak(shop):
    """Its Redis user may not publish heartbeats: that is no reason to stop."""
    shop.redis().execute_command("ACL", "SETUSER", "mute", "on", ">pw", "~*", "resetchannels",
                                 "&t:upload:*", "+@all")
    shop.settings["redis_url"] = f"unix:{shop.data}/redis.sock?user=mute&password=pw"
    worker = shop.start()
    upload = shop.put_queued(b"abc", ["digest"])
    shop.wait_state(upload, "done")
    shop.end(worker)


def test_a_relay_says_that_it_stops(own_relay):
    with own_relay.redis().pubsub() as listener:
        listener.subscribe(relay_site.PREFIX + "lag")
        waiting.until(lambda: listener.get_message(timeout=1), "it is subscribed")
        own_relay.end_relay()

        def look():
            message = listener.get_message(ignore_subscribe_messages=True, timeout=1)
            return message and json.loads(message["data"])["stopping"]
        waiting.until(look, "it says so")
