# SPDX-License-Identifier: MIT
"""Requests that the description in doc/openapi.yaml allows, and broken ones, as hypothesis draws them.

A request is made for one of an operation's x-requests: parameters that belong together. Ids, keys and offsets are those
of uploads that the scenario has made, mostly.
"""

import base64
import hashlib
import json
import urllib.parse

from hypothesis import configuration
from hypothesis import strategies as st

import stack

configuration.set_hypothesis_home_dir(str(stack.BUILD / "hypothesis")) # else it is made where pytest begins
IDS = {"upload", "id", "ids", "load", "restore", "patch", "since"}
ODD = ["", "-1", "abc", "1.5", "99999999999999999999", "9223372036854775807", "\u00e9", "?2", "+5", "0x5", "1,2", "1 2", "%", "%00", "%zz",
       "%2e%2e%2f", "%FF%FE", "\\", "\"", "a" * 300, "a" * 5000, "..", ";", "null", "\t", "bytes=5-1", "bytes=-0", "*", "W/\"1-1\""]
ODD_PATHS = ["%", "%zz", "%00", "%2e%2e", "/../x", "//", "/./", ";a=b", "%FF", "%C0%AF", "%5C", "?", "%3F", "/retry", "/metadata/x",
             "/stages/", "a" * 3000, "%E2%80%AE", "+", " "]
ODD_METHODS = ["PROPFIND", "TRACE", "LINK", "get", "FOO", "MKCOL", "PUT", "PATCH", "DELETE", "POST", "HEAD", "OPTIONS", "SEARCH"]
EXTRA = [("X-HTTP-Method-Override", "HEAD"), ("X-HTTP-Method-Override", "PATCH"), ("X-HTTP-Method-Override", "DELETE"),
         ("X-HTTP-Method-Override", "GET"), ("X-HTTP-Method-Override", "nonsense"), ("Content-Encoding", "gzip"),
         ("Content-Range", "bytes 0-3/9"), ("Cookie", "loadline=a.b.c"), ("Cookie", "loadline_uploader_0=1"),
         ("Origin", "https://app.example"), ("Origin", "null"), ("Sec-Fetch-Mode", "navigate"), ("Accept", "text/html"),
         ("Accept", "text/plain"), ("Accept", "nonsense;q=x"), ("Tus-Resumable", "0.2.2"), ("Upload-Offset", "3"),
         ("Upload-Draft-Interop-Version", "99"), ("X-Forwarded-Host", "a b"), ("Forwarded", "host=\"x"), ("Range", "bytes=0-0"),
         ("If-None-Match", "*"), ("Expect", "nonsense"), ("X-Requested-With", "XMLHttpRequest"), ("Referer", "https://app.example/")]
KINDS = ["text/plain", "text/broken", "text/outside", "image/png"]  # of files; the pipelines of the test's sites
TYPES = ["text/plain", "image/png", "application/x-www-form-urlencoded", "multipart/byteranges; boundary=x", "multipart/form-data",
         "multipart/mixed; boundary=x", "application/json", "application/offset+octet-stream", "nonsense", "text/plain; charset=\"", ""]


class Made:
    """One request: the target's parts, fields as pairs, body and declared length (None: the body's)."""

    def __init__(self, operation, method):
        self.operation, self.method = operation, method
        self.path, self.query, self.fields = operation.path, [], []
        self.body = b""
        self.length = None
        self.breaks = []

    @property
    def target(self):
        query = "&".join(f"{name}={value}" for name, value in self.query)
        return self.path + ("?" + query if query else "")

    def get(self, name):
        return next((value for key, value in self.fields if key.lower() == name.lower()), None)

    @property
    def as_method(self):
        """The one that counts. Of several fields web servers make a list, whose method is unknown."""
        if self.operation.path.startswith("/live"):
            return self.method.upper() # libwebsockets takes "get" too
        said = (value.strip(" \t") for key, value in self.fields if key.lower() == "x-http-method-override")
        return ", ".join(said).upper() or self.method.upper()

    def put(self, name, value):
        self.fields = [one for one in self.fields if one[0].lower() != name.lower()] + [(name, value)]

    def __repr__(self):
        return f"{self.method} {self.target} {self.fields} {self.body[:200]!r} {self.length} {self.breaks}"


def from_schema(schema):
    """Values of the schemas that parameters and reports have."""
    if schema.get("type") == "object":
        return of_object(schema)
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return st.one_of(*map(from_schema, schema[word]))
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "allOf" in schema:
        return from_schema(schema["allOf"][0])
    return of_type(schema, schema.get("type", "string"))


