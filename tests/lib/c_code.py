# SPDX-License-Identifier: MIT
"""C as the style gate reads it: comments and strings blanked, functions and includes found."""

import re
import typing

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+([<"])([^>"]+)[>"]', re.M)
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
ARGUMENTS = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\s*$"


class Function(typing.NamedTuple):
    """A function's definition: its name, first and last line, and whether it is static."""

    name: str
    first: int
    last: int
    is_static: bool


def blank(text, strings):
    """Replaces comments (and strings) by blanks; line breaks stay.

    >>> blank('a /* b */ "c"', strings=False)
    'a         "c"'
    >>> blank('a /* b */ "c"', strings=True)
    'a         " "'
    """

    def replace(match):
        found = match.group()
        if found[0] in "\"'" and not strings:
            return found
        edge = found[0] if found[0] in "\"'" else " "
        return edge + re.sub(r"[^\n]", " ", found[1:-1]) + edge
    return TOKEN.sub(replace, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def functions(code):
    """Yields each Function of code whose comments and strings are blanked.

    >>> list(functions('int a;\\nstatic int b(void)\\n{\\n}\\n'))
    [Function(name='b', first=2, last=4, is_static=True)]
    """
    code = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*",
                  lambda m: re.sub(r"[^\n]", " ", m.group()), code, flags=re.M)
    depth, start, head = 0, 0, None
    for match in re.finditer(r"[{};]", code):
        sign = match.group()
        if sign == "{":
            if depth == 0:
                head = head_of(code, start, match.start())
            depth += 1
        elif sign == "}":
            depth -= 1
        if depth == 0:
            start = match.end()
            if sign == "}" and head:
                name, first, is_static = head
                yield Function(name, first, line_of(code, match.start()), is_static)
                head = None


def head_of(code, start, end):
    """Gives (name, first line, is static) where code[start:end] is the head of a function."""
    before = code[start:end]
    name = re.search(r"(\w+)\s*" + ARGUMENTS, before)
    if not name:
        return None
    first = start + len(before) - len(before.lstrip())
    return name.group(1), line_of(code, first), bool(re.search(r"\bstatic\b", before[:name.start()]))
