# SPDX-License-Identifier: MIT
"""The network between a browser and a site: it is slow, stops at a byte, and loses a connection."""

import socket
import threading
import time

import waiting
import wire

# What asks and stores nothing passes at once: pages, scripts, and whether a chunk is there.
ASKING = b"GET "


class Network(wire.Wire):
    """Counts the bytes that clients send besides GET, in all connections together."""

    def __init__(self, port):
        self.changed = threading.Condition()
        self.passed = 0
        self.held = 0        # connections that wait
        self.dropped = 0     # connections that were lost
        self._limit = self._drop_at = None
        self._start = self._pace = None
        super().__init__(port)
        self.url = self.url.removesuffix("/uploads/")

    def pace(self, per_second):
        """From now on, so many bytes in a second at most."""
        with self.changed:
            self._start = time.monotonic() - self.passed / per_second
            self._pace = per_second

    def hold_at(self, count):
        """Nothing more passes once so many bytes have."""
        with self.changed:
            self._limit = count

    def wait_held(self, more_than=0):
        waiting.until(lambda: self.held > more_than, f"more than {more_than} connections wait", 60)

    def let_go(self):
        with self.changed:
            self._limit = None
            self.changed.notify_all()

    def drop_at(self, count):
        """The connection whose bytes reach that count is lost."""
        with self.changed:
            self._drop_at = count

    def restart(self):
        """As after a cut: everything passes, and is counted from here."""
        self.cut()
        self.let_go()
        waiting.until(lambda: not self.held, "no connection waits")
        self.passed = 0
        self.forget()

    def _is_full(self):
        return self._limit is not None and self.passed >= self._limit

    def _admit(self, count):
        """Waits for its turn. False: this connection is lost."""
        with self.changed:
            self.held += 1
            self.changed.wait_for(lambda: not self._is_full())
            self.held -= 1
            self.passed += count
            if self._drop_at is not None and self.passed >= self._drop_at:
                self._drop_at = None
                self.dropped += 1
                return False
            due = self._start + self.passed / self._pace if self._pace else 0
            while (left := due - time.monotonic()) > 0:
                self.changed.wait(left)
            return True

    def forth(self, client, site, kept):
        try:
            while piece := client.recv(wire.PIECE):
                if not piece.startswith(ASKING) and not self._admit(len(piece)):
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
