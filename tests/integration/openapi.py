# SPDX-License-Identifier: MIT
"""doc/openapi.yaml: its operations, and what of an answer it does not describe."""

import functools
import json
import re

import jsonschema

import schemas

FILE = "openapi.yaml"
METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
# In every answer, or the web server's.
COMMON = {"content-type", "content-length", "x-content-type-options", "date", "server", "connection", "keep-alive",
          "transfer-encoding", "vary", "access-control-allow-origin", "access-control-allow-credentials",
          "access-control-expose-headers", "last-modified", "accept-ranges", "tus-resumable"}
BROKEN_SERVER = {"internal", "storage_failed", "bad_setting"}  # codes that no request may cause
JSON = ("application/json", "application/problem+json")


class Operation:
    """One method of one path."""

    def __init__(self, path, method, told, shared):
        self.path, self.method = path, method.upper()
        self.id = told["operationId"]
        self.parameters = [schemas.expand(one, FILE) for one in shared + told.get("parameters", [])]
        self.requests = told.get("x-requests", [])
        self.body = schemas.expand(told.get("requestBody", {}), FILE).get("content", {})
        self.responses = {status: response(one) for status, one in told["responses"].items()}
        self.links = {name: link for one in told["responses"].values() for name, link in one.get("links", {}).items()}

    def __repr__(self):
        return f"{self.method} {self.path}"

    def named(self, name):
        """The parameters of this name: there may be one in the query and one in the header."""
        found = [one for one in self.parameters if one["name"] == name]
        assert found, f"{self}: x-requests names {name}, which is no parameter"
        return found


def response(told):
    """With its headers by their names in lower case, and all references replaced."""
    made = schemas.expand(told, FILE)
    return {**made, "headers": {name.lower(): one for name, one in made.get("headers", {}).items()}}


@functools.cache
def operations():
    paths = schemas.file(FILE)["paths"]
    return [Operation(path, method, item[method], item.get("parameters", []))
            for path, item in paths.items() for method in METHODS if method in item]


@functools.cache
def patterns():
    """(pattern, path) of each path, those without parameters first."""
    paths = sorted(schemas.file(FILE)["paths"], key=lambda path: ("{" in path, -len(path)))
    return [(re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(path)) + ("?" if path.endswith("/") else "")), path)
            for path in paths]


def find(method, path):
    """The operation, or None. Every path of progress.fcgi answers a preflight."""
    known = next((known for pattern, known in patterns() if pattern.fullmatch(path)), None)
    if method == "OPTIONS" and known and known.startswith("/progress/{upload}/"):
        known = "/progress/{upload}"
    return next((one for one in operations() if (one.path, one.method) == (known, method)), None)


class Answer:
    """What came: status, header fields as pairs, body; is_cut: less of it than Content-Length says."""

    def __init__(self, status, fields, body, is_cut=False):
        self.status, self.body, self.is_cut = status, body, is_cut
        self.fields = {}
        for name, value in fields:
            self.fields.setdefault(name.lower(), []).append(value)

    def field(self, name):
        return ", ".join(self.fields.get(name, [])) or None

    @property
    def media_type(self):
        return (self.field("content-type") or "").split(";")[0].strip() or None

    def json(self):
        return json.loads(self.body.decode())

    def __repr__(self):
        return f"{self.status} {self.fields} {self.body[:600]!r}"


def faults(operation, method, answer):
    """What the description does not allow; operation None: the method or the path is not described."""
    if operation is None:
        return [] if method == "OPTIONS" and answer.status == 204 else undescribed(answer)
    told = operation.responses.get(str(answer.status))
    if told is None:
        return [f"the status {answer.status} is not described"]
    cut = ["the body is shorter than Content-Length"] if answer.is_cut else []
    return cut + field_faults(told["headers"], answer) + body_faults(told, method, answer) + server_faults(answer)


def undescribed(answer):
    if answer.status not in (401, 403, 404, 405, 415, 431, 503):
        return [f"a method or path that is not described is answered {answer.status}"]
    missing = answer.status == 405 and answer.field("allow") is None
    return (["405 without Allow"] if missing else []) + server_faults(answer)


