# SPDX-License-Identifier: MIT
"""Fine Uploader: concurrent chunks with their success endpoint, resuming, deleting."""

import json
import uuid

import pytest

import chunks
import files
import forms
import uploaders
from chunks import Visitor

DATA = files.real_bytes(5000)
STEP = 2000
PIECES = chunks.cut(DATA, STEP)
FORM = "application/x-www-form-urlencoded"


def all_sent(visitor, file_id, size=len(DATA), count=len(PIECES)):
    """The request to chunking.success.endpoint."""
    return visitor.ask("POST", "", {"custom": "a b", "qquuid": file_id, "qqfilename": "a file",
                                    "qqtotalfilesize": size, "qqtotalparts": count}, Accept="application/json")


def all_sent_as_json(visitor, file_id, **more):
    """The same with chunking.success.jsonPayload."""
    said = {"custom": {"a": ["b"]}, "qquuid": file_id, "qqfilename": "a file", "qqtotalfilesize": len(DATA),
            "qqtotalparts": len(PIECES)} | more
    return visitor.ask("POST", "", json.dumps(said), Content_Type="application/json", Accept="application/json")


@pytest.fixture(name="file_id")
def make_file_id():
    return str(uuid.uuid4())


@pytest.fixture(name="visitor")
def make_visitor(site):
    return Visitor(site)


# --- the success endpoint ---

def test_it_is_told_that_all_chunks_have_arrived(site, visitor, file_id):
    answers = visitor.file(chunks.fine(file_id), DATA, STEP, order=(2, 0, 1))
    upload_id = chunks.is_whole(site, answers, DATA)
    spool = uploaders.Spool(site)
    for _ in range(2): # the first answer may have been lost
        answer = all_sent(visitor, file_id)
        assert (answer.status_code, answer.json()["success"]) == (200, True)
        assert chunks.upload_of(answer)["id"] == upload_id
    spool.stays_empty()


def test_it_is_told_so_in_json_too(site, visitor, file_id):
    visitor.file(chunks.fine(file_id), DATA, STEP, order=(2, 0))
    assert all_sent_as_json(visitor, file_id).json()["reset"] is True
    answers = visitor.file(chunks.fine(file_id), DATA, STEP)
    upload_id = chunks.is_whole(site, answers, DATA)
    spool = uploaders.Spool(site)
    answer = all_sent_as_json(visitor, file_id)
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    assert chunks.upload_of(answer)["id"] == upload_id
    for size in (None, "x", -1, 1.5, [len(DATA)]):
        chunks.is_refused(all_sent_as_json(visitor, file_id, qqtotalfilesize=size), 400, "part_refused",
                          "qqtotalfilesize")
    spool.stays_empty()


@pytest.mark.parametrize("body", [b"{}", b"[]", b"1", b"null", b"{", b'{"qquuid":1}', b'{"qquuid":"1\xff"}',
                                  b'{"qquuid":"x","a":"\\u0000"}', b"[" * 100, json.dumps(["a" * 9000]).encode()])
def test_other_json_is_a_file(site, visitor, body):
    answer = visitor.ask("POST", "", body, Content_Type="application/json", Accept="application/json")
    assert answer.status_code == 201, answer.text
    document = site.wait_state(answer.json()["id"], "done", "failed")
    assert files.digest_of(document) == files.sha256(body)


def test_a_file_with_a_gap_is_begun_anew(site, visitor, file_id):
    visitor.file(chunks.fine(file_id), DATA, STEP, order=(0, 2))
    answer = all_sent(visitor, file_id)
    document = answer.json()
    assert (answer.status_code, document["success"], document["reset"]) == (410, False, True)
    assert "missing" in document["error"] and "preventRetry" not in document
    chunks.is_whole(site, visitor.file(chunks.fine(file_id), DATA, STEP), DATA)
    assert all_sent(visitor, file_id).json()["success"] is True


def test_a_file_of_which_nothing_is_there_is_begun_anew(visitor, file_id):
    document = all_sent(visitor, file_id).json()
    assert (document["success"], document["reset"]) == (False, True)


def test_a_total_that_contradicts_the_chunks_is_refused(visitor, file_id):
    visitor.file(chunks.fine(file_id), DATA, STEP, order=(0, 1))
    chunks.is_refused(all_sent(visitor, file_id, size=len(DATA) + 1), 400, "inconsistent_length", "lengths")
    for size in ("", "x", "-1"):
        chunks.is_refused(all_sent(visitor, file_id, size=size), 400, "part_refused", "qqtotalfilesize")


