# SPDX-License-Identifier: MIT
"""FilePond sends a file in chunks: it asks for an id, and names it in every request that follows."""

import contextlib
import json
import re

import pytest

import fcgi
import files
import filepond
import stack
import tus
import uploaders
import waiting

STEP = 70_000
DATA = files.real_bytes(4 * STEP + 17)
EVEN = DATA[:2 * STEP]


def stored(site, server_id, data):
    """The document of a file that is whole."""
    document = site.wait_state(filepond.id_of(server_id), "done", "failed")
    assert document["state"] == "done", document
    assert files.digest_of(document) == files.sha256(data)
    assert document["size"] == len(data)
    return document


def is_complete(site, upload_id):
    info = site.data_file(upload_id).with_name("info.json").read_text("utf-8")
    return json.loads(info)["complete"]


def spoiled(data):
    return bytes([data[0] ^ 1]) + data[1:]


def problem(answer):
    assert answer.headers["Content-Type"].startswith("text/plain"), answer.text
    return answer.status_code, answer.text


# --- beginning ---

def test_the_answer_is_an_id_that_fits_a_query_as_it_is(site):
    answer = filepond.begin(site, 5)
    assert answer.status_code == 201
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.headers["Cache-Control"] == "no-store"
    assert re.fullmatch(r"[0-9a-f]{32}\.[0-9a-f]{32}", answer.text)
    assert answer.headers["Location"] == f"{site.url}/uploads/{answer.text}"
    document = site.wait_state(filepond.id_of(answer.text), "created")
    assert (document["size"], document["received"], document["name"]) == (5, 0, None)


def test_its_metadata_is_kept_as_a_form_s(site):
    server_id = filepond.begun(site, 5, '{"album":"ä"}')
    filepond.send(site, server_id, b"hello", 10)
    info = site.data_file(filepond.id_of(server_id)).with_name("info.json").read_text("utf-8")
    assert "album" in info


def test_no_metadata_is_no_fault(site):
    server_id = filepond.begun(site, 5, None)
    filepond.send(site, server_id, b"hello", 10)
    stored(site, server_id, b"hello")


@pytest.mark.parametrize("length", ["-1", "x", "5.5", "9" * 30])
def test_a_length_that_is_none_begins_nothing(site, length):
    spool = uploaders.Spool(site)
    assert problem(filepond.begin(site, length))[0] == 400
    spool.stays_empty()


def test_a_form_with_the_length_and_a_file_too_is_refused(site):
    spool = uploaders.Spool(site)
    answer = filepond.whole(site, b"bytes", **{"Upload-Length": "10"})
    assert problem(answer)[0] == 400
    spool.stays_empty()


# --- chunks ---

def test_chunks_become_one_upload(site):
    server_id = filepond.begun(site, len(DATA))
    filepond.send(site, server_id, DATA, STEP)
    assert stored(site, server_id, DATA)["name"] == "größe.bin"


def test_a_last_empty_chunk_is_taken(site):
    """It sends one where the chunk's size divides the file's."""
    spool = uploaders.Spool(site)
    server_id = filepond.begun(site, len(EVEN))
    filepond.send(site, server_id, EVEN, STEP)
    stored(site, server_id, EVEN)
    assert spool.new() == {filepond.id_of(server_id)}


def test_an_empty_file(site):
    server_id = filepond.begun(site, 0)
    assert site.wait_state(filepond.id_of(server_id), "created")["size"] == 0
    filepond.send(site, server_id, b"", STEP)
    assert stored(site, server_id, b"")["name"] == "größe.bin"


def test_the_name_shows_with_the_first_chunk(site):
    server_id = filepond.begun(site, len(DATA))
    assert filepond.patch(site, server_id, DATA[:STEP], 0, len(DATA)).status_code == 204
    def shown():
        document = site.progress(filepond.id_of(server_id)).json()
        return document.get("received"), document.get("name")
    waiting.until(lambda: shown() == (STEP, "größe.bin"), "both are shown")


