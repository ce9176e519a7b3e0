# SPDX-License-Identifier: MIT
"""Two spools and two workers on one Redis, as two hosts without a shared file system have them."""

import json
import os
import secrets
import subprocess

import pytest

import relay_site
import redis_tls
import stack
import waiting
import workshop

PREFIX = workshop.PREFIX
CLI = stack.BUILD / "cli/loadline"


@pytest.fixture(name="shops")
def fixture_shops():
    """Two workshops with one Redis; they walk at their start only."""
    first, second = (workshop.Workshop(reconcile_interval="1h") for _ in range(2))
    try:
        first.start_redis()
        os.symlink(first.data / "redis.sock", second.data / "redis.sock")
        redis_tls.share(first.data / "redis.sock", second.data / "redis.sock")
        second.settings["redis_url"] = first.settings["redis_url"]
        yield first, second
    finally:
        second.stop()
        first.stop()


def loadline(shop, *words):
    shop.write_settings()
    return subprocess.run([CLI, "--config", shop.data / "loadline.conf", *words], text=True, check=False,
                          env=stack.clean_environment(), capture_output=True, timeout=60)


def spool_of(shop, upload):
    return shop.redis().hget(f"{PREFIX}upload:{upload}", "_spool")


def known(shop):
    return {spool["spool"]: spool for spool in json.loads(loadline(shop, "spools", "--json").stdout)}


def test_workers_keep_to_their_own_spool(shops):
    first, second = shops
    first.start()
    theirs = second.put_queued(b"theirs", ["digest"])
    for _ in range(5):
        ours = first.put_queued(b"ours", ["digest"])
        first.wait_state(ours, "done")
        assert spool_of(first, ours) == first.identity
    assert second.jobs_left() == 1 and theirs not in first.log()
    second.start()
    second.wait_state(theirs, "done")
    assert spool_of(second, theirs) == second.identity


def test_jobs_of_one_stream_go_to_who_has_their_upload(shops):
    """As before each spool had its own; other programs may still queue so."""
    shop, second = shops
    server = shop.redis()
    old, parked, theirs = shop.put(b"a", ["digest"]), shop.put(b"b", ["digest"]), second.put(b"c", ["digest"])
    server.xgroup_create(f"{PREFIX}jobs", "workers", "0", mkstream=True)
    for upload in (theirs, old):
        server.xadd(f"{PREFIX}jobs", {"id": upload})
    assert server.xreadgroup("workers", "gone", {f"{PREFIX}jobs": ">"})
    server.zadd(f"{PREFIX}parked", {parked: workshop.now_ms() + 1000})
    shop.start()
    for upload in (old, parked):
        shop.wait_state(upload, "done")
    later = shop.put(b"d", ["digest"])
    server.xadd(f"{PREFIX}jobs", {"id": later})
    shop.wait_state(later, "done", seconds=10)
    assert server.xlen(f"{PREFIX}jobs") == 1 and server.zcard(f"{PREFIX}parked") == 0
    second.start()
    second.wait_state(theirs, "done", seconds=10)
    assert server.xlen(f"{PREFIX}jobs") == 0


def test_a_job_without_its_upload_is_logged(shops):
    shop, _ = shops
    shop.start()
    nobody = secrets.token_hex(16)
    shop.queue(nobody)
    shop.wait_jobs_gone()
    line = [line for line in shop.log().splitlines() if "job_without_upload" in line]
    assert line and nobody in line[0] and shop.identity in line[0]


def test_an_emptied_redis_learns_the_spools_again(shops):
    """At once, although the next walk is an hour away."""
    for shop in shops:
        shop.start()
    first, second = shops
    waiting.until(lambda: len(known(first)) == 2, "both are known")
    # As an upload that waits for its sender.
    received = second.put(b"abc", [], complete=False, state="uploading", size=10)
    first.redis().flushall()
    waiting.until(lambda: spool_of(first, received) == second.identity, "the upload is restored", 10)
    waiting.until(lambda: len(known(first)) == 2, "both are known again")
    for shop in shops:
        shop.wait_state(shop.put_queued(b"x", ["digest"]), "done")


