# SPDX-License-Identifier: MIT
"""tus 1.0.0, concatenation-unfinished: a final upload that is made before its parts are complete."""

import pytest

import files
import stack
import tus
import tus_talk
import waiting
from concat import PARTIAL, final, last, lengths, make, part, progress, send, wait_progress

DATA = files.real_bytes(3_000_000)
PIECES = [DATA[:1_000_000], DATA[1_000_000:1_000_007], DATA[1_000_007:]]

# The public conformance suite has two cases; each is the name of a test here.

def test_a_final_upload_is_created_before_its_parts_are_complete(talk):
    urls = [part(talk, len(piece)) for piece in PIECES]
    answer = final(talk, urls)
    assert answer.status == 201
    url = answer.headers["Location"]
    assert "Upload-Expires" in answer.headers
    head = talk.head(url)
    assert head.status == 200
    assert head.headers["Upload-Concat"] == "final;" + " ".join(map(last, urls))
    assert head.headers["Upload-Length"] == str(len(DATA))
    assert head.headers.get("Upload-Offset") in (None, "0")
    assert talk.head(urls[0]).headers["Upload-Offset"] == "0"


def test_a_final_upload_is_whole_once_its_parts_are_complete(talk):
    urls = [part(talk, len(piece)) for piece in PIECES]
    url = make(talk, urls)
    for one, piece in zip(urls, PIECES):
        send(talk, one, piece)
    assert lengths(talk, url) == (str(len(DATA)),) * 2
    assert talk.stored(url) == DATA
    document = talk.document(url, "done")
    assert files.digest_of(document) == files.sha256(DATA)
    assert (document["kind"], document["size"]) == ("upload", len(DATA))


def test_the_offset_is_what_the_parts_have_in_a_row(talk):
    urls = [part(talk, len(piece)) for piece in PIECES]
    url = make(talk, urls)
    whole = str(len(DATA))
    assert lengths(talk, url) == ("0", whole)
    send(talk, urls[2], PIECES[2][:500])
    assert lengths(talk, url) == ("0", whole)
    send(talk, urls[0], PIECES[0][:1000])
    assert lengths(talk, url) == ("1000", whole)
    send(talk, urls[1], PIECES[1])
    assert lengths(talk, url) == ("1000", whole)
    send(talk, urls[0], PIECES[0][1000:], 1000)
    assert lengths(talk, url) == (str(len(PIECES[0]) + len(PIECES[1]) + 500), whole)
    assert wait_progress(talk, url, received=int(lengths(talk, url)[0]))["state"] == "uploading"
    send(talk, urls[2], PIECES[2][500:], 500)
    assert lengths(talk, url) == (whole, whole)
    assert talk.stored(url) == DATA


def test_its_document_counts_all_that_is_stored_of_its_parts(talk):
    urls = [part(talk, len(piece)) for piece in PIECES]
    url = make(talk, urls)
    document = progress(talk, url)
    assert (document["state"], document["received"], document["size"]) == ("created", 0, len(DATA))
    send(talk, urls[2], PIECES[2][:500])
    document = wait_progress(talk, url, received=500)
    assert (document["state"], document["size"]) == ("uploading", len(DATA))
    send(talk, urls[1], PIECES[1])
    wait_progress(talk, url, received=507)
    wait_progress(talk, urls[1], received=7, state="done", kind="partial")
    wait_progress(talk, url, received=507, transfer="idle")


def test_its_document_advances_while_a_part_is_sent(talk):
    """The parts' senders tell it in between, not only at their ends. Where the machine stands still for longer than a
    sender may be silent, a document says so: not each has to be active."""
    urls = [part(talk, 1_000_000) for _ in range(2)]
    url = make(talk, urls)
    seen, transfers = set(), set()
    with tus.Upload(urls[0]).begin(1_000_000) as one, tus.Upload(urls[1]).begin(1_000_000) as two:
        for start in range(0, 900_000, 100_000):
            for sender in (one, two):
                sender.send(DATA[start:start + 100_000])
            document = waiting.until(
                lambda stored=2 * start: (document := progress(talk, url)).get("received", 0) > stored
                and document, f"more than {2 * start} bytes are seen")
            seen.add(document["received"])
            transfers.add(document["transfer"])
    assert len(seen) == 9
    assert "active" in transfers
    assert progress(talk, url)["rate"] >= 0


def test_lengths_may_be_declared_late(talk):
    urls = [part(talk, 5), part(talk, None)]
    url = make(talk, urls)
    head = talk.head(url)
    assert "Upload-Length" not in head.headers
    assert "Upload-Defer-Length" not in head.headers  # the client of a final upload declares none
    assert progress(talk, url)["size"] is None
    send(talk, urls[1], b" wor")
    assert wait_progress(talk, url, received=4)["size"] is None
    send(talk, urls[1], b"", 4, **{"Upload-Length": "6"})
    assert lengths(talk, url) == ("0", "11")
    wait_progress(talk, url, received=4, size=11)
    send(talk, urls[1], b"ld", 4)
    send(talk, urls[0], b"hello")
    assert talk.stored(url) == b"hello world"


