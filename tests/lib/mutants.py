# SPDX-License-Identifier: MIT
"""Mutants of C code: each is one small fault of the kind that people make.

    >>> code = '''/* a < b */
    ... int lock_try(int a, int b)
    ... {
    ...     assert(a > 7);
    ...     if (a < b && is_open(a))
    ...         return ERR_LOCKED;
    ...     note("a < b", 1);
    ...     log_info("x", 3);
    ...     return a + b;
    ... }
    ... '''
    >>> for one in mutants(code):
    ...     print(f'{one.line}: {one.what}')
    5: the condition of if is negated
    5: < is <=
    5: && is ||
    6: return ERR_LOCKED is return 0
    7: the call of note() is gone
    7: 1 is 0
    9: + is -

Only the place changes:

    >>> one.apply(code).splitlines()[8]
    '    return a - b;'
    >>> print(next(mutants('void f(void)\\n{\\n  if (is("x"))\\n    g();\\n}')).new)
    (!(is("x")))
"""

import re
import typing

import c_code

SWAPS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||",
         "||": "&&", "+": "-", "-": "+", "+=": "-=", "-=": "+="}
OPERATOR = re.compile(r"(?<=\s)(%s)(?=\s)" % "|".join(
    re.escape(one) for one in sorted(SWAPS, key=len, reverse=True)))
CONDITION = re.compile(r"\b(if|while)\s*(?=\()")
NUMBER = re.compile(r"(?<![\w.\"'])\d+(?![\w.])")
CALL = re.compile(r"(?<=[;{})])(\s+(?:\(void\))?)([a-z]\w*(?:->\w+)*)(?=\()|"
                  r"(?<=else)(\s+)([a-z]\w*)(?=\()")
RETURN = re.compile(r"\breturn (ERR_\w+|rc|err|true|false);")
# Without these a program leaks or is silent; no test of what it does can see that.
UNSEEN = re.compile(r"(\w+_)?(free|unref|destroy|close|closedir)$|log_\w+$|va_\w+$|assert$")
NOT_CALLS = {"if", "while", "for", "switch", "return", "sizeof"}


class Mutant(typing.NamedTuple):
    """text[start:end] becomes new; what says so in words."""

    start: int
    end: int
    new: str
    line: int
    what: str

    def apply(self, text):
        return text[:self.start] + self.new + text[self.end:]


def mutants(text):
    """Yields the Mutants of all functions of a C file, in the order of their places."""
    code = c_code.blank(text, strings=True)
    starts = [0, *(match.end() for match in re.finditer("\n", code)), len(code)]
    inside = [(starts[f.first - 1], starts[f.last]) for f in c_code.functions(code)]
    found = [*conditions(code, text)]
    for find in (operators, numbers, calls, returns):
        found.extend(find(code))
    for start, end, new, what in sorted(found):
        if any(low < start < high for low, high in inside) and not is_skipped(code, start):
            yield Mutant(start, end, new, c_code.line_of(code, start), what)


def is_skipped(code, place):
    """Asserts are for our own faults, and heads of functions hold no code."""
    line = code[code.rfind("\n", 0, place) + 1:].split("\n", 1)[0]
    return not line.startswith((" ", "\t")) or "assert(" in line


def closing(code, place):
    """Gives the place of the bracket that closes the one at `place`.

    >>> closing('a(b(c)d)e', 1)
    7
    """
    depth = 0
    for at in range(place, len(code)):
        depth += {"(": 1, ")": -1}.get(code[at], 0)
        if depth == 0:
            return at
    return len(code) - 1


def conditions(code, text):
    for match in CONDITION.finditer(code):
        end = closing(code, match.end())
        yield (match.end(), end + 1, f"(!{text[match.end():end + 1]})",
               f"the condition of {match.group(1)} is negated")


def operators(code):
    for match in OPERATOR.finditer(code):
        new = SWAPS[match.group()]
        yield match.start(), match.end(), new, f"{match.group()} is {new}"


def numbers(code):
    for match in NUMBER.finditer(code):
        new = {"0": "1", "1": "0"}.get(match.group())
        if new:
            yield match.start(), match.end(), new, f"{match.group()} is {new}"


def calls(code):
    """A call whose result nobody takes becomes an empty statement."""
    for match in CALL.finditer(code):
        name = match.group(2) or match.group(4)
        end = closing(code, match.end())
        if code[end + 1:end + 2] != ";" or name in NOT_CALLS or UNSEEN.match(name):
            continue
        start = match.start() + len(match.group(1) or match.group(3))
        yield start, end + 1, "", f"the call of {name}() is gone"


def returns(code):
    for match in RETURN.finditer(code):
        new = {"true": "false", "false": "true"}.get(match.group(1), "0")
        yield (match.start(), match.end() - 1, f"return {new}",
               f"{match.group()[:-1]} is return {new}")
