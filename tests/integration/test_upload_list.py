# SPDX-License-Identifier: MIT
"""What an administrator looks through: what ended in the last day, and what words find."""

import base64

import pytest
import requests

import conftest
import stack
import tokens
import tus
import waiting

SECRET = b"the secret that these tokens are signed with"
SECTIONS = """
[pipeline text/markdown]
stages = broken
[stage broken]
command = /bin/false
retries = 0
"""


def bearer(**claims):
    return {"Authorization": f"Bearer {tokens.make(SECRET, **claims)}"}


ADMIN = bearer(sub="root", scope="admin")


@pytest.fixture(name="owned", scope="module")
def make_owned(tmp_path_factory):
    key = tmp_path_factory.mktemp("keys") / "key"
    key.write_bytes(SECRET)
    for site in conftest.running(stack.Stack(auth="token", token_keys=str(key), stages="")):
        site.configure(SECTIONS)
        yield site


def send(site, name, owner="alice", kind="text/plain", size=3, body=b"abc"):
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}"
                        for key, value in (("filename", name), ("filetype", kind)))
    answer = requests.post(f"{site.url}/uploads/", timeout=20, data=body, headers={
        **tus.VERSION, "Upload-Length": str(size), "Upload-Metadata": metadata, **bearer(sub=owner),
        "Content-Type": "application/offset+octet-stream"})
    assert answer.status_code == 201, answer.text
    return tus.Upload(answer.headers["Location"]).id


def listed(site, headers=None, **query):
    answer = requests.get(f"{site.url}/progress/", params={"list": "1", **query}, timeout=20, headers=headers or ADMIN)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.json()


def ids(answer):
    return [entry["document"]["id"] for entry in answer["uploads"]]


def has_reached(site, upload_id, state):
    def is_so():
        answer = requests.get(f"{site.url}/progress/{upload_id}", headers=ADMIN, timeout=20)
        return answer.json().get("state") == state
    waiting.until(is_so, f"the upload is {state}")


def test_failed_ones_come_first_then_the_newest(owned):
    failed = send(owned, "broken.md", kind="text/markdown")
    has_reached(owned, failed, "failed")
    first = send(owned, "one.txt")
    has_reached(owned, first, "done")
    second = send(owned, "two.txt", owner="bob")
    has_reached(owned, second, "done")
    answer = listed(owned)
    assert [i for i in ids(answer) if i in (failed, first, second)] == [failed, second, first]
    entry = next(e for e in answer["uploads"] if e["document"]["id"] == second)
    assert entry["owner"] == "bob" and entry["ended_at"] == entry["document"]["updated_at"]
    assert answer["next"] is None


def test_a_retried_one_leaves_the_list(owned):
    failed = send(owned, "again.md", kind="text/markdown")
    has_reached(owned, failed, "failed")
    assert failed in ids(listed(owned))
    owned.quickstart("stop", "worker")
    answer = requests.post(f"{owned.url}/progress/{failed}/retry", headers=ADMIN, timeout=20)
    assert answer.status_code == 204
    has_reached(owned, failed, "queued")
    assert failed not in ids(listed(owned))
    owned.restart("worker")
    has_reached(owned, failed, "failed")
    assert ids(listed(owned)).count(failed) == 1


def test_a_deleted_one_leaves_the_list(owned):
    made = send(owned, "deleted.txt")
    has_reached(owned, made, "done")
    assert made in ids(listed(owned))
    answer = requests.delete(f"{owned.url}/uploads/{made}", headers={**tus.VERSION, **ADMIN}, timeout=20)
    assert answer.status_code == 204
    waiting.until(lambda: made not in ids(listed(owned)), "the deleted one is not listed")


@pytest.mark.parametrize("words", ["north", "NORTH", "bin alice-of-the-north", "orth ALICE-of-the-N"])
def test_words_find_by_name_and_owner(owned, words):
    there = send(owned, "north.bin", owner="alice-of-the-north")
    open_one = send(owned, "north-open.bin", owner="alice-of-the-north", size=100)
    other = send(owned, "south.bin", owner="alice-of-the-south")
    for upload_id, state in ((there, "done"), (open_one, "uploading"), (other, "done")):
        has_reached(owned, upload_id, state)
    answer = listed(owned, find=words)
    found = ids(answer)
    assert there in found and open_one in found and other not in found
    assert next(e for e in answer["uploads"] if e["document"]["id"] == open_one)["ended_at"] is None


def test_an_id_finds_it(owned):
    upload_id = send(owned, "known.bin")
    has_reached(owned, upload_id, "done")
    assert ids(listed(owned, find=upload_id)) == [upload_id]
    assert upload_id in ids(listed(owned, find=upload_id[3:20]))
    assert ids(listed(owned, find="0" * 32)) == []


def test_pages_follow_one_another(owned):
    mine = {send(owned, f"page-{n}.bin", owner="pager") for n in range(52)}
    for upload_id in mine:
        has_reached(owned, upload_id, "done")
    first = listed(owned, find="pager")
    assert len(first["uploads"]) == 50 and first["next"] == 50
    second = listed(owned, find="pager", **{"from": first["next"]})
    assert len(second["uploads"]) == 2 and second["next"] is None
    assert set(ids(first)) | set(ids(second)) == mine


def test_only_administrators_get_it(owned):
    for headers, status in (({}, 401), (bearer(sub="alice", scope="upload watch"), 403)):
        answer = requests.get(f"{owned.url}/progress/?list=1", headers=headers, timeout=20)
        assert answer.status_code == status


@pytest.mark.parametrize("query", [{"find": "x" * 201}, {"from": "x"}, {"from": "-1"}, {"from": "99999999"}])
def test_malformed_parameters(owned, query):
    answer = requests.get(f"{owned.url}/progress/", params={"list": "1", **query}, headers=ADMIN, timeout=20)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_an_old_upload_that_is_restored_has_not_ended_today(owned):
    upload_id = send(owned, "restored.bin", owner="restorer")
    has_reached(owned, upload_id, "done")
    record = next(owned.spool.glob(f"*/{upload_id}/info.json"))
    text = record.read_text()
    at = next(e["ended_at"] for e in listed(owned, find="restorer")["uploads"])
    record.write_text(text.replace(f'"updated_at": {last_change(text)}', f'"updated_at": {at - 3 * 86400000}'))
    for server in owned.each_redis():
        server.flushall()
    has_reached(owned, upload_id, "done")
    assert upload_id not in ids(listed(owned))
    assert ids(listed(owned, find=upload_id)) == [upload_id]


def last_change(text):
    """The time of the last change that info.json has, as its text."""
    return text.split('"updated_at": ')[1].split(",")[0].strip()
