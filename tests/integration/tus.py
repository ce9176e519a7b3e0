# SPDX-License-Identifier: MIT
"""A tus 1.0.0 client that can be slow, stall and be interrupted on purpose."""

import base64
import http.client
import select
import time
import urllib.parse

import keys

VERSION = {"Tus-Resumable": "1.0.0"}
PIECE = 256 * 1024


class Upload:
    """One upload, created on the given base URL (http://host:port/uploads/)."""

    def __init__(self, url):
        self.url = url
        self.path = urllib.parse.urlsplit(url).path
        self.id = self.path.rsplit("/", 1)[1].split(".")[0]

    @classmethod
    def create(cls, base, size, **metadata):
        pairs = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}"
                         for key, value in metadata.items())
        headers = {**VERSION, "Upload-Length": str(size), "Upload-Metadata": pairs}
        with Connection(base) as connection:
            answer = connection.ask("POST", urllib.parse.urlsplit(base).path, headers)
        assert answer.status == 201, answer.text
        return cls(urllib.parse.urljoin(base, answer.headers["Location"]))

    def at(self, front):
        """The same upload behind another front end."""
        return Upload(urllib.parse.urljoin(front, self.path))

    def offset(self):
        """What HEAD says is stored."""
        with Connection(self.url) as connection:
            answer = connection.ask("HEAD", self.path, VERSION)
        assert answer.status == 200, answer.status
        return int(answer.headers["Upload-Offset"])

    def patch(self, data, offset=0, rate=None, piece=PIECE, paced=None):
        """Sends data in one PATCH, at so many bytes a second in such pieces; returns the answer."""
        with self.begin(len(data), offset) as sender:
            sender.send(data, rate, paced, piece)
            return sender.answer()

    def begin(self, length, offset=0):
        """A PATCH whose head is sent and whose body the caller sends."""
        connection = Connection(self.url)
        connection.head("PATCH", self.path, {
            **VERSION, "Upload-Offset": str(offset), "Content-Length": str(length),
            "Content-Type": "application/offset+octet-stream"})
        return connection

    def delete(self):
        with Connection(self.url) as connection:
            return connection.ask("DELETE", self.path, VERSION)


class Answer:
    """Status, headers and body of a response."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode(errors="replace")


class Connection:
    """One HTTP connection; a context manager."""

    def __init__(self, url, timeout=60):
        parts = urllib.parse.urlsplit(url)
        self.asked = ("", "", {})
        self.http = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.http.close()

    def head(self, method, path, headers):
        self.asked = method, path, headers
        self.http.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            self.http.putheader(name, value)
        self.http.endheaders()

    def send(self, data, rate=None, paced=None, piece=PIECE):
        """Sends by the wall clock; calls paced(bytes sent so far) after each piece."""
        start = time.monotonic()
        view = memoryview(data)
        sent = 0
        while sent < len(view):
            self.http.send(view[sent:sent + piece])
            sent += len(view[sent:sent + piece])
            if paced:
                paced(sent)
            if rate:
                ahead = start + sent / rate - time.monotonic()
                if ahead > 0:
                    time.sleep(ahead)

    def is_answered(self, within_s=0):
        """Whether the answer, or the end of the connection, comes by then."""
        return bool(select.select([self.http.sock], [], [], within_s)[0])

    def answer(self):
        answer = Answer(self.http.getresponse())
        keys.note_answer(*self.asked, answer.status, answer.headers, answer.text)
        return answer

    def ask(self, method, path, headers, body=b""):
        if method in ("POST", "PATCH", "PUT"):
            headers = {**headers, "Content-Length": str(len(body))}
        self.head(method, path, headers)
        if body:
            self.http.send(body)
        return self.answer()