def field_faults(told, answer):
    found = [f"the header {name} is missing" for name, one in told.items()
             if one.get("required") and name not in answer.fields]
    for name, values in answer.fields.items():
        if name in told:
            found += [f"{name} {value!r}: {fault}" for value in values for fault in against(told[name]["schema"], value)]
        elif name not in COMMON:
            found.append(f"the header {name} is not described")
    return found


def body_faults(told, method, answer):
    if method == "HEAD" or answer.status in (204, 304) or answer.status < 200:
        return ["a body where there must be none"] if answer.body else []
    length = answer.field("content-length")
    found = ["Content-Length is not the length of the body"] if length and int(length) != len(answer.body) else []
    content = told.get("content")
    if not content:
        return found + (["a body that is not described"] if answer.body else [])
    if answer.media_type is None and not answer.body:
        return found
    one = content.get(answer.media_type) or content.get("*/*")
    if one is None:
        return found + [f"the media type {answer.media_type} is not described"]
    if answer.media_type not in content or answer.media_type not in JSON:
        return found + against(one["schema"], answer.body.decode(errors="replace"))
    try:
        return found + against(one["schema"], answer.json())
    except ValueError:
        return found + ["the body is not JSON in UTF-8"]


def server_faults(answer):
    if answer.status != 500 or not answer.body:
        return []
    code = answer.json().get("code") if answer.media_type in JSON else "of no problem document"
    return [f"the code {code}"] if code in BROKEN_SERVER or answer.media_type not in JSON else []


MADE = {}  # validators by the schema's identity: the schemas live as long as the operations


def against(schema, value):
    if id(schema) not in MADE:
        MADE[id(schema)] = jsonschema.Draft202012Validator(schema), schema
    return [f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:300]}" for fault in MADE[id(schema)][0].iter_errors(value)]


# --- the answers that all tests get ---

NOTED = set() # shapes of answers that are described
OURS = re.compile(r"(https?://[^/]+)?(/(?:uploads|progress|live)(?:/[^?\s]*)?)(?:[?\s]|$)")
FIELD = "x-content-type-options"  # which the programs set, and web servers in their own answers do not
CUT = 65536 - 4 # bytes; keys.py and fcgi.py pass on no more, and may have cut a character


def note_answer(method, target, asked, status, fields, text):
    """Compares an answer that any test got with the description: keys.note_answer() calls it. Of headers only those
    that are described are looked at, because web servers add some.
    """
    found = OURS.match(target)
    said = {name.lower().replace("_", "-").removeprefix("http-"): value for name, value in asked.items()}
    answer = Answer(status, fields.items(), text.encode() if method != "HEAD" else b"")
    if not found or len(answer.body) >= CUT or is_of_web_server(said, answer):
        return
    counts = (said.get("x-http-method-override", "").strip() or method).upper()
    operation, method = find(counts, found[2]), "HEAD" if method == "HEAD" else counts
    body = schemas.shape(answer.json()) if answer.media_type in JSON and answer.body else bool(answer.body)
    key = operation and operation.id, method, status, answer.media_type, frozenset(answer.fields), body
    if key in NOTED:
        return
    wrong = noted_faults(operation, method, answer)
    if wrong:
        schemas.broken.append(f"{method} {target[:200]!r} {answer!r}: {wrong}")
    else:
        NOTED.add(key)


def is_of_web_server(said, answer):
    """A refusal or a file of its own, or a range that it cut out of an answer."""
    if FIELD not in answer.fields or "default-src 'self'" in (answer.field("content-security-policy") or ""):
        return True
    return "range" in said and answer.status in (206, 416)


def noted_faults(operation, method, answer):
    told = operation and operation.responses.get(str(answer.status))
    if told is None:
        return faults(operation, method, answer)
    missing = [f"the header {name} is missing" for name, one in told["headers"].items()
               if one.get("required") and name not in answer.fields]
    return missing + [fault for fault in body_faults(told, method, answer) if "Content-Length" not in fault]
