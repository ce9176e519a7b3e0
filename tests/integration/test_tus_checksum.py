# SPDX-License-Identifier: MIT
"""tus 1.0.0, checksum: a test for each rule, and for what a crash leaves."""

import hashlib
import json
import threading
import zlib

import pytest

import files
import tus
import tus_talk

DATA = files.real_bytes(300_000)
ALGORITHMS = ["sha1", "sha256", "sha512", "md5", "crc32"]


def checksum(algorithm, data):
    digest = (zlib.crc32(data).to_bytes(4, "big") if algorithm == "crc32"
              else hashlib.new(algorithm, data).digest())
    return {"Upload-Checksum": f"{algorithm} {tus_talk.encode(digest)}"}


def info(talk, url):
    path = talk.site.data_file(tus_talk.identity(url)).with_name("info.json")
    return json.loads(path.read_text())


def begin(url, headers, length, offset):
    """A PATCH with a checksum whose body the caller sends."""
    sender = tus.Connection(url)
    sender.head("PATCH", tus.Upload(url).path,
                {**tus.VERSION, **tus_talk.TYPE, **headers, "Upload-Offset": str(offset),
                 "Content-Length": str(length)})
    return sender


def test_options_lists_the_algorithms_with_sha1_in_lower_case(talk):
    listed = talk.options().headers["Tus-Checksum-Algorithm"].split(",")
    assert listed == ALGORITHMS
    assert "sha1" in listed
    assert all(name == name.lower() for name in listed)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_matching_checksum_is_204(talk, algorithm):
    url = talk.sized(len(DATA))
    first = talk.patch(url, DATA[:100_000], 0, checksum(algorithm, DATA[:100_000]))
    assert first.status == 204
    assert first.headers["Upload-Offset"] == "100000"
    second = talk.patch(url, DATA[100_000:], 100_000, checksum(algorithm, DATA[100_000:]))
    assert second.status == 204
    assert files.digest_of(talk.document(url, "done")) == files.sha256(DATA)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_mismatch_is_460_with_offset_unchanged_and_the_bytes_gone(talk, algorithm):
    url = talk.sized(len(DATA))
    assert talk.patch(url, DATA[:1000]).status == 204
    answer = talk.patch(url, DATA[1000:], 1000, checksum(algorithm, DATA))
    assert answer.status == 460
    assert json.loads(answer.text)["code"] == "checksum_mismatch"
    assert talk.offset(url) == 1000
    assert talk.stored(url) == DATA[:1000]
    assert info(talk, url)["pending_from"] is None
    again = talk.patch(url, DATA[1000:], 1000, checksum(algorithm, DATA[1000:]))
    assert again.status == 204
    assert files.digest_of(talk.document(url, "done")) == files.sha256(DATA)


@pytest.mark.parametrize("field", [
    "sha3 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "SHA1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "sha1",
    "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0", "sha1 not-base64", "sha1,md5 x"])
def test_an_unknown_algorithm_or_bad_form_is_400_and_changes_nothing(talk, field):
    url = talk.sized(11)
    answer = talk.patch(url, b"hello world", 0, {"Upload-Checksum": field})
    assert answer.status == 400
    assert json.loads(answer.text)["code"] == "bad_checksum"
    assert talk.offset(url) == 0
    assert talk.post({"Upload-Length": "11", "Upload-Checksum": field, **tus_talk.TYPE},
                     b"hello world").status == 400


def test_the_example_of_the_specification(talk):
    url = talk.sized(11)
    answer = talk.patch(url, b"hello world", 0,
                        {"Upload-Checksum": "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="})
    assert (answer.status, answer.headers["Upload-Offset"]) == (204, "11")


def test_works_on_creation_with_upload(talk):
    headers = {"Upload-Length": str(len(DATA)), **tus_talk.TYPE}
    answer = talk.post({**headers, **checksum("sha1", DATA[:5000])}, DATA[:5000])
    assert (answer.status, answer.headers["Upload-Offset"]) == (201, "5000")
    url = answer.headers["Location"]
    assert talk.patch(url, DATA[5000:], 5000).status == 204
    assert files.digest_of(talk.document(url, "done")) == files.sha256(DATA)


