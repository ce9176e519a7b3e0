# SPDX-License-Identifier: MIT
"""What clients send today gets in: the worker puts back what Redis forgot, or has in an older state."""

import json
import os

import relay_site
import waiting
import workshop


def unfinished(shop, data=b"abc", **fields):
    """So many of 10 bytes are there, for an hour already."""
    return shop.put(data, ["digest"], **{"complete": False, "size": 10, "received": 0, "state": "created",
                                         "location": None, "pending_from": None,
                                         "updated_at": workshop.now_ms() - 3_600_000, **fields})


def key(upload):
    return f"{workshop.PREFIX}upload:{upload}"


def drain(shop):
    worker = shop.start("--drain", wait=False)
    assert worker.wait(60) == 0, shop.log()


def known(shop, uploads):
    return [upload for upload in uploads if shop.document(upload).get("received") == 3]


def active(shop):
    return set(shop.redis().zrange(f"{workshop.PREFIX}active", 0, -1))


def test_drain_puts_back_all_that_an_empty_redis_forgot(shop):
    shop.settings["restore_rate"] = 1000
    uploads = [unfinished(shop) for _ in range(200)]
    drain(shop)
    assert known(shop, uploads) == uploads
    assert active(shop) == set(uploads)
    assert {shop.document(upload)["state"] for upload in uploads} == {"uploading"}
    assert shop.log().count("event=upload_restored") == 200
    drain(shop)
    assert shop.log().count("event=upload_restored") == 200, "nothing is put back twice"
    assert "event=upload_renewed" not in shop.log()


def test_a_worker_that_runs_puts_back_what_is_forgotten(shop):
    shop.settings |= {"reconcile_interval": "1s", "restore_rate": 1000}
    uploads = [unfinished(shop) for _ in range(70)]
    shop.start()
    waiting.until(lambda: known(shop, uploads) == uploads, "all are known")
    shop.redis().flushall()
    waiting.until(lambda: known(shop, uploads) == uploads, "all are known again")


def test_jobs_do_not_wait_for_what_is_put_back(shop):
    """At one a second, 100 would take longer than this test may."""
    shop.settings["restore_rate"] = 1
    uploads = [unfinished(shop) for _ in range(100)]
    job = shop.put(b"abc", ["digest"], updated_at=workshop.now_ms() - 60_000)
    shop.start()
    shop.wait_state(job, "done")
    assert len(known(shop, uploads)) < 100


def test_an_older_state_is_renewed(shop):
    uploads = [unfinished(shop) for _ in range(3)]
    drain(shop)
    before = {}
    for upload, changes in zip(uploads, ({"received": 1}, {"state": "created"}, {"state": "done"})):
        document = before[upload] = {**shop.document(upload), **changes}
        shop.redis().hset(key(upload), mapping={**changes, "_json": json.dumps(document)})
        # The time of the last byte is that of the file.
        settle(shop, upload)
    drain(shop)
    assert known(shop, uploads) == uploads
    for upload in uploads:
        document = shop.document(upload)
        assert document["state"] == "uploading"
        assert (document["epoch"], document["rev"]) > (before[upload]["epoch"], before[upload]["rev"])


def settle(shop, upload):
    data = shop.folder(upload) / "data"
    os.utime(data, (data.stat().st_mtime - 60,) * 2)


def test_what_ended_is_no_longer_under_way(shop):
    """Redis went back to a time in which it was received."""
    upload = unfinished(shop)
    drain(shop)
    path = shop.folder(upload) / "info.json"
    path.write_text(json.dumps({**shop.record(upload), "state": "cancelled"}))
    settle(shop, upload)
    drain(shop)
    assert shop.document(upload)["state"] == "cancelled"
    assert active(shop) == set()


def test_a_document_that_does_not_hold_is_put_back(shop):
    upload = unfinished(shop)
    for text in ("{}", "", relay_site.document(upload, received=-1)):
        shop.redis().hset(key(upload), mapping={"_json": text, "state": "uploading", "epoch": "1", "rev": "1"})
        drain(shop)
        assert known(shop, [upload]) == [upload]


def test_what_a_sender_holds_is_left_to_it(shop):
    upload = unfinished(shop)
    lock = shop.take_lock(upload)
    drain(shop)
    assert shop.document(upload) == {}
    lock.close()
    drain(shop)
    assert known(shop, [upload]) == [upload]


def test_an_end_that_redis_lost_is_told_to_watchers(shop):
    """Nobody else would: its sender has its answer, and its job is done."""
    fields = {"complete": True, "size": 3, "received": 3, "state": "done"}
    new = unfinished(shop, updated_at=workshop.now_ms(), **fields)
    old = unfinished(shop, **fields)
    shop.start()
    waiting.until(lambda: shop.document(new).get("state") == "done", "the new one is known")
    assert shop.document(old) == {}


def test_what_ended_a_moment_before_redis_went_back_is_renewed_soon(shop):
    """Its record is too new for the walk that follows. The next regular one would be a minute later."""
    upload = unfinished(shop)
    drain(shop)
    path = shop.folder(upload) / "info.json"
    path.write_text(json.dumps({**shop.record(upload), "state": "cancelled", "updated_at": workshop.now_ms()}))
    shop.start()
    waiting.until(lambda: shop.document(upload)["state"] == "cancelled", "it is renewed")
    assert shop.log().count("event=upload_renewed") == 1
