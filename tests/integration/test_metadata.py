# SPDX-License-Identifier: MIT
"""metadata_fields: each way in, each way out, and nobody else."""

import json

import pytest
import requests

import conftest
import forms
import hooks
import keys
import send_tool
import stack
import tokens
import tus
import tus_talk
import uploaders
import waiting
from metadata_ways import WAYS, by_form, by_tus, one_url, pairs
from test_access_live import Talk

SECRET = b"the secret that these tokens are signed with"
FIELDS = "project, tags[], my-note"
VALUE = 64  # max_metadata_value
STAGES = """
[stage see]
command = {program} {folder}
[stage tell]
kind = notify
notify_private = yes
notify_events = created, processed
notify_url = {url}
"""
# Each program appends to a file of its own; nobody but this test reads it.
SEE = "#!/bin/sh\nenv | grep ^LOADLINE_META_ | sort >\"$1/$LOADLINE_ID\"\ntrue\n"
SENT = {"project": "42", "hidden": "hush-hush"}  # the second name is not listed


class Programs:
    """A program of pre_create and one of a stage, which note what they are given."""

    def __init__(self, folder):
        self.folder = folder
        self.questions = folder / "questions"
        self.ask = self.make("ask", f"#!/bin/sh\ncat >>{self.questions}\n")
        self.see = self.make("see", SEE)

    def make(self, name, text):
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o755)
        return path

    def question(self):
        return json.loads(self.questions.read_text().splitlines()[-1])["metadata"]

    def seen(self, upload):
        """The variables of the stage's program."""
        return (self.folder / upload).read_text()


def running(programs, hook, **settings):
    """A site whose programs and receiver get what the client says."""
    settings = {"metadata_fields": FIELDS, "max_metadata_value": VALUE, "max_metadata": 1000, "pre_create": programs.ask,
                "empty_uploads_per_client": 0, **settings}
    for made in conftest.running(stack.Stack(stages="", **settings)):
        made.configure(STAGES.format(program=programs.see, folder=programs.folder, url=hook.url), stages="see, tell")
        yield made


@pytest.fixture(name="programs", scope="module")
def make_programs(tmp_path_factory):
    return Programs(tmp_path_factory.mktemp("programs"))


@pytest.fixture(name="hook", scope="module")
def make_hook():
    made = hooks.Receiver()
    yield made
    made.close()


@pytest.fixture(name="kept", scope="module")
def make_kept(programs, hook):
    yield from running(programs, hook)


@pytest.fixture(name="own_kept")
def make_own_kept(request, programs, hook):
    yield from running(programs, hook, **request.node.get_closest_marker("settings").kwargs)


# --- ways out ---


def id_of(url):
    return url.rsplit("/", 1)[1].split(".")[0]


def told(hook, upload, kind):
    """The metadata of that webhook."""
    def look():
        return [body["data"]["metadata"] for body in hook.said(kind) if body["data"]["id"] == upload]
    return waiting.until(look, f"{kind} of {upload} is told")[0]


def ask(site, which, **headers):
    return requests.get(f"{site.url}/progress/{which}/metadata", timeout=30, headers=headers)


def owned(site, url):
    """What the owner reads."""
    answer = ask(site, url.rsplit("/", 1)[1])
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/json" and answer.headers["Cache-Control"] == "no-store"
    said = answer.json()
    assert set(said) == {"id", "metadata"} and said["id"] == id_of(url)
    return said["metadata"]


def record(site, upload):
    return site.data_file(upload).with_name("info.json").read_text()


@pytest.mark.parametrize("way", WAYS)
def test_what_is_sent_arrives_everywhere_and_the_rest_nowhere(kept, programs, hook, way):
    url = WAYS[way](kept, SENT)
    upload = id_of(url)
    kept.wait_state(upload, "done")
    assert owned(kept, url) == {"project": "42"}
    assert programs.question()["project"] == "42" and "hidden" not in programs.question()
    assert programs.seen(upload) == "LOADLINE_META_PROJECT=42\n"
    for kind in ("upload.created", "upload.processed"):
        assert told(hook, upload, kind)["project"] == "42"
    places = [record(kept, upload), programs.questions.read_text(), json.dumps(hook.said()), programs.seen(upload)]
    assert not [place for place in places if "hush-hush" in place or pairs(SENT).rsplit(" ", 1)[1] in place]


