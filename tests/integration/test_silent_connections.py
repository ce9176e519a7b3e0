# SPDX-License-Identifier: MIT
"""Connections to a FastCGI program that say nothing, or never all of a head, keep nobody out and end by themselves."""

import concurrent.futures
import contextlib
import struct

import pytest

import fcgi
import strangers
import waiting

PLACES = 2 * 2 + 64 # that the door has with two threads
BEGIN_REQUEST = fcgi.record(fcgi.BEGIN, struct.pack(">HB5x", 1, 0))

LONG_RECORD = fcgi.RECORD.pack(1, fcgi.PARAMS, 1, 65535, 0)


def drip(heads):
    """One more byte of each; whether none is open any more."""
    gone = 0
    for head in heads:
        try:
            head.socket.send(b"\1")
        except OSError:
            gone += 1
    return gone == len(heads)


def is_closed(talk):
    talk.socket.setblocking(False)
    try:
        return talk.socket.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


@pytest.mark.settings(upload_threads=2, upload_reserved_threads=1, head_timeout="10m")
def test_silent_connections_in_number_do_not_keep_others_out(own_site):
    """The oldest make room."""
    with contextlib.ExitStack() as stack:
        silent = [stack.enter_context(strangers.talk_to(own_site)) for _ in range(PLACES + 20)]
        assert strangers.put(own_site, strangers.OTHER).status == 201
        waiting.until(lambda: sum(map(is_closed, silent)) >= 20, "there is room again")
        closed = [is_closed(talk) for talk in silent]
        assert closed == sorted(closed, reverse=True)
        assert sum(closed) < 30


@pytest.mark.settings(upload_threads=2, upload_reserved_threads=1, head_timeout="10m")
def test_silent_connections_leave_before_those_of_a_web_server(own_site):
    """It has sent requests on its own and keeps them for the next ones."""
    with contextlib.ExitStack() as stack:
        kept = [stack.enter_context(strangers.talk_to(own_site, kept=True)) for _ in range(8)]
        for talk in kept:
            assert talk.begin("GET", "/uploads/").end().answer().status == 200
        silent = [stack.enter_context(strangers.talk_to(own_site)) for _ in range(PLACES)]
        waiting.until(lambda: any(map(is_closed, silent)), "there is no room for all")
        for talk in kept:
            assert talk.begin("GET", "/uploads/").end().answer().status == 200


@pytest.mark.settings(upload_threads=2, upload_reserved_threads=1, head_timeout="10m")
def test_kept_connections_in_number_do_not_keep_others_out(own_site):
    with contextlib.ExitStack() as stack:
        for _ in range(PLACES + 8):
            talk = stack.enter_context(strangers.talk_to(own_site, kept=True))
            assert talk.begin("GET", "/uploads/").end().answer().status == 200
        assert talk.begin("GET", "/uploads/").end().answer().status == 200


@pytest.mark.settings(head_timeout="2s")
@pytest.mark.parametrize("program", ["upload", "progress"])
def test_a_connection_that_says_nothing_is_closed(own_site, program):
    with strangers.talk_to(own_site, program) as silent, strangers.talk_to(own_site, program, kept=True) as kept:
        path = f"/{'uploads' if program == 'upload' else 'progress'}/"
        first = kept.begin("GET", path).end().answer().status
        waiting.until(lambda: is_closed(silent), "the silent connection is closed")
        assert kept.begin("GET", path).end().answer().status == first


@pytest.mark.settings(upload_threads=2, upload_reserved_threads=1, head_timeout="1s")
def test_a_head_sent_byte_by_byte_ends(own_site):
    """However steadily it comes; both threads are given back."""
    with contextlib.ExitStack() as stack:
        heads = [stack.enter_context(strangers.talk_to(own_site)) for _ in range(2)]
        for head in heads:
            head.socket.sendall(BEGIN_REQUEST + LONG_RECORD)
        waiting.until(lambda: drip(heads), "the connections are closed")
        assert strangers.put(own_site, strangers.OTHER).status == 201


@pytest.mark.settings(head_timeout="10m")
@pytest.mark.parametrize("program", ["upload", "progress"])
def test_sigterm_during_a_half_sent_head(own_site, program):
    """The program does not wait for the rest."""
    before = strangers.threads(own_site, program)
    with contextlib.ExitStack() as stack:
        heads = [stack.enter_context(strangers.talk_to(own_site, program)) for _ in range(before + 4)]
        for head in heads:
            head.socket.sendall(BEGIN_REQUEST)
        waiting.until(lambda: strangers.threads(own_site, program) >= before + 2, "threads read the heads")
        for head in heads:
            head.socket.sendall(LONG_RECORD)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            stopped = pool.submit(own_site.quickstart, "stop", program)
            waiting.until(lambda: drip(heads) and stopped.done(), "the program has ended")
        assert "killed" not in stopped.result()
