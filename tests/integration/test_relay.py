# SPDX-License-Identifier: MIT
"""The relay's conversation with its clients, with a real Redis."""

import asyncio
import json
import signal
import socket

import pytest
import websockets

import relay_site
import waiting
from relay_site import document, new_id, run_async


@pytest.fixture(name="site", scope="module")
def one_site():
    """For tests that break nothing."""
    yield from running(relay_site.RelaySite(relay_watches=300, relay_message_size=1000,
                                            cors_origins="https://other.example"))


@pytest.fixture(name="make_site")
def own_sites():
    """make_site(**settings): a site for this test alone."""
    made = []

    def make(**settings):
        made.append(relay_site.RelaySite(**settings))
        made[-1].start()
        return made[-1]
    yield make
    for site in made:
        site.stop()


def running(site):
    try:
        site.start()
        yield site
    finally:
        site.stop()


@run_async
async def test_welcome(site):
    async with site.connect() as client:
        assert client.socket.subprotocol == "loadline.v1"
        assert client.welcome["protocol"] == "loadline.v1"
        assert client.welcome["beat_ms"] == 10000
        assert len(client.welcome["session"]) == 16
    async with site.connect(subprotocols=None) as client:
        assert client.socket.subprotocol is None
        await client.nothing_until()


@run_async
async def test_gone_then_created(site):
    upload = new_id()
    async with site.connect() as client:
        assert await client.watch(upload) == ("gone", {"event": "gone", "id": upload})
        created = document(upload, state="created")
        assert site.publish(created) == 1
        await client.expect("progress")
        assert client.text == created


@run_async
async def test_snapshot_is_the_stored_text(site):
    upload = new_id()
    stored = document(upload, 1700000000000, 17, "processing", name='a "b" \u00e4\u4e2d.mp4')
    site.store(stored)
    async with site.connect() as client:
        await client.watch(upload, ref=9)
        assert client.text == stored
        await client.nothing_until()


@run_async
async def test_every_change_in_order(site):
    upload = new_id()
    async with site.connect() as client:
        await client.watch(upload)
        for rev in range(1, 101):
            site.publish(document(upload, rev=rev))
            assert (await client.expect("progress"))["rev"] == rev


@run_async
async def test_what_is_not_newer_is_dropped(site):
    upload = new_id()
    site.store(document(upload, 5, 10))
    async with site.connect() as client:
        await client.watch(upload)
        for epoch, rev in ((5, 10), (5, 9), (4, 99)):
            site.publish(document(upload, epoch, rev))
        site.redis().publish(relay_site.channel(upload), "no document")
        await client.nothing_until()
        site.publish(document(upload, 6, 1, "done"))
        assert (await client.expect("progress"))["state"] == "done"


@run_async
async def test_many_sessions_share_one_subscription(site):
    upload = new_id()
    clients = [site.connect() for _ in range(200)]
    for client in clients:
        await client.__aenter__()
    await asyncio.gather(*(c.watch(upload) for c in clients))
    assert site.subscribers(upload) == 1
    site.publish(document(upload, state="done"))
    events = await asyncio.gather(*(c.expect("progress") for c in clients))
    assert all(event["state"] == "done" for event in events)
    for client in clients[:-1]:
        await client.send(do="unwatch", id=upload)
    await clients[0].nothing_until()
    assert site.subscribers(upload) == 1
    await clients[-1].send(do="unwatch", id=upload)
    site.wait_subscribers(upload, 0)
    await asyncio.gather(*(c.socket.close() for c in clients))


@run_async
async def test_one_session_watches_many(site):
    uploads = [new_id() for _ in range(300)]
    for upload in uploads[::2]:
        site.store(document(upload))
    async with site.connect() as client:
        for ref, upload in enumerate(uploads):
            await client.send(do="watch", ref=ref, id=upload)
        seen = {}
        while sum(len(events) for events in seen.values()) < 600:
            name, message = await client.next()
            seen.setdefault(message["id"], []).append(name)
        assert all(seen[u] == ["watching", "progress"] for u in uploads[::2])
        assert all(seen[u] == ["watching", "gone"] for u in uploads[1::2])
        await client.send(do="watch", ref=1000, id=new_id())
        refused = await client.expect("error")
        assert (refused["ref"], refused["code"]) == (1000, "too_many")
    for upload in uploads[:3]:
        site.wait_subscribers(upload, 0)


