# SPDX-License-Identifier: MIT
"""loadline send, as a client of real sites."""

import fcntl
import json
import os
import pathlib
import pty
import re
import signal
import struct
import subprocess
import termios
import time

import pytest

import conftest
import files
import fronts
import send_tool
import stack
import tokens
import tus
import waiting
import wire

MIB = 1 << 20
LARGE = files.real_bytes(50 * MIB)
SECRET = b"a secret of thirty-two bytes, or so"
SENTENCE = "It shows no ship at all"


@pytest.fixture
def sender(tmp_path):
    return send_tool.Sender(tmp_path)


def base(site):
    return f"{site.url}/uploads/"


def sent(done):
    """What --json says of one file that is whole and processed."""
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["error"] is None and said["sent"]
    assert said["upload"]["state"] == "done"
    return said


def assert_whole(site, said, data):
    assert said["upload"]["size"] == said["upload"]["received"] == len(data)
    assert said["upload"]["result"]["sha256"] == files.sha256(data)
    assert site.data_file(said["upload"]["id"]).read_bytes() == data


# --- sending ---

def test_fifty_megabytes(site, sender):
    path, forgotten = sender.file(LARGE), sender.state / "loadline" / ("0" * 64)
    forgotten.parent.mkdir(parents=True)
    forgotten.write_text("http://127.0.0.1/uploads/x\n")
    os.utime(forgotten, (1, 1))
    assert_whole(site, sent(sender.run("--json", path, base(site))), LARGE)
    assert not sender.remembered()


def test_lines_where_no_terminal_is(site, sender):
    path = sender.file(LARGE[:3 * MIB])
    # The address without its last slash is one that people write.
    done = sender.run(path, base(site).rstrip("/"))
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"[0-9a-f]{32} uploading 0 B of 3\.0 MiB", lines[0])
    assert re.search(r" done 100% 3\.0 MiB; Checksum done, File type done$", lines[-1])
    assert not done.stderr


def test_what_is_shown_never_falls(site, sender):
    """The percentage is the server's, of the whole: stages are still to come when the last byte is there."""
    path = sender.file(LARGE)
    done = sender.run(path, base(site))
    assert done.returncode == 0, done.stderr
    shown = [int(found) for found in re.findall(r" (\d+)% ", done.stdout)]
    assert shown == sorted(shown)
    assert shown[-1] == 100


def test_several_files_one_of_them_empty(site, sender):
    paths = [sender.file(data, name) for name, data in
             (("one", b""), ("two", b"2"), ("three", LARGE[:100_000]))]
    done = sender.run("--json", *paths, base(site))
    assert done.returncode == 0, done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["file"] for one in said] == [str(path) for path in paths]
    for one, path in zip(said, paths):
        assert_whole(site, one, path.read_bytes())


def test_name_type_and_no_wait(site, sender):
    path = sender.file(b"%PDF-1.4 hardly")
    done = sender.run("--json", "--no-wait", "--name", "Grüße.pdf", "--type", "application/x-test",
                      path, base(site))
    said = json.loads(done.stdout)
    assert done.returncode == 0
    assert said["upload"]["received"] == path.stat().st_size, "not older than the last byte"
    document = site.wait_state(said["url"].rsplit("/", 1)[1][:32], "done")
    assert document["name"] == "Grüße.pdf"
    assert not sender.remembered()


# --- interrupted ---

def test_killed_and_run_again(site, sender):
    path = sender.file(LARGE)
    with wire.Wire(site.port, rate=20 * MIB) as slow:
        first = sender.start(path, slow.url)
        upload_id = sender.wait_remembered()
        site.wait_stored(upload_id, 8 * MIB)
        first.send_signal(signal.SIGKILL)
        first.communicate(timeout=20)
        [memory] = sender.remembered()
        assert memory.stat().st_mode & 0o777 == 0o600
        assert memory.parent.stat().st_mode & 0o077 == 0
        assert slow.offsets() == [0]
        slow.forget()
        slow.rate = None
        said = sent(sender.run("--json", path, slow.url))
        [offset] = slow.offsets()
        assert 8 * MIB <= offset < len(LARGE)
        assert slow.count() < len(LARGE) - offset + MIB
        assert not slow.requests("POST")
    assert said["upload"]["id"] == upload_id
    assert_whole(site, said, LARGE)
    assert not sender.remembered()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_keeps_what_is_stored(site, sender, number):
    path = sender.file(LARGE[:8 * MIB])
    with wire.Wire(site.port, rate=2 * MIB) as slow:
        first = sender.start(path, slow.url)
        site.wait_stored(sender.wait_remembered(), MIB)
        first.send_signal(number)
        _, told = first.communicate(timeout=20)
        assert first.returncode == -number
        assert told == f"loadline: {path}: the stored bytes are kept; the same command resumes " \
                       "it\n"
        slow.rate = None
        assert_whole(site, sent(sender.run("--json", path, slow.url)), LARGE[:8 * MIB])
        assert slow.offsets()[1] >= MIB


