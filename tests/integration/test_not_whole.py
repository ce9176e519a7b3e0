# SPDX-License-Identifier: MIT
"""Nothing that is not whole passes for whole, where no chunks of uploaders are joined."""

import urllib.parse

import pytest
import requests

import conftest
import fcgi
import files
import forms
import stack
import tus
import uploaders
from uploaders import Spool, ask

DATA = files.real_bytes(5000)
STEP = 2000
PARTS = [DATA[at:at + STEP] for at in range(0, len(DATA), STEP)]


@pytest.fixture(name="site", scope="module")
def make_site():
    yield from conftest.running(stack.Stack(uploaders="", empty_uploads_per_client=0))


def query(values):
    return "?" + urllib.parse.urlencode(values)


def numbers(client, index, count=len(PARTS)):
    return client(index, count, len(DATA), STEP)


def is_refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


# --- Resumable.js and Flow.js ---

@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/uploads/", "/uploads"])
@pytest.mark.parametrize("client", [uploaders.resumable, uploaders.flow, uploaders.simple])
def test_a_client_that_asks_for_a_chunk_is_told_that_it_is_not_there(site, client, path, method):
    """200 means to it that it need not send the chunk."""
    for index in range(len(PARTS)):
        target = path + query(numbers(client, index))
        answer = fcgi.ask(site.sockets / "upload.sock", method, target)
        assert (answer.status, answer.body) == (204, b"")


def test_it_is_told_so_behind_the_web_server_too(site):
    answer = ask(site, "GET", query(numbers(uploaders.resumable, 0)))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (204, "no-store")


def test_everybody_else_gets_the_capabilities(site):
    for target in ("", "?resumable=1", "?file=a", "?chunk=1", "?name=flow"):
        assert ask(site, "GET", target).json()["name"] == "loadline"


# --- chunks of uploaders ---

@pytest.mark.parametrize("client", uploaders.ALL)
def test_a_chunk_is_refused_before_a_byte_is_stored(site, client):
    spool = Spool(site)
    for index, data in enumerate(PARTS):
        answer = forms.post(site, *uploaders.chunk(numbers(client, index), data), accept="*/*")
        is_refused(answer, 415, "chunks_unsupported")
    spool.stays_empty()


@pytest.mark.parametrize("client", uploaders.ALL)
def test_a_chunk_whose_fields_are_in_the_query_is_refused(site, client):
    spool = Spool(site)
    target = query(numbers(client, 0))
    is_refused(forms.post(site, forms.part(uploaders.FILE, PARTS[0]), target=target), 415,
               "chunks_unsupported")
    for method, name in (("POST", ""), ("PUT", "a-name"), ("POST", "a-name")):
        is_refused(ask(site, method, name + target, PARTS[0],
                       Content_Type="application/octet-stream"), 415, "chunks_unsupported")
    spool.stays_empty()


@pytest.mark.parametrize("client", uploaders.ALL)
def test_a_chunk_that_says_so_after_its_bytes_is_never_done(site, client):
    spool = Spool(site)
    answer = forms.post(site, *uploaders.chunk(numbers(client, 1), PARTS[1], after=True))
    is_refused(answer, 415, "chunks_unsupported")
    [document] = spool.ends_as("done", "failed")
    assert document["state"] == "failed"
    assert document["error"]["code"] == "chunks_unsupported"


def test_files_before_such_a_chunk_are_taken_back(site):
    spool = Spool(site)
    whole = forms.part('name="file"; filename="first"', DATA)
    answer = forms.post(site, whole, *uploaders.chunk(numbers(uploaders.dropzone, 1), PARTS[1],
                                                      after=True))
    is_refused(answer, 415, "chunks_unsupported")
    assert [one["error"]["code"] for one in spool.ends_as("failed")] == ["chunks_unsupported"]


@pytest.mark.parametrize("client", uploaders.ALL)
def test_a_form_with_a_chunk_and_no_file_is_refused(site, client):
    is_refused(forms.post(site, *uploaders.fields(numbers(client, 1))), 415, "chunks_unsupported")


