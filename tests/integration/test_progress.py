# SPDX-License-Identifier: MIT
"""What progress.fcgi does beside answering a poll: methods, bounds, origins, and bringing back what
Redis lost."""

import pytest
import requests

import files
import stack
import tus

ORIGIN = "https://app.example"
MAX_IDS = 3


@pytest.fixture(scope="module")
def strict():
    """A site that lists one origin and allows few ids."""
    made = stack.Stack(cors_origins=ORIGIN, max_ids=MAX_IDS)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def finished(strict):
    return send(strict)


def send(site, size=100_000, **metadata):
    """The id of an upload that is done."""
    data = files.real_bytes(size)
    upload = tus.Upload.create(f"{site.url}/uploads/", len(data), filename="a.bin", **metadata)
    assert upload.patch(data).status == 204
    site.wait_state(upload.id, "done")
    return upload.id


def ask(site, path, method="GET", **more):
    return requests.request(method, f"{site.url}/progress/{path}", timeout=10, **more)


def test_it_is_the_stored_text(strict, finished):
    answer = ask(strict, finished)
    key = next(key for key in strict.redis().scan_iter(f"*upload:{finished}"))
    stored = strict.redis().hget(key, "_json")
    assert answer.content == stored.encode()
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-cache"
    document = answer.json()
    assert answer.headers["ETag"] == f'"{document["epoch"]}-{document["rev"]}"'


def test_head_is_get_without_the_body(strict, finished):
    get, head = ask(strict, finished), ask(strict, finished, "HEAD")
    assert head.status_code == 200
    assert head.content == b""
    for name in ("ETag", "Content-Length", "Content-Type"):
        assert head.headers[name] == get.headers[name]


@pytest.mark.parametrize("form", ['{}', 'W/{}', '"0-0", {}', '*'])
def test_every_form_of_a_known_version(strict, finished, form):
    tag = ask(strict, finished).headers["ETag"]
    again = ask(strict, finished, headers={"If-None-Match": form.format(tag)})
    assert again.status_code == 304
    assert again.headers["ETag"] == tag


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_it_only_reads(strict, finished, method):
    for path in (finished, ""):
        answer = ask(strict, path, method, data=b"x")
        assert answer.status_code == 405
        # Below an upload there are commands by POST: test_commands.py.
        assert answer.headers["Allow"] in ("GET, HEAD", "GET, HEAD, POST")
        assert answer.json()["code"] == "method_not_allowed"


def test_too_many_ids(strict, finished):
    ids = [finished, *(f"{n:032x}" for n in range(1, MAX_IDS))]
    answer = ask(strict, "", params={"ids": ",".join(ids)}).json()
    assert ([document["id"] for document in answer["uploads"]], answer["gone"]) == ([finished], ids[1:])
    for more in (ids + [finished], ["a"] * 200, ["0" * 32] * 150):
        answer = ask(strict, "", params={"ids": ",".join(more)})
        assert (answer.status_code, answer.json()["code"]) == (400, "too_many")


def test_an_id_that_is_asked_for_twice_is_answered_once(strict, finished):
    nobody = "0" * 32
    for ids in ([finished] * MAX_IDS, [nobody, finished, nobody], [finished, nobody, finished], ["x", nobody, "x"]):
        answer = ask(strict, "", params={"ids": ",".join(ids)}).json()
        assert [document["id"] for document in answer["uploads"]] == [finished] * (finished in ids)
        assert answer["gone"] == [each for each in dict.fromkeys(ids) if each != finished]


def test_what_is_no_id_is_gone(strict, finished):
    odd = 'x"\\y'
    answer = ask(strict, "", params={"ids": f"{odd},,{finished}"}).json()
    assert answer["gone"] == [odd]
    assert [document["id"] for document in answer["uploads"]] == [finished]


def test_the_question_must_be_one(strict):
    assert ask(strict, "", params={"ids": ""}).json() == {"uploads": [], "gone": []}
    for params in ({}, {"id": "0" * 32}):
        answer = ask(strict, "", params=params)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_only_listed_origins_may_read(strict, finished):
    good = ask(strict, finished, headers={"Origin": ORIGIN})
    assert good.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "ETag" in good.headers["Access-Control-Expose-Headers"]
    other = ask(strict, finished, headers={"Origin": "https://other.example"})
    assert "Access-Control-Allow-Origin" not in other.headers


def test_preflight(strict, finished):
    answer = ask(strict, finished, "OPTIONS", headers={
        "Origin": ORIGIN, "Access-Control-Request-Method": "GET"})
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, POST"


def test_what_redis_lost_is_brought_back(own_site):
    done, waiting_one = send(own_site), tus.Upload.create(
        f"{own_site.url}/uploads/", 1000, filename="half.bin")
    assert waiting_one.patch(b"x" * 600).status == 204
    own_site.wait_state(waiting_one.id, "uploading")
    before = own_site.progress(done)
    own_site.redis().flushall()
    after = own_site.progress(done)
    assert after.status_code == 200
    changed = {"epoch", "rev", "updated_at"}
    old, new = before.json(), after.json()
    assert {k: v for k, v in new.items() if k not in changed} == {
        k: v for k, v in old.items() if k not in changed}
    assert (new["epoch"], new["rev"]) > (old["epoch"], old["rev"])
    half = ask(own_site, "", params={"ids": waiting_one.id}).json()["uploads"][0]
    assert (half["state"], half["received"], half["size"]) == ("uploading", 600, 1000)
    assert half["name"] == "half.bin"


def test_what_is_in_neither_is_not_found(own_site):
    gone = send(own_site)
    own_site.redis().flushall()
    (own_site.data_file(gone).parent / "info.json").unlink()
    answer = own_site.progress(gone)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_unavailable_says_when_to_ask_again(own_site):
    own_site.stop_component("redis")
    answer = own_site.progress("0" * 32)
    assert (answer.status_code, answer.json()["code"]) == (503, "status_unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    assert str(own_site.data) not in answer.text
