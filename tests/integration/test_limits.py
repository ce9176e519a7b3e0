# SPDX-License-Identifier: MIT
"""Limits of transfers: silence, slowness, senders at once, header fields. What was stored stays."""

import contextlib
import json

import pytest

import conftest
import files
import stack
import tus

SIZE = 1 << 20
BEGUN = 300000
PIECE = 4096


@pytest.fixture
def limited(request):
    """A site with the settings that the test is parametrized with."""
    made = stack.Stack(stages="", **request.param)
    made.settings = request.param
    yield from conftest.running(made)


def settings(**given):
    return pytest.mark.parametrize("limited", [given], indirect=True,
                                   ids=[" ".join(f"{k}={v}" for k, v in given.items())])


def code(answer):
    return answer.status, json.loads(answer.text)["code"]


def create(site):
    return tus.Upload.create(f"{site.url}/uploads/", SIZE, filename="a.bin")


def goes_on(site, upload, data, at_least):
    """The offset is what is stored, and the rest completes it."""
    offset = upload.offset()
    assert at_least <= offset == site.stored(upload.id) < SIZE
    assert upload.patch(data[offset:], offset).status == 204
    assert site.data_file(upload.id).read_bytes() == data


@settings(idle_timeout="1s")
def test_a_silent_sender_is_ended(limited):
    data = files.real_bytes(SIZE)
    upload = create(limited)
    with upload.begin(SIZE) as sender:
        sender.send(data[:BEGUN])
        assert code(sender.answer()) == (408, "timeout")
    goes_on(limited, upload, data, BEGUN)


@settings(idle_timeout="3s")
def test_a_slow_sender_is_not_a_silent_one(limited):
    """It takes four times as long as one may be silent."""
    data = files.real_bytes(SIZE)
    upload = create(limited)
    with upload.begin(SIZE) as sender:
        sender.send(data, rate=SIZE / 12, piece=2 * PIECE)
        assert sender.answer().status == 204


@settings(idle_timeout="1s")
def test_a_silent_form_is_ended(limited):
    with tus.Connection(limited.url) as sender:
        sender.head("POST", "/uploads/", {
            "Content-Type": "multipart/form-data; boundary=b", "Content-Length": str(SIZE)})
        sender.send(b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nhal')
        assert code(sender.answer()) == (408, "timeout")


@settings(min_rate="200k", min_rate_window="1s")
def test_a_sender_below_the_least_rate_is_ended(limited):
    data = files.real_bytes(SIZE)
    upload = create(limited)
    with upload.begin(SIZE) as sender:
        at = 0
        while not sender.is_answered(0.1):
            sender.send(data[at:at + PIECE])
            at += PIECE
        assert code(sender.answer()) == (408, "timeout")
    goes_on(limited, upload, data, PIECE)


@settings(min_rate="200k", min_rate_window="500ms", idle_timeout="10m")
def test_the_least_rate_does_not_end_a_silent_sender(limited):
    """A phone in a tunnel: how long that may last is the other setting's."""
    data = files.real_bytes(SIZE)
    upload = create(limited)
    with upload.begin(SIZE) as sender:
        sender.send(data[:BEGUN])
        assert not sender.is_answered(2), "four windows in which nothing came"
        sender.send(data[BEGUN:])
        assert sender.answer().status == 204


@settings(min_rate="200k", min_rate_window="500ms", idle_timeout="3s")
def test_pauses_of_a_sender_add_up(limited):
    """A byte now and then, each after a silence that is allowed, is no progress."""
    upload = create(limited)
    with upload.begin(SIZE) as sender:
        while not sender.is_answered(1):
            sender.send(b"x")
        assert code(sender.answer()) == (408, "timeout")
    assert upload.offset() < 10


@settings(min_rate="33k", min_rate_window="3s")
def test_a_sender_above_the_least_rate_is_left_alone(limited):
    """For three windows."""
    data = files.real_bytes(SIZE)
    upload = create(limited)
    with upload.begin(SIZE) as sender:
        sender.send(data, rate=SIZE / 9, piece=2 * PIECE)
        assert sender.answer().status == 204


@pytest.mark.parametrize("limited, refusal", [
    ({"uploads_per_client": 2}, (429, "too_many_uploads")),
    ({"uploads_active": 2}, (503, "busy")),
    ({"upload_threads": 4, "upload_reserved_threads": 2, "uploads_per_client": 3}, (503, "busy"))],
    indirect=["limited"], ids=["of one client", "in all", "threads"])
def test_senders_at_once(limited, refusal):
    data = files.real_bytes(SIZE)
    uploads = [create(limited) for _ in range(3)]
    with contextlib.ExitStack() as open_ones:
        senders = [open_ones.enter_context(upload.begin(SIZE)) for upload in uploads[:2]]
        for sender, upload in zip(senders, uploads):
            sender.send(data[:BEGUN])
            limited.wait_stored(upload.id, BEGUN)
        refused = uploads[2].patch(data)
        assert code(refused) == refusal
        setting = next(iter(limited.settings))
        assert f"{setting} = {limited.settings[setting]}" in json.loads(refused.text)["detail"]
        assert int(refused.headers["Retry-After"]) >= 1
        assert limited.stored(uploads[2].id) == 0
        senders[0].send(data[BEGUN:])
        assert senders[0].answer().status == 204
        assert uploads[2].patch(data).status == 204


@settings(max_header="4k")
def test_header_fields_that_are_too_large(limited):
    with tus.Connection(limited.url) as connection:
        answer = connection.ask("GET", "/uploads/", {"X-Long": "x" * 5000})
        assert code(answer) == (431, "headers_too_large")
    with tus.Connection(limited.url) as connection:
        assert connection.ask("GET", "/uploads/", {"X-Long": "x" * 2000}).status == 200
