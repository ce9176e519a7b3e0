# SPDX-License-Identifier: MIT
"""The command-line tool against a running site."""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import termios
import threading

import pytest

import files
import stack
import tus
import waiting

PROGRAM = stack.BUILD / "cli/loadline"
UNKNOWN = "0" * 32
NASTY = "big \x1b[31mred\u202e.bin"


def run(site, *words, **more):
    return subprocess.run([PROGRAM, "--config", site.data / "loadline.conf", *words],
                          text=True, capture_output=True, check=False, timeout=60,
                          env={**stack.clean_environment(), "LC_ALL": "C.UTF-8"}, **more)


@pytest.fixture(scope="module")
def finished(site):
    data = files.real_bytes(300_000)
    upload = tus.Upload.create(f"{site.url}/uploads/", len(data), filename=NASTY)
    assert upload.patch(data).status == 204
    site.wait_state(upload.id, "done")
    return upload


@pytest.fixture
def half(site):
    """An upload that 400 of 1000 bytes are there of."""
    upload = tus.Upload.create(f"{site.url}/uploads/", 1000, filename="half.bin")
    assert upload.patch(b"x" * 400).status == 204
    site.wait_state(upload.id, "uploading")
    yield upload
    upload.delete()


def test_version_and_help(site):
    assert re.fullmatch(r"loadline \d+\.\d+\.\d+\n", run(site, "version").stdout)
    assert run(site, "--version").stdout == run(site, "version").stdout
    helped = run(site, "--help")
    assert helped.returncode == 0
    for command in ("config", "list", "show", "watch", "version"):
        assert f"  {command} " in helped.stdout


@pytest.mark.parametrize("words", [(), ("frobnicate",), ("show",), ("watch",), ("list", "x"),
                                   ("show", "xyz"), ("config", "--bad")])
def test_wrong_words(site, words):
    done = run(site, *words)
    assert done.returncode == 2
    assert done.stderr
    assert not done.stdout


def test_config(site, tmp_path):
    assert run(site, "config").returncode == 0
    dump = run(site, "config", "--dump")
    assert "redis_prefix = loadline:" in dump.stdout
    # What is dumped is a settings file that says the same.
    again = tmp_path / "again.conf"
    again.write_text(dump.stdout)
    second = subprocess.run([PROGRAM, "--config", again, "config", "--dump"], text=True,
                            capture_output=True, check=True, env=stack.clean_environment())
    assert second.stdout == dump.stdout


def test_config_says_what_is_wrong(site, tmp_path):
    bad = tmp_path / "bad.conf"
    bad.write_text("redis_prefix = a:\nspol = /x\n")
    done = subprocess.run([PROGRAM, "--config", bad, "config"], text=True, capture_output=True,
                          check=False, env=stack.clean_environment())
    assert done.returncode == 2
    assert done.stderr == f"loadline: {bad}:2: there is no setting spol; did you mean spool?\n"


def test_list(site, half, finished):
    active = run(site, "list")
    assert active.returncode == 0
    row = next(line for line in active.stdout.splitlines() if line.startswith(half.id))
    assert re.search(r"uploading +\d+% +1000 B  half\.bin$", row)
    assert finished.id not in active.stdout
    everything = run(site, "list", "--all").stdout
    assert half.id in everything
    assert f"{finished.id}  done        100%" in everything
    assert "\x1b" not in everything and "\u202e" not in everything


def test_show(site, finished):
    shown = run(site, "show", finished.id)
    assert shown.returncode == 0
    assert json.loads(shown.stdout) == site.progress(finished.id).json()
    assert run(site, "show", finished.url).stdout == shown.stdout
    unknown = run(site, "show", UNKNOWN)
    assert unknown.returncode == 2
    assert "there is no upload" in unknown.stderr


