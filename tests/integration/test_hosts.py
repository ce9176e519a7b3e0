# SPDX-License-Identifier: MIT
"""Hosts without a shared file system: each upload's URL names its host, and where it is not, nobody
says that it does not exist."""

import json
import secrets
import shutil

import pytest
import requests

import chunks
import concat
import draft
import hosts
import keys
import tus
import tus_talk
import uploaders
import waiting

DATA = b"hello"


@pytest.fixture(name="site", scope="module", params=hosts.ALL, ids=lambda kind: kind.__name__)
def fixture_site(request):
    made = hosts.Hosts(request.param)
    try:
        made.start()
        yield made
    finally:
        made.stop()


def ask(method, url, **fields):
    return requests.request(method, url, headers={"Accept": "application/json", **fields}, timeout=10,
                            allow_redirects=False)


def assert_elsewhere(answer):
    assert answer.status_code == 503, (answer.status_code, answer.text)
    assert int(answer.headers["Retry-After"]) > 0
    if answer.request.method != "HEAD":
        assert json.loads(answer.text)["code"] == "elsewhere"


def unfinished(host):
    """The URL of an upload of five bytes, of which none has come, once Redis knows it."""
    url = tus_talk.Talk(host).create({"Upload-Length": "5"})
    waiting.until(lambda: host.progress(tus_talk.identity(url)).status_code == 200, "Redis knows it")
    return url


def test_each_protocol_tells_the_host(site):
    host, other = site.both
    made = draft.ask(host.url, "POST", "/uploads/", draft.fields(complete=True), DATA)
    put = requests.put(f"{host.url}/uploads/a.bin", data=DATA, timeout=10)
    form = requests.post(f"{host.url}/uploads/", files={"f": ("a.bin", DATA)}, timeout=10,
                         headers={"Accept": "application/json"}).json()["uploads"][0]
    tus = tus_talk.Talk(host).create({"Upload-Length": "5", **tus_talk.TYPE}, DATA)
    for url in (made.headers["location"], put.headers["Location"], form["url"], tus):
        assert url.startswith(f"{host.url}/u7/uploads/")
        upload = tus_talk.identity(url)
        # Whoever is asked tells of every upload.
        other.wait_state(upload, "done")
        assert site.redis().hget(f"loadline:upload:{upload}", "_spool") == host.identity()
        assert ask("GET", url).content == DATA
        assert ask("GET", f"{host.url}/progress/{upload}").status_code == 200
    assert form["progress_url"].startswith(f"{host.url}/u7/progress/")
    assert ask("GET", form["progress_url"]).json()["state"] == "done"
    assert ask("GET", f"{host.url}/uploads/").json()["upload_url"] == "/uploads/"


def test_bytes_arrive_under_the_path_as_they_are_sent(site):
    """Behind mod_fcgid they arrive once all are there, as without the path."""
    host = site.second
    url = unfinished(host)
    with tus.Upload(url).begin(len(DATA)) as sender:
        sender.send(DATA[:2])
        if host.streams:
            host.wait_stored(tus_talk.identity(url), 2)
        sender.send(DATA[2:])
        assert sender.answer().status == 204
    host.wait_state(tus_talk.identity(url), "done")


def test_a_new_upload_is_taken_under_any_path(site):
    host = site.first
    for path in ("", *hosts.PATHS):
        answer = ask("POST", f"{host.url}{path}/uploads/", **{"Tus-Resumable": "1.0.0", "Upload-Length": "5"})
        assert answer.status_code == 201 and answer.headers["Location"].startswith(f"{host.url}/u7/uploads/")
    assert ask("OPTIONS", f"{host.url}/u8/uploads/").status_code in (200, 204)


def test_what_only_the_record_knows_is_elsewhere(site):
    """The own host answers metadata and commands, under each path."""
    last = unfinished(site.first).rpartition("/")[2]
    for path in ("", "/u7"):
        at = f"{site.second.url}{path}/progress/{last}"
        assert_elsewhere(ask("GET", f"{at}/metadata"))
        assert_elsewhere(ask("POST", f"{at}/retry"))
        assert_elsewhere(ask("POST", f"{at}/cancel"))
        assert ask("POST", f"{site.second.url}/progress/{last}/other").status_code == 404
    for path in ("", "/u7", "/u8"):
        answer = ask("GET", f"{site.first.url}{path}/progress/{last}/metadata")
        assert answer.status_code == 200 and answer.json()["metadata"] == {}
    assert ask("POST", f"{site.first.url}/progress/{last}/cancel").status_code == 204
    site.second.wait_state(last.partition(".")[0], "cancelled")
    assert ask("GET", f"{site.first.url}/progress/{last}/metadata").status_code == 404


def test_metadata_of_an_unknown_upload_is_not_found(site):
    upload = secrets.token_hex(16)
    key = keys.key_of((site.first.data / "secret").read_bytes().rstrip(), upload.encode()).decode()
    assert ask("GET", f"{site.first.url}/progress/{upload}.{key}/metadata").status_code == 404


@pytest.mark.parametrize("method", ["GET", "HEAD", "PATCH", "DELETE"])
def test_at_the_wrong_host_it_is_elsewhere(site, method):
    url = unfinished(site.first)
    last = url.rpartition("/")[2]
    fields = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    for path in ("", "/u7"):
        assert_elsewhere(ask(method, f"{site.second.url}{path}/uploads/{last}", **fields))
    # By whatever path it comes to its own host, it is there.
    for path in ("", "/u7", "/u8"):
        assert ask("HEAD", f"{site.first.url}{path}/uploads/{last}", **fields).status_code == 200


