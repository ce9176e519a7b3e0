# SPDX-License-Identifier: MIT
"""The schemas in doc/ describe what doc/protocol.md shows, and what the relay accepts; and a wrong document is noticed.

That they describe what the programs send is looked at in all tests: schemas.py.
"""

import json
import re

import hypothesis
import pytest

import conftest
import openapi
import openapi_requests
import relay_site
import schemas
from relay_site import run_async

FENCE = re.compile(r"^```\w*\n(.*?)^```$", re.M | re.S)
SHOWN = {"document": 1, "message": 8, "request": 4, "webhook": 5}  # complete ones in protocol.md, at least


@pytest.fixture(name="page")
def read_page():
    return (schemas.DOC / "protocol.md").read_text(encoding="utf-8")


def objects(block):
    """The JSON objects in a block, those that are shown whole; with the mark of who says it, or blank."""
    decoder, at = json.JSONDecoder(), 0
    while (found := re.compile(r"^([<>]?) ?(?=\{)", re.M).search(block, at)):
        try:
            value, at = decoder.raw_decode(block, found.end())
            yield found[1], value
        except json.JSONDecodeError:
            at = found.end() + 1


def kind_of(mark, value):
    if mark:
        return "message" if mark == "<" else "request"
    if value.get("event") == "progress":
        return "document"
    return "webhook" if str(value.get("type", "")).startswith("upload.") else None


def test_what_the_page_shows_fits(page):
    count = dict.fromkeys(SHOWN, 0)
    for block in FENCE.findall(page):
        for mark, value in objects(block):
            kind = kind_of(mark, value)
            if kind:
                schemas.note(kind, value)
                count[kind] += 1
    assert all(count[kind] >= least for kind, least in SHOWN.items()), count


def test_the_capabilities_that_the_page_shows_fit(page):
    shown = next(value for block in FENCE.findall(page) for _, value in objects(block) if value.get("name") == "loadline")
    assert not openapi.against(schemas.whole("openapi.yaml#/components/schemas/Capabilities"), shown)


@pytest.mark.parametrize("changed", [{"state": "finished"}, {"size": -1}, {"id": "A" * 32}, {"percent": 101}, {"rev": None},
                                     {"stages": [{"name": "scan"}]}, {"error": {}}, {"result": []}, {"epoch": 1 << 53}])
def test_a_wrong_document_is_noticed(changed):
    good = json.loads(relay_site.document(relay_site.new_id()))
    schemas.note("document", good)
    assert not schemas.take()
    schemas.note_answer({"uploads": [{**good, **changed}], "gone": []})
    assert len(schemas.take()) == 1


def requests_of_schema(count):
    """Messages that the schema allows a client to send, so many of each kind at most."""
    made = []
    kinds = schemas.whole("live.schema.json#/$defs/from_client")["oneOf"]

    @hypothesis.seed(conftest.SEED)
    @hypothesis.settings(max_examples=count, database=None, deadline=None, phases=[hypothesis.Phase.generate],
                         suppress_health_check=list(hypothesis.HealthCheck))
    @hypothesis.given(hypothesis.strategies.tuples(*map(openapi_requests.from_schema, kinds)))
    def keep(messages):
        made.extend(messages)
    keep()
    validator = schemas.validator("live.schema.json#/$defs/from_client")
    return [message for message in made if validator.is_valid(message)]


@run_async
async def test_the_relay_accepts_what_the_schema_allows(relay, rounds):
    said = requests_of_schema(rounds(20, 150))
    assert len(said) > 20 and {message["do"] for message in said} == {"watch", "unwatch", "ping", "auth"}
    async with relay.connect() as client:
        for message in said:
            if message["do"] == "auth" or "owner" in message: # who asks is nobody's question here
                continue
            await client.send(**message)
        await client.send(do="ping", ref=99)
        while True:
            name, told = await client.next(beats=True)
            assert name != "error" or told["code"] in ("forbidden", "too_many"), told
            if name == "beat" and told.get("ref") == 99:
                break
