# SPDX-License-Identifier: MIT
"""Network namespaces of a test, joined by veth pairs. None of their addresses is seen outside."""

import os
import shutil
import subprocess

PROBE = "import socket, sys; socket.create_connection((sys.argv[1], 80), 2)"


def missing():
    """Why this machine cannot have them; empty where it can."""
    if not shutil.which("ip"):
        return "ip is missing: install the Debian package iproute2"
    if os.geteuid() != 0:
        return "network namespaces need root"
    name = f"loadline-{os.getpid()}"
    if subprocess.run(["ip", "netns", "add", name], check=False, capture_output=True).returncode != 0:
        return "network namespaces are not allowed here"
    run("ip", "netns", "del", name)
    return ""


def run(*words):
    subprocess.run(words, check=True, stdin=subprocess.DEVNULL)


class Network:
    """Namespaces by short names of their own; two of them reach each other only when joined."""

    def __init__(self):
        self.names = []

    def full(self, name):
        return f"loadline-{os.getpid()}-{name}"

    def add(self, *names):
        for name in names:
            run("ip", "netns", "add", self.full(name))
            self.names.append(name)

    def join(self, left, left_address, right, right_address):
        run("ip", "link", "add", right, "netns", self.full(left), "type", "veth",
            "peer", "name", left, "netns", self.full(right))
        for name, link, address in ((left, right, left_address), (right, left, right_address)):
            run("ip", "-n", self.full(name), "address", "add", f"{address}/30", "dev", link)
            run("ip", "-n", self.full(name), "link", "set", link, "up")

    def inside(self, name):
        """What a command there begins with; the process is the command's own."""
        return ["ip", "netns", "exec", self.full(name)]

    def reaches(self, name, address):
        """Whether a web server at this address answers those in the namespace."""
        return subprocess.run([*self.inside(name), "/usr/bin/python3", "-c", PROBE, address],
                              check=False, capture_output=True).returncode == 0

    def remove(self):
        while self.names:
            run("ip", "netns", "del", self.full(self.names.pop()))
