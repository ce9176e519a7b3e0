# SPDX-License-Identifier: MIT
"""Plupload: chunks that are known by a name and a number only, or by an offset."""

import pytest

import chunks
import fcgi
import files
import forms
import uploaders
import waiting
from chunks import Visitor

DATA = files.real_bytes(5000)
STEP = 2000
PIECES = chunks.cut(DATA, STEP)
OTHER = bytes(reversed(DATA))
BOTH = pytest.mark.parametrize("client", [uploaders.plupload, uploaders.plupload_offset])
WAYS = pytest.mark.parametrize("raw", [False, True], ids=["form", "raw"])


@pytest.fixture(name="visitor")
def make_visitor(site):
    return Visitor(site)


def send(visitor, client, data, index, raw=False, step=STEP):
    pieces = chunks.cut(data, step)
    said = client(index, len(pieces), len(data), step)
    return visitor.raw(said, pieces[index]) if raw else visitor.chunk(said, pieces[index])


def send_all(visitor, client, data, raw=False, step=STEP):
    return [send(visitor, client, data, at, raw, step) for at in range(-(-len(data) // step))]


@BOTH
@WAYS
def test_the_chunks_become_one_file(site, visitor, client, raw):
    upload_id = chunks.is_whole(site, send_all(visitor, client, DATA, raw), DATA)
    assert site.progress(upload_id).json()["name"] == "a file"


@BOTH
@WAYS
def test_a_chunk_without_those_before_it_is_refused_for_good(site, visitor, client, raw):
    spool = uploaders.Spool(site)
    chunks.is_refused(send(visitor, client, DATA, 1, raw), 409, "offset_mismatch", "missing")
    spool.stays_empty()
    send(visitor, client, DATA, 0, raw)
    chunks.is_refused(send(visitor, client, DATA, 2, raw), 409, "offset_mismatch", "missing")
    [upload_id] = spool.new()
    assert site.stored(upload_id) == STEP


@BOTH
@WAYS
def test_each_of_many_large_refused_chunks_is_told_why(visitor, client, raw):
    """On one connection: an answer before the end of its request makes lighttpd close it."""
    large, step = bytes(4 << 20), 2 << 20
    for _ in range(20):
        chunks.is_refused(send(visitor, client, large, 1, raw, step), 409, "offset_mismatch", "missing")


@BOTH
@WAYS
def test_a_chunk_that_comes_again_is_stored_once(site, visitor, client, raw):
    answers = [send(visitor, client, DATA, at, raw) for at in (0, 0, 1, 0, 1, 2, 2, 1)]
    chunks.is_whole(site, answers, DATA)


@BOTH
@WAYS
def test_the_first_chunk_begins_anew_where_the_older_file_was_abandoned(site, visitor, client, raw):
    spool = uploaders.Spool(site)
    for at in (0, 1):
        answer = send(visitor, client, DATA, at, raw)
    chunks.abandon(site, chunks.upload_of(answer)["id"])
    chunks.is_whole(site, send_all(visitor, client, OTHER, raw), OTHER)
    assert len(spool.new()) == 1


@BOTH
@WAYS
def test_two_tabs_with_files_of_one_name_and_size_never_mix_them(site, visitor, client, raw):
    """No request says of which of them it is. Who is refused sends its file again."""
    for data in (DATA, OTHER):
        assert send(visitor, client, data, 0, raw).status_code == 200
    for data in (DATA, OTHER):
        chunks.is_refused(send(visitor, client, data, 1, raw), 409, "bytes_differ", "Another file of this name")
    assert send(visitor, client, OTHER, 0, raw).status_code == 200
    chunks.is_refused(send(visitor, client, OTHER, 1, raw), 409, "bytes_differ", "Another file of this name")


@BOTH
def test_a_file_that_replaced_another_comes_through_the_second_time(site, visitor, client):
    first = [send(visitor, client, DATA, at) for at in (0, 1)]
    second = [send(visitor, client, OTHER, at) for at in range(3)]
    assert [answer.status_code for answer in first + second[:1]] == [200] * 3
    assert 409 in [answer.status_code for answer in second]
    chunks.abandon(site, chunks.upload_of(first[0])["id"])
    chunks.is_whole(site, send_all(visitor, client, OTHER), OTHER)


@BOTH
def test_a_file_that_begins_alike_is_not_mixed_with_an_abandoned_one(site, visitor, client):
    mixed = PIECES[0] + OTHER[STEP:]
    for at in (0, 1):
        answer = send(visitor, client, DATA, at)
    chunks.abandon(site, chunks.upload_of(answer)["id"])
    chunks.is_whole(site, send_all(visitor, client, mixed), mixed)


def test_chunks_of_another_size_have_other_places(site, visitor):
    """The page was given another chunk_size; the number of chunks is the same."""
    for at in (0, 1):
        send(visitor, uploaders.plupload, DATA, at)
    chunks.is_whole(site, send_all(visitor, uploaders.plupload, DATA, step=1900), DATA)


def test_a_chunk_of_another_size_than_the_first_is_refused(visitor):
    send(visitor, uploaders.plupload, DATA, 0)
    said = uploaders.plupload(1, len(PIECES), len(DATA), STEP)
    for piece in (PIECES[1] + b"x", PIECES[1][:-1]):
        chunks.is_refused(visitor.chunk(said, piece), 400, "inconsistent_length", "lengths")
    assert send(visitor, uploaders.plupload, DATA, 1).status_code == 200


@BOTH
def test_the_first_chunk_is_taken_again_while_its_dead_connection_is_still_open(site, visitor, client):
    """All its bytes are stored, but the end of its form is missing. The next chunk's place depends on its length."""
    assert send(visitor, chunks.named(client, name="another"), DATA, 0).status_code == 200  # brings the cookie
    spool = uploaders.Spool(site)
    body = forms.body(*uploaders.chunk(client(0, len(PIECES), len(DATA), STEP), PIECES[0]))
    cut = body.index(PIECES[0]) + STEP + len("\r\n--")
    with fcgi.Talk(site.sockets / "upload.sock") as talk:
        talk.begin("POST", "/uploads/", CONTENT_LENGTH=str(len(body)), HTTP_COOKIE=visitor.cookies(),
                   CONTENT_TYPE=f"multipart/form-data; boundary={forms.BOUNDARY}")
        talk.send(body[:cut])
        waiting.until(lambda: STEP in map(site.stored, spool.new()), "the dead connection has stored its bytes")
        answers = send_all(visitor, client, DATA)
    chunks.is_whole(site, answers, DATA)


@BOTH
def test_files_of_other_names_are_other_files(site, visitor, client):
    """unique_names gives each file one of its own."""
    other = chunks.named(client, name="o_1.bin")
    answers = [[send(visitor, one, data, at) for one, data in ((client, DATA), (other, OTHER))] for at in range(3)]
    first, second = zip(*answers)
    assert chunks.is_whole(site, first, DATA) != chunks.is_whole(site, second, OTHER)


@BOTH
@WAYS
def test_a_file_that_fits_into_one_chunk_is_whole(site, visitor, client, raw):
    answer = send(visitor, client, DATA, 0, raw, step=len(DATA))
    assert answer.status_code == 201
    upload_id = answer.json()["id"] if raw else chunks.upload_of(answer)["id"]
    assert files.digest_of(site.wait_state(upload_id, "done")) == files.sha256(DATA)


@BOTH
def test_an_offset_or_number_that_cannot_be_is_refused(visitor, client):
    impossible = {"chunk": 3, "chunks": 3} if client is uploaders.plupload else {"offset": 5001}
    said = client(0, len(PIECES), len(DATA), STEP) | impossible
    answer = visitor.chunk(said, PIECES[0])
    assert (answer.status_code, answer.json()["code"]) == (400, "part_refused")
