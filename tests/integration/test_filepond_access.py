# SPDX-License-Identifier: MIT
"""FilePond names its uploads beside the path: that opens nobody else's where credentials are asked for."""

import pytest
import requests

import conftest
import filepond
import stack
import tokens
import waiting

SECRET = b"the secret that these tokens are signed with"
DATA = b"what alice sent"


@pytest.fixture(name="owned", scope="module")
def make_owned(tmp_path_factory):
    key = tmp_path_factory.mktemp("keys") / "key"
    key.write_bytes(SECRET)
    yield from conftest.running(stack.Stack(auth="token", token_keys=str(key), stages="",
                                            token_cookie="session"))


def bearer(**claims):
    return {"Authorization": f"Bearer {tokens.make(SECRET, **claims)}"}


ALICE, BOB = bearer(sub="alice"), bearer(sub="bob")


def document(site, server_id):
    answer = requests.get(f"{site.url}/progress/{filepond.id_of(server_id)}",
                                   headers=ALICE, timeout=10)
    return answer.json() if answer.status_code == 200 else {"state": "none"}


def lasting(shown):
    """What does not change while the upload rests. A second event of its creation may still come."""
    return {name: value for name, value in shown.items()
            if name not in ("epoch", "rev", "updated_at", "transfer")}


def wait_state(site, server_id, state):
    waiting.until(lambda: document(site, server_id)["state"] == state, f"it is {state}")


def begun(site):
    server_id = filepond.begun(site, len(DATA), **ALICE)
    wait_state(site, server_id, "created")
    return server_id


def finished(site):
    server_id = begun(site)
    filepond.send(site, server_id, DATA, 100, **ALICE)
    wait_state(site, server_id, "done")
    return server_id


def requests_of(site, server_id, **headers):
    """Everything that names an upload."""
    return {"HEAD": filepond.get(site, "patch", server_id, "HEAD", **headers),
            "PATCH": filepond.patch(site, server_id, DATA, 0, len(DATA), **headers),
            "DELETE": filepond.revert(site, server_id, **headers),
            "load": filepond.get(site, "load", server_id, **headers),
            "restore": filepond.get(site, "restore", server_id, **headers)}


def statuses(answers):
    return {name: answer.status_code for name, answer in answers.items()}


@pytest.mark.parametrize("make", [begun, finished])
@pytest.mark.parametrize("headers, status", [({}, 401), (BOB, 404)], ids=["nobody", "another"])
def test_the_key_alone_is_not_enough(owned, make, headers, status):
    server_id = make(owned)
    before = lasting(document(owned, server_id))
    assert set(statuses(requests_of(owned, server_id, **headers)).values()) == {status}
    assert lasting(document(owned, server_id)) == before


def test_credentials_without_the_key_are_not_enough(owned):
    server_id = finished(owned)
    answers = requests_of(owned, filepond.id_of(server_id), **ALICE)
    assert set(statuses(answers).values()) == {404}
    assert document(owned, server_id)["state"] == "done"


def test_its_owner_may_do_all(owned):
    server_id = finished(owned)
    assert filepond.get(owned, "load", server_id, **ALICE).content == DATA
    assert filepond.offset(owned, server_id, **ALICE) == len(DATA)
    assert filepond.revert(owned, server_id, **ALICE).status_code == 204


def test_who_may_only_watch_changes_nothing(owned):
    server_id = begun(owned)
    answers = statuses(requests_of(owned, server_id, **bearer(sub="alice", scope="watch")))
    assert (answers["PATCH"], answers["DELETE"]) == (403, 403)
    assert document(owned, server_id)["state"] == "created"


def test_a_token_for_one_upload_is_for_no_other(owned):
    server_id = begun(owned)
    other = filepond.id_of(begun(owned))
    answers = statuses(requests_of(owned, server_id, **bearer(sub="alice", upload_id=other)))
    assert set(answers.values()) == {404}
    own = bearer(sub="alice", upload_id=filepond.id_of(server_id))
    assert filepond.patch(owned, server_id, DATA, 0, len(DATA), **own).status_code == 204


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_page_of_another_site_changes_nothing_with_a_cookie(owned, method):
    server_id = begun(owned)
    cookie = {"Cookie": f"session={tokens.make(SECRET, sub='alice')}",
              "Origin": "https://other.example"}
    answer = requests_of(owned, server_id, **cookie)[method]
    assert answer.status_code == 403
    assert document(owned, server_id)["state"] == "created"


def test_nobody_begins_without_credentials(owned):
    assert filepond.begin(owned, 5).status_code == 401
