# SPDX-License-Identifier: MIT
"""Forms sent by hand, step by step."""

import socket

import requests

BOUNDARY = "----part"


def part(disposition, data=b""):
    return (f"--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n").encode() \
        + data + b"\r\n"


def body(*parts):
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


class Sender:
    """A POST on a socket of its own; the body is sent as the test says."""

    def __init__(self, port, target, length, **headers):
        self.socket = socket.create_connection(("127.0.0.1", port), 30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines = [f"POST {target} HTTP/1.1", "Host: 127.0.0.1", "Connection: close",
                 f"Content-Type: multipart/form-data; boundary={BOUNDARY}",
                 f"Content-Length: {length}",
                 *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def status(self):
        """Reads the whole answer; its status."""
        answer = b""
        while piece := self.socket.recv(65536):
            answer += piece
        return int(answer.split(b" ", 2)[1])


def post(site, *parts, accept="application/json", target="", **headers):
    """The answer to a form of these parts."""
    return requests.post(f"{site.url}/uploads/{target}", data=body(*parts), timeout=30,
                         allow_redirects=False,
                         headers={"Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
                                  "Accept": accept, **headers})
