# SPDX-License-Identifier: MIT
"""What clients ask in many ways is answered alike behind every front end."""

import http.client
import io
import json
import subprocess
import urllib.parse

import pytest
import requests

import all_fronts
import files
import tus

MIB = 1 << 20
NOBODY = "0" * 32
JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module", params=all_fronts.KINDS)
def front(request):
    yield from all_fronts.started(request.param)


def ask(front, method, target, body=None, **headers):
    """(status, [(name, value)] as they came, body)."""
    parts = urllib.parse.urlsplit(front.url)
    talk = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    talk.request(method, target, body, {name.replace("_", "-"): value
                                        for name, value in headers.items()})
    answer = talk.getresponse()
    found = answer.status, [(name.lower(), value) for name, value in answer.getheaders()], \
        answer.read()
    talk.close()
    return found


def values(fields, name):
    return [value for found, value in fields if found == name]


# --- with and without the slash ---


@pytest.mark.parametrize("query", ["", "?a=b"])
def test_uploads_are_made_with_and_without_the_slash(front, query):
    for path in ("/uploads/", "/uploads"):
        status, fields, text = ask(front, "POST", path + query, "", Tus_Resumable="1.0.0",
                                   Upload_Length="5")
        assert status == 201, (path, text)
        where = urllib.parse.urlsplit(values(fields, "location")[0]).path
        assert where.startswith("/uploads/")
        assert ask(front, "HEAD", where, Tus_Resumable="1.0.0")[0] == 200


@pytest.mark.parametrize("path", ["/uploads", "/progress"])
@pytest.mark.parametrize("query", ["", f"?ids={NOBODY}"])
def test_the_slash_changes_no_answer(front, path, query):
    with_it, without = (ask(front, "GET", place + query, Accept="application/json")
                        for place in (path + "/", path))
    assert without[0] == with_it[0]
    assert without[2] == with_it[2]


def test_a_path_that_only_begins_alike_is_the_sites_own(front):
    for path in ("/uploads-of-ours", "/progressive"):
        status, fields, _ = ask(front, "GET", path)
        assert status == 404
        assert values(fields, "content-type") != ["application/problem+json"], path


# --- bodies without a length ---


def pieces(data, size=50_000):
    for at in range(0, len(data), size):
        yield data[at:at + size]


def finished(front, upload_id, data):
    front.process()
    document = front.wait_state(upload_id, "done", "failed")
    assert document["state"] == "done", document
    assert files.digest_of(document) == files.sha256(data)


def test_a_patch_in_chunks(front):
    """As tus-java-client, and tus-js-client from a stream, send it."""
    data = files.real_bytes(3 * MIB + 7 if front.live else 250_007)
    upload = tus.Upload.create(f"{front.url}/uploads/", len(data), filename="a.bin")
    at = 0
    step = MIB if front.live else 100_000 # a hoster's limit is 128 KiB
    while at < len(data):
        answer = requests.patch(upload.url, data=pieces(data[at:at + step]), timeout=60, headers={
            **tus.VERSION, "Upload-Offset": str(at),
            "Content-Type": "application/offset+octet-stream"})
        assert answer.status_code == 204, answer.text
        at = int(answer.headers["Upload-Offset"])
    finished(front, upload.id, data)


