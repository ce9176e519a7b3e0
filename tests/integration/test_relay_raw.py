# SPDX-License-Identifier: MIT
"""What no library sends: each oddity has its exact answer, and leaves nothing behind."""

import json
import os
import pathlib
import socket
import struct
import time

import pytest

import relay_site
import waiting
from relay_site import document, new_id
from test_relay import read_frames

PATIENCE = relay_site.PATIENCE
TEXT, BINARY, CLOSE, PING = 1, 2, 8, 9


@pytest.fixture
def site(make_relay):
    made = make_relay(relay_message_size=1000, relay_watches=50, relay_handshake_timeout="2s",
                      relay_message_rate=0)
    made.start()
    return made


def frame(payload, opcode=TEXT, final=True, reserved=0, masked=True):
    head = bytes([(0x80 if final else 0) | reserved << 4 | opcode])
    size = len(payload)
    long = struct.pack(">BH", 126, size) if size > 125 else bytes([size])
    long = bytes([long[0] | (0x80 if masked else 0)]) + long[1:]
    return head + long + (b"\0\0\0\0" if masked else b"") + payload


def said(**words):
    return json.dumps(words).encode()


class Raw:
    """A socket after its upgrade."""

    def __init__(self, site, **headers):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(str(site.data / "relay.sock"))
        self.socket.sendall(relay_site.request(**headers))
        self.rest = b""
        while b"\r\n\r\n" not in self.rest:
            more = self.socket.recv(4096)
            if not more:
                break
            self.rest += more
        self.status, _, self.rest = self.rest.partition(b"\r\n\r\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, *frames):
        self.socket.sendall(b"".join(frames))

    def heard(self):
        """The events until the relay closes, and the close code; None: it just went."""
        events, data = [], self.rest
        while True:
            while len(data) < 2 or len(data) < self.end(data):
                try:
                    more = self.socket.recv(65536)
                except ConnectionResetError:
                    more = b""
                if not more:
                    return events, None
                data += more
            end = self.end(data)
            start = 4 if data[1] == 126 else 2
            if data[0] & 15 == PING:
                data = data[end:]
                continue
            if data[0] & 15 == CLOSE:
                return events, int.from_bytes(data[start:start + 2], "big")
            events.append(json.loads(data[start:end]))
            data = data[end:]

    @staticmethod
    def end(data):
        if data[1] == 126:
            return 4 + int.from_bytes(data[2:4], "big") if len(data) >= 4 else 4
        return 2 + data[1]


def codes(events):
    return [event.get("code") for event in events if event["event"] == "error"]


def test_5_kb_of_headers_are_fine(site):
    with Raw(site, X_Big="x" * 5000) as raw:
        assert raw.status.startswith(b"HTTP/1.1 101")


@pytest.mark.parametrize("protocol, status", [
    ("loadline.v1", b"HTTP/1.1 101"), ("x, loadline.v1", b"HTTP/1.1 101"), (None, b"HTTP/1.1 101"),
    ("x" * 200, b"HTTP/1.1 400"), ("chat", b"HTTP/1.1 400")])
def test_subprotocols(site, protocol, status):
    with Raw(site, Sec_WebSocket_Protocol=protocol) as raw:
        assert raw.status[:12] == status[:12]


@pytest.mark.parametrize("upgrade, status", [
    ("h2c", b"HTTP/1.1 426"), ("websocket, h2c", b"HTTP/1.0 403"), ("nonsense", b"HTTP/1.0 403")])
def test_other_upgrades(site, upgrade, status):
    """What the library does not know it refuses itself."""
    with Raw(site, Upgrade=upgrade) as raw:
        assert raw.status[:12] == status


@pytest.mark.parametrize("frames, answer", [
    ([frame(b"{}", BINARY)], ([], 1008)),
    ([frame(b"x" * 1001)], ([], 1009)),
    ([frame(b"x" * 600, final=False), frame(b"x" * 600, opcode=0)], ([], 1009)),
    ([frame(b"not json")], (["syntax"], 1008)),
    ([frame(b"\xff\xfe\xfd")], (["syntax"], 1008)),
    ([frame(b'{"do":"watch","id":"\xc3\x28"}')], (["syntax"], 1008)),
    ([frame(b'{"a":' * 150 + b"1" + b"}" * 150)], (["syntax"], 1008)),
    ([frame(b"[" * 900)], (["syntax"], 1008)),
    ([frame(b'{"do":"watch"}')] * 2 + [frame(b"x")], (["bad_request"] * 2 + ["syntax"], 1008)),
], ids=["binary", "oversized", "oversized in fragments", "no JSON", "invalid UTF-8",
        "invalid UTF-8 within JSON", "deep JSON", "deep arrays", "mistakes first"])
def test_bad_messages(site, frames, answer):
    with Raw(site) as raw:
        raw.send(*frames)
        events, code = raw.heard()
        assert (codes(events), code) == answer


@pytest.mark.parametrize("frames", [
    [frame(b"{}", reserved=4)], [frame(b"{}", opcode=3)],
    [frame(b"x" * 126, PING)], [frame(b"x", opcode=0)], [frame(b"{", final=False), frame(b"}")],
], ids=["reserved bit", "unknown opcode", "long ping", "continuation of nothing",
        "no continuation"])
def test_broken_frames_end_the_connection(site, frames):
    """RFC 6455 sections 5.1, 5.2, 5.4 and 5.5: failed by the library, with or without its 1002."""
    with Raw(site) as raw:
        raw.send(*frames)
        events, code = raw.heard()
        assert code in (None, 1002, 1008), events
        assert codes(events) in ([], ["syntax"])


def test_unmasked_frames_are_taken(site):
    """RFC 6455 section 5.1 asks servers to fail them; the library does not, and nothing hangs on it."""
    with Raw(site) as raw:
        raw.send(frame(b"x", masked=False))
        assert raw.heard()[1] == 1008


def test_half_open_peers_are_gone_within_two_beats(make_relay):
    """One that answers no ping; those that do are in the tests of beats."""
    site = make_relay(beat_interval="500ms")
    site.start()
    with Raw(site) as mute:
        events, code = mute.heard()
        assert code is None
        assert 1 <= [event["event"] for event in events].count("beat") < 10
    assert site.relay.poll() is None


def test_watch_floods(site):
    """Each beyond the limit is refused; who never reads the answers is closed."""
    with Raw(site) as raw:
        raw.send(*(frame(said(do="watch", ref=n, id=new_id())) for n in range(60)),
                 frame(said(do="nothing")), frame(b"x"))
        events, code = raw.heard()
        assert code == 1008
        assert codes(events).count("too_many") == 10


def test_slow_handshakes_end(site):
    """A byte now and then: the whole request has its time, and no more."""
    with socket.socket(socket.AF_UNIX) as slow:
        slow.connect(str(site.data / "relay.sock"))
        slow.settimeout(0.2)
        begun = time.monotonic()
        for byte in relay_site.request() * 10:
            try:
                slow.sendall(bytes([byte]))
                if slow.recv(10) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        assert time.monotonic() - begun < PATIENCE
    with socket.socket(socket.AF_UNIX) as silent:
        silent.settimeout(PATIENCE)
        silent.connect(str(site.data / "relay.sock"))
        assert silent.recv(10) == b""


def descriptors(site):
    return len(os.listdir(f"/proc/{site.relay.pid}/fd"))


def memory(site):
    text = pathlib.Path(f"/proc/{site.relay.pid}/status").read_text()
    return int(text.split("VmRSS:")[1].split()[0])


def keeps_what_is_freed():
    """Built with a sanitizer: its memory says nothing then."""
    return b"__asan_init" in relay_site.RELAY.read_bytes()


def test_nothing_is_left_behind(site, rng, rounds):
    """Of connections of all kinds, most of them broken."""
    def come_and_go():
        kind = rng.randrange(5)
        if kind == 0:
            with socket.socket(socket.AF_UNIX) as made:
                made.connect(str(site.data / "relay.sock"))
                made.sendall(rng.randbytes(rng.randrange(200)))
            return
        with Raw(site, **({"Upgrade": "h2c"} if kind == 1 else {})) as raw:
            if kind > 1:
                raw.send(*(frame(said(do="watch", ref=n, id=new_id())) for n in range(20)))
            if kind == 3:
                raw.send(frame(rng.randbytes(100)))
            if kind == 4:
                raw.send(frame(b"x" * 500)[:100])
    for _ in range(rounds(100, 500)):
        come_and_go()
    waiting.until(lambda: not site.redis().pubsub_channels("t:upload:*"), "nothing is watched")
    waiting.until(lambda: descriptors(site) < 40, "the descriptors are closed")
    before = descriptors(site), memory(site)
    for _ in range(rounds(200, 1000)):
        come_and_go()
    waiting.until(lambda: descriptors(site) <= before[0], "the descriptors are closed again")
    assert keeps_what_is_freed() or memory(site) < before[1] * 1.2 + 1024


def test_who_stops_reading_costs_nothing(make_relay, rounds):
    """100 uploads change ten times a second; then the newest of each comes, and the last is the last."""
    site = make_relay()
    site.start()
    ids = [new_id() for _ in range(100)]
    seconds = rounds(5, 60)
    for one in ids:
        site.store(document(one))
    with site.raw() as slow:
        text = b""
        while b"\r\n\r\n" not in text:
            text += slow.recv(4096)
        for one in ids:
            slow.sendall(frame(said(do="watch", ref=1, id=one)))
        site.wait_subscribers(ids[-1], 1)
        marks = []
        begun = time.monotonic()
        for rev in range(2, seconds * 10 + 2):
            last = rev == seconds * 10 + 1
            with site.redis().pipeline(transaction=False) as pipe:
                for one in ids:
                    new = document(one, rev=rev, state="done" if last else "uploading",
                                   message="x" * 600)
                    pipe.hset(relay_site.channel(one), "_json", new)
                    pipe.publish(relay_site.channel(one), new)
                pipe.execute()
            waiting.until(lambda rev=rev: time.monotonic() - begun >= (rev - 1) / 10, "the next turn")
            if rev > 10:
                marks.append(memory(site))
        if not keeps_what_is_freed():
            assert max(marks) - marks[0] < 512, f"KiB: {marks[0]} to {max(marks)}"
        newest, count, final = {}, 0, 0
        for data in read_frames(slow, text.split(b"\r\n\r\n", 1)[1]):
            event = json.loads(data)
            if event["event"] != "progress":
                continue
            assert event["rev"] > newest.get(event["id"], 0)
            newest[event["id"]] = event["rev"]
            count += 1
            final += event["state"] == "done"
            if final == len(ids):
                break
        assert set(newest.values()) == {seconds * 10 + 1}
        assert count < 100 * 2 + 600, f"{count} of {100 * (seconds * 10 + 1)}"
