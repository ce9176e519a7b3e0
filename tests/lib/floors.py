# SPDX-License-Identifier: MIT
"""Floors: which folder may use which, in any language.

ARCHITECTURE.md has the tables. A folder uses folders of lower floors only, folders of one floor do
not know each other, and no modules use each other in a circle. An edge finder for each language
(typescript_imports.py) tells which file uses which; this module judges.

    >>> floors = {'base': 1, 'bytes': 2, 'news': 2, 'page': 3}
    >>> def judge(*edges, files=(), **options):
    ...     files = {*files, *(path for one in edges for path in (one.source, one.target))}
    ...     for path, line, text in violations(files, edges, floors, **options):
    ...         print(f'{path}:{line}: {text}')

Downwards, and within a folder, is allowed; the other ways are not:

    >>> judge(Edge('page/a.ts', 1, 'base/b.ts'), Edge('page/a.ts', 2, 'page/c.ts'),
    ...       Edge('bytes/d.ts', 1, 'base/b.ts'), Edge('news/e.ts', 1, 'base/b.ts'))
    >>> judge(Edge('base/b.ts', 7, 'page/a.ts'), Edge('bytes/d.ts', 8, 'news/e.ts'))
    base/b.ts:7: page/a.ts is on floor 3, above base (floor 1)
    bytes/d.ts:8: news/e.ts is on floor 2, beside bytes

The table has every folder, and no other:

    >>> judge(files=['base/b.ts', 'bytes/d.ts', 'news/e.ts', 'cellar/f.ts'])
    cellar/f.ts:1: the table of floors does not have its folder, cellar
    page:0: the table of floors has this folder, which is empty

Circles are told once, with their shortest way. In C a module is a source and its header:

    >>> files = ['base/b.ts', 'bytes/d.ts', 'news/e.ts', 'page/a.ts']
    >>> judge(Edge('base/x.ts', 3, 'base/y.ts'), Edge('base/y.ts', 4, 'base/x.ts'), files=files)
    base/x.ts:3: a circle: base/x.ts -> base/y.ts -> base/x.ts
    >>> edges = [Edge('base/x.c', 3, 'base/y.h'), Edge('base/y.c', 4, 'base/x.h')]
    >>> judge(*edges, files=files)
    >>> judge(*edges, files=files, module_of=lambda path: path.rsplit('.', 1)[0])
    base/x.c:3: a circle: base/x -> base/y -> base/x
"""

import collections
import posixpath
import re
import typing


class Edge(typing.NamedTuple):
    """On this line the file `source` uses the file `target`; both by their path from the root."""

    source: str
    line: int
    target: str


def read_floors(text, heading):
    """Gives {folder: floor} from the rows "| floor | `folder` | …" below a heading in Markdown.

    >>> read_floors('## Floors\\n| 2 | `top/` | x |\\n| 1 | `low` | y |\\n## More\\n| 3 | `z` |\\n',
    ...             'Floors')
    {'top': 2, 'low': 1}
    """
    section = re.search(rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#|\Z)", text, re.M | re.S)
    rows = re.findall(r"^\| *(\d+) *\| *`([^`]+)` *\|", section.group(2) if section else "", re.M)
    return {folder.rstrip("/"): int(floor) for floor, folder in rows}


def violations(files, edges, floors, module_of=lambda path: path):
    """Yields (path, line, text) for all that breaks the rules.

    `files` are all files of the folders, also those that no edge touches. `module_of` gives the
    module of a file; a circle within a module is none.
    """
    edges = list(edges)
    yield from missing_folders(files, floors)
    for edge in edges:
        wrong = wrong_way(edge, floors)
        if wrong:
            yield edge.source, edge.line, wrong
    yield from circles(edges, module_of)


def missing_folders(files, floors):
    folders = {path: posixpath.dirname(path) for path in sorted(files)}
    for path, folder in folders.items():
        if folder not in floors:
            yield path, 1, f"the table of floors does not have its folder, {folder}"
    for folder in sorted(floors.keys() - set(folders.values())):
        yield folder, 0, "the table of floors has this folder, which is empty"


def wrong_way(edge, floors):
    """Says what is wrong with an edge between folders; None where nothing is."""
    here, there = posixpath.dirname(edge.source), posixpath.dirname(edge.target)
    if here == there or here not in floors or there not in floors:
        return None
    if floors[there] < floors[here]:
        return None
    if floors[there] == floors[here]:
        return f"{edge.target} is on floor {floors[there]}, beside {here}"
    return f"{edge.target} is on floor {floors[there]}, above {here} (floor {floors[here]})"


def circles(edges, module_of):
    """Yields each circle once, at the edge with which its shortest way begins."""
    uses = collections.defaultdict(dict)
    for edge in edges:
        source, target = module_of(edge.source), module_of(edge.target)
        if source != target:
            uses[source].setdefault(target, edge)
    seen = set()
    for start in sorted(uses):
        way = shortest_way_back(uses, start)
        if way and not seen & set(way):
            seen |= set(way)
            edge = uses[way[0]][way[1]]
            yield edge.source, edge.line, "a circle: " + " -> ".join(way)


def shortest_way_back(uses, start):
    """The modules from `start` back to itself, breadth first; None where there is no way."""
    ways = collections.deque([[start]])
    visited = set()
    while ways:
        way = ways.popleft()
        for target in sorted(uses.get(way[-1], ())):
            if target == start:
                return [*way, start]
            if target not in visited:
                visited.add(target)
                ways.append([*way, target])
    return None
