# SPDX-License-Identifier: MIT
"""The worker alone: jobs claimed, processed, told, and every way in which that is disturbed."""

import json
import os
import signal
import threading

import files
import waiting
import workshop

# Runs until the test makes the file $MARKS/go; tells its process id first.
BLOCK = 'echo $$ >>"$MARKS/pid"; until [ -e "$MARKS/go" ]; do sleep 0.02; done'


def go(shop):
    (shop.marks / "go").touch()


def states(document):
    return [stage["state"] for stage in document["stages"]]


def test_digest_and_identify(shop):
    data = files.real_bytes(3 << 20)
    shop.start()
    upload = shop.put_queued(data, ["digest", "identify"])
    document = shop.wait_state(upload, "done")
    assert document["result"]["sha256"] == files.sha256(data)
    assert document["type"] == document["result"]["type"] and "/" in document["type"]
    assert states(document) == ["done", "done"]
    assert document["percent"] == 100 and document["message"] is None
    record = shop.record(upload)
    assert record["state"] == "done" and record["attempt"] == 1
    assert record["result"] == document["result"]
    assert not (shop.folder(upload) / "out").exists()
    shop.wait_jobs_gone()


def test_a_stage_that_writes_no_files_makes_no_folder(shop):
    upload = shop.put(b"abc", ["digest", "identify"])
    (shop.folder(upload) / "out").touch() # where it would be
    shop.start()
    shop.queue(upload)
    shop.wait_state(upload, "done")


def test_declared_type_stays(shop):
    shop.start()
    upload = shop.put_queued(b"%PDF-1.7\n", ["identify"], type="text/x-declared")
    document = shop.wait_state(upload, "done")
    assert document["type"] == "text/x-declared"
    assert document["result"]["type"] == "application/pdf"


def test_command(shop):
    shop.command("copy", 'echo progress 10 begun; cp "$1" copied; echo result copied=yes;'
                         'until [ -e "$MARKS/go" ]; do sleep 0.02; done; echo progress 90')
    shop.start()
    upload = shop.put_queued(b"abc", ["copy", "digest"])
    waiting.until(lambda: shop.document(upload).get("message") == "Copy: begun", "it has begun")
    document = shop.document(upload)
    assert document["state"] == "processing" and states(document) == ["running", "waiting"]
    assert document["stages"][0]["progress"] == 10
    assert 0 < document["percent"] < 100
    go(shop)
    document = shop.wait_state(upload, "done")
    assert document["result"]["copied"] == "yes"
    assert document["result"]["sha256"] == files.sha256(b"abc")
    assert (shop.folder(upload) / "out/copy/copied").read_bytes() == b"abc"
    assert os.listdir(shop.folder(upload) / "out") == ["copy"]


def test_every_number_arrives_in_the_end(shop):
    """The trailing change is sent while the command is silent."""
    shop.settings["progress_interval"] = "200ms"
    shop.command("count", "for i in 1 2 3 4 5 6 7; do echo progress $i; done;" + BLOCK)
    shop.start()
    upload = shop.put_queued(b"abc", ["count"])
    waiting.until(lambda: (shop.document(upload).get("stages") or [{}])[0].get("progress") == 7,
                  "the last number is told")
    go(shop)
    shop.wait_state(upload, "done")


def test_events_never_go_back(shop):
    shop.command("count", "for i in 1 2 3 4 5 6 7 8 9; do echo progress $((i * 10)) step $i;"
                          ' until [ -e "$MARKS/$i" ]; do sleep 0.01; done; done')
    shop.settings["progress_interval"] = "10ms"
    shop.start()
    upload = shop.put(b"abc", ["digest", "count", "identify"])
    with shop.redis().pubsub(ignore_subscribe_messages=True) as channel:
        channel.subscribe(f"{workshop.PREFIX}upload:{upload}")
        shop.queue(upload)
        events = []

        def hear():
            """Each number is waited for: a worker that comes to run late tells the newest alone."""
            message = channel.get_message(timeout=1)
            if message:
                events.append(json.loads(message["data"]))
                if " step " in f" {events[-1]['message']}":
                    (shop.marks / events[-1]["message"].split()[-1]).touch()
            return events and events[-1]["state"] == "done"
        waiting.until(hear, f"it is done\n{shop.log()}")
    versions = [(event["epoch"], event["rev"]) for event in events]
    assert versions == sorted(set(versions))
    percents = [event["percent"] for event in events]
    assert percents == sorted(percents) and len(set(percents)) > 5
    assert all(event["received"] == 3 and event["transfer"] == "idle" for event in events)
    assert events[-1] == shop.document(upload)


