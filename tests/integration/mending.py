# SPDX-License-Identifier: MIT
"""Doing what loadline doctor says: each line that it prints goes, as it is, to the place that it names."""

import re
import subprocess

import fronts

A2ENMOD = "a2enmod "


def apply(front, steps):
    """steps: of Report.remedy(). Other ways, which are offered with "or", are left out."""
    for where, lines in steps:
        if where.startswith("or,"):
            break
        assert lines, f"nothing to copy: {where}"
        place(front, where, lines)
    front.restart_front()


def place(front, where, lines):
    if where.startswith("run"):
        run(front, lines)
    elif where.startswith("in the settings, "):
        change_settings(front, where.removeprefix("in the settings, ").rstrip(":"), lines)
    elif where.startswith("in location "):
        into_block(front, where.removeprefix("in ").rstrip(":"), lines)
    elif where.startswith("in the server block"):
        into_block(front, "server", lines)
    elif where.startswith("in the block http"):
        into_block(front, "http", lines)
    else:
        assert where.startswith(("at the end of lighttpd", "in Apache, after", "in the site's Virtual"))
        replaced = re.search(r"in place of (<Location .*>) if", where)
        if replaced:
            take_out(front, replaced[1])
        append(main_file(front), lines)


def run(front, lines):
    for line in lines:
        if line.startswith(A2ENMOD):
            enable_modules(front, line.removeprefix(A2ENMOD).split())
        else:
            subprocess.run(line, shell=True, check=True)


def enable_modules(front, names):
    """What a2enmod does, to a server that is not the system's."""
    path = main_file(front)
    text = path.read_text()
    new = [name for name in names if f"LoadModule {name}_module" not in text]
    before, own, after = text.partition("DocumentRoot ")
    loaded = "".join(f"LoadModule {name}_module {fronts.APACHE_MODULES}/mod_{name}.so\n"
                     for name in new)
    path.write_text(before + loaded + own + after)


def take_out(front, head):
    """The block of Apache's that begins so, where there is one."""
    for path in front.folder.glob("*.conf"):
        before, begin, rest = path.read_text().partition(head + "\n")
        if begin:
            path.write_text(before + rest.partition("</Location>\n")[2])


def change_settings(front, path, lines):
    """The lines replace those of the same settings."""
    assert path, "the settings' file is not named"
    names = [line.partition(" = ")[0] for line in lines]
    with open(path, encoding="utf-8") as file:
        kept = [line for line in file.read().splitlines() if line.partition(" = ")[0] not in names]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join([*kept, *lines]) + "\n")
    for name in names:
        front.environment.pop(f"LOADLINE_{name.upper()}", None)
    for component in ("upload", "progress", "relay"):
        front.restart(component)
    front.open_again()


def main_file(front):
    """The file that the server is started with."""
    command = front.spawned[0]
    return command[command.index("-c" if "-c" in command else "-f") + 1]


def append(path, lines):
    path.write_text(path.read_text() + "\n".join(lines) + "\n")


def into_block(front, head, lines):
    """Into the block that begins so, wherever it is; directives of the same names there are replaced."""
    for path in front.folder.glob("*.conf"):
        text = path.read_text()
        found = re.search(rf"^[ \t]*{re.escape(head)} {{", text, re.MULTILINE)
        if found:
            body, rest = cut_block(text[found.end():])
            if head.startswith("location"):
                names = {line.split()[0] for line in lines if not line.startswith("proxy_set_header")}
                names |= {" ".join(line.split()[:2]) for line in lines}
                body = "\n".join(line for line in body.split("\n")
                                 if not any(line.strip().startswith(name + " ") for name in names))
            path.write_text(text[:found.end()] + body + "\n".join(["", *lines, ""]) + rest)
            return
    raise AssertionError(f"no block {head}")


def cut_block(text):
    """What is in a block up to its closing brace, and the rest from there."""
    depth = 1
    for found in re.finditer(r"[{}]", text):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return text[:found.start()], text[found.start():]
    raise AssertionError("the block has no end")
