# SPDX-License-Identifier: MIT
"""What is announced is the same everywhere, and exactly what there is."""

import re

import requests

import stack

TABLE = re.compile(r"<!-- extensions -->\n(.*?)<!-- end of extensions -->", re.S)


def announced(talk):
    return talk.options().headers["Tus-Extension"].split(",")


def test_what_fastcgi_cannot_carry_is_not_announced(talk):
    assert "checksum-trailer" not in announced(talk)


def test_creation_with_upload_comes_with_creation(talk):
    assert {"creation", "creation-with-upload"} <= set(announced(talk))


def test_the_protocol_lists_what_is_announced(talk):
    table = TABLE.search((stack.ROOT / "doc/protocol.md").read_text(encoding="utf-8")).group(1)
    assert re.findall(r"^\| `([a-z-]+)` \|", table, re.M) == announced(talk)


def test_capabilities_list_what_is_announced(talk):
    said = requests.get(talk.base, headers={"Accept": "application/json"}, timeout=10).json()
    assert said["protocols"]["tus"] == {"version": "1.0.0", "extensions": announced(talk)}
    assert said["algorithms"] == \
        talk.options().headers["Tus-Checksum-Algorithm"].split(",")


def test_each_extension_has_its_tests(talk):
    folder = stack.ROOT / "tests/integration"
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("test_tus_*.py"))
    for name in announced(talk):
        assert re.search(rf"# --- .*\b{name}\b|1\.0\.0, .*\b{name}\b", text), name
