# SPDX-License-Identifier: MIT
"""A few clients must not take the site from all others."""

import contextlib
import email.utils
import http.client
import json
import shutil
import time
import uuid

import pytest

import forms
import tus
import tus_talk
import waiting

def at_address(site, address, method, target, body=None):
    """Status and text of the answer to a client of that address."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30,
                                            source_address=(address, 0))
    with contextlib.closing(connection):
        connection.request(method, target, body, {
            "Content-Type": f"multipart/form-data; boundary={forms.BOUNDARY}"} if body else {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


# --- creations ---

def create(site, address="127.0.0.1", **fields):
    """The answer to an empty creation of a client of that address."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30,
                                            source_address=(address, 0))
    with contextlib.closing(connection):
        connection.request("POST", "/uploads/", None, {
            **tus.VERSION, "Upload-Length": "10",
            **{name.replace("_", "-"): value for name, value in fields.items()}})
        answer = connection.getresponse()
        answer.text = answer.read().decode()
        return answer


def code(answer):
    return answer.status, json.loads(answer.text)["code"]


def records(site):
    return [json.loads(path.read_text()) for path in site.spool.glob("??/*/info.json")]


@pytest.mark.settings(creations_per_client=20, stages="")
def test_one_client_cannot_fill_the_spool_with_empty_uploads(own_site):
    answers = [create(own_site) for _ in range(60)]
    refused = [answer for answer in answers if answer.status != 201]
    assert len(refused) >= 30
    assert {code(answer) for answer in refused} == {(429, "too_many_creations")}
    assert {answer.headers["Retry-After"] for answer in refused} <= {"1", "2", "3"}
    assert create(own_site, "127.0.0.2").status == 201
    form = forms.body(*[forms.part(f'name="f"; filename="{i}"', b"x") for i in range(30)])
    status, text = at_address(own_site, "127.0.0.3", "POST", "/uploads/", form)
    assert status == 429 and json.loads(text)["code"] == "too_many_creations"
    waiting.until(lambda: create(own_site).status == 201, "there is room again")


