# SPDX-License-Identifier: MIT
"""A FastCGI client: what front ends can send that lighttpd does not."""

import socket
import struct

BEGIN, PARAMS, STDIN, STDOUT, STDERR = 1, 4, 5, 6, 7
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


def ask(path, method, target, body=b"", **variables):
    """One request to the program at a UNIX socket; no length is declared unless the caller does."""
    script, _, query = target.partition("?")
    names = {"REQUEST_METHOD": method, "REQUEST_URI": target, "SCRIPT_NAME": script,
             "QUERY_STRING": query, "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "here",
             **variables}
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(30)
        connection.connect(str(path))
        connection.sendall(record(BEGIN, struct.pack(">HB5x", 1, 0)))
        connection.sendall(record(PARAMS, b"".join(pair(*each) for each in names.items())))
        connection.sendall(record(PARAMS, b""))
        for at in range(0, len(body), PIECE):
            connection.sendall(record(STDIN, body[at:at + PIECE]))
        connection.sendall(record(STDIN, b""))
        return Answer(collect(connection))


def collect(connection):
    """What the program wrote to its standard output."""
    raw = b""
    while piece := connection.recv(65536):
        raw += piece
    text = b""
    while raw:
        _, kind, _, length, padding = RECORD.unpack(raw[:RECORD.size])
        if kind == STDOUT:
            text += raw[RECORD.size:RECORD.size + length]
        raw = raw[RECORD.size + length + padding:]
    return text
