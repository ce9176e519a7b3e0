# SPDX-License-Identifier: MIT
"""tus 1.0.0, creation, creation-with-upload, creation-defer-length: a test for each rule."""

import json

import pytest

import files
import stack
import tus_talk
import waiting

DATA = files.real_bytes(100_000)
NAME = tus_talk.encode("Läuft.bin".encode())


@pytest.fixture(scope="module")
def bounded():
    """A site with a maximum size."""
    made = stack.Stack(max_size=1000)
    try:
        made.start()
        yield tus_talk.Talk(made)
    finally:
        made.stop()


def code(answer):
    return json.loads(answer.text)["code"]


# --- creation ---

def test_post_is_201_with_an_absolute_location(talk):
    answer = talk.post({"Upload-Length": "100"})
    assert answer.status == 201
    assert answer.headers["Location"].startswith(talk.base)
    assert "Upload-Offset" not in answer.headers
    head = talk.head(answer.headers["Location"])
    assert head.headers["Upload-Offset"] == "0"
    assert head.headers["Upload-Length"] == "100"


@pytest.mark.parametrize("length", [None, "", "-1", "x", "1.5", "1 0"])
def test_no_good_length_is_400(talk, length):
    answer = talk.post({"Upload-Length": length})
    assert answer.status == 400
    assert code(answer) == "bad_length"


@pytest.mark.parametrize("defer", ["0", "2", "true", "", "1,1"])
def test_upload_defer_length_other_than_1_is_400(talk, defer):
    assert talk.post({"Upload-Defer-Length": defer}).status == 400


def test_a_length_both_given_and_deferred_is_400(talk):
    assert talk.post({"Upload-Length": "10", "Upload-Defer-Length": "1"}).status == 400


def test_over_the_maximum_is_413(bounded):
    assert bounded.post({"Upload-Length": "1001"}).status == 413
    assert bounded.post({"Upload-Length": "1000"}).status == 201


def test_length_0_is_complete_at_once(talk):
    url = talk.sized(0)
    head = talk.head(url)
    assert head.headers["Upload-Offset"] == head.headers["Upload-Length"] == "0"
    assert talk.document(url, "done")["size"] == 0


@pytest.mark.parametrize("metadata", [
    f"filename {NAME}", f"filename {NAME},is_confidential", f"is_confidential,filename {NAME}",
    "empty ,other", f"name {NAME},relativePath bnVsbA==", "binary AAECA/8=",
    "a!#$%&'*+-.^_`|~ eA=="])
def test_metadata_is_echoed_as_sent(talk, metadata):
    url = talk.sized(10, **{"Upload-Metadata": metadata})
    assert talk.head(url).headers["Upload-Metadata"] == metadata


def test_metadata_names_the_file(talk):
    url = talk.sized(10, **{"Upload-Metadata": f"filename {NAME},filetype aW1hZ2UvcG5n"})
    document = talk.document(url, "created")
    assert (document["name"], document["type"]) == ("Läuft.bin", "image/png")


@pytest.mark.parametrize("metadata", [
    "filename !!!!", "filename YQ", "filename YQ=", "a YQ==,a Yg==", "a,a", ",", "a YQ==,",
    ",a YQ==", "a  YQ==", "a YQ== b", "ä YQ=="])
def test_bad_metadata_is_400(talk, metadata):
    answer = talk.post({"Upload-Length": "10", "Upload-Metadata": metadata.encode()})
    assert answer.status == 400
    assert code(answer) == "bad_metadata"


def test_no_metadata_is_no_field(talk):
    assert "Upload-Metadata" not in talk.head(talk.sized(10)).headers


# --- creation-with-upload ---

def test_all_bytes_may_come_with_the_creation(talk):
    answer = talk.post({"Upload-Length": str(len(DATA)), **tus_talk.TYPE}, DATA)
    assert answer.status == 201
    assert answer.headers["Upload-Offset"] == str(len(DATA))
    document = talk.document(answer.headers["Location"], "done")
    assert files.digest_of(document) == files.sha256(DATA)


def test_some_bytes_may_come_with_the_creation(talk):
    answer = talk.post({"Upload-Length": str(len(DATA)), **tus_talk.TYPE}, DATA[:5000])
    assert answer.status == 201
    assert answer.headers["Upload-Offset"] == "5000"
    url = answer.headers["Location"]
    assert talk.offset(url) == 5000
    assert talk.patch(url, DATA[5000:], 5000).status == 204
    assert talk.stored(url) == DATA


