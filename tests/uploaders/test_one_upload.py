# SPDX-License-Identifier: MIT
"""A page that has an uploader points it at the site: its file is one upload, which others see grow."""

import json

import pytest
import requests

import ledger
import live
import network as networks
import tabs
import waiting
from conftest import FULL, NAME, SIZE
from libraries import LIBRARIES

LASTS = 4      # seconds, so that there is something to see
VALUES = 10
# So much waits for the watcher: the first chunks, whole, and that of a new visitor twice.
BEGIN = SIZE // 4


def watched(site, books, network, tab, work):
    """The id and the outcome of what the tab sends, and the events of a watcher."""
    network.hold_at(BEGIN)
    tab.start(**work)
    upload_id = waiting.until(books.new, "an upload begins")[0]
    with live.Watcher(site, upload_id) as watcher:
        network.pace(SIZE // LASTS)
        network.let_go()
        came = tab.outcome()
        if came["reported"] == "success":
            watcher.wait_end()
    return upload_id, came, watcher.events


def told(site, came):
    """The progress URL in the library's own event of success. FilePond has a place for ID.KEY only."""
    try:
        answer = json.loads(came["text"])
    except ValueError:
        return f"{site.url}/progress/{came['text'].partition('.')[0]}"
    [upload] = answer.get("uploads") or answer["files"]
    return upload["progress_url"]


def assert_one_bar(books, network, tab, work):
    upload_id, came, events = watched(books.site, books, network, tab, work)
    assert books.whole(came) == upload_id
    live.assert_truthful(events)
    assert events[-1].document["state"] == "done"
    values = sorted({event.document["received"] for event in events})
    assert len(values) >= VALUES, (values, came)
    document = requests.get(told(books.site, came), timeout=10).json()
    assert (document["id"], document["state"]) == (upload_id, "done"), came
    return came


def in_chunks(library):
    """A chunk that is ahead of others counts when it is complete. So where several come at once the short form has as
    many as the long one, whose chunks are of the library's own size."""
    return library.on if FULL or library.at_once == 1 else {**library.on, "chunk": SIZE // 96}


@pytest.mark.parametrize("chunks", ["on", "off"])
@pytest.mark.parametrize("name", LIBRARIES)
def test_through_lighttpd(books, network, visitor, name, chunks):
    work = in_chunks(LIBRARIES[name]) if chunks == "on" else LIBRARIES[name].off
    came = assert_one_bar(books, network, visitor.open(name), work)
    count = len(ledger.brought(came))
    assert count > 1 if chunks == "on" else count == 1, came


@pytest.mark.parametrize("name", LIBRARIES)
def test_through_mod_fcgid_a_chunk_at_a_time(chromium, fcgid, material, name):
    """The program gets a chunk when the server has all of it, so each chunk is a step of the bar."""
    books = ledger.Ledger(fcgid, material)
    work = {"chunk": fcgid.chunk_size(), "options": LIBRARIES[name].on.get("options")}
    with networks.Network(fcgid.pages_port) as network:
        visitor = tabs.Visitor(chromium, network.url, NAME)
        try:
            came = assert_one_bar(books, network, visitor.open(name), work)
            assert len(ledger.brought(came)) > VALUES, came
        finally:
            visitor.leave()