def test_head_repeats_the_pairs_that_are_kept(kept):
    sent = f"a YQ==,{pairs(SENT)},filename YS50eHQ=,my-note"
    answer = requests.post(f"{kept.url}/uploads/", timeout=30,
                           headers={**tus.VERSION, "Upload-Length": "5", "Upload-Metadata": sent})
    assert answer.status_code == 201, answer.text
    head = requests.head(answer.headers["Location"], timeout=30, headers=tus.VERSION)
    assert head.headers["Upload-Metadata"] == "project NDI=,filename YS50eHQ=,my-note"
    answer = requests.post(f"{kept.url}/uploads/", timeout=30,
                           headers={**tus.VERSION, "Upload-Length": "5", "Upload-Metadata": "a YQ=="})
    assert "Upload-Metadata" not in requests.head(answer.headers["Location"], timeout=30, headers=tus.VERSION).headers


def test_a_repeated_final_upload_is_found_by_what_is_kept(kept):
    talk = tus_talk.Talk(kept)
    part = talk.sized(5, **{"Upload-Concat": "partial"})
    assert talk.patch(part, b"hello").status == 204
    first, again, other = (talk.post({"Upload-Concat": f"final;{part}", "Upload-Metadata": pairs(values)})
                           for values in (SENT, {"project": "42"}, {"project": "43"}))
    assert first.headers["Location"] == again.headers["Location"] != other.headers["Location"]


def test_lists_and_characters(kept, programs, hook):
    note = "caf\u00e9\n\x1b[1m\t\"$(id)\""
    parts = [("tags[]", "sea"), ("my-note", note), ("tags[]", "a\nb")]
    sent = [forms.part(f'name="{name}"', value.encode()) for name, value in parts]
    url = one_url(forms.post(kept, *sent, forms.part('name="f"; filename="a.txt"', b"hello")))
    kept.wait_state(id_of(url), "done")
    expected = {"tags[]": ["sea", "a\nb"], "my-note": note}
    assert owned(kept, url) == programs.question() == told(hook, id_of(url), "upload.processed") == expected
    assert programs.seen(id_of(url)).splitlines() == ["LOADLINE_META_MY_NOTE=caf\u00e9  [1m \"$(id)\"",
                                                     "LOADLINE_META_TAGS__=sea"]
    url = one_url(requests.put(f"{kept.url}/uploads/a?tags[]=1&my-note=x%C3%A9+y&tags%5B%5D=2", data=b"hello",
                               timeout=30))
    assert owned(kept, url) == {"tags[]": ["1", "2"], "my-note": "x\u00e9 y"}


def test_fields_behind_the_file_are_kept_too(kept, programs, hook):
    url = one_url(forms.post(kept, forms.part('name="f"; filename="a.txt"', b"hello"), *uploaders.fields(SENT)))
    kept.wait_state(id_of(url), "done")
    assert owned(kept, url) == told(hook, id_of(url), "upload.processed") == {"project": "42"}
    assert programs.seen(id_of(url)) == "LOADLINE_META_PROJECT=42\n"


def test_the_command_sends_it_with_every_file(kept, tmp_path):
    sender = send_tool.Sender(tmp_path)
    paths = [sender.file(b"x", name) for name in ("a", "b")]
    base = f"{kept.url}/uploads/"
    done = sender.run("--json", "--metadata", "project=42", *paths, "--metadata", "my-note=a=\u00e9 ,", "--metadata",
                      "hidden=", base)
    assert done.returncode == 0, done.stderr
    for line in done.stdout.splitlines():
        assert owned(kept, json.loads(line)["url"]) == {"project": "42", "my-note": "a=\u00e9 ,"}
    for wrong in ("project", "=42", "my project=42", "a,b=1"):
        done = sender.run("--metadata", wrong, *paths, base)
        assert done.returncode == 2 and wrong in done.stderr
    assert sender.run(*["--metadata", "a=1"] * 33, *paths, base).returncode == 2


# --- bounds ---


@pytest.mark.parametrize("way", WAYS)
def test_a_longer_value_is_refused_before_a_byte(kept, way):
    assert owned(kept, WAYS[way](kept, {"project": "x" * VALUE, "hidden": "x" * 2 * VALUE})) == {"project": "x" * VALUE}
    spool = uploaders.Spool(kept)
    refused = refusal(kept, way, "x" * (VALUE + 1))
    assert refused.status_code == 413, refused.text
    assert "project" in refused.text and "max_metadata_value" in refused.text
    if way in ("tus", "concatenation", "draft", "form", "put", "post"):
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert refused.json()["code"] == "bound_exceeded"
    if way == "concatenation":
        assert len(spool.new()) == 1  # the part
    else:
        spool.stays_empty()


