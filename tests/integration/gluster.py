# SPDX-License-Identifier: MIT
"""A GlusterFS volume of one brick on this machine, mounted twice with its default options: each mount
is a host, with caches of its own."""

import os
import pathlib
import random
import shutil
import signal
import subprocess
import tempfile

import waiting

PROGRAMS = ("glusterd", "gluster", "glusterfs")
PATH = os.environ["PATH"] + ":/usr/sbin:/sbin"
VOLUME = """volume management
    type mgmt/glusterd
    option working-directory {folder}/work
    option run-directory {folder}/run
    option logging-directory {folder}/log
    option glusterd-sockfile {folder}/run/glusterd.sock
    option transport-type socket
    option transport.address-family inet
    option transport.socket.bind-address {address}
    option transport.socket.listen-port 24007
    option base-port {port}
    option max-port {last_port}
end-volume
"""


class Unavailable(Exception):
    """Why there can be no volume here."""


class Gluster:
    """Start with start(), which may raise Unavailable; end with stop()."""

    def __init__(self):
        # A brick takes the path into the name of a socket.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="loadline-gluster-"))
        # The port of the daemon is fixed, so the address is its own. 127.0.0.1 is refused as a host.
        self.address = "127." + ".".join(str(random.randrange(2, 250)) for _ in range(3))
        self.mounts = []

    def start(self):
        try:
            self.check()
            self.start_volume()
            for name in ("a", "b"):
                self.mount(name)
        except Unavailable:
            self.stop()
            raise

    @staticmethod
    def check():
        for program in PROGRAMS:
            if not shutil.which(program, path=PATH):
                raise Unavailable(f"{program} is missing: install the Debian packages "
                                  "glusterfs-server and glusterfs-client")
        if os.geteuid() != 0:
            raise Unavailable("only root can mount GlusterFS")
        if not os.access("/dev/fuse", os.R_OK | os.W_OK):
            raise Unavailable("/dev/fuse is missing")

    def start_volume(self):
        for name in ("work", "run", "log", "brick"):
            (self.folder / name).mkdir()
        port = random.randrange(30000, 32000)  # the brick takes a free one from here on
        (self.folder / "glusterd.vol").write_text(VOLUME.format(
            folder=self.folder, address=self.address, port=port, last_port=port + 500))
        self.run("glusterd", "-f", self.folder / "glusterd.vol", "-p", self.pid_file("glusterd"),
                 "-l", self.folder / "log/glusterd.log")
        waiting.until(lambda: self.ask("pool", "list").returncode == 0, "glusterd answers", 30)
        for words in (("create", "spool", f"{self.address}:{self.folder}/brick", "force"),
                      ("start", "spool")):
            answer = self.ask("volume", *words)
            if answer.returncode != 0:
                raise Unavailable(f"gluster volume {words[0]}: {answer.stdout}{answer.stderr}")

    def mount(self, name):
        """As mount -t glusterfs does."""
        place = self.folder / name
        place.mkdir()
        self.run("glusterfs", "--process-name", "fuse", f"--volfile-server={self.address}",
                 "--volfile-id=spool", f"--pid-file={self.pid_file(name)}",
                 "-l", self.folder / f"log/{name}.log", place)
        waiting.until(lambda: os.path.ismount(place) or not self.pid(name),
                      f"GlusterFS is mounted at {name}", 30)
        if not os.path.ismount(place):
            raise Unavailable((self.folder / f"log/{name}.log").read_text()[-2000:])
        self.mounts.append(place)

    def run(self, *command):
        """Starts a program that goes into the background when it is ready."""
        done = subprocess.run(command, env={**os.environ, "PATH": PATH}, check=False, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode != 0:
            raise Unavailable(f"{command[0]}: {done.stdout}{done.stderr}")

    def ask(self, *words):
        return subprocess.run(["gluster", "--mode=script",
                               f"--glusterd-sock={self.folder}/run/glusterd.sock", *words],
                              env={**os.environ, "PATH": PATH}, check=False, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True)

    def pid_file(self, name):
        return self.folder / f"run/{name}.pid"

    def pid(self, name):
        """The id of a process of ours that lives, or None."""
        try:
            pid = int(self.pid_file(name).read_text())
            os.kill(pid, 0)
            return pid
        except (OSError, ValueError):
            return None

    def stop(self):
        """The brick outlives its daemon, so the volume ends first."""
        for place in self.mounts:
            subprocess.run(["umount", "-l", place], check=False)
        if self.pid("glusterd"):
            self.ask("volume", "stop", "spool", "force")
        for name in ("a", "b", "glusterd"):
            pid = self.pid(name)
            if pid:
                os.kill(pid, signal.SIGTERM)
                waiting.until(lambda name=name: not self.pid(name) or is_zombie(self.pid(name)),
                              f"{name} has ended", 20)
        shutil.rmtree(self.folder, ignore_errors=True)


def is_zombie(pid):
    """It has ended, and whoever started it has not looked yet."""
    try:
        return ") Z " in pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True