@pytest.mark.parametrize("client", uploaders.ALL)
def test_a_whole_file_in_one_part_is_taken(site, client):
    said = client(0, 1, len(DATA), len(DATA))
    for answer in (forms.post(site, *uploaders.chunk(said, DATA)),
                   forms.post(site, *uploaders.chunk(said, DATA, after=True)),
                   forms.post(site, forms.part(uploaders.FILE, DATA), target=query(said))):
        assert answer.status_code == 201, answer.text
        [upload] = answer.json()["uploads"]
        document = site.wait_state(upload["id"], "done", "failed")
        assert files.digest_of(document) == files.sha256(DATA)


def test_a_file_shorter_than_it_says_is_not_whole(site):
    """Plupload's other way has no number of parts: only the size tells."""
    said = uploaders.plupload_offset(0, 3, len(DATA), STEP)
    for parts in (uploaders.chunk(said, PARTS[0]),
                  uploaders.chunk(said | {"note": "x" * len(DATA)}, PARTS[0]),
                  uploaders.chunk(said, PARTS[0], after=True)):
        spool = Spool(site)
        is_refused(forms.post(site, *parts), 415, "chunks_unsupported")
        assert all(one["state"] == "failed" for one in spool.ends_as("done", "failed"))


def test_fine_uploader_sends_small_files_whole(site):
    said = {"qquuid": "1", "qqfilename": "a file", "qqtotalfilesize": len(DATA)}
    answer = forms.post(site, *uploaders.chunk(said, DATA, disposition='name="qqfile"; filename="a"'))
    assert answer.status_code == 201 and answer.json()["success"] is True


@pytest.mark.parametrize("filename, name", [("blob", "a file"), ("b", "b")])
def test_only_part_of_fine_uploader_is_named_by_its_field(site, filename, name):
    said = {"qqpartindex": 0, "qqtotalparts": 1, "qqfilename": "a file"}
    part = f'name="qqfile"; filename="{filename}"'
    answer = forms.post(site, *uploaders.chunk(said, DATA, disposition=part))
    assert answer.status_code == 201
    assert answer.json()["uploads"][0]["name"] == name


def test_other_forms_may_have_such_words(site):
    said = {"chunk": "of bacon", "chunks": "2", "offset": "3", "total": "99.50", "patch": "1"}
    assert forms.post(site, *uploaders.chunk(said, DATA)).status_code == 201


