# SPDX-License-Identifier: MIT
"""The IETF draft, rule by rule, against the running server."""

import json

import pytest

import draft
import files
import stack
import tus
from draft import PARTIAL, PROBLEMS, Upload, ask, fields

MAX_SIZE = 8 << 20
CHUNK_SIZE = 16 << 20
HELLO = b"hello world"


@pytest.fixture(scope="module")
def server():
    """A site with all limits."""
    made = stack.Stack(max_size=MAX_SIZE, chunk_size=CHUNK_SIZE, expire_after="1h")
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture
def base(server):
    return server.url


def stored(server, upload):
    return server.data_file(upload.id).read_bytes()


def create(base, body=b"", **headers):
    """The answer to a creation."""
    return ask(base, "POST", "/uploads/", fields(**headers), body)


# --- fields ---

@pytest.mark.parametrize("value", ["1", "?2", "true", "?1, ?1", '"?1"', "?"])
def test_upload_complete_of_a_wrong_type_is_ignored_as_a_whole(base, value):
    answer = create(base, HELLO, Upload_Complete=value)
    assert answer.status == 400, answer.text
    assert "location" not in answer.headers


@pytest.mark.parametrize("value", ["-1", "?1", "1.0", '"11"', "11, 11", ":MTE=:", "eleven"])
def test_upload_length_of_a_wrong_type_is_ignored_as_a_whole(base, value):
    upload = Upload.create(base, Upload_Length=value)
    assert "upload-length" not in upload.state().headers


@pytest.mark.parametrize("value", ["-1", "?1", "0.0", '"0"', "0, 0"])
def test_upload_offset_of_a_wrong_type_is_ignored_as_a_whole(base, value):
    upload = Upload.create(base)
    answer = upload.append(HELLO, value, True)
    assert (answer.status, answer.problem["code"]) == (400, "bad_offset")
    assert upload.state().offset == 0


def test_parameters_of_fields_are_ignored(base):
    upload = Upload.create(base, Upload_Length="11;unit=bytes")
    assert upload.state().headers["upload-length"] == "11"


# --- limits ---

def test_options_tells_the_limits_and_accept_patch(base):
    answer = ask(base, "OPTIONS", "/uploads/", {})
    assert answer.limits == {"max-size": MAX_SIZE, "max-append-size": CHUNK_SIZE, "max-age": 3600}
    assert PARTIAL in answer.headers["accept-patch"]


def test_options_tells_min_size_where_there_is_no_other_limit():
    endless = stack.Stack(expire_after=0)
    try:
        endless.start()
        assert ask(endless.url, "OPTIONS", "/uploads/", {}).limits == {"min-size": 0}
    finally:
        endless.stop()


def test_the_time_that_is_left_is_a_limit(base):
    upload = Upload.create(base)
    assert 3500 < upload.state().limits["max-age"] <= 3600


@pytest.mark.parametrize("how", ["by Upload-Length", "by Content-Length"])
def test_too_large_at_creation_is_413_with_upload_limit(base, how):
    if how == "by Upload-Length":
        answer = create(base, complete=False, Upload_Length=str(MAX_SIZE + 1))
    else:
        answer = create(base, bytes(MAX_SIZE + 1), complete=True)
    assert (answer.status, answer.limits["max-size"]) == (413, MAX_SIZE)
    assert "location" not in answer.headers


def test_too_large_while_appending_is_413_with_upload_limit(base):
    upload = Upload.create(base)
    answer = upload.append(bytes(MAX_SIZE + 1), 0, True)
    assert (answer.status, answer.limits["max-size"]) == (413, MAX_SIZE)


# --- creation ---

def test_create_incomplete_is_201_with_location_and_limit(base):
    answer = create(base, HELLO, complete=False)
    assert (answer.status, answer.complete, answer.offset) == (201, False, len(HELLO))
    assert answer.headers["location"].startswith(f"{base}/uploads/")
    assert answer.limits["max-size"] == MAX_SIZE


def test_create_complete_is_2xx_with_upload_complete(server, base):
    answer = create(base, HELLO, complete=True)
    assert answer.status in (200, 201)
    assert answer.complete and answer.offset == len(HELLO)
    document = json.loads(answer.text)
    assert document["size"] == len(HELLO)
    assert stored(server, Upload(base, answer)) == HELLO
    assert server.wait_state(document["id"], "done")["result"]["sha256"] == files.sha256(HELLO)


def test_create_empty_and_complete_is_an_empty_upload(base):
    answer = create(base, b"", complete=True)
    assert answer.status in (200, 201) and answer.complete
    state = Upload(base, answer).state()
    assert (state.complete, state.offset, state.headers["upload-length"]) == (True, 0, "0")


def test_create_empty_and_incomplete_is_not_complete(base):
    upload = Upload.create(base, b"", False)
    assert not upload.created.complete
    assert not upload.state().complete


def test_a_length_of_nothing_does_not_complete(base):
    upload = Upload.create(base, b"", False, Upload_Length="0")
    assert not upload.state().complete
    assert upload.append(b"", 0, True).complete


