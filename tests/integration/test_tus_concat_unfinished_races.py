# SPDX-License-Identifier: MIT
"""tus 1.0.0, concatenation-unfinished: parts that end at once, in any order, in processes that die,
and without Redis."""

import concurrent.futures
import functools

import pytest

import files
import stack
import tus
import tus_talk
import waiting
from concat import (PARTIAL, folder, final, last, lengths, make, part, progress, send,
                    wait_progress)

DATA = files.real_bytes(3_000_000)


@pytest.fixture(scope="module", name="two")
def make_two():
    """Talks to two processes of upload.fcgi on one spool."""
    made = stack.Stack(empty_uploads_per_client=0)
    try:
        made.start()
        one, two = tus_talk.Talk(made), tus_talk.Talk(made)
        two.base = f"{made.second_front()}/uploads/"
        yield one, two
    finally:
        made.stop()


def at(talk, url):
    """The same upload by that process."""
    return talk.base + last(url)


def cut(data, count, rng):
    """Data in so many pieces, some of them empty."""
    ends = sorted(rng.randrange(len(data) + 1) for _ in range(count - 1))
    return [data[a:b] for a, b in zip([0, *ends], [*ends, len(data)])]


def test_parts_that_end_at_once_in_two_processes(two, rounds):
    for number in range(rounds(15, 100)):
        urls = [part(two[0], 6), part(two[0], 6)]
        url = make(two[0], urls)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda n, urls=urls: send(two[n], at(two[n], urls[n]), b"hello "), (0, 1)))
        assert two[0].stored(url) == b"hello hello ", number
        assert lengths(two[number % 2], at(two[number % 2], url)) == ("12", "12")


def test_its_creation_and_the_end_of_a_part_at_once(two, rounds):
    for number in range(rounds(15, 100)):
        urls = [part(two[0], 6), part(two[0], 6)]
        send(two[0], urls[0], b"hello ")
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            made = pool.submit(make, two[1], urls)
            pool.submit(send, two[0], urls[1], b"world!").result()
        assert two[0].stored(made.result()) == b"hello world!", number


def test_its_creation_and_the_removal_of_a_part_at_once(two, rounds):
    """Either it is refused, or it fails: it never waits for a part that is gone."""
    for number in range(rounds(15, 100)):
        urls = [part(two[0], 6), part(two[0], 6)]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            asked = pool.submit(final, two[1], urls)
            assert pool.submit(two[0].delete, urls[number % 2]).result().status == 204
        answer = asked.result()
        assert answer.status in (201, 400), answer.text
        assert not folder(two[0], urls[number % 2]).exists()
        if answer.status == 201:
            wait_progress(two[0], answer.headers["Location"], state="failed")


def test_asked_for_at_once_by_two_processes_it_is_one(two):
    urls = [part(two[0], 6), part(two[0], 6)]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: final(two[n % 2], urls), range(8)))
    assert {answer.status for answer in answers} == {201}
    assert len({last(answer.headers["Location"]) for answer in answers}) == 1


def test_finals_of_the_same_parts_in_different_orders_at_once(two):
    urls = [part(two[0], 6), part(two[0], 6), part(two[0], 6)]
    orders = [urls, urls[::-1], urls[1:] + urls[:1], urls[:2], urls[1:]]
    with concurrent.futures.ThreadPoolExecutor(5) as pool:
        made = list(pool.map(lambda n: make(two[n % 2], orders[n]), range(5)))
        list(pool.map(lambda n: send(two[n % 2], at(two[n % 2], urls[n]), b"part%d " % n), range(3)))
    for url, order in zip(made, orders):
        assert two[0].stored(url) == b"".join(b"part%d " % urls.index(one) for one in order)


def test_its_document_is_told_by_both_processes(two):
    urls = [part(two[0], 1_000_000), part(two[0], 1_000_000)]
    url = make(two[0], urls)
    transfers = set()
    with tus.Upload(urls[0]).begin(1_000_000) as one, \
            tus.Upload(at(two[1], urls[1])).begin(1_000_000) as other:
        for stored in range(100_000, 600_000, 100_000):
            one.send(DATA[:100_000])
            other.send(DATA[:100_000])
            transfers.add(wait_progress(two[0], url, received=2 * stored)["transfer"])
    assert "active" in transfers


def test_any_order_gives_the_file(two, rng, rounds):
    """Parts of any length, sent in any order and in pieces, with the creation of final uploads in
    between, to two processes."""
    for _ in range(rounds(20, 300)):
        pieces = cut(DATA[:rng.randrange(1, 5000)], rng.randrange(1, 12), rng)
        talk = functools.partial(rng.choice, two)
        urls = [part(talk(), rng.choice([None, len(piece)])) for piece in pieces]
        made, steps = {}, []
        for n, piece in enumerate(pieces):
            middle = rng.randrange(len(piece) + 1)
            length = {"Upload-Length": str(len(piece))}
            steps.append([lambda n=n, p=piece, m=middle: send(talk(), urls[n], p[:m]),
                          lambda n=n, p=piece, m=middle, length=length:
                          send(talk(), urls[n], p[m:], m, **length)])
        for _ in range(rng.randrange(1, 4)):
            order = rng.sample(range(len(pieces)), rng.randrange(1, len(pieces) + 1))
            steps.append([lambda order=tuple(order): made.__setitem__(
                order, make(talk(), [urls[n] for n in order]))])
        while steps:
            one = rng.choice(steps)
            one.pop(0)()
            steps = [left for left in steps if left]
            for url in made.values():
                assert talk().head(at(talk(), url)).status == 200
        for order, url in made.items():
            assert two[0].stored(url) == b"".join(pieces[n] for n in order)


