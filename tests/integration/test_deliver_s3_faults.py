# SPDX-License-Identifier: MIT
"""The stage deliver into object storage that fails: a small one of these tests, which verifies each request."""

import json
import os
import signal
import subprocess
import threading

import pytest

import faulty_s3
import files
import stack
import waiting

PART = 5 << 20
DATA = files.real_bytes(3 * PART + 77)


@pytest.fixture(name="s3")
def running_s3(shop):
    made = faulty_s3.FaultyS3()
    path = shop.data / "s3-credentials"
    write_credentials(path, faulty_s3.SECRET)
    shop.settings["progress_interval"] = "0"
    shop.stages["deliver"] = {
        "deliver_to": "s3://bucket/{id}", "s3_endpoint": made.url, "s3_credentials_file": path,
        "s3_part_size": "5m", "s3_timeout": "30s", "retry_after": "100ms"}
    yield made
    made.close()


def write_credentials(path, secret, key_id=faulty_s3.ID, token=None):
    """As a rotating program does it: another file takes the name."""
    fresh = path.with_suffix(".new")
    fresh.write_text(f"# rotated\naws_access_key_id={key_id}\naws_secret_access_key={secret}\n" +
                     (f"aws_session_token = {token}\n" if token else ""))
    os.rename(fresh, path)


def is_same(one, other):
    """Without a word of them."""
    return one == other


def deliver(shop, data=DATA, **fields):
    shop.start()
    return shop.put_queued(data, ["deliver"], **fields)


def check(shop, s3, upload, data=DATA):
    """Delivered once, and nothing is left over."""
    shop.wait_state(upload, "done", seconds=120)
    body, kept = s3.objects[upload]
    assert is_same(body, data) and kept["x-amz-meta-loadline-id"] == upload
    assert not s3.uploads, "no multipart upload is open"
    shop.wait_jobs_gone()
    assert not (shop.folder(upload) / "data").exists()
    assert "kept" not in shop.record(upload)["stages"][0]


def wait_failed(shop, upload, words):
    error = shop.wait_state(upload, "failed")["error"]
    assert error["code"] == "not_delivered" and words in error["message"], error
    assert faulty_s3.SECRET not in shop.log() + json.dumps(shop.document(upload))
    assert (shop.folder(upload) / "data").exists(), "nothing is lost"
    return error


