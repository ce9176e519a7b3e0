# SPDX-License-Identifier: MIT
"""A FastCGI client: what a web server that knows its users tells a program."""

import socket
import struct

BEGIN, END, PARAMS, STDIN, STDOUT = 1, 3, 4, 5, 6
RESPONDER = 1


def record(kind, content=b""):
    return struct.pack(">BBHHBx", 1, kind, 1, len(content), 0) + content


def pair(name, value):
    """One variable; long lengths have four bytes and the top bit set."""
    def size(text):
        return bytes([len(text)]) if len(text) < 128 else struct.pack(">I", len(text) | 1 << 31)
    name, value = name.encode(), value.encode()
    return size(name) + size(value) + name + value


class Answer:
    """Status, header fields (names in lower case) and body."""

    def __init__(self, text):
        head, self.body = text.split(b"\r\n\r\n", 1)
        self.headers = {name.lower(): value.strip() for name, value in
                        (line.split(":", 1) for line in head.decode().splitlines())}
        self.status = int(self.headers.get("status", "200").split()[0])


def ask(path, method, uri, body=b"", **variables):
    """The answer of the program that listens on the socket path."""
    whole = {"REQUEST_METHOD": method, "REQUEST_URI": uri, "CONTENT_LENGTH": str(len(body)),
             "REMOTE_ADDR": "127.0.0.1", **variables}
    with socket.socket(socket.AF_UNIX) as program:
        program.settimeout(20)
        program.connect(str(path))
        program.sendall(record(BEGIN, struct.pack(">HB5x", RESPONDER, 0)) +
                        record(PARAMS, b"".join(pair(*item) for item in whole.items())) +
                        record(PARAMS) + (record(STDIN, body) if body else b"") + record(STDIN))
        return Answer(read(program))


def read(program):
    text = b""
    with program.makefile("rb") as stream:
        while True:
            _, kind, _, length, padding = struct.unpack(">BBHHBx", stream.read(8))
            content = stream.read(length)
            stream.read(padding)
            if kind == STDOUT:
                text += content
            if kind == END:
                return text