def test_create_tells_name_and_type(server, base):
    answer = create(base, HELLO, complete=True, Content_Type="text/plain; charset=utf-8",
                    Content_Disposition="inline; filename=\"a.txt\"; filename*=UTF-8''%c3%a4.txt")
    document = server.wait_state(json.loads(answer.text)["id"], "done")
    assert (document["name"], document["type"]) == ("ä.txt", "text/plain")


def test_create_by_put_is_named_by_its_url(server, base):
    answer = ask(base, "PUT", "/uploads/a%20b.txt", fields(complete=False), HELLO)
    assert (answer.status, answer.complete, answer.offset) == (201, False, len(HELLO))
    upload = Upload(base, answer)
    assert upload.append(HELLO, 11, True).complete
    assert server.wait_state(upload.id, "done")["name"] == "a b.txt"


def test_create_cut_short_keeps_what_arrived_and_is_not_complete(server, base):
    with draft.Connection(base) as connection:
        connection.head("POST", "/uploads/", fields(complete=True, Content_Length="100"))
        location = connection.read_head().headers["location"]
        connection.send(HELLO)
        upload = Upload(base, draft.Answer(104, {"location": location}))
        server.wait_stored(upload.id, len(HELLO))
    state = upload.state()
    assert (state.complete, state.offset, state.headers["upload-length"]) == (False, 11, "100")


# --- lengths ---

def assert_lengths_differ(answer):
    assert answer.status == 400, answer.text
    assert answer.problem["type"] == PROBLEMS + "inconsistent-upload-length"
    assert answer.problem["code"] == "inconsistent_length"


def test_length_is_content_length_at_a_complete_creation(base):
    assert Upload.create(base, HELLO, True).state().headers["upload-length"] == "11"


def test_length_is_offset_and_content_length_at_the_end(base):
    upload = Upload.create(base, HELLO)
    assert "upload-length" not in upload.state().headers
    assert upload.append(HELLO, 11, True).complete
    assert upload.state().headers["upload-length"] == "22"


def test_indicators_that_disagree_at_creation_are_refused(base):
    assert_lengths_differ(create(base, HELLO, complete=True, Upload_Length="12"))
    assert_lengths_differ(create(base, HELLO, complete=False, Upload_Length="10"))


def test_indicators_that_disagree_in_an_append_are_refused(base):
    upload = Upload.create(base)
    assert_lengths_differ(upload.append(HELLO, 0, True, Upload_Length="12"))
    assert upload.state().offset == 0


def test_indicators_of_several_requests_that_disagree_are_refused(base):
    upload = Upload.create(base, Upload_Length="11")
    assert_lengths_differ(upload.append(HELLO, 0, False, Upload_Length="12"))
    assert_lengths_differ(upload.append(HELLO[:5], 0, True))
    assert upload.state().offset == 0
    assert upload.append(HELLO, 0, True).complete


def test_length_that_an_append_tells_is_kept(base):
    upload = Upload.create(base)
    assert upload.append(HELLO, 0, False, Upload_Length="22").status == 204
    assert upload.state().headers["upload-length"] == "22"
    assert_lengths_differ(upload.append(b"", 11, False, Upload_Length="23"))


def test_more_than_the_length_is_refused_and_invalidates(base):
    upload = Upload.create(base, Upload_Length="5")
    assert_lengths_differ(upload.append(HELLO, 0, False))
    assert upload.state().status == 410
    assert upload.append(HELLO[:5], 0, True).status == 410


# --- offset retrieval ---

def test_head_is_204_with_offset_complete_limit_and_no_store(base):
    state = Upload.create(base, HELLO).state()
    assert (state.status, state.offset, state.complete) == (204, 11, False)
    assert state.limits["max-size"] == MAX_SIZE
    assert state.headers["cache-control"] == "no-store"


def test_head_tells_the_length_if_known(base):
    assert Upload.create(base, Upload_Length="11").state().headers["upload-length"] == "11"
    assert "upload-length" not in Upload.create(base).state().headers


def test_head_of_a_complete_upload(base):
    state = Upload.create(base, HELLO, True).state()
    assert (state.status, state.offset, state.complete) == (204, 11, True)


def test_head_of_what_is_not_there_is_404(base):
    upload = Upload.create(base)
    upload.path = upload.path[:-1] + ("0" if upload.path[-1] != "0" else "1")
    assert upload.state().status == 404


# --- appending ---

def test_append_needs_its_media_type(base):
    upload = Upload.create(base)
    answer = upload.append(HELLO, 0, True, Content_Type="application/octet-stream")
    assert answer.status == 415
    assert upload.state().offset == 0


def test_append_needs_upload_complete(base):
    upload = Upload.create(base)
    assert upload.append(HELLO, 0, None).status == 400
    assert upload.state().offset == 0


def test_append_incomplete_is_2xx_with_upload_complete_0(server, base):
    upload = Upload.create(base)
    answer = upload.append(HELLO, 0, False)
    assert (answer.status, answer.complete, answer.offset) == (204, False, 11)
    assert stored(server, upload) == HELLO


