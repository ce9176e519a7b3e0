# SPDX-License-Identifier: MIT
"""Redis dies, forgets or goes back in time during an upload: news are lost, bytes never."""

import threading

import pytest

import files
import live
import tus

SIZE = 24 << 20
RATE = 8 << 20


class Sending:
    """An upload that runs in the background at a steady rate."""

    def __init__(self, site, size=SIZE):
        self.data = files.real_bytes(size)
        self.site = site
        self.upload = tus.Upload.create(f"{site.url}/uploads/", len(self.data), filename="a.bin")
        self.answer = None
        self._thread = threading.Thread(target=self._send, daemon=True)
        self._thread.start()

    def _send(self):
        self.answer = self.upload.patch(self.data, rate=RATE)

    def wait_stored(self, count):
        self.site.wait_stored(self.upload.id, count)

    def finish(self):
        """The PATCH has ended well and the file is whole."""
        self._thread.join(60)
        assert self.answer is not None, "the PATCH does not end"
        assert self.answer.status == 204, self.answer.text
        assert self.site.data_file(self.upload.id).read_bytes() == self.data

    def assert_done(self):
        """The record is whole again and reaches the end."""
        document = self.site.wait_state(self.upload.id, "done", "failed")
        assert document["state"] == "done"
        assert document["name"] == "a.bin"
        assert document["size"] == document["received"] == len(self.data)
        assert document["created_at"] > 0
        assert files.digest_of(document) == files.sha256(self.data)


def test_killed_and_started_again_during_the_upload(own_site):
    sending = Sending(own_site)
    sending.wait_stored(SIZE // 4)
    own_site.kill("redis")
    sending.wait_stored(SIZE // 2)
    own_site.start_component("redis")
    sending.finish()
    sending.assert_done()


def test_killed_and_started_again_after_the_upload(own_site):
    sending = Sending(own_site)
    sending.wait_stored(SIZE // 2)
    own_site.kill("redis")
    sending.finish()
    own_site.start_component("redis")
    sending.assert_done()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_flushed(own_site, share):
    sending = Sending(own_site)
    sending.wait_stored(int(SIZE * share))
    own_site.redis().flushall()
    sending.finish()
    sending.assert_done()


def test_watchers_see_every_later_state_after_an_older_dump(own_site):
    sending = Sending(own_site)
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
