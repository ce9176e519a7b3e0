# SPDX-License-Identifier: MIT
"""The words of the protocol, read from the tables in C that declare them.

States, stage states and the words of a transfer stand in src/upload/state.c, kinds in
src/upload/upload.c, errors in src/base/error.c, close codes in ws/fanout/protocol.h, and the members
of the document in src/progress/progress_members.c. The C is read as text, without a compiler; a
table that is not found, or a row that cannot be read, is an error.
"""

import re
import typing

import c_code


class Member(typing.NamedTuple):
    """One member of an object: its rule without RULE_, what knows its words, whether it may be null."""

    name: str
    rule: str
    is_word: str
    is_nullable: bool


class Tables(typing.NamedTuple):
    """All of it, in the order of the sources."""

    states: dict       # name: whether it is an end
    stage_states: list
    transfers: list
    kinds: list
    errors: dict       # code: HTTP status
    close_codes: dict  # name: number
    events: list       # what the document's `event` may be
    document: list     # of Member, and so the next two
    stage: list
    error: list


def read(root):
    """The tables of the tree below this folder, a Path."""
    def text(name):
        return c_code.blank((root / name).read_text(encoding="utf-8"), strings=False)

    state, document = text("src/upload/state.c"), text("src/progress/progress_members.c")
    return Tables(
        {unquoted(row[0]): row[2] == "true" for row in rows(state, "states")},
        names(state, "stage_states"),
        names(state, "transfers"),
        names(text("src/upload/upload.c"), "kind_names"),
        {unquoted(row[0]): int(row[2]) for row in rows(text("src/base/error.c"), "rows")[1:]},
        close_codes(text("ws/fanout/protocol.h")),
        event_words(document),
        *(members(document, f"progress_{table}_rows") for table in ("document", "stage", "error")))


def rows(text, table):
    """The rows of a table of structs, each as the list of its fields; {0} ends a table.

    >>> rows('struct a t[] = {\\n [X] = {"x", "a, b", 1}, [Y] = {"y",\\n "", 2}, {0},\\n};', 't')
    [['"x"', '"a, b"', '1'], ['"y"', '""', '2']]
    """
    found = [re.findall(r'"[^"]*"|[^,\s][^,]*', row)
             for row in re.findall(r"\{([^{}]*)\}", body(text, table))]
    return [row for row in found if row != ["0"]]


def names(text, table):
    """The strings of a table of strings.

    >>> names('char *const t[] = {\\n    [A] = "a", [B] = "b",\\n};', 't')
    ['a', 'b']
    """
    return re.findall(r'"(\w+)"', body(text, table))


def body(text, table):
    """
    >>> body('char *const t[] = {};', 't')
    Traceback (most recent call last):
    ValueError: the table t is not there or empty
    """
    found = re.search(rf"\b{table}\[\w*\] = \{{(.*?)\}};", text, re.S)
    if not found or not found.group(1).strip():
        raise ValueError(f"the table {table} is not there or empty")
    return found.group(1)


def members(text, table):
    """
    >>> members('struct row t[] = {{"size", RULE_NUMBER, true, MAX, NULL},\\n{0},\\n};', 't')
    [Member(name='size', rule='NUMBER', is_word='NULL', is_nullable=True)]
    """
    return [Member(unquoted(name), rule.removeprefix("RULE_"), is_word, nullable == "true")
            for name, rule, nullable, _, is_word in rows(text, table)]


def close_codes(text):
    """
    >>> close_codes('enum protocol_close {\\n    CLOSE_POLICY = 1008,\\n    CLOSE_MANY = 4429\\n};')
    {'POLICY': 1008, 'MANY': 4429}
    """
    found = re.findall(r"\bCLOSE_(\w+) = (\d+)", text)
    if not found:
        raise ValueError("there are no close codes")
    return {name: int(number) for name, number in found}


def event_words(text):
    """
    >>> event_words('bool is_event(const char *t)\\n{\\n    return strcmp(t, "progress") == 0;\\n}')
    ['progress']
    """
    found = re.search(r"\bis_event\([^)]*\)\n\{(.*?)\n\}", text, re.S)
    if not found:
        raise ValueError("is_event() is not there")
    return re.findall(r'"(\w+)"', found.group(1))


def unquoted(field):
    if not re.fullmatch(r'"\w+"', field):
        raise ValueError(f"no name: {field}")
    return field[1:-1]
