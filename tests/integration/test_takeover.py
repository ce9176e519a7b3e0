# SPDX-License-Identifier: MIT
"""A sender that stalls is taken over from another connection, in time, every time."""

import concurrent.futures
import json
import time

import pytest

import conftest
import draft
import files
import tus
import waiting
import workshop

SIZE = 1 << 20
# A loaded machine may take longer to look.
LIMIT_S = 2.0 if conftest.FULL else 10.0


@pytest.mark.parametrize("redis", ["redis up", "redis stopped"])
@pytest.mark.parametrize("where", ["between threads", "between processes"])
def test_taken_over_by_head_and_patch(own_site, rng, rounds, redis, where):
    data = files.real_bytes(SIZE)
    front = own_site.second_front() if where == "between processes" else own_site.url
    if redis == "redis stopped":
        own_site.stop_component("redis")
    for _ in range(rounds(5, 50)):
        stalled_at = rng.randrange(1, SIZE)
        upload = tus.Upload.create(f"{own_site.url}/uploads/", SIZE, filename="a.bin")
        with upload.begin(SIZE) as stalled:
            stalled.send(data[:stalled_at])
            own_site.wait_stored(upload.id, stalled_at)
            taken = take_over(upload.at(front), data, stalled_at)
            assert_superseded(stalled.answer())
        assert taken < LIMIT_S
        assert own_site.data_file(upload.id).read_bytes() == data


@pytest.mark.settings(spool_shared="yes")
@pytest.mark.parametrize("where", ["between threads", "between processes"])
def test_taken_over_by_locks_on_ranges(own_site, rng, rounds, where):
    """What hosts of a shared file system do, on a local disk."""
    data = files.real_bytes(SIZE)
    front = own_site.second_front() if where == "between processes" else own_site.url
    for _ in range(rounds(3, 50)):
        stalled_at = rng.randrange(1, SIZE)
        upload = tus.Upload.create(f"{own_site.url}/uploads/", SIZE, filename="a.bin")
        with upload.begin(SIZE) as stalled:
            stalled.send(data[:stalled_at])
            own_site.wait_stored(upload.id, stalled_at)
            taken = take_over(upload.at(front), data, stalled_at)
            assert_superseded(stalled.answer())
        assert taken < LIMIT_S
        assert own_site.data_file(upload.id).read_bytes() == data


def take_over(upload, data, stalled_at):
    """HEAD, then PATCH of the rest; returns how long both took, in s."""
    start = time.monotonic()
    assert upload.offset() == stalled_at
    answer = upload.patch(data[stalled_at:], stalled_at)
    assert answer.status == 204, answer.text
    return time.monotonic() - start


def assert_superseded(answer):
    """Clients of tus try again after 423, and not after another 4xx."""
    assert answer.status == 423, answer.text
    assert json.loads(answer.text)["code"] == "superseded"
    assert int(answer.headers["Retry-After"]) >= 1


def test_a_sender_that_a_patch_displaced_may_ask_again(own_site):
    """A client that goes on twice sends both from one offset."""
    data = files.real_bytes(SIZE)
    upload = tus.Upload.create(f"{own_site.url}/uploads/", SIZE, filename="a.bin")
    with upload.begin(SIZE) as older:
        older.send(data[:1000])
        own_site.wait_stored(upload.id, 1000)
        assert upload.patch(data[1000:], 1000).status == 204
        assert_superseded(older.answer())
    assert upload.offset() == SIZE
    assert own_site.data_file(upload.id).read_bytes() == data


def patch_by_tus(site, size):
    upload = tus.Upload.create(f"{site.url}/uploads/", size, filename="a.bin")
    return upload, lambda data, offset: upload.patch(data, offset).status


def patch_by_draft(site, size):
    upload = draft.Upload.create(site.url, b"", complete=False, Upload_Length=str(size))
    return upload, lambda data, offset: upload.append(data, offset, True).status


@pytest.mark.parametrize("protocol", [patch_by_tus, patch_by_draft])
def test_a_patch_from_an_offset_that_is_passed_ends_nobody(own_site, protocol):
    """It cannot be taken, whoever has the lock: a request that was sent twice, or late."""
    data = files.real_bytes(SIZE)
    upload, patch = protocol(own_site, SIZE)
    with upload.begin(SIZE, 0) as sender:
        sender.send(data[:1000])
        own_site.wait_stored(upload.id, 1000)
        assert patch(data, 0) == 409
        assert patch(data[999:], 999) == 409
        sender.send(data[1000:])
        assert sender.answer().status < 300
    assert own_site.data_file(upload.id).read_bytes() == data


