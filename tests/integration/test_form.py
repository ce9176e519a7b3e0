# SPDX-License-Identifier: MIT
"""The form of old browsers: several files in one multipart/form-data POST."""

import gzip
import json
import pathlib
import sys

import requests

import files
import tus
import waiting

ROOT = pathlib.Path(__file__).resolve().parents[2]
BOUNDARY = "----part"


def post(site, parts, **fields):
    """The answer to a form of these files (name, data, type), all of the field `file`."""
    return requests.post(f"{site.url}/uploads/", timeout=60, data=fields,
                         headers={"Accept": "application/json"},
                         files=[("file", part) for part in parts])


def spooled(site):
    """The ids in the spool."""
    return {path.parent.name for path in site.spool.glob("*/*/info.json")}


def part(disposition, data=b""):
    """The bytes of a part, for bodies that no library would make."""
    return (f"--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n").encode() \
        + data + b"\r\n"


def begin(site, length):
    """A form whose head is sent and whose body the caller sends."""
    connection = tus.Connection(site.url)
    connection.head("POST", "/uploads/", {
        "Content-Length": str(length),
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"})
    return connection


def send(site, body):
    with begin(site, len(body)) as connection:
        connection.send(body)
        return connection.answer()


def test_three_files_give_three_uploads(site):
    kinds = {
        "LICENSE.txt": ((ROOT / "LICENSE").read_bytes(), "text/plain"),
        "python3": (pathlib.Path(sys.executable).read_bytes(), "application/octet-stream"),
        "sources.gz": (gzip.compress((ROOT / "configure.ac").read_bytes()), "application/gzip"),
    }
    answer = post(site, [(name, *what) for name, what in kinds.items()], title="three kinds")
    assert answer.status_code == 201, answer.text
    assert answer.json()["fields"] == {"title": ["three kinds"]}
    uploads = answer.json()["uploads"]
    assert [upload["name"] for upload in uploads] == list(kinds)
    for upload in uploads:
        data, kind = kinds[upload["name"]]
        document = site.wait_state(upload["id"], "done", "failed")
        assert document["state"] == "done"
        assert document["name"] == upload["name"] and upload["type"] == kind
        assert document["size"] == document["received"] == upload["size"] == len(data)
        assert files.digest_of(document) == files.sha256(data)
        assert requests.get(upload["progress_url"], timeout=10).json() == document
        assert site.data_file(upload["id"]).read_bytes() == data


def test_odd_parts(site):
    """An empty file, an input left empty, repeated fields, and a name of an old browser."""
    before = spooled(site)
    answer = send(site, part('name="a"', b"1") + part('name="none"; filename=""')
                  + part('name="f"; filename="C:\\fakepath\\gr\u00fc\u00df%22.txt"')
                  + part('name="a"', "2 \u20ac".encode()) + f"--{BOUNDARY}--\r\n".encode())
    assert answer.status == 201, answer.text
    document = json.loads(answer.text)
    assert document["fields"] == {"a": ["1", "2 \u20ac"]}
    [upload] = document["uploads"]
    assert upload["name"] == 'gr\u00fc\u00df".txt' and upload["size"] == 0
    assert spooled(site) - before == {upload["id"]}
    shown = site.wait_state(upload["id"], "done", "failed")
    assert files.digest_of(shown) == files.sha256(b"")


def test_no_file(site):
    answer = send(site, part('name="a"', b"1") + f"--{BOUNDARY}--\r\n".encode())
    assert answer.status == 200
    assert '"uploads":[]' in answer.text


def test_cut_short(site):
    """The sender goes away in the second file: the first is whole, the second failed."""
    first, second = files.real_bytes(100_000), files.real_bytes(300_000)
    before = spooled(site)
    body = part('name="f"; filename="first"', first) + part('name="f"; filename="second"', second)
    with begin(site, len(body) + 1000) as connection:
        connection.send(body)
        ids = files_of(site, before, 2)
        site.wait_stored(ids["second"], 200_000)
    whole = site.wait_state(ids["first"], "done", "failed")
    assert whole["state"] == "done" and files.digest_of(whole) == files.sha256(first)
    cut = site.wait_state(ids["second"], "done", "failed")
    assert cut["state"] == "failed" and cut["error"]["code"] == "interrupted"
    assert cut["transfer"] == "idle"
    stored = site.data_file(ids["second"]).read_bytes()
    assert second.startswith(stored) and len(stored) == cut["received"]


def files_of(site, before, count):
    """The new uploads by their names, as soon as there are so many."""
    def look():
        shown = [site.progress(each).json() for each in spooled(site) - before]
        named = {each["name"]: each["id"] for each in shown if "name" in each}
        return named if len(named) == count else None
    return waiting.until(look, f"{count} uploads are shown")


def test_malformed(site):
    for body in (b"", b"no part", part('filename="x"', b"nameless"), part('name="a"', b"no end")):
        answer = send(site, body)
        assert answer.status == 400, answer.text
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert '"bad_form"' in answer.text
