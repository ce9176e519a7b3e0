# SPDX-License-Identifier: MIT
"""A slow wire to a site: what goes through it is paced, kept and can be looked at."""

import re
import socket
import threading
import time

PIECE = 64 * 1024
REQUEST = re.compile(rb"(POST|HEAD|PATCH|GET) (\S+) HTTP/1\.1\r\n((?:[^\r\n]+\r\n)*)\r\n")


class Wire:
    """Listens on a port of its own and passes bytes on to the site, at most `rate` a second
    from the client; as a context it ends with its threads."""

    def __init__(self, port, rate=None):
        self.to = ("127.0.0.1", port)
        self.rate = rate
        self.sent = []      # what clients sent, one bytearray for each connection
        self.sockets = []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d/uploads/" % self.server.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *reason):
        # A close alone does not wake the thread that accepts.
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        self.cut()

    def cut(self):
        """Ends every connection at once; what was not read yet makes it a reset for the sender."""
        for one in self.sockets:
            try:
                one.shutdown(socket.SHUT_RDWR) # wakes whoever reads it
            except OSError:
                pass
            one.close()
        self.sockets = []

    def serve(self):
        while True:
            try:
                client, _ = self.server.accept()
                site = socket.create_connection(self.to, 10)
            except OSError:
                return
            site.settimeout(None)
            self.sockets += [client, site]
            self.sent.append(bytearray())
            threading.Thread(target=self.forth, args=(client, site, self.sent[-1]),
                             daemon=True).start()
            threading.Thread(target=self.back, args=(site, client), daemon=True).start()

    def forth(self, client, site, kept):
        start = time.monotonic()
        try:
            while piece := client.recv(PIECE):
                site.sendall(piece)
                kept += piece
                due = start + len(kept) / self.rate if self.rate else 0
                time.sleep(max(0.0, due - time.monotonic()))
            site.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    @staticmethod
    def back(site, client):
        try:
            while piece := site.recv(PIECE):
                client.sendall(piece)
            client.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def requests(self, method):
        """(path, fields) of each request of that method that a client sent."""
        found = [match for kept in self.sent for match in REQUEST.finditer(bytes(kept))]
        return [(match[2].decode(), fields(match[3])) for match in found
                if match[1].decode() == method]

    def offsets(self):
        """Upload-Offset of each PATCH, in their order."""
        return [int(given["upload-offset"]) for _, given in self.requests("PATCH")]

    def count(self):
        """Bytes that clients sent."""
        return sum(len(kept) for kept in self.sent)

    def forget(self):
        """Counts only connections that are made from now on."""
        self.sent = []


def fields(text):
    pairs = (line.partition(":") for line in text.decode("latin-1").splitlines())
    return {name.lower(): value.strip() for name, _, value in pairs}
