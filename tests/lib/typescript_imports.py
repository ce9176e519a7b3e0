# SPDX-License-Identifier: MIT
"""Which TypeScript file uses which: the edges that floors.py judges."""

import posixpath
import re

import floors

# import … from './x.js', export … from './x.js', import './x.js' and import('./x.js').
IMPORT = re.compile(r"""\b(?:from|import)\s*\(?\s*(["'])(\.[^"'\n]+)\1""")


def edges(path, text):
    """Yields the edges of one file; comments in its text are blanked already.

    >>> list(edges('src/ui/bar.ts', '''
    ... import { css } from 'lit';
    ... import type {
    ...   View,
    ... } from "../view/view.js";
    ... export * from './theme.js';
    ... const later = import('./icons.js');
    ... ''')) == [floors.Edge('src/ui/bar.ts', 5, 'src/view/view.ts'),
    ...           floors.Edge('src/ui/bar.ts', 6, 'src/ui/theme.ts'),
    ...           floors.Edge('src/ui/bar.ts', 7, 'src/ui/icons.ts')]
    True
    """
    for match in IMPORT.finditer(text):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), match.group(2)))
        line = text.count("\n", 0, match.start()) + 1
        yield floors.Edge(path, line, re.sub(r"\.js$", ".ts", target))
