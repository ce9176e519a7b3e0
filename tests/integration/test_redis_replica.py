# SPDX-License-Identifier: MIT
"""The server that all programs know becomes a replica: it answers, and what it says is no longer true."""

import contextlib

import pytest
import requests

import conftest
import files
import live
import redis_set
import redis_tls
import stack
import tus
import waiting

SIZE = 1 << 20
HALF = SIZE // 2
KNOWN_AFTER = 5 # seconds


@pytest.fixture(name="observed")
def make_observed():
    """A site whose relay answers its operator."""
    made = stack.Stack(relay_admin_listen=f"127.0.0.1:{stack.free_port()}")
    yield from conftest.running(made)


@pytest.fixture(name="other")
def make_other(tmp_path):
    """A primary of others, with other data."""
    made = redis_set.Server(tmp_path / "other", ['save ""'],
                            redis_tls.authority() if redis_tls.ON else None)
    made.start()
    yield made
    made.stop()


@contextlib.contextmanager
def demoted(site, primary=None):
    """The site's server is a replica of that one, or of one that is away; each, where it has several."""
    servers = site.each_redis()
    for server in servers:
        server.execute_command("REPLICAOF", "127.0.0.1", primary.port if primary else "1")
    for server in servers if primary else []:
        waiting.until(lambda one=server: one.execute_command("ROLE")[3] == "connected", "the replica follows")
    try:
        yield
    finally:
        for server in servers:
            server.execute_command("REPLICAOF", "NO", "ONE")


def ask(site, path):
    address = site.environment["LOADLINE_RELAY_ADMIN_LISTEN"]
    return requests.get(f"http://{address}{path}", timeout=10)


def metric(site, name):
    lines = ask(site, "/metrics").text.splitlines()
    return next(line.split()[1] for line in lines if line.startswith(f"loadline_{name} "))


def said(site, component, event):
    log = (site.data / "log" / f"{component}.log").read_text(errors="replace")
    return [line for line in log.splitlines() if f"event={event} " in line]


@pytest.mark.parametrize("followed", [False, True], ids=["its primary is away", "it follows"])
def test_the_relay_tells_the_truth(observed, other, followed):
    site, data = observed, files.real_bytes(SIZE)
    upload = tus.Upload.create(f"{site.url}/uploads/", SIZE, filename="a.bin")
    upload.patch(data[:HALF])
    with live.Watcher(site, upload.id) as watcher:
        watcher.wait_received(HALF)
        with demoted(site, other if followed else None):
            waiting.until(lambda: ask(site, "/readyz").status_code == 503, "the relay is not ready",
                          KNOWN_AFTER)
            waiting.until(lambda: metric(site, "relay_redis_up") == "0", "and says it", KNOWN_AFTER)
            assert "replica" in ask(site, "/readyz").text
            watcher.wait_message("stale")
            assert upload.patch(data[HALF:], HALF).status == 204
            # It tries again and again, and says it once.
            waiting.until(lambda: metric(site, "relay_redis_up") == "0", "it stays so")
        assert watcher.wait_end().document["state"] == "done"
    downs = said(site, "relay", "redis_down")
    assert len(downs) == site.shards.count and all("replica" in line for line in downs), downs
    waiting.until(lambda: ask(site, "/readyz").status_code == 200, "the relay is ready again")
    assert len(said(site, "relay", "redis_up")) == 2 * site.shards.count
    assert metric(site, "relay_redis_up") == "1"
    assert files.digest_of(site.wait_state(upload.id, "done", "failed")) == files.sha256(data)
