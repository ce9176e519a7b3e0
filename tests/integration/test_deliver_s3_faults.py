# SPDX-License-Identifier: MIT
"""The stage deliver into object storage that fails: a small one of these tests, which verifies each request."""

import signal
import threading

import pytest

import waiting
from faulty_delivery import DATA, PART, check, deliver, is_same, prepare, wait_failed


@pytest.fixture(name="s3")
def running_s3(shop):
    made = prepare(shop)
    yield made
    made.close()


FAULTS = [("head", 503), ("head", "reset"), ("head", "stall"), ("create", 503), ("create", 500),
          ("create", "reset"), ("create", "lost"),
          ("part", 503), ("part", "reset"), ("part", "stall"), ("part", "lost"),
          ("complete", "reset"), ("complete", "lost"), ("complete", "stall"), ("complete", "error"),
          ("complete", 503), ("part", "gone")]


@pytest.mark.parametrize("operation,fault", FAULTS)
def test_one_fault(shop, s3, operation, fault):
    s3.plan(operation, fault)
    if fault == "stall":
        shop.stages["deliver"]["s3_timeout"] = "3s"
    upload = deliver(shop)
    check(shop, s3, upload)
    if fault == "lost" and operation == "complete":
        assert s3.count("complete") == 1, "what was done is not asked for again"
    if fault != "gone" and operation != "create":
        assert s3.count("create", 200) == 1, "the parts that the server has are kept"


@pytest.mark.parametrize("fault", [503, "reset", "stall", "lost"])
def test_one_fault_of_a_small_file(shop, s3, fault):
    s3.plan("put", fault)
    if fault == "stall":
        shop.stages["deliver"]["s3_timeout"] = "3s"
    upload = deliver(shop, b"small")
    check(shop, s3, upload, b"small")


def test_progress_is_what_is_acknowledged(shop, s3):
    shop.stages["deliver"] |= {"s3_parallel": "1"}
    gate = threading.Event()
    s3.plan("part", None, gate)
    upload = deliver(shop)

    def told():
        stage = (shop.document(upload).get("stages") or [{}])[0]
        return stage if stage.get("progress") else None
    stage = waiting.until(told, "the first part is told")
    assert stage["progress"] == 100 * PART // len(DATA)
    assert stage["message"].startswith("5.2 of 15.7 MB, ") and stage["message"].endswith(" MB/s")
    gate.set()
    check(shop, s3, upload)


def test_a_slow_end_is_not_asked_for_twice(shop, s3):
    """Ten times s3_timeout is the most."""
    pause = threading.Event()
    shop.stages["deliver"]["s3_timeout"] = "3s"
    s3.plan("complete", lambda: pause.wait(8))
    check(shop, s3, deliver(shop))
    assert s3.count("complete") == 1


def test_an_etag_that_the_server_denies(shop, s3):
    """The list is worth nothing: everything is aborted, and a retry begins anew."""
    shop.stages["deliver"] |= {"retries": "1"}
    s3.plan("part", "etag")
    upload = deliver(shop)
    check(shop, s3, upload)
    assert s3.count("abort", 204) == 1 and s3.count("create", 200) == 2


def test_failures_that_stay(shop, s3):
    s3.plan("part", 400)
    upload = deliver(shop)
    wait_failed(shop, upload, "Planned: as the test wants it (HTTP 400)")
    assert not s3.uploads and s3.count("abort", 204) == 1


def test_patience_ends(shop, s3):
    shop.stages["deliver"] |= {"patience": "1s"}
    s3.plan("part", *[503] * 1000)
    upload = deliver(shop)
    error = wait_failed(shop, upload, "SlowDown")
    assert error["retryable"] and not s3.uploads, "given up: the multipart upload is aborted"


@pytest.mark.parametrize("data", [b"small", DATA], ids=["small", "parts"])
def test_a_key_that_becomes_occupied(shop, s3, data):
    """Somebody takes the key after the first look: the server's 412 is believed only after a second."""
    def occupy():
        for key, _, _ in s3.uploads.values():
            s3.objects[key] = (b"mine", {})
        if not s3.uploads:
            s3.objects[upload] = (b"mine", {})
    s3.plan("complete", occupy)
    s3.plan("put", occupy)
    shop.start()
    upload = shop.put(data, ["deliver"])
    shop.queue(upload)
    wait_failed(shop, upload, "another object has that key")
    assert s3.objects[upload][0] == b"mine" and not s3.uploads


def test_412_and_nothing_there(shop, s3):
    s3.plan("complete", 412)
    upload = deliver(shop)
    wait_failed(shop, upload, "PreconditionFailed")
    assert not s3.objects and not s3.uploads


@pytest.mark.parametrize("data", [b"small", DATA], ids=["small", "parts"])
def test_delivered_before_the_worker_died(shop, s3, data):
    """The object is there, and the record does not say so: a look is enough."""
    shop.start()
    upload = shop.put(data, ["deliver"])
    s3.objects[upload] = (data, {"x-amz-meta-loadline-id": upload})
    shop.queue(upload)
    check(shop, s3, upload, data)
    assert {seen[0] for seen in s3.seen} == {"head"}


