# SPDX-License-Identifier: MIT
"""FilePond removes a file that it sent, and shows it again: it names it by the id that it was answered."""

import pytest
import requests

import conftest
import files
import filepond
import forms
import stack
import uploaders

DATA = files.real_bytes(5000)
NOWHERE = "0" * 32


def whole(site):
    """A file in one request."""
    answer = filepond.whole(site, DATA)
    assert answer.status_code == 201, answer.text
    return answer.text


def chunked(site):
    server_id = filepond.begun(site, len(DATA))
    filepond.send(site, server_id, DATA, 2000, name="picture.png")
    return server_id


def is_there(site, server_id):
    return site.data_file(filepond.id_of(server_id)).exists()


SENT = pytest.mark.parametrize("sent", [whole, chunked])


# --- removing ---

@SENT
def test_a_file_is_removed_by_its_id_in_the_body(site, sent):
    server_id = sent(site)
    site.wait_state(filepond.id_of(server_id), "done")
    assert filepond.revert(site, server_id).status_code == 204
    assert not is_there(site, server_id)
    assert filepond.revert(site, server_id).status_code == 404


def test_an_upload_is_removed_before_it_is_whole(site):
    server_id = filepond.begun(site, len(DATA))
    filepond.patch(site, server_id, DATA[:2000], 0, len(DATA))
    assert filepond.revert(site, server_id).status_code == 204
    assert not is_there(site, server_id)
    assert filepond.patch(site, server_id, DATA[2000:], 2000, len(DATA)).status_code == 404


@pytest.mark.parametrize("spoil", [
    filepond.id_of, lambda it: it + "0", lambda it: it[:-1] + "xy"[it[-1] == "x"],
    lambda it: it.upper(), lambda it: f"{it}\nx", lambda it: f"{it}\n{NOWHERE}",
    lambda it: f"x\n{it}", lambda it: f"{it}\0", lambda it: f'"{it}"', lambda it: "\n",
    lambda it: f"{it}\n" * 70])
def test_nothing_is_removed_by_anything_else(site, spoil):
    server_id = chunked(site)
    answer = filepond.revert(site, spoil(server_id))
    assert answer.status_code == 404, answer.text
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert is_there(site, server_id)


def test_files_of_one_form_are_removed_together(site):
    """A plugin makes several of one; their ids are one text."""
    parts = [forms.part('name="filepond"', b"{}"),
             *(forms.part(f'name="filepond"; filename="{name}"', DATA) for name in "ab")]
    server_id = forms.post(site, *parts, accept="*/*").text
    ids = server_id.split("\n")
    assert len(ids) == 2 and all(is_there(site, one) for one in ids)
    assert filepond.revert(site, server_id).status_code == 204
    assert not any(is_there(site, one) for one in ids)


def test_a_delete_of_the_collection_without_a_body_is_405(site):
    answer = requests.delete(filepond.collection(site), timeout=10)
    assert answer.status_code == 405 and "DELETE" not in answer.headers["Allow"]


# --- showing again ---

@SENT
@pytest.mark.parametrize("word", ["load", "restore"])
def test_a_file_is_given_back_under_its_name(site, sent, word):
    server_id = sent(site)
    site.wait_state(filepond.id_of(server_id), "done")
    answer = filepond.get(site, word, server_id)
    assert (answer.status_code, answer.content) == (200, DATA)
    assert answer.headers["Content-Disposition"] == \
        "inline; filename=\"picture.png\"; filename*=UTF-8''picture.png"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    told = filepond.get(site, word, server_id, "HEAD")
    assert told.status_code == 200 and "picture.png" in told.headers["Content-Disposition"]


def test_a_page_is_given_back_as_bytes(site):
    """A script in it would run with the rights of the site."""
    server_id = filepond.whole(site, b"<script>alert(1)</script>", "a.html", "text/html").text
    site.wait_state(filepond.id_of(server_id), "done", "failed")
    assert filepond.get(site, "load", server_id).headers["Content-Type"] == \
        "application/octet-stream"


@pytest.mark.parametrize("word", ["load", "restore"])
def test_a_file_that_is_not_whole_is_not_given(site, word):
    server_id = filepond.begun(site, len(DATA))
    filepond.patch(site, server_id, DATA[:2000], 0, len(DATA))
    assert filepond.get(site, word, server_id).status_code == 409


@pytest.mark.parametrize("word", ["load", "restore"])
def test_a_file_is_not_given_without_the_key(site, word):
    server_id = chunked(site)
    for spoiled in (filepond.id_of(server_id), server_id[:-1], server_id + "0", "", "../x"):
        assert filepond.get(site, word, spoiled).status_code == 404


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("url", ["http://127.0.0.1/", "https://example.org/a.png", ""])
def test_nothing_is_fetched_for_it(site, method, url):
    answer = filepond.get(site, "fetch", url, method)
    assert answer.status_code == 404
    assert method == "HEAD" or "fetch" in answer.text


def test_no_file_is_given_where_downloads_are_disabled():
    made = stack.Stack(download="no", stages="")
    for closed in conftest.running(made):
        server_id = chunked(closed)
        closed.wait_state(filepond.id_of(server_id), "done")
        for word in ("load", "restore"):
            assert filepond.get(closed, word, server_id).status_code == 403


# --- pages of other origins ---

PAGE = "https://page.example"


@pytest.fixture(name="crossed", scope="module")
def make_crossed():
    yield from conftest.running(stack.Stack(cors_origins=PAGE, stages=""))


@pytest.mark.parametrize("method, fields", [
    ("POST", "upload-length"), ("PATCH", "content-type,upload-length,upload-name,upload-offset"),
    ("HEAD", "authorization"), ("DELETE", "authorization"), ("GET", "authorization")])
def test_a_page_of_an_allowed_origin_may_send_its_fields(crossed, method, fields):
    answer = uploaders.ask(crossed, "OPTIONS", "?patch=x", Origin=PAGE,
                           Access_Control_Request_Method=method,
                           Access_Control_Request_Headers=fields)
    allowed = answer.headers["Access-Control-Allow-Headers"].lower().replace(" ", "").split(",")
    assert answer.status_code == 204
    assert set(fields.split(",")) <= set(allowed)
    assert method in answer.headers["Access-Control-Allow-Methods"]


def test_such_a_page_may_read_what_it_needs(crossed):
    server_id = filepond.begun(crossed, len(DATA), Origin=PAGE)
    filepond.send(crossed, server_id, DATA, 2000, Origin=PAGE)
    crossed.wait_state(filepond.id_of(server_id), "done")
    for answer, field in ((filepond.get(crossed, "patch", server_id, "HEAD", Origin=PAGE), "Upload-Offset"),
                          (filepond.get(crossed, "load", server_id, Origin=PAGE), "Content-Disposition")):
        assert answer.headers["Access-Control-Allow-Origin"] == PAGE
        assert field in answer.headers and field in answer.headers["Access-Control-Expose-Headers"]


def test_another_page_may_read_nothing(crossed):
    answer = filepond.begin(crossed, 5, Origin="https://other.example")
    assert "Access-Control-Allow-Origin" not in answer.headers
