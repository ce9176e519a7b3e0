# SPDX-License-Identifier: MIT
"""Requests as browser uploaders send them, field by field; what their sources do is noted with each."""

import requests

import forms

FILE = 'name="file"; filename="blob"'


def field(name, value):
    return forms.part(f'name="{name}"', str(value).encode())


def fields(values):
    return [field(*pair) for pair in values.items()]


def chunk(values, data, *, after=False, disposition=FILE):
    """The parts of a form that brings a piece of a file, its fields before the file or after."""
    parts = [*fields(values), forms.part(disposition, data)]
    return [parts[-1], *parts[:-1]] if after else parts


def dropzone(index, count, size, step):
    return {"dzuuid": "4b3d6f5e-9f2c-4c6b-8f33-0d9b7a3f7d11", "dzchunkindex": index,
            "dztotalfilesize": size, "dzchunksize": step, "dztotalchunkcount": count,
            "dzchunkbyteoffset": index * step}


def prefixed(prefix, index, count, size, step):
    """Resumable.js and Flow.js count from 1."""
    return {f"{prefix}ChunkNumber": index + 1, f"{prefix}ChunkSize": step,
            f"{prefix}CurrentChunkSize": min(step, size - index * step),
            f"{prefix}TotalSize": size, f"{prefix}Identifier": f"{size}-afile",
            f"{prefix}Filename": "a file", f"{prefix}RelativePath": "a file",
            f"{prefix}TotalChunks": count}


def resumable(*numbers):
    return prefixed("resumable", *numbers)


def flow(*numbers):
    return prefixed("flow", *numbers)


def simple(*numbers):
    """simple-uploader.js: the same names without a prefix."""
    return {name[1].lower() + name[2:]: value for name, value in prefixed("x", *numbers).items()}


def plupload(index, count, size, step):
    return {"name": "a file", "chunk": index, "chunks": count}


def plupload_offset(index, count, size, step):
    return {"name": "a file", "offset": index * step, "total": size}


def fine(index, count, size, step):
    return {"qqpartindex": index, "qqpartbyteoffset": index * step,
            "qqchunksize": min(step, size - index * step),
            "qqtotalparts": count, "qqtotalfilesize": size, "qqfilename": "a file",
            "qquuid": "9c1dd0ab-5b50-4f7f-9f4a-6a4f3e1c6f2e"}


ALL = [dropzone, resumable, flow, simple, plupload, plupload_offset, fine]


def spooled(site):
    """The ids of all uploads that there are."""
    return {path.parent.name for path in site.spool.glob("*/*/info.json")}


class Spool:
    """What a block adds to the spool."""

    def __init__(self, site):
        self.site = site
        self.before = spooled(site)

    def new(self):
        return spooled(self.site) - self.before

    def ends_as(self, *states):
        """The documents of what was added, each in one of these states."""
        return [self.site.wait_state(one, *states) for one in sorted(self.new())]

    def stays_empty(self):
        """No file was begun, not even one without a byte."""
        assert self.new() == set()


def ask(site, method, target="", data=b"", **headers):
    return requests.request(method, f"{site.url}/uploads/{target}", data=data, timeout=30,
                            headers={name.replace("_", "-"): value
                                     for name, value in headers.items()})
