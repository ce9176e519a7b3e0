# SPDX-License-Identifier: MIT
"""quickstart in the foreground: Ctrl-C, a component that dies, a port that is taken."""

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess

import pytest
import requests

import stack
import tus_talk
import waiting

COMPONENTS = ["redis", "upload", "progress", "relay", "worker", "lighttpd"]


class Foreground(stack.Stack):
    """A site whose quickstart stays in the foreground, as a process of ours."""

    def start(self):
        # Tests that run in the background of a script would hand on that interrupts are ignored.
        self.process = subprocess.Popen(
            ["env", "--default-signal=INT", stack.ROOT / "quickstart", "--data", self.data,
             "--port", "0", "--build", stack.BUILD, "--no-build"],
            env=self.environment, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.greeting = self.process.stdout.readline()
        self.pids = {name: int((self.data / "pids" / f"{name}.pid").read_text())
                     for name in COMPONENTS}

    def stop(self):
        self.process.kill()
        self.process.wait()
        super().stop()

    def finish(self):
        """What it says until its end, and its exit status."""
        words, _ = self.process.communicate(timeout=60)
        return words, self.process.returncode

    def running(self):
        return [name for name, pid in self.pids.items() if pathlib.Path(f"/proc/{pid}").exists()]


@pytest.fixture
def foreground():
    site = Foreground()
    try:
        site.start()
        yield site
    finally:
        site.stop()


def test_says_where_it_answers(foreground):
    port = (foreground.data / "port").read_text().strip()
    assert f"http://127.0.0.1:{port}/" in foreground.greeting
    assert foreground.running() == COMPONENTS


def test_interrupt_ends_everything(foreground):
    foreground.process.send_signal(signal.SIGINT)
    _, status = foreground.finish()
    assert status == 0
    waiting.until(lambda: not foreground.running(), "nothing of it is left, not even a zombie")


@pytest.mark.parametrize("component", COMPONENTS)
def test_dead_component_is_named_and_ends_the_rest(foreground, component):
    os.kill(foreground.pids[component], signal.SIGKILL)
    words, status = foreground.finish()
    assert status != 0
    assert f"quickstart: {component} ended" in words
    waiting.until(lambda: not foreground.running(), "the rest has ended")


def test_private_files_are_private(foreground):
    for name in ("secret", "loadline.conf"):
        assert (foreground.data / name).stat().st_mode & 0o777 == 0o600
    assert len((foreground.data / "secret").read_text()) == 64


def test_busy_port_is_one_clear_line(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run([stack.ROOT / "quickstart", "--data", tmp_path, "--no-build",
                               "--background", "--port", str(port)], text=True, check=False,
                              env=stack.clean_environment(), capture_output=True)
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1 and str(port) in done.stderr


def quickstart(*words, **options):
    return subprocess.run([stack.ROOT / "quickstart", *words], text=True, check=False,
                          env=stack.clean_environment(), stdin=subprocess.DEVNULL,
                          capture_output=True, **options)


def assert_refused(done, *words):
    """One clear line."""
    assert done.returncode == 1 and done.stderr.count("\n") == 1, done.stderr
    for word in words:
        assert word in done.stderr


class OddlyNamed(stack.Stack):
    """A site in a folder whose name means something in an address, a settings file, or printf. It keeps the Redis
    that quickstart gives it."""

    def __init__(self):
        super().__init__(shard_count=1, stages="")
        self.outer = self.data
        self.data = self.data / "50%25 a?b=c;d&e"

    def stop(self):
        super().stop()
        self.outer.rmdir()

    def bring_users(self):
        pass

    @property
    def sockets(self):
        text = (self.data / "loadline.conf").read_text()
        return pathlib.Path(re.search("upload_socket = unix:(.*)/upload.sock", text)[1])


def test_data_may_lie_in_a_folder_of_any_name():
    site = OddlyNamed()
    try:
        site.start()
        made = requests.put(f"{site.url}/uploads/a.txt", b"hello", timeout=20)
        assert made.status_code == 201
        assert requests.get(made.headers["Location"], timeout=20).content == b"hello"
        talk = tus_talk.Talk(site)
        assert talk.document(made.headers["Location"], "done")["received"] == 5
        site.restart("upload")
        assert requests.get(made.headers["Location"], timeout=20).content == b"hello"
    finally:
        site.stop()


@pytest.mark.parametrize("name", ["a\nb", 'a"b', "a ;b"], ids=["newline", "quote", "comment"])
def test_a_name_that_no_settings_file_can_hold_is_refused(tmp_path, name):
    assert_refused(quickstart("--no-build", "--data", tmp_path / name, "--port", "0"), "--data")


@pytest.mark.parametrize("name", ["a b", "a;b", "50%", "a&b", "$x"])
def test_a_place_where_nothing_can_be_built_is_told_at_once(tmp_path, name):
    done = quickstart("--build", tmp_path / name, "--data", tmp_path / "run", "--port", "0")
    assert_refused(done, str(tmp_path / name), "another folder")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a file system")
def test_too_little_space_is_told_at_once(tmp_path):
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "none", tmp_path], check=True)
    try:
        done = quickstart("--no-build", "--data", tmp_path / "x/run", "--port", "0")
        assert_refused(done, "128 MiB", str(tmp_path), "are free")
        done = quickstart("--build", tmp_path / "build", "--data", tmp_path / "run", "--port", "0")
        assert_refused(done, "100 MiB", str(tmp_path), "are free")
        assert list(tmp_path.iterdir()) == []
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def test_stop_says_what_it_stops(own_site):
    assert own_site.quickstart("stop", "worker") == "stopping worker\n"
    assert own_site.quickstart("stop") == "stopping redis upload progress relay lighttpd\n"
    assert own_site.quickstart("stop") == f"nothing to stop in {own_site.data}\n"
    own_site.start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a file system")
def test_a_clone_that_cannot_be_written_is_built_elsewhere(tmp_path):
    """As far as configure's own configure: a whole build takes its time, and is no different."""
    clone = shutil.copytree(stack.ROOT, tmp_path / "clone", ignore=shutil.ignore_patterns(
        ".git", "build", "node_modules", "configure", "autom4te.cache", "Makefile.in"))
    subprocess.run(["mount", "--bind", "-o", "ro", clone, clone], check=True)
    try:
        script = f"""
            here={clone}
            . "$here/deploy/quickstart/say.sh"
            . "$here/deploy/quickstart/build.sh"
            make() {{ :; }}
            build_make {tmp_path / "build"}
        """
        done = subprocess.run(["bash", "-euc", script], text=True, check=False,
                              capture_output=True, timeout=300)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "build/Makefile").is_file()
        assert not (clone / "configure").exists()
    finally:
        subprocess.run(["umount", clone], check=True)


def test_users_of_an_earlier_start_get_the_rights_of_this_release(own_site):
    """Their passwords stay: the settings contain one."""
    users = own_site.data / "redis/users.conf"
    now = users.read_text()
    own_site.quickstart("stop")
    users.write_text(now.replace(" ~loadline:leases", ""))
    own_site.start()
    assert users.read_text() == now
    made = requests.put(f"{own_site.url}/uploads/a.txt", b"hello", timeout=20)
    assert tus_talk.Talk(own_site).document(made.headers["Location"], "done")["received"] == 5
