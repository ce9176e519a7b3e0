# SPDX-License-Identifier: MIT
"""The last hour of a site: who writes each minute, and what an administrator gets of it."""

import time

import pytest
import requests

import conftest
import redis_users
import stack
import tokens
import waiting

SECRET = b"the secret that these tokens are signed with"
KEY = "loadline:hour"
MINUTE = 60_000
PROGRAMS = ("upload", "progress", "worker")


def bearer(**claims):
    return {"Authorization": f"Bearer {tokens.make(SECRET, **claims)}"}


ADMIN = bearer(sub="root", scope="admin")


@pytest.fixture(name="owned", scope="module")
def make_owned(tmp_path_factory):
    key = tmp_path_factory.mktemp("keys") / "key"
    key.write_bytes(SECRET)
    yield from conftest.running(stack.Stack(auth="token", token_keys=str(key), stages=""))


def ask(site, headers=None):
    return requests.get(f"{site.url}/progress/", params={"hour": "1"}, timeout=20, headers=headers or ADMIN)


def minutes(site):
    answer = ask(site)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.json()["minutes"]


def written(site):
    """How many samples each Redis of the site has."""
    return [server.zcard(KEY) for server in site.each_redis()]


def forget(site):
    for server in site.each_redis():
        server.delete(KEY)


def put(site, minute, values):
    """A sample of an earlier minute."""
    for server in site.each_redis():
        server.zadd(KEY, {f"{minute * MINUTE} {values}": minute})


@pytest.mark.parametrize("program", ["worker", "upload"])
def test_a_program_writes_unasked(owned, program):
    for name in PROGRAMS:
        owned.stop_component(name)
    forget(owned)
    owned.start_component(program)
    waiting.until(lambda: all(written(owned)), f"{program} writes")
    for server in owned.each_redis():
        assert 3_500_000 < server.pttl(KEY) <= 3_660_000
    for name in PROGRAMS:
        if name != program:
            owned.start_component(name)


def test_all_programs_together_write_one_sample_a_minute(owned):
    def programs_start():
        forget(owned)
        began = int(time.time() * 1000) // MINUTE
        for name in PROGRAMS:
            owned.restart(name)
        assert minutes(owned)
        waiting.until(lambda: all(written(owned)), "somebody writes")
        return int(time.time() * 1000) // MINUTE == began
    waiting.until(programs_start, "they start within one minute", 200)
    assert set(written(owned)) == {1}


def test_it_tells_rates_and_what_waits_and_leaves_gaps(owned):
    forget(owned)
    now = int(time.time() * 1000) // MINUTE
    put(owned, now - 70, "0 9 9")
    put(owned, now - 9, "0 2 5")
    put(owned, now - 8, "60000 1 4")
    put(owned, now - 5, "90000 0 0")
    told = {one["at"] // MINUTE - now: one for one in minutes(owned)}
    shards = len(owned.each_redis())
    assert [place for place in told if place < 0] == [-9, -8, -5]
    assert told[-9] == {"at": (now - 9) * MINUTE, "rate": None, "uploading": 2 * shards, "jobs_waiting": 5 * shards}
    assert told[-8]["rate"] == 1000 * shards
    assert told[-5]["rate"] is None, "what came in between is not known to be of one minute"
    newest = max(told)
    assert newest in (0, 1) and told[newest]["jobs_waiting"] == 0, "asking writes the present minute"


def test_the_answer_is_bounded(owned):
    forget(owned)
    now = int(time.time() * 1000) // MINUTE
    for minute in range(now - 200, now):
        put(owned, minute, "0 0 0")
    told = minutes(owned)
    assert 58 <= len(told) <= 61
    assert [one["at"] for one in told] == sorted(one["at"] for one in told)
    waiting.until(lambda: min(written(owned)) <= 61, "the next sample drops the oldest", 90)


def said(site, component, event):
    log = (site.data / "log" / f"{component}.log").read_text(errors="replace")
    return [line for line in log.splitlines() if f"event={event} " in line]


def allow(site, rights):
    for server in site.each_redis():
        server.execute_command("ACL", "SETUSER", rights[0], "resetkeys", "clearselectors", *rights[1:])


def test_with_the_rights_of_an_older_release_it_is_empty(owned):
    """Redis is not lost, and the log says what is wrong: once, by each program that asks it."""
    rights = redis_users.rights("upload")
    allow(owned, [part.replace(" ~loadline:hour", "") for part in rights if part != "~loadline:hour"])
    try:
        for _ in range(3):
            assert minutes(owned) == []
            missing = requests.get(f"{owned.url}/progress/{'0' * 32}", timeout=20, headers=ADMIN)
            assert missing.status_code == 404, "other reads succeed in between"
        assert not said(owned, "progress", "redis_down")
        errors = said(owned, "progress", "redis_error")
        assert len(errors) == len(owned.each_redis())
        assert all("NOPERM" in line for line in errors)
        owned.restart("upload")
        waiting.until(lambda: said(owned, "upload", "redis_error"), "the writer says it too")
    finally:
        allow(owned, rights)
        for server in owned.each_redis():
            server.execute_command("ACL", "LOG", "RESET")
    assert minutes(owned)
    assert len(said(owned, "progress", "redis_accepts")) == len(errors)


def test_only_administrators_get_it(owned):
    for headers, status in (({"Accept": "*/*"}, 401), (bearer(sub="alice", scope="upload watch"), 403)):
        answer = ask(owned, headers)
        assert answer.status_code == status
        assert "minutes" not in answer.text


def test_without_tokens_nobody_gets_it(site):
    answer = ask(site, {"Accept": "*/*"})
    assert answer.status_code in (401, 403)
    assert "minutes" not in answer.text