@pytest.mark.parametrize("media_type", [None, "text/plain", "application/octet-stream"])
def test_bytes_of_another_media_type_are_415(talk, media_type):
    assert talk.post({"Upload-Length": "5", "Content-Type": media_type}, b"hello").status == 415


def test_more_bytes_than_the_length_are_413(talk):
    assert talk.post({"Upload-Length": "4", **tus_talk.TYPE}, b"hello").status == 413


# --- creation-defer-length ---

def deferred(talk):
    return talk.create({"Upload-Defer-Length": "1"})


def test_head_says_that_the_length_is_deferred_until_it_is_known(talk):
    url = deferred(talk)
    assert talk.patch(url, DATA[:1000]).status == 204
    head = talk.head(url)
    assert head.headers["Upload-Defer-Length"] == "1"
    assert head.headers["Upload-Offset"] == "1000"
    assert "Upload-Length" not in head.headers
    assert talk.document(url, "uploading")["size"] is None
    assert talk.patch(url, DATA[1000:2000], 1000, {"Upload-Length": "100000"}).status == 204
    head = talk.head(url)
    assert head.headers["Upload-Length"] == "100000"
    assert "Upload-Defer-Length" not in head.headers
    waiting.until(lambda: talk.document(url, "uploading")["size"] == 100_000, "the news of it")
    assert talk.patch(url, DATA[2000:], 2000).status == 204
    assert files.digest_of(talk.document(url, "done")) == files.sha256(DATA)


def test_a_known_length_is_not_said_to_be_deferred(talk):
    assert "Upload-Defer-Length" not in talk.head(talk.sized(10)).headers


def test_the_length_may_come_after_the_last_byte(talk):
    url = deferred(talk)
    assert talk.patch(url, DATA).status == 204
    assert talk.patch(url, b"", len(DATA), {"Upload-Length": str(len(DATA))}).status == 204
    assert files.digest_of(talk.document(url, "done")) == files.sha256(DATA)


def test_a_length_once_set_is_immutable(talk):
    url = deferred(talk)
    assert talk.patch(url, b"0123", 0, {"Upload-Length": "10"}).status == 204
    assert talk.patch(url, b"4567", 4, {"Upload-Length": "11"}).status == 400
    assert talk.head(url).headers["Upload-Length"] == "10"
    assert talk.offset(url) == 4
    assert talk.patch(url, b"4567", 4, {"Upload-Length": "10"}).status == 204  # said again
    fixed = talk.sized(10)
    assert talk.patch(fixed, b"0123", 0, {"Upload-Length": "4"}).status == 400
    assert talk.offset(fixed) == 0


def test_a_length_below_what_is_stored_is_400(talk):
    url = deferred(talk)
    assert talk.patch(url, b"0123456789").status == 204
    assert talk.patch(url, b"", 10, {"Upload-Length": "9"}).status == 400
    assert talk.head(url).headers["Upload-Defer-Length"] == "1"


def test_bytes_beyond_the_length_that_comes_with_them_are_413(talk):
    url = deferred(talk)
    assert talk.patch(url, b"0123456789", 0, {"Upload-Length": "9"}).status == 413
    assert talk.offset(url) == 0


def test_a_deferred_length_over_the_maximum_is_413(bounded):
    url = deferred(bounded)
    assert bounded.patch(url, b"0123", 0, {"Upload-Length": "1001"}).status == 413
    assert bounded.head(url).headers["Upload-Defer-Length"] == "1"
    assert bounded.patch(url, DATA[:1001]).status == 413
    assert bounded.offset(url) == 0
    assert bounded.patch(url, DATA[:1000]).status == 204


def test_a_deferred_length_outlives_the_server(own_site):
    talk = tus_talk.Talk(own_site)
    url = deferred(talk)
    assert talk.patch(url, b"0123", 0, {"Upload-Length": "10"}).status == 204
    own_site.kill("upload")
    own_site.start_component("upload")
    assert talk.head(url).headers["Upload-Length"] == "10"


def test_bytes_may_come_with_a_deferred_length(talk):
    answer = talk.post({"Upload-Defer-Length": "1", **tus_talk.TYPE}, DATA[:100])
    assert answer.status == 201
    assert answer.headers["Upload-Offset"] == "100"
    assert talk.head(answer.headers["Location"]).headers["Upload-Defer-Length"] == "1"
