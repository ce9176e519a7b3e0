# SPDX-License-Identifier: MIT
"""The fields of a form are what Upload-Metadata is to tus: webhooks and the site's program get them, and nobody else."""

import http.server
import json
import subprocess
import threading
import time

import pytest
import requests

import conftest
import files
import forms
import keys
import stack
import uploaders
import waiting

BOUND = 65536  # max_form_metadata
STAGE = "\n[stage tell]\nkind = notify\nnotify_private = yes\nnotify_url = {url}\n"


class Hook:
    """Takes webhooks: what they say of each upload, by id."""

    def __init__(self):
        self.got = {}
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):  # pylint: disable=invalid-name
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                hook.got.setdefault(body["data"]["id"], []).append(body)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"

    def metadata(self, site, upload):
        """What the one webhook of that upload has."""
        site.wait_state(upload, "done")
        event, = self.got[upload]
        assert event["type"] == "upload.processed"
        return event["data"]["metadata"]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(name="hook", scope="module")
def make_hook():
    made = Hook()
    yield made
    made.close()


@pytest.fixture(name="questions", scope="module")
def make_questions(tmp_path_factory):
    """The file in which a program of pre_create keeps what it is asked."""
    folder = tmp_path_factory.mktemp("asked")
    program = folder / "keep"
    program.write_text(f"#!/bin/sh\ncat >>{folder}/questions\n")
    program.chmod(0o755)
    return folder / "questions"


def running(hook, **settings):
    for made in conftest.running(stack.Stack(stages="", **settings)):
        made.configure(STAGE.format(url=hook.url), stages="tell")
        yield made


@pytest.fixture(name="told", scope="module")
def make_told(hook, questions):
    """A site that tells of every upload."""
    yield from running(hook, pre_create=questions.parent / "keep", empty_uploads_per_client=0)


@pytest.fixture(name="own_told")
def make_own_told(request, hook):
    marker = request.node.get_closest_marker("settings")
    yield from running(hook, **(marker.kwargs if marker else {}))


def field(name, value):
    return forms.part(f'name="{name}"', value.encode() if isinstance(value, str) else value)


def file(name="a.txt", data=b"hello"):
    return forms.part(f'name="file"; filename="{name}"', data)


def sent(site, *parts, **headers):
    """The ids of what a form of these parts made."""
    answer = forms.post(site, *parts, **headers)
    assert answer.status_code == 201, answer.text
    return [upload["id"] for upload in answer.json()["uploads"]]


def spooled(site):
    return {path.parent.name for path in site.spool.glob("??/*/info.json")}


def record(site, upload):
    return json.loads(site.data_file(upload).with_name("info.json").read_text())


def last_question(questions):
    return json.loads(questions.read_text().splitlines()[-1])


def loadline(site, *words):
    subprocess.run([stack.BUILD / "cli/loadline", "--config", site.data / "loadline.conf", *words],
                   env=site.environment, check=True, timeout=60, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL)


def test_fields_before_the_file_arrive_in_the_webhook_and_in_pre_create(told, hook, questions):
    [upload] = sent(told, field("album", "Holiday"), field("note", "caf\u00e9 \"1\"\n"), field("none", ""), file())
    expected = {"album": "Holiday", "note": "caf\u00e9 \"1\"\n", "none": ""}
    assert last_question(questions) == {"name": "a.txt", "type": None, "owner": None, "size": None,
                                        "metadata": expected}
    assert hook.metadata(told, upload) == expected


def test_fields_behind_the_file_arrive_in_the_webhook(told, hook, questions):
    [upload] = sent(told, file(), field("album", "Holiday"))
    assert last_question(questions)["metadata"] is None
    assert hook.metadata(told, upload) == {"album": "Holiday"}


def test_a_form_without_fields_has_no_metadata(told, hook):
    [upload] = sent(told, file())
    assert hook.metadata(told, upload) is None


def test_repeated_fields_are_lists_and_lose_no_value(told, hook):
    [upload] = sent(told, field("tags", "sea"), field("one", "1"), field("list[]", "x"), field("tags", ""), file(),
                    field("tags", "sea"), field("list[]", "y"), field("single[]", "z"))
    assert hook.metadata(told, upload) == {"tags": ["sea", "", "sea"], "one": "1", "list[]": ["x", "y"],
                                           "single[]": ["z"]}