# --- what dies ---

@pytest.mark.settings(reconcile_interval="1s")
def test_a_process_that_dies_before_it_joins(own_site):
    """The next HEAD joins, and so does the worker."""
    talk = tus_talk.Talk(own_site)
    for by_worker in (False, True):
        urls = [part(talk, 5), part(talk, 6)]
        url = make(talk, urls)
        lists = [folder(talk, one) / "finals" for one in urls]
        kept = [one.read_bytes() for one in lists]
        own_site.stop_component("worker")
        for one in lists:  # so that the senders tell nobody, as if they had died
            one.unlink()
        send(talk, urls[0], b"hello")
        send(talk, urls[1], b" world")
        assert talk.stored(url) == b""
        for one, ids in zip(lists, kept):
            one.write_bytes(ids)
        if by_worker:
            own_site.start_component("worker")
            talk.document(url, "done")
        else:
            assert lengths(talk, url) == ("11", "11")
            own_site.start_component("worker")
        assert talk.stored(url) == b"hello world"
        talk.document(url, "done")


@pytest.mark.settings(reconcile_interval="1s")
def test_killed_at_random_moments_nothing_is_lost(own_site, rng, rounds):
    """The program dies while parts end; its client resumes, and asks for the whole again."""
    talk = tus_talk.Talk(own_site)
    for _ in range(rounds(3, 20)):
        pieces = cut(DATA, 3, rng)
        urls = [part(talk, len(piece)) for piece in pieces]
        url = make(talk, urls)
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            sent = [pool.submit(talk.patch, one, piece) for one, piece in zip(urls, pieces)]
            waiting.until(lambda: sum(own_site.stored(tus_talk.identity(one)) for one in urls) >
                          rng.randrange(len(DATA)), "some bytes have come")
            own_site.kill("upload")
            concurrent.futures.wait(sent)
        own_site.start_component("upload")
        assert make(talk, urls) == url
        for one, piece in zip(urls, pieces):
            offset = talk.offset(one)
            if offset < len(piece):
                send(talk, one, piece[offset:], offset)
        document = talk.document(url, "done")
        assert files.digest_of(document) == files.sha256(DATA)
        assert talk.stored(url) == DATA
        assert talk.delete(url).status == 204


def test_redis_is_emptied_in_the_middle(own_site):
    talk = tus_talk.Talk(own_site)
    urls = [part(talk, 5), part(talk, None)]
    url = make(talk, urls)
    send(talk, urls[1], b" wor")
    wait_progress(talk, url, received=4)
    own_site.redis().flushall()
    assert progress(talk, url)["received"] == 4
    assert progress(talk, url)["state"] == "uploading"
    own_site.redis().flushall()
    send(talk, urls[0], b"hel")
    wait_progress(talk, url, received=7)
    own_site.redis().flushall()
    send(talk, urls[1], b"ld", 4, **{"Upload-Length": "6"})
    send(talk, urls[0], b"lo", 3)
    assert talk.stored(url) == b"hello world"
    talk.document(url, "done")


@pytest.mark.settings(reconcile_interval="1s")
def test_the_worker_restores_what_redis_lost(own_site):
    talk = tus_talk.Talk(own_site)
    urls = [part(talk, 5), part(talk, 6)]
    url = make(talk, urls)
    send(talk, urls[1], b" wor")
    wait_progress(talk, url, received=4, transfer="idle")
    redis = own_site.redis()
    redis.flushall()

    def key():
        return next((name for name in redis.keys("*upload:" + tus_talk.identity(url))), None)
    waiting.until(lambda: key() and redis.hget(key(), "received") == "4",
                  "the worker has restored it")
    assert redis.hget(key(), "size") == "11"


def test_without_redis_it_completes_too(own_site):
    talk = tus_talk.Talk(own_site)
    urls = [part(talk, 5), part(talk, 6)]
    url = make(talk, urls)
    own_site.stop_component("redis")
    send(talk, urls[1], b" world")
    send(talk, urls[0], b"hello")
    assert talk.stored(url) == b"hello world"
    assert lengths(talk, url) == ("11", "11")
    own_site.start_component("redis")
    talk.document(url, "done")


def test_senders_of_parts_are_not_disturbed_by_its_creation(talk):
    urls = [part(talk, 1_000_000), part(talk, 5)]
    with tus.Upload(urls[0]).begin(1_000_000) as sender:
        sender.send(DATA[:500_000])
        talk.site.wait_stored(tus_talk.identity(urls[0]), 100_000)
        url = make(talk, urls)
        assert int(lengths(talk, url)[0]) >= 100_000
        sender.send(DATA[500_000:1_000_000])
        assert sender.answer().status == 204
    second = talk.create({"Upload-Length": "5", **PARTIAL, **tus_talk.TYPE}, b"hello")
    other = make(talk, [urls[0], second])
    assert talk.stored(other) == DATA[:1_000_000] + b"hello"
    send(talk, urls[1], b"world")
    assert talk.stored(url) == DATA[:1_000_000] + b"world"
