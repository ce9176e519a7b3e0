# SPDX-License-Identifier: MIT
"""One suite behind every front end that deploy/ has a configuration for."""

import socket
import urllib.parse

import pytest
import requests

import all_fronts
import files
import forms
import fronts
import live
import stack
import tokens
import tus
import waiting

MIB = 1 << 20
SECRET = b"a secret of thirty-two bytes, or so"
HUGE = 2 << 30 # beyond every default limit of every server


@pytest.fixture(scope="module", params=all_fronts.KINDS)
def front(request):
    yield from all_fronts.started(request.param)


@pytest.fixture
def chunk(front):
    """What the server tells clients to send in one request; None: everything."""
    answer = requests.get(f"{front.url}/uploads/", headers={"Accept": "application/json"},
                          timeout=10)
    return answer.json()["chunk_size"]


def send(upload, data, chunk, offset=0, rate=None):
    """Sends the rest as a client does that keeps to the chunk size."""
    step = chunk or len(data)
    while offset < len(data):
        answer = upload.patch(data[offset:offset + step], offset, rate)
        assert answer.status == 204, answer.text
        offset = int(answer.headers["Upload-Offset"])


def create(front, data, name="a.bin"):
    return tus.Upload.create(f"{front.url}/uploads/", len(data), filename=name)


def finished(front, upload, data):
    """The document of an upload that is processed and whole."""
    front.process()
    document = front.wait_state(upload.id, "done", "failed")
    assert document["state"] == "done"
    assert document["received"] == document["size"] == len(data)
    assert files.digest_of(document) == files.sha256(data)
    return document


def test_tus(front, chunk):
    data = files.real_bytes(5 * MIB + 11)
    upload = create(front, data)
    send(upload, data, chunk)
    finished(front, upload, data)
    assert requests.get(upload.url, timeout=30).content == data
    assert upload.delete().status == 204


def test_form(front):
    data = files.real_bytes(100_000)
    answer = forms.post(front, forms.part('name="file"; filename="a.bin"', data))
    assert answer.status_code == 201, answer.text
    document = finished(front, Known(answer.json()["uploads"][0]["id"]), data)
    assert document["name"] == "a.bin"


class Known:
    """An upload of which only the id is known."""

    def __init__(self, upload_id):
        self.id = upload_id


def test_progress_moves_while_bytes_come(front, chunk):
    """Pushed where a relay is reached, else polled; never ahead of what is stored."""
    data = files.real_bytes(6 * MIB if front.streams else 20 * (chunk or MIB))
    upload = create(front, data)
    seen = set()
    if front.live:
        with live.Watcher(front, upload.id) as watcher:
            send(upload, data, chunk, rate=2 * MIB if front.streams else 10 * MIB)
            last = watcher.wait_end().document
        live.assert_truthful(watcher.events)
        seen = {event.document["received"] for event in watcher.events}
        assert last["state"] == "done"
    else:
        for at in range(0, len(data), chunk):
            send(upload, data[:at + chunk], chunk, at)
            seen.add(waiting.until(lambda at=at: received(front, upload, at + 1),
                                   "the chunk is announced"))
        finished(front, upload, data)
    assert len(seen) >= 5, sorted(seen)


def received(front, upload, least):
    count = front.progress(upload.id).json()["received"]
    assert count <= front.stored(upload.id)
    return count if count >= least else 0


