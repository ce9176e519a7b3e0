# SPDX-License-Identifier: MIT
"""Redis dies, forgets or goes back in time during an upload: news are lost, bytes never."""

import pytest

import live
from sending import Sending

SIZE = 24 << 20
RATE = 8 << 20


def test_killed_and_started_again_during_the_upload(own_site):
    sending = Sending(own_site, SIZE, RATE)
    sending.wait_stored(SIZE // 4)
    own_site.kill("redis")
    sending.wait_stored(SIZE // 2)
    own_site.start_component("redis")
    sending.finish()
    sending.assert_done()


def test_killed_and_started_again_after_the_upload(own_site):
    sending = Sending(own_site, SIZE, RATE)
    sending.wait_stored(SIZE // 2)
    own_site.kill("redis")
    sending.finish()
    own_site.start_component("redis")
    sending.assert_done()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_flushed(own_site, share):
    sending = Sending(own_site, SIZE, RATE)
    sending.wait_stored(int(SIZE * share))
    own_site.redis().flushall()
    sending.finish()
    sending.assert_done()


def test_watchers_see_every_later_state_after_an_older_dump(own_site):
    # Long enough for a slow machine to start a server, and a relay to find it.
    sending = Sending(own_site, 3 * SIZE, RATE)
    with live.Watcher(own_site, sending.upload.id) as watcher:
        sending.wait_stored(SIZE // 4)
        own_site.redis().save()
        sending.wait_stored(SIZE // 2)
        watcher.wait_received(SIZE // 2 - SIZE // 8)
        own_site.kill("redis")
        own_site.start_component("redis")
        seen = len(watcher.events)
        sending.finish()
        watcher.wait_end()
    live.assert_truthful(watcher.events)
    later = [event.document for event in watcher.events[seen:]]
    assert sum(1 for document in later if document["state"] == "uploading") > 1
    assert later[-1]["state"] == "done"
    sending.assert_done()
