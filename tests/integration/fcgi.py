# SPDX-License-Identifier: MIT
"""A FastCGI client: what front ends can send that lighttpd does not."""

import socket
import struct

import keys

BEGIN, END, PARAMS, STDIN, STDOUT, STDERR = 1, 3, 4, 5, 6, 7
RECORD = struct.Struct(">BBHHBx")
PIECE = 16384


def record(kind, content):
    return RECORD.pack(1, kind, 1, len(content), 0) + content


def pair(name, value):
    name, value = name.encode(), value.encode()
    lengths = b"".join(bytes([len(text)]) if len(text) < 128
                       else struct.pack(">I", len(text) | 1 << 31) for text in (name, value))
    return lengths + name + value


class Answer:
    """Status, header fields (by lower-case name) and body."""

    def __init__(self, text):
        head, self.body = text.split(b"\r\n\r\n", 1)
        self.headers = {name.lower(): value.strip() for name, value in
                        (line.split(":", 1) for line in head.decode().split("\r\n"))}
        self.status = int(self.headers.pop("status", "200").split()[0])


def variables(method, target, **more):
    """What a front end says of a request."""
    script, _, query = target.partition("?")
    return {"REQUEST_METHOD": method, "REQUEST_URI": target, "SCRIPT_NAME": script,
            "QUERY_STRING": query, "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "here", **more}


def listens(path):
    """Whether somebody accepts connections there; the file of a socket is there before that, and sometimes afterwards."""
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


class Talk:
    """A connection to the program at a UNIX socket, for as many requests as it is kept for; a context manager."""

    def __init__(self, path, kept=False):
        self.kept = kept
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        self.socket.connect(str(path))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def begin(self, method, target, **more):
        """A request whose body the caller sends, and ends."""
        named = variables(method, target, **more)
        self.socket.sendall(record(BEGIN, struct.pack(">HB5x", 1, int(self.kept))) +
                            record(PARAMS, b"".join(pair(*each) for each in named.items())) +
                            record(PARAMS, b""))
        return self

    def send(self, body):
        for at in range(0, len(body), PIECE):
            self.socket.sendall(record(STDIN, body[at:at + PIECE]))
        return self

    def end(self):
        self.socket.sendall(record(STDIN, b""))
        return self

    def answer(self):
        """Of the request, to its last record."""
        text = b""
        while True:
            _, kind, _, length, padding = RECORD.unpack(self.read(RECORD.size))
            content = self.read(length + padding)[:length]
            if kind == STDOUT:
                text += content
            if kind == END:
                return Answer(text)

    def read(self, length):
        raw = b""
        while len(raw) < length:
            piece = self.socket.recv(length - len(raw))
            assert piece, "the program closed the connection"
            raw += piece
        return raw


def ask(path, method, target, body=b"", **more):
    """One request to the program at a UNIX socket; no length is declared unless the caller does."""
    with Talk(path) as talk:
        talk.begin(method, target, **more).send(body).end()
        answer = Answer(collect(talk.socket))
    keys.note_answer(method, f"{target}\n{body[:65536]}", more, answer.status, answer.headers,
                     answer.body[:65536].decode(errors="replace"))
    return answer


def collect(connection):
    """What the program wrote to its standard output."""
    raw = b""
    while piece := connection.recv(65536):
        raw += piece
    return text_of(raw)


def text_of(raw):
    """The same, of what the program sent."""
    text = b""
    while raw:
        _, kind, _, length, padding = RECORD.unpack(raw[:RECORD.size])
        if kind == STDOUT:
            text += raw[RECORD.size:RECORD.size + length]
        raw = raw[RECORD.size + length + padding:]
    return text
