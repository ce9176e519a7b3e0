# SPDX-License-Identifier: MIT
"""Webhooks of what clients do by HTTP: begin an upload, delete it, send what it is not."""

import pytest
import requests

import hooks
import test_draft_digests
import tus_talk
import waiting


@pytest.fixture(name="make_site")
def make_make_site(own_site, receive):
    """make_site(**settings of the stage): a site whose uploads are told of, and the receiver."""
    def make(**settings):
        receiver = receive()
        stage = hooks.section(receiver, own_site.data / "hook.secret", **settings)
        own_site.configure("\n[stage tell]\n" + "".join(f"{key} = {value}\n" for key, value in stage.items()),
                           stages="tell")
        return own_site, receiver
    return make


def wait_kinds(receiver, *kinds):
    waiting.until(lambda: len(receiver.said()) >= len(kinds), f"{kinds} are told")
    assert sorted(said["type"] for said in receiver.said()) == sorted(f"upload.{kind}" for kind in kinds)


def test_created_where_that_is_asked_for(make_site):
    site, receiver = make_site(notify_events="created, cancelled")
    talk = tus_talk.Talk(site)
    url = talk.sized(10)
    wait_kinds(receiver, "created")
    said, = receiver.said()
    assert said["data"] | {"id": tus_talk.identity(url), "size": 10} == said["data"]
    assert talk.create({"Upload-Length": "5", "Upload-Concat": "partial"}), "a part is no upload"
    assert talk.delete(url).status == 204
    wait_kinds(receiver, "created", "cancelled")


def test_what_is_deleted_after_its_end_is_not_cancelled(make_site):
    site, receiver = make_site()
    talk = tus_talk.Talk(site)
    url = talk.sized(3)
    assert talk.patch(url, b"abc").status == 204
    talk.document(url, "done")
    assert talk.delete(url).status == 204
    other = talk.sized(3)
    assert talk.delete(other).status == 204
    wait_kinds(receiver, "processed", "cancelled")
    assert receiver.said("upload.cancelled")[0]["data"]["id"] == tus_talk.identity(other)


def test_the_fields_of_a_form_are_told(make_site):
    site, receiver = make_site(notify_events="created")
    answer = requests.post(f"{site.url}/uploads/", data={"note": "caf\u00e9"},
                           files={"file": ("a.txt", b"abc")}, timeout=20)
    assert answer.ok, answer.text
    wait_kinds(receiver, "created")
    assert receiver.said()[0]["data"]["metadata"]["note"] == "caf\u00e9"


def test_a_transfer_that_failed(make_site):
    site, receiver = make_site()
    answer = test_draft_digests.create(site, b"hello", Repr_Digest=test_draft_digests.digest(b"other", "sha-256"))
    assert answer.problem["code"] == "digest_mismatch"
    wait_kinds(receiver, "failed")
    said, = receiver.said()
    assert said["data"]["failure"] | {"code": "digest_mismatch", "stage": None} == said["data"]["failure"]
