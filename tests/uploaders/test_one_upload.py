# SPDX-License-Identifier: MIT
"""A page that has an uploader points it at the site: its file is one upload, which others see grow."""

import pytest

import ledger
import live
import network as networks
import tabs
import waiting
from conftest import NAME, SIZE
from libraries import LIBRARIES

LASTS = 3      # seconds, so that there is something to see
VALUES = 10


def watched(site, books, tab):
    """The id and the outcome of what the tab has started to send, and the events of a watcher."""
    upload_id = waiting.until(books.new, "an upload begins")[0]
    with live.Watcher(site, upload_id) as watcher:
        came = tab.outcome()
        if came["reported"] == "success":
            watcher.wait_end()
    return upload_id, came, watcher.events


def assert_one_bar(books, tab):
    upload_id, came, events = watched(books.site, books, tab)
    assert books.whole(came) == upload_id
    live.assert_truthful(events)
    assert events[-1].document["state"] == "done"
    values = sorted({event.document["received"] for event in events})
    assert len(values) >= VALUES, (values, came)
    assert upload_id in came["text"], came


@pytest.mark.parametrize("chunks", ["on", "off"])
@pytest.mark.parametrize("name", LIBRARIES)
def test_through_lighttpd(books, network, visitor, name, chunks):
    tab = visitor.open(name)
    network.pace(SIZE // LASTS)
    tab.start(**getattr(LIBRARIES[name], chunks))
    assert_one_bar(books, tab)


@pytest.mark.parametrize("name", LIBRARIES)
def test_through_mod_fcgid_a_chunk_at_a_time(chromium, fcgid, material, name):
    """The program gets a chunk when the server has all of it, so each chunk is a step of the bar."""
    books = ledger.Ledger(fcgid, material)
    # As many as it takes, if one of them is twice as large as the others.
    chunk = min(fcgid.chunk_size(), SIZE // (VALUES + 2))
    with networks.Network(fcgid.pages_port) as network:
        visitor = tabs.Visitor(chromium, network.url, NAME)
        try:
            tab = visitor.open(name)
            network.pace(SIZE // LASTS)
            options = LIBRARIES[name].on.get("options")
            tab.start(chunk=chunk, options=options)
            assert_one_bar(books, tab)
        finally:
            visitor.leave()
