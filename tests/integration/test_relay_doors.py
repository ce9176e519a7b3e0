# SPDX-License-Identifier: MIT
"""Who the relay lets in, how many, and how it starts and ends."""

import asyncio
import json
import signal
import socket

import pytest
import websockets

import relay_site
import waiting
from relay_site import new_id, run_async


@run_async
async def test_origins(relay):
    async with relay.connect(origin="http://here") as client:
        await client.nothing_until()
    async with relay.connect(origin="https://other.example") as client:
        await client.nothing_until()
    for origin in ("http://evil.example", "null", "https://other.example.evil.example"):
        answer = answer_to(relay, relay_site.request(Origin=origin))
        assert answer.startswith("HTTP/1.1 403 "), answer


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
def test_refused_handshakes(relay, status, path, headers):
    answer = answer_to(relay, relay_site.request(path, **headers))
    assert answer.startswith(f"HTTP/1.1 {status} "), answer
    if status == 426:
        assert "upgrade: websocket" in answer.lower()


def test_strange_handshakes(relay):
    assert " 403 " in answer_to(relay, relay_site.request(Upgrade="nonsense"))
    assert "101" not in answer_to(relay, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    assert answer_to(relay, relay_site.request("/live?token=x")).startswith("HTTP/1.1 101 ")
    assert "101" not in answer_to(relay, relay_site.request(X_Big="x" * 20000))


@run_async
async def test_too_many_sessions(make_relay):
    site = make_relay(relay_sessions=2)
    site.start()
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
async def test_sigterm_says_bye(make_relay):
    site = make_relay()
    site.start()
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
async def test_sigterm_does_not_wait_for_ever(make_relay):
    """A client that neither reads nor answers holds nothing up beyond relay_drain."""
    site = make_relay(relay_drain="300ms")
    site.start()
    upload = new_id()
    with site.raw() as dead:
        dead.recv(4096)
        async with site.connect() as client:
            await client.watch(upload)
            site.relay.send_signal(signal.SIGTERM)
            assert (await client.closed())[0] == 1001
        assert site.relay.wait(10) == 0, site.log()


def test_start_errors(make_relay):
    site = make_relay()
    site.start()
    for settings, words in (({"relay_listen": f"unix:{site.data}/relay.sock"}, "in use"),
                            ({"relay_listen": "unix:/nonexistent/x.sock"}, "No such file")):
        other = relay_site.RelaySite(**settings)
        with pytest.raises(AssertionError):
            other.start_relay()
        assert other.relay.wait(20) != 0
        assert words in other.log()
        other.stop()
    assert site.relay.poll() is None


def test_socket_of_the_dead_is_replaced(make_relay):
    site = make_relay()
    site.start()
    site.end_relay(signal.SIGKILL)
    assert (site.data / "relay.sock").exists()
    site.start_relay()


@run_async
async def test_any_port(make_relay):
    site = make_relay(relay_listen="127.0.0.1:0")
    site.start()
    waiting.until(lambda: "address=127.0.0.1:" in site.log(), "the port is logged")
    port = int(site.log().split("address=127.0.0.1:")[1].split()[0])
    assert port > 0
    async with websockets.connect(f"ws://127.0.0.1:{port}/live",
                                  subprotocols=["loadline.v1"]) as made:
        assert json.loads(await made.recv())["event"] == "welcome"
