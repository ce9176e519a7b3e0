# SPDX-License-Identifier: MIT
"""What is synced before which answer, as strace sees it at the running program."""

import base64
import contextlib
import hashlib
import os
import re
import shutil
import signal
import subprocess

import pytest

import conftest
import files
import stack
import tus
import waiting

SIZE = 1 << 20
STRETCH = 4 << 20
RENAME = r'^renameat\(.*"info\.json\.new".*"info\.json"\s*\)\s*= 0'
CALLS = "fsync,fdatasync,sync_file_range,rename,renameat,renameat2,mkdirat,pwrite64,write,sendto,writev"


@pytest.fixture
def durable(request):
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    yield from conftest.running(stack.Stack(durability=request.param, stages=""))


def settings(durability):
    return pytest.mark.parametrize("durable", [durability], indirect=True)


class Trace:
    """The calls of upload.fcgi, as text lines in the order in which they returned."""

    def __init__(self, site, folder):
        self.file = folder / "calls"
        self.said = folder / "strace"
        pid = int((site.data / "pids" / "upload.pid").read_text())
        with open(self.said, "w", encoding="utf-8") as said:
            self.process = subprocess.Popen(
                ["strace", "-f", "-y", "-s", "300", "-e", f"trace={CALLS}", "-o", self.file,
                 "-p", str(pid)], stderr=said)

    def ready(self):
        text = self.said.read_text()
        if self.process.poll() is not None:
            pytest.skip(f"strace may not attach here: {text.strip()}")
        return "attached" in text

    def lines(self):
        """Whole calls; one that another thread's calls interrupted counts where it returned."""
        begun, whole = {}, []
        for line in self.file.read_text(errors="replace").splitlines():
            pid, call = line.split(maxsplit=1)
            if call.endswith("<unfinished ...>"):
                begun[pid] = call[:-len("<unfinished ...>")]
            elif resumed := re.match(r"<\.\.\. \w+ resumed>(.*)", call):
                whole.append(begun.pop(pid, "") + resumed.group(1))
            else:
                whole.append(call)
        return whole

    def answered(self, status):
        return any(f"Status: {status}" in line for line in self.lines())


@contextlib.contextmanager
def traced(site, folder):
    trace = Trace(site, folder)
    try:
        waiting.until(trace.ready, "strace is attached")
        yield trace
    finally:
        trace.process.send_signal(signal.SIGINT)
        trace.process.wait(20)


def place(lines, pattern):
    """Where the one call that matches is; all of them count, the last decides."""
    found = [i for i, line in enumerate(lines) if re.search(pattern, line)]
    assert found, f"{pattern} is not among\n" + "\n".join(lines)
    return found[-1]


def in_order(lines, *patterns):
    places = [place(lines, pattern) for pattern in patterns]
    assert places == sorted(places), "\n".join(lines)


def create(site):
    return tus.Upload.create(f"{site.url}/uploads/", SIZE, filename="a.bin")


def sync(path):
    # A call that another thread's interrupts in the listing is put together with blanks.
    return rf"^(fsync|fdatasync)\(\d+<{re.escape(str(path))}>\s*\)\s*= 0"


def answer(status):
    return rf'^(write|sendto|writev)\(.*Status: {status}'


@settings("finish")
def test_folders_are_synced_before_the_201(durable, tmp_path):
    with traced(durable, tmp_path) as trace:
        upload = create(durable)
        waiting.until(lambda: trace.answered(201), "the 201 is traced")
        lines = trace.lines()
    spool = os.path.realpath(durable.spool)
    folder = f"{spool}/{upload.id[:2]}/{upload.id}"
    for path in f"{folder}/lock", f"{folder}/data", f"{folder}/info.json.new", f"{spool}/{upload.id[:2]}", spool:
        in_order(lines, sync(path), RENAME)
    in_order(lines, RENAME, sync(folder), answer(201))


@settings("finish")
def test_data_info_and_folder_are_synced_before_the_last_204(durable, tmp_path):
    data = files.real_bytes(SIZE)
    upload = create(durable)
    folder = f"{os.path.realpath(durable.spool)}/{upload.id[:2]}/{upload.id}"
    with traced(durable, tmp_path) as trace:
        assert upload.patch(data).status == 204
        waiting.until(lambda: trace.answered(204), "the 204 is traced")
        lines = trace.lines()
    in_order(lines, rf"^pwrite64\(\d+<{re.escape(folder)}/data>", sync(f"{folder}/data"),
             r'^write\(.*info\.json\.new>', sync(f"{folder}/info.json.new"),
             RENAME, sync(folder), answer(204))


def begin_with(site, size, **headers):
    """A creation whose head is sent, and whose body, all of the upload's bytes, the caller sends."""
    connection = tus.Connection(site.url)
    connection.head("POST", "/uploads/", {
        **tus.VERSION, "Upload-Length": str(size), "Content-Length": str(size),
        "Content-Type": "application/offset+octet-stream", **headers})
    return connection


