# SPDX-License-Identifier: MIT
"""No request holds more memory than SECURITY.md says: every kind of request is sent as large as it may be, and what the
program's memory grew by meanwhile is measured by the kernel."""

import base64
import contextlib
import hashlib
import re
import socket
import struct

import pytest

import conftest
import fcgi
import forms
import stack
import strangers
import tus
import tus_talk

AMOUNT = 4 << 20  # as SECURITY.md says
AT_ONCE = 24
POLLS = 64  # as many as progress.fcgi has threads (progress_threads)
LARGE = b"\0" * (8 << 20)
TUS = {"HTTP_TUS_RESUMABLE": "1.0.0"}
DRAFT = {"HTTP_UPLOAD_DRAFT_INTEROP_VERSION": "8"}
BYTES = {**TUS, "CONTENT_TYPE": "application/offset+octet-stream"}
FORM = {"CONTENT_TYPE": f"multipart/form-data; boundary={forms.BOUNDARY}",
        "HTTP_ACCEPT": "application/json"}


@pytest.fixture(name="here", scope="module")
def make_here():
    """A site of these tests alone: others' requests would be measured too."""
    for made in conftest.running(stack.Stack(stages="", creations_per_client=0)):
        if made.is_sanitized("upload"):
            pytest.skip("a sanitizer takes memory of its own")
        yield made


def pid(site, component):
    return int((site.data / "pids" / f"{component}.pid").read_text())


def memory(site, component):
    """Bytes: now, and at most since the last reset."""
    with open(f"/proc/{pid(site, component)}/status", encoding="ascii") as status:
        text = status.read()
    return [int(re.search(rf"{name}:\s+(\d+) kB", text)[1]) << 10 for name in ("VmRSS", "VmHWM")]


class Growth:
    """What a program's memory grows by at most within the block."""

    def __init__(self, site, component):
        self.site, self.component = site, component
        self.before, self.bytes = 0, 0

    def __enter__(self):
        with open(f"/proc/{pid(self.site, self.component)}/clear_refs", "w",
                  encoding="ascii") as reset:
            reset.write("5")  # proc(5): VmHWM begins anew
        self.before = memory(self.site, self.component)[0]
        return self

    def __exit__(self, *_):
        self.bytes = memory(self.site, self.component)[1] - self.before


def ask(site, component, method, target, body=b"", **variables):
    return fcgi.ask(site.sockets / f"{component}.sock", method, target, body, REMOTE_ADDR="127.0.0.1",
                    CONTENT_LENGTH=str(len(body)), **variables)


def many_fields(count, size):
    return forms.body(*[forms.part(f'name="{i}"', b"\x01" * size) for i in range(count)])


def make(site, size, body=b"", **variables):
    """The path of a new upload."""
    answer = ask(site, "upload", "POST", "/uploads/", body, HTTP_UPLOAD_LENGTH=str(size),
                 **{**TUS, **(BYTES if body else {}), **variables})
    assert answer.status == 201, answer.body
    return "/uploads/" + answer.headers["location"].rsplit("/", 1)[1]


def make_final(site, part):
    answer = ask(site, "upload", "POST", "/uploads/", HTTP_UPLOAD_CONCAT="final;" + " ".join([part] * 256), **TUS)
    assert answer.status == 201, answer.body
    return "/uploads/" + answer.headers["location"].rsplit("/", 1)[1]


def b64(algorithm, data=LARGE):
    return base64.b64encode(algorithm(data).digest()).decode()


