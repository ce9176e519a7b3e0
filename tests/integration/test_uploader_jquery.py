# SPDX-License-Identifier: MIT
"""jQuery File Upload: chunks by Content-Range, resuming by name, and the list of files of its page."""

import functools

import pytest
import requests

import chunks
import fcgi
import files
import forms
import uploaders
from chunks import Visitor

DATA = files.real_bytes(5000)
STEP = 2000
PIECES = chunks.cut(DATA, STEP)
OTHER = bytes(reversed(DATA))


@pytest.fixture(name="visitor")
def make_visitor(site):
    return Visitor(site)


def said(index, size=len(DATA), name="a file"):
    return chunks.jquery(index, -(-size // STEP), size, STEP, name)


def ask(visitor, name, **headers):
    """What the page asks before it resumes a file."""
    answer = visitor.ask("GET", "", follow=False, **{"Accept": chunks.JQUERY, **headers}) if name is None else \
        visitor.session.get(visitor.base, params={"file": name}, headers=headers, timeout=30)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    return answer.json()["file"]


def test_the_answers_say_where_the_next_chunk_begins(site, visitor):
    answers = visitor.file(chunks.jquery, DATA, STEP)
    assert [answer.headers["Range"] for answer in answers] == ["bytes=0-1999", "bytes=0-3999", "bytes=0-4999"]
    upload_id = chunks.is_whole(site, answers, DATA)
    assert site.progress(upload_id).json()["name"] == "a file"


def test_chunks_without_a_form(site, visitor):
    chunks.is_whole(site, [send_raw(visitor, "a file", index) for index in range(len(PIECES))], DATA)


# --- resuming ---

def send_form(visitor, name, index):
    return visitor.chunk(said(index, name=name), PIECES[index])


def send_raw(visitor, name, index):
    headers = {key: value for key, value in said(index, name=name).items() if key != "name"}
    return visitor.ask("POST", "", PIECES[index], **headers)


@pytest.mark.parametrize("name", ["a file", "na\u00efve \u2603 & 100%+1.bin"])
@pytest.mark.parametrize("raw", [False, True])
def test_a_page_asks_how_much_is_stored(site, visitor, name, raw):
    assert ask(visitor, name) is None
    send = functools.partial(send_raw if raw else send_form, visitor, name)
    first = send(0)
    assert ask(visitor, name) == {"name": name, "size": STEP}
    rest = [send(at) for at in (1, 2)]
    chunks.is_whole(site, [first, *rest], DATA)
    assert ask(visitor, name) is None


@pytest.mark.settings(sender_turn="10s", lock_wait="1s")
def test_acknowledged_chunks_count_while_the_first_connection_does_not_let_go(own_site):
    """They wait beside the file until that request ends."""
    visitor = Visitor(own_site)
    upload_id = chunks.upload_of(send_raw(visitor, "a file", 0))["id"]
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in said(1).items() if name != "name"}
    with fcgi.Talk(own_site.sockets / "upload.sock") as talk:
        talk.begin("POST", "/uploads/", CONTENT_LENGTH=str(STEP), CONTENT_TYPE="application/octet-stream",
                   HTTP_COOKIE=visitor.cookies(), **headers)
        talk.send(PIECES[1][:100])
        own_site.wait_stored(upload_id, STEP + 100)
        assert send_raw(visitor, "a file", 1).status_code == 200
        assert ask(visitor, "a file")["size"] == 2 * STEP
        assert send_raw(visitor, "a file", 1).headers["Range"] == "bytes=0-3999"
    chunks.is_whole(own_site, [send_raw(visitor, "a file", at) for at in (1, 2)], DATA)


def test_of_several_files_of_one_name_the_newest_counts(site, visitor):
    short = visitor.chunk(said(0, size=4000), PIECES[0])
    long = [visitor.chunk(said(at), PIECES[at]) for at in (0, 1)]
    ids = [chunks.upload_of(answer)["id"] for answer in (short, *long)]
    assert ids[1] == ids[2] != ids[0]
    assert ask(visitor, "a file")["size"] == 2 * STEP
    chunks.abandon(site, ids[1])
    assert ask(visitor, "a file")["size"] == STEP
    chunks.is_whole(site, [*long, visitor.chunk(said(2), PIECES[2])], DATA)
    chunks.is_whole(site, [short, visitor.chunk(said(1, size=4000), PIECES[1])], DATA[:4000])


def test_nobody_is_told_of_a_file_of_somebody_else(site, visitor):
    visitor.chunk(said(0), PIECES[0])
    assert ask(Visitor(site), "a file") is None
    assert ask(visitor, "another file") is None


def test_a_name_that_is_too_long_is_refused(visitor):
    assert visitor.ask("GET", "?file=" + "x" * 5000).status_code == 400


# --- places ---

def test_a_chunk_that_does_not_follow_is_refused_with_the_right_range(visitor):
    chunks.is_refused(visitor.chunk(said(1), PIECES[1]), 409, "offset_mismatch", "missing")
    visitor.chunk(said(0), PIECES[0])
    answer = visitor.chunk(said(2), PIECES[2])
    chunks.is_refused(answer, 409, "offset_mismatch", "missing")
    assert answer.headers["Range"] == "bytes=0-1999"
    assert answer.json()["files"][0]["error"] == answer.json()["error"]


def test_a_chunk_that_comes_again_is_stored_once(site, visitor):
    answers = [visitor.chunk(said(at), PIECES[at]) for at in (0, 1, 1, 0, 2, 2, 0)]
    chunks.is_whole(site, answers, DATA)
    assert answers[3].headers["Range"] == "bytes=0-1999" # nothing is skipped that was not compared


def test_the_first_chunk_begins_another_version_of_the_file(site, visitor):
    [first, _] = visitor.file(chunks.jquery, DATA, STEP, order=(0, 1))
    chunks.abandon(site, chunks.upload_of(first)["id"])
    chunks.is_whole(site, visitor.file(chunks.jquery, OTHER, STEP), OTHER)


def test_two_tabs_with_files_of_one_name_and_size_never_mix_them(visitor):
    for piece in (PIECES[0], OTHER[:STEP]):
        assert visitor.chunk(said(0), piece).status_code == 200
    for piece in (PIECES[1], OTHER[STEP:2 * STEP]):
        chunks.is_refused(visitor.chunk(said(1), piece), 409, "bytes_differ", "Another file of this name")


def test_a_version_that_begins_alike_is_not_mixed_with_the_old_one(site, visitor):
    """The old one was abandoned; its first bytes are those of the new one."""
    mixed = PIECES[0] + OTHER[STEP:]
    [first, _] = visitor.file(chunks.jquery, DATA, STEP, order=(0, 1))
    chunks.abandon(site, chunks.upload_of(first)["id"])
    chunks.is_whole(site, visitor.file(chunks.jquery, mixed, STEP), mixed)


def test_a_version_that_begins_alike_is_refused_while_the_old_one_is_being_sent(site, visitor):
    first = visitor.file(chunks.jquery, DATA, STEP, order=(0, 1))
    assert visitor.chunk(said(0), PIECES[0]).status_code == 200
    chunks.is_refused(visitor.chunk(said(1), OTHER[STEP:2 * STEP]), 409, "bytes_differ", "differs")
    chunks.is_whole(site, [*first, visitor.chunk(said(2), PIECES[2])], DATA)


# --- whole files ---

@pytest.mark.parametrize("raw", [False, True])
def test_a_whole_file_is_in_the_list_of_its_page(site, visitor, raw):
    if raw:
        answer = visitor.ask("POST", "", DATA, Accept=chunks.JQUERY,
                             Content_Disposition='attachment; filename="a%20file"')
    else:
        answer = visitor.form(forms.part('name="files[]"; filename="a file"', DATA), Accept=chunks.JQUERY)
    assert answer.status_code == 201
    [file] = answer.json()["files"]
    assert (file["name"], file["size"], file["deleteType"]) == ("a file", len(DATA), "DELETE")
    site.wait_state(file["id"], "done")


def test_several_files_of_one_form_stay_whole(visitor):
    parts = [forms.part(f'name="files[]"; filename="{name}"', DATA) for name in "ab"]
    document = visitor.form(*parts, Accept=chunks.JQUERY).json()
    assert [file["name"] for file in document["files"]] == ["a", "b"]
    assert [one["id"] for one in document["uploads"]] == [file["id"] for file in document["files"]]


def test_other_clients_get_no_such_list(visitor):
    answer = visitor.form(forms.part('name="f"; filename="a"', b"x"))
    assert answer.status_code == 201 and "files" not in answer.json()
    assert "files" not in visitor.ask("POST", "", b"x", Accept="application/json").json()


def test_its_page_deletes_by_the_url_of_the_list(site, visitor):
    spool = uploaders.Spool(site)
    whole = visitor.form(forms.part('name="files[]"; filename="a"', DATA), Accept=chunks.JQUERY)
    for answer in (whole, visitor.file(chunks.jquery, DATA, STEP)[-1]):
        url = answer.json()["files"][0]["deleteUrl"]
        assert requests.delete(url, timeout=10).status_code == 204
        assert requests.delete(url, timeout=10).status_code == 404
    spool.stays_empty()


def test_tus_still_needs_its_version_to_delete(visitor):
    url = visitor.form(forms.part('name="f"; filename="a"', b"x")).json()["uploads"][0]["url"]
    assert requests.delete(url, timeout=10).status_code == 412
