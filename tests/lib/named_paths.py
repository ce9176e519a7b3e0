# SPDX-License-Identifier: MIT
"""The project's files that texts and comments name: each of them has to exist.

    >>> names = {"src/a.c", "src/b_c.c"}
    >>> for one in missing("see `src/a.c`, src/b_*.c, a.c and web/x\\nor doc/z.md and z.h", names):
    ...     print(one)
    (1, 'there is no web/x')
    (2, 'there is no doc/z.md')
    (2, 'there is no z.h')

A word in capital letters stands for any: src/NAME.c. What a build makes is not looked for.
"""

import fnmatch
import posixpath
import re

TOPS = "src|fcgi|ws|worker|cli|web|tests|doc|deploy|debian|examples"
PATH = re.compile(rf"(?<![\w./$%{{}}:@*-])(?:{TOPS})/[\w./*-]*\w(?:\.\w+)?")
BARE = re.compile(r"(?<![\w/<.*-])[a-z_0-9]+\.(?:c|h|lua)\b(?!\w)")
MADE = re.compile(r"web/dist|(fcgi|ws|worker|cli)/[\w-]+(\.fcgi)?$|src/scripts\.[ch]|"
                  r"src/libloadline\.a|fcgi/libgateway\.a|scripts\.h|(web|tests/\w+)/node_modules")
SYSTEM = {"sysexits.h"}


def missing(text, paths):
    """Yields (line, text) for each file that is named and not among `paths`."""
    known = paths | {path[:i] for path in paths for i in range(len(path)) if path[i] == "/"}
    bare = SYSTEM | {posixpath.basename(path) for path in paths}
    for match in PATH.finditer(text):
        path = match.group().rstrip("/")
        if path not in known and not is_pattern(path, known) and not MADE.match(path):
            yield text.count("\n", 0, match.start()) + 1, f"there is no {path}"
    for match in BARE.finditer(text):
        if match.group() not in bare and not MADE.match(match.group()):
            yield text.count("\n", 0, match.start()) + 1, f"there is no {match.group()}"


def is_pattern(path, known):
    if any(part.isupper() for part in re.split(r"[/._]", path)):
        return True
    return "*" in path and bool(fnmatch.filter(known, path))


def comments(text, no_comments):
    """The comments alone; `no_comments` is the text with blanks for them.

    >>> comments("a /* b */ c", "a         c")
    '  /* b */  '
    """
    return "".join(a if a == "\n" or b != a else " " for a, b in zip(text, no_comments))
