# SPDX-License-Identifier: MIT
"""What takes long to put back: the worker's other work goes on, nobody does it twice, and all is put back in the end."""

import re

import waiting
import workshop
from test_put_back import drain, key, known, unfinished


def restored(shop):
    """In the order of the log."""
    return re.findall(r"event=upload_restored id=(\w+)", shop.log())


def test_lost_jobs_are_queued_while_much_is_put_back(shop):
    """At one a second, 100 would take longer than this test may."""
    shop.settings |= {"reconcile_interval": "1s", "restore_rate": 1}
    uploads = [unfinished(shop) for _ in range(100)]
    shop.start()
    waiting.until(lambda: known(shop, uploads), "putting back has begun")
    job = shop.put(b"abc", ["digest"], updated_at=workshop.now_ms() - 60_000)
    shop.wait_state(job, "done")
    assert len(known(shop, uploads)) < 100


def test_later_ids_have_their_turn_though_earlier_ones_are_forgotten_again(shop):
    """Three at a time: those that come first would be all that is ever put back."""
    shop.settings |= {"reconcile_interval": "1s", "restore_rate": 4}
    uploads = sorted(unfinished(shop) for _ in range(12))
    shop.start()

    def last_is_known():
        shop.redis().delete(*map(key, uploads[:4]))
        return known(shop, uploads[-1:])
    waiting.until(last_is_known, "the last is known", 60)
    waiting.until(lambda: known(shop, uploads) == uploads, "the first are known again", 60)


def test_two_workers_put_each_back_once(shop):
    shop.settings |= {"reconcile_interval": "1s", "restore_rate": 20}
    uploads = sorted(unfinished(shop) for _ in range(60))
    for _ in range(2):
        shop.start(wait=False)
    waiting.until(lambda: known(shop, uploads) == uploads and len(restored(shop)) >= len(uploads),
                  "all are known, and each is logged after that", 60)
    assert sorted(restored(shop)) == uploads


def test_drain_repeats_its_walk_until_all_is_put_back(shop):
    """Twenty a second are not done within one walk."""
    shop.settings |= {"reconcile_interval": "1s", "restore_rate": 20}
    uploads = sorted(unfinished(shop) for _ in range(60))
    drain(shop)
    assert restored(shop) == uploads, "in order, each once"


def test_two_drains_put_each_back_once_and_both_end_with_all(shop):
    shop.settings |= {"reconcile_interval": "1s", "restore_rate": 20}
    uploads = sorted(unfinished(shop) for _ in range(60))
    first, second = (shop.start("--drain", wait=False) for _ in range(2))
    for worker in (first, second):
        assert worker.wait(60) == 0, shop.log()
        assert known(shop, uploads) == uploads
    assert sorted(restored(shop)) == uploads


def test_a_worker_that_is_told_to_stop_leaves_the_rest_to_the_next(shop):
    shop.settings["restore_rate"] = 1
    uploads = [unfinished(shop) for _ in range(100)]
    worker = shop.start("--drain", wait=False)
    waiting.until(lambda: known(shop, uploads), "putting back has begun")
    assert shop.end(worker) == 0
    assert len(known(shop, uploads)) < 100
    shop.settings["restore_rate"] = 1000
    drain(shop)
    assert known(shop, uploads) == uploads
    assert len(restored(shop)) == 100


def test_more_ids_than_one_walk_holds(shop):
    """Redis takes 70,000 for unfinished that are gone; the upload's id comes after them."""
    shop.settings["restore_rate"] = 100_000
    upload = unfinished(shop)
    while upload < "1":
        upload = unfinished(shop)
    shop.redis().zadd(f"{workshop.PREFIX}active", {f"{number:032x}": number for number in range(70_000)})
    drain(shop)
    assert known(shop, [upload]) == [upload]
