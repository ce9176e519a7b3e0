# SPDX-License-Identifier: MIT
"""A few clients must not take the site from all others: downloads that upload.fcgi sends itself."""

import contextlib
import threading

import pytest

import fcgi
import files
import strangers
import tus
import waiting

OWN_DOWNLOADS = {"sendfile_header": "none", "stages": ""}
FILE = files.real_bytes(3 << 20) # more than a socket holds


def finished(site):
    """The path of a file that is there."""
    upload = tus.Upload.create(f"{site.url}/uploads/", len(FILE), filename="a.bin")
    assert upload.patch(FILE).status == 204
    site.wait_state(upload.id, "done")
    return upload.path


def ask(site, method, path, address, **more):
    return strangers.talk_to(site).begin(method, path, REMOTE_ADDR=address, **more).end()


def unread(site, path, addresses):
    """Downloads whose beginning is read, and no more."""
    readers = contextlib.ExitStack()
    for address in addresses:
        reader = readers.enter_context(ask(site, "GET", path, address))
        assert b"Status: 200" in reader.socket.recv(100)
    return readers


@pytest.mark.settings(upload_threads=6, upload_reserved_threads=2, uploads_per_client=2, **OWN_DOWNLOADS)
def test_unread_downloads_never_take_a_reserved_thread(own_site):
    path = finished(own_site)
    with unread(own_site, path, ["192.0.2.1", "192.0.2.2"] * 2):
        refused = ask(own_site, "GET", path, strangers.OTHER).answer()
        assert strangers.problem(refused)[:2] == (503, "busy")
        assert "upload_threads = 6" in strangers.problem(refused)[2]
        assert int(refused.headers["retry-after"]) >= 1
        assert strangers.problem(strangers.put(own_site, strangers.OTHER))[1] == "busy"
        tag = '"x"'
        for _ in range(8):
            head = ask(own_site, "HEAD", path, strangers.OTHER).answer()
            assert (head.status, head.headers["content-length"]) == (200, str(len(FILE)))
            tag = head.headers["etag"]
        assert ask(own_site, "GET", path, strangers.OTHER, HTTP_IF_NONE_MATCH=tag).answer().status == 304
    waiting.until(lambda: ask(own_site, "GET", path, strangers.OTHER).answer().body == FILE,
                  "there is a place again")


@pytest.mark.settings(uploads_per_client=1, **OWN_DOWNLOADS)
def test_downloads_and_uploads_are_one_account(own_site):
    path = finished(own_site)
    with unread(own_site, path, [strangers.HOSTILE]):
        assert "uploads_per_client = 1" in strangers.problem(strangers.put(own_site, strangers.HOSTILE))[2]
        assert strangers.put(own_site, strangers.OTHER).status == 201
    with strangers.crowd(own_site, [strangers.OTHER]):
        assert ask(own_site, "GET", path, strangers.OTHER).answer().status == 429
        assert ask(own_site, "HEAD", path, strangers.OTHER).answer().status == 200


@pytest.mark.settings(uploads_per_client=1, idle_timeout="2s", **OWN_DOWNLOADS)
def test_a_download_that_nobody_reads_is_ended(own_site):
    path = finished(own_site)
    with unread(own_site, path, [strangers.HOSTILE]) as readers:
        assert readers is not None
        waiting.until(lambda: ask(own_site, "GET", path, strangers.HOSTILE).answer().status == 200,
                      "the place is given back")


@pytest.mark.settings(min_rate="200k", min_rate_window="1s", uploads_per_client=1, **OWN_DOWNLOADS)
def test_a_download_that_is_read_too_slowly_is_ended(own_site):
    path = finished(own_site)
    with ask(own_site, "GET", path, strangers.HOSTILE) as reader:
        waiting.until(lambda: reader.socket.recv(1024) is not None and
                      ask(own_site, "GET", path, strangers.HOSTILE).answer().status == 200,
                      "the place is given back")


@pytest.mark.settings(idle_timeout="1500ms", min_rate="16k", min_rate_window="3s", **OWN_DOWNLOADS)
def test_a_slow_reader_gets_the_whole_file(own_site):
    """The program's writes wait longer than idle_timeout, while the reader takes a little all the time."""
    path = finished(own_site)
    pace = threading.Event()
    with ask(own_site, "GET", path, strangers.HOSTILE) as reader:
        raw = b""
        while piece := reader.socket.recv(32 << 10):
            raw += piece
            pace.wait(0.6 if len(raw) < 600 << 10 else 0)
    assert fcgi.Answer(fcgi.text_of(raw)).body == FILE
