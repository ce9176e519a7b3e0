# SPDX-License-Identifier: MIT
"""One upload's story: every stage, attempt and message, with times."""

import base64
import json

import pytest
import requests

import conftest
import stack
import tokens
import tus
import waiting
from test_cli import run

SECRET = b"the secret that these tokens are signed with"
STORY_MAX = 64  # as in src/scripts/story.lua
# Fails twice, tells why, and is done the third time. Each attempt waits until the test lets it end.
FLAKY = """#!/bin/sh
echo x >>"$0.$LOADLINE_ID"
n=$(wc -l <"$0.$LOADLINE_ID")
echo "progress 10 Looking at $n of 3"
until [ -e "$0.$LOADLINE_ID.$n" ]; do sleep 0.05; done
if [ "$n" -lt 3 ]; then echo "no light" >&2; exit 75; fi
echo "progress 90 Nearly there"
"""
# A thousand messages without digits, which count as progress.
CHATTY = """#!/bin/sh
ten="a b c d e f g h i j"
for x in $ten; do for y in $ten; do for z in $ten; do echo "progress 10 Page $x$y$z"; done; done; done
"""
SECTIONS = """
[pipeline text/flaky]
stages = flaky
[stage flaky]
label = Flaky check
command = {folder}/flaky
retry_after = 1s
[pipeline text/chatty]
stages = chatty
[stage chatty]
command = {folder}/chatty
[pipeline text/broken]
stages = lenient, broken
[stage lenient]
command = /bin/false
required = no
[stage broken]
command = /bin/false
"""


def bearer(**claims):
    return {"Authorization": f"Bearer {tokens.make(SECRET, **claims)}"}


ADMIN = bearer(sub="root", scope="admin")
ALICE = bearer(sub="alice")


@pytest.fixture(name="owned", scope="module")
def make_owned(tmp_path_factory):
    folder = tmp_path_factory.mktemp("programs")
    for name, text in (("flaky", FLAKY), ("chatty", CHATTY)):
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    key = folder / "key"
    key.write_bytes(SECRET)
    for site in conftest.running(stack.Stack(auth="token", token_keys=str(key), stages="")):
        site.configure(SECTIONS.format(folder=folder))
        site.programs = folder
        yield site


def create(site, kind="text/plain", size=3, body=b"abc", headers=None):
    kinds = base64.b64encode(kind.encode()).decode()
    answer = requests.post(f"{site.url}/uploads/", timeout=20, data=body, headers={
        **tus.VERSION, "Upload-Length": str(size), "Upload-Metadata": f"filetype {kinds}",
        "Content-Type": "application/offset+octet-stream", **(ALICE if headers is None else headers)})
    assert answer.status_code == 201, answer.text
    return tus.Upload(answer.headers["Location"])


def ask(site, which, headers=None):
    return requests.get(f"{site.url}/progress/{which}/story", headers=ADMIN if headers is None else headers,
                        timeout=20)


