# SPDX-License-Identifier: MIT
"""tus 1.0.0, concatenation-unfinished: how final uploads end that are never whole, and their limits."""

import json
import os
import pathlib
import time

import pytest

import fcgi
import stack
import tokens
import tus_talk
import waiting
from concat import PARTIAL, final, folder, last, lengths, make, part, progress, send, wait_progress


SECRET = b"the key of the site's tokens, 32+"


@pytest.fixture
def with_settings(request):
    """with_settings(name=value): a talk to a site of this test alone."""
    def start(**settings):
        made = stack.Stack(**settings)
        request.addfinalizer(made.stop)
        made.start()
        return tus_talk.Talk(made)
    return start


def code(answer):
    return json.loads(answer.text)["code"]


def age(path, seconds):
    """Sets a file's time back."""
    then = time.time() - seconds
    os.utime(path, (then, then))


def memory(pid):
    """Bytes of the process that are in memory."""
    pages = pathlib.Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGESIZE")


def check_failed(talk, url, reason, status):
    document = wait_progress(talk, url, state="failed")
    assert (document["error"]["code"], document["error"]["status"]) == (reason, status)
    assert talk.head(url).status == 410
    return document["error"]


# --- parts that end ---

@pytest.mark.parametrize("sent", [b"", b"hel", b"hello"])
def test_a_part_that_is_deleted_fails_it(talk, sent):
    urls = [part(talk, 6), part(talk, 5)]
    url = make(talk, urls)
    if sent:
        send(talk, urls[1], sent)
    assert talk.delete(urls[1]).status == 204
    error = check_failed(talk, url, "bad_concat", 400)
    assert error["message"] == "Part 2 of 2 was removed or failed before all were complete"
    assert last(urls[1]).split(".")[0] not in json.dumps(progress(talk, url))
    send(talk, urls[0], b"world!")  # the other part lives on
    assert talk.stored(make(talk, [urls[0]])) == b"world!"


def test_a_part_that_is_cancelled_elsewhere_fails_it(own_site):
    """By the program of the progress, which has no senders."""
    talk = tus_talk.Talk(own_site)
    urls = [part(talk, 6), part(talk, 5)]
    url = make(talk, urls)
    answer = talk.ask("POST", f"{own_site.url}/progress/{last(urls[0])}/cancel",
                      {"Content-Length": "0"})
    assert answer.status == 204, answer.text
    check_failed(talk, url, "bad_concat", 400)


def test_one_that_failed_is_made_anew(talk):
    urls = [part(talk, 6), part(talk, 5)]
    url = make(talk, [urls[0], urls[1]])
    assert talk.delete(urls[1]).status == 204
    check_failed(talk, url, "bad_concat", 400)
    urls[1] = part(talk, 5)
    other = make(talk, urls)
    send(talk, urls[0], b"hello ")
    send(talk, urls[1], b"world")
    assert talk.stored(other) == b"hello world"
    assert talk.delete(url).status == 204


def test_one_that_is_deleted_leaves_its_parts(talk):
    urls = [part(talk, 5), part(talk, 6)]
    url, other = make(talk, urls), make(talk, [urls[1], urls[0]])
    send(talk, urls[0], b"hello")
    assert talk.delete(url).status == 204
    assert not folder(talk, url).exists()
    assert talk.head(url).status == 404
    wait_progress(talk, url, state="cancelled")
    send(talk, urls[1], b" world")
    assert talk.stored(other) == b" worldhello"
    assert wait_progress(talk, url, state="cancelled")["received"] == 5
    assert talk.stored(make(talk, urls)) == b"hello world"


def test_a_part_that_is_there_no_more_is_400(talk):
    urls = [part(talk, 5), part(talk, 6)]
    assert talk.delete(urls[1]).status == 204
    before = sorted(talk.site.spool.glob("??/*"))
    answer = final(talk, urls)
    assert (answer.status, code(answer)) == (400, "bad_concat")
    assert sorted(talk.site.spool.glob("??/*")) == before


# --- expiry ---

def test_it_expires_as_its_parts_do(with_settings):
    talk = with_settings(reconcile_interval="1s", expire_after="3s", expire_empty_after="3s")
    urls = [part(talk, 5), part(talk, 6)]
    url = make(talk, urls)
    send(talk, urls[0], b"hello")
    wait_progress(talk, url, state="expired", received=5)
    for one in (url, *urls):
        waiting.until(lambda one=one: not folder(talk, one).exists(), f"{one} is removed")


def test_no_part_expires_before_it(with_settings):
    talk = with_settings(reconcile_interval="1s")
    urls = [part(talk, 5), part(talk, 6), part(talk, 1)]
    url = make(talk, urls[:2])
    for one in urls:
        age(folder(talk, one) / "data", 48 * 3600)
    waiting.until(lambda: not folder(talk, urls[2]).exists(), "the sweep has come")
    assert lengths(talk, urls[0]) == ("0", "5")
    assert talk.head(urls[0]).headers["Upload-Expires"] == talk.head(url).headers["Upload-Expires"]
    send(talk, urls[0], b"hello")
    send(talk, urls[1], b" world")
    assert talk.stored(url) == b"hello world"


def test_bytes_of_a_part_renew_it(talk):
    urls = [part(talk, 5), part(talk, 6)]
    url = make(talk, urls)
    data = folder(talk, url) / "data"
    age(data, 1800)
    send(talk, urls[1], b" wor")
    waiting.until(lambda: time.time() - data.stat().st_mtime < 60, f"{url} is renewed")
    age(data, 7200)  # more than expire_empty_after, which is over with the first byte
    assert lengths(talk, url) == ("0", "11")
    age(data, 25 * 3600)
    assert talk.head(url).status == 410


