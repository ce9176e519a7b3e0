# SPDX-License-Identifier: MIT
"""Stages that wait: for another try, for something that is away, for a report from elsewhere."""

import subprocess
import threading

import stack
import waiting
import workshop

CLI = stack.BUILD / "cli/loadline"
# Three ends of the same script, counted in $MARKS/runs.
COUNT = 'echo x >>"$MARKS/runs"; n=$(wc -l <"$MARKS/runs");'


def loadline(shop, *words):
    return subprocess.run([CLI, "--config", shop.data / "loadline.conf", *words], check=False,
                          env=stack.clean_environment(), text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def parked(shop):
    return shop.redis().zcard(shop.parked_key())


def wait_parked(shop, count=1):
    waiting.until(lambda: parked(shop) == count, f"{count} jobs are parked\n{shop.log()}")


def stage(document, index=0):
    return document["stages"][index]


def asked_for_later(document):
    """Until it runs again, in which no message is left."""
    told = "The program asked for a later run: not yet"
    return (document.get("state"), document.get("message")) == ("processing", f"Busy: {told}") and \
        (stage(document, 1)["state"], stage(document, 1)["message"]) == ("waiting", told)


def test_later_twice_then_done(shop):
    shop.command("busy", COUNT + 'if [ $n -lt 3 ]; then echo not yet >&2; exit 75; fi;'
                                 'echo result n=$n', retry_after="1s")
    shop.start()
    upload = shop.put_queued(b"abc", ["digest", "busy"])
    waiting.until(lambda: asked_for_later(shop.document(upload)), f"it is told\n{shop.log()}")
    wait_parked(shop)
    document = shop.wait_state(upload, "done")
    assert document["result"]["n"] == "3" and shop.mark("runs") == ["x"] * 3
    record = shop.record(upload)
    assert record["attempt"] == 1, "waiting is no attempt"
    assert record["stages"][1]["tries"] == 2 and record["wake_at"] is None
    assert parked(shop) == 0
    shop.wait_jobs_gone()


def test_patience_ends(shop):
    shop.command("busy", COUNT + "exit 75", retry_after="200ms", patience="3s")
    shop.start()
    document = shop.wait_state(shop.put_queued(b"abc", ["busy", "digest"]), "failed")
    assert document["error"]["code"] == "stage_later" and document["error"]["retryable"]
    assert [s["state"] for s in document["stages"]] == ["failed", "skipped"]
    assert 3 <= len(shop.mark("runs")) <= 6, "each pause is twice as long"


def test_waiting_takes_no_place(shop):
    shop.settings["workers"] = 1
    shop.command("busy", "exit 75", retry_after="1h")
    shop.start()
    for _ in range(3):
        shop.put_queued(b"abc", ["busy"])
    wait_parked(shop, 3)
    shop.wait_state(shop.put_queued(b"abc", ["digest"]), "done")


def test_failures_that_may_pass_are_tried_again(shop):
    shop.command("crash", COUNT + 'if [ $n -lt 3 ]; then kill -SEGV $$; fi', retries=2,
                 retry_after="100ms")
    shop.start()
    upload = shop.put_queued(b"abc", ["crash"])
    shop.wait_state(upload, "done")
    assert len(shop.mark("runs")) == 3


def test_so_often_and_no_more(shop):
    shop.command("crash", COUNT + "kill -SEGV $$", retries=2, retry_after="100ms")
    shop.command("wrong", 'echo x >>"$MARKS/wrong"; exit 1', retries=2, retry_after="100ms")
    shop.start()
    first = shop.wait_state(shop.put_queued(b"abc", ["crash"]), "failed")
    assert first["error"]["code"] == "stage_crashed" and len(shop.mark("runs")) == 3
    shop.wait_state(shop.put_queued(b"abc", ["wrong"]), "failed")
    assert len(shop.mark("wrong")) == 1, "what was judged is not judged again"


def test_what_is_not_required(shop):
    shop.command("extra", "echo no picture >&2; exit 1", required="no")
    shop.start()
    upload = shop.put_queued(b"abc", ["extra", "digest"])
    document = shop.wait_state(upload, "done")
    assert [s["state"] for s in document["stages"]] == ["failed", "done"]
    assert stage(document)["message"] == "no picture" and document["error"] is None
    assert "sha256" in document["result"]


def test_waiting_outlives_the_worker_and_redis(shop):
    shop.command("busy", COUNT + 'if [ $n -lt 2 ]; then exit 75; fi', retry_after="1s")
    worker = shop.start()
    upload = shop.put_queued(b"abc", ["busy"])
    wait_parked(shop)
    shop.end(worker)
    shop.redis().flushall()
    shop.start()
    shop.wait_state(upload, "done")
    assert len(shop.mark("runs")) == 2 and shop.record(upload)["attempt"] == 1


def test_a_pause_is_kept_although_the_job_comes_again(shop):
    shop.command("busy", COUNT + "exit 75", retry_after="1h")
    shop.start()
    upload = shop.put_queued(b"abc", ["busy"])
    wait_parked(shop)
    shop.queue(upload)
    shop.wait_jobs_gone()
    wait_parked(shop)
    assert len(shop.mark("runs")) == 1


def test_external_by_reports(shop):
    shop.settings["workers"] = 1
    shop.stages["cut"] = {"kind": "external"}
    shop.start()
    upload = shop.put_queued(b"abc", ["digest", "cut", "identify"])
    wait_parked(shop)
    document = shop.document(upload)
    assert [s["state"] for s in document["stages"]] == ["done", "running", "waiting"]
    for n in (0, 40, 80):
        done = loadline(shop, "report", upload, "cut", "--progress", str(n), "--message",
                        f"frame {n}")
        assert done.returncode == 0, done.stdout
        document = shop.document(upload)
        assert stage(document, 1)["progress"] == n
        assert document["message"] == f"Cut: frame {n}"
    other = shop.put_queued(b"abc", ["digest"])
    shop.wait_state(other, "done")
    assert loadline(shop, "report", upload, "cut", "--done").returncode == 0
    document = shop.wait_state(upload, "done")
    assert [s["state"] for s in document["stages"]] == ["done"] * 3
    assert shop.record(upload)["attempt"] == 1
    again = loadline(shop, "report", upload, "cut", "--progress", "5")
    assert again.returncode == 1 and "does not wait for reports" in again.stdout


def test_external_fails(shop):
    shop.stages["cut"] = {"kind": "external"}
    shop.start()
    upload = shop.put_queued(b"abc", ["cut", "digest"])
    wait_parked(shop)
    bad = loadline(shop, "report", upload, "cut", "--fail", "Not a code")
    assert bad.returncode == 1
    done = loadline(shop, "report", upload, "cut", "--fail", "codec", "--message", "No such codec")
    assert done.returncode == 0, done.stdout
    document = shop.wait_state(upload, "failed")
    assert document["error"] == {"code": "codec", "message": "No such codec", "stage": "cut",
                                 "status": 500, "retryable": False}
    assert [s["state"] for s in document["stages"]] == ["failed", "skipped"]
    waiting.until(lambda: parked(shop) == 0, "nothing is parked any more")


def test_external_that_nobody_reports(shop):
    shop.stages["cut"] = {"kind": "external", "patience": "500ms"}
    shop.start()
    document = shop.wait_state(shop.put_queued(b"abc", ["cut"]), "failed")
    assert document["error"]["message"] == "No report of its end came in time"


def test_external_survives_a_flush(shop):
    shop.stages["cut"] = {"kind": "external"}
    shop.settings["reconcile_interval"] = "1s"
    shop.start()
    upload = shop.put_queued(b"abc", ["cut"])
    wait_parked(shop)
    loadline(shop, "report", upload, "cut", "--progress", "40", "--message", "half")
    shop.redis().flushall()
    wait_parked(shop)
    wanted = {"progress": 40, "message": "half", "state": "running"}
    waiting.until(lambda: wanted.items() <= (shop.document(upload).get("stages") or [{}])[0].items(),
                  "its stage is told as it was")
    loadline(shop, "report", upload, "cut", "--done")
    shop.wait_state(upload, "done")


def test_retry_goes_on_where_it_failed(shop):
    shop.command("first", 'echo x >>"$MARKS/first"')
    shop.command("judge", COUNT + "[ $n -ge 2 ]")
    shop.start()
    upload = shop.put_queued(b"abc", ["first", "judge", "digest"])
    assert shop.wait_state(upload, "failed")["error"]["stage"] == "judge"
    done = loadline(shop, "retry", upload)
    assert done.returncode == 0, done.stdout
    document = shop.wait_state(upload, "done")
    assert [s["state"] for s in document["stages"]] == ["done"] * 3
    assert document["error"] is None and shop.mark("first") == ["x"]
    again = loadline(shop, "retry", upload)
    assert again.returncode == 1 and "failed" in again.stdout


def test_retry_from_a_stage(shop):
    shop.command("first", 'echo x >>"$MARKS/first"')
    shop.command("judge", COUNT + "[ $n -ge 2 ]")
    shop.start()
    upload = shop.put_queued(b"abc", ["first", "judge"])
    shop.wait_state(upload, "failed")
    assert loadline(shop, "retry", upload, "--from", "nothing").returncode == 1
    assert loadline(shop, "retry", upload, "--from", "first").returncode == 0
    shop.wait_state(upload, "done")
    assert shop.mark("first") == ["x", "x"]


def test_retry_after_all_attempts(shop):
    shop.command("kill", COUNT + 'if [ $n -lt 3 ]; then kill -9 $PPID; fi')
    shop.settings["attempts"] = "2"
    shop.start()
    upload = shop.put_queued(b"abc", ["kill"])
    assert shop.wait_state(upload, "failed")["error"]["code"] == "attempts_exceeded"
    assert loadline(shop, "retry", upload).returncode == 0
    shop.wait_state(upload, "done")
    assert shop.record(upload)["attempt"] == 3, "attempts are counted on: they are a fence"


def test_cancel_what_is_not_there_or_over(shop):
    shop.start()
    assert loadline(shop, "cancel", "0" * 32).returncode == 2
    upload = shop.put_queued(b"abc", ["digest"])
    shop.wait_state(upload, "done")
    again = loadline(shop, "cancel", upload)
    assert again.returncode == 1 and "ended already" in again.stdout
    assert shop.folder(upload).exists()


def test_pipelines_by_type(shop):
    shop.command("small", "echo result small=yes")
    shop.pipelines["image/*"] = ["identify", "small"]
    shop.start()
    png = (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\2\0\0\0" + b"\0" * 64)
    upload = shop.put_queued(png, ["identify", "digest"])
    document = shop.wait_state(upload, "done")
    assert [s["name"] for s in document["stages"]] == ["identify", "small"]
    assert document["result"]["small"] == "yes"
    document = shop.wait_state(shop.put_queued(b"text\n", ["identify", "digest"]), "done")
    assert [s["name"] for s in document["stages"]] == ["identify", "digest", "small"]


def test_a_cap_per_owner(shop):
    shop.settings |= {"workers": 3, "jobs_per_owner": 1}
    shop.command("meet", 'echo $LOADLINE_ID >>"$MARKS/begun"; '
                         'until [ -e "$MARKS/go" ]; do sleep 0.02; done')
    shop.start()
    mine = [shop.put_queued(b"abc", ["meet"], owner="anna") for _ in range(3)]
    shop.wait_mark("begun")
    other = shop.put_queued(b"abc", ["meet"], owner="bert")
    nobodys = shop.put_queued(b"abc", ["meet"])
    shop.wait_mark("begun", 3)
    assert not threading.Event().wait(1.2)
    begun = shop.mark("begun")
    assert len(begun) == 3 and {other, nobodys} < set(begun), "one of anna's at a time"
    (shop.marks / "go").touch()
    for upload in mine + [other, nobodys]:
        shop.wait_state(upload, "done")
    assert shop.record(mine[2])["attempt"] == 1
