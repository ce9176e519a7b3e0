# SPDX-License-Identifier: MIT
"""Workers killed at random moments, and a Redis that forgets: no job is lost, nothing recorded is done twice."""

import collections
import hashlib
import signal
import threading

import pytest

import relay_site
import waiting
import workshop

STAGES = ["digest", "first", "second"]


@pytest.fixture
def shop():
    made = workshop.Workshop(workers=2, attempts=100, reconcile_interval="1s")
    for name in STAGES[1:]:
        made.command(name, f'echo $LOADLINE_ID >>"$MARKS/{name}"; sleep 0.0$((RANDOM % 9 + 1));'
                           f'echo result {name}=$(sha256sum <"$1" | cut -d" " -f1)')
        made.stages[name]["command"] = made.stages[name]["command"].replace("/bin/sh", "/bin/bash")
    try:
        made.start_redis()
        yield made
    finally:
        made.stop()


def runs(shop):
    """How often each stage of each upload was begun."""
    return {name: collections.Counter(shop.mark(name)) for name in STAGES[1:]}


def recorded(shop, uploads):
    """The stages that are recorded as done, as (upload, stage)."""
    return {(upload, stage["name"]) for upload in uploads
            for stage in shop.record(upload)["stages"] if stage["state"] == "done"}


def check(shop, data):
    """Everything ends done, with what the file is."""
    for upload, content in data.items():
        document = shop.wait_state(upload, "done", seconds=120)
        digest = hashlib.sha256(content).hexdigest()
        assert document["result"] == {"sha256": digest, "first": digest, "second": digest}
        assert shop.record(upload)["state"] == "done"
    shop.wait_jobs_gone()


def test_killed_at_random_moments(shop, rng, rounds):
    """Two workers of two places; one of them is killed at each moment."""
    kills, count = rounds(8, 50), rounds(20, 100)
    data = {}
    workers = [shop.start(), shop.start()]
    kept = {}
    pause = threading.Event()
    for n in range(kills):
        # Always so many that some are under way.
        while len(data) < (n + 1) * count // kills:
            content = rng.randbytes(rng.randrange(1, 5000))
            data[shop.put_queued(content, STAGES)] = content
        pause.wait(rng.uniform(0.01, 0.15))
        victim = rng.randrange(2)
        shop.end(workers[victim], signal.SIGKILL)
        # In this order: the other worker runs meanwhile, and begins no stage that is recorded.
        done = recorded(shop, data)
        begun = runs(shop)
        for upload, stage in done:
            if stage in begun:
                kept.setdefault((upload, stage), begun[stage][upload])
        workers[victim] = shop.start()
    check(shop, data)
    ended = runs(shop)
    again = [key for key, times in kept.items() if ended[key[1]][key[0]] != times]
    assert not again, f"recorded as done, and run again: {again}"
    assert len(kept) > 0
    print(f"{kills} kills, {count} jobs, {sum(map(sum, (c.values() for c in ended.values())))} "
          f"runs of {2 * count} stages, {len(kept)} of them recorded before a kill")


def test_flushed_in_the_middle(shop, rng):
    data = {}
    shop.command("hold", 'until [ -e "$MARKS/go" ]; do sleep 0.02; done')
    shop.start()
    for n in range(20):
        content = rng.randbytes(rng.randrange(1, 5000))
        data[shop.put_queued(content, STAGES if n else ["hold", *STAGES])] = content
    waiting.until(lambda: len(shop.mark("second")) >= 4, "some are done")
    assert len(shop.mark("second")) < 20, "some are not"
    shop.redis().flushall()
    (shop.marks / "go").touch()
    for upload, content in data.items():
        record = waiting.until(lambda: shop.record(upload) if shop.record(upload)["state"] == "done"
                               else None, f"{upload} is done\n{shop.log()}", 60)
        assert record["result"]["second"] == hashlib.sha256(content).hexdigest()


def test_a_job_that_was_lost_alone(shop):
    """The hash says that it waits, but no job is there: an old dump, or a stream that was cut."""
    shop.start()
    lost = shop.put(b"abc", ["digest"], updated_at=workshop.now_ms() - 60000)
    shop.redis().hset(f"{workshop.PREFIX}upload:{lost}", mapping={
        "_json": relay_site.document(lost, state="processing"), "state": "processing",
        "epoch": "1", "rev": "1", "_run": "x"})
    shop.wait_state(lost, "done")


def test_one_reconciles(shop):
    shop.start()
    shop.start()
    waiting.until(lambda: shop.redis().keys(f"{workshop.PREFIX}reconcile:*"), "one is elected")
    assert len(shop.redis().keys(f"{workshop.PREFIX}reconcile:*")) == 1
