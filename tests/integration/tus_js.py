# SPDX-License-Identifier: MIT
"""tus-js-client in Node, as the browser client has it pinned."""

import fcntl
import json
import os
import pathlib
import shutil
import subprocess

import stack

# Builds of one tree share what npm installed.
WEB_BUILD = pathlib.Path(os.environ.get("LOADLINE_WEB_BUILD", stack.BUILD))
CLIENT = pathlib.Path(__file__).parent / "tus_client.mjs"


def missing():
    """The programs that it needs and this machine lacks."""
    return [program for program in ("node", "npm") if not shutil.which(program)]


def install():
    """The folder whose node_modules holds the client; one process at a time makes it."""
    with open(WEB_BUILD / "web.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = subprocess.run([stack.ROOT / "web/build", "--build", WEB_BUILD, "install"],
                              text=True, check=False, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout
    return WEB_BUILD / "web.work"


class Run:
    """One upload in a process of its own; tus_client.mjs says what work is, before are the words before Node's."""

    def __init__(self, modules, before=(), **work):
        # pylint: disable=consider-using-with
        self.process = subprocess.Popen([*before, "node", CLIENT, modules, json.dumps(work)], text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def result(self, seconds=120):
        """What it prints, once it has ended well."""
        try:
            out, err = self.process.communicate(timeout=seconds)
        finally:
            self.process.kill()
        assert self.process.returncode == 0, err
        return json.loads(out)
