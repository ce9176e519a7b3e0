# SPDX-License-Identifier: MIT
"""Request threads have a stack of 1 MiB, and the worst that one request can bring fits in a quarter of it."""

import base64
import json
import re

import pytest
import requests

import conftest
import stack
import test_hostile_tokens as hostile
import tokens
import waiting

STACK = 1 << 20
MOST = STACK // 4     # of it that any request may touch
PAGES = 64 << 10      # that the system may add to a stack, or take of it, for its guard
MAPPING = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) (\S+)")
DEEP = (*hostile.DEEP.values(), f'{{"alg":"HS256","x":{hostile.nested(32)}}}')
WIDE = "[" + ",".join(["[[[[[[1]]]]]]"] * 600) + "]" # within every bound of depth
LONG = ",".join(["x" * 60] * 100)


@pytest.fixture(name="site", scope="module")
def make_site(tmp_path_factory):
    secret = tmp_path_factory.mktemp("keys") / "secret"
    secret.write_bytes(hostile.SECRET)
    yield from conftest.running(stack.Stack(auth="token", token_keys=secret, max_header="64k",
                                           max_form_metadata="256k"))


def stacks(site, program):
    """The bytes of each stack of a thread that were ever touched."""
    pid = int((site.data / f"pids/{program}.pid").read_text())
    touched, guard_end, is_stack = [], 0, False
    with open(f"/proc/{pid}/smaps", encoding="ascii") as maps:
        for line in maps:
            if found := MAPPING.match(line):
                start, end = int(found[1], 16), int(found[2], 16)
                is_stack = start == guard_end and found[3] == "rw-p" and abs(end - start - STACK) <= PAGES
                guard_end = end if found[3] == "---p" else 0
            elif is_stack and line.startswith("Rss:"):
                touched.append(int(line.split()[1]) << 10)
    return touched


def form(fields, files):
    names = {f"f{i}" + "n" * 100: "\x01" * 5000 for i in range(fields)}
    return {"data": names, "files": [("f", ("\u00e4" * 120 + f"{i}.bin", b"x", "a/b")) for i in range(files)]}


def fields_of_a_request():
    """Header fields that our own parsers read, long ones."""
    noise = base64.b64encode(bytes(range(256)) * 20).decode()
    for name in ("Accept", "If-None-Match", "Range", "Cookie", "Forwarded", "X-Forwarded-For", "Origin",
                 "Content-Digest", "Repr-Digest", "Want-Repr-Digest", "Upload-Checksum", "Content-Type",
                 "Content-Disposition", "X-Progress-ID", "Upload-Metadata", "Upload-Concat"):
        yield {name: LONG}
        yield {name: f"a {noise},b:{noise[:900]}"[:7000]}


def bring_everything(site):
    good = tokens.make(hostile.SECRET)
    authorized = {"Authorization": f"Bearer {good}"}
    upload = hostile.create(site, good)
    path = upload.headers["Location"].removeprefix(site.url)
    known = path.rsplit("/", 1)[1].split(".")[0]
    waiting.until(lambda: hostile.ask(site, f"/progress/{known}", good).status_code == 200, "it is known")
    for deep in DEEP:
        for token in (tokens.sign(b"x" * 32, deep, "{}"), tokens.sign(hostile.SECRET, hostile.HEADER, deep)):
            hostile.create(site, token)
            hostile.ask(site, f"/progress/{known}", token)
    for fields in fields_of_a_request():
        for method, target in (("POST", "/uploads/"), ("HEAD", path), ("PATCH", path), ("GET", path)):
            hostile.ask(site, target, good, method, **fields)
        hostile.ask(site, f"/progress/{known}", good, **fields)
    for accept in ("*/*", "text/html"):
        for fields, count in ((128, 0), (8, 32)):
            requests.post(f"{site.url}/uploads/", headers={**authorized, "Accept": accept}, timeout=300,
                          **form(fields, count))
    for report in (hostile.nested(4000), WIDE[:8000], json.dumps({"state": "running", "result": [[[WIDE[:4000]]]]})):
        requests.post(f"{site.url}/progress/{path.rsplit('/', 1)[1]}/stages/x", data=report, timeout=300,
                      headers={**authorized, "Content-Type": "application/json"})
    document = json.loads(hostile.ask(site, f"/progress/{known}", good).text)
    for text in ("[" * 100_000, WIDE, json.dumps({**document, "result": WIDE}),
                 json.dumps({**document, "stages": [{"name": "n" * 30, "state": "done"}] * 32})):
        site.redis().hset(f"loadline:upload:{known}", "_json", text)
        hostile.ask(site, f"/progress/{known}", good)
        hostile.ask(site, f"/progress/{known}", good, Accept="text/html")
    hostile.ask(site, f"/progress/?ids={','.join([known] * 100)}", good)
    hostile.ask(site, f"/progress/?ids={'%5B' * 2000}", good)


def test_the_worst_request_fits_in_a_stack(site):
    bring_everything(site)
    for program in ("upload", "progress"):
        if site.is_sanitized(program):
            pytest.skip("a sanitizer takes stack of its own")
        touched = stacks(site, program)
        print(program, [kib >> 10 for kib in touched])
        assert touched, "no thread has a stack of 1 MiB"
        assert max(touched) < MOST
    assert hostile.create(site, tokens.make(hostile.SECRET)).status_code == 201
    hostile.assert_all_live(site)
