# SPDX-License-Identifier: MIT
"""Reading progress by plain GET."""

import pytest
import requests

import files
import tus
import waiting

UNKNOWN = "0" * 32


@pytest.fixture(scope="module")
def finished(site):
    """Two ids of uploads that are done."""
    ids = []
    for name in ("a.bin", "b.bin"):
        data = files.real_bytes(100_000)
        upload = tus.Upload.create(f"{site.url}/uploads/", len(data), filename=name)
        assert upload.patch(data).status == 204
        site.wait_state(upload.id, "done")
        ids.append(upload.id)
    return ids


def assert_problem(answer, status, code):
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.json()["code"] == code
    assert answer.json()["status"] == status


def test_same_version_is_not_sent_again(site, finished):
    first = site.progress(finished[0])
    again = requests.get(first.url, headers={"If-None-Match": first.headers["ETag"]}, timeout=10)
    assert again.status_code == 304
    assert again.content == b""
    other = requests.get(first.url, headers={"If-None-Match": '"1-1"'}, timeout=10)
    assert other.content == first.content


def test_many_at_once(site, finished):
    ids = ",".join([*finished, UNKNOWN])
    answer = requests.get(f"{site.url}/progress/", params={"ids": ids}, timeout=10)
    assert answer.status_code == 200
    assert [document["id"] for document in answer.json()["uploads"]] == finished
    assert answer.json()["gone"] == [UNKNOWN]


def test_unknown_is_not_found(site):
    assert_problem(site.progress(UNKNOWN), 404, "not_found")


def test_what_is_no_id_is_not_found(site):
    for path in ("x", "..%2f..%2fetc", UNKNOWN.upper() + "A", UNKNOWN[1:]):
        assert site.progress(path).status_code == 404


def test_without_redis_it_is_unavailable(own_site):
    own_site.stop_component("redis")
    assert_problem(own_site.progress(UNKNOWN), 503, "status_unavailable")
    own_site.start_component("redis")
    waiting.until(lambda: own_site.progress(UNKNOWN).status_code != 503, "it is tried again")
    assert_problem(own_site.progress(UNKNOWN), 404, "not_found")
