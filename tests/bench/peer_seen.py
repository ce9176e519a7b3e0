# SPDX-License-Identifier: MIT
"""How long a piece of an upload takes from its sender to those who look on, for tests/bench/peers: by Loadline's
relay, and by the means that other servers have."""

import contextlib
import http.server
import json
import random
import statistics
import threading
import time

import live
import waiting
from contenders import PIECE

PIECE_BYTES = 4096
PAUSE_S = (0.25, 0.4)  # between two pieces: longer than the interval of news


class Sightings:
    """When how much of the upload was seen."""

    def __init__(self):
        self.seen = []

    def add(self, received):
        self.seen.append((time.monotonic(), received))


@contextlib.contextmanager
def by_relay(server, path):
    """A WebSocket to Loadline's relay, through its front end."""
    upload = path.rsplit("/", 1)[1].split(".")[0]
    with live.Watcher(server.site, upload) as watcher:
        yield lambda: [(event.at, event.document["received"]) for event in watcher.events]


class HookReceiver:
    """An HTTP server that takes the offsets of tusd's hooks."""

    def __init__(self):
        self.sightings = sightings = Sightings()

        class Receiver(http.server.BaseHTTPRequestHandler):
            """Answers every hook."""

            def do_POST(self):  # pylint: disable=invalid-name
                hook = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                sightings.add(hook["Event"]["Upload"]["Offset"])
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @contextlib.contextmanager
    def watch(self, _server, _path):
        yield lambda: self.sightings.seen

    def close(self):
        self.server.shutdown()


@contextlib.contextmanager
def by_output(server, _path):
    """The lines that the server prints."""
    sightings = Sightings()
    # pylint: disable=consider-using-with
    lines = open(server.folder / "output", encoding="utf-8")
    stop = threading.Event()

    def read():
        while not stop.is_set():
            line = lines.readline()
            if line:
                sightings.add(int(line))
            else:
                time.sleep(0.001)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield lambda: sightings.seen
    finally:
        stop.set()
        thread.join()
        lines.close()


def measure_seen(server, watch, count):
    """(p50, p95) in ms of so many pieces."""
    path = server.create(PIECE_BYTES * count * 2)
    sent = []
    with watch(server, path) as seen:
        request = server.patch(path, PIECE_BYTES * count * 2)
        for number in range(1, count + 1):
            time.sleep(random.uniform(*PAUSE_S))
            sent.append((time.monotonic(), number * PIECE_BYTES))
            request.socket.sendall(PIECE[:PIECE_BYTES])
        waiting.until(lambda: any(received >= count * PIECE_BYTES for _, received in seen()), "all is seen")
        took = [min(when for when, received in seen() if received >= total) - at for at, total in sent]
        request.socket.close()
    return [value * 1000 for value in (statistics.median(took), statistics.quantiles(took, n=20)[-1])]
