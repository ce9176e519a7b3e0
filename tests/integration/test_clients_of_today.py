# SPDX-License-Identifier: MIT
"""What clients send today gets in."""

import base64
import json
import shutil

import pytest
import requests

import conftest
import fcgi
import files
import filepond
import forms
import stack
import tus
import tus_talk
import uploaders


# --- raw bodies ---

DATA = files.real_bytes(30_000)


def post(site, target="", data=DATA, **headers):
    return uploaders.ask(site, "POST", target, data, **headers)


def is_stored(site, answer, name):
    assert answer.status_code == 201, answer.text
    described = answer.json()
    assert described["success"] is True and described["name"] == name
    assert described["url"] == answer.headers["Location"]
    document = site.wait_state(described["id"], "done", "failed")
    assert files.digest_of(document) == files.sha256(DATA)
    return described


@pytest.mark.parametrize("sent", [
    {"Accept": "application/json, text/plain, */*", # axios in a page, which gives every body a type
     "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Mode": "cors",
     "Origin": "http://127.0.0.1"},
    {"Accept": "*/*", "Content-Type": "application/x-www-form-urlencoded"}, # curl, wget
    {"Content-Type": "application/octet-stream"}, # Plupload with multipart: false
    {"Content-Type": "text/plain", "Sec-Fetch-Mode": "cors"}, # Uppy with formData: false
    {"Accept": "application/json", "Cache-Control": "no-cache",
     "X-Requested-With": "XMLHttpRequest"}]) # Dropzone with binaryBody
def test_a_post_of_a_file_is_taken_as_put_is(site, sent):
    described = is_stored(site, post(site, **sent), None)
    kind = sent.get("Content-Type")
    assert described["type"] == (None if kind and "urlencoded" in kind else kind)


@pytest.mark.parametrize("target, disposition, name", [
    ("", 'attachment; filename="a.bin"', "a.bin"),
    ("", "attachment; filename*=UTF-8''na%C3%AFve", "na\u00efve"),
    ("", 'attachment; filename="na%C3%AFve%20file.bin"', "na\u00efve file.bin"), # jQuery File Upload
    ("a%20b.bin", None, "a b.bin"),
    ("b.bin", 'attachment; filename="a.bin"', "a.bin"),
    ("?name=a+b.bin", None, "a b.bin"), # Plupload
    ("?name=b.bin", 'attachment; filename="a.bin"', "a.bin"),
    ("?qquuid=1&qqfilename=a.bin", None, "a.bin"), # Fine Uploader
    ("f" * 32, None, "f" * 32),
    ("", "attachment", None), ("", None, None)])
def test_its_name_is_that_of_the_disposition_the_path_or_the_query(site, target, disposition, name):
    headers = {"Content-Disposition": disposition} if disposition else {}
    is_stored(site, post(site, target, **headers), name)


def test_put_is_named_by_its_disposition_too(site):
    is_stored(site, uploaders.ask(site, "PUT", "b", DATA,
                                  Content_Disposition='attachment; filename="a"'), "a")


def test_a_file_without_a_length_is_posted(site):
    answer = fcgi.ask(site.sockets / "upload.sock", "POST", "/uploads", DATA,
                      HTTP_TRANSFER_ENCODING="chunked")
    assert answer.status == 201
    document = site.wait_state(json.loads(answer.body)["id"], "done", "failed")
    assert files.digest_of(document) == files.sha256(DATA)


@pytest.mark.parametrize("sent", [
    {"Upload-Length": str(len(DATA))}, {"Upload-Metadata": "filename YQ=="},
    {"Content-Type": "application/offset+octet-stream"}, {"Upload-Checksum": "md5 x"},
    {"Tus-Resumable": "0.2.2"}, {"Upload-Offset": "0"}])
def test_who_speaks_tus_is_answered_in_it(site, sent):
    spool = uploaders.Spool(site)
    answer = post(site, **sent)
    assert (answer.status_code, answer.json()["code"]) == (412, "tus_version")
    spool.stays_empty()


def test_a_post_without_a_body_is_still_one_of_tus(site):
    assert post(site, data=b"").status_code == 412
    assert post(site, "a-name", data=b"").status_code == 405
    assert post(site, "a-name", **tus.VERSION).status_code == 405


def test_the_draft_is_told_apart(site):
    answer = post(site, Upload_Complete="?1")
    assert answer.status_code == 201 and answer.headers["Upload-Complete"] == "?1"
    assert post(site, Upload_Complete="nonsense").status_code == 400


@pytest.mark.parametrize("sent", [
    {"Accept": "text/html,*/*;q=0.8"}, {"Accept": "*/*", "Sec-Fetch-Mode": "navigate"}])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain"])
