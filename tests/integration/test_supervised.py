# SPDX-License-Identifier: MIT
"""The FastCGI programs with a socket that a supervisor opened (sd_listen_fds(3)). The relay's are in
test_relay_operation.py."""

import socket
import subprocess

import pytest

import fcgi
import stack
import waiting

PROGRAMS = {"upload": ("/uploads/", 200), "progress": (f"/progress/{'0' * 32}", 404)}


class Door:
    """A socket that listens, and a program that is started with it."""

    def __init__(self, site, folder, program):
        self.path = folder / "door"
        self.log = folder / "log"
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(str(self.path))
        self.socket.listen(16)
        environment = {**site.environment, "LOADLINE_REDIS_URL": site.redis_url("upload"),
                       f"LOADLINE_{program.upper()}_SOCKET": f"unix:{self.path}"}
        line = f'exec 3<&{self.socket.fileno()}; export LISTEN_FDS=1 LISTEN_PID=$$; exec "$@"'
        with open(self.log, "w", encoding="utf-8") as log:
            # pylint: disable=consider-using-with
            self.process = subprocess.Popen(
                ["/bin/bash", "-c", line, "bash", stack.BUILD / f"fcgi/{program}.fcgi",
                 "--config", site.data / "loadline.conf"],
                env=environment, stdin=subprocess.DEVNULL, pass_fds=[self.socket.fileno()],
                stdout=log, stderr=log)
        waiting.until(self.ready, "it is ready")

    def ready(self):
        assert self.process.poll() is None, self.log.read_text()
        return "event=ready" in self.log.read_text()

    def stop(self):
        self.process.terminate()
        assert self.process.wait(20) == 0, self.log.read_text()
        assert self.path.exists(), "the socket is somebody else's"
        self.socket.close()


@pytest.mark.parametrize("program", PROGRAMS)
def test_takes_the_socket_that_is_there(site, tmp_path, program):
    path, status = PROGRAMS[program]
    door = Door(site, tmp_path, program)
    try:
        assert fcgi.ask(door.path, "GET", path, HTTP_ACCEPT="application/json").status == status
    finally:
        door.stop()
