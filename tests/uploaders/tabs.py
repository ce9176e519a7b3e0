# SPDX-License-Identifier: MIT
"""Visitors of a site, and the tabs that they open: tabs.mjs does it."""

import itertools
import json
import pathlib
import select
import subprocess

import clients

HERE = pathlib.Path(__file__).resolve().parent
ATTEMPTS = 5  # of a user who tries again


class Chromium:
    """One browser; say(command) does one thing after the other."""

    def __init__(self, seconds):
        self.seconds = seconds
        self.numbers = itertools.count()
        self.process = subprocess.Popen(["node", HERE / "tabs.mjs", clients.WORK], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def say(self, command, **what):
        self.process.stdin.write(json.dumps({"do": command, **what}) + "\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], 2 * self.seconds)
        assert ready, f"after {2 * self.seconds} s the browser has not done: {command} {what}"
        done = json.loads(self.process.stdout.readline())
        assert "problem" not in done, f"{command}: {done['problem']}"
        return done["value"]

    def stop(self):
        self.process.stdin.close()
        self.process.wait(20)


class Visitor:
    """Somebody with cookies and a storage of their own, who has one file to send."""

    def __init__(self, chromium, url, name):
        self.chromium = chromium
        self.url = url
        self.name = name
        self.number = next(chromium.numbers)

    def open(self, library):
        return Tab(self, library)

    def leave(self):
        self.chromium.say("leave", visitor=self.number)


class Tab:
    """A page with one library."""

    def __init__(self, visitor, library):
        self.visitor = visitor
        self.chromium = visitor.chromium
        self.number = next(self.chromium.numbers)
        self.limit_ms = self.chromium.seconds * 1000
        self.chromium.say("open", visitor=visitor.number, tab=self.number, url=visitor.url,
                          library=library)

    def start(self, options=None, **work):
        """The user chooses the file."""
        work = {"endpoint": f"{self.visitor.url}/uploads/", "file": "/material.bin",
                "name": self.visitor.name, "type": "application/octet-stream",
                "limit_ms": self.limit_ms, "options": options or {}, **work}
        self.chromium.say("start", tab=self.number, work=work)
        return self

    def outcome(self):
        """What the library has reported, and the answers that it saw."""
        return self.chromium.say("outcome", tab=self.number)

    def insist(self):
        """The outcome, of a user who tries again after an error."""
        came = self.outcome()
        for _ in range(ATTEMPTS):
            if came["reported"] != "error":
                break
            self.chromium.say("again", tab=self.number, work={"limit_ms": self.limit_ms})
            came = self.outcome()
        return came

    def close(self):
        self.chromium.say("close", tab=self.number)
