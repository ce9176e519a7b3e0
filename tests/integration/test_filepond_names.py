# SPDX-License-Identifier: MIT
"""FilePond tells a file's name with the first chunk: what concerns names is decided then, before a byte is stored."""

import json

import pytest
import requests

import conftest
import filepond
import fcgi
import stack
import tus
import uploaders

SIZE = 10


@pytest.fixture
def strict(request, tmp_path):
    """A site with the settings of the test; its programs of pre_create note what they are asked."""
    for name, result in (("allow", 0), ("refuse", 1)):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\ncat >>{tmp_path}/asked\necho 'not today'\nexit {result}\n")
        program.chmod(0o755)
    given = {name: value.replace("@", str(tmp_path)) for name, value in request.param.items()}
    yield from conftest.running(stack.Stack(stages="", empty_uploads_per_client=0, **given))


def settings(**given):
    return pytest.mark.parametrize("strict", [given], indirect=True,
                                   ids=[" ".join(f"{k}={v}" for k, v in given.items())])


def first(site, server_id, name, size=SIZE):
    return filepond.patch(site, server_id, b"0123456789", 0, size, name)


def is_refused_for_good(site, server_id, name, words):
    answer = first(site, server_id, name)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["Content-Type"].startswith("text/plain") and words in answer.text
    document = site.wait_state(filepond.id_of(server_id), "failed")
    assert (document["received"], site.stored(filepond.id_of(server_id))) == (0, 0)
    # It repeats the chunk; the reason stays.
    again = first(site, server_id, "allowed.png")
    assert again.status_code == 410 and "not accepted" in again.text
    assert filepond.get(site, "patch", server_id, "HEAD").status_code == 410
    return document


@settings(deny_extensions="exe, php")
def test_a_name_that_is_denied_ends_the_upload(strict):
    server_id = filepond.begun(strict, SIZE)
    document = is_refused_for_good(strict, server_id, "virus.EXE", "extension")
    assert document["error"]["code"] == "type_refused"


@settings(allow_extensions="png, jpg")
@pytest.mark.parametrize("name", ["a.exe", "a", None, "", "a.png.exe"])
def test_a_name_that_is_not_allowed_ends_the_upload(strict, name):
    server_id = filepond.begun(strict, SIZE)
    is_refused_for_good(strict, server_id, name, "extension")


@settings(allow_extensions="png, jpg")
def test_a_name_that_is_allowed_passes(strict):
    server_id = filepond.begun(strict, SIZE)
    assert first(strict, server_id, "ä.png").status_code == 204
    assert strict.wait_state(filepond.id_of(server_id), "done")["name"] == "ä.png"


@settings(allow_extensions="png, jpg")
def test_no_other_protocol_completes_it_without_a_name(strict):
    server_id = filepond.begun(strict, SIZE)
    upload = tus.Upload(f"{strict.url}/uploads/{server_id}")
    assert upload.patch(b"0123456789").status == 204
    draft = requests.patch(upload.url, timeout=10, data=b"", headers={
        "Content-Type": "application/partial-upload", "Upload-Draft-Interop-Version": "8",
        "Upload-Offset": "10", "Upload-Complete": "?1"})
    assert draft.status_code >= 400
    assert upload.offset() == SIZE
    info = strict.data_file(upload.id).with_name("info.json").read_text("utf-8")
    assert json.loads(info)["complete"] is False
    answer = first(strict, server_id, "a.exe")
    assert answer.status_code == 415
    assert strict.wait_state(upload.id, "failed", "done")["state"] == "failed"


@settings(deny_extensions="exe")
def test_the_name_is_checked_before_the_bytes_come(strict):
    """The upload fails while its sender has only begun the chunk. The answer follows the body."""
    server_id = filepond.begun(strict, SIZE)
    with fcgi.Talk(strict.sockets / "upload.sock") as talk:
        talk.begin("PATCH", f"/uploads/?patch={server_id}", CONTENT_LENGTH="10",
                   HTTP_UPLOAD_OFFSET="0", HTTP_UPLOAD_LENGTH="10", HTTP_UPLOAD_NAME="a.exe")
        strict.wait_state(filepond.id_of(server_id), "failed")
        assert talk.send(b"0123456789").end().answer().status == 415
    assert strict.stored(filepond.id_of(server_id)) == 0


@settings(pre_create="@/allow")
def test_the_site_s_program_is_asked_once_and_knows_the_name(strict, tmp_path):
    server_id = filepond.begun(strict, SIZE, '{"album":"1"}')
    assert not (tmp_path / "asked").exists()
    for _ in range(2):
        assert first(strict, server_id, "a.png").status_code == 204
    strict.wait_state(filepond.id_of(server_id), "done")
    [line] = (tmp_path / "asked").read_text().splitlines()
    asked = json.loads(line)
    assert (asked["name"], asked["size"]) == ("a.png", SIZE)
    assert "album" in json.dumps(asked["metadata"])


@settings(pre_create="@/refuse")
def test_what_the_site_s_program_refuses_ends_the_upload(strict):
    server_id = filepond.begun(strict, SIZE)
    is_refused_for_good(strict, server_id, "a.png", "not today")


@settings(max_size="9")
def test_a_size_that_is_refused_begins_nothing(strict):
    spool = uploaders.Spool(strict)
    answer = filepond.begin(strict, SIZE)
    assert answer.status_code == 413
    assert answer.headers["Content-Type"].startswith("text/plain")
    spool.stays_empty()