def test_a_mismatch_on_creation_with_upload_is_460_and_leaves_nothing(own_site):
    talk = tus_talk.Talk(own_site)
    answer = talk.post({"Upload-Length": "11", **tus_talk.TYPE, **checksum("sha1", b"x")},
                       b"hello world")
    assert answer.status == 460
    assert not list(own_site.spool.glob("??/*"))


def test_a_checksum_of_nothing(talk):
    url = talk.sized(11)
    assert talk.patch(url, b"", 0, checksum("sha1", b"")).status == 204
    assert talk.patch(url, b"", 0, checksum("sha1", b"x")).status == 460


def test_a_mismatch_does_not_set_the_length_either(talk):
    url = talk.create({"Upload-Defer-Length": "1"})
    headers = {"Upload-Length": "11", **checksum("sha1", b"x")}
    assert talk.patch(url, b"hello world", 0, headers).status == 460
    assert talk.head(url).headers["Upload-Defer-Length"] == "1"
    headers = {"Upload-Length": "11", **checksum("sha1", b"hello world")}
    assert talk.patch(url, b"hello world", 0, headers).status == 204
    assert talk.document(url, "done")["size"] == 11


def test_bytes_pending_verification_are_not_counted(talk):
    url = talk.sized(len(DATA))
    upload_id = tus_talk.identity(url)
    with begin(url, checksum("sha1", DATA), len(DATA), 0) as sender:
        sender.send(DATA[:200_000])
        talk.site.wait_stored(upload_id, 200_000)
        assert info(talk, url)["pending_from"] == 0
        assert talk.document(url, "uploading")["received"] == 0
        sender.send(DATA[200_000:])
        assert sender.answer().status == 204
    assert talk.document(url, "done")["received"] == len(DATA)


def test_a_short_body_is_cut_off(talk):
    url = talk.sized(len(DATA))
    assert talk.patch(url, DATA[:1000]).status == 204
    with begin(url, checksum("sha1", DATA[1000:]), len(DATA) - 1000, 1000) as sender:
        sender.send(DATA[1000:150_000])
        talk.site.wait_stored(tus_talk.identity(url), 150_000)
    assert talk.offset(url) == 1000
    assert talk.stored(url) == DATA[:1000]


def test_who_takes_over_finds_verified_bytes_only(talk):
    url = talk.sized(len(DATA))
    assert talk.patch(url, DATA[:1000]).status == 204
    with begin(url, checksum("sha1", DATA[1000:]), len(DATA) - 1000, 1000) as stalled:
        stalled.send(DATA[1000:150_000])
        talk.site.wait_stored(tus_talk.identity(url), 150_000)
        assert talk.offset(url) == 1000
        assert talk.patch(url, DATA[1000:], 1000, checksum("md5", DATA[1000:])).status == 204
        assert stalled.answer().status == 423
    assert files.digest_of(talk.document(url, "done")) == files.sha256(DATA)


def test_a_crash_cuts_them_off(own_site, rounds):
    talk = tus_talk.Talk(own_site)
    for _ in range(rounds(2, 20)):
        url = talk.sized(len(DATA))
        assert talk.patch(url, DATA[:1000]).status == 204
        with begin(url, checksum("sha512", DATA[1000:]), len(DATA) - 1000, 1000) as sender:
            sender.send(DATA[1000:150_000])
            own_site.wait_stored(tus_talk.identity(url), 150_000)
            own_site.kill("upload")
        own_site.start_component("upload")
        assert talk.offset(url) == 1000
        assert talk.stored(url) == DATA[:1000]
        assert talk.patch(url, DATA[1000:], 1000).status == 204
        assert files.digest_of(talk.document(url, "done")) == files.sha256(DATA)


def test_many_at_once(talk):
    urls = [talk.sized(len(DATA)) for _ in range(8)]
    answers = []
    senders = [threading.Thread(target=lambda u=url: answers.append(
        talk.patch(u, DATA, 0, checksum("sha256", DATA)).status)) for url in urls]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert answers == [204] * 8
