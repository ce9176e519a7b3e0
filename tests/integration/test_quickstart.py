# SPDX-License-Identifier: MIT
"""quickstart in the foreground: Ctrl-C, a component that dies, a port that is taken."""

import os
import pathlib
import signal
import socket
import subprocess

import pytest

import stack
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
    assert not foreground.running()


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
