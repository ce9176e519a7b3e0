# SPDX-License-Identifier: MIT
"""The form of old browsers: several files in one multipart/form-data POST."""

import gzip
import pathlib
import sys

import requests

import files

ROOT = pathlib.Path(__file__).resolve().parents[2]


def test_three_files_give_three_uploads(site):
    kinds = {
        "LICENSE.txt": ((ROOT / "LICENSE").read_bytes(), "text/plain"),
        "python3": (pathlib.Path(sys.executable).read_bytes(), "application/octet-stream"),
        "sources.gz": (gzip.compress((ROOT / "configure.ac").read_bytes()), "application/gzip"),
    }
    answer = requests.post(f"{site.url}/uploads/", timeout=60, data={"title": "three kinds"},
                           headers={"Accept": "application/json"},
                           files=[("file", (name, *what)) for name, what in kinds.items()])
    assert answer.status_code == 201, answer.text
    assert answer.json()["fields"] == {"title": ["three kinds"]}
    uploads = answer.json()["uploads"]
    assert [upload["name"] for upload in uploads] == list(kinds)
    for upload in uploads:
        data = kinds[upload["name"]][0]
        document = site.wait_state(upload["id"], "done", "failed")
        assert document["state"] == "done"
        assert document["received"] == upload["size"] == len(data)
        assert files.digest_of(document) == files.sha256(data)
