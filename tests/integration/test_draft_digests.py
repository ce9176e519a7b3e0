# SPDX-License-Identifier: MIT
"""The IETF draft: integrity digests (RFC 9530) of whole uploads and of single requests."""

import base64
import hashlib

import pytest

import files
import stack
from draft import Upload, ask, fields

HELLO = b"hello world"
ALGORITHMS = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}


@pytest.fixture(scope="module")
def busy():
    """A site that leaves all work on files to its worker."""
    made = stack.Stack(inline_work=0)
    try:
        made.start()
        yield made
    finally:
        made.stop()


def digest(data, name="sha-256"):
    value = base64.b64encode(ALGORITHMS[name](data).digest()).decode()
    return f"{name}=:{value}:"


def create(site, body, complete=True, **headers):
    return ask(site.url, "POST", "/uploads/", fields(complete=complete, **headers), body)


def assert_refused_for_its_digest(answer):
    assert answer.status == 400
    assert answer.problem["code"] == "digest_mismatch"


# --- Repr-Digest ---

@pytest.mark.parametrize("name", ALGORITHMS)
def test_repr_digest_that_matches_is_accepted(site, name):
    answer = create(site, HELLO, Repr_Digest=digest(HELLO, name))
    assert (answer.status, answer.complete) == (201, True)


@pytest.mark.parametrize("name", ALGORITHMS)
def test_repr_digest_that_does_not_match_fails_the_complete_upload(site, name):
    answer = create(site, HELLO, Repr_Digest=digest(b"other", name))
    assert_refused_for_its_digest(answer)
    assert answer.complete
    upload = Upload(site.url, answer)
    document = site.wait_state(upload.id, "failed")
    assert document["error"]["code"] == "digest_mismatch"
    assert upload.state().complete
    again = upload.append(b"", len(HELLO), True)
    assert_refused_for_its_digest(again)
    assert again.complete


def test_repr_digest_covers_all_requests(site):
    upload = Upload.create(site.url, HELLO, False, Repr_Digest=digest(HELLO + HELLO))
    assert upload.append(HELLO, len(HELLO), True).status == 201
    upload = Upload.create(site.url, HELLO, False, Repr_Digest=digest(HELLO))
    assert_refused_for_its_digest(upload.append(HELLO, len(HELLO), True))


@pytest.mark.parametrize("value", ["md5=:AAAA:", "sha-256=1", "sha-256=:AAAA:", "sha-256=:", "?1"])
def test_digests_unknown_or_of_a_wrong_type_are_ignored(site, value):
    assert create(site, HELLO, Repr_Digest=value, Content_Digest=value).status == 201


@pytest.mark.parametrize("name", ALGORITHMS)
def test_repr_digest_of_a_large_upload_is_left_to_the_worker(busy, name):
    data = files.real_bytes(4 << 20)
    right = create(busy, data, Repr_Digest=digest(data, name))
    wrong = create(busy, data, Repr_Digest=digest(data[1:], name))
    assert (right.status, wrong.status) == (201, 201)
    result = busy.wait_state(Upload(busy.url, right).id, "done", "failed")["result"]
    assert result["sha256"] == files.sha256(data)
    failed = Upload(busy.url, wrong)
    assert busy.wait_state(failed.id, "done", "failed")["error"]["code"] == "digest_mismatch"
    again = failed.append(b"", len(data), True)
    assert again.complete
    assert again.problem["code"] == "digest_mismatch"


# --- Content-Digest ---

@pytest.mark.parametrize("name", ALGORITHMS)
def test_content_digest_that_matches_is_accepted(site, name):
    upload = Upload.create(site.url, HELLO, False, Content_Digest=digest(HELLO, name))
    answer = upload.append(b"more", len(HELLO), True, Content_Digest=digest(b"more", name))
    assert (answer.status, answer.complete) == (201, True)
    assert site.data_file(upload.id).read_bytes() == HELLO + b"more"


@pytest.mark.parametrize("name", ALGORITHMS)
def test_content_digest_that_does_not_match_appends_nothing(site, name):
    upload = Upload.create(site.url, HELLO, False)
    answer = upload.append(b"more", len(HELLO), True, Content_Digest=digest(b"less", name))
    assert_refused_for_its_digest(answer)
    assert not answer.complete
    assert upload.state().offset == len(HELLO)
    assert site.data_file(upload.id).read_bytes() == HELLO
    assert upload.append(b"more", len(HELLO), True, Content_Digest=digest(b"more", name)).complete


def test_content_digest_that_does_not_match_at_creation_leaves_an_empty_upload(site):
    answer = create(site, HELLO, False, Content_Digest=digest(b"other"))
    assert_refused_for_its_digest(answer)
    assert Upload(site.url, answer).state().offset == 0


def test_content_with_a_digest_that_is_cut_short_does_not_count(site):
    upload = Upload.create(site.url, HELLO, False)
    with upload.begin(100, len(HELLO), Content_Digest=digest(bytes(100))) as connection:
        connection.send(bytes(50))
        site.wait_stored(upload.id, len(HELLO) + 50)
    assert upload.state().offset == len(HELLO)
