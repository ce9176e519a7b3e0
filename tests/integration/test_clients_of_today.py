# SPDX-License-Identifier: MIT
"""What clients send today gets in."""

import base64
import json
import shutil

import pytest
import requests

import tus_talk


# --- raw bodies ---


# --- answers ---


# --- checksums and lengths ---

@pytest.mark.parametrize("field", [
    "sha1 XrY7u+Ae7tCTyyK7j1rNww==", "crc32 DUoRhQ0=", "sha256 Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
    "md5 " + base64.b64encode(b"x" * 65).decode()])
def test_a_checksum_of_another_length_is_a_mismatch(talk, field):
    url = talk.sized(11)
    answer = talk.patch(url, b"hello world", 0, {"Upload-Checksum": field})
    assert (answer.status, json.loads(answer.text)["code"]) == (460, "checksum_mismatch")
    assert talk.offset(url) == 0 and talk.stored(url) == b""
    along = talk.post({"Upload-Length": "11", "Upload-Checksum": field, **tus_talk.TYPE},
                      b"hello world")
    assert along.status == 460
    assert talk.patch(url, b"hello world").status == 204


def longer_than_the_disk(site):
    return shutil.disk_usage(site.spool).total + 1


def test_a_length_beyond_the_whole_file_system_is_too_large(site, talk):
    for length in (longer_than_the_disk(site), 1 << 62, 1 << 63, 10 ** 30):
        answer = talk.post({"Upload-Length": str(length)})
        assert (answer.status, json.loads(answer.text)["code"]) == (413, "too_large"), length
    assert talk.post({"Upload-Length": "1" * 30 + "x"}).status == 400


def test_a_deferred_length_beyond_the_whole_file_system_is_too_large(site, talk):
    url = talk.create({"Upload-Defer-Length": "1"})
    for length in (longer_than_the_disk(site), 10 ** 30):
        assert talk.patch(url, b"x", 0, {"Upload-Length": str(length)}).status == 413
    assert talk.offset(url) == 0


def test_the_draft_refuses_a_length_beyond_the_whole_file_system(site):
    answer = requests.post(f"{site.url}/uploads/", timeout=10, headers={
        "Upload-Complete": "?0", "Upload-Length": str(10 ** 15 - 1)})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")



# --- the worker puts back ---