def test_bytes_that_are_not_utf8_are_replaced(told, hook, questions):
    [upload] = sent(told, field("raw", b"a\xffb"), b"".join(
        forms.part("@", value).replace(b"@", b'name="n' + byte + b'"')
        for byte, value in ((b"\xfe", b"1"), (b"\xff", b"2"))), file())
    expected = {"raw": "a\ufffdb", "n\ufffd": ["1", "2"]}
    assert last_question(questions)["metadata"] == expected
    assert hook.metadata(told, upload) == expected


SECRET = "s3cr3t-of-a-session"
PRIVATE = ("csrf_token", "_csrf", "X-CSRF-Token", "csrfmiddlewaretoken", "authenticity_token", "_token",
           "upload[_token]", "__RequestVerificationToken", "_xsrf", "token", "access_token", "__VIEWSTATE", "Redirect",
           "X-Progress-ID", "UPLOAD_IDENTIFIER", "APC_UPLOAD_PROGRESS")


def test_tokens_and_fields_for_loadline_are_not_kept(told, hook, questions):
    secrets = [field(name, SECRET) for name in PRIVATE]
    [upload] = sent(told, *secrets, field("tokens", "3"), field("mytoken", "x"), file(), *secrets)
    expected = {"tokens": "3", "mytoken": "x"}
    assert last_question(questions)["metadata"] == expected
    assert hook.metadata(told, upload) == expected
    [upload] = sent(told, *secrets, file())
    assert hook.metadata(told, upload) is None
    assert SECRET not in questions.read_text() + json.dumps(hook.got)
    for path in told.spool.glob("??/*/info.json"):
        assert SECRET not in path.read_text()


@pytest.mark.settings(private_fields="*-id, inner, album*")
def test_which_fields_are_private_is_a_setting(own_told, hook):
    [upload] = sent(own_told, field("X-ID", "1"), field("id", "2"), field("a[inner]", "3"), field("ALBUMS", "4"),
                    field("my album", "5"), field("token", "6"), file())
    assert hook.metadata(own_told, upload) == {"id": "2", "my album": "5", "token": "6"}


def test_keys_of_uploads_in_fields_are_masked(told, hook, questions):
    answer = forms.post(told, file())
    url = answer.json()["uploads"][0]["url"]
    masked = url[:url.rindex(".")] + ".***"
    [upload] = sent(told, field("of", url), field(url, "x"), file(), field("after", url))
    assert last_question(questions)["metadata"] == {"of": masked, masked: "x"}
    assert hook.metadata(told, upload) == {"of": masked, masked: "x", "after": masked}
    assert not [place for place in keys.found(told.data, keys.redis_words(told.redis()))
                if url.rsplit(".", 1)[1] in place]


def test_fields_are_in_no_public_document(told, hook):
    [upload] = sent(told, field("confidential", "my-own-words"), file())
    assert hook.metadata(told, upload) == {"confidential": "my-own-words"}
    texts = [requests.get(f"{told.url}{path}", timeout=20).text
             for path in (f"/progress/{upload}", f"/progress?ids={upload}", f"/live/poll?ids={upload}")]
    assert all(upload in text for text in texts)
    for text in [*texts, *map(str, keys.redis_words(told.redis()))]:
        assert "confidential" not in text and "my-own-words" not in text


def half(site, *parts):
    """A form whose last file is not whole yet, and the ids of its files, in order."""
    before = spooled(site)
    body = forms.body(*parts)
    sender = forms.Sender(site.port, "/uploads/", len(body))
    sender.send(body[:-100])
    size = max(len(part) for part in body.split(b"\r\n\r\n")) - 200  # of the last file, the longest

    def look():
        new = spooled(site) - before
        return new if any(site.stored(upload) >= size for upload in new) else None
    new = waiting.until(look, "the last file comes")
    named = {record(site, upload)["name"]: upload for upload in new}
    return sender, body[-100:], [named[name] for name in sorted(named)]


LAST = file("c.txt", files.real_bytes(100_000))


def test_several_files_have_all_fields_and_none_is_told_of_before_the_form_ends(told, hook):
    sender, rest, uploads = half(told, field("album", "Holiday"), file("a.txt"), file("b.txt", b""),
                                 field("note", "late"), LAST)
    with sender:
        def shown():
            documents = [told.progress(upload).json() for upload in uploads]
            return [(one.get("state"), one.get("size"), one.get("received", 0) > 0) for one in documents]
        waiting.until(lambda: shown() == [("uploading", 5, True), ("created", 0, False), ("uploading", None, True)],
                      "the files before the last one have their sizes, and are not queued")
        assert not set(uploads) & set(hook.got)
        sender.send(rest)
        assert sender.status() == 201
    for upload in uploads:
        assert hook.metadata(told, upload) == {"album": "Holiday", "note": "late"}


