# SPDX-License-Identifier: MIT
"""A watcher of uploads over WebSocket, on a library that is not ours."""

import asyncio
import contextlib
import json
import threading
import time

import websockets

import schemas
import waiting

TERMINAL = {"done", "failed", "cancelled", "expired", "deleted"}
ORDER = ["created", "uploading", "queued", "processing", "done", "failed"]


class Event:
    """One progress event: its text as it came, its document, when, and what was stored then."""

    def __init__(self, text, document, stored):
        self.text = text
        self.document = document
        self.at = time.monotonic()
        self.stored = stored

    @property
    def version(self):
        return self.document["epoch"], self.document["rev"]


class Seen:
    """What a watcher of one upload got to see.

    messages: all that came, as (name, document); events: the progress events.
    """

    def __init__(self, site, upload_id):
        self.site = site
        self.id = upload_id
        self.messages = []
        self.events = []
        self.failure = None

    def take(self, text, document):
        schemas.note("message", document)
        self.messages.append((document["event"], document))
        if document["event"] == "progress":
            self.events.append(Event(text, document, self.site.stored(self.id)))

    @property
    def ended(self):
        return bool(self.events) and self.last["state"] in TERMINAL

    @property
    def last(self):
        return self.events[-1].document if self.events else None

    def wait_message(self, name, seconds=10):
        def look():
            assert self.failure is None, self.failure
            return any(event == name for event, _ in self.messages)
        waiting.until(look, f"the relay says {name}", seconds)

    def wait_received(self, count, seconds=30):
        waiting.until(lambda: self.last and self.last["received"] >= count,
                      f"{count} bytes are announced", seconds)

    def wait_end(self, seconds=60):
        """The last event, once the upload has ended."""
        waiting.until(lambda: self.ended, f"{self.id} ends; last seen: {self.last}", seconds)
        return self.events[-1]


class Watcher(Seen):
    """Watches one upload in a thread of its own until it ends or close() is called. With lasting it
    comes back when it is cut off.
    """

    connect = {} # what the library is told besides

    def __init__(self, site, upload_id, lasting=False):
        super().__init__(site, upload_id)
        self.lasting = lasting
        self.close_code = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def __enter__(self):
        self.wait_message("watching")
        return self

    def __exit__(self, *_):
        self.close()

    def _run(self):
        asyncio.set_event_loop(self._loop)
        self._task = self._loop.create_task(self._watch())
        try:
            self._loop.run_until_complete(self._task)
        except (asyncio.CancelledError, websockets.ConnectionClosed):
            pass
        except Exception as error:  # pylint: disable=broad-except
            self.failure = error
        finally:
            self._loop.close()

    async def _watch(self):
        while not self.ended:
            try:
                await self._follow()
            except (websockets.WebSocketException, OSError):
                if not self.lasting:
                    raise
                await asyncio.sleep(0.05)

    def is_running(self):
        return self._thread.is_alive()

    async def _follow(self):
        async with websockets.connect(self.site.live_url, subprotocols=["loadline.v1"],
                                      max_size=1 << 20, compression=None,
                                      ping_interval=None, **self.connect) as socket:
            try:
                await socket.send(json.dumps({"do": "watch", "ref": 1, "id": self.id}))
                while not self.ended:
                    text = await socket.recv()
                    self.take(text, json.loads(text))
            finally:
                self.close_code = socket.close_code

    def close(self):
        with contextlib.suppress(RuntimeError): # it has ended by itself just now
            self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(10)


def assert_truthful(events):
    """What holds for every stream of events: order, no step back, nothing invented."""
    for before, after in zip(events, events[1:]):
        assert after.version > before.version
        assert after.document["received"] >= before.document["received"]
        assert ORDER.index(after.document["state"]) >= ORDER.index(before.document["state"])
    for event in events:
        assert event.document["received"] <= event.stored


class Pulse:
    """Ticks while it is entered. Where ticks are missing, this process was held up, and noted late
    when events came.
    """

    step_s = 0.05
    held_up_s = 0.2

    def __init__(self):
        self.ticks = []
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self._thread.join()

    def _run(self):
        while not self._end.wait(self.step_s):
            self.ticks.append(time.monotonic())

    def is_steady(self, start, end):
        """Whether no tick is missing between these times."""
        return all(after - before < self.held_up_s
                   for before, after in zip(self.ticks, self.ticks[1:])
                   if after > start and before < end)


def assert_lively(events, per_second, pulse):
    """At least so many events in each whole second while bytes came in and this process was not
    held up; returns how many seconds that were.
    """
    times = [e.at for e in events if e.document["state"] == "uploading"]
    starts = [times[0] + second for second in range(int(times[-1] - times[0]))]
    steady = [start for start in starts if pulse.is_steady(start, start + 1)]
    for start in steady:
        count = sum(1 for at in times if start <= at < start + 1)
        assert count >= per_second, f"{count} events in the second from {start - times[0]} s on"
    return len(steady)
