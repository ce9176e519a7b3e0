# SPDX-License-Identifier: MIT
"""A site, the pages of the libraries on it, a network in front of it, and one browser."""

import os
import pathlib
import random
import sys

import pytest

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "integration"), str(TESTS / "clients")]

pytest.register_assert_rewrite("ledger")

# pylint: disable=wrong-import-position
import clients
import ledger
import network as networks
import sites
import stack
import tabs

FULL = bool(os.environ.get("LOADLINE_FULL"))
SEED = int(os.environ.get("LOADLINE_SEED", random.SystemRandom().randrange(1 << 30)))
# No multiple of any chunk.
SIZE = 100_000_003 if FULL else 6_000_003
SECONDS = 300 if FULL else 60
NAME = "größe naïve 1.bin"


def pytest_report_header():
    form = "full" if FULL else "short"
    return f"loadline: seed {SEED}, {form} form, build {stack.BUILD}"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """A failed test shows the ends of its site's logs."""
    outcome = yield
    report = outcome.get_result()
    if report.failed:
        for site in (v for v in getattr(item, "funcargs", {}).values()
                     if isinstance(v, stack.Stack)):
            report.sections.append(("logs of the site", site.logs()))


@pytest.fixture(scope="session")
def size():
    return SIZE


@pytest.fixture(scope="session")
def material(tmp_path_factory):
    """A real file under a name that is not only ASCII."""
    return clients.make_material(tmp_path_factory.mktemp("uploaders"), NAME, SIZE)


@pytest.fixture(scope="session")
def pages(tmp_path_factory, material):
    return clients.make_pages(tmp_path_factory.mktemp("pages"), material)


@pytest.fixture(scope="session")
def lighttpd(pages):
    """The site, and the port of a lighttpd that serves the pages too."""
    made = sites.Lighttpd(empty_uploads_per_client=0)
    made.pages_port = stack.free_port()
    server = clients.PageServer(made, pages)
    try:
        made.start()
        server.start()
        yield made
    finally:
        if server.process:
            server.stop()
        made.stop()


@pytest.fixture(scope="session")
def fcgid(pages):
    """The site behind Apache with mod_fcgid, which serves the pages too."""
    # It allows chunks of 1 MiB; in the short form of a size that makes as many.
    made = sites.Fcgid(pages, **({} if FULL else {"chunk_size": SIZE // 24}))
    try:
        made.start()
        made.pages_port = made.front_port
        yield made
    finally:
        made.stop()


@pytest.fixture
def site(lighttpd):
    """The site of most tests; what a test has ended runs again after it."""
    yield lighttpd
    lighttpd.revive()


@pytest.fixture(scope="session")
def chromium():
    browser = tabs.Chromium(SECONDS)
    yield browser
    browser.stop()


@pytest.fixture
def network(site):
    with networks.Network(site.pages_port) as made:
        yield made


@pytest.fixture
def visitor(chromium, network):
    """Somebody who has not been here."""
    made = tabs.Visitor(chromium, network.url, NAME)
    yield made
    made.leave()


@pytest.fixture
def books(site, material):
    """What the site stored since the test began."""
    return ledger.Ledger(site, material)


@pytest.fixture
def rng(request):
    """Randomness that the seed of the run and the test's name decide."""
    return random.Random(f"{SEED}:{request.node.nodeid}")