@run_async
async def test_coming_and_going(site, rng):
    """Watch and unwatch at any time never lose what comes after."""
    uploads = [new_id() for _ in range(5)]
    async with site.connect() as client:
        for _ in range(400):
            await client.send(do=rng.choice(["watch", "unwatch"]), ref=1, id=rng.choice(uploads))
        for upload in uploads:
            await client.send(do="unwatch", id=upload)
        for upload in uploads:
            await client.send(do="watch", ref=2, id=upload)
        waited = set(uploads)
        while waited:
            name, message = await client.next()
            if name == "watching" and message["ref"] == 2:
                waited.remove(message["id"])
        for rev, upload in enumerate(uploads, 1):
            assert site.publish(document(upload, 1, rev)) == 1
            while (await client.next())[0] != "progress":
                pass
            assert json.loads(client.text)["id"] == upload


@run_async
async def test_watching_again_is_answered_again(site):
    upload = new_id()
    site.store(document(upload))
    async with site.connect() as client:
        assert (await client.watch(upload, 1))[0] == "progress"
        assert (await client.watch(upload, 2))[0] == "progress"
        await client.nothing_until()


@run_async
async def test_ping(site):
    async with site.connect() as client:
        await client.send(do="ping", ref=4)
        beat = await client.expect("beat")
        assert beat["ref"] == 4 and beat["at"] > 1700000000000
        await client.send(do="auth", token="x")
        await client.nothing_until()


@run_async
async def test_beats(make_site):
    async with make_site(beat_interval="100ms").connect() as client:
        assert client.welcome["beat_ms"] == 100
        for _ in range(5):
            assert "ref" not in await client.expect("beat")


def read_frames(sock, data=b""):
    """Text frames as they come, unmasked; ends with the connection."""
    while True:
        while len(data) < 4 or len(data) < frame_end(data):
            more = sock.recv(65536)
            if not more:
                return
            data += more
        end = frame_end(data)
        yield data[4 if data[1] == 126 else 2:end]
        data = data[end:]


def frame_end(data):
    return 4 + int.from_bytes(data[2:4], "big") if data[1] == 126 else 2 + data[1]


def test_slow_reader_gets_the_newest(site):
    upload = new_id()
    site.store(document(upload))
    with site.raw() as slow:
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += slow.recv(4096)
        text = json.dumps({"do": "watch", "ref": 1, "id": upload}).encode()
        slow.sendall(bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text)
        site.wait_subscribers(upload, 1)
        count = 2000
        for rev in range(2, count + 1):
            site.publish(document(upload, rev=rev, state="done" if rev == count else "uploading",
                                  message="x" * 8000))
        revs = []
        for frame in read_frames(slow, answer.split(b"\r\n\r\n", 1)[1]):
            revs.append(json.loads(frame).get("rev", 0))
            if revs[-1] == count:
                break
        assert revs == sorted(revs)
        assert len(revs) < count / 2


@run_async
async def test_bad_requests_are_answered(site):
    wrong = ({"do": "sing"}, {"do": "watch"}, {"do": "watch", "id": "x"}, {"do": "watch", "all": True},
             {"do": "watch", "id": "0" * 31 + "A"})
    async with site.connect() as client:
        for ref, message in enumerate(wrong):
            await client.send(ref=ref, **message)
            refused = await client.expect("error")
            assert (refused["ref"], refused["code"]) == (ref, "bad_request")
            assert refused["retry"] is False and refused["message"]
        await client.nothing_until()


@run_async
async def test_messages_that_close(site):
    async with site.connect() as client:
        await client.socket.send("this is no JSON")
        assert (await client.expect("error"))["code"] == "syntax"
        assert await client.closed() == (1008, "not a JSON object")
    async with site.connect() as client:
        await client.socket.send(b'{"do":"ping"}')
        assert await client.closed() == (1008, "text messages only")
    async with site.connect() as client:
        await client.socket.send(json.dumps({"do": "ping", "x": "y" * 1000}))
        assert await client.closed() == (1009, "message too big")


@run_async
async def test_message_in_pieces(site):
    text = json.dumps({"do": "ping", "ref": 3, "more": "x" * 900})
    async with site.connect() as client:
        for size in (1, 7, 400):
            await client.socket.send([text[i:i + size] for i in range(0, len(text), size)])
            assert (await client.expect("beat"))["ref"] == 3
        await client.socket.send(["x" * 100] * 11)
        assert await client.closed() == (1009, "message too big")


@run_async
async def test_flood_of_pings(site):
    """Who asks without end and reads nothing is closed; the others do not notice."""
    frame = b"\x81\x8d\0\0\0\0" + b'{"do":"ping"}'
    with site.raw() as flooder:
        flooder.setblocking(False)
        sent = 0
        while sent < 4 << 20:
            try:
                sent += flooder.send(frame * 1000)
            except OSError: # it takes no more, or has closed
                break
        async with site.connect() as client:
            await client.nothing_until()


