# SPDX-License-Identifier: MIT
"""Clients of tus, of several languages, in all the ways that they send."""

import pytest

import all_fronts
import clients
import ledger
from conftest import CHUNK, NAME

UNKNOWN = {"uploadLengthDeferred": True, "chunkSize": CHUNK}
WAYS = {
    "whole": {},
    "in chunks": {"chunkSize": CHUNK},
    "of unknown length": UNKNOWN,
    "with data during creation": {"uploadDataDuringCreation": True},
    "in parallel": {"parallelUploads": 3},
}
LIBRARIES = ["tus-js-client", "tus-js-client-5"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("library", LIBRARIES)
def test_in_node(site, books, material, library, way):
    came = clients.by_node(client=library, endpoint=f"{site.url}/uploads/", file=str(material),
                           name=NAME, options=WAYS[way])
    if way == "in parallel":
        assert_joined(books, came, 3)
    else:
        books.whole(came)


def assert_joined(books, came, parts):
    """The parts of a parallel upload are uploads too; the whole one is the one that the client names."""
    assert came["reported"] == "success", came
    made = came["text"].rsplit("/", 1)[1].split(".")[0]
    assert len(books.new()) <= parts + 1
    books.before |= set(books.new()) - {made}
    books.whole(came)


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("protocol", ["ietf-draft-03", "ietf-draft-05"])
def test_draft_in_node(site, books, material, library, protocol):
    came = clients.by_node(client=library, endpoint=f"{site.url}/uploads/", file=str(material),
                           name=NAME, options={"protocol": protocol})
    books.whole(came)


@pytest.mark.parametrize("chunk", [None, CHUNK])
@pytest.mark.parametrize("following", [False, True], ids=LIBRARIES)
def test_in_a_browser(books, browse, following, chunk):
    books.whole(browse("tus", chunk=chunk, options={"next": following}))


@pytest.mark.parametrize("chunk", [None, CHUNK])
def test_uppy(books, browse, chunk):
    books.whole(browse("uppy", chunk=chunk, options={"plugin": "tus"}))


@pytest.fixture(params=["Nginx", "ApacheProxy"])
def other_front(request):
    """A site of its own behind a web server that lets every POST in."""
    yield from all_fronts.started(request.param)


@pytest.mark.parametrize("path", ["/uploads/", "/uploads"])
def test_java(other_front, material, path):
    books = ledger.Ledger(other_front, material)
    books.whole(clients.by_java(other_front.url + path, str(material), NAME, CHUNK))


def test_java_behind_lighttpd(site, books, material):
    """Its creation has neither a length nor a body, which lighttpd itself refuses; an application can say 0."""
    endpoint = f"{site.url}/uploads/"
    came = clients.by_java(endpoint, str(material), NAME, CHUNK)
    books.refused(came)
    assert "(411)" in came["text"], came
    books.whole(clients.by_java(endpoint, str(material), NAME, CHUNK, "sized"))


@pytest.mark.parametrize("client", ["tuspy", "tuspy_async"])
@pytest.mark.parametrize("chunk", [CHUNK, 1 << 30], ids=["in chunks", "whole"])
def test_python(site, books, material, client, chunk):
    books.whole(clients.by_python(client=client, endpoint=f"{site.url}/uploads/",
                                  file=str(material), name=NAME, chunk=chunk))
