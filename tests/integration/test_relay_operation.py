# SPDX-License-Identifier: MIT
"""The relay for those who run it: its own port, limits, reloading, ending, sharing an address."""

import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import subprocess

import pytest
import requests
import websockets

import live
import relay_site
import stack
import tus
import waiting
from relay_site import new_id, run_async

CLI = stack.BUILD / "cli/loadline"


@pytest.fixture
def admin(make_relay):
    """admin(**settings): a relay with an operator's port, started; and that port's URL."""
    def make(**settings):
        port = stack.free_port()
        site = make_relay(relay_admin_listen=f"127.0.0.1:{port}", **settings)
        site.start()
        return site, f"http://127.0.0.1:{port}"
    return make


def get(url, **headers):
    return requests.get(url, headers=headers, timeout=10)


def metric(url, name):
    found = re.search(rf"^loadline_{re.escape(name)} (\S+)$", get(f"{url}/metrics").text, re.M)
    return float(found.group(1)) if found else None


def test_health(admin):
    site, url = admin()
    assert (get(f"{url}/healthz").status_code, get(f"{url}/healthz").text) == (200, "ok\n")
    waiting.until(lambda: get(f"{url}/readyz").status_code == 200, "it is ready")
    site.kill_redis()
    waiting.until(lambda: is_unready(get(f"{url}/readyz")), "it is not ready, and says why")
    assert get(f"{url}/healthz").status_code == 200
    site.start_redis()
    waiting.until(lambda: get(f"{url}/readyz").status_code == 200, "it is ready again")
    assert metric(url, "relay_redis_connects_total") == 2


def is_unready(answer):
    return answer.status_code == 503 and answer.text.startswith("no connection to Redis: ")


def test_only_by_names_of_this_machine(admin):
    _, url = admin()
    assert get(f"{url}/sessions", Host="evil.example").status_code == 403
    assert get(f"{url}/sessions", Host="localhost:1").status_code == 200
    assert requests.post(f"{url}/sessions", timeout=10).status_code == 405
    assert get(f"{url}/live").status_code == 404


@run_async
async def test_the_operators_paths_are_not_where_clients_come_in(relay):
    for path in ("/metrics", "/sessions", "/healthz"):
        reader, writer = await asyncio.open_unix_connection(str(relay.data / "relay.sock"))
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert (await reader.readline()).startswith(b"HTTP/1.1 404")
        writer.close()


@run_async
async def test_sessions_and_metrics(admin):
    site, url = admin()
    upload = new_id()
    site.store(relay_site.document(upload))
    async with site.connect() as client:
        assert (await client.watch(upload))[0] == "progress"
        listed = get(f"{url}/sessions").json()
        assert [one["session"] for one in listed] == [client.welcome["session"]]
        one = listed[0]
        assert (one["transport"], one["watches"], one["ids"]) == ("websocket", 1, [upload])
        assert one["bytes_out"] > 0 and one["bytes_in"] > 0
        assert metric(url, 'relay_sessions{transport="websocket"}') == 1
        assert metric(url, "relay_topics") == 1
        assert metric(url, "relay_events_out_total") == 1
        told = subprocess.run([CLI, "--config", site.data / "loadline.conf", "sessions"],
                              stdout=subprocess.PIPE, text=True, check=True).stdout
        assert client.welcome["session"] in told and "websocket" in told
    waiting.until(lambda: metric(url, 'relay_sessions{transport="websocket"}') == 0, "it is gone")
    told = subprocess.run([CLI, "--config", site.data / "loadline.conf", "sessions", "--json"],
                          stdout=subprocess.PIPE, text=True, check=True).stdout
    assert json.loads(told) == []