def test_each_client_shows_its_user_why(site):
    """What is shown: facts of each client's own source."""
    def refused(client):
        answer = forms.post(site, *uploaders.chunk(numbers(client, 0), PARTS[0]), accept="*/*")
        return answer.headers["Content-Type"], answer.json()
    kind, dropzone = refused(uploaders.dropzone)
    assert "application/json" in kind and "Dropzone" in dropzone["error"]
    assert "chunking" in dropzone["error"]
    _, fine = refused(uploaders.fine)
    assert fine["success"] is False and fine["preventRetry"] is True
    assert "Fine Uploader" in fine["error"]
    for client, name in ((uploaders.plupload, "Plupload"), (uploaders.flow, "Flow.js"),
                         (uploaders.resumable, "Resumable.js")):
        kind, problem = refused(client)
        assert kind == "application/problem+json" and name in problem["detail"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("word", ["load", "restore", "fetch"])
def test_filepond_is_given_nothing_in_place_of_a_file(site, method, word):
    """It takes the body of any answer of success for the file."""
    assert ask(site, method, f"?{word}={'0' * 32}").status_code == 404


def test_patch_of_the_collection_is_405(site):
    answer = ask(site, "PATCH", "", b"x")
    assert answer.status_code == 405 and "PATCH" not in answer.headers["Allow"]


def test_tus_may_have_such_a_query(site):
    answer = requests.post(f"{site.url}/uploads/?chunk=1&chunks=3&patch=1", timeout=10,
                           headers={**tus.VERSION, "Upload-Length": "10"})
    assert answer.status_code == 201


# --- Content-Range ---

RANGES = ["bytes 500-4999/5000", "bytes 0-499/5000", "bytes 0-4999/*", "bytes 0-*/5000", "nonsense"]


@pytest.mark.parametrize("value", RANGES + ["bytes 0-4999/5000"])
def test_a_put_with_content_range_is_400(site, value):
    """RFC 9110 section 14.4; curl -C 500 -T sends it."""
    spool = Spool(site)
    is_refused(ask(site, "PUT", "f", DATA, Content_Range=value), 400, "part_refused")
    spool.stays_empty()


@pytest.mark.parametrize("value", RANGES)
@pytest.mark.parametrize("name", ["Content-Range", "X-Content-Range"])
def test_a_post_with_content_range_is_400(site, name, value):
    """jQuery File Upload sends it with forms and without."""
    spool = Spool(site)
    is_refused(forms.post(site, forms.part(uploaders.FILE, PARTS[0]), **{name: value}), 400,
               "part_refused")
    is_refused(ask(site, "POST", "", PARTS[0], **{name: value}), 400, "part_refused")
    is_refused(ask(site, "POST", "", PARTS[0], **{name: value, "Upload-Complete": "?1"}), 400,
               "part_refused")
    spool.stays_empty()


def test_a_range_of_all_bytes_is_a_whole_file(site):
    said = {"Content-Range": f"bytes 0-{len(DATA) - 1}/{len(DATA)}"}
    assert forms.post(site, forms.part(uploaders.FILE, DATA), **said).status_code == 201
    assert ask(site, "POST", "", DATA, **said).status_code == 201
    spool = Spool(site)
    is_refused(forms.post(site, forms.part(uploaders.FILE, PARTS[0]), **said), 400, "part_refused")
    is_refused(forms.post(site, uploaders.field("x", "y" * len(DATA)),
                          forms.part(uploaders.FILE, PARTS[0]), **said), 400, "part_refused")
    assert all(one["state"] == "failed" for one in spool.ends_as("done", "failed"))


def test_a_patch_with_content_range_changes_nothing(site):
    for value in RANGES:
        upload = tus.Upload.create(f"{site.url}/uploads/", len(DATA))
        answer = requests.patch(upload.url, data=PARTS[0], timeout=10, headers={
            **tus.VERSION, "Upload-Offset": "0", "Content-Range": value,
            "Content-Type": "application/offset+octet-stream"})
        is_refused(answer, 400, "part_refused")
        assert upload.offset() == 0


@pytest.mark.parametrize("line, status, code", [
    ("Content-Range: bytes 0-1999/5000", 400, "part_refused"),
    ("Content-Type: multipart/byteranges; boundary=x", 400, "part_refused"),
    ("Content-Encoding: gzip", 415, "coding_unsupported"),
    ("Content-Encoding: identity", 201, None)])
def test_the_fields_of_a_part_count_too(site, line, status, code):
    spool = Spool(site)
    answer = forms.post(site, forms.part(f"{uploaders.FILE}\r\n{line}", PARTS[0]))
    assert (answer.status_code, answer.json().get("code")) == (status, code)
    assert len(spool.new()) == (status == 201)


@pytest.mark.parametrize("headers", [
    {"Upload-Offset": "500"}, {"Upload-Offset": "0"}, {"Upload-Concat": "partial"},
    {"Upload-Defer-Length": "1"}, {"Upload-Length": "99999"},
    {"Content-Type": "application/offset+octet-stream"},
    {"Content-Type": "multipart/byteranges; boundary=x"}, {"Tus-Resumable": "1.0.0",
                                                           "Upload-Offset": "500"}])
def test_a_put_that_says_otherwise_that_it_is_a_part_is_400(site, headers):
    spool = Spool(site)
    is_refused(ask(site, "PUT", "f", DATA, **headers), 400, "part_refused")
    spool.stays_empty()


@pytest.mark.parametrize("headers", [{"Upload-Offset": "500"}, {"Upload-Concat": "partial"}])
def test_a_named_form_of_tus_that_says_that_it_is_a_part_is_400(site, headers):
    spool = Spool(site)
    is_refused(forms.post(site, forms.part(uploaders.FILE, DATA), target="0" * 32,
                          **tus.VERSION, **headers), 400, "part_refused")
    spool.stays_empty()


@pytest.mark.parametrize("headers", [
    {"Upload-Complete": "?0"}, {"Upload-Incomplete": "?1"}, {"Upload-Offset": "500"},
    {"Upload-Complete": "?1", "Upload-Offset": "500"}])
def test_a_form_that_says_otherwise_that_it_is_a_part_is_400(site, headers):
    spool = Spool(site)
    is_refused(forms.post(site, forms.part(uploaders.FILE, DATA), **headers), 400, "part_refused")
    spool.stays_empty()


@pytest.mark.parametrize("headers", [
    {"Upload-Complete": "?1"}, {"Upload-Complete": "?0"}, {"Upload-Incomplete": "?0"},
    {**tus.VERSION, "Upload-Length": str(len(DATA)),
     "Content-Type": "application/offset+octet-stream"}])
def test_a_new_upload_begins_at_offset_0(site, headers):
    spool = Spool(site)
    is_refused(ask(site, "POST", "", DATA, **{**headers, "Upload-Offset": "500"}), 400,
               "part_refused")
    spool.stays_empty()
    assert ask(site, "POST", "", DATA, **{**headers, "Upload-Offset": "0"}).status_code == 201


def test_a_form_of_the_drafts_that_is_complete_is_taken(site):
    """URLSession says it of every upload."""
    assert forms.post(site, forms.part(uploaders.FILE, DATA), **{
        "Upload-Complete": "?1", "Upload-Draft-Interop-Version": "6"}).status_code == 201


def test_a_form_is_not_stored_by_put(site):
    spool = Spool(site)
    body = forms.body(forms.part(uploaders.FILE, DATA))
    answer = ask(site, "PUT", "f", body,
                 Content_Type=f"multipart/form-data; boundary={forms.BOUNDARY}")
    is_refused(answer, 415, "unsupported_media_type")
    spool.stays_empty()


# --- codings ---

CODINGS = ["gzip", "br", "identity, gzip", "aws-chunked", "UTF-8"]


@pytest.mark.parametrize("coding", CODINGS)
def test_content_with_a_coding_is_not_stored_as_the_file(site, coding):
    """RFC 9110 sections 8.4, 12.5.3 and 15.5.16."""
    spool = Spool(site)
    for answer in (ask(site, "PUT", "f", DATA, Content_Encoding=coding),
                   ask(site, "POST", "", DATA, Content_Encoding=coding),
                   ask(site, "POST", "", DATA, Content_Encoding=coding, Upload_Complete="?1"),
                   forms.post(site, forms.part(uploaders.FILE, DATA),
                              **{"Content-Encoding": coding})):
        is_refused(answer, 415, "coding_unsupported")
        assert answer.headers["Accept-Encoding"] == "identity"
    spool.stays_empty()


def test_a_patch_with_a_coding_changes_nothing(site):
    upload = tus.Upload.create(f"{site.url}/uploads/", len(DATA))
    answer = requests.patch(upload.url, data=PARTS[0], timeout=10, headers={
        **tus.VERSION, "Upload-Offset": "0", "Content-Encoding": "gzip",
        "Content-Type": "application/offset+octet-stream"})
    is_refused(answer, 415, "coding_unsupported")
    assert upload.offset() == 0


def test_a_transfer_coding_that_is_left_on_is_refused(site):
    """Front ends take chunked off; what else is still named is still on."""
    answer = fcgi.ask(site.sockets / "upload.sock", "PUT", "/uploads/f", DATA,
                      HTTP_TRANSFER_ENCODING="gzip, chunked")
    assert answer.status == 415 and b"coding_unsupported" in answer.body


def test_identity_is_no_coding(site):
    for coding in ("identity", "", "identity, identity"):
        assert ask(site, "PUT", "f", DATA, Content_Encoding=coding).status_code == 201