def test_a_length_may_be_declared_without_a_byte_and_end_the_last_part(talk):
    urls = [part(talk, 5), part(talk, None)]
    url = make(talk, urls)
    send(talk, urls[0], b"hello")
    send(talk, urls[1], b"!")
    send(talk, urls[1], b"", 1, **{"Upload-Length": "1"})
    assert talk.stored(url) == b"hello!"
    empty = [part(talk, 5), part(talk, None)]
    url = make(talk, empty)
    send(talk, empty[0], b"hello")
    send(talk, empty[1], b"", 0, **{"Upload-Length": "0"})
    assert talk.stored(url) == b"hello"


def test_a_part_may_be_repeated_and_be_of_several(talk):
    one, other = part(talk, 3), part(talk, 1)
    urls = [make(talk, [one, other, one]), make(talk, [other]), make(talk, [one, one])]
    assert [lengths(talk, url) for url in urls] == [("0", "7"), ("0", "1"), ("0", "6")]
    send(talk, one, b"ab")
    assert lengths(talk, urls[0]) == ("2", "7")
    wait_progress(talk, urls[0], received=4)
    wait_progress(talk, urls[2], received=4)
    send(talk, one, b"c", 2)
    assert talk.stored(urls[2]) == b"abcabc"
    assert lengths(talk, urls[0]) == ("3", "7")
    send(talk, other, b"-")
    assert (talk.stored(urls[0]), talk.stored(urls[1])) == (b"abc-abc", b"-")
    for url in urls:
        talk.document(url, "done")


def test_patch_to_it_is_403_and_changes_nothing(talk):
    urls = [part(talk, 5), part(talk, 6)]
    url = make(talk, urls)
    for body, offset in ((b"hello", 0), (b"", 0), (b"x", 3)):
        assert talk.patch(url, body, offset).status == 403
    draft = {"Tus-Resumable": None, "Upload-Draft-Interop-Version": "8", "Upload-Complete": "?0",
             "Content-Type": "application/partial-upload"}
    assert talk.patch(url, b"hello", 0, draft).status == 403
    assert lengths(talk, url) == ("0", "11")
    assert talk.stored(url) == b""
    send(talk, urls[0], b"hello")
    send(talk, urls[1], b" world")
    assert talk.stored(url) == b"hello world"


def test_the_draft_sees_the_same_offset(talk):
    urls = [part(talk, 5), part(talk, 6)]
    url = make(talk, urls)
    send(talk, urls[0], b"hello")
    send(talk, urls[1], b" w")
    head = talk.head(url, {"Tus-Resumable": None, "Upload-Draft-Interop-Version": "8"})
    assert head.headers["Upload-Offset"] == "7"
    assert head.headers["Upload-Complete"] == "?0"


@pytest.mark.parametrize("written", [False, True])
def test_asked_for_again_it_is_the_same_one(talk, written):
    urls = [part(talk, 5), part(talk, 6)]
    names = {"Upload-Metadata": "filename YQ=="}
    url = make(talk, urls, **names)
    if written:
        send(talk, urls[1], b" wor")
    before = sorted(talk.site.spool.glob("??/*"))
    assert make(talk, urls, **names) == url
    assert make(talk, map(last, urls), **names) == url
    assert sorted(talk.site.spool.glob("??/*")) == before
    assert make(talk, urls) != url
    send(talk, urls[0], b"hello")
    send(talk, urls[1], b" world"[4 * written:], 4 * written)
    assert make(talk, urls, **names) == url
    assert talk.stored(url) == b"hello world"


def test_a_part_whose_bytes_do_not_match_their_checksum_counts_nothing(talk):
    urls = [part(talk, 5), part(talk, 6)]
    url = make(talk, urls)
    wrong = {"Upload-Checksum": "sha1 " + tus_talk.encode(b"0" * 20)}
    assert talk.patch(urls[0], b"hello", 0, wrong).status == 460
    assert lengths(talk, url) == ("0", "11")
    send(talk, urls[1], b" world")
    send(talk, urls[0], b"hello")
    assert talk.stored(url) == b"hello world"


def test_a_part_may_bring_its_bytes_with_its_creation(talk):
    first = part(talk, 5)
    second = talk.create({"Upload-Length": "6", **PARTIAL, **tus_talk.TYPE}, b" world")
    url = make(talk, [first, second])
    assert wait_progress(talk, url, received=6)["state"] == "uploading"
    send(talk, first, b"hello")
    assert talk.stored(url) == b"hello world"


def test_large_ones_are_joined_by_the_worker():
    made = stack.Stack(inline_work="1")
    try:
        made.start()
        talk = tus_talk.Talk(made)
        for sizes in ((5, 6), (5, None)):
            urls = [part(talk, size) for size in sizes]
            url = make(talk, urls)
            made.stop_component("worker")
            send(talk, urls[1], b" world", 0, **{"Upload-Length": "6"})
            assert [stage["name"] for stage in wait_progress(talk, url, size=11)["stages"]] == \
                ["assemble", "digest", "identify"]
            send(talk, urls[0], b"hello")
            assert lengths(talk, url) == (None, "11")
            talk.document(url, "queued")
            for one in urls:  # what becomes of them now does not matter
                assert talk.delete(one).status == 204
            made.start_component("worker")
            talk.document(url, "done")
            assert talk.stored(url) == b"hello world"
            assert lengths(talk, url) == ("11", "11")
    finally:
        made.stop()
