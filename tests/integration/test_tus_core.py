# SPDX-License-Identifier: MIT
"""tus 1.0.0, core protocol and termination: a test for each rule."""

import json

import pytest

import files
import stack
import tus
import tus_talk

DATA = files.real_bytes(100_000)


@pytest.fixture(scope="module")
def bounded():
    """A site with a maximum size."""
    made = stack.Stack(max_size=1000)
    try:
        made.start()
        yield tus_talk.Talk(made)
    finally:
        made.stop()


def code(answer):
    return json.loads(answer.text)["code"]


def asked(talk, method):
    """One request of that method which would be good in everything else."""
    url = talk.base if method == "POST" else talk.sized(10)
    headers = {"Upload-Length": "10"} if method == "POST" else {}
    if method == "PATCH":
        headers = {**tus_talk.TYPE, "Upload-Offset": "0"}
    return url, headers, b"0123456789" if method == "PATCH" else b""


# --- Tus-Resumable, Tus-Version ---

METHODS = ["POST", "HEAD", "PATCH", "DELETE"]


@pytest.mark.parametrize("method", METHODS)
def test_every_answer_has_tus_resumable(talk, method):
    url, headers, body = asked(talk, method)
    answer = talk.ask(method, url, headers, body)
    assert answer.status < 300
    assert answer.headers.get_all("Tus-Resumable") == ["1.0.0"]


@pytest.mark.parametrize("method,status", [("HEAD", 404), ("PATCH", 404), ("DELETE", 404),
                                           ("PROPFIND", 405)])
def test_answers_of_failed_requests_have_it_too(talk, method, status):
    headers = {**tus_talk.TYPE, "Upload-Offset": "0"} if method == "PATCH" else {}
    answer = talk.ask(method, talk.base + tus_talk.UNKNOWN, headers)
    assert answer.status == status
    assert answer.headers.get_all("Tus-Resumable") == ["1.0.0"]


@pytest.mark.parametrize("version", [None, "0.2.2", "1.0.1", "2.0.0", "", "1.0.0, 0.2.2"])
@pytest.mark.parametrize("method", METHODS)
def test_another_version_or_none_is_412_with_tus_version(talk, method, version):
    url, headers, body = asked(talk, method)
    answer = talk.ask(method, url, {**headers, "Tus-Resumable": version}, body)
    assert answer.status == 412
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers.get_all("Tus-Resumable") == ["1.0.0"]
    if method != "POST":
        assert talk.offset(url) == 0  # not processed


# --- X-HTTP-Method-Override ---

def test_method_override_replaces_the_method(talk):
    url = talk.sized(10)
    answer = talk.ask("POST", url, {**tus_talk.TYPE, "Upload-Offset": "0",
                                    "X-HTTP-Method-Override": "PATCH"}, b"0123456789")
    assert answer.status == 204
    assert answer.headers["Upload-Offset"] == "10"
    assert talk.ask("POST", url, {"X-HTTP-Method-Override": "DELETE"}).status == 204
    assert talk.head(url).status == 404


def test_the_actual_method_is_ignored(talk):
    url = talk.sized(10)
    answer = talk.ask("DELETE", url, {"X-HTTP-Method-Override": "HEAD"})
    assert answer.status == 200
    assert answer.headers["Upload-Offset"] == "0"
    assert talk.head(url).status == 200


def test_an_empty_override_is_none(talk):
    url = talk.sized(10)
    assert talk.ask("HEAD", url, {"X-HTTP-Method-Override": ""}).headers["Upload-Offset"] == "0"
    assert talk.ask("DELETE", url, {"X-HTTP-Method-Override": " "}).status == 204
    assert talk.head(url).status == 404


@pytest.mark.parametrize("path", ["/uploads/", "/uploads/nothing", "/progress/nothing"])
def test_an_answer_to_another_method_that_stands_for_head_is_whole(talk, path):
    """It has no body, and who sent POST waits for none."""
    with tus.Connection(talk.base) as connection:
        answer = connection.ask("POST", path, {**tus.VERSION, "X-HTTP-Method-Override": "HEAD"})
    assert answer.headers["Content-Length"] == "0" and answer.text == ""


# --- OPTIONS ---

@pytest.mark.parametrize("version", [None, "1.0.0", "9.9.9"])
def test_options_says_versions_and_extensions_whatever_tus_resumable_is(talk, version):
    answer = talk.options({"Tus-Resumable": version})
    assert answer.status in (200, 204)
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert "creation" in answer.headers["Tus-Extension"].split(",")
    assert answer.headers.get_all("Tus-Resumable") == ["1.0.0"]


def test_options_says_tus_max_size(bounded, talk):
    assert bounded.options().headers["Tus-Max-Size"] == "1000"
    assert "Tus-Max-Size" not in talk.options().headers  # there is none


# --- HEAD ---

def test_head_has_offset_length_and_no_store(talk):
    url = talk.sized(len(DATA))
    assert talk.patch(url, DATA[:70_000]).status == 204
    answer = talk.head(url)
    assert answer.status == 200
    assert answer.headers["Upload-Offset"] == "70000"
    assert answer.headers["Upload-Length"] == "100000"
    assert "no-store" in answer.headers["Cache-Control"]


