# SPDX-License-Identifier: MIT
"""The stage deliver into object storage that other people wrote."""

import signal
import threading

import pytest

import files
import s3_servers
import waiting
import workshop

PART = 5 << 20
MEMORY_MAX = 40 << 20


@pytest.fixture(name="s3", scope="module", params=["rclone", "versitygw"])
def running_server(request, tmp_path_factory):
    if request.param == "rclone":
        program, words = s3_servers.rclone(), s3_servers.rclone_words
        why = "rclone is neither here (LOADLINE_S3_SERVERS, PATH) nor to be had from PyPI"
    else:
        program, words = s3_servers.versitygw(), s3_servers.versitygw_words
        why = "versitygw is not here (LOADLINE_S3_SERVERS, PATH)"
    if program is None:
        pytest.skip(why)
    made = s3_servers.Server(words(program), tmp_path_factory.mktemp("s3") / "root")
    yield made
    made.close()


def stage_for(shop, url, secret, **settings):
    """The settings of a stage that delivers there."""
    path = shop.data / "s3-credentials"
    path.write_text(f"[default]\naws_access_key_id = {s3_servers.ID}\n"
                    f"aws_secret_access_key = {secret}\n")
    return {"deliver_to": f"s3://{s3_servers.BUCKET}", "s3_endpoint": url,
            "s3_credentials_file": path, "s3_part_size": "5m", "s3_timeout": "30s",
            "retry_after": "100ms", **settings}


@pytest.fixture(name="target")
def stage_of_server(shop, s3):
    shop.stages["deliver"] = stage_for(shop, s3.url, s3_servers.SECRET)
    return s3


def place(shop, upload):
    return shop.record(upload)["result"]["delivered"].removeprefix(f"s3://{s3_servers.BUCKET}/")


def check(shop, s3, upload, data):
    """It is there, whole, and nowhere else."""
    body, fields = s3.get(place(shop, upload))
    assert files.sha256(body) == files.sha256(data)
    assert fields["x-amz-meta-loadline-id"] == upload
    shop.wait_jobs_gone()
    assert not (shop.folder(upload) / "data").exists(), "the spool's copy is gone"
    assert not [stage["kept"] for stage in shop.record(upload)["stages"] if "kept" in stage]
    assert place(shop, upload).encode() not in s3.open_uploads()


@pytest.mark.parametrize("size", [0, 1, PART, PART + 1, 4 * PART + 12345])
def test_sizes(shop, target, size):
    data = files.real_bytes(size)
    shop.stages["deliver"] |= {"deliver_to": "s3://uploads/{owner}/{date}/{id}-{name}"}
    shop.start()
    upload = shop.put_queued(data, ["deliver"], owner="anna", name="My Report.pdf",
                             created_at=1769817600000, type="application/pdf")
    document = shop.wait_state(upload, "done")
    assert document["result"]["delivered"] == \
        f"s3://uploads/anna/2026-01-31/{upload}-My Report.pdf"
    check(shop, target, upload, data)
    assert target.get(place(shop, upload))[1]["content-type"] == "application/pdf"
    assert shop.record(upload)["location"] == "delivered"


def test_keys(shop, target):
    """Each printable character of ASCII that a pattern may have, and characters of every length."""
    literal = "".join(chr(c) for c in range(0x20, 0x7f) if chr(c) not in "{}/.\\;#")
    shop.stages["deliver"] |= {"deliver_to": f"s3://uploads/k {literal}.é/{{id}}-{{name}}"}
    shop.start()
    for size in (3, PART + 3):
        data = files.real_bytes(size)
        upload = shop.put_queued(data, ["deliver"], name="ä 漢字 😀 +%&=?#.txt")
        shop.wait_state(upload, "done")
        assert literal in place(shop, upload) and "漢字 😀 +%&=" in place(shop, upload)
        check(shop, target, upload, data)


def test_wrong_secret(shop, s3):
    shop.stages["deliver"] = stage_for(shop, s3.url, "something-else")
    shop.start()
    upload = shop.put_queued(b"abcd", ["deliver"])
    error = shop.wait_state(upload, "failed")["error"]
    assert error["code"] == "not_delivered" and error["retryable"]
    assert "SignatureDoesNotMatch" in error["message"]
    assert "something-else" not in error["message"] + shop.log()
    assert (shop.folder(upload) / "data").read_bytes() == b"abcd", "nothing is lost"


@pytest.mark.parametrize("size", [4, PART + 1])
def test_an_occupied_key_is_not_touched(shop, target, size):
    shop.stages["deliver"] |= {"deliver_to": f"s3://uploads/taken/{size}"}
    shop.start()
    first = shop.put_queued(files.real_bytes(size), ["deliver"])
    shop.wait_state(first, "done")
    for data in (b"other", files.real_bytes(size), files.real_bytes(2 * PART)):
        upload = shop.put_queued(data, ["deliver"])
        error = shop.wait_state(upload, "failed")["error"]
        assert error["code"] == "not_delivered" and "another object" in error["message"]
        assert (shop.folder(upload) / "data").read_bytes() == data
    check(shop, target, first, files.real_bytes(size))
    assert not target.open_uploads()


def test_memory(shop, target):
    """A job that sends four parts at once takes no more memory than one of 40 MB."""
    del target
    shop.stages["deliver"] |= {"s3_part_size": "16m"}
    worker = shop.start()
    upload = shop.put_queued(files.real_bytes(200 << 20), ["deliver"])
    most = wait_and_watch(shop, worker, upload, 60)
    assert 0 < most <= MEMORY_MAX, f"{most >> 20} MiB"
    print(f"a job of 200 MiB: {most >> 20} MiB resident")


def largest(worker):
    """The resident bytes of its largest job."""
    return max(map(resident, children(worker.pid)), default=0)


def wait_and_watch(shop, worker, upload, seconds):
    """Waits until the upload is done; the most resident bytes of a job meanwhile."""
    most = 0

    def look():
        nonlocal most
        most = max(most, largest(worker))
        return shop.document(upload).get("state") == "done"
    waiting.until(look, "it is delivered", seconds)
    return most


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as text:
            return [int(word) for word in text.read().split()]
    except FileNotFoundError:
        return []


def resident(pid):
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as text:
            fields = dict(line.split(":", 1) for line in text)
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(fields.get("VmRSS", "0 kB").split()[0]) << 10


def test_killed_at_random_moments(shop, target, rng, rounds):
    """One object with the right bytes, no open multipart upload, and no more memory than ever."""
    size, kills = rounds(12 * PART, 1 << 30), rounds(4, 20)
    shop.settings |= {"attempts": "100", "claim_after": "500ms"}
    shop.stages["deliver"] |= {"deliver_to": "s3://uploads/killed/{id}"}
    data = files.real_bytes(size)
    worker = shop.start()
    upload = shop.put_queued(data, ["deliver"])
    pause = threading.Event()
    in_the_middle = most = 0
    for _ in range(kills):
        pause.wait(rng.uniform(0.05, 0.4))
        most = max(most, largest(worker))
        shop.end(worker, signal.SIGKILL)
        in_the_middle += bool(shop.record(upload)["stages"][0].get("kept"))
        worker = shop.start()
    most = max(most, wait_and_watch(shop, worker, upload, 300))
    check(shop, target, upload, data)
    assert most <= MEMORY_MAX, f"{most >> 20} MiB"
    print(f"{size >> 20} MiB, {kills} kills, {in_the_middle} of them while parts were sent, "
          f"at most {most >> 20} MiB resident")
