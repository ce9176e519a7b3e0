# SPDX-License-Identifier: MIT
"""Two Redis that share a site's uploads: what is in one goes on while the other is away."""

import asyncio
import contextlib
import hashlib
import json
import os
import re
import signal
import subprocess
import threading
import time

import pytest
import requests
import websockets

import live
import ports
import shards
import stack
import tokens
import tus
import waiting

SIZE = 4096
SECRET = b"0123456789abcdef0123456789abcdef"
CLI = stack.BUILD / "cli/loadline"


@contextlib.contextmanager
def running(**settings):
    """A site with two shards."""
    site = stack.Stack(shard_count=2, empty_uploads_per_client=0, **settings)
    try:
        site.start()
        yield site
    finally:
        site.stop()


@pytest.fixture(name="pair", scope="module")
def fixture_pair():
    with running() as site:
        yield site


@pytest.fixture(name="own_pair")
def fixture_own_pair():
    with running(redis_timeout="1s", relay_admin_listen=f"127.0.0.1:{ports.lasting()}") as site:
        yield site


def shard_of(upload_id):
    return shards.place(upload_id, 2)


def begin(site, shard):
    """An upload without bytes that this shard has heard of. Ids are random: others are deleted."""
    upload = create(site)
    while shard_of(upload.id) != shard:
        assert upload.delete().status == 204
        upload = create(site)
    waiting.until(lambda: is_active(site, shard, upload), f"shard {shard} has {upload.id}")
    return upload


def create(site):
    return tus.Upload.create(f"{site.url}/uploads/", SIZE, filename="some.bin")


def is_active(site, shard, upload):
    return site.shards.client(shard).zscore("loadline:active", upload.id) is not None


def finish(upload, content=b"x" * SIZE):
    assert upload.patch(content).status == 204


def loadline(site, *words):
    return subprocess.run([CLI, "--config", site.data / "loadline.conf", *words], text=True, check=False,
                          env=site.environment, capture_output=True, timeout=60)


def keys_of(site, shard, upload_id):
    return [key for key in site.shards.client(shard).scan_iter() if upload_id in key]


def ready(site):
    """The status and text of the relay's /readyz."""
    address = site.environment["LOADLINE_RELAY_ADMIN_LISTEN"]
    answer = requests.get(f"http://{address}/readyz", timeout=10)
    return answer.status_code, answer.text


def test_each_upload_is_in_the_shard_of_its_id(pair):
    uploads = [begin(pair, shard) for shard in (0, 1, 0, 1)]
    for upload in uploads:
        active = [is_active(pair, shard, upload) for shard in (0, 1)]
        assert active[shard_of(upload.id)] and not active[1 - shard_of(upload.id)]
        content = os.urandom(SIZE)
        with live.Watcher(pair, upload.id) as watcher:
            finish(upload, content)
            watcher.wait_end()
        assert watcher.last["state"] == "done"
        live.assert_truthful(watcher.events)
        done = pair.wait_state(upload.id, "done")
        assert hashlib.sha256(content).hexdigest() in json.dumps(done)
        assert keys_of(pair, shard_of(upload.id), upload.id)
        assert not keys_of(pair, 1 - shard_of(upload.id), upload.id)


def test_many_are_asked_for_at_once(pair):
    uploads = [begin(pair, shard) for shard in (1, 0, 1, 0)]
    ids = [upload.id for upload in uploads]
    unknown = ["0" * 32, "f" * 32]
    answer = requests.get(f"{pair.url}/progress/", params={"ids": ",".join(ids + unknown)}, timeout=10).json()
    assert [document["id"] for document in answer["uploads"]] == ids
    assert answer["gone"] == unknown


def test_lists_and_counts_of_all(pair):
    uploads = [begin(pair, shard) for shard in (0, 1)]
    listed = json.loads(loadline(pair, "list", "--json").stdout)
    assert {upload.id for upload in uploads} <= {row["id"] for row in listed}
    waiting.until(lambda: json.loads(loadline(pair, "stats", "--json").stdout)["uploads_created"] >= 2,
                  "they are counted")

    def is_sum():
        active = json.loads(loadline(pair, "stats", "--json").stdout)["uploads_active"]
        shares = [pair.shards.client(shard).zcard("loadline:active") for shard in (0, 1)]
        return active == sum(shares) >= 2
    waiting.until(is_sum, "those of both are counted, what was deleted before no more")
    spools = json.loads(loadline(pair, "spools", "--json").stdout)
    assert len(spools) == 1 and spools[0]["parked"] == 0
    for upload in uploads:
        assert json.loads(loadline(pair, "show", upload.id).stdout)["id"] == upload.id
        assert loadline(pair, "cancel", upload.id).returncode == 0
        assert pair.progress(upload.id).json()["state"] == "cancelled"


