# SPDX-License-Identifier: MIT
"""A relay with a Redis of its own, both on UNIX sockets, and clients of it."""

import asyncio
import base64
import functools
import json
import pathlib
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile

import redis
import websockets

import keys
import redis_users
import schemas
import stack
import waiting

PREFIX = "t:"
RELAY = stack.BUILD / "ws/loadline-relay"
PATIENCE = 10 # seconds for one message


def new_id():
    return secrets.token_hex(16)


def channel(upload_id):
    return f"{PREFIX}upload:{upload_id}"


def document(upload_id, epoch=1, rev=1, state="uploading", **more):
    return json.dumps({"event": "progress", "id": upload_id, "epoch": epoch, "rev": rev,
                       "kind": "upload", "state": state, "transfer": "idle", "name": None,
                       "type": None, "size": None, "received": 0, "rate": 0, "eta_ms": None,
                       "percent": None, "message": None, "stages": [], "error": None,
                       "result": None, "created_at": 1, "updated_at": 1, "expires_at": None,
                       **more}, separators=(",", ":"))


def run_async(test):
    """A test that is a coroutine; pytest sees its arguments."""
    @functools.wraps(test)
    def run(*args, **kwargs):
        asyncio.run(test(*args, **kwargs))
    return run


class RelaySite:
    """settings are those of the INI file."""

    def __init__(self, **settings):
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="loadline-relay-"))
        self.settings = {"redis_url": redis_users.url("relay", self.data / "redis.sock"),
                         "redis_prefix": PREFIX, "redis_timeout": "500ms",
                         "relay_listen": f"unix:{self.data}/relay.sock",
                         "beat_interval": "10s", "relay_drain": "5s", **settings}
        self.server = None
        self.relay = None

    def start(self):
        self.start_redis()
        self.start_relay()
        self.wait_log("event=redis_up")

    def stop(self):
        """The relay has to end well, whatever was done to it."""
        status = self.relay.poll() if self.relay else None
        if self.relay and status is None:
            status = self.end_relay()
        log = self.log() if self.relay else ""
        refused = redis_users.refused(self.redis())
        told = keys.found(self.data, keys.redis_words(self.redis()))
        if self.server and self.server.poll() is None:
            self.server.kill()
            self.server.wait(20)
        shutil.rmtree(self.data)
        assert "Sanitizer" not in log, log
        assert not refused, refused
        assert not told, f"keys of uploads where nobody must find them: {told}"
        assert status in (None, 0, -signal.SIGKILL) or "event=start_failed" in log, log

    # Redis

    def start_redis(self, port=0):
        self.server = subprocess.Popen(
            ["redis-server", redis_users.install(self.data, PREFIX), "--bind", "127.0.0.1",
             "--port", str(port), "--unixsocket", self.data / "redis.sock", "--save", "", "--appendonly", "no", "--dir", self.data],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        waiting.until(self.redis_answers, "Redis answers")

    def kill_redis(self):
        self.server.kill()
        self.server.wait(20)

    def redis(self, db=0):
        return redis.Redis(unix_socket_path=str(self.data / "redis.sock"), db=db,
                           decode_responses=True, socket_timeout=5)

    def redis_answers(self):
        try:
            return self.redis().ping()
        except redis.ConnectionError:
            return False

    def store(self, text):
        """Keeps the document where the relay reads snapshots."""
        self.redis().hset(channel(json.loads(text)["id"]), "_json", text)

    def publish(self, text):
        """Stores and publishes, as the script does; returns how many subscribers it had."""
        name = channel(json.loads(text)["id"])
        with self.redis().pipeline(transaction=True) as pipe:
            return pipe.hset(name, "_json", text).publish(name, text).execute()[1]

    def subscribers(self, upload_id):
        return dict(self.redis().pubsub_numsub(channel(upload_id)))[channel(upload_id)]

    def wait_subscribers(self, upload_id, count):
        waiting.until(lambda: self.subscribers(upload_id) == count,
                      f"{count} subscriptions to {upload_id}")

    # The relay

    def start_relay(self):
        lines = [f"{name} = {value}" for name, value in self.settings.items()]
        (self.data / "loadline.conf").write_text("\n".join(lines) + "\n")
        with open(self.data / "relay.log", "w", encoding="utf-8") as log:
            self.relay = subprocess.Popen([RELAY, "--config", self.data / "loadline.conf"],
                                          env=stack.clean_environment(), stdin=subprocess.DEVNULL,
                                          stdout=log, stderr=log)
        waiting.until(self.relay_is_ready, "the relay is ready")

    def relay_is_ready(self):
        assert self.relay.poll() is None, self.log()
        return "event=ready" in self.log()

    def end_relay(self, number=signal.SIGTERM):
        """Its exit status."""
        self.relay.send_signal(number)
        return self.relay.wait(20)

    def log(self):
        return (self.data / "relay.log").read_text(errors="replace")

    def wait_log(self, words, count=1):
        waiting.until(lambda: self.log().count(words) >= count,
                      f"{count} times {words}", PATIENCE)

    def connect(self, tells_absence=True, **options):
        """A Client when entered with `async with`.

        tells_absence: whether it returns the first notice that Redis has been away for long.
        """
        return Client(self, options, tells_absence)

    def raw(self, first=None):
        """A socket after the upgrade, or another first request, for what no library sends; small buffers."""
        made = socket.socket(socket.AF_UNIX)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        made.settimeout(PATIENCE)
        made.connect(str(self.data / "relay.sock"))
        made.sendall(first or request())
        return made


def request(path="/live", **headers):
    """The bytes of an upgrade request; a header set to None is left out."""
    fields = {"Host": "here", "Upgrade": "websocket", "Connection": "Upgrade",
              "Sec-WebSocket-Key": base64.b64encode(secrets.token_bytes(16)).decode(),
              "Sec-WebSocket-Version": "13", "Sec-WebSocket-Protocol": "loadline.v1",
              **{name.replace("_", "-"): value for name, value in headers.items()}}
    lines = [f"{name}: {value}" for name, value in fields.items() if value is not None]
    return "\r\n".join([f"GET {path} HTTP/1.1", *lines, "", ""]).encode()


class Client:
    """One connection; beats are skipped where other messages are asked for."""

    def __init__(self, site, options, tells_absence):
        self.site = site
        self.tells_absence = tells_absence
        self.options = {"subprotocols": ["loadline.v1"], "compression": None, "ping_interval": None,
                        **options}
        self.socket = None
        self.welcome = None
        self.text = None

    async def __aenter__(self):
        self.socket = await websockets.unix_connect(str(self.site.data / "relay.sock"),
                                                    "ws://here/live", **self.options)
        self.welcome = await self.expect("welcome")
        return self

    async def __aexit__(self, *_):
        await self.socket.close()

    async def send(self, **message):
        await self.socket.send(json.dumps(message))

    async def next(self, beats=False):
        """The next message as (event, document); its text is kept."""
        while True:
            self.text = await asyncio.wait_for(self.socket.recv(), PATIENCE)
            message = json.loads(self.text)
            schemas.note("message", message)
            is_absence = message["event"] == "error" and message["code"] == "status_unavailable"
            if is_absence and not self.tells_absence:
                self.tells_absence = True
                continue
            if beats or message["event"] != "beat":
                return message["event"], message

    async def expect(self, event):
        name, message = await self.next(beats=event == "beat")
        assert name == event, message
        return message

    async def watch(self, upload_id, ref=1):
        """Watches and returns what follows the answer."""
        await self.send(do="watch", ref=ref, id=upload_id)
        assert await self.expect("watching") == {"event": "watching", "ref": ref, "id": upload_id}
        return await self.next()

    async def closed(self):
        """The close code and reason, after all messages."""
        try:
            while True:
                await asyncio.wait_for(self.socket.recv(), PATIENCE)
        except websockets.ConnectionClosed:
            return self.socket.close_code, self.socket.close_reason

    async def nothing_until(self, make_beat=7):
        """Asks for a beat and expects nothing before it."""
        await self.send(do="ping", ref=make_beat)
        name, message = await self.next(beats=True)
        assert name == "beat" and message.get("ref") == make_beat, message