def test_with_an_emptied_redis_the_path_tells(site):
    url = unfinished(site.first)
    upload, last = tus_talk.identity(url), url.rpartition("/")[2]
    site.redis().flushall()
    assert_elsewhere(ask("GET", f"{site.second.url}/u7/uploads/{last}"))
    assert_elsewhere(ask("HEAD", f"{site.second.url}/u7/uploads/{last}", **{"Tus-Resumable": "1.0.0"}))
    answer = ask("GET", f"{site.second.url}/u7/progress/{upload}")
    if answer.status_code != 200:  # its own host may have restored it already
        assert_elsewhere(answer)
    answer = requests.get(f"{site.second.url}/u7/progress/{secrets.token_hex(16)}", timeout=10,
                          headers={"Accept": "text/html"})
    assert answer.status_code == 503 and "another host" in answer.text
    assert ask("HEAD", url, **{"Tus-Resumable": "1.0.0"}).status_code == 200
    assert ask("GET", f"{site.first.url}/u7/progress/{upload}").status_code == 200


def part(host):
    talk = tus_talk.Talk(host)
    url = concat.part(talk, 5)
    concat.send(talk, url, DATA)
    waiting.until(lambda: host.progress(tus_talk.identity(url)).status_code == 200, "Redis knows it")
    return url


@pytest.mark.parametrize("emptied", [False, True])
def test_parts_of_one_file_must_be_on_one_host(site, emptied):
    """Redis tells where they are, or their URLs do."""
    talks = [tus_talk.Talk(host) for host in site.both]
    here, also_here, there = part(site.first), part(site.first), part(site.second)
    if emptied:
        site.redis().flushall()
    for talk in talks:
        for urls in ((here, there), (there, here), (here, also_here, there)):
            answer = concat.final(talk, urls)
            assert answer.status == 409 and json.loads(answer.text)["code"] == "parts_apart", answer.text
            assert "different hosts" in json.loads(answer.text)["detail"]
    answer = concat.final(talks[1], [here, also_here])
    assert answer.status == 503 and json.loads(answer.text)["code"] == "elsewhere", answer.text
    assert int(answer.headers["Retry-After"]) > 0
    whole = concat.make(talks[0], [here, also_here])
    site.first.wait_state(tus_talk.identity(whole), "done")
    assert whole.startswith(f"{site.first.url}/u7/uploads/") and ask("GET", whole).content == DATA + DATA
    nowhere = f"{site.first.url}/uploads/{secrets.token_hex(16)}.{secrets.token_hex(16)}"
    assert concat.final(talks[0], [here, nowhere]).status == 400


def test_chunks_of_one_file_must_go_to_one_host(site):
    """Uploaders POST them all to one URL. Where the balancer does not send them to one host, the other one says so."""
    here, there = (chunks.Visitor(host) for host in site.both)
    there.session.cookies = here.session.cookies
    said = [uploaders.dropzone(at, 2, len(DATA), 3) for at in range(2)]
    here.chunk(said[0], DATA[:3])  # which gives the visitor a cookie where it has none
    first = here.chunk(said[0], DATA[:3])
    assert first.status_code == 200, first.text
    upload = chunks.upload_of(first)["id"]
    waiting.until(lambda: site.first.progress(upload).status_code == 200, "Redis knows it")
    refused = there.chunk(said[1], DATA[3:])
    assert refused.status_code == 503 and refused.json()["code"] == "elsewhere", refused.text
    assert int(refused.headers["Retry-After"]) > 0
    assert here.chunk(said[1], DATA[3:]).status_code == 200
    site.second.wait_state(upload, "done")


def test_what_nobody_has_is_not_found(site):
    wrong = f"{secrets.token_hex(16)}.{secrets.token_hex(16)}"
    for path in ("", "/u7", "/u8", "/u70"):
        assert ask("GET", f"{site.first.url}{path}/uploads/{wrong}").status_code == 404
    url = unfinished(site.first)
    assert ask("DELETE", url, **{"Tus-Resumable": "1.0.0"}).status_code == 204
    last = url.rpartition("/")[2]
    waiting.until(lambda: site.first.progress(tus_talk.identity(url)).json()["state"] == "cancelled", "it is told")
    for path in ("", "/u7", "/u8"):
        assert ask("GET", f"{site.first.url}{path}/uploads/{last}").status_code in (404, 410)


def test_on_the_only_host_what_is_missing_is_gone(own_site):
    """Without host_path nobody else can have it, though Redis still names the spool that was there."""
    url = unfinished(own_site)
    upload = tus_talk.identity(url)
    waiting.until(lambda: own_site.progress(upload).status_code == 200, "Redis knows it")
    shutil.rmtree(next(own_site.spool.glob(f"??/{upload}")))
    own_site.redis().hset(f"loadline:upload:{upload}", "_spool", secrets.token_hex(8))
    assert ask("HEAD", url, **{"Tus-Resumable": "1.0.0"}).status_code == 404
    assert ask("GET", url).status_code == 404


def test_on_the_only_host_a_missing_part_is_gone(own_site):
    url = part(own_site)
    upload = tus_talk.identity(url)
    shutil.rmtree(next(own_site.spool.glob(f"??/{upload}")))
    own_site.redis().hset(f"loadline:upload:{upload}", "_spool", secrets.token_hex(8))
    assert concat.final(tus_talk.Talk(own_site), [url]).status == 400
