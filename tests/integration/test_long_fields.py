# SPDX-License-Identifier: MIT
"""Answers that repeat what clients said have long header fields: all of them arrive, or a refusal says why."""

import base64
import json
import urllib.parse

import pytest
import requests

import all_fronts
import fcgi
import strangers

PARTS_MAX = 256
LONGEST_PATH = f"/{'p' * 253}/"
TUS = {"HTTP_TUS_RESUMABLE": "1.0.0"}
FRONT_LINE = 7900 # bytes of a field that every web server takes


def metadata(length):
    """Of so many bytes, as it is sent."""
    value = "filename YS5iaW4=,note "
    return value + base64.b64encode(b"x" * ((length - len(value)) // 4 * 3)).decode()


def ask(site, method, target, **more):
    return fcgi.ask(site.sockets / "upload.sock", method, target, REMOTE_ADDR=strangers.OTHER,
                    CONTENT_LENGTH="0", **TUS, **more)


def part_of(site, collection):
    """What a part is called below the collection."""
    made = ask(site, "POST", collection, HTTP_UPLOAD_LENGTH="0", HTTP_UPLOAD_CONCAT="partial")
    assert made.status == 201
    return made.headers["location"].rsplit("/", 1)[1]


def final(site, collection, parts, **more):
    return ask(site, "POST", collection, HTTP_UPLOAD_CONCAT="final;" + " ".join(parts), **more)


@pytest.mark.settings(max_metadata="16k", max_header="64k")
def test_all_parts_and_the_longest_metadata_are_answered(own_site):
    """Below the longest path, which no web server need know of here."""
    own_site.configure("", upload_path=LONGEST_PATH)
    part = part_of(own_site, LONGEST_PATH)
    said = metadata(16 * 1024)
    made = final(own_site, LONGEST_PATH, [part] * PARTS_MAX, HTTP_UPLOAD_METADATA=said)
    assert made.status == 201
    head = ask(own_site, "HEAD", urllib.parse.urlsplit(made.headers["location"]).path)
    assert head.status == 200
    assert head.headers["upload-concat"] == "final;" + " ".join([part] * PARTS_MAX)
    assert head.headers["upload-metadata"] == said


@pytest.mark.parametrize("count", [219, PARTS_MAX, PARTS_MAX + 1])
def test_parts_at_and_beyond_the_bound(site, count):
    answer = final(site, "/uploads/", [part_of(site, "/uploads/")] * count)
    if count <= PARTS_MAX:
        assert answer.status == 201
        head = ask(site, "HEAD", urllib.parse.urlsplit(answer.headers["location"]).path)
        assert (head.status, head.headers["upload-concat"].count(".")) == (200, count)
    else:
        assert answer.status == 400
        assert json.loads(answer.body)["code"] == "bad_concat"
        assert str(PARTS_MAX) in json.loads(answer.body)["detail"]


@pytest.fixture(scope="module", params=all_fronts.KINDS)
def front(request):
    yield from all_fronts.started(request.param)


def test_what_a_web_server_takes_it_gives_back(front):
    """A request's longest fields, behind each of them."""
    said, spoken = metadata(FRONT_LINE), {"Tus-Resumable": "1.0.0"}
    made = requests.post(f"{front.url}/uploads/", timeout=60,
                         headers={"Upload-Length": "5", "Upload-Metadata": said, **spoken})
    assert made.status_code == 201
    head = requests.head(made.headers["Location"], timeout=60, headers=spoken)
    assert (head.status_code, head.headers["Upload-Metadata"]) == (200, said)
