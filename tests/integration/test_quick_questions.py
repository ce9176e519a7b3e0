# SPDX-License-Identifier: MIT
"""Many requests on one upload at a time, as quick clicks on "pause" and "resume" make them: a question is
answered, or is to be asked again; nobody hears that the upload is lost."""

import concurrent.futures
import json

import pytest

import draft
import files
import tus
import tus_talk
import waiting
import workshop

SIZE = 1 << 20
HEADS = 6


def head_by_tus(upload):
    with tus.Connection(upload.url) as connection:
        answer = connection.ask("HEAD", upload.path, tus.VERSION)
    return answer.status, answer.headers["Upload-Offset"]


def head_by_draft(upload):
    answer = draft.ask(upload.url, "HEAD", upload.path, draft.fields())
    return answer.status, answer.headers.get("upload-offset")


@pytest.fixture
def pool():
    with concurrent.futures.ThreadPoolExecutor(2 * HEADS) as made:
        yield made


@pytest.mark.parametrize("head, status", [(head_by_tus, 200), (head_by_draft, 204)])
def test_all_heads_beside_a_slow_patch_are_answered(own_site, rounds, pool, head, status):
    data = files.real_bytes(SIZE)
    for _ in range(rounds(3, 30)):
        upload = tus.Upload.create(f"{own_site.url}/uploads/", SIZE, filename="a.bin")
        with upload.begin(SIZE) as stalled:
            stalled.send(data[:1000])
            own_site.wait_stored(upload.id, 1000)
            asked = [pool.submit(head, upload) for _ in range(HEADS)]
            assert [one.result() for one in asked] == [(status, "1000")] * HEADS
            answer = stalled.answer()
            assert (answer.status, json.loads(answer.text)["code"]) == (423, "superseded")
        assert upload.patch(data[1000:], 1000).status == 204
        assert own_site.data_file(upload.id).read_bytes() == data


def test_all_deletes_beside_heads_and_a_slow_patch_are_answered(own_site, rounds, pool):
    for _ in range(rounds(3, 30)):
        upload = tus.Upload.create(f"{own_site.url}/uploads/", SIZE, filename="a.bin")
        with upload.begin(SIZE) as stalled:
            stalled.send(bytes(1000))
            own_site.wait_stored(upload.id, 1000)
            deletes = [pool.submit(upload.delete) for _ in range(3)]
            heads = [pool.submit(head_by_tus, upload) for _ in range(HEADS)]
            gone = sorted(one.result().status for one in deletes)
            assert gone == [204, 404, 404]
            assert {one.result()[0] for one in heads} <= {200, 404, 410}
            assert stalled.answer().status in (423, 410, 404)


@pytest.mark.parametrize("head", [head_by_tus, head_by_draft])
def test_heads_that_a_newer_patch_overtakes_are_answered(site, pool, head):
    """A client that went on several times has few tries for all of them."""
    upload = tus.Upload.create(f"{site.url}/uploads/", 5, filename="a.bin")
    folder = site.data_file(upload.id).parent
    with waiting.until(lambda: workshop.take_lock(folder), "the lock is free") as lock:
        asked = [pool.submit(head, upload) for _ in range(HEADS)]
        waiting.until(lambda: lock.seek(0) or b" head" in lock.read(), "HEAD asks")
        sent = [pool.submit(upload.patch, b"hello")]

        def is_newest():
            """A HEAD that arrives late displaces the PATCH, which is sent again then."""
            if sent[-1].done():
                assert sent[-1].result().status == 423
                sent.append(pool.submit(upload.patch, b"hello"))
            lock.seek(0)
            return b" patch" in lock.read()

        waiting.until(is_newest, "PATCH asks")
        lock.close()
        answer = sent[-1].result()
        assert answer.status == 204 or upload.patch(b"hello").status == 204
        assert {one.result()[0] for one in asked} <= {200, 204}
        assert {one.result()[1] for one in asked} <= {"0", "5"}


@pytest.mark.settings(lock_wait="1s")
def test_423_says_when_to_come_back(own_site):
    talk = tus_talk.Talk(own_site)
    url = talk.sized(5)
    folder = own_site.data_file(tus_talk.identity(url)).parent
    with waiting.until(lambda: workshop.take_lock(folder), "the lock is free"):
        answer = talk.head(url)
        assert answer.status == 423
        assert int(answer.headers["Retry-After"]) >= 1
    assert talk.patch(url, b"hello").status == 204


@pytest.mark.settings(lock_wait="10s")
@pytest.mark.parametrize("head", [head_by_tus, head_by_draft])
def test_a_head_finds_what_became_complete_while_it_waited(own_site, pool, head):
    """And is processed by now: who has the lock does not let go for a question."""
    upload = tus.Upload.create(f"{own_site.url}/uploads/", 5, filename="a.bin")
    info = own_site.data_file(upload.id).parent / "info.json"
    created = info.read_bytes()
    assert upload.patch(b"hello").status == 204
    own_site.wait_state(upload.id, "done")
    with waiting.until(lambda: workshop.take_lock(info.parent), "the lock is free") as lock:
        done = info.read_bytes()
        info.write_bytes(created)
        asked = pool.submit(head, upload)
        waiting.until(lambda: lock.seek(0) or b" head" in lock.read(), "HEAD asks")
        info.write_bytes(done)
        assert asked.result() in ((200, "5"), (204, "5"))
