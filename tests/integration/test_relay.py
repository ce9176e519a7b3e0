# SPDX-License-Identifier: MIT
"""The relay's conversation with its clients, with a real Redis."""

import asyncio
import json

import relay_site
from relay_site import document, new_id, run_async


@run_async
async def test_welcome(relay):
    async with relay.connect() as client:
        assert client.socket.subprotocol == "loadline.v1"
        assert client.welcome["protocol"] == "loadline.v1"
        assert client.welcome["beat_ms"] == 10000
        assert len(client.welcome["session"]) == 16
    async with relay.connect(subprotocols=None) as client:
        assert client.socket.subprotocol is None
        await client.nothing_until()


@run_async
async def test_gone_then_created(relay):
    upload = new_id()
    async with relay.connect() as client:
        assert await client.watch(upload) == ("gone", {"event": "gone", "id": upload})
        created = document(upload, state="created")
        assert relay.publish(created) == 1
        await client.expect("progress")
        assert client.text == created


@run_async
async def test_snapshot_is_the_stored_text(relay):
    upload = new_id()
    stored = document(upload, 1700000000000, 17, "processing", name='a "b" \u00e4\u4e2d.mp4')
    relay.store(stored)
    async with relay.connect() as client:
        await client.watch(upload, ref=9)
        assert client.text == stored
        await client.nothing_until()


@run_async
async def test_every_change_in_order(relay):
    upload = new_id()
    async with relay.connect() as client:
        await client.watch(upload)
        for rev in range(1, 101):
            relay.publish(document(upload, rev=rev))
            assert (await client.expect("progress"))["rev"] == rev


@run_async
async def test_what_is_not_newer_is_dropped(relay):
    upload = new_id()
    relay.store(document(upload, 5, 10))
    async with relay.connect() as client:
        await client.watch(upload)
        for epoch, rev in ((5, 10), (5, 9), (4, 99)):
            relay.publish(document(upload, epoch, rev))
        relay.redis().publish(relay_site.channel(upload), "no document")
        await client.nothing_until()
        relay.publish(document(upload, 6, 1, "done"))
        assert (await client.expect("progress"))["state"] == "done"


@run_async
async def test_many_sessions_share_one_subscription(relay):
    upload = new_id()
    clients = [relay.connect() for _ in range(200)]
    for client in clients:
        await client.__aenter__()
    await asyncio.gather(*(c.watch(upload) for c in clients))
    assert relay.subscribers(upload) == 1
    relay.publish(document(upload, state="done"))
    events = await asyncio.gather(*(c.expect("progress") for c in clients))
    assert all(event["state"] == "done" for event in events)
    for client in clients[:-1]:
        await client.send(do="unwatch", id=upload)
    await clients[0].nothing_until()
    assert relay.subscribers(upload) == 1
    await clients[-1].send(do="unwatch", id=upload)
    relay.wait_subscribers(upload, 0)
    await asyncio.gather(*(c.socket.close() for c in clients))


@run_async
async def test_one_session_watches_many(relay):
    uploads = [new_id() for _ in range(300)]
    for upload in uploads[::2]:
        relay.store(document(upload))
    async with relay.connect() as client:
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
        relay.wait_subscribers(upload, 0)


@run_async
async def test_coming_and_going(relay, rng):
    """Watch and unwatch at any time never lose what comes after."""
    uploads = [new_id() for _ in range(5)]
    async with relay.connect() as client:
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
            assert relay.publish(document(upload, 1, rev)) == 1
            while (await client.next())[0] != "progress":
                pass
            assert json.loads(client.text)["id"] == upload


@run_async
async def test_watching_again_is_answered_again(relay):
    upload = new_id()
    relay.store(document(upload))
    async with relay.connect() as client:
        assert (await client.watch(upload, 1))[0] == "progress"
        assert (await client.watch(upload, 2))[0] == "progress"
        await client.nothing_until()


@run_async
async def test_ping(relay):
    async with relay.connect() as client:
        await client.send(do="ping", ref=4)
        beat = await client.expect("beat")
        assert beat["ref"] == 4 and beat["at"] > 1700000000000
        await client.send(do="auth", token="x")
        await client.nothing_until()


@run_async
async def test_pings_in_a_row(relay):
    """A page pings when it is seen again and when it is online again: before the first answer is there."""
    async with relay.connect() as client:
        for ref in range(1, 21):
            await client.send(do="ping", ref=ref)
        while (await client.next(beats=True))[1].get("ref") != 20:
            pass


