# SPDX-License-Identifier: MIT
"""Which C file uses which: by an include, or by a call of a function that the other one defines.

    >>> files = {'low/a.h': 'int a_get(void);', 'low/a.c': '#include "low/a.h"\\nint a_get(void)\\n{\\n}\\n',
    ...          'top/b.c': '#include "low/a.h"\\n#include <stdio.h>\\nint b(void)\\n{ return a_get(); }\\n'}
    >>> for edge in edges(files):
    ...     print(*edge)
    low/a.c 1 low/a.h
    top/b.c 1 low/a.h
    top/b.c 4 low/a.c

A name that several programs define each for themselves, such as main, says nothing.
"""

import collections
import posixpath
import re

import c_code
from floors import Edge

# Where an include may be below, as the compiler is told.
ROOTS = ("", "src/")


def edges(texts):
    """Yields the edges among the files {path: text}."""
    code = {path: c_code.blank(text, strings=True) for path, text in texts.items()}
    yield from includes(texts)
    definers = definitions(code)
    for path, text in code.items():
        if path.endswith(".c"):
            yield from calls(path, text, definers)


def includes(texts):
    for path, text in texts.items():
        for match in c_code.INCLUDE.finditer(c_code.blank(text, strings=False)):
            target = match.group(1) == '"' and resolve(match.group(2), path, texts)
            if target and target != path:
                yield Edge(path, c_code.line_of(text, match.start()), target)


def resolve(name, path, texts):
    """The file that an include means: beside the including one, or below a root. None: not ours."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
    return next((one for one in (beside, *(root + name for root in ROOTS)) if one in texts), None)


def definitions(code):
    """Gives {name: file} of the functions that other files may call."""
    found = collections.defaultdict(set)
    for path, text in code.items():
        if path.endswith(".c"):
            for function in c_code.functions(text):
                if not function.is_static:
                    found[function.name].add(path)
    return {name: paths.pop() for name, paths in found.items() if len(paths) == 1}


def calls(path, text, definers):
    """Yields one edge for each file that is called, at its first call."""
    own = {function.name for function in c_code.functions(text)}
    told = {path}
    for match in re.finditer(r"(?<![\w.])[a-z_]\w*", text):
        target = definers.get(match.group())
        if target and target not in told and match.group() not in own:
            told.add(target)
            yield Edge(path, c_code.line_of(text, match.start()), target)