def of_object(schema):
    """Its required members, those of one choice, and some of the others."""
    members = {name: from_schema(one) for name, one in schema.get("properties", {}).items()}
    choices = [one["required"] for one in schema.get("oneOf", [{"required": []}])]
    others = members.keys() - set(schema.get("required", [])).union(*choices)
    return st.one_of(*(st.fixed_dictionaries({name: members[name] for name in schema.get("required", []) + choice},
                                             optional={name: members[name] for name in sorted(others)}) for choice in choices))


def of_type(schema, kind):
    if kind == "integer":
        low, high = schema.get("minimum", 0), schema.get("maximum", 1 << 40)
        return st.integers(low, min(high, 64)) | st.integers(low, high) if high > 64 else st.integers(low, high)
    if kind == "boolean":
        return st.booleans()
    if kind == "array":
        return st.lists(from_schema(schema["items"]), min_size=schema.get("minItems", 0), max_size=5)
    if schema.get("format") == "uuid":
        return st.uuids().map(str)
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True).filter(lambda text: text.isascii() and "\n" not in text)
    return st.text(st.characters(min_codepoint=32, max_codepoint=0x24f, blacklist_categories=("Cs", "Cc")),
                   min_size=schema.get("minLength", 0), max_size=min(schema.get("maxLength", 40), 80))


class Uploads:
    """What a scenario has made: ID.KEY and the offset that the server told last."""

    def __init__(self):
        self.known = {}
        self.names = []

    def learn(self, capability, offset):
        if capability not in self.known:
            self.names.append(capability)
        self.known[capability] = offset

    def pick(self, draw, name):
        """A value for the parameter that names an upload; None: none is made, or another one is to be drawn."""
        if not self.names or draw(st.integers(0, 9)) == 0:
            return None
        one = draw(st.sampled_from(self.names))
        if name in ("id", "ids") or (name == "upload" and draw(st.integers(0, 5)) == 0):
            return one[:32]
        return f"{one[:32]}:0-0" if name == "since" else one


@st.composite
def of(draw, operation, uploads, breaks):
    """A request of the operation; breaks: whether something in it is broken."""
    made = Made(operation, operation.method)
    chosen = draw(st.sampled_from(operation.requests)) if operation.requests else {}
    fill_path(draw, made, chosen, uploads)
    for name in chosen.get("parameters", []) + [name for name in chosen.get("optional", []) if draw(st.booleans())]:
        fill(draw, made, draw(st.sampled_from(operation.named(name))), uploads)
    if "body" in chosen:
        fill_body(draw, made, chosen["body"], uploads)
    if breaks:
        for _ in range(draw(st.integers(1, 2))):
            draw(st.sampled_from(BREAKS))(draw, made)
    return made


def fill_path(draw, made, chosen, uploads):
    for one in (one for one in made.operation.parameters if one["in"] == "path"):
        value = None
        if chosen.get("path") == "name":
            value = urllib.parse.quote(draw(st.sampled_from(["a.txt", "na\u00efve.png", "b c.bin", "100%25.txt"])))
        elif chosen.get("path") == "alias":
            value = draw(st.from_regex("[0-9a-f]{32}", fullmatch=True))
        elif chosen.get("path") == "uuid":
            value = str(draw(st.uuids()))
        elif one["name"] == "upload":
            value = uploads.pick(draw, "upload")
        elif one["name"] == "stage":
            value = draw(st.sampled_from(["outside", "broken", "digest"]))
        if value is None:
            value = urllib.parse.quote(str(draw(from_schema(one["schema"]))), safe="")
        made.path = made.path.replace("{%s}" % one["name"], value)


def fill(draw, made, parameter, uploads):
    name, value = parameter["name"], None
    if name in IDS:
        value = uploads.pick(draw, name)
    elif name == "Upload-Offset" and draw(st.integers(0, 3)):
        value = uploads.known.get(made.path.rsplit("/", 1)[1], 0)
    elif name == "Upload-Concat" and uploads.names and draw(st.booleans()):
        value = "final;" + " ".join(draw(st.lists(st.sampled_from(uploads.names), min_size=1, max_size=3)))
    elif name == "wait":
        value = 0
    elif name == "Upload-Metadata" and draw(st.integers(0, 3)):
        value = f"filename {encode('a.txt')},filetype {encode(draw(st.sampled_from(KINDS)))},project {encode('7')}"
    if value is None:
        value = draw(from_schema(parameter["schema"]))
    if parameter["in"] == "query":
        made.query.append((name, urllib.parse.quote(str(value), safe=",:")))
    else:
        made.put(name, str(value))


def encode(text):
    return base64.b64encode(text.encode()).decode()


