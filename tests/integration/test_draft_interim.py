# SPDX-License-Identifier: MIT
"""The IETF draft: interim answers, and what older interop versions say differently."""

import json
import time

import pytest

import draft
import stack
import waiting
from draft import PARTIAL, Upload, ask, fields

HELLO = b"hello world"


def stored(site, upload):
    return site.data_file(upload.id).read_bytes()


def create(base, body=b"", **headers):
    """The answer to a creation."""
    return ask(base, "POST", "/uploads/", fields(**headers), body)


# --- 104 ---

def test_creation_is_told_by_104_with_location_limits_and_version(site):
    answer = create(site.url, HELLO, complete=True)
    first = answer.interim[0]
    assert first.status == 104
    assert first.headers["location"] == answer.headers["location"]
    assert first.limits["max-age"] > 0
    assert first.headers["upload-draft-interop-version"] == draft.VERSION


def test_progress_is_told_by_104_with_offset_and_no_location(site):
    upload = Upload.create(site.url)
    half = len(HELLO) // 2
    with upload.begin(len(HELLO) + 1000, 0) as connection:
        connection.send(HELLO[:half])
        site.wait_stored(upload.id, half)
        told = first_interim(connection)
        assert told.status == 104
        assert told.offset > half
        assert "location" not in told.headers


def first_interim(connection):
    """Sends a byte at a time until an interim answer comes."""
    connection.socket.setblocking(False)

    def trickle():
        connection.send(b".")
        try:
            return bool(connection.socket.recv(1, draft.socket.MSG_PEEK))
        except BlockingIOError:
            return False
    waiting.until(trickle, "an interim answer comes")
    connection.socket.setblocking(True)
    return connection.read_head()


def test_104_tells_the_offset_about_once_a_second(site):
    upload = Upload.create(site.url)
    begun = time.monotonic()
    answer = upload.append(bytes(8 << 20), 0, True)
    assert answer.complete
    assert len(answer.interim) <= 2 + int(time.monotonic() - begun)


@pytest.mark.parametrize("version", [None, "2", "9", "eight"])
def test_no_104_where_the_version_does_not_match(site, version):
    assert create(site.url, HELLO, version=version, complete=True).interim == []


def test_no_104_where_the_front_end_does_not_relay_it():
    silent = stack.Stack(interim_responses="no")
    try:
        silent.start()
        assert create(silent.url, HELLO, complete=True).interim == []
    finally:
        silent.stop()


# --- other versions ---

def test_version_3_speaks_of_upload_incomplete(site):
    answer = ask(site.url, "POST", "/uploads/", {"Upload-Draft-Interop-Version": "3",
                                             "Upload-Incomplete": "?1"}, HELLO)
    assert (answer.status, answer.headers["upload-incomplete"]) == (201, "?1")
    assert answer.interim[0].headers["location"] == answer.headers["location"]
    upload = Upload(site.url, answer)
    assert upload.state("3").headers["upload-incomplete"] == "?1"
    answer = ask(site.url, "PATCH", upload.path, {"Upload-Draft-Interop-Version": "3",
                                              "Upload-Incomplete": "?0", "Upload-Offset": "11"},
                 HELLO)
    assert (answer.status, answer.headers["upload-incomplete"]) == (201, "?0")
    assert stored(site, upload) == HELLO + HELLO
    assert upload.state("3").headers["upload-incomplete"] == "?0"


@pytest.mark.parametrize("version, kind", [("5", None), ("6", PARTIAL), ("7", PARTIAL)])
def test_older_versions_differ_in_the_media_type(site, version, kind):
    upload = Upload.create(site.url, HELLO, False, version)
    assert upload.created.interim[0].headers["upload-draft-interop-version"] == version
    answer = upload.append(HELLO, 11, True, version, Content_Type=kind)
    assert (answer.status, answer.complete, answer.offset) == (201, True, 22)
    assert stored(site, upload) == HELLO + HELLO


def test_version_6_needs_the_media_type(site):
    upload = Upload.create(site.url, HELLO, False, "6")
    assert upload.append(HELLO, 11, True, "6", Content_Type=None).status == 415


def test_the_capabilities_tell_the_versions(site):
    answer = ask(site.url, "GET", "/uploads/", {"Accept": "application/json"})
    told = json.loads(answer.text)["protocols"]["resumable-upload"]
    assert told == {"interop_versions": [3, 4, 5, 6, 7, 8]}


def test_an_append_is_known_by_its_media_type(site):
    upload = Upload.create(site.url)
    assert upload.append(HELLO, 0, None, version=None).status == 400
    assert upload.append(HELLO, 0, True, version=None).status == 201
