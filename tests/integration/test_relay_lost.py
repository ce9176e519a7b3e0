# SPDX-License-Identifier: MIT
"""The relay dies during an upload: polling goes on, and a new watcher is up to date at once."""

import files
import live
import tus
import waiting

SIZE = 24 << 20


def test_killed_and_started_again(own_site):
    data = files.real_bytes(SIZE)
    upload = tus.Upload.create(f"{own_site.url}/uploads/", SIZE, filename="a.bin")
    with upload.begin(SIZE) as sender, live.Watcher(own_site, upload.id) as first:
        sender.send(data[:SIZE // 2])
        first.wait_received(1)
        own_site.kill("relay")
        waiting.until(lambda: own_site.progress(upload.id).json()["received"] == SIZE // 2,
                      "polling shows all that was stored")
        own_site.start_component("relay")
        with live.Watcher(own_site, upload.id) as second:
            waiting.until(lambda: second.events, "the snapshot")
            assert second.events[0].document["received"] == SIZE // 2
            sender.send(data[SIZE // 2:])
            assert sender.answer().status == 204
            second.wait_end()
        live.assert_truthful(first.events + second.events[1:])
        assert files.digest_of(second.last) == files.sha256(data)