def test_without_redis_the_spool_tells(own_site):
    upload = tus.Upload.create(f"{own_site.url}/uploads/", 10, filename="x.bin")
    own_site.stop_component("redis")
    shown = run(own_site, "show", upload.id)
    assert shown.returncode == 0
    assert json.loads(shown.stdout)["name"] == "x.bin"
    assert "spool" in shown.stderr
    assert run(own_site, "list").returncode == 3
    everything = run(own_site, "list", "--all")
    assert everything.returncode == 0
    assert f"{upload.id}  created" in everything.stdout
    assert run(own_site, "watch", upload.id).returncode == 3


def test_watch_prints_lines_to_the_end(site):
    data = files.real_bytes(20 << 20)
    upload = tus.Upload.create(f"{site.url}/uploads/", len(data), filename="w.bin")
    sender = threading.Thread(target=upload.patch, args=(data,), kwargs={"rate": 20 << 20})
    sender.start()
    done = run(site, "watch", upload.id)
    sender.join()
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr
    assert len(lines) >= 3
    percents = [int(re.search(r" (\d+)% ", line).group(1)) for line in lines]
    assert percents == sorted(percents)
    assert lines[-1].startswith(f"{upload.id} done 100% 20.0 MiB; Checksum done, File type done")


def test_watch_says_how_it_ended(site, half, finished):
    assert run(site, "watch", finished.url).returncode == 0
    unknown = run(site, "watch", finished.id, UNKNOWN)
    assert unknown.returncode == 2
    assert f"there is no upload {UNKNOWN}" in unknown.stderr
    watcher = subprocess.Popen([PROGRAM, "--config", site.data / "loadline.conf", "watch", half.id],
                               stdout=subprocess.PIPE, text=True, env=stack.clean_environment())
    assert watcher.stdout.readline().startswith(half.id)
    assert half.delete().status == 204
    assert watcher.wait(20) == 1
    assert watcher.stdout.read().splitlines()[-1].split()[1] in ("cancelled", "deleted")
    watcher.stdout.close()


def test_watch_outlives_redis(own_site):
    upload = tus.Upload.create(f"{own_site.url}/uploads/", 4, filename="r.bin")
    own_site.wait_state(upload.id, "created")
    watcher = subprocess.Popen([PROGRAM, "--config", own_site.data / "loadline.conf", "watch",
                                upload.id], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, env=stack.clean_environment())
    assert watcher.stdout.readline().startswith(upload.id)
    own_site.kill("redis")
    assert "trying again" in watcher.stderr.readline()
    own_site.start_component("redis")
    assert upload.patch(b"abcd").status == 204
    rest, _ = watcher.communicate(timeout=40)
    assert watcher.returncode == 0, rest
    assert " done 100% " in rest.splitlines()[-1]


def test_watch_draws_a_bar_on_a_terminal(site, finished):
    control, terminal = open_terminal()
    os.set_blocking(control, False)
    set_size(terminal, 30, 100)
    watcher = subprocess.Popen([PROGRAM, "--config", site.data / "loadline.conf", "watch",
                                finished.id], stdin=terminal, stdout=terminal, stderr=terminal,
                               env={**stack.clean_environment(), "LC_ALL": "C.UTF-8",
                                    "TERM": "xterm"})
    shown = bytearray()

    def look():
        try:
            shown.extend(os.read(control, 65536))
        except (BlockingIOError, OSError):
            pass
        return watcher.poll() is not None
    waiting.until(look, "watch ends")
    os.close(terminal)
    look()
    os.close(control)
    text = shown.decode()
    assert watcher.returncode == 0, text
    assert "big ?[31mred?.bin" in text
    assert re.search(r"\[#+\] 100%", text)
    assert "Checksum done, File type done" in text


def open_terminal():
    """A pseudo terminal; a bare system root may have none mounted."""
    try:
        return pty.openpty()
    except OSError as reason:
        pytest.skip(f"no pseudo terminal to be had here: {reason}")


def set_size(terminal, rows, columns):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
