# SPDX-License-Identifier: MIT
"""Refusals before the body is read: credentials, rights, places. Each uploader takes them for what they are."""

import urllib.parse

import pytest

import chunks
import conftest
import files
import stack
import tokens
import uploaders
from chunks import Visitor

DATA = files.real_bytes(5000)
STEP = 2000
SECRET = b"the secret that these tokens are signed with"
FAMILY = [uploaders.resumable, uploaders.flow, uploaders.simple] # 415 is final for them; 401 and 403 are not
PARSING = [uploaders.dropzone, uploaders.fine]
BY_SCRIPT = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture(name="owned", scope="module")
def make_owned(tmp_path_factory):
    key = tmp_path_factory.mktemp("keys") / "key"
    key.write_bytes(SECRET)
    yield from conftest.running(stack.Stack(auth="token", token_keys=str(key)))


def reader(site):
    """May look, but not upload."""
    return Visitor(site, Authorization=f"Bearer {tokens.make(SECRET, sub='reader', scope='read')}")


def first_chunk(client):
    return client(0, 3, len(DATA), STEP)


@pytest.mark.parametrize("client", FAMILY)
@pytest.mark.parametrize("visitor, code", [(Visitor, "unauthorized"), (reader, "scope_missing")])
def test_a_chunk_without_credentials_is_not_repeated(owned, client, visitor, code):
    """Resumable.js sends a chunk a hundred times after 401 and 403, without a pause."""
    spool = uploaders.Spool(owned)
    answer = visitor(owned).raw(first_chunk(client), DATA[:STEP])
    chunks.is_refused(answer, 415, code, "")
    assert "Bearer" in answer.headers["WWW-Authenticate"]
    spool.stays_empty()


@pytest.mark.parametrize("client", FAMILY)
def test_a_form_whose_query_has_the_fields_is_known(owned, client):
    """Resumable.js repeats them there."""
    said = first_chunk(client)
    query = "?" + "&".join(f"{name}={value}" for name, value in said.items())
    answer = Visitor(owned).form(*uploaders.chunk(said, DATA[:STEP]), target=query)
    chunks.is_refused(answer, 415, "unauthorized", "")


@pytest.mark.parametrize("client", PARSING)
def test_a_form_by_script_is_told_where_it_looks(owned, client):
    for visitor, status, code in ((Visitor, 401, "unauthorized"), (reader, 403, "scope_missing")):
        answer = visitor(owned).chunk(first_chunk(client), DATA[:STEP], **BY_SCRIPT)
        assert answer.headers["Content-Type"] == "application/json"
        chunks.is_refused(answer, status, code, "")
        assert answer.json()["status"] == status and answer.json()["title"]


def test_jquery_is_told_of_its_file(owned):
    answer = Visitor(owned).chunk(first_chunk(chunks.jquery), DATA[:STEP])
    chunks.is_refused(answer, 401, "unauthorized", "")
    assert answer.json()["files"] == [{"error": answer.json()["error"]}]


def test_filepond_is_told_in_plain_text(owned):
    for answer in (Visitor(owned).ask("PATCH", "?patch=1", b"x", Upload_Offset="0"),
                   Visitor(owned).form(uploaders.field("filepond", "{}"), Upload_Length="5")):
        assert (answer.status_code, answer.headers["Content-Type"]) == (401, "text/plain; charset=utf-8")
        assert answer.text and "{" not in answer.text


def test_a_whole_file_by_script_is_refused_in_words(site):
    """The reason is shown to the user as it stands in `error`."""
    many = [uploaders.field(f"field {i}", "x") for i in range(200)]
    answer = Visitor(site).form(*many, **BY_SCRIPT)
    chunks.is_refused(answer, 400, "too_many", "fields")
    assert answer.headers["Content-Type"] == "application/json"


def test_other_clients_get_a_problem_document(owned):
    for headers in ({}, {"Accept": "application/problem+json, application/json", **BY_SCRIPT}):
        answer = Visitor(owned).chunk(first_chunk(uploaders.dropzone), DATA[:STEP], **headers)
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_token_for_one_upload_finds_no_others_by_their_names(owned):
    """Its sub is the owner, who sends another file."""
    def visitor(**claims):
        return Visitor(owned, Authorization=f"Bearer {tokens.make(SECRET, sub='alice', **claims)}")
    alice, guest = visitor(scope="upload watch"), visitor(scope="watch", upload_id="0" * 32)
    for client in (chunks.jquery, uploaders.flow):
        assert alice.chunk(first_chunk(client), DATA[:STEP]).status_code in (200, 201)
    assert alice.ask("GET", "?file=a%20file").json()["file"]["size"] == STEP
    assert guest.ask("GET", "?file=a%20file").json()["file"] is None
    known = "?" + urllib.parse.urlencode(first_chunk(uploaders.flow))
    assert (alice.ask("GET", known).status_code, guest.ask("GET", known).status_code) == (200, 204)