def story(site, which, headers=None):
    answer = ask(site, which, headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    told = answer.json()
    assert told["id"] == which[:32]
    return told["story"]


def has_reached(site, upload_id, *states):
    def is_so():
        document = requests.get(f"{site.url}/progress/{upload_id}", headers=ADMIN, timeout=20).json()
        return document if document.get("state") in states else None
    return waiting.until(is_so, f"the upload is {states}")


def let_end(site, upload_id, attempt):
    """Lets that attempt of the flaky stage end once the story has its message."""
    waiting.until(lambda: any((e["what"], e["attempt"]) == ("stage_message", attempt)
                              for e in story(site, upload_id) if "attempt" in e), f"attempt {attempt} is told")
    (site.programs / f"flaky.{upload_id}.{attempt}").touch()


def words(entries):
    return [entry["what"] for entry in entries]


def test_two_failures_and_a_success_are_three_attempts(owned):
    upload = create(owned, "text/flaky")
    for attempt in (1, 2, 3):
        let_end(owned, upload.id, attempt)
    document = has_reached(owned, upload.id, "done")
    told = story(owned, upload.id)
    times = [entry["at"] for entry in told]
    assert times == sorted(times)
    assert abs(times[0] - document["created_at"]) < 1000 and times[-1] <= document["updated_at"]
    assert [what for what in words(told) if not what.startswith("stage_") and what != "uploading"] == \
        ["created", "stored", "queued", "done"]
    stage = [entry for entry in told if entry["what"].startswith("stage_")]
    assert all(entry["stage"] == "flaky" for entry in stage)
    assert [(entry["what"], entry["attempt"]) for entry in stage] == [
        ("stage_started", 1), ("stage_message", 1), ("stage_postponed", 1),
        ("stage_started", 2), ("stage_message", 2), ("stage_postponed", 2),
        ("stage_started", 3), ("stage_message", 3), ("stage_done", 3)]
    assert stage[1]["message"] == "Looking at 1 of 3" and stage[4]["message"] == "Looking at 2 of 3"
    assert stage[8]["message"] == "Nearly there"
    for entry, pause in ((stage[2], 1000), (stage[5], 2000)):
        assert entry["code"] == "stage_later"
        assert entry["message"] == "The program asked for a later run: no light"
        assert 0 < entry["retry_at"] - entry["at"] <= pause
    assert stage[3]["at"] >= stage[2]["retry_at"]


def test_failures_have_their_code_and_a_retry_is_told(owned):
    upload = create(owned, "text/broken")
    has_reached(owned, upload.id, "failed")
    told = story(owned, upload.id)
    ends = [(e["what"], e.get("stage"), e["code"]) for e in told if "code" in e]
    assert ends == [("stage_failed", "lenient", "stage_failed"), ("stage_failed", "broken", "stage_failed"),
                    ("failed", None, "stage_failed")]
    assert told[-1]["message"] == told[-2]["message"]
    answer = requests.post(f"{owned.url}/progress/{upload.id}/retry", headers=ADMIN, timeout=20)
    assert answer.status_code == 204
    waiting.until(lambda: words(story(owned, upload.id)).count("failed") == 2, "it has failed again")
    again = story(owned, upload.id)
    assert again[:len(told)] == told and again[len(told)]["what"] == "retried"
    assert [(e["stage"], e["attempt"]) for e in again if e["what"] == "stage_started"] == [
        ("lenient", 1), ("broken", 1), ("lenient", 2), ("broken", 2)]


def test_a_thousand_messages_are_few_entries(owned):
    upload = create(owned, "text/chatty")
    has_reached(owned, upload.id, "done")
    told = story(owned, upload.id)
    assert len(told) <= STORY_MAX
    assert told[0]["what"] == "created" and told[-1]["what"] == "done"
    assert told[-2]["what"] == "stage_done" and told[-2]["message"] == "Page jjj"
    messages = [entry["at"] for entry in told if entry["what"] == "stage_message"]
    assert all(later - at >= 1000 for at, later in zip(messages, messages[1:]))


def test_chunks_are_no_entries(owned):
    upload = create(owned, size=40, body=b"")
    for offset in range(0, 40, 2):
        answer = requests.patch(upload.url, data=b"ab", timeout=20, headers={
            **tus.VERSION, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream", **ALICE})
        assert answer.status_code == 204, answer.text
    has_reached(owned, upload.id, "done")
    told = words(story(owned, upload.id))
    assert told in (["created", "uploading", "stored", "done"], ["created", "stored", "done"])


def test_a_cancelled_one_ends_with_that(owned):
    upload = create(owned, size=100)
    has_reached(owned, upload.id, "uploading")
    answer = requests.post(f"{owned.url}/progress/{upload.id}/cancel", headers=ADMIN, timeout=20)
    assert answer.status_code == 204
    assert words(story(owned, upload.id))[-1] == "cancelled"


def test_it_expires_with_the_document(owned):
    upload = create(owned, size=100)
    redis = owned.redis()
    key = f"loadline:upload:{upload.id}"
    has_reached(owned, upload.id, "uploading")
    assert redis.pttl(key) == -1 and redis.hget(key, "_story")
    answer = requests.post(f"{owned.url}/progress/{upload.id}/cancel", headers=ADMIN, timeout=20)
    assert answer.status_code == 204
    assert redis.pttl(key) > 0 and redis.hget(key, "_story")
    assert not [name for name in redis.scan_iter(f"*{upload.id}*") if name != key], "it has no key of its own"


def test_the_owner_and_administrators_get_it_and_nobody_else(owned):
    upload = create(owned)
    has_reached(owned, upload.id, "done")
    assert words(story(owned, upload.id, ALICE)) == words(story(owned, upload.id))
    for headers, status, code in (({}, 401, "unauthorized"), (bearer(sub="bob"), 404, "not_found"),
                                  (bearer(sub="root", scope="admin", upload_id="0" * 32), 404, "not_found")):
        answer = ask(owned, upload.id, headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert ask(owned, "0" * 32).status_code == 404
    guest = bearer(sub="alice", scope="watch", upload_id=upload.id) # may watch, for the owner says so
    assert ask(owned, upload.id, guest).json()["code"] == "forbidden"
    answer = requests.post(f"{owned.url}/progress/{upload.id}/story", headers=ADMIN, timeout=20)
    assert answer.status_code == 405 and answer.headers["Allow"] == "GET, HEAD"
    document = requests.get(f"{owned.url}/progress/{upload.id}", headers=ALICE, timeout=20).json()
    assert "story" not in document and "_story" not in document


def test_without_credentials_the_key_is_needed(site):
    upload = create(site, headers={})
    has_reached(site, upload.id, "done")
    answer = ask(site, upload.id, {})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    key = upload.url.rsplit(".", 1)[1]
    assert words(story(site, f"{upload.id}.{key}", {}))[0] == "created"
    shown = run(site, "show", upload.id, "--story")
    assert shown.returncode == 0, shown.stderr
    assert json.loads(shown.stdout)["story"] == story(site, f"{upload.id}.{key}", {})
    assert run(site, "show", "0" * 32, "--story").returncode == 2
    assert run(site, "show", upload.id, "--stories").returncode == 2


def test_an_emptied_redis_has_lost_it(own_site):
    upload = create(own_site, size=100, headers={})
    has_reached(own_site, upload.id, "uploading")
    key = upload.url.rsplit(".", 1)[1]
    own_site.redis().flushall()
    has_reached(own_site, upload.id, "uploading")
    assert words(story(own_site, f"{upload.id}.{key}", {})) == ["created", "uploading"]


def test_what_other_programs_wrote_is_left_out(site):
    upload = create(site, headers={})
    has_reached(site, upload.id, "done")
    which = f"{upload.id}.{upload.url.rsplit('.', 1)[1]}"
    good = story(site, which, {})
    redis = site.redis()
    name = f"loadline:upload:{upload.id}"
    text = redis.hget(name, "_story")
    redis.hset(name, "_story", f'nonsense\n{{"at":"x","what":"y"}}\n[1]\n{text}\n{{"at":1,"what":{{"a":{{}}}}}}')
    assert story(site, which, {}) == good
    redis.hset(name, "_story", "x" * 200000)
    assert story(site, which, {}) == []
