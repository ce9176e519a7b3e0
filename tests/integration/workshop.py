# SPDX-License-Identifier: MIT
"""A worker with a Redis and a spool of its own, and uploads put there without a web server."""

import fcntl
import json
import os
import pathlib
import secrets
import shutil
import signal
import struct
import subprocess
import tempfile
import time

import redis

import keys
import redis_users
import stack
import waiting

PREFIX = "t:"
WORKER = stack.BUILD / "worker/loadline-worker"
F_OFD_SETLK = 37


def now_ms():
    return int(time.time() * 1000)


def take_lock(folder):
    """An upload's lock as an open file, which close() releases; None where somebody has it."""
    lock = open(folder / "lock", "r+b", buffering=0)
    try:
        fcntl.fcntl(lock, F_OFD_SETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0))
    except BlockingIOError:
        lock.close()
        return None
    return lock


class Workshop:
    """stop() ends all of it; settings are those of the INI file."""

    def __init__(self, **settings):
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="loadline-work-"))
        self.spool = self.data / "spool"
        self.spool.mkdir()
        self.identity = secrets.token_hex(8)
        (self.spool / ".loadline").write_text(f"Loadline spool, schema 1\nidentity {self.identity}\n")
        self.marks = self.data / "marks"
        self.marks.mkdir()
        self.settings = {"redis_url": redis_users.url("operator", self.data / "redis.sock"),
                         "redis_prefix": PREFIX, "spool": self.spool,
                         "redis_timeout": "1s", "claim_after": "500ms", **settings}
        self.stages = {}
        self.pipelines = {}
        self.server = None
        self.workers = []

    def stop(self):
        for worker in self.workers:
            if worker.poll() is None:
                worker.kill()
            worker.wait(20)
        refused = redis_users.refused(self.redis())
        told = keys.found(self.data, keys.redis_words(self.redis()))
        self.stop_redis()
        # What a killed worker had started may remove its own files meanwhile.
        shutil.rmtree(self.data, ignore_errors=True)
        assert not refused, refused
        assert not told, f"keys of uploads where nobody must find them: {told}"

    # Redis

    def start_redis(self):
        self.server = subprocess.Popen(
            ["redis-server", redis_users.install(self.data, PREFIX), "--port", "0",
             "--unixsocket", self.data / "redis.sock", "--save", "", "--appendonly", "no", "--dir", self.data],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        waiting.until(self.redis_answers, "Redis answers")

    def stop_redis(self):
        if self.server:
            self.server.kill()
            self.server.wait(20)
            self.server = None

    def redis(self):
        return redis.Redis(unix_socket_path=str(self.data / "redis.sock"),
                           decode_responses=True, socket_timeout=5)

    def redis_answers(self):
        try:
            return self.redis().ping()
        except redis.ConnectionError:
            return False

    def queue(self, upload_id):
        self.redis().xadd(self.jobs_key(), {"id": upload_id})

    def jobs_left(self):
        return self.redis().xlen(self.jobs_key())

    def jobs_key(self):
        """The stream of this spool's jobs; parked_key() has those that wait."""
        return f"{PREFIX}jobs:{self.identity}"

    def parked_key(self):
        return f"{PREFIX}parked:{self.identity}"

    def document(self, upload_id):
        text = self.redis().hget(f"{PREFIX}upload:{upload_id}", "_json")
        return json.loads(text) if text else {}

    def wait_state(self, upload_id, *states, seconds=30):
        def look():
            document = self.document(upload_id)
            return document if document.get("state") in states else None
        return waiting.until(look, f"{upload_id} is {' or '.join(states)}\n{self.log()}", seconds)

    def wait_jobs_gone(self):
        waiting.until(lambda: self.jobs_left() == 0, "the stream is empty")

    # Stages and settings

    def command(self, name, script, **settings):
        """A command stage that runs this shell script; $MARKS is a folder the test can read."""
        path = self.data / f"{name}.sh"
        path.write_text(f"MARKS={self.marks}\n{script}\n")
        self.stages[name] = {"command": f"/bin/sh {path}", **settings}

    def mark(self, name):
        """The lines of a file that a script wrote to $MARKS."""
        path = self.marks / name
        return path.read_text().split() if path.exists() else []

    def wait_mark(self, name, count=1):
        return waiting.until(lambda: self.mark(name)[count - 1:] and self.mark(name),
                             f"{count} lines in {name}\n{self.log()}")

    def write_settings(self):
        names = [name for name in ("digest", "identify") if name not in self.stages]
        lines = [f"{name} = {value}" for name, value in self.settings.items()]
        lines.append(f"stages = {', '.join(names + list(self.stages))}")
        for name, values in self.stages.items():
            lines.append(f"[stage {name}]")
            lines += [f"{key} = {value}" for key, value in values.items()]
        for kind, stages in self.pipelines.items():
            lines += [f"[pipeline {kind}]", f"stages = {', '.join(stages)}"]
        (self.data / "loadline.conf").write_text("\n".join(lines) + "\n")

    # The worker

    def environment(self):
        return {**stack.clean_environment(),
                "LOADLINE_REDIS_URL": redis_users.url("worker", self.data / "redis.sock")}

    def start(self, *words, wait=True):
        self.write_settings()
        with open(self.data / "worker.log", "a", encoding="utf-8") as log:
            log.write("---\n")
            log.flush()
            worker = subprocess.Popen([WORKER, "--config", self.data / "loadline.conf", *words],
                                      env=self.environment(), stdin=subprocess.DEVNULL,
                                      stdout=log, stderr=log)
        self.workers.append(worker)
        if wait:
            waiting.until(lambda: self.is_ready(worker), "the worker is ready")
        return worker

    def is_ready(self, worker):
        assert worker.poll() is None, self.log()
        return "event=ready" in self.log().rsplit("---\n", 1)[1]

    def end(self, worker, number=signal.SIGTERM):
        """Sends the signal and returns the exit status."""
        worker.send_signal(number)
        return worker.wait(20)

    def log(self):
        return (self.data / "worker.log").read_text(errors="replace")

    # Uploads

    def folder(self, upload_id):
        return self.spool / upload_id[:2] / upload_id

    def record(self, upload_id):
        return json.loads((self.folder(upload_id) / "info.json").read_text())

    def put(self, data, stages, **fields):
        """A complete upload as upload.fcgi leaves it; returns its id."""
        upload_id = secrets.token_hex(16)
        folder = self.folder(upload_id)
        folder.mkdir(parents=True)
        (folder / "lock").touch()
        (folder / "data").write_bytes(data)
        record = {
            "schema": 1, "id": upload_id, "kind": "upload", "state": "queued",
            "complete": True, "size": len(data), "received": len(data), "name": "a.bin",
            "type": None, "owner": None, "metadata": None, "location": "data",
            "message": None, "attempt": 0, "created_at": now_ms(), "updated_at": now_ms(),
            "expires_at": None, "result": None, "error": None,
            "stages": [{"name": name, "label": name.capitalize(), "weight": 20,
                        "state": "waiting", "progress": None, "message": None,
                        "started_at": None, "ended_at": None} for name in stages],
            **fields}
        (folder / "info.json").write_text(json.dumps(record))
        return upload_id

    def put_queued(self, data, stages, **fields):
        upload_id = self.put(data, stages, **fields)
        self.queue(upload_id)
        return upload_id

    def request_takeover(self, upload_id, verb):
        """Asks the holder of the lock to let go, as a newer request does."""
        text = f"{now_ms() + 1000:012x}{secrets.token_hex(8)} {verb:<6}\n"
        with open(self.folder(upload_id) / "lock", "r+b", buffering=0) as lock:
            lock.write(text.encode())

    def take_lock(self, upload_id):
        return take_lock(self.folder(upload_id))


def is_alive(pid):
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rsplit(")", 1)[1].split()[0] not in "ZX"


def wait_dead(pid):
    waiting.until(lambda: not is_alive(pid), f"process {pid} is gone")
