# SPDX-License-Identifier: MIT
"""The command-line tool against a running site."""

import fcntl
import json
import os
import pty
import re
import shutil
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


def test_settings_files_that_were_looked_for_are_named():
    done = subprocess.run([PROGRAM, "list"], text=True, capture_output=True, check=False,
                          env=stack.clean_environment())
    assert done.returncode != 0
    for file in ("LOADLINE_CONFIG", "/.config/loadline/loadline.conf", "/loadline.conf"):
        assert file in done.stderr
    assert done.stderr.count("\n") == 1


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


def test_output_that_is_closed(site, half):
    """No connection takes its place."""
    site.wait_state(half.id, "uploading")
    done = subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh", PROGRAM, "--config", site.data / "loadline.conf",
                           "events", "--now"], stderr=subprocess.PIPE, text=True, timeout=20, check=False,
                          env=stack.clean_environment())
    assert done.returncode == 3
    assert done.stderr == "loadline: standard output: Bad file descriptor\n"


def test_letters(site, half):
    """Short forms of options, which scripts of earlier versions use."""
    assert half.id in run(site, "list", "-a").stdout
    assert run(site, "prune", "-n").returncode == 0
    assert run(site, "retry", "-f", "scan", UNKNOWN).stderr == run(site, "retry", "--from", "scan", UNKNOWN).stderr
    for words in (("-p", "5", "-m", "text"), ("-d",), ("-rf", "code")):
        assert "invalid option" not in run(site, "report", *words).stderr


def test_the_last_form_of_the_settings_counts(site):
    assert run(site, "config", "--dump", "--mdoc").stdout == run(site, "config", "--mdoc").stdout
    assert run(site, "config", "--mdoc", "--dump").stdout == run(site, "config", "--dump").stdout
    assert run(site, "config", "--dump", "redis_prefix").returncode == 2


def commands():
    text = subprocess.run([PROGRAM, "--help"], text=True, capture_output=True, check=True).stdout
    return re.findall(r"^  (\w+) ", text, re.M)


@pytest.mark.parametrize("command", commands())
def test_each_command_has_help(command):
    done = subprocess.run([PROGRAM, command, "--help"], text=True, capture_output=True, check=False)
    assert done.returncode == 0
    assert done.stdout.startswith(f"usage: loadline [--config FILE] {command}")
    assert re.search(r"^Exit status:\n  0  ", done.stdout, re.M)
    assert not done.stderr


def test_each_command_has_its_page(tmp_path):
    """Whoever installs gets a page for each; version has a line of the common one."""
    subprocess.run(["make", "-C", stack.BUILD, "install-man", f"DESTDIR={tmp_path}"], check=True,
                   capture_output=True, timeout=60)
    pages = {page.name: page.read_text() for page in tmp_path.glob("**/man1/*.1")}
    for command in set(commands()) - {"version"}:
        page = pages[f"loadline-{command}.1"]
        helped = subprocess.run([PROGRAM, command, "--help"], text=True, capture_output=True,
                                check=True).stdout
        assert f".It Xr loadline-{command} 1\n" in pages["loadline.1"]
        for option in re.findall(r"^  --([\w-]+)", helped, re.M):
            assert re.search(rf"^\.It Fl -{option}\b", page, re.M), f"{command} --{option}"
        assert re.findall(r"^  (\d)  ", helped, re.M) == \
            re.findall(r"^\.It (\d)$", page.partition(".Sh EXIT STATUS")[2], re.M)


def test_pages_are_good_mdoc():
    tool = shutil.which("mandoc")
    if not tool:
        pytest.skip("mandoc is not installed")
    pages = sorted((stack.ROOT / "doc").glob("*.[158]"))
    done = subprocess.run([tool, "-T", "lint", "-W", "warning", *pages], text=True, check=False,
                          capture_output=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_page_has_an_example():
    for page in (stack.ROOT / "doc").glob("*.[158]"):
        example = page.read_text().partition("\n.Sh EXAMPLES\n")[2].partition("\n.Sh ")[0]
        assert ".Bd -literal" in example, page.name


def test_settings_are_in_groups_with_examples():
    page = (stack.ROOT / "doc/loadline.conf.5").read_text()
    listed = page.partition(".\\\" begin of the list\n")[2].partition(".\\\" end of the list")[0]
    groups = listed.split("\n.Ss ")[:-2]  # the last two are the sections'
    assert len(groups) > 5
    for group in groups:
        assert ".Bd -literal" in group and 1 <= group.count("\n.It Cm") <= 30, group[:40]


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


def test_list_for_programs(site, half, finished):
    def told():
        [row] = [row for row in json.loads(run(site, "list", "--json").stdout) if row["id"] == half.id]
        return row
    told_last = "updated_at", "percent" # news of what was sent may be on their way
    waiting.until(lambda: [told()[name] for name in told_last] ==
                  [site.progress(half.id).json()[name] for name in told_last], "both say the same")
    assert {name: value for name, value in told().items() if name not in told_last} == {
        "id": half.id, "state": "uploading", "name": "half.bin", "size": 1000}
    everything = json.loads(run(site, "list", "--json", "--all").stdout)
    assert NASTY in [row["name"] for row in everything]
    assert len({row["id"] for row in everything}) == len(everything)


def test_stats(own_site):
    nothing = json.loads(run(own_site, "stats", "--json").stdout)
    assert set(nothing.values()) == {0}
    data = files.real_bytes(100_000)
    tus.Upload.create(f"{own_site.url}/uploads/", 10)
    upload = tus.Upload.create(f"{own_site.url}/uploads/", len(data))
    with upload.begin(len(data)) as sender:
        sender.send(data[:1000])
        own_site.wait_stored(upload.id, 1000)
        waiting.until(lambda: json.loads(run(own_site, "stats", "--json").stdout)["senders"] == 1,
                      "the sender is counted")
        sender.send(data[1000:])
        assert sender.answer().status == 204
    own_site.wait_state(upload.id, "done")
    waiting.until(lambda: all_counted(own_site, len(data)), "everything is counted")
    lines = run(own_site, "stats").stdout.splitlines()
    assert f"{len(data):16}  Bytes of uploads that were stored" in lines
    own_site.stop_component("redis")
    assert run(own_site, "stats").returncode == 3


def all_counted(site, size):
    now = json.loads(run(site, "stats", "--json").stdout)
    return now == {"uploads_active": 1, "senders": 0, "jobs_waiting": 0, "jobs_claimed": 0,
                   "jobs_parked": 0, "uploads_created": 2, "uploads_received": 1,
                   "uploads_refused": 0, "upload_bytes": size, "jobs_done": 1, "jobs_failed": 0,
                   "stages_run": 2, "stages_failed": 0, "webhooks_sent": 0, "webhooks_given_up": 0}


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
    site.wait_state(upload.id, "created")
    watcher = subprocess.Popen([PROGRAM, "--config", site.data / "loadline.conf", "watch",
                                upload.id], stdout=subprocess.PIPE, text=True,
                               env=stack.clean_environment())
    limit = threading.Timer(60, watcher.kill)
    limit.start()
    with watcher:
        try:
            lines = [watcher.stdout.readline().rstrip("\n")]
            assert upload.patch(data, rate=20 << 20).status == 204
            assert watcher.wait(60) == 0
            lines += watcher.stdout.read().splitlines()
        finally:
            limit.cancel()
            watcher.kill()
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