# --- limits ---

def test_a_part_belongs_to_so_many_unfinished_ones_and_no_more(talk):
    one = part(talk, 1)
    urls = [make(talk, [one] * count) for count in range(1, 17)]
    answer = final(talk, [one] * 17)
    assert (answer.status, code(answer)) == (400, "bad_concat")
    assert "16 final uploads" in answer.text
    assert make(talk, [one] * 5) == urls[4]
    assert talk.delete(urls[7]).status == 204
    urls[7] = make(talk, [one] * 17)
    other = part(talk, 1)
    assert final(talk, [other, one]).status == 400  # not as a later part either
    send(talk, one, b"x")
    assert talk.stored(urls[0]) == b"x"
    assert [len(talk.stored(url)) for url in urls] == [1, 2, 3, 4, 5, 6, 7, 17, *range(9, 17)]
    send(talk, other, b"y")
    assert talk.stored(make(talk, [other, one])) == b"yx"


def test_256_parts(own_site):
    """More than a web server takes in one field; in any number its process takes no more memory."""
    talk = tus_talk.Talk(own_site)
    data, late = bytes(range(256)), 6
    urls = [part(talk, 1) for _ in data[:late]]
    urls += [talk.create({"Upload-Length": "1", **PARTIAL, **tus_talk.TYPE}, bytes([byte]))
             for byte in data[late:]]
    pid = (own_site.data / "pids/upload.pid").read_text().strip()
    before = memory(pid)
    made = fcgi.ask(own_site.sockets / "upload.sock", "POST", "/uploads/", CONTENT_LENGTH="0",
                    REMOTE_ADDR="127.0.0.1", HTTP_TUS_RESUMABLE="1.0.0",
                    HTTP_UPLOAD_CONCAT="final;" + " ".join(map(last, urls)))
    assert made.status == 201
    url = talk.base + last(made.headers["location"])
    for n in range(late - 1, 0, -1):
        send(talk, urls[n], data[n:n + 1])
    assert lengths(talk, url) == ("0", "256")
    wait_progress(talk, url, received=255)
    send(talk, urls[0], data[:1])
    assert talk.stored(url) == data
    if not own_site.is_sanitized("upload"):
        assert memory(pid) - before < 4 << 20


def test_known_to_be_too_large_it_is_413(with_settings):
    talk = with_settings(max_size=10)
    urls = [part(talk, 6), part(talk, 5), part(talk, None)]
    before = sorted(talk.site.spool.glob("??/*"))
    assert final(talk, urls[:2]).status == 413
    assert sorted(talk.site.spool.glob("??/*")) == before
    url, other = make(talk, [urls[0], urls[2]]), make(talk, urls[2:])
    send(talk, urls[2], b"12345")
    check_failed(talk, url, "too_large", 413)
    send(talk, urls[2], b"6789", 5, **{"Upload-Length": "9"})
    assert talk.stored(other) == b"123456789"


def test_types_are_checked_at_its_creation(with_settings):
    talk = with_settings(deny_extensions="exe")
    urls = [part(talk, 5)]
    name = {"Upload-Metadata": "filename " + tus_talk.encode(b"a.exe")}
    answer = final(talk, urls, **name)
    assert (answer.status, code(answer)) == (415, "type_refused")
    send(talk, urls[0], b"hello")
    assert make(talk, urls)


def test_quotas_count_it_once(with_settings):
    """As soon as its size is known it takes the place of its parts, which are the same bytes."""
    talk = with_settings(quota_bytes=100, quota_uploads=3)
    urls = [part(talk, 50), part(talk, 50)]
    url = make(talk, urls)
    assert make(talk, urls) == url
    answer = talk.post({"Upload-Length": "1"})
    assert (answer.status, code(answer)) == (413, "quota_exceeded")
    for one in urls:
        send(talk, one, b"x" * 50)
    assert talk.stored(url) == b"x" * 100
    assert talk.delete(url).status == 204
    answer = talk.post({"Upload-Length": "1"})  # its parts count again
    assert (answer.status, code(answer)) == (413, "quota_exceeded")


def test_a_quota_that_its_late_size_exceeds_fails_it(with_settings):
    talk = with_settings(quota_bytes=100)
    urls = [part(talk, 30), part(talk, None)]
    url = make(talk, [urls[0]] * 3 + urls)
    send(talk, urls[1], b"x" * 40, 0, **{"Upload-Length": "40"})
    check_failed(talk, url, "quota_exceeded", 413)
    send(talk, urls[0], b"x" * 30)


def test_unfinished_ones_count_as_empty_until_a_part_has_a_byte(with_settings):
    talk = with_settings(empty_uploads_per_client=3)
    urls = [part(talk, 5), part(talk, 6)]
    url = make(talk, urls)
    assert talk.post({"Upload-Length": "1"}).status == 429
    send(talk, urls[0], b"h")
    for _ in range(2):  # the part's place and its own
        talk.sized(1)
    assert talk.post({"Upload-Length": "1"}).status == 429
    assert lengths(talk, url) == ("1", "11")


def test_parts_of_another_owner_are_400(with_settings, tmp_path):
    (tmp_path / "key").write_bytes(SECRET)
    talk = with_settings(auth="token", token_keys=f"{tmp_path}/key")
    ann, bob = ({"Authorization": "Bearer " + tokens.make(SECRET, sub=name)}
                for name in ("ann", "bob"))
    one = part(talk, 5, **ann)
    answer = final(talk, [one], **bob)
    assert (answer.status, code(answer)) == (400, "bad_concat")
    assert make(talk, [one], **ann)