def test_the_command_lists_and_forgets(shops):
    first, second = shops
    first.start()
    waiting.until(lambda: first.identity in known(first), "it is known")
    gone = secrets.token_hex(8)
    server = first.redis()
    server.hset(f"{PREFIX}spools", f"{gone} worker attic", f"{workshop.now_ms() - 100_000} 5")
    server.xadd(f"{PREFIX}jobs:{gone}", {"id": secrets.token_hex(16)})
    lost, kept = secrets.token_hex(16), secrets.token_hex(16)
    for upload, spool in ((lost, gone), (kept, second.identity)):
        server.hset(f"{PREFIX}upload:{upload}", mapping={
            "_json": relay_site.document(upload, state="uploading"), "state": "uploading", "_spool": spool,
            "epoch": "1", "rev": "1", "_run": "x"})
        server.zadd(f"{PREFIX}active", {upload: 1})
    row = known(first)[gone]
    assert (row["waiting"], row["hosts"]) == (1, ["attic"]) and row["worker_at"] > 0
    assert known(first)[first.identity]["waiting"] == 0
    text = loadline(first, "spools").stdout.splitlines()
    assert len(text) == 3 and any(line.startswith(gone) and line.endswith("attic") for line in text)
    assert json.loads(loadline(first, "stats", "--json").stdout)["jobs_waiting"] == 1

    assert loadline(first, "spools", "--forget", first.identity).returncode == 1
    assert loadline(first, "spools", "--forget", secrets.token_hex(8)).returncode == 2
    done = loadline(first, "spools", "--forget", gone)
    assert done.returncode == 0 and "1 unfinished uploads" in done.stdout, done.stderr
    assert gone not in known(first)
    assert not server.exists(f"{PREFIX}jobs:{gone}", f"{PREFIX}upload:{lost}")
    assert server.exists(f"{PREFIX}upload:{kept}")


def doctor_line(shop):
    lines = loadline(shop, "doctor").stdout.splitlines()
    return next((line for line in lines if " spools " in line), "\n".join(lines))


def test_the_doctor_finds_a_copy_and_jobs_of_nobody(shops):
    first, second = shops
    first.start()
    waiting.until(lambda: first.identity in known(first), "it is known")
    assert first.identity in doctor_line(first) and "copy" not in doctor_line(first)
    gone = secrets.token_hex(8)
    first.redis().hset(f"{PREFIX}spools", f"{gone} worker attic", f"{workshop.now_ms() - 100_000} 5")
    first.redis().xadd(f"{PREFIX}jobs:{gone}", {"id": secrets.token_hex(16)})
    assert gone in doctor_line(first) and "no program" in doctor_line(first)
    (second.spool / ".loadline").write_text((first.spool / ".loadline").read_text())
    assert "copy" in doctor_line(second) and first.identity in doctor_line(second)


def test_the_doctor_warns_of_spools_that_no_url_tells_apart(shops):
    """Only while both are in use: a spool that was left behind is no fault."""
    first, second = shops
    first.start()
    waiting.until(lambda: first.identity in known(first), "it is known")
    left, age = secrets.token_hex(8), 100_000
    first.redis().hset(f"{PREFIX}spools", f"{left} worker attic", f"{workshop.now_ms() - age} 5")
    assert "host_path" not in doctor_line(first) and "2 known" in doctor_line(first)
    second.start()
    waiting.until(lambda: second.identity in known(first), "both are known")
    for shop, other in (shops, shops[::-1]):
        line = doctor_line(shop)
        assert "WARN" in line.upper() and "host_path is not set" in line and other.identity in line, line
    first.settings["host_path"] = "/u7"
    first.settings["host_paths"] = "/u7, /u8"
    assert "host_path" not in doctor_line(first)
