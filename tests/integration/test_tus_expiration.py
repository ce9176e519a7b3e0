# SPDX-License-Identifier: MIT
"""tus 1.0.0, expiration: a test for each rule, and for all who sweep."""

import email.utils
import os
import re
import subprocess
import time

import pytest

import files
import stack
import tus
import tus_talk
import waiting

DATA = files.real_bytes(100_000)
DAY = 24 * 3600
HOUR = 3600  # of one without a byte
IMF_FIXDATE = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d "
                         r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
                         r"\d\d:\d\d:\d\d GMT")
LIFE = 2.0 # enough for a few requests on a busy machine


@pytest.fixture
def brief():
    """A site where uploads live for LIFE seconds."""
    made = stack.Stack(expire_after=f"{int(LIFE * 1000)}ms")
    try:
        made.start()
        yield tus_talk.Talk(made)
    finally:
        made.stop()


def expires(answer):
    """Upload-Expires in seconds from now."""
    field = answer.headers["Upload-Expires"]
    assert IMF_FIXDATE.fullmatch(field)
    return email.utils.parsedate_to_datetime(field).timestamp() - time.time()


def wait_expired(talk, url):
    waiting.until(lambda: talk.head(url).status in (404, 410), f"{url} has expired")


def prune_lines(talk, *words):
    done = subprocess.run([stack.BUILD / "cli/loadline", "--config",
                           talk.site.data / "loadline.conf", "prune", *words], text=True,
                          check=True, capture_output=True, env=stack.clean_environment())
    return done.stdout.splitlines()


def prune(talk):
    return prune_lines(talk)[-1]


def test_answers_of_unfinished_uploads_say_when_they_expire(talk):
    answer = talk.post({"Upload-Length": str(len(DATA))})
    assert abs(expires(answer) - HOUR) < 60
    url = answer.headers["Location"]
    assert abs(expires(talk.head(url)) - HOUR) < 60
    assert abs(expires(talk.patch(url, DATA[:10])) - DAY) < 60
    assert abs(expires(talk.head(url)) - DAY) < 60
    assert abs(expires(talk.patch(url, b"", 5)) - DAY) < 60  # a mismatch: every answer
    answer = talk.post({"Upload-Length": "10", **tus_talk.TYPE}, b"01234")
    assert abs(expires(answer) - DAY) < 60


def test_complete_uploads_do_not_expire(talk):
    url = talk.sized(10)
    answer = talk.patch(url, b"0123456789")
    assert answer.status == 204
    assert "Upload-Expires" not in answer.headers
    assert "Upload-Expires" not in talk.head(url).headers
    assert "Upload-Expires" not in talk.post({"Upload-Length": "0"}).headers
    assert talk.document(url, "done")["expires_at"] is None


def test_the_document_says_it_too(talk):
    url = talk.sized(10)
    document = talk.document(url, "created")
    # Read again from the spool it counts from the data file's time.
    assert abs(document["created_at"] + HOUR * 1000 - document["expires_at"]) < 10_000


def test_it_counts_from_the_last_byte(talk):
    url = talk.sized(len(DATA))
    assert talk.patch(url, DATA[:5]).status == 204
    path = talk.site.data_file(tus_talk.identity(url))
    hours = time.time() - 3600 * 20
    os.utime(path, (hours, hours))
    assert abs(expires(talk.head(url)) - 4 * 3600) < 60
    assert abs(expires(talk.patch(url, DATA[5:10], 5)) - DAY) < 60
    assert abs(expires(talk.head(url)) - DAY) < 60


def test_never_where_the_setting_is_0():
    made = stack.Stack(expire_after=0, expire_empty_after=0)
    try:
        made.start()
        talk = tus_talk.Talk(made)
        answer = talk.post({"Upload-Length": "10"})
        assert "Upload-Expires" not in answer.headers
        url = answer.headers["Location"]
        assert "Upload-Expires" not in talk.patch(url, b"0123").headers
        os.utime(made.data_file(tus_talk.identity(url)), (1, 1))
        prune(talk)
        assert talk.offset(url) == 4
    finally:
        made.stop()


def test_expired_is_410_while_it_is_known_then_404(brief):
    url = brief.sized(10)
    assert brief.patch(url, b"0123").status == 204
    wait_expired(brief, url)
    head = brief.head(url)
    assert head.status == 410
    assert "Upload-Offset" not in head.headers
    assert brief.patch(url, b"4567", 4).status == 410
    assert prune(brief) == "1 removed, 4 bytes"
    assert brief.head(url).status == 404
    assert brief.patch(url, b"4567", 4).status == 404
    assert not brief.site.data_file(tus_talk.identity(url)).exists()
    assert brief.site.wait_state(tus_talk.identity(url), "expired")["state"] == "expired"


def test_prune_says_what_it_would_remove(brief):
    url = brief.sized(10)
    assert brief.patch(url, b"0123").status == 204
    upload_id = tus_talk.identity(url)
    wait_expired(brief, url)
    told = prune_lines(brief, "--dry-run")
    assert told[-1] == "1 would be removed, 4 bytes"
    assert re.fullmatch(rf"{upload_id} +4 B  -", told[0])
    assert brief.site.data_file(upload_id).exists()
    assert brief.head(url).status == 410
    assert prune_lines(brief) == [told[0], "1 removed, 4 bytes"]
    assert not brief.site.data_file(upload_id).exists()


def test_prune_leaves_what_is_complete_or_being_sent(brief):
    done = brief.sized(10)
    assert brief.patch(done, b"0123456789").status == 204
    sent = brief.sized(len(DATA))
    old = brief.sized(10)
    with tus.Upload(sent).begin(len(DATA)) as sender:
        sender.send(DATA[:1000])
        brief.site.wait_stored(tus_talk.identity(sent), 1000)
        wait_expired(brief, old)
        assert prune(brief) == "1 removed, 0 bytes"
        sender.send(DATA[1000:])
        assert sender.answer().status == 204
    assert brief.stored(done) == b"0123456789"
    assert brief.stored(sent) == DATA


def test_parts_expire_whether_complete_or_not(brief):
    part = brief.sized(5, **{"Upload-Concat": "partial"})
    assert brief.patch(part, b"hello").status == 204
    whole = brief.post({"Upload-Concat": f"final;{part}"}).headers["Location"]
    wait_expired(brief, part)
    assert brief.post({"Upload-Concat": f"final;{part}"}).status == 400
    assert prune(brief) == "1 removed, 5 bytes"
    assert brief.stored(whole) == b"hello"


def test_the_worker_sweeps(brief):
    url = brief.sized(10)
    wait_expired(brief, url)
    brief.site.restart("worker")  # it walks through the spool when it begins, and each minute
    waiting.until(lambda: brief.head(url).status == 404, "it is swept")
    assert brief.site.wait_state(tus_talk.identity(url), "expired")


def test_a_creation_sweeps_where_nobody_has_for_an_hour(brief):
    brief.site.stop_component("worker")
    url = brief.sized(10)
    wait_expired(brief, url)
    brief.sized(10)
    assert brief.head(url).status == 410  # not yet
    marker = brief.site.spool / ".swept"
    os.utime(marker, (time.time() - 3700, time.time() - 3700))
    brief.sized(10)
    waiting.until(lambda: brief.head(url).status == 404, "it is swept")
    assert time.time() - marker.stat().st_mtime < 60
    assert brief.site.wait_state(tus_talk.identity(url), "expired")