def test_a_pages_form_that_has_only_the_names_of_files_is_refused(site, sent, kind):
    spool = uploaders.Spool(site)
    assert post(site, data=b"file=holiday.jpg", Content_Type=kind, **sent).status_code == 415
    spool.stays_empty()


def test_other_multipart_bodies_are_no_files(site):
    spool = uploaders.Spool(site)
    answer = post(site, Content_Type="multipart/related; boundary=x")
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    spool.stays_empty()


def test_a_post_to_an_uploads_url_is_405(site):
    url = post(site).headers["Location"]
    assert requests.post(url, data=b"x", timeout=10).status_code == 405


# --- answers ---

FILE = forms.part('name="file"; filename="a"', b"bytes")


def test_a_forms_answer_says_success(site):
    """Fine Uploader takes everything else for a failure."""
    assert forms.post(site, FILE).json()["success"] is True
    assert forms.post(site, uploaders.field("x", "y")).json()["success"] is False


def test_text_is_the_id_alone(site):
    answer = forms.post(site, FILE, accept="text/plain")
    assert answer.status_code == 201 and answer.headers["Content-Type"].startswith("text/plain")
    assert site.wait_state(answer.text, "done")["name"] == "a"
    assert len(forms.post(site, FILE, FILE, accept="text/plain").text.split("\n")) == 2


def test_filepond_gets_the_id_with_its_key_without_asking(site):
    """It sends it again, to remove the file or to show it."""
    said = uploaders.field("filepond", "{}")
    sent = forms.part('name="filepond"; filename="a"', b"bytes")
    answer = forms.post(site, said, sent, accept="*/*")
    assert site.wait_state(filepond.id_of(answer.text), "done")["name"] == "a"
    assert forms.post(site, said, sent, accept="text/plain").text.count(".") == 1
    assert forms.post(site, said, sent).json()["success"] is True
    assert forms.post(site, FILE, accept="*/*").json()["success"] is True


def test_415_names_the_type_that_patch_takes(site, talk):
    """RFC 5789 section 2.2."""
    url = talk.sized(5)
    answer = talk.patch(url, b"hello", 0, {"Content-Type": "text/plain"})
    assert (answer.status, answer.headers["Accept-Patch"]) == (415, tus_talk.TYPE["Content-Type"])
    answer = requests.patch(url, data=b"hello", timeout=10, headers={
        "Upload-Complete": "?1", "Upload-Offset": "0", "Upload-Draft-Interop-Version": "8"})
    assert (answer.status_code, answer.headers["Accept-Patch"]) == (415, "application/partial-upload")


@pytest.fixture(name="waits", scope="module")
def make_waits():
    """A site whose stage waits for a report."""
    made = stack.Stack()
    for started in conftest.running(made):
        made.configure("\n[stage outside]\nkind = external\n", stages="outside")
        yield started


def test_get_says_when_to_come_back_while_stages_run(waits):
    made = post(waits).json()
    waits.wait_state(made["id"], "processing")
    answer = requests.get(made["url"], timeout=10)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_finished")
    assert int(answer.headers["Retry-After"]) > 0
    begun = tus.Upload.create(f"{waits.url}/uploads/", 5)
    answer = requests.get(begun.url, timeout=10)
    assert answer.status_code == 409 and "Retry-After" not in answer.headers


@pytest.mark.parametrize("sent, name", [
    ("na%C3%AFve.txt", "na\u00efve.txt"), ("100%25.txt", "100%25.txt"),
    ("a%20b.txt", "a%20b.txt"), ("na%c3%afve.txt", "na%c3%afve.txt"), ("na%C3.txt", "na%C3.txt")])
def test_a_name_that_aiohttp_encoded_is_decoded(site, sent, name):
    [upload] = forms.post(site, forms.part(f'name="f"; filename="{sent}"', b"x")).json()["uploads"]
    assert upload["name"] == name


@pytest.mark.parametrize("path", ["/uploads", "/uploads/"])
def test_the_collection_has_two_spellings(site, path):
    body = forms.body(FILE)
    answer = fcgi.ask(site.sockets / "upload.sock", "POST", path, body, CONTENT_LENGTH=str(len(body)),
                      CONTENT_TYPE=f"multipart/form-data; boundary={forms.BOUNDARY}")
    assert answer.status == 201
    answer = fcgi.ask(site.sockets / "upload.sock", "POST", path, CONTENT_LENGTH="0",
                      HTTP_TUS_RESUMABLE="1.0.0", HTTP_UPLOAD_LENGTH="5")
    assert answer.status == 201 and "/uploads/" in answer.headers["location"]


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
# In test_put_back.py.
