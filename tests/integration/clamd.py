# SPDX-License-Identifier: MIT
"""A real clamd with one signature, made for the test."""

import pathlib
import subprocess
import tempfile

import shutil
import socket

import waiting

# In two parts, so that no scanner finds it in this file; see eicar.org.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """Start with start(), end with stop()."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="loadline-clamd-"))
        self.socket = self.folder / "clamd.sock"
        self.process = None
        base = self.folder / "signatures"
        base.mkdir()
        (base / "test.ndb").write_text(f"Test.Eicar:0:*:{EICAR.hex()}\n")
        (self.folder / "clamd.conf").write_text(
            f"DatabaseDirectory {base}\nLocalSocket {self.socket}\nForeground yes\n"
            f"TemporaryDirectory {self.folder}\nStreamMaxLength 20M\nUser {who()}\n")

    @property
    def address(self):
        return f"unix:{self.socket}"

    def start(self):
        with open(self.folder / "clamd.log", "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [shutil.which("clamd", path="/usr/sbin:/usr/bin"), "--config-file",
                 self.folder / "clamd.conf"], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        waiting.until(self.answers, f"clamd answers\n{self.log()}", 60)

    def answers(self):
        assert self.process.poll() is None, self.log()
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(str(self.socket))
                probe.sendall(b"zPING\0")
                return probe.recv(16) == b"PONG\0"
        except OSError:
            return False

    def log(self):
        path = self.folder / "clamd.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait(20)
        self.socket.unlink(missing_ok=True)

    def stop(self):
        self.end()
        shutil.rmtree(self.folder)


def who():
    return subprocess.run(["id", "-un"], check=True, text=True, capture_output=True).stdout.strip()
