# SPDX-License-Identifier: MIT
"""doc/document.schema.json has the members and words of the tables in C.

    >>> from protocol_tables import Member, Tables
    >>> size, state = Member("size", "NUMBER", "NULL", True), Member("state", "WORD", "is_state", False)
    >>> tables = Tables({"done": True}, [], [], [], {}, {}, [], [size, state], [], [])
    >>> one = {"required": ["size", "state"], "$defs": {"stage": {}, "error": {}, "n": {"type": "integer"}},
    ...        "properties": {"size": {"$ref": "#/$defs/n"}, "state": {"enum": ["gone"]}}}
    >>> for each in violations(json.dumps(one), tables):
    ...     print(each)
    size is not as the table says: whether it may be null
    state has the words gone, and the table done
"""

import json

FILE = "doc/document.schema.json"


def violations(text, tables):
    """Yields texts: what of the schema, as JSON, is not as the tables say."""
    schema = json.loads(text)
    words = {"is_event": tables.events, "is_kind": tables.kinds, "is_state": list(tables.states),
             "is_transfer": tables.transfers, "is_stage_state": tables.stage_states}
    for told, members in ((schema, tables.document), (schema["$defs"]["stage"], tables.stage),
                          (schema["$defs"]["error"], tables.error)):
        yield from names(told, members)
        for member in members:
            one = told.get("properties", {}).get(member.name)
            if one is not None:
                yield from differences(whole(one, schema), member, words)


def names(told, members):
    listed, known = set(told.get("properties", {})), {member.name for member in members}
    yield from (f"{name} is not in the schema" for name in sorted(known - listed))
    yield from (f"{name} is not in the table" for name in sorted(listed - known))
    yield from (f"{name} is not required" for name in sorted(known - set(told.get("required", []))))


def differences(one, member, words):
    kinds = one.get("type", [])
    is_nullable = "null" in kinds or any(each.get("type") == "null" for each in one.get("oneOf", []))
    if is_nullable != member.is_nullable:
        yield f"{member.name} is not as the table says: whether it may be null"
    if member.is_word in words:
        listed = one.get("enum", [one.get("const")])
        if sorted(listed, key=str) != sorted(words[member.is_word]):
            yield f"{member.name} has the words {' '.join(map(str, listed))}, and the table {' '.join(words[member.is_word])}"


def whole(one, schema):
    """With what its $ref names, which is in $defs."""
    name = one.get("$ref", "").rpartition("/")[2]
    return {**schema["$defs"][name], **one} if name else one