def test_a_later_name_changes_nothing(site):
    server_id = filepond.begun(site, len(EVEN))
    for at, name in ((0, "first.bin"), (STEP, "second.bin")):
        answer = filepond.patch(site, server_id, EVEN[at:at + STEP], at, len(EVEN), name)
        assert answer.status_code == 204
    assert stored(site, server_id, EVEN)["name"] == "first.bin"


def test_a_chunk_that_is_sent_again_is_stored_once(site):
    server_id = filepond.begun(site, len(DATA))
    for at in (0, 0, STEP, STEP, 0):
        answer = filepond.patch(site, server_id, DATA[at:at + STEP], at, len(DATA))
        assert answer.status_code == 204, answer.text
    assert site.stored(filepond.id_of(server_id)) == 2 * STEP
    filepond.send(site, server_id, DATA, STEP, 2 * STEP)
    stored(site, server_id, DATA)


def test_the_last_chunk_may_be_sent_again_although_all_is_there(site):
    """Its answer was lost."""
    server_id = filepond.begun(site, len(DATA))
    filepond.send(site, server_id, DATA, STEP)
    stored(site, server_id, DATA)
    at = 4 * STEP
    assert filepond.patch(site, server_id, DATA[at:], at, len(DATA)).status_code == 204


@contextlib.contextmanager
def half(site, server_id, at, stored_bytes=30_000, length=STEP):
    """A chunk that came to its middle: so many bytes of it are stored. Its connection breaks at the end of the block."""
    with fcgi.Talk(site.sockets / "upload.sock") as talk:
        talk.begin("PATCH", f"/uploads/?patch={server_id}", CONTENT_LENGTH=str(length),
                   CONTENT_TYPE=filepond.CHUNK_TYPE, HTTP_UPLOAD_OFFSET=str(at),
                   HTTP_UPLOAD_LENGTH=str(len(DATA)), HTTP_UPLOAD_NAME="a.bin")
        talk.send(DATA[at:at + stored_bytes])
        site.wait_stored(filepond.id_of(server_id), at + stored_bytes)
        yield


def broken(site, server_id, at):
    with half(site, server_id, at):
        pass


def test_a_chunk_that_is_stored_in_part_is_taken_from_its_beginning(site):
    server_id = filepond.begun(site, len(DATA))
    filepond.send(site, server_id, DATA[:STEP], STEP + 1, size=len(DATA))
    broken(site, server_id, STEP)
    filepond.send(site, server_id, DATA, STEP, STEP)
    stored(site, server_id, DATA)


def test_a_chunk_is_taken_again_while_its_dead_connection_is_still_open(site):
    server_id = filepond.begun(site, len(DATA))
    with half(site, server_id, 0):
        answer = filepond.patch(site, server_id, DATA[:STEP], 0, len(DATA))
        assert answer.status_code == 204, answer.text
        assert filepond.offset(site, server_id) == STEP
        filepond.send(site, server_id, DATA, STEP, STEP)
    stored(site, server_id, DATA)


@pytest.mark.parametrize("stored_bytes", [STEP - 1, STEP, STEP + 10_000])
def test_a_shorter_chunk_counts_while_a_dead_connection_with_a_longer_one_is_open(site, stored_bytes):
    """The page was loaded again and cuts the file elsewhere. The dead connection may have stored all of its chunk."""
    server_id = filepond.begun(site, len(DATA))
    with half(site, server_id, 0, stored_bytes, len(DATA)):
        answer = filepond.patch(site, server_id, DATA[:STEP], 0, len(DATA))
        assert answer.status_code == 204, answer.text
        assert filepond.offset(site, server_id) == STEP
        filepond.send(site, server_id, DATA, STEP, STEP)
    stored(site, server_id, DATA)