def test_command_fails(shop):
    shop.command("judge", "echo result seen=yes; echo This file is no good >&2; touch left; exit 1")
    shop.start()
    upload = shop.put_queued(b"abc", ["judge", "digest"])
    document = shop.wait_state(upload, "failed")
    assert document["error"] == {"code": "stage_failed", "message": "This file is no good",
                                 "stage": "judge", "status": 500, "retryable": False}
    assert states(document) == ["failed", "skipped"]
    assert document["message"] == "This file is no good"
    assert shop.record(upload)["error"] == document["error"]
    assert not (shop.folder(upload) / "out").exists()
    shop.wait_jobs_gone()


def test_unknown_stage(shop):
    shop.start()
    error = shop.wait_state(shop.put_queued(b"abc", ["digest", "other"]), "failed")["error"]
    assert error["code"] == "stage_unknown" and error["stage"] == "other"


def test_odd_output_keeps_the_event_valid(shop):
    shop.command("odd", r"""printf 'progress 5 \377\376 "quoted" \\ \001\n'
                            printf 'result key=\377"\\\001\n'
                            i=0; while [ $i -lt 100 ]; do
                                printf 'result k%d=%0400d\n' $i 0; i=$((i + 1)); done""")
    shop.start()
    document = shop.wait_state(shop.put_queued(b"abc", ["odd"]), "done")
    assert '"' in document["result"]["key"]
    assert 5 < len(document["result"]) < 20


def test_jobs_run_side_by_side(shop):
    shop.command("meet", 'touch "$MARKS/$LOADLINE_ID";'
                         'until [ "$(ls "$MARKS" | wc -l)" = 2 ]; do sleep 0.02; done')
    shop.start()
    uploads = [shop.put_queued(b"abc", ["meet"]) for _ in range(2)]
    for upload in uploads:
        shop.wait_state(upload, "done")


def test_same_entry_twice_is_processed_once(shop):
    shop.command("once", 'echo x >>"$MARKS/runs"')
    upload = shop.put_queued(b"abc", ["once"])
    shop.queue(upload)
    shop.start()
    shop.wait_state(upload, "done")
    shop.wait_jobs_gone()
    assert shop.mark("runs") == ["x"]


def test_what_comes_again_leaves_a_turn_to_others(shop):
    shop.settings["workers"] = 2
    shop.command("block", BLOCK)
    shop.start()
    upload = shop.put_queued(b"abc", ["block"])
    shop.wait_mark("pid")
    shop.queue(upload)
    document = shop.wait_state(shop.put_queued(b"def", ["digest"]), "done", seconds=15)
    assert document["result"]["sha256"] == files.sha256(b"def")
    go(shop)
    shop.wait_state(upload, "done")


def test_entries_of_nothing_are_dropped(shop):
    shop.start()
    shop.queue("0" * 32)
    shop.wait_jobs_gone()


def test_held_upload_is_left_alone(shop):
    upload = shop.put(b"abc", ["digest"])
    held = shop.take_lock(upload)
    shop.queue(upload)
    shop.start()
    waiting.until(lambda: shop.redis().xpending(shop.jobs_key(), "workers")["pending"],
                  "the job is claimed")
    assert shop.record(upload)["attempt"] == 0
    held.close()
    shop.wait_state(upload, "done")