@run_async
async def test_origins(site):
    async with site.connect(origin="http://here") as client:
        await client.nothing_until()
    async with site.connect(origin="https://other.example") as client:
        await client.nothing_until()
    for origin in ("http://evil.example", "null", "https://other.example.evil.example"):
        with pytest.raises(websockets.InvalidStatusCode) as refused:
            async with site.connect(origin=origin):
                pass
        assert refused.value.status_code == 403


def answer_to(site, data):
    """All that comes back for these bytes, as text."""
    with socket.socket(socket.AF_UNIX) as made:
        made.settimeout(relay_site.PATIENCE)
        made.connect(str(site.data / "relay.sock"))
        made.sendall(data)
        answer = b""
        try:
            while b"\r\n\r\n" not in answer and (more := made.recv(4096)):
                answer += more
        except ConnectionResetError:
            pass
        return answer.decode("latin-1")


@pytest.mark.parametrize("status, path, headers", [
    (404, "/", {}),
    (404, "/live/../etc", {}),
    (426, "/live", {"Upgrade": None, "Connection": "close"}),
    (426, "/live", {"Upgrade": "h2c"}),
    (426, "/live", {"Sec_WebSocket_Version": "8"}),
    (426, "/live", {"Sec_WebSocket_Version": None}),
    (403, "/live", {"Origin": "http://evil.example"}),
    (400, "/live", {"Sec_WebSocket_Protocol": "chat"}),
])
def test_refused_handshakes(site, status, path, headers):
    answer = answer_to(site, relay_site.request(path, **headers))
    assert answer.startswith(f"HTTP/1.1 {status} "), answer
    if status == 426:
        assert "upgrade: websocket" in answer.lower()


def test_strange_handshakes(site):
    assert " 403 " in answer_to(site, relay_site.request(Upgrade="nonsense"))
    assert "101" not in answer_to(site, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    assert answer_to(site, relay_site.request("/live?token=x")).startswith("HTTP/1.1 101 ")
    assert "101" not in answer_to(site, relay_site.request(X_Big="x" * 20000))


@run_async
async def test_too_many_sessions(make_site):
    site = make_site(relay_sessions=2)
    async with site.connect() as first, site.connect() as second:
        third = await websockets.unix_connect(str(site.data / "relay.sock"), "ws://here/live",
                                              subprotocols=["loadline.v1"])
        with pytest.raises(websockets.ConnectionClosed):
            await asyncio.wait_for(third.recv(), relay_site.PATIENCE)
        assert third.close_code == 4429
        await first.nothing_until()
        await second.nothing_until()
    async with site.connect() as client:
        await client.nothing_until()


@run_async
async def test_sigterm_says_bye(make_site):
    site = make_site()
    upload = new_id()
    async with site.connect() as client, site.connect() as other:
        await client.watch(upload)
        site.relay.send_signal(signal.SIGTERM)
        for one in (client, other):
            bye = await one.expect("bye")
            assert bye["code"] == "shutting_down"
            assert 0 <= bye["reconnect_after_ms"] <= 3000
            assert await one.closed() == (1001, "shutting down")
    assert site.relay.wait(20) == 0, site.log()
    assert not (site.data / "relay.sock").exists()
    assert "event=stopped" in site.log()


@run_async
async def test_sigterm_does_not_wait_for_ever(make_site):
    """A client that neither reads nor answers holds nothing up beyond relay_drain."""
    site = make_site(relay_drain="300ms")
    upload = new_id()
    with site.raw() as dead:
        dead.recv(4096)
        async with site.connect() as client:
            await client.watch(upload)
            site.relay.send_signal(signal.SIGTERM)
            assert (await client.closed())[0] == 1001
        assert site.relay.wait(10) == 0, site.log()


def test_start_errors(make_site):
    site = make_site()
    for settings, words in (({"relay_listen": f"unix:{site.data}/relay.sock"}, "in use"),
                            ({"relay_listen": "unix:/nonexistent/x.sock"}, "No such file")):
        other = relay_site.RelaySite(**settings)
        with pytest.raises(AssertionError):
            other.start_relay()
        assert other.relay.wait(20) != 0
        assert words in other.log()
        other.stop()
    assert site.relay.poll() is None


def test_socket_of_the_dead_is_replaced(make_site):
    site = make_site()
    site.end_relay(signal.SIGKILL)
    assert (site.data / "relay.sock").exists()
    site.start_relay()


@run_async
async def test_any_port(make_site):
    site = make_site(relay_listen="127.0.0.1:0")
    waiting.until(lambda: "address=127.0.0.1:" in site.log(), "the port is logged")
    port = int(site.log().split("address=127.0.0.1:")[1].split()[0])
    assert port > 0
    async with websockets.connect(f"ws://127.0.0.1:{port}/live",
                                  subprotocols=["loadline.v1"]) as made:
        assert json.loads(await made.recv())["event"] == "welcome"