FAULTS = [("head", 503), ("head", "reset"), ("head", "stall"), ("create", 503), ("create", 500),
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
    if fault != "gone":
        assert s3.count("create", 200) == 1, "the parts that the server has are kept"


@pytest.mark.parametrize("fault", [503, "reset", "stall", "lost"])
def test_one_fault_of_a_small_file(shop, s3, fault):
    s3.plan("put", fault)
    if fault == "stall":
        shop.stages["deliver"]["s3_timeout"] = "3s"
    upload = deliver(shop, b"small")
    check(shop, s3, upload, b"small")


def test_the_requests(shop, s3):
    shop.stages["deliver"] |= {"s3_class": "STANDARD_IA"}
    upload = deliver(shop, type="text/plain; charset=utf-8")
    check(shop, s3, upload)
    made = [fields for operation, fields in s3.fields if operation == "create"][0]
    assert made["content-type"] == "text/plain; charset=utf-8"
    assert made["x-amz-storage-class"] == "STANDARD_IA"
    assert [fields["if-none-match"] for operation, fields in s3.fields if operation == "complete"] == ["*"]
    assert sorted(number for _, number in s3.parts) == [1, 2, 3, 4]
    small = shop.put_queued(b"small", ["deliver"], type="text/plain\r\nx-evil: 1")
    check(shop, s3, small, b"small")
    put = [fields for operation, fields in s3.fields if operation == "put"][0]
    assert put["content-type"] == "application/octet-stream" and "x-evil" not in put
    assert put["if-none-match"] == "*"


def test_parts_are_equal_and_not_too_many(shop, s3):
    shop.stages["deliver"] |= {"s3_max_parts": "2"}
    sizes = []
    s3.plan("complete", lambda: sizes.extend(
        len(part[1]) for part in next(iter(s3.uploads.values()))[2].values()))
    check(shop, s3, deliver(shop))
    assert sorted(sizes) == [len(DATA) // 2, len(DATA) - len(DATA) // 2]


@pytest.mark.parametrize("parallel", [1, 3])
def test_so_many_at_once(shop, s3, parallel):
    shop.stages["deliver"] |= {"s3_parallel": parallel}
    gate = threading.Event()
    s3.plan("part", *[gate] * 4)
    upload = deliver(shop)
    waiting.until(lambda: s3.at_once == parallel, f"{parallel} requests wait")
    gate.set()
    check(shop, s3, upload)
    assert s3.most_at_once == parallel


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


@pytest.mark.parametrize("operation", ["head", "create", "part", "complete", "put"])
def test_credentials_rotated_in_the_middle(shop, s3, operation):
    """Temporary ones with a token, and the first ones are valid no more."""
    def rotate():
        s3.secrets.clear()
        s3.secrets["ASIAFRESH"] = "fresh"
        write_credentials(shop.data / "s3-credentials", "fresh", "ASIAFRESH", "a-token/+=")
    s3.plan(operation, rotate)
    data = b"small" if operation == "put" else DATA
    check(shop, s3, deliver(shop, data), data)
    assert s3.fields[-1][1]["x-amz-security-token"] == "a-token/+="
    assert s3.count(operation, 403) in (1, 2, 3, 4)


def test_credentials_of_the_environment(shop, s3, monkeypatch):
    del shop.stages["deliver"]["s3_credentials_file"]
    own = shop.environment()
    monkeypatch.setattr(shop, "environment", lambda: {
        **own, "AWS_ACCESS_KEY_ID": faulty_s3.ID, "AWS_SECRET_ACCESS_KEY": faulty_s3.SECRET,
        "AWS_SESSION_TOKEN": "tok"})
    check(shop, s3, deliver(shop, b"small"), b"small")
    assert s3.fields[-1][1]["x-amz-security-token"] == "tok"


def test_credentials_that_are_not_there(shop, s3):
    path = shop.data / "s3-credentials"
    path.unlink()
    upload = deliver(shop, b"small")
    wait_failed(shop, upload, "the file of the credentials: No such file")
    path.write_text("[other]\naws_access_key_id = x\n")
    wait_failed(shop, shop.put_queued(b"small", ["deliver"]), "lacks an id and a secret")
    assert not s3.seen


def test_a_wrong_secret(shop, s3):
    write_credentials(shop.data / "s3-credentials", "wrong-secret")
    upload = deliver(shop)
    wait_failed(shop, upload, 'SignatureDoesNotMatch: The signature is not "right" (HTTP 403)')
    assert "wrong-secret" not in shop.log()


def test_killed_and_resumed(shop, s3):
    """What was acknowledged is not sent again; what was under way is."""
    shop.settings["attempts"] = "10"
    shop.stages["deliver"] |= {"s3_parallel": "1"}
    gate = threading.Event()
    s3.plan("part", None, None, gate)
    worker = shop.start()
    upload = shop.put_queued(DATA, ["deliver"])
    waiting.until(lambda: s3.at_once == 1 and len(s3.parts) == 2, "the third part is under way")
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


def test_killed_at_random_moments(shop, s3, rng, rounds):
    shop.settings["attempts"] = "100"
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
    begun = {upload_id for upload_id, _ in s3.parts}
    for upload_id in set(s3.uploads) - begun:
        del s3.uploads[upload_id]  # the worker died before it noted the answer
    for upload in uploads:
        check(shop, s3, upload)


def test_stopped_and_resumed(shop, s3):
    shop.stages["deliver"] |= {"s3_parallel": "1"}
    gate = threading.Event()
    s3.plan("part", None, gate)
    worker = shop.start()
    upload = shop.put_queued(DATA, ["deliver"])
    waiting.until(lambda: s3.at_once == 1 and len(s3.parts) == 1, "the second part is under way")
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
    waiting.until(lambda: s3.at_once == 1 and len(s3.parts) == 1, "the second part is under way")
    shop.request_takeover(upload, "delete")
    waiting.until(lambda: s3.count("abort", 204) == 1, "the multipart upload is aborted")
    gate.set()
    assert not s3.uploads and not s3.objects


def test_attempts_exceeded(shop, s3):
    """A job that is given up after crashes leaves no multipart upload either."""
    shop.settings["attempts"] = "1"
    shop.stages["deliver"] |= {"s3_parallel": "1"}
    gate = threading.Event()
    s3.plan("part", None, gate)
    worker = shop.start()
    upload = shop.put_queued(DATA, ["deliver"])
    waiting.until(lambda: s3.at_once == 1 and len(s3.parts) == 1, "the second part is under way")
    shop.end(worker, signal.SIGKILL)
    gate.set()
    shop.start()
    assert shop.wait_state(upload, "failed")["error"]["code"] == "attempts_exceeded"
    assert not s3.uploads and s3.count("abort", 204) == 1


def test_other_settings_after_a_crash(shop, s3):
    """The parts at the former place are of no use: they are removed."""
    shop.settings["attempts"] = "10"
    shop.stages["deliver"] |= {"s3_parallel": "1"}
    gate = threading.Event()
    s3.plan("part", None, gate)
    worker = shop.start()
    upload = shop.put_queued(DATA, ["deliver"])
    waiting.until(lambda: s3.at_once == 1 and len(s3.parts) == 1, "the second part is under way")
    shop.end(worker, signal.SIGKILL)
    gate.set()
    shop.stages["deliver"]["deliver_to"] = "s3://bucket/elsewhere/{id}"
    shop.start()
    shop.wait_state(upload, "done")
    assert is_same(s3.objects[f"elsewhere/{upload}"][0], DATA) and not s3.uploads
    assert s3.count("abort", 204) == 1


@pytest.mark.parametrize("name,value,words", [
    ("deliver_to", "s3://UPPER/x", "s3://BUCKET/KEY"), ("deliver_to", "s3://ab", "s3://BUCKET"),
    ("deliver_to", "s3://bucket/{what}", "s3://BUCKET/KEY"), ("deliver_to", "s3://bucket//x", "KEY"),
    ("deliver_to", "somewhere", "an absolute path"),
    ("s3_endpoint", "s3.example.org", "http(s)://HOST"), ("s3_endpoint", "https://host/path", "path"),
    ("s3_endpoint", "https://host:port", "PORT"), ("s3_style", "dns", "path or host"),
    ("s3_region", "eu central", "letters"), ("s3_part_size", "4m", "from 5m"),
    ("s3_max_parts", "10001", "1 to 10000"), ("s3_parallel", "17", "1 to 16"),
    ("s3_class", "A B", "storage class"), ("s3_credentials_file", "file", "an absolute path"),
    ("s3_timeout", "1", "a time"),
])
def test_bad_settings(shop, s3, name, value, words):
    """`loadline config` names the file, the line and what would be right."""
    del s3
    shop.stages["deliver"][name] = value
    shop.write_settings()
    path = shop.data / "loadline.conf"
    line = path.read_text().splitlines().index(f"{name} = {value}") + 1
    tried = subprocess.run([stack.BUILD / "cli/loadline", "--config", path, "config"], text=True,
                           check=False, capture_output=True, env=stack.clean_environment())
    assert tried.returncode != 0 and f"loadline.conf:{line}: {name} = " in tried.stderr
    assert words in tried.stderr


@pytest.mark.parametrize("to,key", [("s3://bucket", "2026-01-31/{id}-a.bin"),
                                    ("s3://bucket/", "2026-01-31/{id}-a.bin"),
                                    ("s3://bucket/in/", "in/2026-01-31/{id}-a.bin"),
                                    ("s3://bucket/in/{name}", "in/a.bin")])
def test_deliver_name_follows_a_slash(shop, s3, to, key):
    shop.stages["deliver"] |= {"deliver_to": to}
    upload = deliver(shop, b"small", created_at=1769817600000)
    shop.wait_state(upload, "done")
    assert list(s3.objects) == [key.replace("{id}", upload)]
