# SPDX-License-Identifier: MIT
"""Many sockets at once: each sees the end, and none leaves anything behind in the relay."""

import asyncio
import json
import os
import resource

import pytest
import websockets

import files
import live
import tus
import waiting

SIZE = 4 << 20


def open_descriptors(site):
    pid = (site.data / "pids/relay.pid").read_text().strip()
    return len(os.listdir(f"/proc/{pid}/fd"))


async def watch(site, upload_id, attached):
    """The state that one watcher sees last."""
    async with websockets.connect(site.live_url, subprotocols=["loadline.v1"],
                                  compression=None, open_timeout=60) as socket:
        await socket.send(json.dumps({"do": "watch", "ref": 1, "id": upload_id}))
        async for text in socket:
            document = json.loads(text)
            if document["event"] == "watching":
                attached.release()
            if document.get("state") in live.TERMINAL:
                return document["state"]
    return None


async def watch_all(site, uploads, data, count):
    attached = asyncio.Semaphore(0)
    watchers = [asyncio.create_task(watch(site, uploads[i % len(uploads)].id, attached))
                for i in range(count)]
    for _ in range(count):
        await asyncio.wait_for(attached.acquire(), 60)
    for upload in uploads:
        answer = await asyncio.to_thread(upload.patch, data)
        assert answer.status == 204
    return await asyncio.wait_for(asyncio.gather(*watchers), 120)


@pytest.mark.settings(relay_sessions_per_address="12000")
def test_every_watcher_sees_the_end(own_site, rounds):
    site, count = own_site, rounds(100, 3000)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536), hard))
    data = files.real_bytes(SIZE)
    uploads = [tus.Upload.create(f"{site.url}/uploads/", SIZE, filename=f"{i}.bin")
               for i in range(5)]
    log = site.data / "log/relay.log"
    waiting.until(lambda: "event=redis_up" in log.read_text(), "the relay is connected to Redis")
    before = open_descriptors(site)
    states = asyncio.run(watch_all(site, uploads, data, count))
    assert states == ["done"] * count
    waiting.until(lambda: open_descriptors(site) <= before, "the relay closed its sockets")
