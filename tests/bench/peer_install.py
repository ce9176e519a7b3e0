# SPDX-License-Identifier: MIT
"""The programs of other people that tests/bench/peers can fetch into a folder, each in one pinned version."""

import os
import pathlib
import shutil
import subprocess

from contenders import NodeTusServer

GO = {"tusd": "github.com/tus/tusd/v2/cmd/tusd@v2.9.1",
      "centrifugo": "github.com/centrifugal/centrifugo/v6@v6.9.1"}
CARGO = {"rustus": "0.5.10"}
INSTALL_S = 3600  # for one of them


class Programs:
    """Those in a folder, and those of PATH."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        self.bin = self.folder / "bin"

    def find(self, name):
        """Its path; None where it is not there."""
        return shutil.which(name, path=f"{self.bin}:{os.environ['PATH']}")

    def commands(self):
        """{name: (the tool that fetches it, its command, its environment)}"""
        go = {name: ("go", ["go", "install", package], {"GOBIN": str(self.bin)}) for name, package in GO.items()}
        cargo = {name: ("cargo", ["cargo", "install", "--quiet", "--locked", "--root", self.folder, "--version",
                                  version, name], {}) for name, version in CARGO.items()}
        return {**go, **cargo}

    def install(self):
        """Fetches what is missing; says what could not be fetched."""
        for name, (tool, command, variables) in self.commands().items():
            if self.find(name) or not shutil.which(tool):
                continue
            print(f"fetching {name}", flush=True)
            self.run(name, command, {**os.environ, **variables})
        if shutil.which("npm"):
            NodeTusServer(self.folder, self.folder).install()

    @staticmethod
    def run(name, command, environment):
        try:
            done = subprocess.run(command, env=environment, check=False, timeout=INSTALL_S, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            trouble = done.stdout.strip().splitlines()[-1:] if done.returncode else []
        except subprocess.TimeoutExpired:
            trouble = [f"it takes longer than {INSTALL_S} s"]
        if trouble:
            print(f"{name} cannot be fetched: {trouble[0]}")