def test_files_of_a_form_that_is_cut_have_the_fields_so_far(told, hook):
    sender, _, uploads = half(told, field("album", "Holiday"), file("a.txt"), field("note", "late"), LAST)
    sender.socket.close()
    assert hook.metadata(told, uploads[0]) == {"album": "Holiday", "note": "late"}
    assert told.wait_state(uploads[1], "failed")["error"]["code"] == "interrupted"
    assert record(told, uploads[1])["fields"] == {"album": "Holiday", "note": "late"}


def test_a_file_that_is_removed_while_its_form_comes_holds_up_none(told, hook):
    sender, rest, uploads = half(told, file("a.txt"), file("b.txt"), LAST, field("album", "Holiday"))
    with sender:
        loadline(told, "cancel", uploads[0])
        sender.send(rest)
        assert sender.status() == 201
    for upload in uploads[1:]:
        assert hook.metadata(told, upload) == {"album": "Holiday"}
    event, = waiting.until(lambda: hook.got.get(uploads[0]), "it is told of as well")
    assert event["type"] == "upload.cancelled" and event["data"]["metadata"] is None


@pytest.mark.settings(expire_after="300ms", expire_empty_after="300ms")
def test_files_of_a_long_form_do_not_expire(own_told, hook):
    sender, rest, uploads = half(own_told, file("a.txt"), file("b.txt", b""), LAST, field("album", "Holiday"))
    with sender:
        later = time.monotonic() + 0.6
        waiting.until(lambda: time.monotonic() > later, "their time is over")
        loadline(own_told, "prune")
        sender.send(rest)
        assert sender.status() == 201
    for upload in uploads:
        assert hook.metadata(own_told, upload) == {"album": "Holiday"}


def kept_bytes(value):
    return len(json.dumps({"note": value}, ensure_ascii=False, separators=(",", ":")).encode())


def test_fields_over_the_bound_are_refused_and_not_lost(told, hook):
    fitting = "x" * (BOUND - kept_bytes("") - 20) + "\n" * 10
    assert kept_bytes(fitting) == BOUND
    [upload] = sent(told, field("note", fitting), file())
    assert hook.metadata(told, upload) == {"note": fitting}
    before = spooled(told)
    answer = forms.post(told, field("note", fitting + "x"), file())
    assert answer.status_code == 413 and answer.json()["code"] == "bound_exceeded"
    assert "max_form_metadata" in answer.text and str(BOUND) in answer.text
    assert spooled(told) == before
    answer = forms.post(told, file("a.txt"), file("b.txt"), field("note", fitting + "x"))
    assert answer.status_code == 413 and "max_form_metadata" in answer.text
    names = {record(told, upload)["name"]: upload for upload in spooled(told) - before}
    assert told.wait_state(names["b.txt"], "failed")["error"]["code"] == "bound_exceeded"
    assert hook.metadata(told, names["a.txt"]) is None
    assert forms.post(told, field("note", fitting + "x")).status_code == 200


def test_a_file_in_chunks_has_the_fields_of_its_first_chunk(told, hook):
    for index, note in enumerate(("first", "x" * (BOUND - kept_bytes("")))):
        values = {**uploaders.dropzone(index, 2, 20, 10), "note": note}
        answer = forms.post(told, *uploaders.chunk(values, b"0123456789"))
        assert answer.status_code == 200, answer.text
    [upload] = [one["id"] for one in answer.json()["uploads"]]
    assert hook.metadata(told, upload)["note"] == "first"


@pytest.mark.settings(max_form_metadata="0")
def test_a_site_may_keep_no_fields(own_told, hook):
    [upload] = sent(own_told, *[field("note", "x" * 60_000)] * 3, file())
    assert hook.metadata(own_told, upload) is None
    assert "fields" not in record(own_told, upload)


def test_fields_outlive_every_program(own_told, hook):
    own_told.stop_component("worker")
    uploads = sent(own_told, field("album", "Holiday"), file("a.txt"), file("b.txt"), field("tags", "x"),
                   field("tags", "y"))
    own_told.restart("upload")
    expected = {"album": "Holiday", "tags": ["x", "y"]}
    assert [record(own_told, upload)["fields"] for upload in uploads] == [expected] * 2
    own_told.start_component("worker")
    for upload in uploads:
        assert hook.metadata(own_told, upload) == expected
    assert [record(own_told, upload)["fields"] for upload in uploads] == [expected] * 2