@pytest.mark.settings(sender_turn="10s", lock_wait="30s")
@pytest.mark.parametrize("protocol", [patch_by_tus, patch_by_draft])
def test_a_patch_whose_offset_is_passed_while_it_waits_ends_nobody(own_site, protocol):
    """Two were sent from the same offset; the bytes of the first arrive after both have come."""
    data = files.real_bytes(SIZE)
    upload, patch = protocol(own_site, SIZE)
    lock = own_site.data_file(upload.id).parent / "lock"
    before = lock.read_bytes()
    with upload.begin(SIZE, 0) as sender, concurrent.futures.ThreadPoolExecutor() as pool:
        waiting.until(lambda: lock.read_bytes() != before, "the first has the lock")
        second = pool.submit(patch, data, 0)
        waiting.until(lambda: b" patch" in lock.read_bytes(), "the second asks")
        sender.send(data[:1000])
        assert second.result() == 409
        sender.send(data[1000:])
        assert sender.answer().status < 300
    assert own_site.data_file(upload.id).read_bytes() == data


def test_a_sender_whose_upload_is_removed_does_not_come_back(own_site):
    """After 423 and then 404 tus-js-client begins the upload anew."""
    upload = tus.Upload.create(f"{own_site.url}/uploads/", SIZE, filename="a.bin")
    with upload.begin(SIZE) as sender:
        sender.send(bytes(1000))
        own_site.wait_stored(upload.id, 1000)
        assert upload.delete().status == 204
        answer = sender.answer()
    assert (answer.status, json.loads(answer.text)["code"]) == (410, "gone")


@pytest.mark.settings(sender_turn="10s", lock_wait="30s")
def test_a_sender_whose_bytes_arrive_has_its_turn(own_site):
    """Two clients of one upload get on in turns, and not a look at the lock (250 ms) each."""
    upload = tus.Upload.create(f"{own_site.url}/uploads/", SIZE, filename="a.bin")
    lock = own_site.data_file(upload.id).parent / "lock"
    with upload.begin(SIZE) as sender, concurrent.futures.ThreadPoolExecutor() as pool:
        sender.send(bytes(1000))
        own_site.wait_stored(upload.id, 1000)
        asked = pool.submit(upload.offset)
        waiting.until(lambda: b" head" in lock.read_bytes(), "HEAD asks")
        sent = 1000
        several_looks = time.monotonic() + 1
        while time.monotonic() < several_looks:
            sender.send(bytes(100))
            sent += 100
            own_site.wait_stored(upload.id, sent)
        assert not asked.done()
        sender.send(bytes(SIZE - sent))
        assert sender.answer().status == 204
        assert asked.result() == SIZE


def repeat_by_tus(site, data):
    upload = tus.Upload.create(f"{site.url}/uploads/", len(data), filename="a.bin")
    created = info_file(site, upload.id).read_bytes()
    assert upload.patch(data).status == 204
    return upload.id, created, lambda: upload.patch(b"", len(data)).status == 204


def repeat_by_draft(site, data):
    upload = draft.Upload.create(site.url, b"", complete=False, Upload_Length=str(len(data)))
    created = info_file(site, upload.id).read_bytes()
    assert upload.append(data, 0, True).complete

    def repeat():
        answer = upload.append(b"", len(data), True)
        return answer.status < 300 and answer.complete
    return upload.id, created, repeat


def info_file(site, upload_id):
    return site.data_file(upload_id).parent / "info.json"


def free_lock(site, upload_id):
    folder = site.data_file(upload_id).parent
    return waiting.until(lambda: workshop.take_lock(folder), "the lock is free")


@pytest.mark.parametrize("send", [repeat_by_tus, repeat_by_draft])
def test_what_is_complete_answers_while_a_job_has_the_lock(site, send):
    upload_id, _, repeat = send(site, files.real_bytes(1000))
    with free_lock(site, upload_id) as lock:
        request = lock.read()
        assert repeat()
        lock.seek(0)
        assert lock.read() == request, "nobody asks the job to let go"


@pytest.mark.parametrize("send", [repeat_by_tus, repeat_by_draft])
def test_what_becomes_complete_while_the_lock_is_waited_for(site, send):
    """The last bytes were stored by another request, which had no time left to be taken over."""
    upload_id, created, repeat = send(site, files.real_bytes(1000))
    site.wait_state(upload_id, "done")
    info = info_file(site, upload_id)
    with free_lock(site, upload_id) as lock, concurrent.futures.ThreadPoolExecutor() as pool:
        done = info.read_bytes()
        info.write_bytes(created)
        repeated = pool.submit(repeat)
        waiting.until(lambda: lock.seek(0) or b" patch" in lock.read(), "the lock is asked for")
        info.write_bytes(done)
        lock.close()
        assert repeated.result()
    assert info.read_bytes() == done
