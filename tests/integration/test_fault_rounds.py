# SPDX-License-Identifier: MIT
"""Round after round, something dies at a random moment of an upload that must not notice."""

import pytest

import live
import live_http
from sending import Sending

SIZE = 4 << 20
RATE = 8 << 20


def flush(site):
    site.redis().flushall()


def killed(component):
    def kill_and_start(site):
        site.kill(component)
        site.start_component(component)
    kill_and_start.__name__ = f"{component} killed"
    return kill_and_start


# A dead worker's jobs are taken up again after this.
pytestmark = pytest.mark.settings(claim_after="1s")

FAULTS = [flush, killed("redis"), killed("worker"), killed("relay"), killed("progress")]


def test_no_fault_costs_a_byte_or_an_end(own_site, rng, rounds):
    for number in range(rounds(6, 300)):
        faults = rng.sample(FAULTS, rng.choice([1, 1, 2]))
        moment = rng.randrange(1, SIZE)
        print(f"round {number}: {', '.join(f.__name__ for f in faults)} at {moment}")
        sending = Sending(own_site, SIZE, RATE)
        sending.wait_stored(moment)
        for fault in faults:
            fault(own_site)
        sending.finish()
        sending.assert_done()


@pytest.mark.parametrize("component", ["worker", "redis"])
def test_killed_right_after_the_last_byte(own_site, rounds, component):
    for number in range(rounds(2, 30)):
        print(f"round {number}")
        sending = Sending(own_site, SIZE, None)
        sending.finish()
        killed(component)(own_site)
        sending.assert_done()


WATCHERS = [lambda site, upload: live.Watcher(site, upload, lasting=True), live_http.EventStream,
            live_http.LongPoll]


def old_dump(site):
    """Redis is killed and comes back as it was a while ago."""
    site.kill("redis")
    site.start_component("redis")


def saved(site):
    site.redis().save()


def cut(site):
    """All connections of watchers are cut: the web server in between is killed."""
    site.kill("relay")
    site.start_component("relay")


def test_every_watcher_ends_with_the_final_state(own_site, rng, rounds):
    """Whatever dies while an upload runs, over every transport: (epoch, rev) never goes back."""
    faults = [flush, killed("redis"), old_dump, killed("relay"), killed("progress"), cut]
    for number in range(rounds(10, 200)):
        fault, moment = rng.choice(faults), rng.randrange(1, SIZE)
        print(f"round {number}: {fault.__name__} at {moment}")
        sending = Sending(own_site, SIZE, RATE)
        if fault is old_dump:
            saved(own_site)
        watchers = [make(own_site, sending.upload.id) for make in WATCHERS]
        try:
            sending.wait_stored(moment)
            fault(own_site)
            sending.finish()
            for watcher in watchers:
                last = watcher.wait_end().document
                assert last["state"] == "done", last
                assert last["received"] == SIZE
                versions = [event.version for event in watcher.events]
                assert versions == sorted(versions)
        finally:
            for watcher in watchers:
                watcher.close()