def test_the_program_is_killed_and_started_again(own_site, sender):
    path = sender.file(LARGE)
    with wire.Wire(own_site.port, rate=20 * MIB) as slow:
        sending = sender.start("--json", path, slow.url)
        own_site.wait_stored(sender.wait_remembered(), 8 * MIB)
        own_site.kill("upload")
        own_site.start_component("upload")
        out, told = sending.communicate(timeout=120)
        assert sending.returncode == 0, told
        assert len(slow.requests("POST")) == 1
        assert slow.offsets()[0] == 0
        assert all(offset >= 8 * MIB for offset in slow.offsets()[1:])
    assert_whole(own_site, json.loads(out), LARGE)


def test_the_wire_is_cut(site, sender):
    path = sender.file(LARGE[:8 * MIB])
    with wire.Wire(site.port, rate=4 * MIB) as slow:
        sending = sender.start(path, slow.url)
        site.wait_stored(sender.wait_remembered(), MIB)
        slow.rate = None
        slow.cut()
        out, told = sending.communicate(timeout=60)
        assert sending.returncode == 0, told
        assert "trying again" in told
        assert " done 100% " in out.splitlines()[-1]
        assert len(slow.requests("POST")) == 1
        assert slow.offsets()[-1] >= MIB


def test_gone_since(site, sender):
    """What is remembered was removed: a new upload begins."""
    path = sender.file(LARGE[:4 * MIB])
    with wire.Wire(site.port, rate=MIB) as slow:
        first = sender.start(path, slow.url)
        upload_id = sender.wait_remembered()
        site.wait_stored(upload_id, 1)
        first.kill()
        first.communicate(timeout=20)
        done = subprocess.run([send_tool.PROGRAM, "--config", site.data / "loadline.conf", "cancel",
                               upload_id], env=stack.clean_environment(), check=False, timeout=20)
        assert done.returncode == 0
        slow.rate = None
        said = sent(sender.run("--json", path, slow.url))
    assert said["upload"]["id"] != upload_id
    assert_whole(site, said, LARGE[:4 * MIB])


def test_removed_while_it_is_sent(site, sender):
    path = sender.file(LARGE[:8 * MIB])
    with wire.Wire(site.port, rate=2 * MIB) as slow:
        sending = sender.start(path, slow.url)
        upload_id = sender.wait_remembered()
        site.wait_stored(upload_id, 1)
        subprocess.run([send_tool.PROGRAM, "--config", site.data / "loadline.conf", "cancel", upload_id],
                       env=stack.clean_environment(), check=True, timeout=20)
        _, told = sending.communicate(timeout=60)
    assert sending.returncode == 1
    assert str(path) in told
    assert len(slow.requests("POST")) == 1


def test_the_file_changes(site, sender):
    path = sender.file(LARGE[:8 * MIB])
    with wire.Wire(site.port, rate=4 * MIB) as slow:
        sending = sender.start(path, slow.url)
        site.wait_stored(sender.wait_remembered(), 1)
        path.write_bytes(LARGE[8 * MIB:16 * MIB])
        _, told = sending.communicate(timeout=60)
    assert sending.returncode == 1
    assert "the file changed while it was sent" in told
    assert not sender.remembered()


# --- refused ---

def test_a_stage_that_fails(own_site, sender):
    script = sender.file(f"echo '{SENTENCE}' >&2; exit 1".encode(), "judge.sh")
    own_site.configure(f"\n[stage judge]\ncommand = /bin/sh {script}\n",
                       stages="digest, identify, judge")
    path = sender.file(b"no ship")
    done = sender.run(path, base(own_site))
    assert done.returncode == 1
    assert done.stderr == f"loadline: {path}: {SENTENCE}\n"
    assert SENTENCE in done.stdout.splitlines()[-1]
    assert not sender.remembered()
    said = json.loads(sender.run("--json", path, base(own_site)).stdout)
    assert said["upload"]["state"] == "failed"
    assert said["error"] == SENTENCE


@pytest.fixture(name="token_site", scope="module")
def make_token_site(tmp_path_factory):
    key = tmp_path_factory.mktemp("key") / "key"
    key.write_bytes(SECRET)
    yield from conftest.running(stack.Stack(auth="token", token_keys=str(key)))


def test_tokens(token_site, sender):
    path, good = sender.file(b"mine"), tokens.make(SECRET)
    wrong = tokens.make(b"another secret of thirty-two bytes")
    for words, status, code in (([], 1, "401 unauthorized"),
                                (["--token", wrong], 1, "401 token_invalid"),
                                (["--token", "a b"], 2, "no token has")):
        done = sender.run(*words, path, base(token_site))
        assert done.returncode == status, done.stderr
        assert code in done.stderr
    in_file = sender.file(f"{good}\n".encode(), "token")
    sent(sender.run("--json", "--token", good, path, base(token_site)))
    sent(sender.run("--json", "--token-file", in_file, path, base(token_site)))
    sent(sender.run("--json", path, base(token_site), LOADLINE_TOKEN=good))
    assert sender.run("--token-file", sender.folder / "no", path, base(token_site)).returncode == 2


