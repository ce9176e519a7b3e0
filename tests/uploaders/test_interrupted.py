# SPDX-License-Identifier: MIT
"""Something breaks in the middle of a file, and what becomes of it is one whole file."""

import pytest

import ledger
import waiting
from conftest import SIZE
from libraries import LIBRARIES

CHUNK = SIZE // 15
HALF = SIZE // 2
HEADS = 64 << 10   # bytes of all requests besides those of the file, at most

RESUMING = [name for name, library in LIBRARIES.items() if library.resumes is not None]


def half_sent(network, visitor, name, **work):
    """A tab whose file is stuck half way."""
    tab = visitor.open(name)
    network.hold_at(HALF)
    tab.start(chunk=CHUNK, **work)
    network.wait_held()
    return tab


def half_stored(books):
    """The id of the upload, once the site has what has passed but for the chunks under way."""
    upload_id, = books.new()
    waiting.until(lambda: books.site.stored_in_chunks(upload_id, CHUNK) >= HALF - 4 * CHUNK,
                  "what has passed is stored")
    return upload_id


def closed_at_half(network, visitor, books, name, **work):
    """The id of an upload whose page was closed, and the bytes of its chunks that are stored."""
    tab = half_sent(network, visitor, name, **work)
    upload_id = half_stored(books)
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
    assert network.passed <= SIZE - stored + CHUNK + HEADS, (network.passed, stored, came)


@pytest.mark.parametrize("name", sorted(set(LIBRARIES) - set(RESUMING)))
def test_page_that_cannot_resume_sends_the_file_again(books, network, visitor, name):
    upload_id, _ = closed_at_half(network, visitor, books, name)
    came = visitor.open(name).start(chunk=CHUNK).outcome()
    assert came["reported"] == "success", came
    if not LIBRARIES[name].id_is_its_own:
        books.whole(came)
        return
    left, whole = sorted(books.new(), key=lambda one: one != upload_id)
    books.holds(whole)
    assert left == upload_id and books.site.stored(left) < SIZE


def test_filepond_goes_on_in_its_page(books, network, visitor):
    """It keeps the id of an upload until its page is closed."""
    tab = visitor.open("filepond-life")
    network.pace(SIZE // 3)
    came = tab.start(chunk=CHUNK, options={"life": "resume"}).outcome()
    books.whole(came)
    assert came["answers"].count("HEAD 200") == 1, came
    assert network.passed <= SIZE + CHUNK + HEADS, (network.passed, came)


@pytest.mark.parametrize("name", LIBRARIES)
def test_receiver_is_killed(site, books, network, visitor, name):
    tab = half_sent(network, visitor, name, **LIBRARIES[name].patient())
    upload_id = half_stored(books)
    site.kill_receiver()
    network.let_go()
    came = tab.insist()
    assert books.whole(came) == upload_id
    # The chunks under way, and a new visitor's first one, came twice.
    assert network.passed <= SIZE + 5 * CHUNK + HEADS, (network.passed, came)


@pytest.mark.parametrize("name", LIBRARIES)
def test_redis_forgets_everything(site, books, network, visitor, name):
    tab = half_sent(network, visitor, name)
    upload_id = half_stored(books)
    site.redis().flushall()
    network.let_go()
    came = tab.outcome()
    assert books.whole(came) == upload_id
    assert all(ledger.status(one) < 400 for one in came["answers"]), came


@pytest.mark.parametrize("name", LIBRARIES)
def test_network_loses_a_chunk(books, network, visitor, name):
    tab = visitor.open(name)
    network.drop_at(HALF, within=CHUNK // 2)
    tab.start(chunk=CHUNK, options=LIBRARIES[name].retries)
    came = tab.insist()
    books.whole(came)
    assert network.dropped == 1
    assert network.passed >= SIZE + network.lost, (network.passed, network.lost, came)
