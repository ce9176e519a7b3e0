# SPDX-License-Identifier: MIT
"""One file in chunks, as tests/bench/uploaders sends it: each wire format says what a chunk's request is, and the
sender puts the prepared bytes on its connections."""

import http.client
import socket
import threading
import urllib.parse
import uuid

from contenders import PIECE, TUS

BOUNDARY = "----WebKitFormBoundaryloadlinebench0"
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()
VISITOR = "loadline_uploader_" + "0" * 24  # the cookie of a browser that has been here before


class Chunk:
    def __init__(self, index, offset, length):
        self.index = index
        self.offset = offset
        self.length = length


def cut(size, chunk):
    """The chunks of a file; the last one is what remains."""
    return [Chunk(i, at, min(chunk, size - at)) for i, at in enumerate(range(0, size, chunk))]


def head(method, path, length, fields):
    lines = [f"{method} {path} HTTP/1.1", "Host: bench", f"Content-Length: {length}",
             *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def pieces(length):
    """The bytes of a chunk."""
    return [memoryview(PIECE)[:min(length - at, len(PIECE))] for at in range(0, length, len(PIECE))]


def form_around(fields, length):
    """The request's head, and its form before the bytes of the file and behind them."""
    parts = [f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
             for name, value in fields.items()]
    parts.append(f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"film.mp4\"\r\n"
                 "Content-Type: video/mp4\r\n\r\n")
    form = "".join(parts).encode()
    return head("POST", "/uploads/", len(form) + length + len(TAIL), {
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Cookie": f"{VISITOR}=1"}), form, TAIL


class Tus:
    """A PATCH for each chunk; base: where uploads are created."""

    good = (204,)

    def __init__(self, base="/uploads/"):
        self.base = base

    def begin(self, port, size, _chunk):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("POST", self.base, headers={**TUS, "Upload-Length": str(size)})
        answer = connection.getresponse()
        assert answer.status == 201, answer.status
        self.path = urllib.parse.urlsplit(answer.headers["Location"]).path
        connection.close()

    def request(self, chunk):
        return head("PATCH", self.path, chunk.length, {
            **TUS, "Upload-Offset": chunk.offset,
            "Content-Type": "application/offset+octet-stream"}), b"", b""

    def question(self, _chunk):
        return None


class Dropzone:
    """A form for each chunk. Each upload has a UUID of its own."""

    good = (200,)

    def begin(self, _port, size, chunk):
        self.fields = {"dzuuid": uuid.uuid4(), "dztotalfilesize": size, "dzchunksize": chunk,
                       "dztotalchunkcount": -(-size // chunk)}

    def request(self, chunk):
        return form_around({**self.fields, "dzchunkindex": chunk.index,
                            "dzchunkbyteoffset": chunk.offset}, chunk.length)

    def question(self, _chunk):
        return None


class Resumable:
    """A form for each chunk; with `asks`, a GET before it whether the chunk is there."""

    good = (200,)

    def __init__(self, asks=False):
        self.asks = asks

    def begin(self, _port, size, chunk):
        name = f"{uuid.uuid4()}.mp4"
        self.fields = {"resumableChunkSize": chunk, "resumableTotalSize": size,
                       "resumableType": "video/mp4",
                       "resumableIdentifier": f"{size}-{name.replace('.', '')}",
                       "resumableFilename": name, "resumableRelativePath": name,
                       "resumableTotalChunks": max(1, size // chunk)}

    def of(self, chunk):
        return {"resumableChunkNumber": chunk.index + 1, "resumableCurrentChunkSize": chunk.length,
                **self.fields}

    def request(self, chunk):
        return form_around(self.of(chunk), chunk.length)

    def question(self, chunk):
        if not self.asks:
            return None
        return head("GET", "/uploads/?" + urllib.parse.urlencode(self.of(chunk)), 0,
                    {"Cookie": f"{VISITOR}=1"})


class Connection:
    """Keeps one connection open, as long as the server does, and sends prepared requests on it."""

    def __init__(self, port):
        self.port = port
        self.fields = None  # of the last answer
        self.open()

    def open(self):
        self.socket = socket.create_connection(("127.0.0.1", self.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def answer(self):
        answer = http.client.HTTPResponse(self.socket)
        answer.begin()
        answer.read()
        self.fields = answer.headers
        if answer.will_close:
            self.close()
            self.open()
        return answer.status

    def stream(self, parts):
        """Sends a body as browsers do: without a gap between its parts."""
        views = [memoryview(part) for part in parts]
        while views:
            sent = self.socket.sendmsg(views)
            while views and sent >= len(views[0]):
                sent -= len(views.pop(0))
            if views:
                views[0] = views[0][sent:]

    def send(self, form, chunk):
        question = form.question(chunk)
        if question is not None:
            self.socket.sendall(question)
            assert self.answer() == 204
        start, before, behind = form.request(chunk)
        self.socket.sendall(start)
        self.stream([before, *pieces(chunk.length), behind])
        status = self.answer()
        assert status in form.good, (status, chunk.index)

    def close(self):
        self.socket.close()


def send_all(port, form, chunks, at_once):
    """Sends the chunks in this order, so many at once; each connection takes the next one."""
    on_connections(port, chunks, at_once, lambda connection, chunk: connection.send(form, chunk))


def in_threads(count, work):
    """Calls work() in so many threads at once; the first of their failures is raised."""
    failures = []

    def run():
        try:
            work()
        except (OSError, AssertionError, http.client.HTTPException) as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def on_connections(port, items, at_once, send):
    """Calls send(connection, item) for all items in this order, so many at once; each connection takes the next one."""
    rest, lock = iter(items), threading.Lock()

    def take():
        with lock:
            return next(rest, None)

    def work():
        connection = Connection(port)
        try:
            for item in iter(take, None):
                send(connection, item)
        finally:
            connection.close()

    in_threads(at_once, work)


class InChunks:
    """A contender: the given site, to which one wire format sends."""

    def __init__(self, site, form, chunk, at_once=1, order=list):
        self.site = site
        self.form = form
        self.chunk = chunk
        self.at_once = at_once
        self.order = order

    def pids(self):
        return self.site.pids()

    def clear(self):
        self.site.clear()

    def put(self, size):
        self.form.begin(self.site.port, size, self.chunk)
        send_all(self.site.port, self.form, self.order(cut(size, self.chunk)), self.at_once)
        stored = [file.stat().st_size for file in self.site.site.spool.glob("??/*/data")]
        assert stored == [size], stored