def test_events_of_both(pair):
    """The present state of both first, then what changes in either."""
    uploads = [begin(pair, shard) for shard in (0, 1)]
    process = subprocess.Popen([CLI, "--config", pair.data / "loadline.conf", "events", "--now"], text=True,
                               env=pair.environment, stdout=subprocess.PIPE)
    limit = threading.Timer(30, process.kill)
    limit.start()
    with process:
        ids = {upload.id for upload in uploads}
        lines = (json.loads(line) for line in process.stdout)
        while ids:
            ids.discard(next(lines)["id"])
        for upload in uploads:
            finish(upload)
            while (one := next(lines))["id"] != upload.id or one["state"] != "done":
                pass
        process.terminate()
    limit.cancel()
    assert process.returncode == 0


def test_an_alias_is_found_in_each_shard(pair):
    found = set()
    while found != {0, 1}:
        alias = os.urandom(8).hex()
        answer = requests.post(f"{pair.url}/uploads/?X-Progress-ID={alias}", files={"file": b"x" * 10}, timeout=10)
        assert answer.ok, answer.text
        url = f"{pair.url}/progress/legacy/nginx?X-Progress-ID={alias}"
        waiting.until(lambda where=url: requests.get(where, timeout=10).json()["state"] == "done", "its end is told")
        found |= {shard for shard in (0, 1) for key in pair.shards.client(shard).scan_iter("loadline:alias*")
                  if key.endswith(alias)}


def bearer(owner):
    return {"Authorization": f"Bearer {tokens.make(SECRET, sub=owner)}"}


def begin_as(site, owner):
    with tus.Connection(site.url) as connection:
        answer = connection.ask("POST", "/uploads/", {**tus.VERSION, **bearer(owner), "Upload-Length": "5"})
    assert answer.status == 201, answer.text
    return tus.Upload(answer.headers["Location"])


async def hear_own(site, owner, count):
    """Watches an owner's uploads until it has heard of so many; returns all messages."""
    heard = []
    async with websockets.connect(site.live_url, subprotocols=["loadline.v1"]) as socket:
        await socket.send(json.dumps({"do": "auth", "token": tokens.make(SECRET, sub=owner)}))
        await socket.send(json.dumps({"do": "watch", "ref": 1, "owner": "me"}))
        while len({one["id"] for one in heard if one["event"] == "progress"}) < count or \
                not any(one["event"] == "watching" for one in heard):
            heard.append(json.loads(await asyncio.wait_for(socket.recv(), 20)))
    return heard


def told_of(heard):
    assert not [one for one in heard if one["event"] == "error"], heard
    assert len([one for one in heard if one["event"] == "watching"]) == 1
    return {one["id"] for one in heard if one["event"] == "progress"}


def test_the_list_of_an_owner_is_of_both(tmp_path):
    (tmp_path / "secret").write_bytes(SECRET)
    with running(auth="token", token_keys=tmp_path / "secret") as site:
        begin_as(site, "bob")
        made = [begin_as(site, "alice").id]
        while {shard_of(one) for one in made} != {0, 1}:
            made.append(begin_as(site, "alice").id)
        assert told_of(asyncio.run(hear_own(site, "alice", len(made)))) == set(made)
        site.shards.kill_one(1)
        here = {one for one in made if shard_of(one) == 0}
        waiting.until(lambda: "shard=2" in (site.data / "log/relay.log").read_text(), "the relay knows")
        assert told_of(asyncio.run(hear_own(site, "alice", len(here)))) == here


def test_a_watcher_who_may_not_watch_all_hears_of_both(tmp_path):
    """Each shard has its share, whichever answers first."""
    (tmp_path / "secret").write_bytes(SECRET)
    with running(auth="token", token_keys=tmp_path / "secret", relay_watches=6) as site:
        made = [[], []]
        while min(len(one) for one in made) < 6:
            upload = begin_as(site, "alice").id
            made[shard_of(upload)].append(upload)
        heard = asyncio.run(hear_own(site, "alice", 6))
        assert [one["code"] for one in heard if one["event"] == "error"] == ["too_many"]
        told = {one["id"] for one in heard if one["event"] == "progress"}
        assert [len(told & set(one)) for one in made] == [3, 3]


