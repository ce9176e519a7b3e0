# SPDX-License-Identifier: MIT
"""Watchers over plain HTTP: a stream of events, and one answer after the other. Both come back
by themselves, as browsers do, and can be asked what Watcher of live.py can."""

import json
import threading

import requests

import live

PATIENCE = 10 # seconds without a byte


class Follower(live.Seen):
    """Runs in a thread of its own until the upload ends or close() is called."""

    def __init__(self, site, upload_id, **headers):
        super().__init__(site, upload_id)
        self.headers = headers
        self.stopped = threading.Event()
        self.connections = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.stopped.set()
        self._thread.join(PATIENCE + 2)

    def _run(self):
        while not self.stopped.is_set() and not self.ended:
            self.connections += 1
            try:
                self.follow()
            except (requests.RequestException, ValueError, OSError):
                self.stopped.wait(0.05)

    @property
    def since(self):
        return "{}-{}".format(*self.events[-1].version) if self.events else None


class EventStream(Follower):
    """GET /live/events, read by the rules of the HTML standard, section 9.2.6."""

    def follow(self):
        headers = {"Accept": "text/event-stream", **self.headers}
        if self.since:
            headers["Last-Event-ID"] = self.since
        with requests.get(f"{self.site.url}/live/events", params={"id": self.id}, stream=True,
                          headers=headers, timeout=PATIENCE) as answer:
            if answer.status_code != 200:
                self.stopped.wait(0.05)
                return
            event = {}
            for line in answer.iter_lines(chunk_size=1):
                name, _, value = line.decode().partition(": ")
                if name:
                    event[name] = value
                elif "data" in event:
                    self.take(event["data"], json.loads(event["data"]))
                    event = {}
                if self.stopped.is_set() or self.ended:
                    return


class LongPoll(Follower):
    """GET /live/poll, again and again."""

    def follow(self):
        query = {"ids": self.id, "wait": "2"}
        if self.since:
            query["since"] = self.since
        answer = requests.get(f"{self.site.url}/live/poll", params=query, headers=self.headers,
                              timeout=PATIENCE)
        if answer.status_code != 200:
            self.stopped.wait(0.05)
            return
        for document in answer.json()["uploads"]:
            self.take(json.dumps(document), document)
        if not answer.json()["uploads"]:
            self.stopped.wait(0.05)
