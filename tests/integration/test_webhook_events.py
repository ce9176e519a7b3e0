# SPDX-License-Identifier: MIT
"""Webhooks of what happens outside of processing: each event comes once, signed, whoever makes it true."""

import json
import os
import subprocess
import time

import pytest

import doctor
import hooks
import stack
import waiting
import workshop

CLI = stack.BUILD / "cli/loadline"
LONG_AGO_S = 3600


def tell(shop, receiver, name="tell", **settings):
    shop.stages[name] = hooks.section(receiver, shop.data / "hook.secret", **settings)


def loadline(shop, *words):
    """Runs the tool; what it said."""
    done = subprocess.run([CLI, "--config", shop.data / "loadline.conf", *words], check=False,
                          env=stack.clean_environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stderr


def waiting_events(shop):
    folder = shop.spool / "outbox"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def make_older(shop, seconds):
    """As if the only event that waits had happened so much earlier."""
    name, = waiting_events(shop)
    due, at, rest = name.split(".", 2)
    then = int(at) - seconds * 1000
    (shop.spool / "outbox" / name).rename(shop.spool / "outbox" / f"{due}.{then}.{rest}")


def wait_told(shop, receiver, count):
    """The bodies of all that was told, which is so many and nothing more."""
    waiting.until(lambda: len(receiver.said()) >= count and not waiting_events(shop),
                  f"{count} are told\n{shop.log()}")
    said = receiver.said()
    assert len(said) == count, said
    return said


def failing(shop):
    shop.command("work", "exit 1")


def unfinished(shop, stages, **fields):
    """An upload that no job is for."""
    return shop.put(b"ab", stages, **{"state": "uploading", "complete": False, "size": 10, "received": 2,
                                      "location": None, **fields})


def expired(shop, stages, **fields):
    """An upload whose time has passed."""
    upload = unfinished(shop, stages, expire_after_ms=1000, **fields)
    then = time.time() - LONG_AGO_S
    os.utime(shop.folder(upload) / "data", (then, then))
    return upload


def test_failed(shop, receive):
    receiver = receive()
    failing(shop)
    tell(shop, receiver)
    shop.start()
    upload = shop.put_queued(b"abc", ["work", "tell"], owner="anna", metadata="note Y2Fm6Q==")
    shop.wait_state(upload, "failed")
    said, = wait_told(shop, receiver, 1)
    (_, headers, body, _), = receiver.got
    hooks.verify(headers, body)
    assert said["type"] == "upload.failed" and said["timestamp"].endswith("Z")
    data = said["data"]
    assert data | {"id": upload, "name": "a.bin", "size": 3, "owner": "anna",
                   "metadata": {"note": "caf\ufffd"}, "url": None, "progress_url": None} == data
    assert data["failure"] == {"code": "stage_failed", "stage": "work",
                               "message": shop.record(upload)["error"]["message"]}


def test_a_failure_of_the_webhook_is_told_to_other_receivers(shop, receive):
    refusing, other = receive(410), receive()
    tell(shop, refusing)
    tell(shop, other, "also")
    shop.start()
    shop.wait_state(shop.put_queued(b"abc", ["tell", "also"]), "failed")
    said, = wait_told(shop, other, 1)
    assert said["data"]["failure"]["code"] == "notification_refused"
    assert len(refusing.got) == 1, "it refused to be told"


def test_failed_elsewhere(shop, receive):
    receiver = receive()
    shop.stages["cut"] = {"kind": "external"}
    tell(shop, receiver)
    shop.start()
    upload = shop.put_queued(b"abc", ["cut", "tell"])
    waiting.until(lambda: shop.record(upload)["stages"][0]["state"] == "running", "it waits")
    loadline(shop, "report", upload, "cut", "--fail", "no_film")
    shop.wait_jobs_gone()
    said, = wait_told(shop, receiver, 1)
    assert said["data"]["failure"]["code"] == "no_film"


def test_a_failure_after_a_retry_is_another_event(shop, receive):
    receiver = receive()
    failing(shop)
    tell(shop, receiver)
    shop.start()
    upload = shop.put_queued(b"abc", ["work", "tell"])
    wait_told(shop, receiver, 1)
    shop.wait_jobs_gone()
    loadline(shop, "retry", upload)
    wait_told(shop, receiver, 2)
    assert len(set(receiver.ids())) == 2


def test_cancelled_by_the_tool(shop, receive):
    receiver = receive()
    tell(shop, receiver)
    shop.start()
    upload = unfinished(shop, ["tell"])
    loadline(shop, "cancel", upload)
    said, = wait_told(shop, receiver, 1)
    assert said["type"] == "upload.cancelled" and said["data"]["id"] == upload
    assert "failure" not in said["data"]


def test_expired_by_the_worker(shop, receive):
    receiver = receive()
    tell(shop, receiver)
    shop.write_settings()
    upload = expired(shop, ["tell"])
    shop.start()
    said, = wait_told(shop, receiver, 1)
    assert said["type"] == "upload.expired" and said["data"]["id"] == upload


def test_expired_by_the_tool_and_drained(shop, receive):
    receiver = receive()
    tell(shop, receiver)
    shop.write_settings()
    uploads = {expired(shop, ["tell"]), expired(shop, ["tell"])}
    expired(shop, ["tell"], kind="partial")
    loadline(shop, "prune")
    assert len(waiting_events(shop)) == 2, "parts of uploads are no uploads"
    assert shop.start("--drain", wait=False).wait(30) == 0, shop.log()
    assert {said["data"]["id"] for said in receiver.said("upload.expired")} == uploads
    assert not waiting_events(shop)


def test_what_a_drained_job_made_true_is_told(shop, receive):
    receiver = receive()
    failing(shop)
    tell(shop, receiver)
    shop.put_queued(b"abc", ["work", "tell"])
    assert shop.start("--drain", wait=False).wait(30) == 0, shop.log()
    assert [said["type"] for said in receiver.said()] == ["upload.failed"]


def test_only_what_the_setting_names(shop, receive):
    receiver = receive()
    failing(shop)
    tell(shop, receiver, notify_events="expired")
    shop.start()
    shop.wait_state(shop.put_queued(b"abc", ["work", "tell"]), "failed")
    shop.wait_state(shop.put_queued(b"abc", ["tell"]), "done")
    loadline(shop, "cancel", unfinished(shop, ["tell"]))
    assert not receiver.got and not waiting_events(shop)


def test_an_unknown_event_is_an_error(shop, receive):
    tell(shop, receive(), notify_events="failed, finished")
    shop.write_settings()
    done = subprocess.run([CLI, "--config", shop.data / "loadline.conf", "config", "--dump"],
                          check=False, env=stack.clean_environment(), capture_output=True, text=True)
    assert done.returncode == 2
    assert "loadline.conf:" in done.stderr and "notify_events" in done.stderr, done.stderr


def test_a_receiver_that_is_away_hears_it_later(shop, receive):
    receiver = receive(503, 503, 500)
    tell(shop, receiver)
    shop.start()
    loadline(shop, "cancel", unfinished(shop, ["tell"]))
    wait_told(shop, receiver, 1)
    assert [status for *_, status in receiver.got] == [503, 503, 500, 204]
    assert len(set(receiver.ids())) == 1, "one event"
    assert len({body for *_, body, _ in receiver.got}) == 1
    for _, headers, body, _ in receiver.got:
        hooks.verify(headers, body)


@pytest.mark.parametrize("status, tries, patience",
                         [(410, 1, "2s"), (500, 2, "6s"), (503, 1, "2s")])
def test_given_up(shop, receive, status, tries, patience):
    receiver = receive(*[status] * 20)
    tell(shop, receiver, patience=patience, retry_after="300ms")
    shop.start()
    loadline(shop, "cancel", unfinished(shop, ["tell"]))
    waiting.until(lambda: "webhook_given_up" in shop.log(), "it is given up")
    waiting.until(lambda: not waiting_events(shop), "nothing is left")
    assert shop.log().count("webhook_given_up") == 1
    assert len(receiver.got) >= tries and len(set(receiver.ids())) == 1


def test_an_old_event_is_tried_again_soon(shop, receive):
    """However long no worker ran: the receiver may be a moment late only."""
    receiver = receive(500)
    tell(shop, receiver)
    shop.write_settings()
    loadline(shop, "cancel", unfinished(shop, ["tell"]))
    make_older(shop, LONG_AGO_S)
    shop.start()
    wait_told(shop, receiver, 1)
    assert len(set(receiver.ids())) == 1


def test_a_worker_that_is_killed_loses_none(shop, receive):
    receiver = receive(hooks.HANG)
    failing(shop)
    tell(shop, receiver)
    worker = shop.start()
    shop.wait_state(shop.put_queued(b"abc", ["work", "tell"]), "failed")
    waiting.until(lambda: receiver.got, "it is on its way")
    worker.kill()
    worker.wait(20)
    shop.start()
    wait_told(shop, receiver, 1)
    assert len(set(receiver.ids())) == 1


def test_a_crash_before_an_event_is_settled(shop, receive):
    """The disk says which of the drafts that nobody holds became true."""
    receiver = receive()
    tell(shop, receiver)
    shop.write_settings()
    failed = shop.put(b"abc", ["tell"], state="failed",
                      error={"code": "gone", "message": "Gone", "stage": None, "retryable": False})
    alive = unfinished(shop, ["tell"])
    (shop.spool / "outbox").mkdir()
    for upload, event in ((failed, "failed"), (alive, "cancelled")):
        at = workshop.now_ms() - 5000
        draft = shop.spool / "outbox" / f".{at}.{at}.0.{upload}.{event}.0.tell"
        draft.write_text(json.dumps(shop.record(upload)))
    shop.start()
    said, = wait_told(shop, receiver, 1)
    assert (said["type"], said["data"]["id"]) == ("upload.failed", failed)
    waiting.until(lambda: "webhook_forgotten" in shop.log() and "webhook_recovered" in shop.log(),
                  "both are logged, each after its file has moved")


def test_two_workers_tell_it_once(shop, receive):
    receiver = receive()
    tell(shop, receiver)
    shop.write_settings()
    uploads = {expired(shop, ["tell"]) for _ in range(60)}
    loadline(shop, "prune")
    shop.start(wait=False)
    shop.start(wait=False)
    waiting.until(lambda: not waiting_events(shop), "all are told")
    assert {said["data"]["id"] for said in receiver.said()} == uploads
    assert len(receiver.got) == len(uploads)


def test_a_receiver_that_hangs_does_not_delay_others(shop, receive):
    hanging, good = receive(*[hooks.HANG] * 1000), receive()
    tell(shop, hanging)
    tell(shop, good, "also", notify_timeout="30s")
    shop.stages["tell"]["notify_timeout"] = "30s"
    shop.write_settings()
    for _ in range(30):
        expired(shop, ["tell"])
    for _ in range(20):
        expired(shop, ["tell", "also"])
    loadline(shop, "prune")
    shop.start()
    waiting.until(lambda: len(good.got) == 20 and hanging.got, "the good one is told beside the other")
    assert 0 < len(hanging.got) <= 8, "a quarter of notify_requests"


def test_no_more_wait_than_outbox_max(shop, receive):
    receiver = receive()
    tell(shop, receiver)
    shop.settings["outbox_max"] = 3
    shop.write_settings()
    said = [loadline(shop, "cancel", unfinished(shop, ["tell"])) for _ in range(5)]
    assert len(waiting_events(shop)) == 3
    assert ["webhook_dropped" in text for text in said] == [False] * 3 + [True] * 2
    shop.start()
    wait_told(shop, receiver, 3)


def test_doctor_tells_of_events_that_wait(shop, receive):
    tell(shop, receive())
    shop.settings["outbox_max"] = 2
    shop.write_settings()

    def found():
        report = doctor.run(shop.data / "loadline.conf")
        return [(word, what) for word in ("ok", "warn", "FAIL") for check, what in report.lines(word)
                if check == "webhooks"]
    (word, what), = found()
    assert word == "ok" and what.startswith("0 events")
    loadline(shop, "cancel", unfinished(shop, ["tell"]))
    make_older(shop, 2 * LONG_AGO_S)
    (word, what), = found()
    assert word == "warn" and "stage tell for 120 minutes" in what and "webhook_put_off" in what
    loadline(shop, "cancel", unfinished(shop, ["tell"]))
    (word, what), = found()
    assert word == "FAIL" and "outbox_max" in what


def test_urls(shop, receive):
    plain, trusted = receive(), receive()
    shop.settings["public_url"] = "https://files.example/base"
    shop.settings["secret_file"] = shop.data / "site.secret"
    (shop.data / "site.secret").write_text("a secret of the site, long enough\n")
    tell(shop, plain)
    tell(shop, trusted, "also", notify_upload_url="yes")
    shop.start()
    upload = shop.put_queued(b"abc", ["tell", "also"])
    shop.wait_state(upload, "done")
    other = unfinished(shop, ["tell", "also"])
    loadline(shop, "cancel", other)
    for receiver in (plain, trusted):
        processed, cancelled = wait_told(shop, receiver, 2)
        for said, one in ((processed, upload), (cancelled, other)):
            assert said["data"]["progress_url"] == f"https://files.example/base/progress/{one}"
            if receiver is plain:
                assert said["data"]["url"] is None
            else:
                begin, key = said["data"]["url"].split(".example/base/uploads/")[1].split(".")
                assert begin == one and len(key) == 32
    assert trusted.said()[0]["data"]["url"].rsplit(".", 1)[1] not in shop.log()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_root_cancels_the_worker_can_tell(shop, receive):
    tell(shop, receive())
    shop.write_settings()
    upload = unfinished(shop, ["tell"])
    os.chown(shop.spool, 65534, 65534)
    loadline(shop, "cancel", upload)
    name, = waiting_events(shop)
    for path in (shop.spool / "outbox", shop.spool / "outbox" / name):
        assert (path.stat().st_uid, path.stat().st_gid) == (65534, 65534)


def test_events_wait_in_files_that_others_cannot_read(shop, receive):
    tell(shop, receive())
    shop.write_settings()
    loadline(shop, "cancel", unfinished(shop, ["tell"], metadata="a Yg=="))
    name, = waiting_events(shop)
    path = shop.spool / "outbox" / name
    assert path.stat().st_mode & 0o007 == 0 and path.parent.stat().st_mode & 0o007 == 0
    assert json.loads(path.read_text())["metadata"] == "a Yg=="