@settings("finish")
def test_a_brief_file_is_recorded_once_and_synced_before_its_201(durable, tmp_path):
    data = files.real_bytes(10_000)
    with traced(durable, tmp_path) as trace, begin_with(durable, len(data)) as sender:
        sender.send(data)
        answer_to_it = sender.answer()
        assert (answer_to_it.status, answer_to_it.headers["Upload-Offset"]) == (201, "10000")
        waiting.until(lambda: trace.answered(201), "the 201 is traced")
        lines = trace.lines()
    upload = tus.Upload(answer_to_it.headers["Location"])
    spool = os.path.realpath(durable.spool)
    folder = f"{spool}/{upload.id[:2]}/{upload.id}"
    for path in f"{folder}/lock", f"{folder}/data", f"{folder}/info.json.new", f"{spool}/{upload.id[:2]}", spool:
        in_order(lines, rf"^write\(\d+<{re.escape(folder)}/data>", sync(path), RENAME)
    in_order(lines, RENAME, sync(folder), answer(201))
    assert sum(bool(re.search(RENAME, line)) for line in lines) == 1
    assert durable.wait_state(upload.id, "done")["received"] == len(data)
    assert durable.data_file(upload.id).read_bytes() == data


@settings("finish")
def test_a_brief_file_that_comes_in_pieces_is_kept_as_far_as_it_came(durable):
    data = files.real_bytes(10_000)
    with begin_with(durable, len(data)) as sender:
        sender.send(data[:4000])
        upload = waiting.until(lambda: next(iter(durable.spool.glob("??/*/data")), None),
                               "it is seen while it comes").parent.name
        waiting.until(lambda: durable.data_file(upload).stat().st_size == 4000, "what came is stored")
    waiting.until(lambda: durable.progress(upload).json()["transfer"] != "active", "its sender is gone")
    assert durable.data_file(upload).read_bytes() == data[:4000]


@settings("finish")
def test_a_brief_file_with_other_bytes_than_its_checksum_is_not_made(durable):
    data = files.real_bytes(10_000)
    wrong = base64.b64encode(hashlib.sha1(b"other").digest()).decode()
    with begin_with(durable, len(data), **{"Upload-Checksum": f"sha1 {wrong}"}) as sender:
        sender.send(data)
        assert sender.answer().status == 460
    assert not list(durable.spool.glob("??/*"))
    right = base64.b64encode(hashlib.sha1(data).digest()).decode()
    with begin_with(durable, len(data), **{"Upload-Checksum": f"sha1 {right}"}) as sender:
        sender.send(data)
        assert sender.answer().status == 201


@settings("chunk")
def test_each_chunk_is_synced_before_its_204(durable, tmp_path):
    data = files.real_bytes(SIZE)
    upload = create(durable)
    path = f"{os.path.realpath(durable.spool)}/{upload.id[:2]}/{upload.id}/data"
    with traced(durable, tmp_path) as trace:
        assert upload.patch(data[:SIZE // 2]).status == 204
        waiting.until(lambda: trace.answered(204), "the 204 is traced")
        lines = trace.lines()
    in_order(lines, rf"^pwrite64\(\d+<{re.escape(path)}>", sync(path), answer(204))


@settings("finish")
def test_a_chunk_is_not_synced_by_default(durable, tmp_path):
    data = files.real_bytes(SIZE)
    upload = create(durable)
    with traced(durable, tmp_path) as trace:
        assert upload.patch(data[:SIZE // 2]).status == 204
        waiting.until(lambda: trace.answered(204), "the 204 is traced")
        assert not any("sync(" in line for line in trace.lines())


@settings("finish")
def test_the_disk_begins_before_the_last_byte(durable, tmp_path):
    upload = tus.Upload.create(f"{durable.url}/uploads/", 3 * STRETCH)
    with traced(durable, tmp_path) as trace:
        assert upload.patch(files.real_bytes(2 * STRETCH + SIZE)).status == 204
        waiting.until(lambda: trace.answered(204), "the 204 is traced")
        lines = trace.lines()
    begun = [line for line in lines if line.startswith("sync_file_range(")]
    assert len(begun) == 2, "\n".join(lines)
    for i, line in enumerate(begun):
        assert re.search(rf"/data>, {i * STRETCH}, {STRETCH}, SYNC_FILE_RANGE_WRITE\s*\)\s*= 0", line)


@settings("none")
def test_nothing_is_synced_where_the_setting_says_so(durable, tmp_path):
    data = files.real_bytes(SIZE)
    with traced(durable, tmp_path) as trace:
        assert create(durable).patch(data).status == 204
        waiting.until(lambda: trace.answered(204), "the 204 is traced")
        assert not any(re.match(r"\w*sync\w*\(", line) for line in trace.lines())


@settings("finish")
def test_what_a_crash_left_whole_but_unfinished_is_finished_by_head(durable):
    data = files.real_bytes(SIZE)
    upload = create(durable)
    durable.data_file(upload.id).write_bytes(data)
    assert upload.offset() == SIZE
    assert durable.wait_state(upload.id, "done")["received"] == SIZE
