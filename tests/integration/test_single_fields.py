# SPDX-License-Identifier: MIT
"""The bytes of all answers' heads: a field that is no list stands there once, whatever made the answer."""

import socket
import urllib.parse

import pytest

import draft
import tus
import tus_talk

ORIGIN = "https://other.example"
FORM = (b"--x\r\nContent-Disposition: form-data; name=f; filename=a.bin\r\n\r\nhello\r\n--x--\r\n")
FORM_TYPE = {"Content-Type": "multipart/form-data; boundary=x"}


def heads(site, method, path, fields=(), body=None):
    """(status, names of fields in small letters) of the answer and of those before it."""
    fields = {"Host": f"127.0.0.1:{site.port}", "Connection": "close", "Origin": ORIGIN,
              **({} if body is None else {"Content-Length": str(len(body))}), **dict(fields)}
    with socket.create_connection(("127.0.0.1", site.port), 20) as connection:
        connection.sendall("\r\n".join([f"{method} {path} HTTP/1.1"] + [
            f"{name}: {value}" for name, value in fields.items()] + ["", ""]).encode()
                           + (body or b""))
        stream = connection.makefile("rb")
        while line := stream.readline():
            status = int(line.split()[1])
            lines = iter(lambda: stream.readline().strip(), b"")
            yield status, [one.partition(b":") for one in lines]
            if status >= 200:
                return


def told(site, method, path, fields=(), body=None):
    """Status and fields of the final answer, once no head was found that says something twice."""
    for status, found in heads(site, method, path, fields, body):
        names = [name.lower() for name, _, _ in found if name.lower().decode() not in draft.LISTS]
        assert sorted(names) == sorted(set(names)), f"{method} {path}: {status} {names}"
    return status, {name.lower().decode(): value.strip().decode() for name, _, value in found}


def path_of(answer):
    return urllib.parse.urlsplit(answer[1]["location"]).path


@pytest.fixture(scope="module")
def talked(site):
    return lambda *request: told(site, *request)


@pytest.mark.parametrize("version, complete", [
    ("3", {"Upload-Incomplete": "?0"}), ("5", {"Upload-Complete": "?1"}),
    ("6", {"Upload-Complete": "?1"}), ("8", {"Upload-Complete": "?1"})])
def test_the_drafts_complete_post(talked, site, version, complete):
    """Behind the announcement of the new URL comes the answer of the resource, which has one too."""
    fields = {"Upload-Draft-Interop-Version": version, **complete}
    made = talked("POST", "/uploads/", fields, b"hello")
    assert made[0] == 201
    assert made[1]["location"].startswith(site.url)
    assert "," not in made[1]["location"]
    assert talked("POST", "/uploads/", {**fields, "Upload-Length": "0"}, b"")[0] == 201
    assert talked("POST", "/uploads/", {**fields, "Upload-Length": "9"}, b"hello")[0] == 400
    assert talked("HEAD", path_of(made), {"Upload-Draft-Interop-Version": version})[0] == 204


@pytest.mark.parametrize("version, name, partly, whole", [
    ("3", "Upload-Incomplete", "?1", "?0"), ("6", "Upload-Complete", "?0", "?1"),
    ("8", "Upload-Complete", "?0", "?1")])
def test_the_drafts_appends(talked, version, name, partly, whole):
    fields = {"Upload-Draft-Interop-Version": version, "Content-Type": draft.PARTIAL}
    made = talked("POST", "/uploads/", {**fields, name: partly}, b"hello")
    assert made[0] == 201
    path = path_of(made)
    assert talked("PATCH", path, {**fields, name: whole, "Upload-Offset": "9"}, b"x")[0] == 409
    assert talked("PATCH", path, {**fields, name: partly, "Upload-Offset": "5"}, b"x")[0] == 204
    assert talked("PATCH", path, {**fields, name: whole, "Upload-Offset": "6"}, b"x")[0] == 201
    assert talked("PATCH", path, {**fields, name: whole, "Upload-Offset": "7"}, b"")[0] == 201
    assert talked("DELETE", path, fields)[0] == 204


def test_tus(talked, site):
    preflight = {"Access-Control-Request-Method": "PATCH", **tus.VERSION}
    assert talked("OPTIONS", "/uploads/", tus.VERSION)[0] in (200, 204)
    assert talked("OPTIONS", "/uploads/", preflight)[0] in (200, 204)
    fields = {**tus.VERSION, "Upload-Length": "5", "Upload-Metadata": "filename YQ=="}
    path = path_of(talked("POST", "/uploads/", fields, b""))
    patch = {**tus.VERSION, **tus_talk.TYPE}
    assert talked("HEAD", path, tus.VERSION)[0] == 200
    assert talked("PATCH", path, {**patch, "Upload-Offset": "3"}, b"he")[0] == 409
    assert talked("PATCH", path, {**tus.VERSION, "Upload-Offset": "0"}, b"he")[0] == 415
    assert talked("PATCH", path, {**patch, "Upload-Offset": "0"}, b"hello")[0] == 204
    site.wait_state(tus_talk.identity(path), "done")
    assert talked("GET", path)[0] == 200
    assert talked("GET", path, {"Range": "bytes=1-2"})[0] == 206
    assert talked("GET", path, {"Range": "bytes=9-"})[0] == 416
    assert talked("DELETE", path, tus.VERSION)[0] == 204
    assert talked("HEAD", path, {**tus.VERSION, "Tus-Resumable": "0.2"})[0] == 412
    assert talked("POST", "/uploads/", {**fields, **tus_talk.TYPE}, b"hello")[0] == 201
    part = path_of(talked("POST", "/uploads/", {**fields, "Upload-Concat": "partial",
                                                **tus_talk.TYPE}, b"hello"))
    made = talked("POST", "/uploads/", {**tus.VERSION, "Upload-Concat": f"final;{part}"}, b"")
    assert made[0] == 201
    assert talked("HEAD", path_of(made), tus.VERSION)[0] == 200


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_forms_puts_and_pages(talked, accept):
    fields = {"Accept": accept}
    made = talked("POST", "/uploads/", {**fields, **FORM_TYPE}, FORM)
    assert made[0] in (201, 303)
    assert talked("POST", "/uploads/?redirect=/", {**fields, **FORM_TYPE}, FORM)[0] in (201, 303)
    assert talked("POST", "/uploads/", {**fields, **FORM_TYPE}, FORM[:-9])[0] == 400
    assert talked("PUT", "/uploads/a.bin", fields, b"hello")[0] == 201
    assert talked("GET", "/uploads/", fields)[0] in (200, 406)
    assert talked("PUT", "/uploads/", fields, b"hello")[0] >= 400
    assert talked("GET", f"/uploads/{tus_talk.UNKNOWN}", fields)[0] == 404


@pytest.mark.parametrize("accept", ["application/json", "text/html", "text/event-stream"])
def test_polls_and_news(talked, site, accept):
    made = talked("POST", "/uploads/", {**tus.VERSION, "Upload-Length": "0"}, b"")
    upload = tus_talk.identity(made[1]["location"])
    site.wait_state(upload, "done")
    for path in (f"/progress/{upload}", f"/progress/?ids={upload}", "/progress/",
                 f"/progress/{'0' * 32}", f"/progress/?X-Progress-ID={upload}",
                 f"/live/{upload}", f"/live/?ids={upload}&wait=0", "/readyz", "/healthz"):
        assert talked("GET", path, {"Accept": accept})[0] >= 200
