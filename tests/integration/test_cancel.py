# SPDX-License-Identifier: MIT
"""Giving an upload up during each kind of stage: at once, and nothing is left."""

import pathlib
import socket
import subprocess
import threading
import time

import pytest

import conftest
import stack
import test_misbehaving
import waiting
import workshop

CLI = stack.BUILD / "cli/loadline"
# What people are promised is a second; a loaded machine may take longer to look.
LIMIT = 1.0 if conftest.FULL else 5.0


class Silent:
    """A server that takes everything and never says a word."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.server.getsockname()[1]
        self.peers = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                peer, _ = self.server.accept()
            except OSError:
                return
            self.peers.append(peer)
            threading.Thread(target=self.drain, args=[peer], daemon=True).start()

    @staticmethod
    def drain(peer):
        try:
            while peer.recv(65536):
                pass
        except OSError:
            pass

    def close(self):
        self.server.close()


@pytest.fixture
def silent():
    made = Silent()
    yield made
    made.close()


def cancel(shop, upload):
    """Cancels; how long until it was done and no process of the job was left, in seconds."""
    worker = shop.workers[0].pid
    begun = time.monotonic()
    done = subprocess.run([CLI, "--config", shop.data / "loadline.conf", "cancel", upload],
                          env=stack.clean_environment(), text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout
    waiting.until(lambda: not test_misbehaving.descendants(worker), "all processes are gone")
    took = time.monotonic() - begun
    assert shop.wait_state(upload, "cancelled")
    assert not shop.folder(upload).exists()
    shop.wait_jobs_gone()
    return took


def wait_running(shop, upload, name):
    def look():
        stages = shop.document(upload).get("stages") or []
        return any(s["name"] == name and s["state"] == "running" for s in stages)
    waiting.until(look, f"{name} runs\n{shop.log()}")


def test_command(shop):
    shop.command("block", "trap '' TERM; setsid sleep 1000 & sleep 1000 & wait; sleep 1000")
    shop.start()
    upload = shop.put_queued(b"abc", ["block"])
    wait_running(shop, upload, "block")
    waiting.until(lambda: len(test_misbehaving.descendants(shop.workers[0].pid)) >= 4, "it forked")
    assert cancel(shop, upload) < LIMIT


@pytest.mark.parametrize("stage", ["digest", "deliver"])
def test_of_bytes(shop, stage):
    """A sparse file that takes long to read."""
    target = shop.data / "target"
    target.mkdir()
    shop.settings["progress_interval"] = "10ms"
    if stage == "deliver":
        # Where the name is taken by a file of the same length it is compared to the end.
        shop.stages[stage] = {"deliver_to": target, "deliver_name": "it"}
        with open(target / "it", "wb") as there:
            there.truncate(64 << 30)
    shop.start()
    upload = shop.put(b"", [stage], size=64 << 30, received=64 << 30)
    with open(shop.folder(upload) / "data", "r+b") as data:
        data.truncate(64 << 30)
    shop.queue(upload)
    wait_running(shop, upload, stage)
    assert cancel(shop, upload) < LIMIT
    assert [path.name for path in target.iterdir()] == (["it"] if stage == "deliver" else [])


def test_scan(shop, silent):
    shop.stages["scan"] = {"scan_socket": silent.address}
    shop.start()
    upload = shop.put_queued(b"abc", ["scan"])
    wait_running(shop, upload, "scan")
    assert cancel(shop, upload) < LIMIT


def test_notify(shop, silent):
    shop.stages["notify"] = {"notify_url": f"http://{silent.address}/", "notify_private": "yes",
                             "notify_events": "processed"}
    shop.start()
    upload = shop.put_queued(b"abc", ["notify"])
    wait_running(shop, upload, "notify")
    assert cancel(shop, upload) < LIMIT


def test_external(shop):
    shop.stages["cut"] = {"kind": "external"}
    shop.start()
    upload = shop.put_queued(b"abc", ["cut"])
    wait_running(shop, upload, "cut")
    waiting.until(lambda: shop.jobs_left() == 0, "it is parked")
    assert cancel(shop, upload) < LIMIT


def test_waiting_for_another_try(shop):
    shop.command("busy", "exit 75", retry_after="1s")
    shop.start()
    upload = shop.put_queued(b"abc", ["busy"])
    waiting.until(lambda: shop.redis().zcard(shop.parked_key()) == 1, "it is parked")
    assert cancel(shop, upload) < LIMIT
    waiting.until(lambda: shop.redis().zcard(shop.parked_key()) == 0, "it is forgotten")
    shop.wait_jobs_gone()
    assert shop.document(upload)["state"] == "cancelled"


def test_queued(shop):
    shop.settings["workers"] = 1
    shop.command("block", 'echo $$ >>"$MARKS/pid"; until [ -e "$MARKS/go" ]; do sleep 0.02; done')
    shop.start()
    first = shop.put_queued(b"abc", ["block"])
    shop.wait_mark("pid")
    upload = shop.put_queued(b"abc", ["digest"])
    done = subprocess.run([CLI, "--config", shop.data / "loadline.conf", "cancel", upload],
                          env=stack.clean_environment(), check=False)
    assert done.returncode == 0
    assert shop.wait_state(upload, "cancelled")
    assert not pathlib.Path(shop.folder(upload)).exists()
    (shop.marks / "go").touch()
    shop.wait_state(first, "done")
    shop.wait_jobs_gone()
