# SPDX-License-Identifier: MIT
"""A real file by tus, watched to the last processing stage."""

import pytest

import files
import live
import tus

SIZE = 200 << 20
RATE = 40 << 20


@pytest.fixture(scope="module")
def journey(site):
    """(data, watcher, pulse) of one rate-limited upload."""
    data = files.real_bytes(SIZE)
    upload = tus.Upload.create(f"{site.url}/uploads/", len(data), filename="libraries.bin")
    with live.Pulse() as pulse, live.Watcher(site, upload.id) as watcher:
        assert upload.patch(data, rate=RATE).status == 204
        watcher.wait_end()
        return data, watcher, pulse


def test_events_are_truthful_and_in_order(journey):
    live.assert_truthful(journey[1].events)


def test_at_least_four_events_a_second(journey):
    _, watcher, pulse = journey
    if not live.assert_lively(watcher.events, 4, pulse):
        pytest.skip("the machine held this process up in each second")


def test_ends_done_with_the_right_digest(journey):
    data, watcher, _ = journey
    assert watcher.last["state"] == "done"
    assert watcher.last["received"] == watcher.last["size"] == len(data)
    assert watcher.last["percent"] == 100
    assert files.digest_of(watcher.last) == files.sha256(data)


def test_every_stage_is_shown_and_done(journey):
    stages = journey[1].last["stages"]
    assert [stage["name"] for stage in stages] == ["digest", "identify"]
    assert {stage["state"] for stage in stages} == {"done"}


def test_poll_reads_what_push_delivered(site, journey):
    watcher = journey[1]
    answer = site.progress(watcher.id)
    assert answer.content == watcher.events[-1].text.encode()
    assert answer.headers["ETag"] == '"%d-%d"' % watcher.events[-1].version


def test_watching_comes_before_the_snapshot(journey):
    names = [name for name, _ in journey[1].messages]
    assert names[:2] == ["welcome", "watching"]
