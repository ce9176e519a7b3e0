# SPDX-License-Identifier: MIT
"""A few clients must not take the site from all others: threads, and the places of those who send."""

import contextlib
import json
import socket
import uuid

import pytest

import fcgi
import files
import strangers
import tus
import waiting

IPV6 = ["2001:db8:1:2::1", "2001:db8:1:2:ffff::1", "2001:db8:1:3::1"]


def test_28_stalled_connections_leave_the_site_to_others(own_site):
    """As many as there were threads for bodies."""
    with strangers.crowd(own_site, [strangers.HOSTILE] * 28):
        assert strangers.put(own_site, strangers.OTHER).status == 201
        upload = tus.Upload.create(f"{own_site.url}/uploads/", 5, filename="c.bin")
        assert upload.patch(b"hello").status == 204


def test_one_client_does_not_get_all_places(own_site):
    with strangers.crowd(own_site, [strangers.HOSTILE] * 64):
        refused = strangers.put(own_site, strangers.HOSTILE)
        assert strangers.problem(refused)[:2] == (429, "too_many_uploads")
        assert "uploads_per_client = 64" in strangers.problem(refused)[2]
        assert int(refused.headers["retry-after"]) >= 1
        assert strangers.put(own_site, strangers.OTHER).status == 201
    waiting.until(lambda: strangers.put(own_site, strangers.HOSTILE).status == 201,
                  "the places are free again")


@pytest.mark.settings(uploads_per_client=1)
def test_a_client_is_an_ipv4_address_or_a_64_of_ipv6(own_site):
    with strangers.crowd(own_site, [strangers.HOSTILE, IPV6[0]]):
        for same in (strangers.HOSTILE, f"::ffff:{strangers.HOSTILE}", IPV6[0], IPV6[1]):
            assert strangers.put(own_site, same).status == 429
        for other in (strangers.OTHER, IPV6[2]):
            assert strangers.put(own_site, other).status == 201


def test_threads_start_on_demand_and_end(own_site):
    before = strangers.threads(own_site)
    assert before < 10
    with strangers.crowd(own_site, [f"192.0.2.{n % 8}" for n in range(200)]):
        assert 200 <= strangers.threads(own_site) < 230
        assert strangers.put(own_site, strangers.OTHER).status == 201
    waiting.until(lambda: strangers.threads(own_site) < before + 10, "the threads have ended")
    assert strangers.put(own_site, strangers.OTHER).status == 201


@pytest.mark.settings(upload_threads=2, upload_reserved_threads=1)
def test_kept_connections_hold_no_thread(own_site):
    with contextlib.ExitStack() as stack:
        kept = [stack.enter_context(strangers.talk_to(own_site, kept=True)) for _ in range(8)]
        for _ in range(20):
            for talk in kept:
                assert talk.begin("GET", "/uploads/").end().answer().status == 200
                answer = talk.begin("PUT", "/uploads/d.bin", REMOTE_ADDR=strangers.OTHER,
                                    CONTENT_LENGTH="3").send(b"abc").end().answer()
                assert answer.status == 201
        silent = [stack.enter_context(strangers.talk_to(own_site)) for _ in range(8)]
        assert silent and strangers.put(own_site, strangers.OTHER).status == 201


@pytest.mark.settings(upload_threads=3, upload_reserved_threads=1, uploads_per_client=1)
def test_the_body_of_a_refused_request_is_not_read_for_ever(own_site):
    with strangers.crowd(own_site, [strangers.HOSTILE]), contextlib.ExitStack() as refused:
        senders = [refused.enter_context(strangers.stalled(own_site, strangers.HOSTILE)) for _ in range(5)]
        for sender in senders:
            assert strangers.problem(sender.answer())[1] == "too_many_uploads"
        gone = set()

        def drip():
            """All have been closed, however steadily they send."""
            assert strangers.put(own_site, strangers.OTHER).status == 201
            for sender in senders:
                try:
                    sender.send(b"x")
                except OSError:
                    gone.add(sender)
            return len(gone) == len(senders)
        waiting.until(drip, "the connections of refused senders are closed")


@pytest.mark.settings(progress_threads=4)
def test_stalled_bodies_do_not_keep_polls_out(own_site):
    with contextlib.ExitStack() as stack:
        for n in range(8):
            talk = stack.enter_context(strangers.talk_to(own_site, "progress"))
            talk.begin("POST", f"/progress/{uuid.uuid4().hex}/stages/x", REMOTE_ADDR=f"192.0.2.{n}",
                       CONTENT_LENGTH="1000", CONTENT_TYPE="application/json").send(b"{")
        assert own_site.progress(uuid.uuid4().hex).status_code == 404


@pytest.mark.settings(progress_threads="16")
def test_long_answers_that_nobody_reads_are_counted(own_site):
    """The one of 16 places that a client may hold; short answers need none."""
    known = [strangers.enlarge(own_site, tus.Upload.create(f"{own_site.url}/uploads/", 1000).id)
             for _ in range(30)]

    def poll(address, count=30):
        return fcgi.ask(own_site.sockets / "progress.sock", "GET",
                        f"/progress/?ids={','.join(known[:count])}", REMOTE_ADDR=address)

    with strangers.talk_to(own_site, "progress") as unread:
        unread.begin("GET", f"/progress/?ids={','.join(known)}", REMOTE_ADDR=strangers.HOSTILE).end()
        assert unread.socket.recv(1, socket.MSG_PEEK), "the place is taken"
        assert poll(strangers.HOSTILE).status == 429
        assert poll(strangers.HOSTILE, 1).status == 200
        assert poll(strangers.OTHER).status == 200
        assert unread.answer().status == 200
    waiting.until(lambda: poll(strangers.HOSTILE).status == 200, "the place is free again")


@pytest.mark.settings(min_rate_window="2s")
def test_a_byte_now_and_then_is_ended_and_1_kb_a_second_is_not(own_site):
    data = files.real_bytes(8000)
    slow, honest = (tus.Upload.create(f"{own_site.url}/uploads/", len(data)) for _ in range(2))
    with slow.begin(len(data)) as sender:
        def now_and_then(sent):
            if not sender.is_answered():
                sender.send(data[sent // 100 - 1:sent // 100])
        assert honest.patch(data, rate=1000, piece=100, paced=now_and_then).status == 204
        answer = sender.answer()
        assert (answer.status, json.loads(answer.text)["code"]) == (408, "timeout")
    stored = slow.offset()
    assert 0 < stored < 80
    assert slow.patch(data[stored:], stored).status == 204