def test_killed_and_resumed(shop, s3):
    """What was acknowledged is not sent again; what was under way is."""
    shop.settings["attempts"] = "10"
    shop.stages["deliver"] |= {"s3_parallel": "1"}
    gate = threading.Event()
    s3.plan("part", None, None, gate)
    worker = shop.start()
    upload = shop.put_queued(DATA, ["deliver"])
    waiting.until(lambda: s3.held == 1, "the third part is under way")
    shop.end(worker, signal.SIGKILL)
    kept = shop.record(upload)["stages"][0]["kept"]
    assert len(kept["etags"].split()) == 2 and kept["upload_id"] in s3.uploads
    gate.set()
    waiting.until(lambda: s3.at_once == 0, "the server has seen the end")
    before = len(s3.parts)
    shop.start()
    check(shop, s3, upload)
    assert [number for _, number in s3.parts[before:]] == [3, 4]
    assert s3.count("create") == 1


@pytest.mark.parametrize("key,left", [("{id}", 0), ("{id}-x", 0), ("fixed", 1)])
def test_killed_before_the_first_answer(shop, s3, key, left):
    """The multipart upload of the dead worker is found by its key, if no other upload can have that."""
    shop.settings["attempts"] = "10"
    shop.stages["deliver"]["deliver_to"] = f"s3://bucket/{key}"
    gate = threading.Event()
    s3.plan("create", gate)
    worker = shop.start()
    upload = shop.put_queued(DATA, ["deliver"])
    waiting.until(lambda: s3.held == 1, "the server has the request")
    shop.end(worker, signal.SIGKILL)
    assert shop.record(upload)["stages"][0]["kept"]["upload_id"] == ""
    s3.uploads["other"] = (f"{upload}-y", {}, {})
    gate.set()
    waiting.until(lambda: len(s3.uploads) == 2, "the server has created it")
    shop.start()
    shop.wait_state(upload, "done", seconds=120)
    assert "other" in s3.uploads and len(s3.uploads) == 1 + left
    assert is_same(s3.objects[key.replace("{id}", upload)][0], DATA)


def test_killed_before_the_first_answer_without_the_right_to_list(shop, s3):
    """It stays for the bucket's rule; the delivery goes on."""
    shop.stages["deliver"]["retries"] = "1"
    s3.plan("create", "lost")
    s3.plan("list", 403, 403)
    upload = deliver(shop)
    shop.wait_state(upload, "done", seconds=120)
    assert len(s3.uploads) == 1 and is_same(s3.objects[upload][0], DATA)


def test_killed_at_random_moments(shop, s3, rng, rounds):
    shop.settings["attempts"] = "100"
    # The plan may meet one upload with most of its faults.
    shop.stages["deliver"]["retries"] = "100"
    s3.plan("part", *rng.choices([None, 503, "reset", "lost"], weights=[6, 1, 1, 1], k=40))
    s3.plan("complete", *rng.choices([None, "lost", "error", "reset"], k=3))
    worker = shop.start()
    uploads = [shop.put_queued(DATA, ["deliver"]) for _ in range(3)]
    pause = threading.Event()
    for _ in range(rounds(5, 40)):
        pause.wait(rng.uniform(0.02, 0.3))
        shop.end(worker, signal.SIGKILL)
        worker = shop.start()
    for upload in uploads:
        shop.wait_state(upload, "done", seconds=120)
    for upload in uploads:
        check(shop, s3, upload)


def test_stopped_and_resumed(shop, s3):
    shop.stages["deliver"] |= {"s3_parallel": "1"}
    gate = threading.Event()
    s3.plan("part", None, gate)
    worker = shop.start()
    upload = shop.put_queued(DATA, ["deliver"])
    waiting.until(lambda: s3.held == 1, "the second part is under way")
    assert shop.end(worker) == 0
    gate.set()
    shop.start()
    check(shop, s3, upload)
    assert s3.count("create") == 1


def test_cancelled(shop, s3):
    shop.stages["deliver"] |= {"s3_parallel": "1"}
    gate = threading.Event()
    s3.plan("part", None, gate)
    upload = deliver(shop)
    waiting.until(lambda: s3.held == 1, "the second part is under way")
    shop.request_takeover(upload, "delete")
    waiting.until(lambda: s3.count("abort", 204) == 1, "the multipart upload is aborted")
    gate.set()
    assert not s3.uploads and not s3.objects


def killed_at_the_second_part(shop, s3):
    """A new upload, of which a worker sent one part."""
    shop.stages["deliver"] |= {"s3_parallel": "1"}
    gate = threading.Event()
    s3.plan("part", None, gate)
    worker = shop.start()
    upload = shop.put_queued(DATA, ["deliver"])
    waiting.until(lambda: s3.held == 1, "the second part is under way")
    shop.end(worker, signal.SIGKILL)
    gate.set()
    return upload


def test_attempts_exceeded(shop, s3):
    """A job that is given up after crashes leaves no multipart upload either."""
    shop.settings["attempts"] = "1"
    upload = killed_at_the_second_part(shop, s3)
    shop.start()
    assert shop.wait_state(upload, "failed")["error"]["code"] == "attempts_exceeded"
    assert not s3.uploads and s3.count("abort", 204) == 1


def test_other_settings_after_a_crash(shop, s3):
    """The parts at the former place are of no use: they are removed."""
    shop.settings["attempts"] = "10"
    upload = killed_at_the_second_part(shop, s3)
    shop.stages["deliver"]["deliver_to"] = "s3://bucket/elsewhere/{id}"
    shop.start()
    shop.wait_state(upload, "done")
    assert is_same(s3.objects[f"elsewhere/{upload}"][0], DATA) and not s3.uploads
    assert s3.count("abort", 204) == 1
