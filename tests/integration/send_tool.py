# SPDX-License-Identifier: MIT
"""loadline send, run as people and scripts run it."""

import subprocess

import stack
import waiting

PROGRAM = stack.BUILD / "cli/loadline"


class Sender:
    """Runs the command in a home of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.state = folder / "state"
        self.environment = {**stack.clean_environment(), "LC_ALL": "C.UTF-8",
                            "HOME": str(folder), "XDG_STATE_HOME": str(self.state)}

    def file(self, data, name="a.bin"):
        path = self.folder / name
        path.write_bytes(data)
        return path

    def start(self, *words, **more):
        return subprocess.Popen([PROGRAM, "send", *words], text=True, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, env=self.environment, **more)

    def run(self, *words, seconds=120, **environment):
        return subprocess.run([PROGRAM, "send", *words], text=True, capture_output=True,
                              check=False, timeout=seconds,
                              env={**self.environment, **environment})

    def remembered(self):
        """The files that remember uploads, but for those that are just being written."""
        return [path for path in (self.state / "loadline").glob("*") if not path.suffix]

    def wait_remembered(self):
        """The id of the upload that is under way."""
        url = waiting.until(lambda: self.remembered() and self.remembered()[0].read_text(),
                            "an upload is remembered")
        return url.strip().rsplit("/", 1)[1].split(".")[0]
