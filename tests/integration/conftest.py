# SPDX-License-Identifier: MIT
"""Fixtures: sites, seeded randomness, and counts for the short and the full form."""

import os
import random
import time

import pytest

import hooks
import keys
import openapi
import relay_site
import schemas
import stack
import tus_js
import tus_talk
import workshop

SEED = int(os.environ.get("LOADLINE_SEED", random.SystemRandom().randrange(1 << 30)))
FULL = bool(os.environ.get("LOADLINE_FULL"))


def pytest_configure(config):
    keys.note_requests()
    schemas.note_requests()
    config.addinivalue_line("markers", "settings(**values): settings of own_site's programs")


def pytest_report_header():
    return f"loadline: seed {SEED}, {'full' if FULL else 'short'} form, build {stack.BUILD}"


# A parallel run begins with the files that take longest: begun last, one of them would keep the run alone.
LONGEST = ("doctor_fronts", "doctor_remedies", "fcgid", "failover", "admission", "overload", "deliver_s3_faults",
           "stage_tools", "commands", "doctor_origin", "doctor_hosting", "few_clients", "redis_refuses", "tus_js",
           "shared_spool", "fault_rounds", "send", "places", "quickstart", "send_waits", "shards", "slow_lines",
           "tus_concat_unfinished_ends", "tus_concat_unfinished_races", "waiting", "worker")


def place_in_run(item):
    name = item.path.stem.removeprefix("test_")
    return LONGEST.index(name) if name in LONGEST else len(LONGEST)


def pytest_collection_modifyitems(items):
    """Each process of a parallel run collects for itself: a name with the time in it differs."""
    items.sort(key=place_in_run)
    today = str(int(time.time()))[:5]
    timed = [item.nodeid for item in items if today in item.nodeid]
    if timed:
        raise pytest.UsageError(f"names of tests hold the time: {timed}")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """A failed test shows the ends of its site's logs."""
    outcome = yield
    report = outcome.get_result()
    if report.failed:
        for site in (v for v in getattr(item, "funcargs", {}).values()
                     if isinstance(v, stack.Stack)):
            report.sections.append(("logs of the site", site.logs()))


@pytest.fixture(autouse=True)
def schemas_hold(request):
    """What this test was told fits the schemas in doc/; and the description, where the test breaks nothing."""
    keys.also_told[:] = [openapi.note_answer] if "site" in request.fixturenames else []
    yield
    broken = schemas.take()
    assert not broken, broken


@pytest.fixture(scope="session")
def site():
    """One site for all tests that break nothing: they are one client, and leave uploads as they are."""
    yield from running(stack.Stack(empty_uploads_per_client=0))


@pytest.fixture
def talk(site):
    """Single tus requests to the common site."""
    return tus_talk.Talk(site)


@pytest.fixture
def own_site(request):
    """A site for this test alone, which may break it; @pytest.mark.settings(name=value)."""
    marker = request.node.get_closest_marker("settings")
    yield from running(stack.Stack(**(marker.kwargs if marker else {})))


@pytest.fixture(scope="session")
def tus_js_modules():
    """The folder whose node_modules holds the pinned tus-js-client."""
    for program in tus_js.missing():
        pytest.skip(f"{program} is missing: install the Debian packages nodejs and npm")
    return tus_js.install()


@pytest.fixture(scope="session")
def relay():
    """A relay and its Redis alone, for tests that break nothing."""
    yield from running(relay_site.RelaySite(relay_watches=300, relay_message_size=1000,
                                            cors_origins="https://other.example"))


@pytest.fixture
def make_relay():
    """make_relay(**settings): one for this test alone, not started."""
    made = []

    def make(**settings):
        made.append(relay_site.RelaySite(**settings))
        return made[-1]
    yield make
    for one in made:
        one.stop()


@pytest.fixture
def own_relay(make_relay):
    """One that this test may break."""
    made = make_relay()
    made.start()
    return made


@pytest.fixture
def shop():
    """A worker's surroundings with a Redis that runs, for this test alone."""
    made = workshop.Workshop()
    try:
        made.start_redis()
        yield made
    finally:
        made.stop()


@pytest.fixture
def receive(request):
    """receive(status, ...): a receiver that answers so."""
    def make(*statuses):
        made = hooks.Receiver(*statuses)
        request.addfinalizer(made.close)
        return made
    return make


def running(made):
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture
def rng(request):
    """Randomness that the seed of the run and the test's name decide."""
    return random.Random(f"{SEED}:{request.node.nodeid}")


@pytest.fixture
def rounds():
    """rounds(short, full): how often to repeat in this form of the run."""
    return lambda short, full: full if FULL else short