def test_killed_worker_takes_everything_along(shop):
    shop.command("first", 'echo x >>"$MARKS/first"')
    shop.command("block", "touch left; " + BLOCK)
    worker = shop.start()
    upload = shop.put_queued(b"abc", ["digest", "first", "block"])
    pid = shop.wait_mark("pid")[0]
    shop.end(worker, signal.SIGKILL)
    workshop.wait_dead(pid)
    assert shop.record(upload)["attempt"] == 1
    go(shop)
    shop.start()
    document = shop.wait_state(upload, "done")
    assert shop.mark("first") == ["x"], "what was recorded as done was run again"
    assert document["result"]["sha256"] == files.sha256(b"abc")
    assert shop.record(upload)["attempt"] == 2, shop.log()
    assert os.listdir(shop.folder(upload) / "out") == ["block"]


def test_gives_up_after_so_many_attempts(shop):
    shop.command("kill", 'echo x >>"$MARKS/runs"; kill -9 $PPID')
    shop.settings["attempts"] = "2"
    shop.start()
    upload = shop.put_queued(b"abc", ["kill"])
    document = shop.wait_state(upload, "failed")
    assert document["error"]["code"] == "attempts_exceeded"
    assert shop.mark("runs") == ["x", "x"]
    shop.wait_jobs_gone()


def test_told_to_stop(shop):
    shop.command("block", BLOCK)
    worker = shop.start()
    upload = shop.put_queued(b"abc", ["block"])
    pid = shop.wait_mark("pid")[0]
    assert shop.end(worker) == 0
    assert not workshop.is_alive(pid)
    document = shop.document(upload)
    assert document["state"] == "processing" and states(document) == ["waiting"]
    go(shop)
    shop.start()
    shop.wait_state(upload, "done")
    assert shop.record(upload)["attempt"] == 1, "being told to stop is no attempt"


def test_deleting_ends_the_job(shop):
    shop.command("block", "trap '' TERM; " + BLOCK)
    shop.start()
    upload = shop.put_queued(b"abc", ["block"])
    pid = shop.wait_mark("pid")[0]
    before = (shop.folder(upload) / "info.json").read_bytes()
    assert shop.take_lock(upload) is None
    shop.request_takeover(upload, "delete")
    waiting.until(lambda: shop.take_lock(upload), "the lock is free", seconds=5)
    assert not workshop.is_alive(pid)
    assert (shop.folder(upload) / "info.json").read_bytes() == before


def test_other_takeover_requests_wait_and_deleting_still_works(shop):
    shop.command("block", BLOCK)
    shop.start()
    upload = shop.put_queued(b"abc", ["block"])
    pid = shop.wait_mark("pid")[0]
    shop.request_takeover(upload, "head")
    noticed = threading.Event()
    assert not noticed.wait(0.6) and workshop.is_alive(pid)
    shop.request_takeover(upload, "delete")
    workshop.wait_dead(pid)


def test_lost_jobs_are_found_at_the_start(shop):
    upload = shop.put(b"abc", ["digest"])
    shop.start()
    assert shop.wait_state(upload, "done")["result"]["sha256"] == files.sha256(b"abc")


def test_redis_flushed_while_a_job_runs(shop):
    shop.command("block", BLOCK)
    shop.start()
    upload = shop.put_queued(b"abc", ["block"], owner="me")
    shop.wait_mark("pid")
    shop.redis().flushall()
    go(shop)
    document = shop.wait_state(upload, "done")
    assert document["name"] == "a.bin" and document["size"] == 3
    assert shop.wait_state(shop.put_queued(b"abc", []), "done"), "the group is made anew"


def test_redis_away_while_a_job_ends(shop):
    shop.command("block", BLOCK)
    shop.start()
    upload = shop.put_queued(b"abc", ["block", "digest"])
    shop.wait_mark("pid")
    shop.stop_redis()
    go(shop)
    waiting.until(lambda: shop.record(upload)["state"] == "done", "it is done on disk")
    shop.start_redis()
    assert shop.wait_state(upload, "done")["result"]["sha256"] == files.sha256(b"abc")
    later = shop.put_queued(b"abc", ["digest"])
    shop.wait_state(later, "done")


