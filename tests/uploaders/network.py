# SPDX-License-Identifier: MIT
"""The network between a browser and a site: it is slow, stops at a byte, and loses a connection."""

import socket
import threading
import time

import waiting
import wire

# What asks and stores nothing passes at once: pages, scripts, and whether a chunk is there.
ASKING = b"GET "
BRINGING = (b"POST ", b"PATCH ")


class Network(wire.Wire):
    """Counts the bytes that clients send besides GET, in all connections together."""

    def __init__(self, port):
        self.changed = threading.Condition()
        self.passed = 0
        self.held = 0        # connections that wait
        self.dropped = 0     # connections that were lost
        self.lost = 0        # bytes that had passed of the request that was lost
        self._age = 0        # how often it was restarted
        self._limit = self._drop = None
        self._is_first_late = False
        self._late = None    # the connection that waits for let_go()
        self._start = self._pace = None
        super().__init__(port)
        self.url = self.url.removesuffix("/uploads/")

    def pace(self, per_second):
        """From the next byte on, so many bytes in a second at most."""
        with self.changed:
            self._start, self._pace = None, per_second

    def hold_at(self, count):
        """Nothing more passes once so many bytes have."""
        with self.changed:
            self._limit = count

    def hold_first(self):
        """Nothing passes of the first connection that brings bytes; the others are not held."""
        with self.changed:
            self._is_first_late = True

    def wait_held(self, count=1):
        def look():
            with self.changed: # a connection that only passes through is not seen
                return self.held >= count
        waiting.until(look, f"{count} connections wait", 60)

    def let_go(self):
        with self.changed:
            self._limit = self._late = None
            self._is_first_late = False
            self.changed.notify_all()

    def drop_at(self, count, within):
        """Once so many bytes have passed, a connection is lost with as many of one request."""
        with self.changed:
            self._drop = count, within

    def restart(self):
        """As after a cut: everything passes, and is counted from here."""
        with self.changed:
            self._age += 1
        self.cut()
        self.let_go()
        waiting.until(lambda: not self.held, "no connection waits")
        with self.changed:
            self.passed = 0
        self.forget()

    def _holds(self, client):
        if self._is_first_late:
            self._is_first_late = False
            self._late = client
        return client is self._late or (self._limit is not None and self.passed >= self._limit)

    def _is_lost(self, of_request):
        if self._drop is None or self.passed < self._drop[0] or of_request < self._drop[1]:
            return False
        self._drop = None
        self.dropped += 1
        self.lost = of_request
        return True

    def _wait_for_turn(self):
        if not self._pace:
            return
        if self._start is None:
            self._start = time.monotonic() - self.passed / self._pace
        while (left := self._start + self.passed / self._pace - time.monotonic()) > 0:
            self.changed.wait(left)

    def _admit(self, client, age, count, of_request):
        """Waits for its turn. False: this connection is lost."""
        with self.changed:
            self.held += 1
            self.changed.wait_for(lambda: age != self._age or not self._holds(client))
            self.held -= 1
            if age != self._age:
                return False
            self.passed += count
            if self._is_lost(of_request):
                return False
            self._wait_for_turn()
            return True

    def forth(self, client, site, kept):
        age, of_request = self._age, 0
        try:
            while piece := client.recv(wire.PIECE):
                of_request = len(piece) + (0 if piece.startswith(BRINGING) else of_request)
                if not piece.startswith(ASKING) and not self._admit(client, age, len(piece),
                                                                    of_request):
                    break
                site.sendall(piece)
                kept += piece
        except OSError:
            pass
        for one in (site, client):
            end(one)


def end(connection):
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
