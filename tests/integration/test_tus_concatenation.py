# SPDX-License-Identifier: MIT
"""tus 1.0.0, concatenation: a test for each rule."""

import concurrent.futures
import json
import time

import pytest

import files
import stack
import tus_talk
import waiting

DATA = files.real_bytes(3_000_000)
PIECES = [DATA[:1_000_000], DATA[1_000_000:1_000_007], DATA[1_000_007:]]


@pytest.fixture(scope="module")
def bounded():
    """A site with a maximum size."""
    made = stack.Stack(max_size=1000)
    try:
        made.start()
        yield tus_talk.Talk(made)
    finally:
        made.stop()


def partial(talk, data, **headers):
    """The URL of a part that is complete."""
    url = talk.sized(len(data), **{"Upload-Concat": "partial", **headers})
    if data:
        assert talk.patch(url, data).status == 204
    return url


def final(talk, urls, **headers):
    return talk.post({"Upload-Concat": "final;" + " ".join(urls), **headers})


def path(url):
    return url[url.index("/uploads/"):]


def last(url):
    return url.rsplit("/", 1)[1]


def code(answer):
    return json.loads(answer.text)["code"]


def test_parts_are_put_together_in_the_order_given(talk):
    parts = [partial(talk, piece) for piece in PIECES]
    answer = final(talk, parts)
    assert answer.status == 201
    url = answer.headers["Location"]
    assert url.startswith(talk.base)
    assert talk.stored(url) == DATA
    document = talk.document(url, "done")
    assert files.digest_of(document) == files.sha256(DATA)
    assert (document["kind"], document["size"]) == ("upload", len(DATA))
    backwards = final(talk, reversed(parts))
    assert talk.stored(backwards.headers["Location"]) == b"".join(reversed(PIECES))


@pytest.mark.parametrize("form", [
    str, path, lambda url: path(url).removeprefix("/uploads/"),
    lambda url: "./" + last(url), lambda url: "/a/b" + path(url),
    lambda url: "https://files.example/x/" + last(url) + "?a=/b#/c"])
def test_urls_may_be_absolute_or_relative(talk, form):
    answer = final(talk, [form(partial(talk, b"hello")), form(partial(talk, b" world"))])
    assert answer.status == 201
    assert talk.stored(answer.headers["Location"]) == b"hello world"


def test_a_part_may_be_repeated_and_used_again(talk):
    part, other = partial(talk, b"abc"), partial(talk, b"-")
    answer = final(talk, [part, other, part, part])
    assert talk.stored(answer.headers["Location"]) == b"abc-abcabc"
    assert talk.stored(final(talk, [part]).headers["Location"]) == b"abc"


def test_asked_for_again_it_is_the_same_one(talk):
    """Its answer was lost, so the client repeats the request."""
    parts = [partial(talk, piece) for piece in PIECES]
    names = {"Upload-Metadata": "filename YQ=="}
    url = final(talk, parts, **names).headers["Location"]
    before = sorted(talk.site.spool.glob("??/*"))
    again = [final(talk, parts, **names), final(talk, map(path, parts), **names),
             final(talk, map(last, parts), **names)]
    assert [(answer.status, answer.headers["Location"]) for answer in again] == [(201, url)] * 3
    assert sorted(talk.site.spool.glob("??/*")) == before
    others = [final(talk, parts), final(talk, parts, **{"Upload-Metadata": "filename Yg=="}),
              final(talk, parts[:2], **names), final(talk, parts + parts[:1], **names)]
    made = {url, *(answer.headers["Location"] for answer in others)}
    assert len(made) == 5
    assert final(talk, parts, **names).headers["Location"] == url
    assert talk.stored(url) == DATA


def test_asked_for_at_a_time_it_is_one(talk):
    parts = [partial(talk, piece) for piece in PIECES]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: final(talk, parts), range(8)))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.headers["Location"] for answer in answers}) == 1


def test_what_was_deleted_is_made_anew(talk):
    parts = [partial(talk, piece) for piece in PIECES]
    url = final(talk, parts).headers["Location"]
    assert talk.delete(url).status == 204
    other = final(talk, parts).headers["Location"]
    assert other != url
    assert talk.stored(other) == DATA
    assert talk.delete(parts[0]).status == 204
    assert not talk.site.data_file(tus_talk.identity(parts[0])).parent.exists()