def test_one_killed_and_back(own_pair):
    """What is in the other shard notices nothing."""
    site = own_pair
    there, here, next_here = begin(site, 1), begin(site, 0), begin(site, 0)
    waiting.until(lambda: ready(site) == (200, "ready\n"), "the relay is ready")
    with live.Watcher(site, here.id) as watcher, live.Watcher(site, there.id) as lost:
        waiting.until(lambda: lost.last, "it is watched")
        site.shards.kill_one(1)
        waiting.until(lambda: site.progress(there.id).status_code == 503, "its documents are away")
        waiting.until(lambda: any(name == "error" for name, _ in lost.messages), "its watchers are told")
        finish(here)
        watcher.wait_end()
        assert watcher.last["state"] == "done"
        assert {name for name, _ in watcher.messages} <= {"welcome", "watching", "progress", "beat"}
        site.wait_state(here.id, "done")
        finish(next_here)
        site.wait_state(next_here.id, "done")
        finish(there)  # bytes need no Redis
        assert site.progress(there.id).status_code == 503
        status, text = ready(site)
        assert status == 200 and text.startswith("ready, but shard 2: no connection to Redis"), text
        told = loadline(site, "list")
        assert told.returncode == 3 and "shard 2: " in told.stderr, told
        site.shards.start_one(1)
        lost.wait_end()
        assert lost.last["state"] == "done"
    site.wait_state(there.id, "done")
    waiting.until(lambda: ready(site) == (200, "ready\n"), "the relay is ready again")


def keep_polling(site, upload, statuses, enough):
    """Asks one after the other, and notes the statuses."""
    while not enough.is_set():
        with contextlib.suppress(requests.Timeout):
            statuses.append(site.progress(upload.id).status_code)


def slowest_poll(site, upload):
    """How long the slowest of many polls took, in seconds. They outlast the first pauses."""
    slowest, end = 0.0, time.monotonic() + 3
    while time.monotonic() < end:
        begun = time.monotonic()
        assert site.progress(upload.id).status_code == 200
        slowest = max(slowest, time.monotonic() - begun)
    return slowest


def test_a_shard_that_hangs_holds_one_thread_of_polls():
    """It accepts connections, and answers nothing. Those who ask for what it has get 503 at once."""
    with running(redis_timeout="12s", progress_threads="3") as site:
        there, here = begin(site, 1), begin(site, 0)
        statuses, enough = [], threading.Event()
        askers = [threading.Thread(target=keep_polling, args=(site, there, statuses, enough)) for _ in range(6)]
        os.kill(site.shards.processes[1].pid, signal.SIGSTOP)
        try:
            for asker in askers:
                asker.start()
            waiting.until(lambda: 503 in statuses, "it is known to be away")
            assert slowest_poll(site, here) < 6
        finally:
            enough.set()
            os.kill(site.shards.processes[1].pid, signal.SIGCONT)
            for asker in askers:
                asker.join()
        assert set(statuses) <= {200, 503}
        waiting.until(lambda: site.progress(there.id).status_code == 200, "it is back")


def is_in_spool(site, upload):
    return next(site.spool.glob(f"??/{upload.id}"), None) is not None


def test_what_expires_in_a_shard_that_is_away_waits_for_it():
    """Removed before, it would stay in that shard's list for ever, and its watchers would wait."""
    with running(expire_after="3s", expire_empty_after="3s", reconcile_interval="1s") as site:
        there = begin(site, 1)
        site.shards.kill_one(1)
        here = begin(site, 0)
        waiting.until(lambda: not is_in_spool(site, here), "the walk has removed what it may")
        site.wait_state(here.id, "expired")
        assert is_in_spool(site, there)
        site.shards.start_one(1)
        site.wait_state(there.id, "expired")
        assert not is_in_spool(site, there)


def jobs_until(site, upload):
    """The uploads whose jobs have ended, until this one's; none while its job has not."""
    log = (site.data / "log/worker.log").read_text()
    ended = re.findall(r"event=job_ended .*?id=([0-9a-f]{32})", log)
    return ended[:ended.index(upload.id) + 1] if upload.id in ended else []


def test_no_shard_keeps_the_worker_from_the_others():
    """One job at a time, and the first shard has more than enough."""
    with running(workers="1") as site:
        site.stop_component("worker")
        many, one = [begin(site, 0) for _ in range(8)], begin(site, 1)
        for upload in [*many, one]:
            finish(upload)
        for upload in [*many, one]:
            site.wait_state(upload.id, "queued")
        site.start_component("worker")
        site.wait_state(one.id, "done")
        # The worker says it in its log after it has told the end.
        ended = waiting.until(lambda: jobs_until(site, one), "its job has ended")
        assert len(ended) <= 4, ended


def test_doctor_names_the_shard(own_pair):
    told = loadline(own_pair, "doctor").stdout
    assert "shard 1: reachable" in told and "shard 2: reachable" in told, told
    own_pair.shards.kill_one(1)
    told = loadline(own_pair, "doctor")
    assert "shard 1: reachable" in told.stdout and "FAIL  redis           shard 2: " in told.stdout, told.stdout
    assert told.returncode == 1
    own_pair.shards.start_one(1)
