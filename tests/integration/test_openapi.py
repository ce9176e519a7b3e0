# SPDX-License-Identifier: MIT
"""Every answer is one that doc/openapi.yaml describes, whatever is asked.

Scenarios create uploads and go on with them: requests that the description allows, and broken ones. The long form runs
for ten minutes.
"""

import re
import time

import hypothesis
import pytest
from hypothesis import strategies as st

import conftest
import openapi
import openapi_requests
import openapi_talk
import schemas
import stack
import tokens
import waiting

SECRET = b"the secret that these tokens are signed with"
CAPABILITY = re.compile(r"[0-9a-f]{32}\.[0-9a-f]{32}")
EXAMPLES = 15         # scenarios of one test in the short form
FULL_S = 600 / 4      # of one test in the long form
CREATIONS = ("create", "create", "create", "createNamed", "put")
WEB_SERVER = (400, 405, 411, 413, 414, 417, 431, 501, 505)  # what it may say itself of a broken request
LIGHTTPD = b"<?xml version"
LIBWEBSOCKETS = b"<html><head><meta charset=utf-8" # which answers itself what it cannot decode
SECTIONS = """
[pipeline text/broken]
stages = broken
[stage broken]
command = /bin/false
[pipeline text/outside]
stages = outside
[stage outside]
kind = external
"""


@pytest.fixture(name="sites", scope="module")
def make_sites(tmp_path_factory):
    """sites(auth): started when it is asked for."""
    key = tmp_path_factory.mktemp("keys") / "key"
    key.write_bytes(SECRET)
    made = {}

    def site(auth):
        if auth not in made:
            running = conftest.running(stack.Stack(
                auth=auth, token_keys=str(key), cors_origins="https://app.example", metadata_fields="project, note",
                creations_per_client=0, empty_uploads_per_client=0, relay_message_rate=0, stages="", lock_wait="100ms",
                idle_timeout="1s"))
            made[auth] = next(running), running
            made[auth][0].configure(SECTIONS)
        return made[auth][0]
    yield site
    for _, running in made.values():
        next(running, None)


def bearer(**claims):
    return f"Bearer {tokens.make(SECRET, **claims)}"


class Scenarios:
    """Scenarios on one site, by one way; what was wrong is kept by its kind."""

    def __init__(self, site, auth, way):
        self.way = way
        self.is_web = isinstance(way, openapi_talk.Web)
        self.operations = [one for one in openapi.operations() if one.requests]
        self.by_id = {one.id: one for one in self.operations}
        alice, admin = bearer(sub="alice"), bearer(sub="root", scope="admin")
        self.credentials = [alice] * 6 + [admin, admin, bearer(sub="bob"), None, "Bearer x.y.z"] if auth == "token" else [None] * 5 + [admin]
        self.wrong = {}
        self.asked = set()
        self.site = site

    def play(self, data):
        uploads, links = openapi_requests.Uploads(), []
        for _ in range(data.draw(st.integers(2, 7))):
            operation = self.choose(data.draw, uploads, links)
            made = data.draw(openapi_requests.of(operation, uploads, data.draw(st.integers(0, 2)) == 0))
            credential = data.draw(st.sampled_from(self.credentials))
            if credential and made.get("Authorization") is None:
                made.put("Authorization", credential)
            links = self.step(made, uploads) or links

    def choose(self, draw, uploads, links):
        kind = draw(st.integers(0, 9))
        if not uploads.names and kind < 8:
            return self.by_id[draw(st.sampled_from(CREATIONS))]
        if links and kind < 6:
            return self.by_id[draw(st.sampled_from(links))]
        return draw(st.sampled_from(self.operations))

    def step(self, made, uploads):
        """Asks, and compares. Returns the operations that the answer's links name."""
        try:
            answer = self.way.ask(made)
        except TimeoutError:
            self.note(made, "no answer in time", None)
            return []
        if answer is None:
            if not made.breaks or not self.is_web and not made.operation.path.startswith("/live"):
                self.note(made, "no answer", answer)
            return []
        operation = openapi.find(made.as_method, made.path.split("?")[0])
        if not self.is_of_web_server(made, answer):
            self.compare(made, operation, answer)
        if operation is not None:
            self.asked.add((operation.id, answer.status))
            return learn(operation, answer, uploads, made)
        return []

    def is_of_web_server(self, made, answer):
        """Whether a server corrected the path, or refused a broken request, or cut a range out of an answer."""
        if answer.status in (500, 502, 503):
            return False
        if made.breaks and made.operation.path.startswith("/live") and answer.body.startswith(LIBWEBSOCKETS):
            return True
        if "path" in made.breaks and (self.is_web or made.operation.path.startswith("/live")):
            return True
        if not self.is_web or not made.breaks:
            return False
        is_range = made.get("Range") is not None and answer.status in (206, 416)
        return is_range or answer.status in WEB_SERVER and (answer.body.startswith(LIGHTTPD) or not answer.body)

    def compare(self, made, operation, answer):
        method = "HEAD" if made.method == "HEAD" else made.as_method
        for fault in openapi.faults(operation, method, answer):
            self.note(made, f"{operation}: {fault}", answer)

    def note(self, made, fault, answer):
        kind = re.sub(r"[0-9a-f]{32}|\d{5,}", "N", fault)[:160]
        self.wrong.setdefault(kind, f"{fault}\n    {made!r}\n    {answer!r}")


