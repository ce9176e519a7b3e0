# SPDX-License-Identifier: MIT
"""Keys of uploads are told to nobody."""

import base64
import json
import subprocess

import pytest
import requests

import draft
import keys
import relay_site
import stack
import tus
import tus_talk

@pytest.fixture(name="secret_url", scope="module")
def make_secret_url(site):
    """An upload whose URL only this module knows."""
    upload = tus.Upload.create(f"{site.url}/uploads/", 10)
    yield upload.url
    upload.delete()


def key_in(url):
    return url.rsplit(".", 1)[1]


def assert_told_nobody(site, *urls):
    for url in urls:
        found = keys.found(site.data, keys.redis_words(site.redis()))
        assert not [place for place in found if key_in(url) in place]


@pytest.mark.parametrize("form", [
    "{base}/app{path}", "https://other.example/x/y{path}", "{base}{path}x", "{base}{path}?x", "{base}//uploads//{path}",
    "{escaped}", "./././{name}"])
def test_keys_in_upload_concat_are_not_repeated(talk, secret_url, form):
    name = secret_url.rsplit("/", 1)[1]
    part = form.format(base=talk.site.url, path=f"/uploads/{name}", name=name,
                       escaped="/x/" + name.replace(".", "%2E"))
    answer = talk.post({"Upload-Concat": f"final;{part}"})
    assert answer.status == 400 and json.loads(answer.text)["code"] == "bad_concat"
    assert key_in(secret_url) not in answer.text + str(answer.headers)
    assert_told_nobody(talk.site, secret_url)


def test_no_problem_document_repeats_a_key(site, secret_url):
    """The same key in every place of a request that somebody might quote."""
    name = secret_url.rsplit("/", 1)[1]
    uploads, progress = f"{site.url}/uploads/", f"{site.url}/progress/"
    fields = ("Upload-Length", "Upload-Offset", "Upload-Metadata", "Upload-Concat", "Upload-Checksum",
              "Upload-Defer-Length", "Upload-Complete", "Content-Type", "Content-Disposition", "Content-Digest",
              "Repr-Digest", "Content-Range", "Range", "If-None-Match", "Origin", "X-Progress-ID", "Authorization",
              "X-HTTP-Method-Override", "Accept")
    answers = [requests.request(method, target, headers=headers, timeout=10)
               for headers in ({}, {**tus.VERSION}, {"Accept": "text/html"})
               for method in ("GET", "POST", "PATCH", "DELETE", "PUT", "OPTIONS", "NONE")
               for target in (f"{uploads}x/{name}", f"{uploads}{name}/x", f"{progress}{name}/x", f"{progress}x{name}",
                              f"{progress}legacy/{name}", f"{progress}?ids={name},x{name}",
                              f"{site.url}/uploads{name}")]
    answers += [requests.request(method, target, headers={**tus.VERSION, field: value.format(name)}, timeout=10)
                for field in fields for value in ("{}", 'x "{}"', "https://h/uploads/{}")
                for method, target in (("POST", uploads), ("PATCH", uploads + tus_talk.UNKNOWN), ("GET", progress))]
    answers.append(requests.post(uploads, files={name: (name, b"x", name)}, data={name: name}, timeout=10,
                                 params={"X-Progress-ID": "0123456789abcde"}))
    for answer in answers:
        said = answer.text + str(answer.headers)
        if answer.status_code >= 400 and answer.status_code != 404:
            assert key_in(secret_url) not in said, (answer.request.method, answer.request.url, said)
        assert "problem+json" not in answer.headers.get("Content-Type", "") or key_in(secret_url) not in said
    assert_told_nobody(site, secret_url)


