# SPDX-License-Identifier: MIT
"""A program that is told to end as soon as it can be reached ends, cleanly, and lets nobody hang."""

import os
import signal
import socket
import subprocess
import time

import pytest

import stack

TRIES = 20
EVERY_S = 0.0005 # how often it is asked for
ENDS_S = 20
PROGRAMS = {"upload": ("fcgi/upload.fcgi", "LOADLINE_UPLOAD_SOCKET"),
            "progress": ("fcgi/progress.fcgi", "LOADLINE_PROGRESS_SOCKET"),
            "relay": ("ws/loadline-relay", "LOADLINE_RELAY_LISTEN")}


def start(site, name, path, log):
    program, setting = PROGRAMS[name]
    user = "relay" if name == "relay" else "upload"
    environment = {**site.environment, setting: f"unix:{path}", "LOADLINE_REDIS_URL": site.redis_url(user),
                   "LOADLINE_RELAY_ADMIN_LISTEN": ""}
    return subprocess.Popen([stack.BUILD / program, "--config", site.data / "loadline.conf"],
                            env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def connect_first(process, path):
    """The first connection that succeeds."""
    end = time.monotonic() + ENDS_S
    while time.monotonic() < end:
        assert process.poll() is None, "it has ended by itself"
        talk = socket.socket(socket.AF_UNIX)
        try:
            talk.connect(str(path))
            return talk
        except OSError:
            talk.close()
            time.sleep(EVERY_S)
    raise AssertionError("it never listens")


@pytest.mark.parametrize("signal_number", (signal.SIGTERM, signal.SIGINT), ids=lambda s: s.name)
@pytest.mark.parametrize("name", PROGRAMS)
def test_told_to_end_at_the_first_connection(site, tmp_path, name, signal_number):
    ends = []
    for number in range(TRIES):
        path = site.data / f"early-{name}-{number}"
        with open(tmp_path / f"log{number}", "w", encoding="utf-8") as log:
            process = start(site, name, path, log)
            try:
                with connect_first(process, path):
                    process.send_signal(signal_number)
                    ends.append(process.wait(ENDS_S))
            except subprocess.TimeoutExpired:
                ends.append("goes on")
            finally:
                process.kill()
                process.wait()
    assert ends == [0] * TRIES


@pytest.mark.parametrize("signal_number", (signal.SIGTERM, signal.SIGINT), ids=lambda s: s.name)
def test_a_worker_told_to_end_while_its_first_jobs_begin(shop, signal_number):
    """Its jobs are processes that have only just begun: they end with it, and none is taken for crashed."""
    shop.settings["workers"] = 4
    shop.command("rest", "exec sleep 600")
    ids = [shop.put_queued(b"x", ["rest"]) for _ in range(4)]
    ends = []
    for _ in range(TRIES):
        worker = shop.start(wait=False)
        wait_children(worker)
        worker.send_signal(signal_number)
        ends.append(worker.wait(ENDS_S))
    assert ends == [0] * TRIES, shop.log()
    assert "job_crashed" not in shop.log()
    assert {shop.record(upload_id)["attempt"] for upload_id in ids} <= {0, 1}


def wait_children(process):
    """Until it has started the first one."""
    end = time.monotonic() + ENDS_S
    while time.monotonic() < end:
        assert process.poll() is None, "it has ended by itself"
        with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="ascii") as children:
            if children.read():
                return
        time.sleep(EVERY_S)
    raise AssertionError("it starts no job")


@pytest.mark.parametrize("name", ["upload", "progress"])
def test_a_web_server_ends_a_program_by_sigusr1(site, tmp_path, name):
    """As mod_fastcgi does; libfcgi's own handler would end some threads and not others."""
    path = site.data / f"usr1-{name}"
    with open(tmp_path / "log", "w", encoding="utf-8") as log:
        process = start(site, name, path, log)
        try:
            with connect_first(process, path):
                process.send_signal(signal.SIGUSR1)
                assert process.wait(ENDS_S) == 0
        finally:
            process.kill()
            process.wait()


@pytest.mark.parametrize("name", ["upload", "progress"])
def test_no_thread_but_the_one_that_waits_takes_the_signals(site, name):
    ending = 1 << signal.SIGTERM - 1 | 1 << signal.SIGINT - 1
    pid = int((site.data / f"pids/{name}.pid").read_text())
    tasks = os.listdir(f"/proc/{pid}/task")
    assert str(pid) in tasks
    for task in tasks:
        try:
            with open(f"/proc/{pid}/task/{task}/status", encoding="ascii") as status:
                words = dict(line.split(":", 1) for line in status)
        except (FileNotFoundError, ProcessLookupError):
            continue # a thread that nobody needed any more has ended
        assert int(words["SigBlk"], 16) & ending == ending, words["Name"]
        assert int(words["SigCgt"], 16) & ending == 0, words["Name"]
