# SPDX-License-Identifier: MIT
"""Single tus requests, exactly as given, for tests that name one rule each."""

import base64
import urllib.parse

import tus

TYPE = {"Content-Type": "application/offset+octet-stream"}
UNKNOWN = "0" * 32 + "." + "0" * 32


def encode(value):
    return base64.b64encode(value).decode()


class Talk:
    """Talks to the uploads of one site. Fields given as None are left out."""

    def __init__(self, site):
        self.site = site
        self.base = f"{site.url}/uploads/"

    def ask(self, method, url, headers=(), body=b""):
        fields = {**tus.VERSION, **dict(headers)}
        fields = {name: value for name, value in fields.items() if value is not None}
        with tus.Connection(url) as connection:
            return connection.ask(method, urllib.parse.urlsplit(url).path, fields, body)

    def options(self, headers=()):
        return self.ask("OPTIONS", self.base, headers)

    def post(self, headers, body=b""):
        return self.ask("POST", self.base, headers, body)

    def create(self, headers, body=b""):
        """The URL of a new upload."""
        answer = self.post(headers, body)
        assert answer.status == 201, answer.text
        return answer.headers["Location"]

    def sized(self, size, **headers):
        return self.create({"Upload-Length": str(size), **headers})

    def head(self, url, headers=()):
        return self.ask("HEAD", url, headers)

    def offset(self, url):
        return int(self.head(url).headers["Upload-Offset"])

    def patch(self, url, body, offset=0, headers=()):
        return self.ask("PATCH", url, {**TYPE, "Upload-Offset": str(offset), **dict(headers)}, body)

    def delete(self, url):
        return self.ask("DELETE", url)

    def stored(self, url):
        """What is on disk."""
        return self.site.data_file(identity(url)).read_bytes()

    def document(self, url, *states):
        return self.site.wait_state(identity(url), *states)


def identity(url):
    return url.rsplit("/", 1)[1].split(".")[0]
