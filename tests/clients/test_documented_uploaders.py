# SPDX-License-Identifier: MIT
"""The examples of doc/uploaders.md, as they stand there: one file is one upload, and is watched."""

import json

import pytest
import requests

import clients
import files
import forms
import ledger
import snippets
from conftest import NAME

TEXT = snippets.DOCUMENT.read_text(encoding="utf-8")
UPLOADERS = snippets.uploaders(TEXT)
EXAMPLES = [name for name in snippets.examples(TEXT) if name not in snippets.ENDS]
SMALL = 200_000  # no example cuts a file of this size


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    path = tmp_path_factory.mktemp("small") / NAME
    path.write_bytes(files.real_bytes(SMALL))
    return path


@pytest.fixture
def run(crossing, site, front, chromium):
    """run(example, file): a visitor of a page with that example picks the file."""
    def run_example(example, file):
        page = f"{example}-elsewhere.html" if crossing else f"{example}.html"
        return chromium(page=front, example=page, crossing=crossing, site=site.url, pick=str(file))
    return run_example


def watched(site, came):
    """The id of the upload whose progress the example watches."""
    document = site.progress(came["text"].rsplit("/", 1)[1]).json()
    return document["id"]


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_sends_a_file_in_chunks(site, books, run, material, example):
    came = run(example, material)
    upload_id = books.whole(came)
    assert watched(site, came) == upload_id
    assert len(ledger.brought(came)) >= 2, came


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_sends_a_small_file(site, run, small, example):
    books = ledger.Ledger(site, small)
    came = run(example, small)
    assert watched(site, came) == books.whole(came)


def test_examples_are_there_for_every_uploader(site):
    answer = requests.get(f"{site.url}/uploads/", headers={"Accept": "application/json"}, timeout=20)
    assert sorted(word for word, _, _ in UPLOADERS.values()) == answer.json()["uploaders"]
    assert set(UPLOADERS) <= set(EXAMPLES)


def test_versions_are_those_that_are_tested():
    pinned = json.loads((clients.HERE / "package.json").read_text())["dependencies"]
    assert {package: version for _, package, version in UPLOADERS.values()}.items() <= pinned.items()


def test_chunk_size_is_asked_from_the_capabilities(front, chromium):
    came = chromium(page=front, example="chunk-size.html", crossing=False, site=front)
    assert (came["reported"], came["text"]) == ("success", str(8 << 20)), came


def test_progress_is_polled_to_the_end(site, front, chromium):
    [upload] = forms.post(site, forms.part('name="file"; filename="a"', b"x")).json()["uploads"]
    page = f"live-progress.html?of=/progress/{upload['id']}"
    came = chromium(page=front, example=page, crossing=False, site=front)
    assert (came["reported"], came["text"]) == ("success", "done"), came