@run_async
async def test_beats(make_relay):
    site = make_relay(beat_interval="100ms")
    site.start()
    async with site.connect() as client:
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
        if data[0] & 15 == 1: # pings come too
            yield data[4 if data[1] == 126 else 2:end]
        data = data[end:]


def frame_end(data):
    return 4 + int.from_bytes(data[2:4], "big") if data[1] == 126 else 2 + data[1]


def test_slow_reader_gets_the_newest(relay):
    upload = new_id()
    relay.store(document(upload))
    with relay.raw() as slow:
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += slow.recv(4096)
        text = json.dumps({"do": "watch", "ref": 1, "id": upload}).encode()
        slow.sendall(bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text)
        relay.wait_subscribers(upload, 1)
        count = 2000
        for rev in range(2, count + 1):
            relay.publish(document(upload, rev=rev, state="done" if rev == count else "uploading",
                                  message="x" * 8000))
        revs = []
        for frame in read_frames(slow, answer.split(b"\r\n\r\n", 1)[1]):
            heard = json.loads(frame)
            if heard["event"] == "progress": # and no beat
                revs.append(heard["rev"])
            if revs and revs[-1] == count:
                break
        assert revs == sorted(revs)
        assert len(revs) < count / 2


@run_async
async def test_bad_requests_are_answered(relay):
    wrong = ({"do": "sing"}, {"do": "watch"}, {"do": "watch", "id": "x"}, {"do": "watch", "all": False},
             {"do": "watch", "id": "0" * 31 + "A"})
    async with relay.connect() as client:
        for ref, message in enumerate(wrong):
            await client.send(ref=ref, **message)
            refused = await client.expect("error")
            assert (refused["ref"], refused["code"]) == (ref, "bad_request")
            assert refused["retry"] is False and refused["message"]
        await client.nothing_until()


@run_async
async def test_messages_that_close(relay):
    async with relay.connect() as client:
        await client.socket.send("this is no JSON")
        assert (await client.expect("error"))["code"] == "syntax"
        assert await client.closed() == (1008, "not a JSON object")
    async with relay.connect() as client:
        await client.socket.send(b'{"do":"ping"}')
        assert await client.closed() == (1008, "text messages only")
    async with relay.connect() as client:
        await client.socket.send(json.dumps({"do": "ping", "x": "y" * 1000}))
        assert await client.closed() == (1009, "message too big")


@run_async
async def test_message_in_pieces(relay):
    text = json.dumps({"do": "ping", "ref": 3, "more": "x" * 900})
    async with relay.connect() as client:
        for size in (1, 7, 400):
            await client.socket.send([text[i:i + size] for i in range(0, len(text), size)])
            assert (await client.expect("beat"))["ref"] == 3
        await client.socket.send(["x" * 100] * 11)
        assert await client.closed() == (1009, "message too big")


@run_async
async def test_flood_of_pings(relay):
    """Who asks without end and reads nothing is closed; the others do not notice."""
    frame = b"\x81\x8d\0\0\0\0" + b'{"do":"ping"}'
    with relay.raw() as flooder:
        flooder.setblocking(False)
        sent = 0
        while sent < 4 << 20:
            try:
                sent += flooder.send(frame * 1000)
            except OSError: # it takes no more, or has closed
                break
        async with relay.connect() as client:
            await client.nothing_until()


@run_async
async def test_what_vanishes_is_stale_until_it_is_back(relay):
    """The server was emptied and says nothing of it: the relay looks again by itself."""
    upload = new_id()
    relay.store(document(upload))
    async with relay.connect() as client:
        await client.watch(upload)
        relay.redis().delete(relay_site.channel(upload))
        assert await client.expect("stale") == {"event": "stale", "id": upload}
        relay.store(document(upload, epoch=2))
        assert (await client.expect("progress"))["epoch"] == 2


@run_async
async def test_who_watches_nothing_is_closed(make_relay):
    site = make_relay(beat_interval="200ms", relay_idle_timeout="1s")
    site.start()
    async with site.connect() as idle, site.connect() as watching:
        await watching.watch(new_id())
        assert await idle.closed() == (1008, "idle")
        assert (await watching.watch(new_id()))[0] == "gone"
