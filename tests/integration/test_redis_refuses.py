# SPDX-License-Identifier: MIT
"""Redis answers and takes no writes: nobody is told what is not true, and afterwards all of it arrives."""

import contextlib
import re
import time

import pytest
import requests

import conftest
import doctor
import files
import live
import redis_users
import refusals
import stack
import tus
import waiting

SIZE = 4 << 20
HALF = SIZE // 2
CODES = pytest.mark.parametrize("code", refusals.REFUSALS)


@pytest.fixture(name="observed")
def make_observed():
    """A site whose relay answers its operator."""
    made = stack.Stack(relay_admin_listen=f"127.0.0.1:{stack.free_port()}")
    yield from conftest.running(made)


def readiness(site):
    address = site.environment["LOADLINE_RELAY_ADMIN_LISTEN"]
    answer = requests.get(f"http://{address}/readyz", timeout=10)
    return answer.status_code, answer.text


def said(site, component, event):
    log = (site.data / "log" / f"{component}.log").read_text(errors="replace")
    return [line for line in log.splitlines() if f"event={event}" in line]


def address_in(line):
    """Which Redis a line of a log is about."""
    return re.search(r" address=(\S+)", line)[1]


def poll(site, upload_id, **query):
    return requests.get(f"{site.url}/live/poll", params={"ids": upload_id, **query}, timeout=10)


def create(site, size=SIZE):
    return tus.Upload.create(f"{site.url}/uploads/", size, filename="a.bin")


def assert_done(site, upload, data):
    document = site.wait_state(upload.id, "done", "failed")
    assert (document["state"], files.digest_of(document)) == ("done", files.sha256(data))


@CODES
def test_what_is_not_known_is_not_told(observed, code):
    site, data = observed, files.real_bytes(SIZE)
    ended, begun = create(site), create(site)
    ended.patch(data)
    assert_done(site, ended, data)
    begun.patch(data[:HALF])
    waiting.until(lambda: site.progress(begun.id).json()["received"] == HALF, "half is told")
    with contextlib.ExitStack() as watching:
        old = watching.enter_context(live.Watcher(site, begun.id))
        old.wait_message("progress")
        with refusals.refusing(site.each_redis(), code):
            assert begun.patch(data[HALF:], HALF).status == 204
            new = create(site)
            young = watching.enter_context(live.Watcher(site, new.id))
            young.wait_message("stale")
            old.wait_message("stale")
            late = watching.enter_context(live.Watcher(site, begun.id))
            late.wait_message("stale")
            assert new.patch(data).status == 204
            assert site.progress(ended.id).json()["state"] == "done"
            for unknown in (begun, new):
                answer = site.progress(unknown.id)
                assert answer.status_code == 503, answer.text
                assert answer.json()["code"] == "status_unavailable"
                assert poll(site, unknown.id, wait=5).json()["stale"] == [unknown.id]
            assert requests.get(f"{site.url}/progress/", params={"ids": f"{new.id},{ended.id}"},
                                timeout=10).status_code == 503
            status, why = readiness(site)
            assert status == 503 and code in why
        for watcher in (old, young, late):
            watcher.wait_end()
            assert "gone" not in [name for name, _ in watcher.messages]
    for upload in (begun, new):
        assert_done(site, upload, data)
    waiting.until(lambda: readiness(site)[0] == 200, "the relay is ready again")


@CODES
def test_said_once_by_each_program_and_so_is_its_end(observed, code):
    site, data = observed, files.real_bytes(SIZE)
    upload = create(site)
    waiting.until(lambda: site.progress(upload.id).status_code == 200, "the upload is told")
    programs = ("upload", "progress", "relay", "worker")
    with refusals.refusing(site.each_redis(), code):
        assert upload.patch(data).status == 204
        assert [site.progress(upload.id).status_code for _ in range(3)] == [503] * 3
        for program in programs:
            waiting.until(lambda one=program: said(site, one, "redis_refuses"), f"{program} says it")
    assert_done(site, upload, data)
    for program in programs:
        lines = said(site, program, "redis_refuses")
        assert len(set(map(address_in, lines))) == len(lines) <= site.shards.count, lines
        assert all(code in line for line in lines), lines
        waiting.until(lambda one=program, count=len(lines): len(said(site, one, "redis_accepts")) == count,
                      f"{program} says its end")
        ends, up = said(site, program, "redis_accepts"), said(site, program, "redis_up")
        for line in lines + ends:
            assert address_in(line) and (not up or address_in(line) in map(address_in, up)), line
            assert "password" not in line


