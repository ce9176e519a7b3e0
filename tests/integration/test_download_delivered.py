# SPDX-License-Identifier: MIT
"""Downloads of files that a stage has delivered elsewhere."""

import pytest
import requests

import conftest
import files
import stack
import tus

DATA = files.real_bytes(3000)
DELIVERS = "\n[stage deliver]\ndeliver_to = {place}\n"


def delivered(site, data=DATA, **metadata):
    """The upload, as soon as it has left the spool."""
    upload = tus.Upload.create(f"{site.url}/uploads/", len(data), **metadata)
    assert upload.patch(data).status == 204
    site.wait_state(upload.id, "done")
    assert not site.data_file(upload.id).exists()
    return upload


def ask(upload, method="GET", **headers):
    return requests.request(method, upload.url, timeout=20, allow_redirects=False, headers=headers)


def check_refused(answer, place):
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "delivered" and place in problem["detail"]


@pytest.fixture(name="foldered", scope="module")
def with_a_folder():
    for site in conftest.running(stack.Stack(stages="")):
        folder = site.data / "target"
        folder.mkdir()
        site.configure(DELIVERS.format(place=folder), stages="deliver")
        yield site


def test_a_folder_has_it(foldered):
    upload = delivered(foldered, filename="a.txt")
    answer = ask(upload)
    check_refused(answer, "a folder")
    assert "target" not in answer.text and "a.txt" not in answer.text
    head = ask(upload, "HEAD")
    assert (head.status_code, head.content) == (404, b"")


def test_it_is_said_to_those_only_who_may_download(foldered):
    upload = delivered(foldered)
    for wrong in (upload.url.rsplit(".", 1)[0], upload.url[:-1] + "!"):
        answer = requests.get(wrong, timeout=20)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_head_of_tus_is_answered_as_ever(foldered):
    answer = ask(delivered(foldered), "HEAD", **tus.VERSION)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (200, str(len(DATA)))


def test_a_page_says_it_to_people(foldered):
    answer = ask(delivered(foldered), Accept="text/html")
    assert answer.status_code == 404 and answer.headers["Content-Type"].startswith("text/html")
    assert "a folder" in answer.text