def fill_body(draw, made, media_type, uploads):
    if media_type == "multipart/form-data":
        fill_form(draw, made)
    elif media_type == "application/json":
        made.body = json.dumps(draw(from_schema(made.operation.body[media_type]["schema"]))).encode()
        made.put("Content-Type", media_type)
    elif media_type == "text/plain":
        made.body = (uploads.pick(draw, "load") or "0" * 32).encode()
        made.put("Content-Type", media_type)
    else:
        made.body = draw(st.binary(max_size=48))
        made.put("Content-Type", draw(st.sampled_from(KINDS)) if media_type == "*/*" else media_type)
    fit(draw, made)


def fill_form(draw, made):
    lines = []
    for name in draw(st.lists(st.sampled_from(["note", "redirect", "project", "tags[]", "X-Progress-ID"]), max_size=3)):
        lines += [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode(), draw(st.binary(max_size=20)), b"\r\n"]
    for name in draw(st.lists(st.sampled_from(["a.txt", "b.png", "", "\u00fc.bin"]), max_size=2)):
        lines += [f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'.encode(),
                  f"Content-Type: {draw(st.sampled_from(KINDS))}\r\n\r\n".encode(), draw(st.binary(max_size=40)), b"\r\n"]
    made.body = b"".join(lines) + b"--x--\r\n"
    made.put("Content-Type", "multipart/form-data; boundary=x")


def fit(draw, made):
    """Makes lengths and digests true, mostly: random ones would never get past the first check."""
    if not draw(st.integers(0, 4)):
        return
    if made.get("Upload-Length") and draw(st.booleans()):
        made.put("Upload-Length", str(int(made.get("Upload-Offset") or 0) + len(made.body)))
    if made.get("Upload-Checksum"):
        made.put("Upload-Checksum", "sha1 " + base64.b64encode(hashlib.sha1(made.body).digest()).decode())
    for name in ("Content-Digest", "Repr-Digest"):
        if made.get(name):
            made.put(name, "sha-256=:" + base64.b64encode(hashlib.sha256(made.body).digest()).decode() + ":")


def break_drop(draw, made):
    if made.fields:
        at = draw(st.integers(0, len(made.fields) - 1))
        made.breaks.append(f"without {made.fields.pop(at)[0]}")


def break_value(draw, made):
    odd = draw(st.sampled_from(ODD))
    places = [(made.fields, at, odd) for at in range(len(made.fields))] + \
        [(made.query, at, odd.replace(" ", "+").replace("\t", "%09")) for at in range(len(made.query))]
    if places:
        pairs, at, value = draw(st.sampled_from(places))
        pairs[at] = pairs[at][0], value
        made.breaks.append(f"{pairs[at][0]} is {value[:20]!r}")


def break_twice(draw, made):
    if made.fields:
        name, value = draw(st.sampled_from(made.fields))
        made.fields.append((name, draw(st.sampled_from([value, *ODD[:10]]))))
        made.breaks.append(f"{name} twice")


def break_query(draw, made):
    name = draw(st.sampled_from([name for name, _ in made.query] + ["ids", "list", "link", "X-Progress-ID", "patch", "callback", "chunk"]))
    made.query.append((name, draw(st.sampled_from(["", "%", "%00", "1", "a" * 400, "%FF", "x,y", "0" * 32, "%22", "\u00e9"]))))
    made.breaks.append(f"another {name}")


def break_path(draw, made):
    odd = draw(st.sampled_from(ODD_PATHS))
    made.path = draw(st.sampled_from([made.path + odd, made.path[:-3] + odd, made.path.replace("/", "//", 1)]))
    made.breaks.append("path")


def break_method(draw, made):
    made.method = draw(st.sampled_from(ODD_METHODS))
    made.breaks.append("method")


def break_type(draw, made):
    made.put("Content-Type", draw(st.sampled_from(TYPES)))
    made.breaks.append("type")


def break_body(draw, made):
    made.body = draw(st.sampled_from([made.body[:-2], made.body[1:], made.body * 50, b"\x00" * 40, b"{" * 60, b"--x\r\n", b"null", b"[]",
                                      b'{"progress":"x","done":1}', b"qquuid=1&qqtotalparts=1", b"\xff\xfe"]))
    made.breaks.append("body")


def break_length(draw, made):
    made.length = len(made.body) + draw(st.integers(1, 20))
    made.breaks.append("short body")


def break_extra(draw, made):
    made.fields.append(draw(st.sampled_from(EXTRA)))
    made.breaks.append(f"with {made.fields[-1]}")


BREAKS = [break_drop, break_value, break_twice, break_query, break_path, break_method, break_type, break_body, break_length, break_extra]