def learn(operation, answer, uploads, made):
    """Keeps the uploads that the links of the answer lead to."""
    told = answer.field("upload-offset")
    if operation.id == "append" and told is not None and answer.status < 300:
        uploads.known[made.path.rsplit("/", 1)[1]] = int(told)
    if answer.status != 201:
        return []
    found = CAPABILITY.findall((answer.field("location") or "") + answer.body.decode(errors="replace"))
    for one in dict.fromkeys(found):
        uploads.learn(one, int(told or 0))
    return [link["operationId"] for link in operation.links.values()] if found else []


def run(seed, examples, play):
    @hypothesis.seed(seed)
    @hypothesis.settings(max_examples=examples, database=None, deadline=None, phases=[hypothesis.Phase.generate],
                         suppress_health_check=list(hypothesis.HealthCheck), print_blob=False)
    @hypothesis.given(st.data())
    def one(data):
        play(data)
    one()


@pytest.mark.parametrize("auth", ["none", "token"])
@pytest.mark.parametrize("way", [openapi_talk.Web, openapi_talk.Direct])
def test_every_answer_is_described(sites, auth, way, capsys):
    site = sites(auth)
    scenarios = Scenarios(site, auth, way(site))
    begun, rounds = time.monotonic(), 0
    while rounds == 0 or conftest.FULL and time.monotonic() - begun < FULL_S:
        run(conftest.SEED + rounds, EXAMPLES, scenarios.play)
        rounds += 1
    with capsys.disabled():
        if conftest.FULL:
            print(f"{auth}, {way.__name__}: {rounds * EXAMPLES} scenarios, {len(scenarios.asked)} answers described")
    assert not scenarios.wrong, "\n".join(scenarios.wrong.values())


def test_the_description_is_whole():
    """Its references lead somewhere, its x-requests name parameters, its links operations, and all schemas are such."""
    ids = [one.id for one in openapi.operations()]
    assert len(ids) == len(set(ids))
    for one in openapi.operations():
        assert set(one.links) == set() or {link["operationId"] for link in one.links.values()} <= set(ids), one
        for request in one.requests:
            for name in request.get("parameters", []) + request.get("optional", []):
                one.named(name)
            assert request.get("body") is None or request["body"] in one.body, (one, request)
    assert not list(nulls(schemas.file("openapi.yaml"))), "a comma within a text without quotes begins another member"
    for one in schemas.file("openapi.yaml")["components"]["schemas"].values():
        openapi.jsonschema.Draft202012Validator.check_schema(one)
    for name in schemas.KINDS.values():
        openapi.jsonschema.Draft202012Validator.check_schema(schemas.file(name.partition("#")[0]))


def nulls(node):
    """The members that are null: YAML makes them of a word behind a comma."""
    for name, value in node.items() if isinstance(node, dict) else enumerate(node if isinstance(node, list) else ()):
        yield from [name] if value is None else nulls(value)


@pytest.mark.parametrize("status, fields", [
    (418, {}), (200, {"Content-Type": "text/x-other"}), (405, {"Content-Type": "application/problem+json"})])
def test_an_answer_of_any_test_that_is_not_described_is_noticed(status, fields):
    openapi.note_answer("POST", "http://127.0.0.1:80/progress/?link=1", {}, status, {"X-Content-Type-Options": "nosniff", **fields}, "{}")
    assert len(schemas.take()) == 1
