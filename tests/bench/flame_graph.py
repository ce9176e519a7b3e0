# SPDX-License-Identifier: MIT
"""Where a program spends its time: perf's samples of one process, and their picture."""

import collections
import html
import re
import signal
import subprocess

WIDTH, LINE, LEAST = 1200, 17, 0.4  # pixels; a narrower box is left out
SAMPLES_A_SECOND = 499
STACK_BYTES = 16384  # of each sample: the libraries keep no frame pointers


def record(pid, load, file):
    """Runs load() while perf looks at the process."""
    with subprocess.Popen(["perf", "record", "-q", "-F", str(SAMPLES_A_SECOND), "--call-graph", f"dwarf,{STACK_BYTES}",
                           "-o", file, "-p", str(pid)], stderr=subprocess.DEVNULL) as perf:
        try:
            load()
        finally:
            perf.send_signal(signal.SIGINT)
            perf.wait(60)


def stacks(file):
    """{(outermost function, …, innermost one): samples}"""
    told = subprocess.run(["perf", "script", "--no-inline", "-F", "ip,sym", "-i", file], check=True, text=True,
                          errors="replace", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    found = collections.Counter()
    for sample in told.stdout.split("\n\n"):
        names = [re.sub(r"^\s*[0-9a-f]+ ", "", line) or "[unknown]" for line in sample.splitlines() if line.strip()]
        if names:
            found[tuple(reversed(names))] += 1
    return found


def shares(found):
    """[(share of all samples in which the function is on the stack, function), …], the largest first."""
    inside = collections.Counter()
    for stack, count in found.items():
        for name in set(stack):
            inside[name] += count
    whole = sum(found.values())
    return [(count / whole, name) for name, count in inside.most_common()]


def tree(found):
    """Nested [samples, {function: the same}]."""
    root = [0, {}]
    for stack, count in found.items():
        node = root
        node[0] += count
        for name in stack:
            node = node[1].setdefault(name, [0, {}])
            node[0] += count
    return root


def boxes(node, scale, left=0.0, depth=0):
    """Yields (left, width, depth, function, samples) in pixels."""
    for name, child in sorted(node[1].items()):
        width = child[0] * scale
        if width >= LEAST:
            yield left, width, depth, name, child[0]
            yield from boxes(child, scale, left, depth + 1)
        left += width


def colour(name):
    """The same for the same function."""
    tone = sum(map(ord, name)) % 40
    return f"hsl({tone + 10} 80% {60 + tone // 4}%)"


def picture(found, title):
    """An SVG: each box a function, as wide as its share of the samples, above the one that called it."""
    root = tree(found)
    drawn = list(boxes(root, WIDTH / max(root[0], 1)))
    height = LINE * (2 + max((depth for _, _, depth, _, _ in drawn), default=0)) + 10
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="monospace" '
             f'font-size="11"><text x="4" y="13">{html.escape(title)}: {root[0]} samples</text>']
    for left, width, depth, name, count in drawn:
        top = height - LINE * (depth + 1)
        share = f"{html.escape(name)}: {count * 100 / root[0]:.1f} %"
        text = html.escape(name[:int(width / 6.7)]) if width > 20 else ""
        parts.append(f'<g><title>{share}</title><rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{LINE - 1}" '
                     f'fill="{colour(name)}"/><text x="{left + 2:.1f}" y="{top + 12}">{text}</text></g>')
    return "\n".join(parts) + "\n</svg>\n"
