# SPDX-License-Identifier: MIT
"""Readers that do not read take nothing of the programs where the web server sends the files."""

import contextlib
import socket
import urllib.parse

import pytest
import requests

import all_fronts
import files
import tus
import waiting

MIB = 1 << 20
READERS = 20 # more than there are threads
THREADS = {"upload_threads": 8, "upload_reserved_threads": 2}
# At mod_fcgid there are no threads but processes, 48 of them.
FRONTS = [name for name in all_fronts.KINDS if name not in ("SharedHosting", "Fcgid")]


@pytest.fixture(scope="module", params=FRONTS)
def front(request):
    yield from all_fronts.started(request.param, stages="", **THREADS)


def begin(front, path):
    """Asks for the file and reads the first bytes of the answer."""
    parts = urllib.parse.urlsplit(front.url)
    talk = socket.socket()
    talk.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    talk.settimeout(10)
    talk.connect((parts.hostname, parts.port))
    talk.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert talk.recv(12) == b"HTTP/1.1 200"
    return talk


def scratch_bytes(front):
    """Those of bodies may go meanwhile."""
    count = 0
    for path in (front.data / "scratch").iterdir():
        with contextlib.suppress(FileNotFoundError):
            count += path.stat().st_size
    return count


def test_unread_downloads_hold_no_thread(front):
    data = files.real_bytes(12 * MIB)
    upload = tus.Upload.create(f"{front.url}/uploads/", len(data), filename="a.bin")
    assert upload.patch(data).status == 204
    front.wait_state(upload.id, "done")
    readers = []
    try:
        for _ in range(READERS):
            readers.append(begin(front, urllib.parse.urlsplit(upload.url).path))
        other = tus.Upload.create(f"{front.url}/uploads/", 5, filename="b.bin")
        assert other.patch(b"hello").status == 204
        assert requests.get(upload.url, timeout=20).content == data
        waiting.until(lambda: scratch_bytes(front) == 0, "no file is collected for any of them")
    finally:
        for talk in readers:
            talk.close()
