# SPDX-License-Identifier: MIT
"""A site, the pages of the uploaders on its own and on another origin, and one browser."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))

pytest.register_assert_rewrite("ledger")

# pylint: disable=wrong-import-position
import clients
import ledger
import stack

SIZE = 3_000_000
# Five pieces, the last a short one; no uploader can make less than two of it.
CHUNK = 700_000
NAME = "größe naïve 1.bin"


@pytest.fixture(scope="session")
def material(tmp_path_factory):
    """A real file under a name that is not only ASCII."""
    return clients.make_material(tmp_path_factory.mktemp("clients"), NAME, SIZE)


@pytest.fixture(scope="session")
def pages(tmp_path_factory, material):
    return clients.make_pages(tmp_path_factory.mktemp("pages"), material)


@pytest.fixture(scope="session")
def site():
    """One site for all. Pages on the port `pages_port` may send to it."""
    port = stack.free_port()
    made = stack.Stack(cors_origins=f"http://127.0.0.1:{port}")
    made.pages_port = port
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="session")
def front(site, pages):
    """The URL of a second lighttpd of the site, which serves the uploaders' pages."""
    server = clients.PageServer(site, pages)
    try:
        server.start()
        yield server.url
    finally:
        server.stop()


@pytest.fixture(scope="session")
def chromium():
    """upload(**work): what came of it."""
    browser = clients.Browser()
    yield browser.upload
    browser.stop()


@pytest.fixture
def books(site, material):
    """What the site stored since the test began."""
    return ledger.Ledger(site, material)


@pytest.fixture(params=["same origin", "cross origin"])
def crossing(request):
    """Whether the page that uploads is one of another origin."""
    return request.param == "cross origin"


@pytest.fixture
def browse(crossing, site, front, chromium):
    """browse(client, **work): a page of the site's own origin uploads, or one of another."""
    target = site.url if crossing else front

    def run(client, path="/uploads/", chunk=None, options=None):
        return chromium(page=front, crossing=crossing, client=client, endpoint=target + path,
                        file="/material.bin", name=NAME, type="application/octet-stream",
                        chunk=chunk, options=options or {})
    return run