def test_redis_hangs_while_a_job_runs(shop):
    shop.command("block", BLOCK)
    shop.start()
    upload = shop.put_queued(b"abc", ["block", "digest"])
    shop.wait_mark("pid")
    shop.server.send_signal(signal.SIGSTOP)
    go(shop)
    waiting.until(lambda: shop.record(upload)["state"] == "done", "it is done on disk")
    shop.server.send_signal(signal.SIGCONT)
    shop.wait_state(upload, "done")


def test_redis_refuses_and_the_log_stays_short(shop):
    shop.redis().set(shop.jobs_key(), "not a stream")
    shop.start(wait=False)
    waiting.until(lambda: "redis_away" in shop.log(), "it says that something is wrong")
    assert not threading.Event().wait(1.0)
    assert shop.log().count("redis_away") == 1
    shop.redis().delete(shop.jobs_key())
    shop.wait_state(shop.put_queued(b"abc", ["digest"]), "done")


def test_ended_but_never_told(shop):
    upload = shop.put_queued(b"abc", [], state="done", attempt=1)
    shop.start()
    shop.wait_state(upload, "done")
    shop.wait_jobs_gone()


def test_drain(shop):
    uploads = [shop.put_queued(b"abc", ["digest"]) for _ in range(5)]
    uploads.append(shop.put(b"lost", ["digest"]))
    assert shop.start("--drain", wait=False).wait(20) == 0
    assert {shop.document(upload)["state"] for upload in uploads} == {"done"}
    assert shop.jobs_left() == 0


def test_drain_without_redis(shop):
    shop.stop_redis()
    assert shop.start("--drain", wait=False).wait(20) == 1
    assert shop.log().strip().splitlines()[-1].startswith("loadline-worker: ")


def test_starts_before_redis(shop):
    shop.stop_redis()
    worker = shop.start(wait=False)
    waiting.until(lambda: "redis_away" in shop.log(), "it says that Redis is away")
    shop.start_redis()
    waiting.until(lambda: shop.is_ready(worker), "it is ready")


def test_wrong_settings(shop):
    shop.settings["workers"] = "many"
    assert shop.start(wait=False).wait(20) == 2
    assert "loadline.conf:" in shop.log() and "workers" in shop.log()


def test_file_that_shows_the_worker_alive(shop):
    """Redis is no reason to restart a worker; a loop that stands still is."""
    alive = shop.data / "alive"
    shop.settings["worker_alive_file"] = alive
    worker = shop.start()

    def renewed():
        before = alive.stat().st_mtime_ns if alive.exists() else 0
        waiting.until(lambda: alive.exists() and alive.stat().st_mtime_ns > before, "it is renewed")

    renewed()
    shop.stop_redis()
    waiting.until(lambda: "redis_away" in shop.log(), "it says that Redis is away")
    renewed()
    alive.unlink()
    renewed()
    worker.send_signal(signal.SIGSTOP)
    before = alive.stat().st_mtime_ns
    assert not threading.Event().wait(3) and alive.stat().st_mtime_ns == before
    worker.send_signal(signal.SIGCONT)
    shop.start_redis()


def test_alive_file_that_cannot_be_written(shop):
    shop.settings["worker_alive_file"] = shop.data / "missing/alive"
    shop.start()
    shop.wait_state(shop.put_queued(b"abc", ["digest"]), "done")
    assert not threading.Event().wait(2.5)
    assert shop.log().count("alive_file_failed") == 1, shop.log()


def test_heartbeat_tells_the_length_of_the_queue(shop):
    shop.command("block", BLOCK)
    listener = shop.redis().pubsub()
    listener.subscribe(f"{workshop.PREFIX}lag")
    shop.start()
    shop.put_queued(b"abc", ["block"])
    shop.wait_mark("pid")
    shop.redis().zadd(shop.parked_key(), {"0" * 32: workshop.now_ms() + 10 ** 9})

    def said():
        message = listener.get_message(ignore_subscribe_messages=True, timeout=1)
        found = json.loads(message["data"]) if message else {}
        return found.get("jobs_parked") == 1 and found["jobs_queued"] == shop.jobs_left() > 0

    waiting.until(said, "the running job and the parked one are told")
    go(shop)