def test_parts_remember_as_many_as_are_of_use(talk):
    part = partial(talk, b"x")
    urls = [final(talk, [part] * count).headers["Location"] for count in range(1, 21)]
    assert final(talk, [part] * 20).headers["Location"] == urls[-1]
    assert final(talk, [part] * 5).headers["Location"] == urls[4]
    assert final(talk, [part]).headers["Location"] != urls[0]


def test_the_length_is_the_sum(talk):
    answer = final(talk, [partial(talk, b"hello"), partial(talk, b" world")])
    head = talk.head(answer.headers["Location"])
    assert head.headers["Upload-Length"] == head.headers["Upload-Offset"] == "11"


def test_parts_of_nothing(talk):
    nothing = partial(talk, b"")
    assert talk.stored(final(talk, [nothing, partial(talk, b"x"), nothing])
                       .headers["Location"]) == b"x"
    url = final(talk, [nothing, nothing]).headers["Location"]
    assert talk.document(url, "done")["size"] == 0


def test_a_length_with_the_final_one_is_400(talk):
    part = partial(talk, b"hello")
    assert final(talk, [part], **{"Upload-Length": "5"}).status == 400
    assert final(talk, [part], **{"Upload-Defer-Length": "1"}).status == 400


def test_bytes_with_the_final_one_are_400(talk):
    field = "final;" + partial(talk, b"hello")
    assert talk.post({"Upload-Concat": field, **tus_talk.TYPE}, b"x").status == 400


def test_head_answers_upload_concat(talk):
    part = partial(talk, b"hello")
    head = talk.head(part)
    assert head.headers["Upload-Concat"] == "partial"
    assert head.headers["Upload-Offset"] == "5"
    for form in (f"final;{part} {path(part)}", f"final; {part}  ./{path(part)[9:]}"):
        url = talk.post({"Upload-Concat": form}).headers["Location"]
        assert talk.head(url).headers["Upload-Concat"] == f"final;{last(part)} {last(part)}"
    assert "Upload-Concat" not in talk.head(talk.sized(5)).headers


def test_patch_on_a_final_one_is_403_and_changes_nothing(talk):
    parts = [partial(talk, b"hello"), partial(talk, b" world")]
    url = final(talk, parts).headers["Location"]
    for body, offset in ((b"!", 11), (b"", 11), (b"x", 0)):
        assert talk.patch(url, body, offset).status == 403
    assert talk.stored(url) == b"hello world"
    assert [talk.stored(part) for part in parts] == [b"hello", b" world"]


def test_metadata_of_parts_is_not_inherited(talk):
    part = partial(talk, b"hello", **{"Upload-Metadata": "filename cGFydA=="})
    assert "Upload-Metadata" not in talk.head(final(talk, [part]).headers["Location"]).headers
    url = final(talk, [part], **{"Upload-Metadata": "filename d2hvbGU="}).headers["Location"]
    assert talk.head(url).headers["Upload-Metadata"] == "filename d2hvbGU="
    assert talk.document(url, "done")["name"] == "whole"


@pytest.mark.parametrize("url", [
    "/uploads/" + tus_talk.UNKNOWN, tus_talk.UNKNOWN, "nothing", "/uploads/", "http://", "https://x",
    "http://other.example/uploads/" + tus_talk.UNKNOWN, "/etc/passwd", "../../x"])
def test_an_unknown_part_is_400(talk, url):
    answer = final(talk, [partial(talk, b"hello"), url])
    assert answer.status == 400
    assert code(answer) == "bad_concat"


def test_a_part_with_a_wrong_key_is_400(talk):
    url = partial(talk, b"hello")
    assert final(talk, [url[:-1] + ("0" if url[-1] != "0" else "1")]).status == 400


def test_a_part_that_was_deleted_is_400(talk):
    url = partial(talk, b"hello")
    assert talk.delete(url).status == 204
    assert final(talk, [url]).status == 400


def test_what_is_no_part_is_400(talk):
    url = talk.sized(5)
    assert talk.patch(url, b"hello").status == 204
    assert final(talk, [url]).status == 400


@pytest.mark.parametrize("field", ["part", "partial;", "final", "final;", "final; ", "Final;x",
                                   "finally;x", "partial,final"])
def test_a_malformed_field_is_400(talk, field):
    answer = talk.post({"Upload-Concat": field,
                        "Upload-Length": None if field.startswith("final") else "5"})
    assert answer.status == 400
    assert code(answer) == "bad_concat"


