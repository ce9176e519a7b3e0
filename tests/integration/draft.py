# SPDX-License-Identifier: MIT
"""A client of the IETF draft "Resumable Uploads for HTTP" on a plain socket, which sees interim answers."""

import json
import re
import socket
import urllib.parse

import keys

VERSION = "8"
PARTIAL = "application/partial-upload"
LISTS = ("accept-patch", "allow", "vary", "www-authenticate")
PROBLEMS = "https://iana.org/assignments/http-problem-types#"


class Answer:
    """Status, headers (names in lower case) and body; `interim` holds the answers before it."""

    def __init__(self, status, headers, text=""):
        self.status = status
        self.headers = headers
        self.text = text
        self.interim = []

    @property
    def offset(self):
        return int(self.headers["upload-offset"])

    @property
    def complete(self):
        return {"?1": True, "?0": False}[self.headers["upload-complete"]]

    @property
    def problem(self):
        """The problem document, whose type is the draft's or about:blank."""
        assert self.headers["content-type"] == "application/problem+json", self.headers
        return json.loads(self.text)

    @property
    def limits(self):
        return {key: int(value) for key, value in
                (pair.split("=") for pair in re.split(r", *", self.headers["upload-limit"]))}


class Connection:
    """One request on a connection of its own; a context manager."""

    def __init__(self, base):
        parts = urllib.parse.urlsplit(base)
        self.host = parts.netloc
        self.asked = ("GET", "", {})
        self.socket = socket.create_connection((parts.hostname, parts.port), 60)
        self.stream = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.stream.close()
        self.socket.close()

    def head(self, method, path, headers):
        self.asked = method, path, headers
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items() if value is not None]
        self.socket.sendall("\r\n".join(lines + ["", ""]).encode())

    def send(self, data):
        self.socket.sendall(data)

    def read_head(self):
        """The next answer's head, interim or final."""
        status = int(self.stream.readline().split()[1])
        headers = {}
        while line := self.stream.readline().strip():
            name, value = line.decode().split(":", 1)
            assert name.lower() not in headers or name.lower() in LISTS, f"two fields {name}"
            headers[name.lower()] = value.strip()
        return Answer(status, headers)

    def answer(self):
        interim = []
        while (answer := self.read_head()).status < 200:
            interim.append(answer)
        if self.asked[0] != "HEAD" and answer.status != 204:
            answer.text = self.stream.read(int(answer.headers.get("content-length", -1))).decode()
        answer.interim = interim
        keys.note_answer(*self.asked, answer.status, answer.headers, answer.text)
        return answer


def ask(base, method, path, headers, body=None):
    """One whole request. A body of None sends no Content-Length."""
    if body is not None:
        headers = {"Content-Length": str(len(body)), **headers}
    with Connection(base) as connection:
        connection.head(method, path, headers)
        try:
            connection.send(body or b"")
        except ConnectionError:
            pass  # refused before its end
        return connection.answer()


def fields(version=VERSION, complete=None, **more):
    """Request fields; complete as a bool, more by names with "_" for "-"."""
    out = {"Upload-Draft-Interop-Version": version}
    if complete is not None:
        out["Upload-Complete"] = "?1" if complete else "?0"
    out.update((name.replace("_", "-"), value) for name, value in more.items())
    return out


class Upload:
    """One upload of the draft."""

    def __init__(self, base, created):
        self.base = base
        self.created = created
        self.path = urllib.parse.urlsplit(created.headers["location"]).path
        self.id = self.path.rsplit("/", 1)[1].split(".")[0]

    @classmethod
    def create(cls, base, body=b"", complete=False, version=VERSION, **more):
        answer = ask(base, "POST", "/uploads/", fields(version, complete, **more), body)
        assert answer.status == 201, answer.text
        return cls(base, answer)

    def state(self, version=VERSION):
        """The answer to HEAD."""
        return ask(self.base, "HEAD", self.path, fields(version))

    def append(self, body, offset, complete, version=VERSION, **more):
        more = {"Content_Type": PARTIAL, **more}
        return ask(self.base, "PATCH", self.path,
                   fields(version, complete, Upload_Offset=str(offset), **more), body)

    def begin(self, length, offset, complete=True, **more):
        """A PATCH whose head is sent and whose body the caller sends."""
        connection = Connection(self.base)
        connection.head("PATCH", self.path,
                        fields(VERSION, complete, Upload_Offset=str(offset), Content_Type=PARTIAL,
                               Content_Length=str(length), **more))
        return connection

    def cancel(self):
        return ask(self.base, "DELETE", self.path, fields())
