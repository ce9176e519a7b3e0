# SPDX-License-Identifier: MIT
"""What tests/bench/peers measures of uploads: large ones in three ways, many small ones, and many slow senders."""

import os
import time
import urllib.parse

from chunked import Tus, cut, head, in_threads, on_connections, pieces, send_all
from contenders import PIECE, TUS
from measures import cpu_of, memory_field, rss_of

CHUNK = 8 << 20
AT_ONCE = 4         # large uploads
SMALL_BYTES = 10000
SMALL_AT_ONCE = 8
SLOW_PIECE = 4096   # what each slow sender sends in a second
SLOW_SLICES = 20    # of a second, in each of which some of them send
WARM_S = 3          # before slow senders are measured
OFFSETS = {"Content-Type": "application/offset+octet-stream"}


def pids_of(server):
    return [pid for pids in server.parts().values() for pid in pids]


def cpu_by_part(server):
    return {name: cpu_of(pids) for name, pids in server.parts().items()}


def peak_memory(server):
    """Bytes, the sum over its processes of the most that each had."""
    return sum(memory_field(pid, "VmHWM") for pid in pids_of(server))


def put_single(server, size):
    return [server.put(size)]


def put_chunks(server, size):
    form = Tus(server.base)
    form.begin(server.port, size, CHUNK)
    send_all(server.port, form, cut(size, CHUNK), 1)
    return [form.path]


def put_at_once(server, size):
    """So many uploads at once, together of that size."""
    paths = []
    in_threads(AT_ONCE, lambda: paths.append(server.put(size // AT_ONCE)))
    return paths


LARGE_WAYS = {"single": put_single, "chunks 8 MiB": put_chunks, "4 at once": put_at_once}


def can(server, way):
    """Whether the server has that way: WebDAV has no chunks."""
    return way != "chunks 8 MiB" or hasattr(server, "base")


def measure_large(server, way, size):
    """(seconds until all is stored and synced, {program: CPU seconds})"""
    server.clear()
    os.sync()
    used = cpu_by_part(server)
    start = time.monotonic()
    for path in LARGE_WAYS[way](server, size):
        server.sync(path)
    took = time.monotonic() - start
    return took, {name: after - used[name] for name, after in cpu_by_part(server).items()}


def send_tus(connection, server, body, in_one):
    """A small upload, with its creation or after it; its path."""
    fields = {**TUS, "Upload-Length": len(body)}
    connection.socket.sendall(head("POST", server.base, len(body), {**fields, **OFFSETS}) + body if in_one
                              else head("POST", server.base, 0, fields))
    status = connection.answer()
    assert status == 201, status
    path = urllib.parse.urlsplit(connection.fields["Location"]).path
    if not in_one:
        connection.socket.sendall(head("PATCH", path, len(body), {**TUS, **OFFSETS, "Upload-Offset": 0}) + body)
        status = connection.answer()
        assert status == 204, status
    return path


def send_put(connection, number, body):
    path = f"/small-{number}.bin"
    connection.socket.sendall(head("PUT", path, len(body), {}) + body)
    status = connection.answer()
    assert status == 201, status
    return path


def measure_small(server, count, in_one=False, synced=True):
    """(uploads a second, {program: CPU ms of each}, ms that 99 of 100 take at most)"""
    body = bytes(pieces(SMALL_BYTES)[0])
    took = []

    def send(connection, number):
        start = time.monotonic()
        path = send_tus(connection, server, body, in_one) if hasattr(server, "base") else \
            send_put(connection, number, body)
        if synced:
            server.sync(path)
        took.append(time.monotonic() - start)

    server.clear()
    os.sync()
    used = cpu_by_part(server)
    start = time.monotonic()
    on_connections(server.port, range(count), SMALL_AT_ONCE, send)
    rate = count / (time.monotonic() - start)
    cpu = {name: (after - used[name]) * 1000 / count for name, after in cpu_by_part(server).items()}
    return rate, cpu, sorted(took)[len(took) * 99 // 100] * 1000


def send_slowly(requests, seconds):
    """Each sender sends a piece in each second; they are spread over it."""
    start = time.monotonic()
    for step in range(seconds * SLOW_SLICES):
        for request in requests[step % SLOW_SLICES::SLOW_SLICES]:
            request.socket.sendall(PIECE[:SLOW_PIECE])
        time.sleep(max(0, start + (step + 1) / SLOW_SLICES - time.monotonic()))


def measure_slow(server, count, seconds):
    """(bytes of memory for each sender, {program: share of a core}) of a server that has just started."""
    size = SLOW_PIECE * (WARM_S + seconds + 10)
    before = rss_of(pids_of(server))
    requests = [server.begin(size)[1] for _ in range(count)]
    try:
        send_slowly(requests, WARM_S)
        used, start = cpu_by_part(server), time.monotonic()
        send_slowly(requests, seconds)
        took = time.monotonic() - start
        shares = {name: (after - used[name]) / took for name, after in cpu_by_part(server).items()}
        return (rss_of(pids_of(server)) - before) / count, shares
    finally:
        for request in requests:
            request.socket.close()
