# SPDX-License-Identifier: MIT
"""Commands that do what no command should: what people are shown, and what it costs the worker."""

import os
import pathlib
import signal
import time

import pytest

import waiting
import workshop

GROWTH_KB = 4096


@pytest.fixture
def shop():
    made = workshop.Workshop(workers=1)
    try:
        made.start_redis()
        yield made
    finally:
        made.stop()


def descendants(pid):
    """The process ids below a process, but for it."""
    found, todo = [], [pid]
    while todo:
        try:
            ids = [int(word) for path in pathlib.Path(f"/proc/{todo.pop()}/task").glob("*/children")
                   for word in path.read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            continue
        found += ids
        todo += ids
    return found


def rss_kb(pid):
    try:
        lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


class Watched:
    """A worker, and the most memory that it and a job's own process took."""

    def __init__(self, shop):
        self.shop = shop
        self.worker = shop.start()
        # One job that does nothing, for what every job takes.
        shop.wait_state(shop.put_queued(b"abc", ["digest"]), "done")
        self.before = rss_kb(self.worker.pid)
        self.most = 0

    def run(self, stages, *states, seconds=30):
        upload = self.shop.put_queued(b"abc", stages)
        end = time.monotonic() + seconds
        while True:
            jobs = [pid for pid in descendants(self.worker.pid) if self.is_ours(pid)]
            self.most = max([self.most, rss_kb(self.worker.pid), *map(rss_kb, jobs)])
            document = self.shop.document(upload)
            if document.get("state") in states:
                return document
            assert time.monotonic() < end, self.shop.log()
            time.sleep(0.005)

    @staticmethod
    def is_ours(pid):
        try:
            return pathlib.Path(f"/proc/{pid}/exe").resolve().name.endswith("loadline-worker")
        except OSError:
            return False

    def check(self):
        assert self.most < self.before + GROWTH_KB, f"{self.before} kB before, {self.most} at most"
        waiting.until(lambda: not descendants(self.worker.pid), "nothing is left behind")


def error(document):
    return (document["error"]["code"], document["error"]["message"])


def test_hangs(shop):
    shop.command("hang", "sleep 1000", time_limit="400ms")
    watched = Watched(shop)
    document = watched.run(["hang", "digest"], "failed")
    assert error(document) == ("stage_timeout", "The stage took longer than 400 ms")
    assert document["error"]["retryable"]
    watched.check()


def test_ignores_sigterm(shop):
    shop.command("deaf", "trap '' TERM; while :; do sleep 0.05; done", time_limit="300ms")
    watched = Watched(shop)
    assert error(watched.run(["deaf"], "failed"))[0] == "stage_timeout"
    watched.check()


def test_forks_and_leaves_children(shop):
    shop.command("fork", 'for i in 1 2 3 4 5; do sleep 1000 & done;'
                         ' setsid sh -c "sleep 1000 & touch $MARKS/away; sleep 1000" &'
                         ' until [ -e "$MARKS/away" ]; do sleep 0.02; done; echo result ok=yes')
    watched = Watched(shop)
    document = watched.run(["fork"], "done")
    assert document["result"]["ok"] == "yes"
    watched.check()


def test_forks_without_end(shop):
    shop.command("bomb", "f() { f & }; while :; do sleep 1000 & n=$((n + 1));"
                         " [ $n -gt 200 ] && sleep 1000; done", time_limit="500ms")
    watched = Watched(shop)
    assert error(watched.run(["bomb"], "failed"))[0] == "stage_timeout"
    watched.check()


def test_fills_memory(shop):
    shop.command("fill", "exec /usr/bin/python3 -c 'x = b\"x\" * (512 << 20)'",
                 memory_limit="128m")
    watched = Watched(shop)
    document = watched.run(["fill"], "failed")
    assert error(document) == ("stage_failed", "MemoryError")
    watched.check()


def test_writes_without_end(shop):
    shop.command("write", "exec cat /dev/zero >big", file_limit="1m")
    watched = Watched(shop)
    document = watched.run(["write"], "failed")
    assert error(document) == ("stage_limit", "The program wrote a larger file than allowed")
    assert not (shop.folder(document["id"]) / "out").exists()
    watched.check()


def test_prints_without_end(shop):
    shop.command("talk", "yes progress 5 and so on", time_limit="1s")
    watched = Watched(shop)
    assert error(watched.run(["talk"], "failed"))[0] == "stage_timeout"
    watched.check()


def test_prints_a_line_of_10_mb(shop):
    shop.command("line", "echo 'progress 7 before'; head -c 10485760 /dev/zero | tr '\\0' x;"
                         " echo; echo 'progress 9 after'; echo result end=yes; sleep 0.3")
    watched = Watched(shop)
    document = watched.run(["line"], "done")
    assert document["result"] == {"end": "yes"}
    watched.check()


def test_prints_garbage(shop):
    shop.command("noise", "head -c 1048576 /dev/urandom; echo; head -c 1048576 /dev/urandom >&2;"
                          " echo result end=yes; echo; echo 'progress 1000'; echo progress -1")
    watched = Watched(shop)
    document = watched.run(["noise"], "done")
    assert document["result"]["end"] == "yes"
    watched.check()


def test_says_garbage_when_it_fails(shop):
    shop.command("noise", "printf 'caf\\351 \\001\\033[31m red\\n' >&2; exit 1")
    watched = Watched(shop)
    document = watched.run(["noise"], "failed")
    code, message = error(document)
    assert (code, message) == ("stage_failed", "caf?   [31m red")
    watched.check()


def test_exits_75_twice_then_0(shop):
    shop.command("busy", 'echo x >>"$MARKS/runs"; [ $(wc -l <"$MARKS/runs") -gt 2 ] || exit 75',
                 retry_after="100ms")
    watched = Watched(shop)
    document = watched.run(["busy"], "done")
    assert document["stages"][0]["state"] == "done" and len(shop.mark("runs")) == 3
    watched.check()


def test_kills_the_job(shop):
    shop.settings["attempts"] = 2
    shop.command("kill", 'sleep 1000 & echo $! >>"$MARKS/pid"; kill -9 $PPID; wait')
    watched = Watched(shop)
    document = watched.run(["digest", "kill"], "failed")
    assert error(document) == ("attempts_exceeded",
                               "Processing was started 2 times and never ended")
    assert [s["state"] for s in document["stages"]] == ["done", "skipped"]
    for pid in (shop.marks / "pid").read_text().split():
        workshop.wait_dead(int(pid))
    watched.check()


def test_is_no_program(shop):
    shop.stages["gone"] = {"command": "/nonexistent/program"}
    watched = Watched(shop)
    assert error(watched.run(["gone"], "failed")) == (
        "stage_not_started", "The program could not be started: No such file or directory")
    watched.check()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
def test_runs_as_another_user(shop):
    for folder in (shop.data, shop.spool, shop.marks):
        folder.chmod(0o755)
    shop.command("who", 'echo result user=$(id -un); echo result group=$(id -gn); touch mine;'
                        ' touch "$MARKS/forbidden" 2>/dev/null || echo result outside=no;'
                        ' true',
                 user="nobody")
    watched = Watched(shop)
    document = watched.run(["who"], "done")
    assert document["result"] == {"user": "nobody", "group": "nogroup", "outside": "no"}
    made = shop.folder(document["id"]) / "out/who/mine"
    assert made.owner() == "nobody"
    watched.check()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
def test_another_users_command_dies_with_the_worker(shop):
    for folder in (shop.data, shop.spool):
        folder.chmod(0o755)
    shop.marks.chmod(0o777)
    shop.command("block", 'sleep 1000 & echo $$ $! >"$MARKS/pid"; wait', user="nobody")
    worker = shop.start()
    upload = shop.put_queued(b"abc", ["block"])
    pids = shop.wait_mark("pid")[0].split()
    shop.end(worker, signal.SIGKILL)
    for pid in pids:
        workshop.wait_dead(pid)
    waiting.until(lambda: shop.take_lock(upload), "its job is gone too")


def test_an_unknown_user(shop):
    shop.command("who", "true", user="no-such-user")
    watched = Watched(shop)
    assert error(watched.run(["who"], "failed")) == ("stage_not_started",
                                                     "There is no user no-such-user")