def test_head_has_the_offset_even_if_0_or_complete(talk):
    url = talk.sized(10)
    assert talk.head(url).headers["Upload-Offset"] == "0"
    assert talk.patch(url, b"0123456789").status == 204
    assert talk.head(url).headers["Upload-Offset"] == "10"
    talk.document(url, "done")
    assert talk.head(url).headers["Upload-Offset"] == "10"


@pytest.mark.parametrize("name", [tus_talk.UNKNOWN, "nothing", "0" * 32])
def test_head_of_what_is_not_there_is_404_without_offset(talk, name):
    answer = talk.head(talk.base + name)
    assert answer.status == 404
    assert "Upload-Offset" not in answer.headers
    assert "no-store" in answer.headers["Cache-Control"]


def test_head_with_a_wrong_key_is_404(talk):
    url = talk.sized(10)
    assert talk.head(url[:-1] + ("0" if url[-1] != "0" else "1")).status == 404


# --- PATCH ---

def test_patch_is_204_with_the_new_offset(talk):
    url = talk.sized(len(DATA))
    first = talk.patch(url, DATA[:30_000])
    assert first.status == 204
    assert first.headers["Upload-Offset"] == "30000"
    second = talk.patch(url, DATA[30_000:], 30_000)
    assert second.status == 204
    assert second.headers["Upload-Offset"] == "100000"
    assert talk.stored(url) == DATA


@pytest.mark.parametrize("media_type", [None, "application/octet-stream", "text/plain",
                                        "application/offset+octet-streams"])
def test_patch_of_another_media_type_is_415(talk, media_type):
    url = talk.sized(10)
    answer = talk.patch(url, b"0123456789", headers={"Content-Type": media_type})
    assert answer.status == 415
    assert talk.offset(url) == 0


@pytest.mark.parametrize("offset", [None, "", "-1", "x", "0x0", "1e1", "99999999999999999999"])
def test_patch_without_a_good_offset_is_400(talk, offset):
    url = talk.sized(10)
    answer = talk.patch(url, b"0123456789", headers={"Upload-Offset": offset})
    assert answer.status == 400
    assert code(answer) == "bad_offset"
    assert talk.offset(url) == 0


@pytest.mark.parametrize("offset", [0, 3, 5, 9, 10, 11])
def test_patch_at_another_offset_is_409_with_the_right_one_and_changes_nothing(talk, offset):
    url = talk.sized(10)
    assert talk.patch(url, b"0123").status == 204
    answer = talk.patch(url, b"x", offset)
    assert answer.status == 409
    assert answer.headers["Upload-Offset"] == "4"
    assert talk.offset(url) == 4
    assert talk.stored(url) == b"0123"


def test_patch_beyond_the_length_is_refused_and_changes_nothing(talk):
    url = talk.sized(10)
    assert talk.patch(url, b"0123456789x").status == 413
    assert talk.offset(url) == 0
    assert talk.patch(url, b"0123456789").status == 204
    assert talk.patch(url, b"x", 10).status == 413
    assert talk.stored(url) == b"0123456789"


def test_patch_of_nothing_is_204(talk):
    url = talk.sized(10)
    answer = talk.patch(url, b"")
    assert answer.status == 204
    assert answer.headers["Upload-Offset"] == "0"


def test_patch_of_what_is_not_there_is_404(talk):
    answer = talk.patch(talk.base + tus_talk.UNKNOWN, b"x")
    assert answer.status == 404
    assert "Upload-Offset" not in answer.headers


def test_a_request_cut_short_keeps_what_arrived(talk):
    url = talk.sized(len(DATA))
    with tus.Upload(url).begin(len(DATA)) as sender:
        sender.send(DATA[:40_000])
        talk.site.wait_stored(tus_talk.identity(url), 40_000)
    assert talk.offset(url) == 40_000
    assert talk.patch(url, DATA[40_000:], 40_000).status == 204
    assert talk.stored(url) == DATA


# --- termination ---

@pytest.mark.parametrize("sent", [0, 4, 10])
def test_delete_is_204_and_afterwards_404(talk, sent):
    url = talk.sized(10)
    assert talk.patch(url, b"0123456789"[:sent]).status == 204
    if sent == 10:
        talk.document(url, "done")
    assert talk.delete(url).status == 204
    assert not talk.site.data_file(tus_talk.identity(url)).exists()
    for answer in (talk.head(url), talk.patch(url, b"x", sent), talk.delete(url)):
        assert answer.status in (404, 410)
    assert talk.document(url, "cancelled", "deleted")["state"] == \
        ("deleted" if sent == 10 else "cancelled")


def test_delete_stops_a_transfer_in_flight(talk):
    url = talk.sized(len(DATA))
    with tus.Upload(url).begin(len(DATA)) as sender:
        sender.send(DATA[:40_000])
        talk.site.wait_stored(tus_talk.identity(url), 40_000)
        assert talk.delete(url).status == 204
        assert sender.answer().status == 410
    assert talk.head(url).status == 404
