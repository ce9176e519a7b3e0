# SPDX-License-Identifier: MIT
"""Sends requests as they are, broken ones too: through the web server, and to the programs without one."""

import http.client
import re
import socket

import fcgi
import schemas
from openapi import Answer

PATIENCE = 30
DATA = re.compile(rb"(?m)^data: (.*)$")


def head(made):
    """The bytes before the body. A broken field may not end its line."""
    fields = [("Host", "here"), ("Connection", "close"), *made.fields]
    if made.body or made.length or made.method in ("POST", "PUT", "PATCH"):
        fields.append(("Content-Length", str(made.length or len(made.body))))
    lines = [f"{made.method} {made.target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields)]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "replace")


def raw(connect, made):
    """The Answer over HTTP, or None if the connection ends without one; TimeoutError if nothing comes."""
    with connect() as wire:
        wire.settimeout(PATIENCE)
        try:
            wire.sendall(head(made) + made.body)
            if made.length is not None:
                wire.shutdown(socket.SHUT_WR)
            return received(wire, made.method)
        except (ConnectionError, http.client.HTTPException):
            return None


class Response(http.client.HTTPResponse):
    """One that passes over each interim answer, not 100 alone."""

    def _read_status(self):
        while True:
            version, status, reason = super()._read_status()
            if not 101 < status < 200:
                return version, status, reason
            http.client.parse_headers(self.fp)


def received(wire, method):
    response = Response(wire, method=method)
    response.begin()
    fields = response.getheaders()
    if response.headers.get_content_type() == "text/event-stream" and response.status == 200:
        events = response.fp.read1(65536) # it does not end
        for text in DATA.findall(events[:events.rfind(b"\n\n") + 1]):
            schemas.note("message", schemas.json.loads(text))
        return Answer(response.status, fields, events)
    try:
        return Answer(response.status, fields, response.read())
    except http.client.IncompleteRead as cut:
        return Answer(response.status, fields, cut.partial, is_cut=True)


class Web:
    """The site's web server."""

    def __init__(self, site):
        self.port = site.port

    def ask(self, made):
        return raw(lambda: socket.create_connection(("127.0.0.1", self.port), PATIENCE), made)


class Direct:
    """The programs' own sockets: their answers to what the web server refuses or corrects."""

    def __init__(self, site):
        self.sockets = site.sockets

    def ask(self, made):
        if made.operation.path.startswith("/live"):
            return raw(self.relay, made)
        program = "progress" if made.operation.path.startswith("/progress") else "upload"
        try:
            answer = fcgi.ask(self.sockets / f"{program}.sock", made.method, made.target, made.body, **variables(made))
        except ValueError: # it has no head
            return None
        while answer.status < 200:
            answer = fcgi.Answer(answer.body)
        return Answer(answer.status, answer.headers.items(), answer.body)

    def relay(self):
        wire = socket.socket(socket.AF_UNIX)
        wire.settimeout(PATIENCE)
        wire.connect(str(self.sockets / "relay.sock"))
        return wire


def variables(made):
    """Of FastCGI; a field that occurs twice is a list, as web servers pass it."""
    said = {"REMOTE_ADDR": "127.0.0.1"}
    for name, value in made.fields:
        value = value.strip(" \t")
        key = "HTTP_" + name.upper().replace("-", "_")
        key = "CONTENT_TYPE" if key == "HTTP_CONTENT_TYPE" else key
        said[key] = f"{said[key]}, {value}" if key in said else value
    if made.body or made.length or made.method in ("POST", "PUT", "PATCH"):
        said["CONTENT_LENGTH"] = str(made.length or len(made.body))
    return said