@pytest.mark.settings(sender_turn="10s", lock_wait="1s")
def test_an_acknowledged_chunk_counts_while_its_first_connection_does_not_let_go(own_site):
    """It waits beside the file until that request ends."""
    server_id = filepond.begun(own_site, len(DATA))
    filepond.send(own_site, server_id, DATA[:STEP], STEP + 1, size=len(DATA))
    with half(own_site, server_id, STEP):
        for at in (STEP, 2 * STEP):
            answer = filepond.patch(own_site, server_id, DATA[at:at + STEP], at, len(DATA))
            assert answer.status_code == 204, answer.text
            assert filepond.offset(own_site, server_id) == at + STEP
    filepond.send(own_site, server_id, DATA, STEP, 3 * STEP)
    stored(own_site, server_id, DATA)


def test_a_chunk_behind_a_gap_is_refused(site):
    """The answer to the last chunk means to it that the file is whole."""
    server_id = filepond.begun(site, len(DATA))
    assert filepond.patch(site, server_id, DATA[:STEP], 0, len(DATA)).status_code == 204
    status, text = problem(filepond.patch(site, server_id, DATA[4 * STEP:], 4 * STEP, len(DATA)))
    assert status == 409 and "missing" in text
    assert site.stored(filepond.id_of(server_id)) == STEP


def test_other_bytes_at_a_stored_place_are_refused(site):
    server_id = filepond.begun(site, len(DATA))
    filepond.send(site, server_id, DATA[:STEP], STEP + 1, size=len(DATA))
    answer = filepond.patch(site, server_id, spoiled(DATA[:STEP]), 0, len(DATA))
    assert problem(answer)[0] == 409
    filepond.send(site, server_id, DATA, STEP, STEP)
    stored(site, server_id, DATA)


@pytest.mark.parametrize("said", [{"size": len(DATA) + 1}, {"offset": "x"}, {"offset": "-1"},
                                  {"offset": len(DATA), "size": len(DATA)}])
def test_a_chunk_that_contradicts_the_upload_is_refused(site, said):
    server_id = filepond.begun(site, len(DATA))
    answer = filepond.patch(site, server_id, DATA[:STEP],
                            **{"offset": 0, "size": len(DATA), **said})
    assert 400 <= problem(answer)[0] < 500
    assert site.stored(filepond.id_of(server_id)) == 0


def test_more_bytes_than_the_file_has_are_refused(site):
    server_id = filepond.begun(site, STEP)
    answer = filepond.patch(site, server_id, DATA[:STEP + 1], 0, STEP)
    assert problem(answer)[0] == 413
    assert site.stored(filepond.id_of(server_id)) == 0


def test_an_upload_of_another_protocol_takes_no_chunks(site, talk):
    url = talk.sized(5)
    server_id = url.rpartition("/")[2]
    assert problem(filepond.patch(site, server_id, b"hello", 0, 5))[0] == 403
    assert talk.patch(url, b"hello", 0).status == 204


# --- resuming ---

@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_the_offset_to_resume_at(site, method):
    server_id = filepond.begun(site, len(DATA))
    answer = filepond.get(site, "patch", server_id, method)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Upload-Offset"] == "0"
    assert answer.headers["Upload-Length"] == str(len(DATA))
    assert answer.headers["Cache-Control"] == "no-store"


def test_no_length_is_told_of_an_upload_that_has_none_yet(site, talk):
    url = talk.create({"Upload-Defer-Length": "1"})
    answer = filepond.get(site, "patch", url.rpartition("/")[2], "HEAD")
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (200, "0")
    assert "Upload-Length" not in answer.headers


def test_it_is_always_the_beginning_of_a_chunk(site):
    """Chunks that begin before it are not sent: one that is stored in part would be lost."""
    server_id = filepond.begun(site, len(DATA))
    broken(site, server_id, 0)
    assert filepond.offset(site, server_id) == 0
    filepond.send(site, server_id, DATA[:STEP], STEP + 1, size=len(DATA))
    assert filepond.offset(site, server_id) == STEP
    broken(site, server_id, STEP)
    assert filepond.offset(site, server_id) == STEP
    filepond.send(site, server_id, DATA, STEP, STEP)
    assert filepond.offset(site, server_id) == len(DATA)
    stored(site, server_id, DATA)