def test_metrics_are_as_prometheus_reads_them(admin):
    _, url = admin()
    answer = get(f"{url}/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    named = set()
    for line in answer.text.splitlines():
        if line.startswith("# TYPE "):
            name, kind = line.split()[2:]
            assert name not in named
            named |= {name} if kind != "histogram" else {f"{name}_{end}" for end in ("bucket", "sum", "count")}
        elif not line.startswith("#"):
            label = r'[a-z_]+="[a-z0-9_.+A-Z]+"'
            assert re.fullmatch(rf"[a-z_]+(\{{{label}(,{label})*\}})? -?[0-9.e+-]+", line), line
            assert re.match(r"[a-z_]+", line).group() in named


def test_length_of_the_queue(admin):
    """As a worker's heartbeat says; not there while no worker lives."""
    site, url = admin(beat_interval="100ms")
    waiting.until(lambda: get(f"{url}/readyz").status_code == 200, "it is ready")
    assert metric(url, "jobs_queued") is None and metric(url, "jobs_parked") is None
    said = {"kind": "worker", "name": "w", "jobs_queued": 7, "jobs_parked": 2}
    assert site.redis().publish(f"{relay_site.PREFIX}lag", json.dumps(said)) == 1
    waiting.until(lambda: metric(url, "jobs_queued") == 7, "it is told")
    assert metric(url, "jobs_parked") == 2
    site.kill_redis()
    waiting.until(lambda: metric(url, "jobs_queued") is None, "nobody knows it")


def test_counters_of_the_other_programs(own_site):
    upload = tus.Upload.create(f"{own_site.url}/uploads/", 5, filename="a")
    assert upload.patch(b"12345").status == 204
    own_site.wait_state(upload.id, "done")
    wanted = {"uploads_created": "1", "uploads_received": "1", "upload_bytes": "5", "jobs_done": "1",
              "stages_run": "2"}
    waiting.until(lambda: wanted.items() <= own_site.redis().hgetall("loadline:stats").items(),
                  f"they are counted: {own_site.redis().hgetall('loadline:stats')}")


@pytest.mark.settings(relay_sessions_per_address="2", relay_polls_per_address="1",
                      trusted_proxies="192.0.2.0/24")
def test_limits_per_address(own_site):
    """By the address that the web server saw, or by that of a listed proxy's client."""
    upload = new_id()
    with live.Watcher(own_site, upload), live.Watcher(own_site, upload):
        third = live.Watcher(own_site, upload)
        waiting.until(lambda: not third.is_running(), "the third is closed")
        assert third.close_code == 4429
        refused = get(f"{own_site.url}/live/events?id={upload}", Accept="text/event-stream")
        assert refused.status_code == 200
        assert '"code":"too_many_connections"' in refused.text
        polled = get(f"{own_site.url}/live/poll?ids={upload}")
        assert polled.status_code == 200


@pytest.mark.settings(relay_sessions="32")
def test_a_sixteenth_of_the_sessions_is_for_one_address(own_site):
    """Unless the setting says otherwise: the third of 32 sessions is refused."""
    upload = new_id()
    with live.Watcher(own_site, upload), live.Watcher(own_site, upload):
        third = live.Watcher(own_site, upload)
        waiting.until(lambda: not third.is_running(), "the third is closed")
        assert third.close_code == 4429


@pytest.mark.parametrize("rate", [5])
@run_async
async def test_too_many_messages(make_relay, rate):
    site = make_relay(relay_message_rate=str(rate))
    site.start()
    async with site.connect() as client:
        for ref in range(rate * 10 - 5):
            await client.send(do="ping", ref=ref)
            await client.expect("beat")
        with contextlib.suppress(websockets.ConnectionClosed):
            for ref in range(rate * 100): # far more than become free again meanwhile
                await client.send(do="ping", ref=ref)
        code, _ = await client.closed()
        assert code == 4429


@run_async
async def test_reloading(make_relay):
    site = make_relay(relay_watches="1")
    site.start()
    async with site.connect() as client:
        await client.watch(new_id())
        await client.send(do="watch", ref=2, id=new_id())
        assert (await client.expect("error"))["code"] == "too_many"
        conf = site.data / "loadline.conf"
        good = conf.read_text()
        conf.write_text(good + "relay_watches = many\n")
        site.relay.send_signal(signal.SIGHUP)
        site.wait_log("event=reload_failed")
        conf.write_text(good.replace("relay_watches = 1", "relay_watches = 2"))
        site.relay.send_signal(signal.SIGHUP)
        site.wait_log("event=reloaded")
        await client.watch(new_id())
        await client.send(do="watch", ref=4, id=new_id())
        assert (await client.expect("error"))["code"] == "too_many"


async def connect_many(url, count):
    return await asyncio.gather(*(websockets.connect(url, subprotocols=["loadline.v1"],
                                                     compression=None, ping_interval=None)
                                  for _ in range(count)))


async def last_words(one):
    """The last message and the close code."""
    message = None
    try:
        while True:
            message = json.loads(await asyncio.wait_for(one.recv(), 30))
    except websockets.ConnectionClosed:
        return message, one.close_code


@run_async
async def test_the_end_is_told_to_everyone_and_another_relay_takes_over(make_relay, rounds):
    """Two relays share a port; one ends with many sessions."""
    count, address = rounds(200, 2000), f"127.0.0.1:{stack.free_port()}"
    first = make_relay(relay_listen=address, relay_shared="yes", relay_drain="30s")
    first.start()
    url = f"ws://{address}/live"
    clients = []
    for _ in range(0, count, 100):
        clients += await connect_many(url, 100)
    second = make_relay(relay_listen=address, relay_shared="yes",
                        redis_url=first.settings["redis_url"])
    second.start_relay()
    first.relay.send_signal(signal.SIGTERM)
    words = await asyncio.gather(*(last_words(one) for one in clients))
    assert [code for _, code in words] == [1001] * count
    assert {message["event"] for message, _ in words} == {"bye"}
    delays = {message["reconnect_after_ms"] for message, _ in words}
    assert len(delays) > count / 10, "they would all come back at once"
    assert first.relay.wait(20) == 0
    again = []
    for _ in range(0, count, 100):
        again += await connect_many(url, 100)
    assert len(again) == count
    await asyncio.gather(*(one.close() for one in again))


def test_a_port_is_not_shared_by_accident(make_relay):
    address = f"127.0.0.1:{stack.free_port()}"
    first, second = make_relay(relay_listen=address), make_relay(relay_listen=address)
    first.start()
    second.start_redis()
    with pytest.raises(AssertionError, match="start_failed"):
        second.start_relay()


def test_a_supervisor_is_told(make_relay, tmp_path):
    """By the protocol of sd_notify(3), with a socket that was opened before (sd_listen_fds(3))."""
    site = make_relay()
    site.start_redis()
    path = str(site.data / "n")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told, \
            socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        told.bind(path)
        told.settimeout(20)
        door.bind(str(site.data / "relay.sock"))
        door.listen(16)
        lines = [f"{name} = {value}" for name, value in site.settings.items()]
        (site.data / "loadline.conf").write_text("\n".join(lines) + "\n")
        program = (f"exec 3<&{door.fileno()}; export LISTEN_FDS=1 LISTEN_PID=$$; "
                   f'exec "{relay_site.RELAY}" --config "{site.data}/loadline.conf"')
        with open(site.data / "relay.log", "w", encoding="utf-8") as log:
            site.relay = subprocess.Popen(
                ["/bin/bash", "-c", program], pass_fds=[door.fileno()], stdout=log, stderr=log,
                env={**os.environ, "NOTIFY_SOCKET": path, "WATCHDOG_USEC": "300000"})
        assert told.recv(100) == b"READY=1"
        assert told.recv(100) == b"WATCHDOG=1"
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(20)
            client.connect(str(site.data / "relay.sock"))
            client.sendall(relay_site.request())
            assert client.recv(100).startswith(b"HTTP/1.1 101")
        site.relay.send_signal(signal.SIGHUP)
        heard = []
        waiting.until(lambda: heard.append(told.recv(100)) or b"READY=1" in heard, "it has reloaded")
        assert any(text.startswith(b"RELOADING=1\nMONOTONIC_USEC=") for text in heard)
        site.relay.send_signal(signal.SIGTERM)
        waiting.until(lambda: told.recv(100) == b"STOPPING=1", "it says that it ends")
        assert site.relay.wait(20) == 0
        assert (site.data / "relay.sock").exists(), "the socket is the supervisor's"
