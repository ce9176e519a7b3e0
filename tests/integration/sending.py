# SPDX-License-Identifier: MIT
"""An upload that goes on by itself while a test breaks things around it."""

import threading

import files
import tus


class Sending:
    """An upload that runs in the background at a steady rate."""

    def __init__(self, site, size, rate):
        self.data = files.real_bytes(size)
        self.rate = rate
        self.site = site
        self.upload = tus.Upload.create(f"{site.url}/uploads/", len(self.data), filename="a.bin")
        self.answer = None
        self._thread = threading.Thread(target=self._send, daemon=True)
        self._thread.start()

    def _send(self):
        self.answer = self.upload.patch(self.data, rate=self.rate)

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
