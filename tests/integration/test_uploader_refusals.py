# SPDX-License-Identifier: MIT
"""What is refused before the first byte of a file: each uploader takes it for final, and hands on the reason."""

import pytest

import chunks
import conftest
import files
import stack
import uploaders
from chunks import Visitor

DATA = files.real_bytes(5000)
OTHER = bytes(reversed(DATA))
STEP = 2000
COUNT = 3
FAMILY = [uploaders.resumable, uploaders.flow, uploaders.simple] # try again after most errors, without end
OTHERS = [uploaders.dropzone, uploaders.fine, uploaders.plupload_offset, chunks.jquery]
ALL = [*FAMILY, *OTHERS]
EACH = pytest.mark.parametrize("client", ALL)
NAMES = {uploaders.resumable: "resumableFilename", uploaders.flow: "flowFilename", uploaders.simple: "filename",
         uploaders.fine: "qqfilename", uploaders.plupload_offset: "name", chunks.jquery: "name"}
PROGRAM = """#!/bin/sh
cat >>"$0.asked"
test ! -e "$0.closed" || { echo 'not today'; exit 1; }
"""


@pytest.fixture(name="strict", scope="module")
def make_strict(tmp_path_factory):
    program = tmp_path_factory.mktemp("program") / "ask"
    program.write_text(PROGRAM)
    program.chmod(0o755)
    made = stack.Stack(stages="", max_size="8000", deny_extensions="exe", pre_create=str(program))
    made.program = program
    yield from conftest.running(made)


@pytest.fixture(name="counted")
def make_counted(request):
    yield from conftest.running(stack.Stack(stages="", **request.param))


def settings(**given):
    return pytest.mark.parametrize("counted", [given], indirect=True, ids=[" ".join(given)])


def final(client, status):
    """The status after which this client gives up."""
    return 415 if client in FAMILY else status


def send(visitor, client, data, index=0, count=COUNT, size=len(DATA)):
    return visitor.chunk(client(index, count, size, STEP), data)


def other_id(client):
    """The same client with another file."""
    name = {uploaders.resumable: "resumableIdentifier", uploaders.flow: "flowIdentifier",
            uploaders.simple: "identifier", uploaders.dropzone: "dzuuid", uploaders.fine: "qquuid"}.get(client, "name")
    return chunks.named(client, **{name: chunks.new_id()})


def is_refused(site, visitor, client, code, status, words, **more):
    spool = uploaders.Spool(site)
    chunks.is_refused(send(visitor, client, DATA[:STEP], **more), status, code, words)
    spool.stays_empty()


# --- admission ---

@EACH
def test_a_file_that_is_too_large_is_refused_at_its_first_chunk(strict, client):
    is_refused(strict, Visitor(strict), client, "too_large", final(client, 413), "larger", size=8001, count=5)


@pytest.mark.parametrize("raw", [False, True])
def test_a_file_without_a_size_ends_where_it_becomes_too_large(strict, raw):
    """Plupload tells only the number of chunks."""
    visitor, data = Visitor(strict), files.real_bytes(10_000)
    send_one = visitor.raw if raw else visitor.chunk
    answers = [send_one(uploaders.plupload(index, 5, len(data), STEP) | {"name": f"raw {raw}"}, piece)
               for index, piece in enumerate(chunks.cut(data, STEP))]
    assert [answer.status_code for answer in answers] == [200] * 4 + [413]
    chunks.is_refused(answers[4], 413, "too_large", "larger")


@pytest.mark.parametrize("client", NAMES)
def test_a_file_of_a_kind_that_is_not_accepted_is_refused(strict, client):
    named = chunks.named(client, **{NAMES[client]: "a.exe"})
    said = named(0, COUNT, len(DATA), STEP)
    said = chunks.jquery(0, COUNT, len(DATA), STEP, "a.exe") if client is chunks.jquery else said
    spool = uploaders.Spool(strict)
    disposition = 'name="file"; filename="a.exe"'
    answer = Visitor(strict).chunk(said, DATA[:STEP]) if client is chunks.jquery else \
        Visitor(strict).form(*uploaders.chunk(said, DATA[:STEP], disposition=disposition))
    chunks.is_refused(answer, 415, "type_refused", "extension")
    spool.stays_empty()


@EACH
def test_the_sites_program_refuses_in_its_words(strict, client):
    closed = strict.program.with_suffix(".closed")
    closed.touch()
    try:
        is_refused(strict, Visitor(strict), other_id(client), "refused", final(client, 403), "not today")
    finally:
        closed.unlink()