@CODES
def test_one_that_does_not_exist_is_gone_in_the_end(observed, code):
    site, nobody = observed, "0" * 32
    with contextlib.ExitStack() as watching:
        with refusals.refusing(site.each_redis(), code):
            watcher = watching.enter_context(live.Watcher(site, nobody))
            watcher.wait_message("stale")
            assert site.progress(nobody).status_code == 503
        watcher.wait_message("gone", 20)
    waiting.until(lambda: site.progress(nobody).status_code == 404, "nobody knows it")


@CODES
def test_a_paused_upload_that_did_not_move_is_told(observed, code):
    site, upload = observed, create(observed)
    upload.patch(files.real_bytes(SIZE)[:HALF])
    waiting.until(lambda: {"transfer": "idle", "received": HALF}.items()
                  <= site.progress(upload.id).json().items(), "it rests, and half is told", 30)
    with refusals.refusing(site.each_redis(), code):
        answer = site.progress(upload.id)
        assert (answer.status_code, answer.json()["received"]) == (200, HALF)


def test_who_asks_again_at_once_waits_a_second(observed):
    site = observed
    with refusals.refusing(site.each_redis(), "OOM"):
        began = time.monotonic()
        for _ in range(2):
            assert poll(site, "0" * 32, wait=5).json()["stale"] == ["0" * 32]
        assert time.monotonic() - began >= 2


@CODES
def test_a_relay_that_starts_meanwhile(observed, code):
    site, upload = observed, create(observed)
    waiting.until(lambda: site.progress(upload.id).status_code == 200, "the upload is told")
    with contextlib.ExitStack() as watching:
        with refusals.refusing(site.each_redis(), code):
            site.restart("relay")
            waiting.until(lambda: code in readiness(site)[1], "the relay knows")
            watcher = watching.enter_context(live.Watcher(site, upload.id))
            watcher.wait_message("progress")
            watcher.wait_message("stale")
        data = files.real_bytes(SIZE)
        assert upload.patch(data).status == 204
        assert watcher.wait_end().document["state"] == "done"


@pytest.mark.parametrize("code, cause", [("OOM", "maxmemory is 1B"),
                                         ("MISCONF", "the last BGSAVE: err")])
def test_doctor_names_the_cause_and_blames_no_web_server(own_site, code, cause):
    with refusals.refusing(own_site.each_redis(), code):
        report = doctor.examine(own_site)
        report.assert_fails("redis-writes", code, cause)
        assert "streaming" in dict(report.lines("skip")), report.text
        assert "streaming" not in dict(report.lines("FAIL")), report.text
    report = doctor.examine(own_site)
    assert {"redis-writes", "streaming"} <= set(dict(report.lines("ok"))), report.text


@pytest.mark.parametrize("others", ["later", "first"])
def test_a_missing_right_is_logged_once(observed, others):
    """As after an update of Loadline whose users in Redis are the old ones: nothing of it is silent, or lost."""
    servers = observed.each_redis()
    for server in servers:
        server.execute_command("ACL", "SETUSER", "loadline-upload", "resetkeys", "~loadline:stats")
    lost = create(observed)
    waiting.until(lambda: said(observed, "upload", "redis_error"), "the log says it")
    lost.patch(files.real_bytes(SIZE))
    changes = [line for line in said(observed, "upload", "redis_error") if " key=hour " not in line]
    assert len(changes) <= len(servers)
    assert all("NOPERM" in line for line in said(observed, "upload", "redis_error"))
    if others == "first": # what upload.fcgi still has to say is then too old
        observed.restart("worker")
        waiting.until(lambda: said(observed, "worker", "job_ended"), "the worker does it all")
    for server in servers:
        server.execute_command("ACL", "SETUSER", *redis_users.rights("upload"))
        server.execute_command("ACL", "LOG", "RESET")
    assert_done(observed, lost, files.real_bytes(SIZE))
    waiting.until(lambda: said(observed, "upload", "redis_accepts"), "the log says the end too")


def test_a_right_to_tell_that_is_missing_is_logged_once(observed):
    """Redis stores each change but tells nobody: what comes between two events needs no such right."""
    servers = observed.each_redis()
    for server in servers:
        server.execute_command("ACL", "SETUSER", "loadline-upload", "resetchannels")
    upload, data = create(observed), files.real_bytes(SIZE)
    for at in range(0, SIZE, SIZE // 8):
        assert upload.patch(data[at:at + SIZE // 8], at, rate=SIZE // 2, piece=SIZE // 64).status == 204
    assert not said(observed, "upload", "redis_accepts")
    changes = [line for line in said(observed, "upload", "redis_error") if " key=hour " not in line]
    assert 1 <= len(changes) <= len(servers)
    for server in servers:
        server.execute_command("ACL", "SETUSER", *redis_users.rights("upload"))
        server.execute_command("ACL", "LOG", "RESET")
    assert_done(observed, upload, data)
    waiting.until(lambda: said(observed, "upload", "redis_accepts"), "the log says the end too")
