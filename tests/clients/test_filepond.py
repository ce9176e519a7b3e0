# SPDX-License-Identifier: MIT
"""FilePond in a browser: it resumes a file, removes it, and shows it again."""

import json

import pytest

import files
import waiting
from conftest import CHUNK, NAME, SIZE

SENT = pytest.mark.parametrize("chunk", [None, CHUNK], ids=["whole", "in chunks"])


def test_file_goes_on_where_it_was_aborted(books, browse):
    came = browse("filepond-life", chunk=CHUNK, options={"life": "resume"})
    upload_id = books.whole(came)
    assert came["text"].startswith(upload_id)
    assert came["answers"].count("HEAD 200") == 1
    # What was stored is not sent again: of five chunks at most the one that was cut.
    assert came["answers"].count("POST 201") == 1
    assert came["answers"].count("PATCH 204") <= 6


@SENT
def test_file_is_removed(books, browse, chunk):
    came = browse("filepond-life", chunk=chunk, options={"life": "remove"})
    assert came["reported"] == "success", came
    waiting.until(lambda: not books.new(), "it is removed")


@SENT
@pytest.mark.parametrize("kind", ["local", "limbo"])
def test_file_is_shown_again(books, browse, material, chunk, kind):
    came = browse("filepond-life", chunk=chunk, options={"life": "show", "type": kind})
    assert came["reported"] == "success", came
    assert len(books.new()) == 1
    shown = json.loads(came["text"])
    assert shown == {"name": NAME, "size": SIZE, "sha256": files.sha256(material.read_bytes())}