def test_the_sum_over_the_maximum_is_413_and_makes_nothing(bounded):
    part = partial(bounded, b"x" * 400)
    before = sorted(bounded.site.spool.glob("??/*"))
    assert final(bounded, [part] * 3).status == 413
    assert sorted(bounded.site.spool.glob("??/*")) == before
    assert final(bounded, [part] * 2).status == 201


def test_too_many_parts_are_400(talk):
    relative = path(partial(talk, b"x")).removeprefix("/uploads/")
    assert final(talk, [relative] * 100).status == 201
    answer = final(talk, ["x"] * 300)
    assert answer.status == 400


def test_parts_are_not_processed(talk):
    document = talk.document(partial(talk, b"hello"), "done")
    assert document["kind"] == "partial"
    assert document["stages"] == []


def test_a_part_may_come_whole_with_its_creation_and_with_a_deferred_length(talk):
    one = talk.create({"Upload-Length": "5", "Upload-Concat": "partial", **tus_talk.TYPE}, b"hello")
    two = talk.create({"Upload-Defer-Length": "1", "Upload-Concat": "partial"})
    assert talk.patch(two, b" world", 0, {"Upload-Length": "6"}).status == 204
    assert talk.stored(final(talk, [one, two]).headers["Location"]) == b"hello world"


def test_a_final_one_outlives_its_parts(talk):
    parts = [partial(talk, b"hello"), partial(talk, b" world")]
    url = final(talk, parts).headers["Location"]
    for part in parts:
        assert talk.delete(part).status == 204
    talk.document(url, "done")
    assert talk.stored(url) == b"hello world"


@pytest.fixture
def busy():
    """A site whose worker is told to put files together from a byte on."""
    made = stack.Stack(inline_work="1")
    try:
        made.start()
        yield tus_talk.Talk(made)
    finally:
        made.stop()


def test_large_ones_are_put_together_by_the_worker(busy):
    parts = [partial(busy, piece) for piece in PIECES]
    busy.site.stop_component("worker")
    answer = final(busy, [parts[0], parts[1], parts[2], parts[1]])
    assert answer.status == 201
    url = answer.headers["Location"]
    head = busy.head(url)
    assert head.status == 200
    assert "Upload-Offset" not in head.headers
    assert head.headers["Upload-Length"] == str(len(DATA) + 7)
    assert head.headers["Upload-Concat"].startswith("final;")
    assert final(busy, [parts[0], parts[1], parts[2], parts[1]]).headers["Location"] == url
    document = busy.document(url, "queued")
    assert [stage["name"] for stage in document["stages"]] == ["assemble", "digest", "identify"]
    for part in parts:  # what becomes of them now does not matter
        assert busy.delete(part).status == 204
    busy.site.start_component("worker")
    document = busy.document(url, "done", "failed")
    assert document["state"] == "done", document["error"]
    assert busy.stored(url) == DATA + PIECES[1]
    assert files.digest_of(document) == files.sha256(DATA + PIECES[1])
    assert busy.offset(url) == len(DATA) + 7
    folder = busy.site.data_file(tus_talk.identity(url)).parent
    assert not (folder / "parts").exists()


def test_unfinished_ones_can_be_deleted(busy):
    parts = [partial(busy, piece) for piece in PIECES]
    busy.site.stop_component("worker")
    url = final(busy, parts).headers["Location"]
    assert busy.delete(url).status == 204
    assert not busy.site.data_file(tus_talk.identity(url)).parent.exists()
    assert busy.head(parts[0]).status == 200


@pytest.mark.settings(inline_work="1", claim_after="500ms", attempts="100")
def test_a_worker_killed_meanwhile_loses_nothing(own_site, rng, rounds):
    """At random moments; what comes out is whole, and the file is never there in part."""
    talk = tus_talk.Talk(own_site)
    big = files.real_bytes(24 << 20)
    half = len(big) // 2
    parts = [partial(talk, big[:half]), partial(talk, big[half:])]
    for _ in range(rounds(4, 30)):
        own_site.stop_component("worker")
        url = final(talk, parts * 2).headers["Location"]
        own_site.start_component("worker")
        waiting.until(lambda end=time.monotonic() + rng.uniform(0, 0.1): time.monotonic() > end,
                      "a random moment has come")
        own_site.kill("worker")
        own_site.start_component("worker")
        document = talk.document(url, "done", "failed")
        assert document["state"] == "done", document["error"]
        assert files.digest_of(document) == files.sha256(big * 2)
        assert talk.delete(url).status == 204