def refusal(site, way, value):
    """The answer to a creation with that value."""
    seen = []
    send = requests.Session.send

    def noted(session, request, **options):
        seen.append(send(session, request, **options))
        return seen[-1]
    values = {"project": value}
    if way in ("tus", "concatenation", "draft"):
        headers = {"Upload-Metadata": pairs(values), "Upload-Length": "5"}
        talk = tus_talk.Talk(site)
        if way == "concatenation":
            headers = {**headers, "Upload-Concat": f"final;{talk.sized(5, **{'Upload-Concat': 'partial'})}"}
            del headers["Upload-Length"]
        headers |= {"Upload-Complete": "?0", "Upload-Draft-Interop-Version": "8"} if way == "draft" else tus.VERSION
        return requests.post(f"{site.url}/uploads/", timeout=30, headers=headers)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requests.Session, "send", noted)
        with pytest.raises(AssertionError):
            WAYS[way](site, values)
    return seen[0]


def test_a_longer_field_behind_the_file_is_refused_at_the_end(kept):
    spool = uploaders.Spool(kept)
    answer = forms.post(kept, forms.part('name="f"; filename="a.txt"', b"hello"),
                        uploaders.field("tags[]", "x" * VALUE), uploaders.field("tags[]", "x"))
    assert answer.status_code == 413 and answer.json()["code"] == "bound_exceeded"
    [document] = spool.ends_as("failed")
    assert document["error"]["code"] == "bound_exceeded"
    assert "fields" not in json.loads(record(kept, document["id"]))


def test_the_draft_does_not_lose_metadata_in_silence(kept):
    for field in ("project ?", "project NDI=,project NDI=", "project " + "QUFB" * 250):
        answer = requests.post(f"{kept.url}/uploads/", timeout=30, data=b"", headers={
            "Upload-Draft-Interop-Version": "8", "Upload-Complete": "?0", "Upload-Metadata": field})
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_metadata")


# --- nobody else ---


def test_watchers_and_redis_get_none(kept):
    url = by_tus(kept, {"project": "for-the-owner-only"})
    upload = id_of(url)
    kept.wait_state(upload, "done")
    watched = [requests.get(f"{kept.url}{path}", timeout=30, headers={"Accept": accept}).text
               for path in (f"/progress/{upload}", f"/progress/{url.rsplit('/', 1)[1]}", f"/progress/?ids={upload}",
                            f"/live/poll?ids={upload}") for accept in ("application/json", "text/html")]
    talk = Talk(kept, {"do": "watch", "ref": 1, "id": upload},
                until=lambda heard: [one for one in heard if one["event"] == "progress"])
    logs = "".join(log.read_text(errors="replace") for log in (kept.data / "log").glob("*.log"))
    assert upload in logs and any(upload in text for text in watched)
    public = [*watched, json.dumps(talk.heard), *map(str, keys.redis_words(kept.redis()))]
    assert not [text for text in (*public, logs) if "for-the-owner-only" in text]
    assert not [text for text in public if "metadata" in text]


def test_the_document_is_the_same_text_for_all(kept):
    url = by_tus(kept, {"project": "1"})
    kept.wait_state(id_of(url), "done")
    texts = [requests.get(f"{kept.url}/progress/{which}", timeout=30) for which in (id_of(url), url.rsplit("/", 1)[1])]
    assert texts[0].content == texts[1].content and texts[0].headers["ETag"] == texts[1].headers["ETag"]


def test_without_credentials_the_key_is_needed(kept):
    url = by_tus(kept, {"project": "1"})
    upload, key = url.rsplit("/", 1)[1].split(".")
    wrong = key[:-1] + ("0" if key[-1] != "0" else "1")
    answers = [ask(kept, which) for which in (upload, f"{upload}.{wrong}", "0" * 32, "x", "legacy")]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (403, "forbidden"), (404, "not_found"), (403, "forbidden"), (404, "not_found"), (404, "not_found")]
    head = requests.head(f"{kept.url}/progress/{upload}.{key}/metadata", timeout=30)
    assert (head.status_code, head.content) == (200, b"")
    post = requests.post(f"{kept.url}/progress/{upload}.{key}/metadata", timeout=30)
    assert (post.status_code, post.headers["Allow"]) == (405, "GET, HEAD")
    assert requests.get(f"{kept.url}/progress/{upload}.{key}/other", timeout=30).status_code == 404