def kinds_of_upload(site):
    """Name, status and what to call for each kind of request to upload.fcgi."""
    metadata = "filename " + base64.b64encode(b"\x01" * 6000).decode()
    part = make(site, 1, b"x", HTTP_UPLOAD_CONCAT="partial").removeprefix("/uploads/")
    whole = make(site, len(LARGE), LARGE)
    patched = make(site, len(LARGE))
    final = make_final(site, part)
    digest = f"sha-512=:{b64(hashlib.sha512)}:"
    names = forms.body(*[forms.part(f'name="{"n" * 6000}"; filename="{"y" * 1000}"', b"x")
                         for _ in range(32)])

    def to_upload(method, target, body=b"", **variables):
        return lambda: ask(site, "upload", method, target, body, **variables).status

    return [
        ("a form of fields", {201, 200}, to_upload("POST", "/uploads/", many_fields(15, 65536),
                                                   **FORM)),
        ("a form of too many fields", {413}, to_upload("POST", "/uploads/",
                                                       many_fields(128, 65536), **FORM)),
        ("a form for a browser", {201, 200}, to_upload("POST", "/uploads/", many_fields(15, 65536),
                                                       **{**FORM, "HTTP_ACCEPT": "text/html"})),
        ("a form of files", {201}, to_upload("POST", "/uploads/", names, **FORM)),
        ("a form of files with fields", {201}, to_upload("POST", "/uploads/", forms.body(
            *[forms.part(f'name="{i}"', b"\x01" * 5000) for i in range(2)],
            *[forms.part(f'name="f"; filename="{i}"', b"x") for i in range(32)]), **FORM)),
        ("a form of files, as text", {201}, to_upload("POST", "/uploads/", names,
                                                      **{**FORM, "HTTP_ACCEPT": "text/plain"})),
        ("a creation", {201}, to_upload("POST", "/uploads/", HTTP_UPLOAD_LENGTH="10",
                                        HTTP_UPLOAD_METADATA=metadata, **TUS)),
        ("a creation with bytes", {201}, to_upload(
            "POST", "/uploads/", LARGE, HTTP_UPLOAD_LENGTH=str(len(LARGE)), **BYTES)),
        ("PATCH", {204}, to_upload("PATCH", patched, LARGE, HTTP_UPLOAD_OFFSET="0", **BYTES)),
        ("PATCH with a checksum", {204}, to_upload("PATCH", make(site, len(LARGE)), LARGE, HTTP_UPLOAD_OFFSET="0",
                                                   HTTP_UPLOAD_CHECKSUM="sha512 " + b64(hashlib.sha512), **BYTES)),
        ("PATCH with a wrong checksum", {460}, to_upload(
            "PATCH", make(site, len(LARGE)), LARGE, HTTP_UPLOAD_OFFSET="0",
            HTTP_UPLOAD_CHECKSUM="sha1 " + b64(hashlib.sha1, b""), **BYTES)),
        ("the draft", {104, 200, 201}, to_upload("POST", "/uploads/", LARGE, HTTP_UPLOAD_COMPLETE="?1", **DRAFT)),
        ("the draft with digests", {104, 200, 201}, to_upload(
            "POST", "/uploads/", LARGE, HTTP_UPLOAD_COMPLETE="?1", HTTP_REPR_DIGEST=digest, HTTP_CONTENT_DIGEST=digest,
            **DRAFT)),
        ("PATCH of the draft", {104, 200, 201}, to_upload(
            "PATCH", make(site, len(LARGE)), LARGE, HTTP_UPLOAD_COMPLETE="?1", HTTP_UPLOAD_OFFSET="0",
            HTTP_CONTENT_DIGEST=digest, CONTENT_TYPE="application/partial-upload", **DRAFT)),
        ("PUT", {201}, to_upload("PUT", "/uploads/" + "p" * 1000, LARGE)),
        ("the most parts", {201}, to_upload(
            "POST", "/uploads/", HTTP_UPLOAD_CONCAT="final;" + " ".join([part] * 256), **TUS)),
        ("a download", {200}, to_upload("GET", whole)),
        ("HEAD", {200}, to_upload("HEAD", whole, **TUS)),
        ("HEAD that echoes metadata", {200}, to_upload("HEAD", make(site, 1, HTTP_UPLOAD_METADATA=metadata), **TUS)),
        ("HEAD of a final upload of the most parts", {200}, to_upload("HEAD", final, **TUS)),
        ("HEAD of the draft", {200, 204}, to_upload("HEAD", whole, **DRAFT)),
        ("DELETE", {204}, to_upload("DELETE", make(site, len(LARGE), LARGE), **TUS)),
        ("DELETE of an upload that has begun", {204}, to_upload("DELETE", make(site, len(LARGE) + 1, LARGE), **TUS)),
        ("a long query", {200, 204}, to_upload("GET", "/uploads/?" + "q=%01&" * 5000)),
        ("32k of header fields", {200, 204}, to_upload(
            "OPTIONS", "/uploads/", **{f"HTTP_X_{i}": "v" * 1000 for i in range(31)})),
    ]


def test_no_kind_of_request_to_upload_holds_more(here):
    kinds = kinds_of_upload(here)
    grown = {}
    for name, statuses, call in kinds:
        with Growth(here, "upload") as growth:
            assert call() in statuses, name
        grown[name] = growth.bytes
    print({name: f"{count >> 10} KiB" for name, count in grown.items()})
    assert {name: count for name, count in grown.items() if count > AMOUNT} == {}


