# SPDX-License-Identifier: MIT
"""Something breaks in the middle of a file, and what becomes of it is one whole file."""

import pytest

import waiting
from conftest import SIZE
from libraries import LIBRARIES

CHUNK = SIZE // 15
HALF = SIZE // 2
HEADS = 4096 # bytes of a request besides the chunk's own, at most

RESUMING = [name for name, library in LIBRARIES.items() if library.resumes is not None]


def half_sent(network, visitor, name, **work):
    """A tab whose file is stuck half way."""
    tab = visitor.open(name)
    network.hold_at(HALF)
    tab.start(chunk=CHUNK, **work)
    network.wait_held()
    return tab


def retrying(name):
    return {"options": LIBRARIES[name].retries}


def closed_at_half(network, visitor, books, name, **work):
    """The id of an upload whose page was closed, and the bytes of its chunks that are stored."""
    tab = half_sent(network, visitor, name, **work)
    upload_id, = books.new()
    waiting.until(lambda: books.site.stored_in_chunks(upload_id, CHUNK) >= HALF - 4 * CHUNK,
                  "what has passed is stored")
    tab.close()
    network.restart()
    return upload_id, books.site.stored_in_chunks(upload_id, CHUNK)


@pytest.mark.parametrize("name", RESUMING)
def test_page_that_is_opened_again_does_not_send_what_is_there(books, network, visitor, name):
    work = LIBRARIES[name].resumes
    upload_id, stored = closed_at_half(network, visitor, books, name, **work)
    came = visitor.open(name).start(chunk=CHUNK, **work).insist()
    assert books.whole(came) == upload_id
    # The answer to one chunk may have been on its way when the page was closed.
    assert network.passed <= SIZE - stored + CHUNK + 16 * HEADS, (network.passed, stored, came)


@pytest.mark.parametrize("name", sorted(set(LIBRARIES) - set(RESUMING)))
def test_page_that_cannot_resume_sends_the_file_again(books, network, visitor, name):
    upload_id, _ = closed_at_half(network, visitor, books, name)
    came = visitor.open(name).start(chunk=CHUNK).outcome()
    assert came["reported"] == "success", came
    ends = [one for one in books.new()
            if books.site.progress(one).json()["received"] == SIZE]
    assert len(ends) == 1, (ends, books.new(), upload_id)
    books.holds(ends[0])


@pytest.mark.parametrize("name", LIBRARIES)
def test_receiver_is_killed(site, books, network, visitor, name):
    tab = half_sent(network, visitor, name, **retrying(name))
    site.kill_receiver()
    network.let_go()
    books.whole(tab.insist())


@pytest.mark.parametrize("name", LIBRARIES)
def test_redis_forgets_everything(site, books, network, visitor, name):
    tab = half_sent(network, visitor, name, **retrying(name))
    site.redis().flushall()
    network.let_go()
    came = tab.outcome()
    books.whole(came)


@pytest.mark.parametrize("name", LIBRARIES)
def test_network_loses_a_chunk(books, network, visitor, name):
    tab = visitor.open(name)
    network.drop_at(HALF)
    tab.start(chunk=CHUNK, **retrying(name))
    came = tab.insist()
    books.whole(came)
    assert network.dropped == 1
    assert network.passed > SIZE, came