def test_append_complete_is_the_targets_answer_with_upload_complete_1(server, base):
    upload = Upload.create(base, HELLO, False, Content_Disposition='inline; filename="two.txt"')
    answer = upload.append(HELLO, 11, True)
    assert (answer.status, answer.complete) == (201, True)
    document = json.loads(answer.text)
    assert (document["id"], document["name"], document["size"]) == (upload.id, "two.txt", 22)
    assert stored(server, upload) == HELLO + HELLO
    assert server.wait_state(upload.id, "done")["size"] == 22


def test_an_empty_body_completes(server, base):
    upload = Upload.create(base, HELLO)
    answer = upload.append(b"", 11, True)
    assert (answer.status, answer.complete, answer.offset) == (201, True, 11)
    assert stored(server, upload) == HELLO


def test_an_empty_body_does_not_complete_what_is_known_to_be_longer(base):
    upload = Upload.create(base, HELLO, Upload_Length="12")
    assert_lengths_differ(upload.append(b"", 11, True))
    assert not upload.state().complete


@pytest.mark.parametrize("offset", [0, 10, 12])
def test_mismatching_offset_is_409_with_the_right_one(base, offset):
    upload = Upload.create(base, HELLO)
    answer = upload.append(HELLO, offset, False)
    assert (answer.status, answer.offset, answer.complete) == (409, 11, False)
    assert answer.problem["type"] == PROBLEMS + "mismatching-upload-offset"
    assert answer.problem["expected-offset"] == 11
    assert answer.problem["provided-offset"] == offset
    assert upload.state().offset == 11


def test_append_cut_short_keeps_what_arrived_and_is_not_complete(server, base):
    upload = Upload.create(base)
    with upload.begin(100, 0) as connection:
        connection.send(HELLO)
        server.wait_stored(upload.id, len(HELLO))
    state = upload.state()
    assert (state.complete, state.offset, state.headers["upload-length"]) == (False, 11, "100")


# --- complete uploads ---

def test_a_lost_last_answer_is_replayed(base):
    upload = Upload.create(base)
    first = upload.append(HELLO, 0, True)
    again = upload.append(b"", 11, True)
    assert again.complete
    assert (again.status, again.text) == (first.status, first.text)


def test_bytes_for_a_complete_upload_are_an_inconsistent_length(server, base):
    upload = Upload.create(base, HELLO, True)
    assert_lengths_differ(upload.append(HELLO, 11, True))
    assert_lengths_differ(upload.append(HELLO, 0, True))
    assert stored(server, upload) == HELLO


@pytest.mark.parametrize("offset, complete", [(11, False), (0, True)])
def test_an_append_to_a_complete_upload_that_is_not_valid_is_refused(base, offset, complete):
    answer = Upload.create(base, HELLO, True).append(b"", offset, complete)
    assert answer.status == 400
    assert answer.problem["type"] == PROBLEMS + "completed-upload"


# --- cancellation and one writer ---

def test_delete_is_2xx_and_ends_the_upload(base):
    upload = Upload.create(base, HELLO)
    assert upload.cancel().status == 204
    assert upload.state().status in (404, 410)


def test_delete_ends_a_transfer_in_flight(server, base):
    upload = Upload.create(base)
    with upload.begin(100, 0) as connection:
        connection.send(HELLO)
        server.wait_stored(upload.id, len(HELLO))
        assert upload.cancel().status == 204
        assert connection.answer().status >= 400


def test_a_newer_request_ends_the_older_and_its_offset_is_accepted(server, base):
    upload = Upload.create(base)
    with upload.begin(100, 0, complete=False) as older:
        older.send(HELLO)
        server.wait_stored(upload.id, len(HELLO))
        offset = upload.state().offset
        assert offset == len(HELLO)
        assert upload.append(HELLO, offset, True).complete
        assert older.answer().problem["code"] == "superseded"
    assert stored(server, upload) == HELLO + HELLO


# --- one spool, two protocols ---

def test_a_request_of_tus_is_not_of_the_draft(base):
    answer = ask(base, "POST", "/uploads/", {"Tus-Resumable": "1.0.0", "Upload-Length": "5",
                                             "Upload-Complete": "?1"}, b"")
    assert answer.status == 201
    assert "upload-complete" not in answer.headers


def test_what_tus_began_the_draft_completes(server, base):
    begun = tus.Upload.create(f"{base}/uploads/", 22, filename="a.txt")
    assert begun.patch(HELLO).status == 204
    upload = Upload(base, draft.Answer(201, {"location": begun.url}))
    state = upload.state()
    assert (state.offset, state.complete, state.headers["upload-length"]) == (11, False, "22")
    assert upload.append(HELLO, 11, True).complete
    assert stored(server, upload) == HELLO + HELLO


def test_what_the_draft_began_tus_completes(server, base):
    upload = Upload.create(base, HELLO, Upload_Length="22")
    resumed = tus.Upload(base + upload.path)
    assert resumed.offset() == 11
    assert resumed.patch(HELLO, 11).status == 204
    assert upload.state().complete
    assert stored(server, upload) == HELLO + HELLO