def test_a_final_upload_keeps_no_keys_and_names_its_parts(talk):
    site = talk.site
    parts = [talk.sized(5, **{"Upload-Concat": "partial"}) for _ in range(2)]
    for part in parts:
        assert talk.patch(part, b"12345").status == 204
    url = talk.create({"Upload-Concat": f"final;{parts[0]} .{parts[1][parts[1].rindex('/'):]}"})
    paths = " ".join(part.rsplit("/", 1)[1] for part in parts)
    record = site.data_file(tus_talk.identity(url)).with_name("info.json")
    assert json.loads(record.read_text())["concat"] == "final;" + " ".join(map(tus_talk.identity, parts))
    assert talk.head(url).headers["Upload-Concat"] == f"final;{paths}"
    assert_told_nobody(site, url, *parts)
    talk.document(url, "done")
    # As an earlier version wrote it.
    text = record.read_text()
    record.write_text(text.replace(json.loads(text)["concat"], "final;" + " ".join(parts)))
    assert talk.head(url).headers["Upload-Concat"] == f"final;{paths}"
    record.write_text(text)


def metadata_with(url):
    """Every way in which a client may write it, and a value that is no text."""
    values = {"filename": f"{url}.bin".encode(), "from": b"\xff\0" + url.encode() + b"\0", "type": url.encode(),
              "other": bytes(range(256)), "empty": b""}
    return ",".join(f"{name} {base64.b64encode(value).decode()}" for name, value in values.items())


def decoded(field):
    pairs = [pair.partition(" ") for pair in field.split(",")]
    return {name: base64.b64decode(value) for name, _, value in pairs}


def test_keys_in_values_of_metadata_are_neither_kept_nor_echoed(talk, secret_url):
    field = metadata_with(secret_url)
    of_tus = talk.create({"Upload-Length": "10", "Upload-Metadata": field})
    of_draft = draft.Upload.create(talk.site.url, Upload_Metadata=field)
    for url in (of_tus, talk.base + of_draft.path.rsplit("/", 1)[1]):
        echoed = talk.head(url).headers["Upload-Metadata"]
        assert decoded(echoed) == decoded(metadata_with(secret_url.replace(key_in(secret_url), "***")))
        assert talk.document(url, "created", "idle", "uploading")["name"].count("***.bin") == 1
    assert_told_nobody(talk.site, secret_url)


@relay_site.run_async
async def test_the_relay_repeats_no_key(relay):
    """Neither to who asks with one, nor in its log, which is looked through when it ends."""
    upload_id = relay_site.new_id()
    key = keys.key_of(keys.SECRET, upload_id.encode()).decode()
    name = f"{upload_id}.{key}"
    async with relay.connect() as client:
        for message in ({"do": "watch", "ref": 1, "id": name}, {"do": name, "ref": 1}, {"do": "watch", "ref": name}):
            await client.send(**message)
            assert (await client.expect("error"))["code"]
            assert key not in client.text
    for path in (f"/live/poll?ids={name}", f"/live/events?id={name}", f"/live/{name}", f"/{name}", f"/live?token={name}"):
        with relay.raw(relay_site.request(path, Origin=f"https://{name}", Upgrade=None, Connection="close")) as raw:
            raw.settimeout(relay_site.PATIENCE)
            assert key not in raw.recv(65536).decode()


def test_what_an_answer_tells_is_noted(site, secret_url):
    told = {"status": 200, "fields": {"X": secret_url}, "text": ""}
    for method, target, asked in (("GET", secret_url, {}), ("GET", "/", {"X": secret_url}), ("POST", "/uploads/", {})):
        keys.note_fields(method, target, asked, **told)
    keys.note_fields("HEAD", "/uploads/x", {}, 200, {"Upload-Concat": secret_url}, "")
    secret = (site.data / "secret").read_bytes().rstrip()
    assert not keys.in_answers(secret)
    keys.note_fields("GET", "/uploads/x", {}, **told)
    keys.note_fields("POST", "/uploads/", {}, 400, {}, secret_url)
    assert len(keys.in_answers(secret)) == 2


def test_the_tool_complains_without_keys(site, secret_url):
    for words in (("show", secret_url + "0"), ("show", secret_url + "x"), ("retry", secret_url),
                  ("send", secret_url), ("doctor", secret_url), ("report", secret_url, "x", "running")):
        done = subprocess.run([stack.BUILD / "cli/loadline", "--config", site.data / "loadline.conf", *words],
                              env=stack.clean_environment(), check=False, text=True, timeout=60,
                              stdin=subprocess.DEVNULL, capture_output=True)
        assert key_in(secret_url) not in done.stderr + done.stdout, words