@pytest.mark.parametrize("body", [b"qquuid=1", b"_method=DELETE", b"a\0qquuid=1&_method=DELETE",
                                  b"qqtotalparts=3&qqtotalfilesize=1", b"=", files.real_bytes(16000)])
def test_other_bodies_of_that_type_are_files(site, visitor, body):
    answer = visitor.ask("POST", "", body, Content_Type=FORM, Accept="application/json")
    assert answer.status_code == 201, answer.text
    document = site.wait_state(answer.json()["id"], "done", "failed")
    assert files.digest_of(document) == files.sha256(body)


# --- resuming ---

def test_it_resumes_what_is_there(site, visitor, file_id):
    first = visitor.file(chunks.fine(file_id), DATA, STEP, order=(0, 1))
    said = chunks.fine(file_id)(2, len(PIECES), len(DATA), STEP)
    last = Visitor(site).chunk(said | {"qqresume": "true"}, PIECES[2])
    chunks.is_whole(site, [*first, last], DATA)


@pytest.mark.parametrize("index", [0, 2])
def test_it_begins_anew_if_what_it_resumes_is_gone(site, visitor, file_id, index):
    """The chunks before, and others that it counts as sent, would never come."""
    spool = uploaders.Spool(site)
    said = chunks.fine(file_id)(index, len(PIECES), len(DATA), STEP)
    answer = visitor.chunk(said | {"qqresume": "true"}, PIECES[index])
    assert (answer.status_code, answer.json()["reset"], answer.json()["success"]) == (410, True, False)
    spool.stays_empty()
    chunks.is_whole(site, visitor.file(chunks.fine(file_id), DATA, STEP), DATA)


# --- deleting ---

def delete(visitor, file_id, how):
    if how == "POST":
        return visitor.ask("POST", "", {"_method": "DELETE", "qquuid": file_id}, Accept="application/json")
    return visitor.ask("DELETE", how + file_id, Accept="application/json")


@pytest.mark.parametrize("how", ["", "/", "POST"])
@pytest.mark.parametrize("kind", ["chunks", "half", "whole", "raw"])
def test_it_deletes_what_it_sent(site, visitor, file_id, kind, how):
    spool = uploaders.Spool(site)
    whole = {"qquuid": file_id, "qqfilename": "a", "qqtotalfilesize": len(DATA)}
    if kind == "whole":
        answer = visitor.form(*uploaders.chunk(whole, DATA, disposition='name="qqfile"; filename="a"'))
        site.wait_state(chunks.upload_of(answer)["id"], "done")
    elif kind == "raw":
        site.wait_state(visitor.raw(whole | {"qqfile": "a"}, DATA).json()["id"], "done")
    else:
        visitor.file(chunks.fine(file_id), DATA, STEP, order=None if kind == "chunks" else (0, 2))
    assert len(spool.new()) == 1
    assert delete(visitor, file_id, how).status_code == 200
    spool.stays_empty()
    assert delete(visitor, file_id, how).status_code == 404


def test_a_whole_file_that_is_sent_again_is_deleted_as_often(site, visitor, file_id):
    spool = uploaders.Spool(site)
    said = {"qquuid": file_id, "qqfilename": "a", "qqtotalfilesize": len(DATA)}
    for _ in range(2):
        assert visitor.form(*uploaders.chunk(said, DATA)).status_code == 201
    assert len(spool.new()) == 2
    assert delete(visitor, file_id, "").status_code == 200
    spool.stays_empty()


@pytest.mark.parametrize("name", ["1", "x" * 36, "0" * 32])
def test_only_a_uuid_names_a_file(site, visitor, name):
    """What others could guess deletes nothing."""
    said = uploaders.fine(0, 2, len(DATA), STEP) | {"qquuid": name}
    visitor.chunk(said, PIECES[0])
    assert delete(visitor, name, "POST").status_code == 404
    assert delete(visitor, name, "").status_code in (404, 412)


def test_the_last_file_of_a_form_cannot_take_the_name_of_the_first(site, visitor, file_id):
    part = forms.part('name="qqfile"; filename="a"', DATA)
    answer = visitor.form(uploaders.field("qquuid", file_id), part, part)
    assert len({one["id"] for one in answer.json()["uploads"]}) == 2