class Unread:
    """A request at the program's socket whose answer is not read yet."""

    def __init__(self, site, component, method, target, body=b"", **variables):
        script, _, query = target.partition("?")
        names = {"REQUEST_METHOD": method, "REQUEST_URI": target, "SCRIPT_NAME": script,
                 "QUERY_STRING": query, "CONTENT_LENGTH": str(len(body)),
                 "REMOTE_ADDR": "127.0.0.1", **variables}
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        self.socket.connect(str(site.sockets / f"{component}.sock"))
        self.socket.sendall(fcgi.record(fcgi.BEGIN, struct.pack(">HB5x", 1, 0)))
        self.socket.sendall(fcgi.record(fcgi.PARAMS, b"".join(
            fcgi.pair(*each) for each in names.items())) + fcgi.record(fcgi.PARAMS, b""))
        self.send(body)

    def send(self, body):
        for at in range(0, len(body), fcgi.PIECE):
            self.socket.sendall(fcgi.record(fcgi.STDIN, body[at:at + fcgi.PIECE]))

    def end(self):
        """One that was refused may be closed by now: it was silent while others were sent."""
        with contextlib.suppress(BrokenPipeError):
            self.socket.sendall(fcgi.record(fcgi.STDIN, b""))

    def close(self):
        self.socket.close()


def hold(site, component, count, *request, **variables):
    """What each of so many such requests takes while all of their answers are unread."""
    with Growth(site, component) as growth, contextlib.ExitStack() as stacked:
        senders = [stacked.enter_context(contextlib.closing(
            Unread(site, component, *request, **variables))) for _ in range(count)]
        for sender in senders:
            sender.end()
        for sender in senders:  # its answer is begun: all that it is made from is held
            assert sender.socket.recv(1, socket.MSG_PEEK)
    print(component, growth.bytes // count >> 10, "KiB each")
    return growth.bytes // count


def test_forms_at_once_hold_no_more_each(here):
    for body in (many_fields(15, 65536), many_fields(128, 65536)):
        assert hold(here, "upload", AT_ONCE, "POST", "/uploads/", body, **FORM) <= AMOUNT



@pytest.fixture(name="large_ids", scope="module")
def make_large_ids(here):
    """As many ids as one request may ask for, each with a document as large as one may be."""
    return [strangers.enlarge(here, tus_talk.identity(make(here, 10))) for _ in range(100)]


def kinds_of_progress(site, ids):
    alias = "memory-of-requests"
    names = forms.body(*[forms.part(f'name="f"; filename="{"y" * 1000}"', b"x")
                         for _ in range(32)])
    assert ask(site, "upload", "POST", f"/uploads/?X-Progress-ID={alias}", names,
               **FORM).status == 201
    path = make(site, 10).replace("/uploads/", "/progress/")

    def to_progress(method, target, body=b"", **variables):
        return lambda: ask(site, "progress", method, target, body, **variables).status

    return [
        ("many ids", {200}, to_progress("GET", "/progress/?ids=" + ",".join(ids))),
        ("one id", {200}, to_progress("GET", f"/progress/{ids[0]}")),
        ("a page", {200}, to_progress("GET", f"/progress/{ids[0]}", HTTP_ACCEPT="text/html")),
        ("JSONP", {200}, to_progress(
            "GET", f"/progress/legacy/nginx-jsonp?X-Progress-ID={alias}&callback={'c' * 64}")),
        ("files of a form", {200}, to_progress(
            "GET", f"/progress/legacy/php?X-Progress-ID={alias}")),
        ("HEAD", {200, 204, 405}, to_progress("HEAD", f"/progress/{ids[0]}")),
        ("retry", {409}, to_progress("POST", f"{path}/retry", **TUS)),
        ("a report", {401, 403, 404, 413}, to_progress(
            "POST", f"{path}/stages/x", LARGE, CONTENT_TYPE="application/json")),
        ("cancel", {200, 202, 204}, to_progress("POST", f"{path}/cancel", **TUS)),
        ("a long query", {200, 400, 404}, to_progress("GET", "/progress/?ids=" + "q" * 30000)),
        ("32k of header fields", {200, 404}, to_progress(
            "GET", f"/progress/{'0' * 32}", **{f"HTTP_X_{i}": "v" * 1000 for i in range(31)})),
    ]


def test_no_kind_of_request_to_progress_holds_more(here, large_ids):
    grown = {}
    for name, statuses, call in kinds_of_progress(here, large_ids):
        with Growth(here, "progress") as growth:
            status = call()
        assert status in statuses, (name, status)
        grown[name] = growth.bytes
    print({name: f"{count >> 10} KiB" for name, count in grown.items()})
    assert {name: count for name, count in grown.items() if count > AMOUNT} == {}


def test_polls_at_once_hold_no_more_each(here, large_ids):
    target = "/progress/?ids=" + ",".join(large_ids)
    assert hold(here, "progress", POLLS, "GET", target) <= AMOUNT
