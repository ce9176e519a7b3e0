#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The examples of doc/uploaders.md, taken out as they stand there.

usage: snippets.py DOCUMENT FOLDER

For each example FOLDER gets a page doc-NAME.html, its script, and the same for a page of another
origin: doc-NAME-elsewhere.
"""

import pathlib
import re
import sys

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "doc/uploaders.md"
HEADING = re.compile(r"^###+ (.+)$", re.M)
FENCE = re.compile(r"^```(html|js)\n(.*?)^```$", re.M | re.S)
# | [Dropzone](#dropzone) | `dropzone` | `dropzone` 6.3.5 | …
ROW = re.compile(r"^\| \[[^]]+\]\(#([a-z-]+)\) \| `([a-z-]+)` \| `([^`]+)` ([0-9.]+) \|", re.M)
# | [Dropzone](#dropzone) | `withCredentials: true` |
ADDITION = re.compile(r"^\| \[[^]]+\]\(#([a-z-]+)\) \| (?:`([^`|]+)`|nothing) \|$", re.M)
OWN = "'/uploads/'"
ELSEWHERE = "`${site}/uploads/`"
# What a test adds to an example that nobody calls.
ENDS = {"chunk-size": "window.watch(chunkSize);\n",
        "live-progress":
            "watch(new URLSearchParams(location.search).get('of')).then(window.watch);\n"}
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{name}</title>
<body>
{html}<script type="module" src="/doc-{name}.js"></script>
</body>
</html>
"""


def slug(heading):
    """The anchor of a heading, as GitHub makes it.

    >>> slug('simple-uploader.js')
    'simple-uploaderjs'
    """
    return re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")


def examples(text):
    """name: its code by language."""
    parts = HEADING.split(text)
    found = {slug(heading): dict(FENCE.findall(body))
             for heading, body in zip(parts[1::2], parts[2::2])}
    return {name: codes for name, codes in found.items() if "js" in codes}


def uploaders(text):
    """name: (its word in the setting, its package, the version)"""
    return {name: rest for name, *rest in ROW.findall(text)}


def elsewhere(script, addition):
    """The script on a page of another origin, by the document's own instructions."""
    return script.replace(OWN, ELSEWHERE + (f", {addition}" if addition else ""))


def write(folder, name, html, script):
    (folder / f"doc-{name}.html").write_text(PAGE.format(name=name, html=html), encoding="utf-8")
    (folder / f"doc-{name}.js").write_text(script + ENDS.get(name, ""), encoding="utf-8")


def main(document, folder):
    text = pathlib.Path(document).read_text(encoding="utf-8")
    additions = dict(ADDITION.findall(text))
    for name, codes in examples(text).items():
        write(pathlib.Path(folder), name, codes.get("html", ""), codes["js"])
        for anchor, addition in additions.items():
            if name.startswith(anchor):
                write(pathlib.Path(folder), f"{name}-elsewhere", codes["html"],
                      elsewhere(codes["js"], addition))


if __name__ == "__main__":
    main(*sys.argv[1:])