def test_a_chunk_is_still_to_come_after_all_bytes_of_an_even_file(site):
    server_id = filepond.begun(site, len(EVEN))
    for at in (0, STEP):
        assert filepond.patch(site, server_id, EVEN[at:at + STEP], at, len(EVEN)).status_code == 204
    assert filepond.offset(site, server_id) == len(EVEN)
    assert filepond.patch(site, server_id, b"", len(EVEN), len(EVEN)).status_code == 204


def test_chunks_go_on_after_a_crash(own_site):
    server_id = filepond.begun(own_site, len(DATA))
    filepond.send(own_site, server_id, DATA[:STEP], STEP + 1, size=len(DATA))
    own_site.kill("upload")
    own_site.start_component("upload")
    own_site.redis().flushall()
    assert filepond.offset(own_site, server_id) == STEP
    filepond.send(own_site, server_id, DATA, STEP, STEP)
    stored(own_site, server_id, DATA)


# --- ids ---

@pytest.mark.parametrize("method", ["HEAD", "PATCH"])
@pytest.mark.parametrize("spoil", [filepond.id_of, lambda it: it[:-1] + "xy"[it[-1] == "x"],
                                   lambda it: "0" * 32, lambda it: "", lambda it: it + "0"])
def test_an_id_without_its_key_names_nothing(site, method, spoil):
    server_id = filepond.begun(site, 5)
    answer = filepond.get(site, "patch", spoil(server_id), method,
                          **{"Upload-Offset": "0", "Upload-Length": "5"})
    assert answer.status_code == 404
    site.wait_state(filepond.id_of(server_id), "created")


@pytest.mark.parametrize("method, target", [("POST", "?patch=@"), ("PUT", "a?patch=@"),
                                            ("PATCH", "a?patch=@")])
def test_chunks_by_another_way_are_refused_before_a_byte_is_stored(site, method, target):
    server_id = filepond.begun(site, 5)
    spool = uploaders.Spool(site)
    answer = uploaders.ask(site, method, target.replace("@", server_id), b"hello",
                           Content_Type="application/octet-stream", Upload_Offset="0")
    assert answer.status_code == 400, answer.text
    spool.stays_empty()


def test_tus_may_send_such_an_upload_only_to_its_name(site):
    """tus has no name to check here."""
    server_id = filepond.begun(site, 5)
    upload = tus.Upload(f"{site.url}/uploads/{server_id}")
    assert upload.patch(b"hello").status == 204
    assert upload.offset() == 5
    assert not is_complete(site, upload.id)
    filepond.send(site, server_id, b"hello", 10)
    assert stored(site, server_id, b"hello")["name"] == "größe.bin"


# --- switched off ---

@pytest.fixture(name="closed", scope="module")
def make_closed():
    made = stack.Stack(uploaders="", empty_uploads_per_client=0)
    try:
        made.start()
        yield made
    finally:
        made.stop()


def test_where_it_is_switched_off_it_is_refused_in_plain_text(closed):
    spool = uploaders.Spool(closed)
    for answer in (filepond.begin(closed, len(DATA)),
                   filepond.patch(closed, "abc", DATA[:STEP], 0, len(DATA)),
                   filepond.get(closed, "patch", "abc")):
        status, text = problem(answer)
        assert status == 415 and "FilePond" in text and "chunkUploads" in text
    assert filepond.get(closed, "patch", "abc", "HEAD").status_code == 415
    assert filepond.revert(closed, "0" * 32).status_code == 405
    spool.stays_empty()


def test_whole_files_are_stored_where_it_is_switched_off(closed):
    server_id = filepond.whole(closed, b"bytes").text
    assert closed.wait_state(filepond.id_of(server_id), "done")["name"] == "picture.png"
    waiting.until(lambda: closed.stored(filepond.id_of(server_id)) == 5, "it is stored")
    assert filepond.get(closed, "load", server_id).status_code == 404