def test_a_token_is_on_no_list(token_site, sender):
    path, good = sender.file(LARGE[:4 * MIB]), tokens.make(SECRET)
    with wire.Wire(token_site.port, rate=MIB) as slow:
        sending = sender.start("--token", good, path, slow.url)
        sender.wait_remembered()
        listed = pathlib.Path(f"/proc/{sending.pid}/cmdline").read_text()
        sending.send_signal(signal.SIGINT)
        sending.communicate(timeout=20)
    assert slow.url in listed
    assert good not in listed


def test_wrong_words(site, sender):
    path = sender.file(b"x")
    for words in ([], [path], ["--name", "x", path, path, base(site)], ["--bad", path, base(site)]):
        assert sender.run(*words).returncode == 2
    for missing in (sender.folder / "missing", sender.folder):
        done = sender.run(path, missing, base(site))
        assert done.returncode == 2
        assert done.stderr.startswith(f"loadline: {missing}: ")
        assert not done.stdout
    for url in (f"{site.url}/progress/", f"{site.url}/nowhere/", "gopher://127.0.0.1/", "://"):
        done = sender.run(path, url)
        assert done.returncode == 2, done.stderr
        assert done.stderr.startswith(f"loadline: {url}: ")


def test_unreachable(sender):
    done = sender.run(sender.file(b"x"), f"http://127.0.0.1:{stack.free_port()}/uploads/")
    assert done.returncode == 3
    assert done.stderr


# --- what is between ---

class SmallNginx(fronts.Nginx):
    """It takes no body of more than 300 kB."""

    changes = (("client_max_body_size 0;", "client_max_body_size 300k;"),)


class SmallFcgid(fronts.Fcgid):
    """mod_fcgid with its own limit, and nobody knows it: it answers 500."""

    settings = fronts.Apache.settings
    changes = (("FcgidMaxRequestLen 1073741824", "FcgidMaxRequestLen 131072"),)


@pytest.mark.parametrize("kind, piece", [(SmallNginx, 3 * MIB >> 4), (SmallFcgid, 3 * MIB >> 5)])
def test_pieces_are_halved(kind, piece, sender):
    front = kind()
    data = LARGE[:3 * MIB]
    try:
        front.start()
        path = sender.file(data)
        with wire.Wire(front.front_port) as looked_at:
            said = sent(sender.run("--json", path, looked_at.url))
            lengths = [int(given["content-length"]) for _, given in looked_at.requests("PATCH")]
        assert_whole(front, said, data)
    finally:
        front.stop()
    halves = [len(data) >> n for n in range(len(lengths)) if len(data) >> n >= piece]
    assert lengths == halves + [piece] * (len(data) // piece - 1)


# --- on a terminal ---

NASTY = "big \x1b[31mred\u202e Grüße 荷.bin"


def test_a_bar_and_names_that_cannot_steer(site, sender):
    path = sender.file(LARGE[:MIB], NASTY)
    try:
        control, terminal = pty.openpty()
    except OSError as reason:
        pytest.skip(f"no pseudo terminal to be had here: {reason}")
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    os.set_blocking(control, False)
    sending = subprocess.Popen([send_tool.PROGRAM, "send", path, base(site)], stdin=terminal,
                               stdout=terminal, stderr=terminal,
                               env={**sender.environment, "TERM": "xterm"})
    shown = bytearray()

    def look():
        try:
            shown.extend(os.read(control, 65536))
        except (BlockingIOError, OSError):
            pass
        return sending.poll() is not None
    waiting.until(look, "send ends", 60)
    os.close(terminal)
    look()
    os.close(control)
    text = shown.decode()
    assert sending.returncode == 0, text
    assert "big ?[31mred? Grüße 荷" in text
    assert "\x1b[31m" not in text and "\u202e" not in text
    assert re.search(r"\[#+\] 100%", text)
    assert "done: Checksum done, File type done" in text


def test_complaints_cannot_steer_either(site, sender):
    done = sender.run(sender.folder / NASTY, base(site))
    assert done.returncode == 2
    assert "\x1b" not in done.stderr and "\u202e" not in done.stderr
    assert "Grüße 荷.bin: No such file" in done.stderr


@pytest.mark.settings(uploads_per_client="1", idle_timeout="1h")
def test_a_server_that_says_when_to_come_back_is_asked_again(own_site, sender):
    """More often than one that does not say it is tried, and never before."""
    data = files.real_bytes(MIB)
    held = tus.Upload.create(base(own_site), MIB)
    log = own_site.data / "log" / "upload.log"
    with held.begin(MIB) as holder:
        holder.send(data[:1000])
        own_site.wait_stored(held.id, 1000)
        begun = time.monotonic()
        sending = sender.start("--json", sender.file(data), base(own_site))
        waiting.until(lambda: log.read_text().count("code=too_many_uploads") > 12,
                      "it was refused a dozen times", 60)
        assert time.monotonic() - begun > 12
        holder.send(data[1000:])
        assert holder.answer().status == 204
    out, err = sending.communicate(timeout=60)
    assert sending.returncode == 0, err
    assert_whole(own_site, json.loads(out), data)