def test_a_put_from_a_pipe(front):
    """curl -T -, which knows no length."""
    data = files.real_bytes(100_003)
    done = subprocess.run(["curl", "-sS", "--fail-with-body", "-T", "-", "-H",
                           "Accept: application/json", f"{front.url}/uploads/piped.bin"],
                          input=data, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    where = [word for word in done.stdout.decode().split('"') if "/uploads/" in word]
    finished(front, urllib.parse.urlsplit(where[0]).path.split("/")[-1].split(".")[0], data)


def test_a_form_in_chunks(front):
    """fetch() with a stream, Node, and generators in Python send forms so."""
    data = files.real_bytes(100_000)
    body, kind = requests.models.RequestEncodingMixin._encode_files( # pylint: disable=W0212
        {"file": ("a.bin", io.BytesIO(data), "application/octet-stream")}, {})
    answer = requests.post(f"{front.url}/uploads/", data=pieces(body), timeout=60,
                           headers={**JSON, "Content-Type": kind})
    assert answer.status_code == 201, answer.text
    finished(front, answer.json()["uploads"][0]["id"], data)


def test_a_post_with_neither_length_nor_body(front):
    """lighttpd alone wants Content-Length: 0."""
    parts = urllib.parse.urlsplit(front.url)
    talk = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
    talk.putrequest("POST", "/uploads/")
    for name, value in {**tus.VERSION, "Upload-Length": "5"}.items():
        talk.putheader(name, value)
    talk.endheaders()
    assert talk.getresponse().status == (201 if front.empty_post else 411)
    talk.close()


# --- the programs' own fields ---


def uploaded(front, data):
    """The path of a finished upload that is said to be a picture."""
    upload = tus.Upload.create(f"{front.url}/uploads/", len(data), filename="Übung 1.png",
                               filetype="image/png")
    assert upload.patch(data).status == 204
    front.process()
    assert front.wait_state(upload.id, "done", "failed")["state"] == "done"
    return urllib.parse.urlsplit(upload.url).path


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\2\0\0\0"


@pytest.fixture(scope="module")
def picture(front):
    data = (PNG + files.real_bytes(90_000))[:90_001]
    return data, uploaded(front, data)


def assert_once(fields, expected):
    for name, value in expected.items():
        assert values(fields, name) == ([] if value is None else [value]), name


def of_download(data):
    return {"content-security-policy": "sandbox; default-src 'none'",
            "x-content-type-options": "nosniff", "cache-control": "private, no-cache",
            "etag": f'"{files.sha256(data)}"', "accept-ranges": "bytes",
            "content-type": "image/png", "x-sendfile": None, "x-sendfile2": None,
            "x-accel-redirect": None,
            "content-disposition":
                "attachment; filename=\"__bung 1.png\"; filename*=UTF-8''%C3%9Cbung%201.png"}


def test_fields_of_a_download_arrive_once(front, picture):
    data, path = picture
    for method in ("GET", "HEAD"):
        status, fields, body = ask(front, method, path)
        assert status == 200
        assert body == (data if method == "GET" else b"")
        assert_once(fields, {**of_download(data), "content-length": str(len(data))})


def test_fields_of_an_answer_arrive_once(front):
    _, fields, _ = ask(front, "GET", "/uploads/", Accept="application/json")
    assert_once(fields, {"x-content-type-options": "nosniff", "content-security-policy": None})
    _, fields, _ = ask(front, "GET", f"/progress/{NOBODY}", Accept="application/json")
    assert_once(fields, {"x-content-type-options": "nosniff", "cache-control": "no-store",
                         "content-security-policy": None})


def test_fields_of_a_page_arrive_once(front):
    """Of one that says that there is no such upload."""
    _, fields, text = ask(front, "GET", f"/uploads/{NOBODY}.{NOBODY}", Accept="text/html")
    assert b"<!doctype html>" in text.lower()
    assert_once(fields, {"x-content-type-options": "nosniff", "referrer-policy": "same-origin"})
    policies = values(fields, "content-security-policy")
    assert len(policies) == 1 and "default-src 'none'" in policies[0]


def test_the_sites_own_page_has_fields_of_its_own(front):
    if front.name in ("lighttpd", "nginx"):
        _, fields, _ = ask(front, "GET", "/")
        assert "object-src 'none'" in values(fields, "content-security-policy")[0]
        assert_once(fields, {"x-content-type-options": "nosniff",
                             "referrer-policy": "same-origin"})


# --- downloads, whoever sends them ---


SENDERS = {"Front": "server", "Fcgid": "server", "ApacheProxy": "server", "Nginx": "server",
           "SharedHosting": "program"}


def test_the_web_server_sends_the_file_where_it_can(front):
    _, _, text = ask(front, "GET", "/uploads/", Accept="application/json")
    assert json.loads(text)["download"] == SENDERS[type(front).__name__]


def test_no_client_says_who_sends(front, picture):
    """What it sends is not what the web server's configuration says."""
    data, path = picture
    for value in ("none", "x-sendfile", "x-accel-redirect"):
        status, fields, body = ask(front, "GET", path, LOADLINE_SENDFILE=value,
                                   X_Sendfile="/etc/passwd", X_Accel_Redirect="/etc/passwd",
                                   LOADLINE_SENDFILE_PREFIX="/etc")
        assert (status, body) == (200, data)
        assert_once(fields, of_download(data))


@pytest.mark.parametrize("field, first, last", [
    ("bytes=0-0", 0, 0), ("bytes=1000-70000", 1000, 70000), ("bytes=90000-", 90000, 90000),
    ("bytes=-5", 89996, 90000), ("bytes=89999-999999", 89999, 90000)])
def test_a_range_of_a_download(front, picture, field, first, last):
    data, path = picture
    status, fields, body = ask(front, "GET", path, Range=field)
    assert (status, body) == (206, data[first:last + 1])
    assert_once(fields, {**of_download(data), "content-length": str(last + 1 - first),
                         "content-range": f"bytes {first}-{last}/{len(data)}"})


@pytest.mark.parametrize("field", ["bytes=0-1,5-6", "bytes=9-1", "lines=1-2", "nonsense"])
def test_a_range_that_is_none_is_ignored(front, picture, field):
    data, path = picture
    status, fields, body = ask(front, "GET", path, Range=field)
    if front.name == "nginx" and field == "bytes=9-1":
        assert status == 416 # an invalid one may be rejected, too: RFC 9110 section 14.2
        return
    assert (status, body) == (200, data)
    # "none" where who sends would make a range of it, and leaves that to us.
    theirs = front.name == "nginx" or front.name.startswith("Apache")
    assert_once(fields, {**of_download(data), "accept-ranges": "bytes" if theirs else "none"})


@pytest.mark.parametrize("field", ["bytes=90001-", "bytes=-0"])
def test_a_range_outside_a_download(front, picture, field):
    data, path = picture
    status, fields, body = ask(front, "GET", path, Range=field)
    assert (status, json.loads(body)["code"]) == (416, "range_not_satisfiable")
    assert_once(fields, {"content-range": f"bytes */{len(data)}"})


def test_conditions_of_a_download(front, picture):
    data, path = picture
    tag = of_download(data)["etag"]
    status, fields, body = ask(front, "GET", path, If_None_Match=tag)
    assert (status, body) == (304, b"")
    assert_once(fields, {"etag": tag})
    assert ask(front, "GET", path, If_None_Match='"other"')[0] == 200
    assert ask(front, "GET", path, Range="bytes=0-9", If_Range=tag)[2] == data[:10]
    for other in ('"other"', "W/" + tag, "Sun, 06 Nov 1994 08:49:37 GMT"):
        status, _, body = ask(front, "GET", path, Range="bytes=0-9", If_Range=other)
        assert (status, body) == (200, data)


def test_the_spool_is_nowhere_else(front, picture):
    """The path that only the program can name is nobody else's."""
    _, path = picture
    upload = path.split("/")[-1].split(".")[0]
    for place in ("/loadline-spool", str(front.spool), ""):
        status, _, body = ask(front, "GET", f"{place}/{upload[:2]}/{upload}/data")
        assert status == 404 and PNG not in body, place


def test_an_empty_file_is_given_back(front):
    upload = tus.Upload.create(f"{front.url}/uploads/", 0, filename="a.bin")
    front.process()
    assert front.wait_state(upload.id, "done", "failed")["state"] == "done"
    status, fields, body = ask(front, "GET", urllib.parse.urlsplit(upload.url).path)
    assert (status, body) == (200, b"")
    assert_once(fields, {"content-security-policy": "sandbox; default-src 'none'"})
