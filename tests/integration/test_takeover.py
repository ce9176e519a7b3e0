# SPDX-License-Identifier: MIT
"""A sender that stalls is taken over from another connection, in time, every time."""

import json
import time

import pytest

import draft
import files
import tus
import waiting
import workshop

SIZE = 1 << 20
LIMIT_S = 2.0


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


def take_over(upload, data, stalled_at):
    """HEAD, then PATCH of the rest; returns how long both took, in s."""
    start = time.monotonic()
    assert upload.offset() == stalled_at
    answer = upload.patch(data[stalled_at:], stalled_at)
    assert answer.status == 204, answer.text
    return time.monotonic() - start


def assert_superseded(answer):
    assert answer.status == 400, answer.text
    assert json.loads(answer.text)["code"] == "superseded"


def repeat_by_tus(site, data):
    upload = tus.Upload.create(f"{site.url}/uploads/", len(data), filename="a.bin")
    assert upload.patch(data).status == 204
    return upload.id, lambda: upload.patch(b"", len(data)).status == 204


def repeat_by_draft(site, data):
    upload = draft.Upload.create(site.url, data, complete=True)
    return upload.id, lambda: upload.append(b"", len(data), True).complete


@pytest.mark.parametrize("send", [repeat_by_tus, repeat_by_draft])
def test_what_is_complete_answers_while_a_job_has_the_lock(site, send):
    upload_id, repeat = send(site, files.real_bytes(1000))
    folder = site.data_file(upload_id).parent
    with waiting.until(lambda: workshop.take_lock(folder), "the lock is free") as lock:
        wish = lock.read()
        assert repeat()
        lock.seek(0)
        assert lock.read() == wish, "nobody asks the job to let go"
