# SPDX-License-Identifier: MIT
"""The schemas in doc/ of what programs read: documents, messages of the relay, bodies of webhooks. What a test gets of
these is compared with them by note(); conftest.py fails a test whose answers broke one.
"""

import functools
import json
import pathlib
import re

import requests

DOC = pathlib.Path(__file__).resolve().parents[2] / "doc"
POLL = re.compile(r"/(progress/?|live/poll)(\?|$)|/progress/[0-9a-f]{32}(\.[0-9a-f]{32})?$")
KINDS = {"document": "document.schema.json", "message": "live.schema.json",
         "request": "live.schema.json#/$defs/from_client", "webhook": "webhook.schema.json"}
WORDS = {"event", "kind", "state", "transfer", "type", "do", "owner", "protocol"}  # members that the schemas compare
ID = re.compile(r"[0-9a-f]{32}")
EXACT = 1 << 53

broken = []  # what did not fit: texts
seen = set() # of what fitted, the shapes


@functools.cache
def file(name):
    """A file of doc/, parsed."""
    text = (DOC / name).read_text(encoding="utf-8")
    if name.endswith(".json"):
        return json.loads(text)
    import yaml  # pylint: disable=import-outside-toplevel
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def find(reference, base):
    """What "FILE#/a/b" names, and in which file; base: the file that has the reference."""
    name, _, pointer = reference.partition("#")
    node = file(name or base)
    for step in pointer.split("/")[1:]:
        node = node[step.replace("~1", "/").replace("~0", "~")]
    return node, name or base


@functools.cache
def whole(reference, base=""):
    """The same with each $ref replaced by what it names: the schemas have no circles."""
    return expand(*find(reference, base))


def expand(node, base):
    if isinstance(node, list):
        return [expand(item, base) for item in node]
    if not isinstance(node, dict):
        return node
    made = {name: expand(value, base) for name, value in node.items() if name not in ("$ref", "$defs", "$id", "$schema")}
    if "$ref" not in node:
        return made
    named = whole(node["$ref"], base)
    return {**named, **made} if made.keys() <= {"description", "title"} else {**made, "allOf": [named]}


@functools.cache
def validator(reference, base=""):
    """jsonschema's for the schema that "FILE#/a/b" names."""
    import jsonschema  # pylint: disable=import-outside-toplevel
    return jsonschema.Draft202012Validator(whole(reference, base))


def shape(value, name=""):
    """What the schemas can tell apart: values of the same shape fit or break together."""
    if isinstance(value, dict):
        return frozenset((key, shape(item, key)) for key, item in value.items())
    if isinstance(value, list):
        return len(value) > 32, frozenset(shape(item, name) for item in value)
    if isinstance(value, str):
        return value if name in WORDS else ("id" if ID.fullmatch(value) else "text")
    if isinstance(value, bool) or value is None:
        return value
    return type(value).__name__, value < 0, value > 0, value > 100, value >= EXACT


def note(kind, value):
    """Compares it with the schema of its kind, once for each shape."""
    key = kind, shape(value)
    if key in seen:
        return
    faults = [f"{'/'.join(map(str, fault.absolute_path))}: {fault.message}"
              for fault in validator(KINDS[kind]).iter_errors(value)]
    if faults:
        broken.append(f"{kind} {json.dumps(value)[:2000]}: {'; '.join(faults)[:2000]}")
    else:
        seen.add(key)


def note_answer(value):
    """The documents in the answer to a poll."""
    listed = value.get("uploads") if isinstance(value, dict) else None
    for item in listed if isinstance(listed, list) else [value]:
        item = item.get("document", item) if isinstance(item, dict) else None
        if isinstance(item, dict) and item.get("event") == "progress":
            note("document", item)
    if isinstance(value, dict) and "site" in value:
        note("message", value["site"])


def note_requests():
    """From now on the documents that the library requests gets are compared."""
    send = requests.Session.send

    def noted(session, request, **options):
        answer = send(session, request, **options)
        is_json = answer.headers.get("Content-Type") == "application/json"
        if is_json and answer.status_code == 200 and request.method == "GET" and not options.get("stream") and \
                POLL.search(request.url):
            note_answer(answer.json())
        return answer
    requests.Session.send = noted


def take():
    """What broke a schema since the last call."""
    taken, broken[:] = list(broken), []
    return taken