def test_resumed_after_a_kill(front, chunk):
    """The program dies in the middle of a request: what was stored is kept, nothing is invented."""
    data = files.real_bytes(3 * MIB)
    upload = create(front, data)
    half = min(chunk or len(data) // 2, len(data) // 2)
    if front.streams:
        with upload.begin(len(data)) as sender:
            sender.send(data[:half])
            front.wait_stored(upload.id, half)
            front.kill_program()
    else:
        send(upload, data[:half], chunk)
        front.kill_program()
    offset = waiting.until(lambda: offset_if_served(upload), "uploads are served again")
    assert offset == half == front.stored(upload.id)
    send(upload, data, chunk, offset)
    finished(front, upload, data)


def offset_if_served(upload):
    try:
        return upload.offset()
    except (AssertionError, OSError):
        return None


def test_taken_over(front, chunk):
    """A sender stalls; another goes on, and what the first sends later does not count."""
    data = files.real_bytes(min(chunk or MIB, MIB))
    upload = create(front, data)
    with upload.begin(len(data)) as stalled:
        stalled.send(data[:len(data) // 2])
        if front.streams:
            front.wait_stored(upload.id, len(data) // 2)
        send(upload, data, chunk, upload.offset())
        stalled.send(b"\0" * (len(data) - len(data) // 2))
        assert stalled.answer().status in front.superseded
    finished(front, upload, data)


def test_no_limit_of_the_server_is_in_the_way(front):
    """A request of 2 GiB is begun; where a server has a limit, clients are told a chunk size."""
    if front.settings.get("chunk_size") or not front.live:
        return
    upload = tus.Upload.create(f"{front.url}/uploads/", HUGE, filename="huge.bin")
    with upload.begin(HUGE) as sender:
        sender.send(b"x" * MIB)
        front.wait_stored(upload.id, MIB)
    assert upload.delete().status == 204


def test_a_large_file(front, chunk, rounds):
    """In full, larger than every default limit."""
    size = rounds(24 * MIB, 1100 * MIB) if front.live else rounds(4 * MIB, 64 * MIB)
    piece = files.real_bytes(8 * MIB)
    data = piece * (size // len(piece)) + piece[:size % len(piece)]
    upload = create(front, data, "large.bin")
    send(upload, data, chunk)
    finished(front, upload, data)
    assert upload.delete().status == 204


def test_interim_answers(front):
    """104 (Upload Resumption Supported) arrives where the server passes it on, and only there."""
    parts = urllib.parse.urlsplit(front.url)
    with socket.create_connection((parts.hostname, parts.port), 10) as talk:
        talk.sendall(b"POST /uploads/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                     b"Upload-Draft-Interop-Version: 8\r\nUpload-Complete: ?1\r\n"
                     b"Content-Type: application/octet-stream\r\nContent-Length: 5\r\n\r\nhello")
        answer = b""
        while piece := talk.recv(65536):
            answer += piece
    lines = [line for line in answer.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]
    assert (b"104" in lines[0]) == front.interim, answer
    assert b" 20" in lines[-1], answer


def test_websocket(front):
    if front.live:
        upload = create(front, b"12345")
        with live.Watcher(front, upload.id) as watcher:
            watcher.wait_message("progress")
        return
    answer = requests.get(f"{front.url}/uploads/", headers={"Accept": "application/json"},
                          timeout=10)
    assert answer.json()["live_url"] is None


@pytest.mark.parametrize("kind", all_fronts.KINDS)
def test_tokens_arrive(kind):
    """Authorization reaches the programs; without it there are no uploads."""
    one = all_fronts.make(kind, auth="token")
    key = one.data / "key"
    key.write_bytes(SECRET)
    key.chmod(0o644)
    one.settings = {**one.settings, "auth": "token", "token_keys": str(key)}
    one.environment["LOADLINE_TOKEN_KEYS"] = str(key)
    try:
        one.start()
        bearer = {"Authorization": f"Bearer {tokens.make(SECRET)}"}
        for headers, status in (({}, 401), (bearer, 201)):
            answer = requests.post(f"{one.url}/uploads/", timeout=10, headers={
                **tus.VERSION, "Upload-Length": "5", **headers})
            assert answer.status_code == status, answer.text
    finally:
        one.stop()


def test_the_table_of_front_ends():
    """What these tests have checked of each is what doc/installing.md says of it."""
    table = fronts.table(all_fronts.KINDS.values())
    print(table)
    text = (stack.ROOT / "doc/installing.md").read_text()
    assert f"<!-- front ends -->\n{table}\n<!-- end of front ends -->" in text
