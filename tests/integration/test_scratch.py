# SPDX-License-Identifier: MIT
"""lighttpd buffers what upload.fcgi does not take at once: first in a small file system in memory,
then on the disk. A full one of them loses nothing."""

import contextlib
import os
import signal
import subprocess

import pytest

import files
import stack
import tus
import waiting

MIB = 1 << 20
pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a file system")


def mount(folder, size, cleanup):
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder], check=True)
    cleanup.callback(subprocess.run, ["umount", "-l", folder], check=True)


def used(folder):
    """The bytes that files take on its file system."""
    about = os.statvfs(folder)
    return (about.f_blocks - about.f_bfree) * about.f_frsize


@contextlib.contextmanager
def stopped(site):
    """upload.fcgi takes nothing meanwhile."""
    pid = int((site.data / "pids/upload.pid").read_text())
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.fixture
def cleanup():
    with contextlib.ExitStack() as exits:
        yield exits


@pytest.fixture
def site(cleanup):
    """One with 1 MiB of memory for lighttpd's files."""
    made = stack.Stack(stages="digest")
    cleanup.callback(made.stop)
    mount(made.data / "memory", "1m", cleanup)
    made.environment["SITE_MEMORY"] = str(made.data / "memory")
    return made


def start(site, size):
    """The running site, data of that size, and an upload for it."""
    site.start()
    data = files.real_bytes(size)
    return data, tus.Upload.create(f"{site.url}/uploads/", size, filename="a.bin")


def test_a_body_goes_on_to_the_disk_when_the_memory_is_full(site):
    data, upload = start(site, 12 * MIB)
    memory, disk = site.data / "memory", site.data / "scratch"
    with upload.begin(len(data)) as sender:
        with stopped(site):
            sender.send(data)
            waiting.until(lambda: files.bytes_in(disk) >= 10 * MIB, "most of it is on the disk")
            assert used(memory) >= MIB // 2, "what the socket took since is free again"
        answer = sender.answer()
    assert answer.status == 204, answer.text
    document = site.wait_state(upload.id, "done", "failed")
    assert files.digest_of(document) == files.sha256(data)
    waiting.until(lambda: files.bytes_in(memory) == files.bytes_in(disk) == 0,
                  "nothing is left in either")


def test_a_body_of_a_program_that_keeps_up_stays_in_memory(site):
    data, upload = start(site, 2 * MIB)
    disk = site.data / "scratch"
    before = disk.stat().st_mtime_ns
    answer = upload.patch(data, rate=MIB // 2, piece=16384)
    assert answer.status == 204, answer.text
    assert disk.stat().st_mtime_ns == before, "no file was made on the disk"


def test_what_the_program_has_is_kept_when_both_are_full(site, cleanup):
    mount(site.data / "scratch", "1m", cleanup)
    data, upload = start(site, 12 * MIB)
    with upload.begin(len(data)) as sender:
        with stopped(site):
            with contextlib.suppress(ConnectionError):
                sender.send(data)
            assert sender.is_answered(30), "lighttpd gives up"
    log = site.data / "log/upload.log"
    waiting.until(lambda: "method=PATCH" in log.read_text(), "the program has all that it got")
    kept = upload.offset()
    assert 0 < kept < 3 * MIB
    answer = upload.patch(data[kept:], kept, rate=MIB, piece=16384)
    assert answer.status == 204, answer.text
    document = site.wait_state(upload.id, "done", "failed")
    assert files.digest_of(document) == files.sha256(data)