def made_until_refused(site, count, address="127.0.0.1"):
    """So many empty creations on one connection, or fewer: the URLs made, and the refusal."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30, source_address=(address, 0))
    urls = []
    with contextlib.closing(connection):
        for _ in range(count):
            connection.request("POST", "/uploads/", None, {**tus.VERSION, "Upload-Length": "10"})
            answer = connection.getresponse()
            answer.text = answer.read().decode()
            if answer.status != 201:
                return urls, answer
            urls.append(answer.headers["Location"])
    return urls, None


def assert_refused_for_empties(answer):
    assert code(answer) == (429, "too_many_creations")
    assert "empty_uploads_per_client" in json.loads(answer.text)["detail"]
    assert int(answer.headers["Retry-After"]) >= 1


def test_a_thousand_empty_uploads_of_one_client_are_refused_by_default(own_site):
    urls, refusal = made_until_refused(own_site, 1000)
    assert refusal is not None, "all were admitted"
    assert_refused_for_empties(refusal)
    assert 500 < len(urls) < 1000  # who drops 500 files at once is none of them
    assert len(list(own_site.spool.glob("??/*/info.json"))) == len(urls)
    assert create(own_site, "127.0.0.2").status == 201
    assert_refused_for_empties(create(own_site))


@pytest.mark.settings(empty_uploads_per_client=3, stages="")
def test_an_upload_is_empty_until_its_first_byte_or_its_end(own_site):
    talk = tus_talk.Talk(own_site)
    urls, refusal = made_until_refused(own_site, 9)
    assert len(urls) == 3
    assert_refused_for_empties(refusal)
    assert talk.patch(urls[0], b"0").status == 204
    assert create(own_site).status == 201
    assert_refused_for_empties(create(own_site))
    assert talk.patch(urls[1], b"0123", headers={"Upload-Checksum": "sha1 " + "A" * 27 + "="}).status == 460
    assert_refused_for_empties(create(own_site))
    assert talk.delete(urls[2]).status == 204
    form = forms.body(*[forms.part(f'name="f"; filename="{i}"', b"x" * (i > 5)) for i in range(9)])
    assert at_address(own_site, "127.0.0.1", "POST", "/uploads/", form)[0] == 201
    assert create(own_site, Upload_Length="0").status == 201
    assert create(own_site).status == 201
    assert_refused_for_empties(create(own_site))


@pytest.mark.settings(empty_uploads_per_client=3, expire_empty_after="300ms", stages="")
def test_expired_empty_uploads_do_not_count(own_site):
    assert len(made_until_refused(own_site, 3)[0]) == 3
    waiting.until(lambda: create(own_site).status == 201, "there is room again")


@pytest.mark.settings(expire_empty_after="3s", stages="")
def test_uploads_without_a_byte_go_sooner(own_site):
    talk = tus_talk.Talk(own_site)
    empty, begun = talk.sized(10), talk.sized(10)
    answer = talk.patch(begun, b"0123")
    assert expires_s(answer.headers["Upload-Expires"]) > 23 * 3600
    assert expires_s(create(own_site).headers["Upload-Expires"]) < 60
    document = talk.document(begun, "uploading")
    assert document["expires_at"] - document["created_at"] > 23 * 3600 * 1000
    waiting.until(lambda: talk.head(empty).status == 410, "its time is over")
    own_site.restart("worker")  # it walks through the spool when it begins
    waiting.until(lambda: talk.head(empty).status == 404, "it is swept")
    assert talk.document(empty, "expired")
    assert talk.offset(begun) == 4


def expires_s(field):
    """Seconds from now."""
    return email.utils.parsedate_to_datetime(field).timestamp() - time.time()


@pytest.mark.settings(quota_uploads=3, stages="")
def test_quotas_count_by_address_where_there_is_no_owner(own_site):
    assert [create(own_site).status for _ in range(3)] == [201] * 3
    assert code(create(own_site)) == (413, "quota_exceeded")
    other = create(own_site, "127.0.0.2")
    assert other.status == 201
    assert sorted(record["address"] for record in records(own_site)) == \
        ["127.0.0.1"] * 3 + ["127.0.0.2"]
    upload_id = tus_talk.identity(other.headers["Location"])
    redis = own_site.redis()
    waiting.until(lambda: redis.exists(f"loadline:upload:{upload_id}"), "Redis has it")
    assert "127.0.0" not in own_site.progress(upload_id).text
    assert "127.0.0" not in str([redis.hgetall(key) for key in redis.scan_iter("*upload:*")])


NAMED_BY_PROXIES = {
    "203.0.113.9:4711": "203.0.113.9", "203.0.113.9:4712": "203.0.113.9",
    "::ffff:203.0.113.9": "203.0.113.9", "[2001:db8::1]:4711": "2001:db8::/64",
    "2001:DB8:0:0:9::": "2001:db8::/64",
}


@pytest.mark.settings(trusted_proxies="127.0.0.1", quota_uploads=1000, stages="")
def test_clients_are_told_apart_however_a_proxy_writes_them(own_site):
    for named, address in NAMED_BY_PROXIES.items():
        for fields in ({"X_Forwarded_For": named}, {"Forwarded": f'for="{named}"'}):
            assert create(own_site, **fields).status == 201
            assert {one["address"] for one in records(own_site)} == {address}, (named, fields)
            for folder in own_site.spool.glob("??/*"):
                shutil.rmtree(folder)


@pytest.mark.settings(trusted_proxies="127.0.0.1", stages="")
def test_of_several_schemes_the_first_counts(own_site):
    for fields, scheme in (({"X_Forwarded_Proto": "https,http"}, "https"),
                           ({"X_Forwarded_Proto": "http,https"}, "http"),
                           ({"Forwarded": "proto=https"}, "https"),
                           ({"Forwarded": "for=192.0.2.1;proto=https;by=_a, for=_b"}, "https")):
        location = create(own_site, **fields).headers["Location"]
        assert location.startswith(scheme + "://"), fields


@pytest.mark.settings(quota_bytes=1000, stages="")
def test_a_form_of_unknown_size_ends_at_the_quota_of_its_address(own_site):
    body = [forms.body(forms.part('name="f"; filename="x"', b"x" * size)) for size in (900, 200)]
    assert at_address(own_site, "127.0.0.1", "POST", "/uploads/", body[0])[0] == 201
    assert at_address(own_site, "127.0.0.1", "POST", "/uploads/", body[1])[0] == 413
    assert at_address(own_site, "127.0.0.2", "POST", "/uploads/", body[1])[0] == 201


def test_without_quotas_no_address_is_kept(site):
    assert create(site).status == 201
    assert not any("address" in record for record in records(site))


# --- names of clients ---

def test_a_stalled_form_does_not_take_the_name_of_another_client(site):
    name, body = uuid.uuid4().hex, forms.body(forms.part('name="f"; filename="x"', b"mine"))
    target = f"/progress?X-Progress-ID={name}"
    with forms.Sender(site.port, f"/uploads/?X-Progress-ID={name}", 1_000_000) as stalled:
        stalled.send(body[:80])
        waiting.until(lambda: "uploading" in at_address(site, "127.0.0.1", "GET", target)[1],
                      "the stalled form is told of")
        assert "starting" in at_address(site, "127.0.0.2", "GET", target)[1]
        status, _ = at_address(site, "127.0.0.2", "POST", f"/uploads/?X-Progress-ID={name}", body)
        assert status == 201
        waiting.until(lambda: "done" in at_address(site, "127.0.0.2", "GET", target)[1],
                      "the other client's own form is told of")
        assert "uploading" in at_address(site, "127.0.0.1", "GET", target)[1]
        keys = [key for key in site.redis().scan_iter() if key.endswith(f":{name}")]
        assert len(keys) == 2 and not any("127.0.0" in key for key in keys)
