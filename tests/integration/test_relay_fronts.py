# SPDX-License-Identifier: MIT
"""Watchers through lighttpd and through Apache: faults, and tunnels that are silent for long."""

import asyncio
import json
import time

import pytest
import websockets

import fronts
from sending import Sending

FRONTS = {"lighttpd": fronts.Front, "Apache": fronts.ApacheProxy}


@pytest.fixture(name="front", params=FRONTS)
def make_front(request):
    made = FRONTS[request.param](relay_sessions="1000", relay_sessions_per_address="1000")
    try:
        made.start()
        yield made
    finally:
        made.stop()


class Crowd:
    """Many watchers of one upload, each of which comes back when it is cut off."""

    def __init__(self, site, upload_id, count):
        self.site = site
        self.id = upload_id
        self.seen = [[] for _ in range(count)]

    async def one(self, seen):
        while not (seen and seen[-1]["state"] == "done"):
            try:
                async with websockets.connect(self.site.live_url, subprotocols=["loadline.v1"],
                                              compression=None) as talk:
                    await talk.send(json.dumps({"do": "watch", "ref": 1, "id": self.id}))
                    while not (seen and seen[-1]["state"] == "done"):
                        message = json.loads(await talk.recv())
                        if message["event"] == "progress":
                            seen.append(message)
            except (websockets.WebSocketException, OSError, asyncio.TimeoutError):
                await asyncio.sleep(0.1)

    async def all(self):
        await asyncio.wait_for(asyncio.gather(*map(self.one, self.seen)), 90)

    def check(self):
        for seen in self.seen:
            versions = [(one["epoch"], one["rev"]) for one in seen]
            assert versions == sorted(versions)
            assert seen[-1]["state"] == "done"


def test_faults_on_the_way(front, rounds):
    """The relay dies, and Redis, while everybody watches: each ends with the final state."""
    for component in ("relay", "redis"):
        sending = Sending(front, 4 << 20, 2 << 20)
        crowd = Crowd(front, sending.upload.id, rounds(10, 200))

        async def run(sending=sending, crowd=crowd, component=component):
            watching = asyncio.create_task(crowd.all())
            await asyncio.to_thread(sending.wait_stored, 1 << 20)
            await asyncio.to_thread(front.kill, component)
            await asyncio.to_thread(front.start_component, component)
            front.open_again()
            await asyncio.to_thread(sending.finish)
            await watching
        asyncio.run(run())
        crowd.check()


def test_silent_tunnels_last(front, rounds):
    """Longer than the servers' own limits, in full: only the beats go through."""
    seconds = rounds(3, 130)

    async def run():
        async with websockets.connect(front.live_url, subprotocols=["loadline.v1"],
                                      compression=None, ping_interval=None) as talk:
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                try:
                    message = json.loads(await asyncio.wait_for(talk.recv(), 1))
                    assert message["event"] in ("welcome", "beat")
                except asyncio.TimeoutError:
                    pass
            await talk.send(json.dumps({"do": "ping", "ref": 7}))
            while json.loads(await asyncio.wait_for(talk.recv(), 10)).get("ref") != 7:
                pass
    asyncio.run(run())
