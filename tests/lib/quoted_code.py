# SPDX-License-Identifier: MIT
"""Code that a text quotes from a file, below a mark that names the file: it has to be there, line for line.

    >>> text = "<!-- from ../a.py -->\\n```python\\nx = 1\\ny = 2\\n```\\n"
    >>> list(differing(text, {"../a.py": "    x = 1\\n    y = 2\\n"}.get))
    []
    >>> list(differing(text, {"../a.py": "x = 1\\nz = 3\\ny = 2\\n"}.get))
    [(1, '../a.py has no such lines')]
    >>> list(differing(text, {}.get))
    [(1, 'there is no ../a.py')]

Blanks before all of the quoted lines do not count.
"""

import re
import textwrap

QUOTED = re.compile(r"^<!-- from (\S+) -->\n```\w+\n(.*?)^```$", re.M | re.S)


def differing(text, read):
    """Yields (line, text) for each quotation; `read` gives the text of a file by its name, or None."""
    for match in QUOTED.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        source = read(match.group(1))
        if source is None:
            yield line, f"there is no {match.group(1)}"
        elif not occurs(match.group(2), source):
            yield line, f"{match.group(1)} has no such lines"


def occurs(quoted, source):
    lines, wanted = source.splitlines(), quoted.splitlines()
    return any(textwrap.dedent("\n".join(lines[at:at + len(wanted)])) == quoted.rstrip("\n")
               for at in range(len(lines) - len(wanted) + 1))
