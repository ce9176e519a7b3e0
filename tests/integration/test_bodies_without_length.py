# SPDX-License-Identifier: MIT
"""Bodies without a length (Transfer-Encoding: chunked) behind lighttpd, which has to collect them
before the program sees them. Behind every front end: test_fronts_alike.py."""

import json
import pathlib
import subprocess

import requests

import files
import tus
import waiting
from test_doctor_fronts import Lighttpd

MIB = 1 << 20


def peak(pid):
    """Bytes of memory that the process has had at most."""
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    return 1024 * int(next(line.split()[1] for line in lines if line.startswith("VmHWM:")))


def patch(upload, body):
    return requests.patch(upload.url, data=body, timeout=60, headers={
        **tus.VERSION, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"})


def test_one_is_collected_on_disk(own_site):
    """lighttpd keeps it in its upload-dirs and not in memory, however long it is."""
    size = 48 * MIB
    upload = tus.Upload.create(f"{own_site.url}/uploads/", size, filename="a.bin")
    lighttpd = int((own_site.data / "pids/lighttpd.pid").read_text())
    piece = files.real_bytes(MIB)

    def collected():
        return files.bytes_in(own_site.data / "scratch")

    def body():
        for _ in range(size // MIB - 1):
            yield piece
        waiting.until(lambda: collected() >= size - 4 * MIB, "what was sent is on the disk")
        assert own_site.stored(upload.id) == 0
        yield piece

    answer = patch(upload, body())
    assert answer.status_code == 204, answer.text
    assert own_site.stored(upload.id) == size
    assert peak(lighttpd) < 24 * MIB
    waiting.until(lambda: collected() == 0, "the copy is gone")


def test_one_by_http_2(own_site):
    """Which needs no Transfer-Encoding for that."""
    data = files.real_bytes(600_000)
    done = subprocess.run(["curl", "-sS", "--fail-with-body", "--http2-prior-knowledge", "-T", "-",
                           "-H", "Accept: application/json", f"{own_site.url}/uploads/a.bin"],
                          input=data, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    document = own_site.wait_state(json.loads(done.stdout)["id"], "done", "failed")
    assert files.digest_of(document) == files.sha256(data)


def test_one_that_never_ends_is_refused():
    """It would fill the disk of the upload-dirs; one with a length is not limited so."""
    front = Lighttpd()
    front.changes = [("server.max-request-size    = 1048576", "server.max-request-size    = 2048")]
    data = files.real_bytes(3 * MIB)
    try:
        front.start()
        upload = tus.Upload.create(f"{front.url}/uploads/", len(data), filename="a.bin")
        assert patch(upload, iter([data[:MIB], data[MIB:2 * MIB], data[2 * MIB:]])).status_code == 413
        assert front.stored(upload.id) == 0
        assert patch(upload, data).status_code == 204
    finally:
        front.stop()
