# SPDX-License-Identifier: MIT
"""A whole site on free ports in a folder of its own, run by quickstart."""

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile

import requests

import keys
import ports
import redis_tls
import redis_users
import shards
import waiting

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("LOADLINE_BUILD", ROOT / "build"))
BEAT = "1s"  # doctor waits for one
FAULT = re.compile(r"(ERROR|WARNING): \w+Sanitizer|runtime error:|Assertion .* failed")


def clean_environment():
    """Ours without the variables that would be settings of the programs."""
    return {name: value for name, value in os.environ.items()
            if not name.startswith("LOADLINE_")}


class Reachable:
    """What tests reach at a port of this machine."""

    port = None

    @property
    def public_port(self):
        return self.port

    @property
    def url(self):
        return f"http://127.0.0.1:{self.public_port}"

    @property
    def live_url(self):
        return f"ws://127.0.0.1:{self.public_port}/live"


class Stack(Reachable):
    """Start with start(), end with stop(); components are named as in quickstart."""

    def __init__(self, shard_count=shards.COUNT, **settings):
        """settings: what differs from quickstart's, by the settings' names."""
        settings = {"beat_interval": BEAT, **settings}
        # Not pytest's folder: a UNIX socket's path must be short.
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="loadline-test-"))
        self.environment = {**clean_environment(),
                            **{f"LOADLINE_{name.upper()}": str(value)
                               for name, value in settings.items()}}
        self.port = None
        self.fronts = []
        self.shards = shards.Servers(self, shard_count)

    def quickstart(self, *words):
        done = subprocess.run([ROOT / "quickstart", *words, "--data", self.data],
                              env=self.environment, text=True, check=False,
                              stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert done.returncode == 0, f"quickstart {' '.join(words)}: {done.stdout}{self.logs()}"
        return done.stdout

    def start(self):
        if redis_tls.ON or self.shards.count > 1:
            self.bring_users()
        self.shards.start()
        self.quickstart("start", "--build", str(BUILD), "--no-build", "--background",
                        "--port", "0")
        self.port = int((self.data / "port").read_text())

    def bring_users(self):
        """Before quickstart makes users: known ones, and the programs find Redis where redis_url() says."""
        (self.data / "redis").mkdir(exist_ok=True)
        redis_users.install(self.data / "redis", "loadline:", self.sockets / "redis.sock")
        self.environment.setdefault("LOADLINE_REDIS_URL", Stack.redis_url(self, "operator"))

    def configure(self, text, **settings):
        """Adds sections to the settings of a running site, and changes others."""
        self.environment |= {f"LOADLINE_{name.upper()}": value for name, value in settings.items()}
        with open(self.data / "loadline.conf", "a", encoding="utf-8") as settings:
            settings.write(text)
        for component in ("upload", "progress", "worker"):
            self.restart(component)

    def stop(self):
        for front in self.fronts:
            front.stop()
        servers = self.each_redis()
        refused = [entry for server in servers for entry in redis_users.refused(server)]
        in_redis = frozenset().union(*map(keys.redis_words, servers))
        words = self.quickstart("stop")
        self.shards.stop()
        faults = self.faults()
        told = keys.found(self.data, in_redis)
        shutil.rmtree(self.data)
        assert "killed" not in words, words
        assert not faults, faults
        assert not refused, refused
        assert not told, f"keys of uploads where nobody must find them: {told}"

    def is_sanitized(self, component):
        """Whether it was built with a sanitizer, which takes memory of its own."""
        pid = (self.data / "pids" / f"{component}.pid").read_text().strip()
        maps = pathlib.Path(f"/proc/{pid}/maps").read_text(encoding="utf-8")
        return bool(re.search(r"lib[at]san", maps))

    def faults(self):
        """What sanitizers have written into the logs, leaks at the end included."""
        return "".join(f"{log.name}: {text}" for log in (self.data / "log").glob("*.log")
                       if FAULT.search(text := log.read_text(errors="replace")))

    def kill(self, component):
        """kill -9. "redis" is all shards here, and below."""
        self.quickstart("kill", component)
        if component == "redis":
            self.shards.stop()

    def stop_component(self, component):
        self.quickstart("stop", component)
        if component == "redis":
            self.shards.stop()

    def start_component(self, component):
        if component == "redis":
            self.shards.start()
        self.quickstart("start", component)

    def restart(self, component):
        self.quickstart("restart", component)

    @property
    def sockets(self):
        return self.data / "sockets"

    @property
    def spool(self):
        return self.data / "spool"

    def redis(self):
        return shards.Client(self.each_redis()) if self.shards.count > 1 else self.shards.client(0)

    def each_redis(self):
        """Each of its Redis."""
        if self.shards.count == 1:
            return [self.redis()]
        return [self.shards.client(shard) for shard in range(self.shards.count)]

    def redis_url(self, user):
        """How a program that quickstart does not start logs in: upload, relay, worker, operator."""
        return self.shards.url(user)

    def data_file(self, upload_id):
        return self.spool / upload_id[:2] / upload_id / "data"

    def stored(self, upload_id):
        """How many bytes of the upload are on disk."""
        try:
            return self.data_file(upload_id).stat().st_size
        except FileNotFoundError:
            return 0

    def wait_stored(self, upload_id, count, seconds=30):
        waiting.until(lambda: self.stored(upload_id) >= count,
                      f"{count} bytes of {upload_id} are stored", seconds)

    def progress(self, upload_id):
        """The answer of GET /progress/ID."""
        return requests.get(f"{self.url}/progress/{upload_id}", timeout=10)

    def wait_state(self, upload_id, *states, seconds=60):
        """The document, as soon as its state is one of these."""
        def look():
            answer = self.progress(upload_id)
            document = answer.json() if answer.status_code == 200 else {}
            return document if document.get("state") in states else None
        return waiting.until(look, f"{upload_id} is {' or '.join(states)}", seconds)

    def second_front(self):
        """The base URL of another lighttpd with an upload.fcgi of its own on this spool."""
        return self.second_host(self.spool).url

    def second_host(self, spool):
        """A Front whose upload.fcgi finds the spool at this path."""
        front = Front(self, self.data / f"front{len(self.fronts)}", spool)
        self.fronts.append(front)
        front.start()
        return front

    def logs(self):
        """The ends of all logs, for messages of failed tests."""
        text = ""
        for log in sorted((self.data / "log").glob("*.log")):
            lines = log.read_text(errors="replace").splitlines()[-15:]
            text += f"\n--- {log.name}\n" + "\n".join(lines)
        return text


class Front:
    """A second upload.fcgi process and the lighttpd in front of it."""

    def __init__(self, stack, folder, spool):
        self.stack = stack
        self.folder = folder
        self.spool = spool
        self.processes = []
        self.program = None
        self.url = None

    def start(self):
        scratch = self.folder / "scratch"
        scratch.mkdir(parents=True)
        self.start_program()
        port = free_port()
        lighttpd = self.spawn(["lighttpd", "-D", "-f", ROOT / "deploy/lighttpd/loadline.conf"],
                              PATH=os.environ["PATH"] + ":/usr/sbin",
                              SITE_ADDRESS="127.0.0.1", SITE_PORT=str(port),
                              SITE_WEB=str(ROOT / "web"), SITE_SOCKETS=str(self.folder),
                              SITE_SPOOL=str(self.spool), SITE_SCRATCH=str(scratch),
                              SITE_MEMORY=str(scratch))
        waiting.until(lambda: answers(port) or lighttpd.poll() is not None, "lighttpd answers")
        self.url = f"http://127.0.0.1:{port}"

    def start_program(self):
        self.program = self.spawn([BUILD / "fcgi/upload.fcgi", "--config",
                                   self.stack.data / "loadline.conf"],
                                  LOADLINE_UPLOAD_SOCKET=f"unix:{self.folder}/upload.sock",
                                  LOADLINE_SPOOL=str(self.spool),
                                  LOADLINE_REDIS_URL=self.stack.redis_url("upload"))
        waiting.until(lambda: self.ready(self.program), "the second upload.fcgi is ready")

    def kill_program(self):
        """kill -9 of upload.fcgi."""
        self.program.kill()
        self.program.wait()
        self.processes.remove(self.program)

    def spawn(self, command, **variables):
        name = pathlib.Path(command[0]).name
        log = open(self.stack.data / "log" / f"second-{name}.log", "w", encoding="utf-8")
        with log:
            process = subprocess.Popen(command, env={**self.stack.environment, **variables},
                                       stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.processes.append(process)
        return process

    def ready(self, process):
        assert process.poll() is None, self.stack.logs()
        return "event=ready" in (self.stack.data / "log/second-upload.fcgi.log").read_text()

    def stop(self):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.wait(20)


def free_port():
    """Not one of those that the kernel assigns: a connection of another test could have it by now."""
    return ports.lasting()


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False