@EACH
def test_the_sites_program_is_asked_once_for_a_file(strict, client):
    asked = strict.program.with_suffix(".asked")
    before = asked.read_bytes().count(b"\n") if asked.exists() else 0
    answers = Visitor(strict).file(other_id(client), DATA, STEP)
    chunks.is_whole(strict, answers, DATA)
    assert asked.read_bytes().count(b"\n") == before + 1


# --- counts ---

@settings(creations_per_client=4, empty_uploads_per_client=1)
def test_a_file_counts_as_one_creation(counted):
    visitor = Visitor(counted)
    for client in ALL[:4]:
        chunks.is_whole(counted, visitor.file(other_id(client), DATA, STEP), DATA)
    spool = uploaders.Spool(counted)
    for client in ALL:
        answer = send(visitor, other_id(client), DATA[:STEP])
        chunks.is_refused(answer, final(client, 429), "too_many_creations", "At most 4 a minute")
        assert 0 < int(answer.headers["Retry-After"]) <= 60
    spool.stays_empty()


@settings(quota_uploads=1)
def test_a_file_counts_as_one_upload_of_the_quota(counted):
    visitor = Visitor(counted)
    chunks.is_whole(counted, visitor.file(other_id(uploaders.flow), DATA, STEP), DATA)
    for client in ALL:
        is_refused(counted, visitor, other_id(client), "quota_exceeded", final(client, 413), "quota")


@settings(quota_bytes=9999)
def test_its_bytes_count_once(counted):
    visitor = Visitor(counted)
    client = uploaders.resumable
    chunks.is_whole(counted, visitor.file(other_id(client), DATA, STEP, order=(2, 0, 1, 1)), DATA)
    is_refused(counted, visitor, other_id(client), "quota_exceeded", 415, "quota")
    chunks.is_whole(counted, visitor.file(other_id(client), DATA[:4999], STEP), DATA[:4999])


# --- contradictions ---

@pytest.mark.parametrize("client", [*FAMILY, uploaders.dropzone, uploaders.fine]) # for the others it is another file
def test_a_chunk_with_another_total_is_refused(site, client):
    visitor, named = Visitor(site), other_id(client)
    assert send(visitor, named, DATA[:STEP]).status_code == 200
    chunks.is_refused(send(visitor, named, DATA[STEP:2 * STEP], 1, size=5001), final(client, 400),
                      "inconsistent_length", "lengths")
    chunks.is_whole(site, [send(visitor, named, DATA[at * STEP:][:STEP], at) for at in range(COUNT)], DATA)


@pytest.mark.parametrize("client", [client for client in ALL if client is not uploaders.plupload_offset])
def test_a_chunk_of_another_length_is_refused(site, client):
    visitor, named = Visitor(site), other_id(client)
    for data in (DATA[:STEP - 1], DATA[:STEP + 1]):
        answer = send(visitor, named, data)
        chunks.is_refused(answer, final(client, 400), "inconsistent_length", "lengths")


@pytest.mark.parametrize("field, value", [("ChunkNumber", 4), ("ChunkNumber", 0), ("TotalChunks", 7), ("ChunkSize", 0),
                                          ("CurrentChunkSize", 1999), ("TotalSize", "x"), ("ChunkNumber", ""),
                                          ("Identifier", "")])
def test_numbers_that_contradict_each_other_are_refused(site, field, value):
    spool = uploaders.Spool(site)
    said = uploaders.resumable(0, COUNT, len(DATA), STEP) | {f"resumable{field}": value}
    answer = Visitor(site).chunk(said, DATA[:STEP])
    assert (answer.status_code, answer.json()["code"]) == (415, "part_refused"), answer.text
    spool.stays_empty()


# --- a file that is sent again ---

@EACH
def test_a_repeated_file_is_answered_as_the_same(site, client):
    visitor, named = Visitor(site), other_id(client)
    first = visitor.file(named, DATA, STEP)
    chunks.is_whole(site, [*first, *visitor.file(named, DATA, STEP)], DATA)


@EACH
def test_with_other_bytes_it_is_refused_for_a_while(site, client):
    visitor, named = Visitor(site), other_id(client)
    upload_id = chunks.is_whole(site, visitor.file(named, DATA, STEP), DATA)
    answer = send(visitor, named, OTHER[:STEP])
    chunks.is_refused(answer, final(client, 409), "bytes_differ", "differs")
    if client in (uploaders.dropzone, uploaders.fine):
        return # a random id is that file's for ever
    chunks.abandon(site, upload_id, 700)
    assert chunks.is_whole(site, visitor.file(named, OTHER, STEP), OTHER) != upload_id