@pytest.fixture(name="owned_site", scope="module")
def make_owned_site(tmp_path_factory):
    key = tmp_path_factory.mktemp("keys") / "key"
    key.write_bytes(SECRET)
    yield from conftest.running(stack.Stack(auth="token", token_keys=str(key), stages="", metadata_fields="project"))


def bearer(**claims):
    return {"Authorization": f"Bearer {tokens.make(SECRET, **claims)}"}


def test_owners_and_administrators_read_it_and_no_other_user(owned_site):
    answer = requests.post(f"{owned_site.url}/uploads/", timeout=30, headers={
        **tus.VERSION, "Upload-Length": "5", "Upload-Metadata": pairs(SENT), **bearer(sub="alice")})
    assert answer.status_code == 201, answer.text
    which = answer.headers["Location"].rsplit("/", 1)[1]
    upload = which.split(".")[0]
    guest = bearer(sub="alice", scope="watch", upload_id=upload) # for another user, whom alice lets watch
    assert ask(owned_site, upload, **guest).status_code == 403
    assert requests.get(f"{owned_site.url}/progress/{upload}", headers=guest, timeout=20).status_code == 200
    for name in (upload, which):
        for who in ({"sub": "alice"}, {"sub": "root", "scope": "admin"}):
            answer = ask(owned_site, name, **bearer(**who))
            assert (answer.status_code, answer.json()) == (200, {"id": upload, "metadata": {"project": "42"}})
        for who, status in (({"sub": "bob"}, 404), ({"sub": "alice", "upload_id": "0" * 32}, 404),
                            ({"sub": "root", "scope": "admin", "upload_id": "0" * 32}, 404),
                            ({"sub": "alice", "scope": "upload"}, 403)):
            assert ask(owned_site, name, **bearer(**who)).status_code == status, who
        assert ask(owned_site, name).status_code == 401
    talk = Talk(owned_site, {"do": "watch", "ref": 1, "all": True}, **bearer(sub="root", scope="admin"),
                until=lambda heard: [one for one in heard if one.get("id") == upload])
    assert "42" not in [one.get("project") for one in talk.heard] and "metadata" not in json.dumps(talk.heard)


# --- what lasts ---


@pytest.mark.settings(attempts=3)
def test_it_outlives_redis_and_every_program(own_kept, programs, hook):
    own_kept.stop_component("worker")
    url = by_tus(own_kept, SENT)
    upload = id_of(url)
    before = record(own_kept, upload)
    own_kept.redis().flushall()
    assert owned(own_kept, url) == {"project": "42"}
    for component in ("upload", "progress"):
        own_kept.restart(component)
    assert owned(own_kept, url) == {"project": "42"}
    assert json.loads(record(own_kept, upload))["metadata"] == json.loads(before)["metadata"] == "project NDI="
    own_kept.start_component("worker")
    own_kept.wait_state(upload, "done")
    assert programs.seen(upload) == "LOADLINE_META_PROJECT=42\n"
    assert told(hook, upload, "upload.processed") == {"project": "42"}
    own_kept.stop_component("redis")
    assert owned(own_kept, url) == {"project": "42"}
    own_kept.start_component("redis")


@pytest.mark.settings(metadata_fields="")
def test_records_from_before_the_setting_are_read(own_kept, programs, hook):
    """A site without a list keeps everything, as before; the list decides what of it is shown later."""
    uploads = [by_tus(own_kept, SENT), by_form(own_kept, SENT)]
    for url in uploads:
        own_kept.wait_state(id_of(url), "done")
        assert owned(own_kept, url) == {}
        assert programs.seen(id_of(url)) == ""
        assert told(hook, id_of(url), "upload.processed") == SENT
    own_kept.stop_component("worker")
    uploads += [by_tus(own_kept, {**SENT, "my-note": "x" * 500})]
    own_kept.environment["LOADLINE_METADATA_FIELDS"] = FIELDS
    for component in ("upload", "progress"):
        own_kept.restart(component)
    own_kept.start_component("worker")
    own_kept.wait_state(id_of(uploads[2]), "done")
    assert [owned(own_kept, url) for url in uploads] == [{"project": "42"}, {"project": "42"},
                                                        {"project": "42", "my-note": "x" * 500}]
    assert programs.seen(id_of(uploads[2])) == f"LOADLINE_META_MY_NOTE={'x' * 500}\nLOADLINE_META_PROJECT=42\n"
    assert told(hook, id_of(uploads[2]), "upload.processed") == {**SENT, "my-note": "x" * 500}
