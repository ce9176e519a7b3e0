# SPDX-License-Identifier: MIT
"""The relays that tests/bench/peers compares with Loadline's, each with a Redis of its own where it uses one; and the
time that one update takes to one of many watchers."""

import json
import pathlib
import secrets
import socket
import statistics
import threading
import time

import relay_site
import stack
import waiting
from chunked import Connection, head
from contenders import Spawned
from relays import LoadlineRelay, Nchan, Publisher, Watchers, wait_quiet

NCHAN_MODULE = pathlib.Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
JSON_FIELD = "_json"
BATCH = 100       # updates that are sent at once
LATENCIES = 300   # of which the median counts
PAUSE_S = 0.005   # between two of them


class OnePost:
    """Sends updates to a Publisher, each on the same connection."""

    def __init__(self, server):
        self.server = server
        self.connection = Connection(server.port)

    def prepare(self, upload):
        """The bytes of one update."""
        path, body = self.server.publication(upload)
        return head("POST", path, len(body), {}) + body.encode()

    def send(self, request):
        self.connection.socket.sendall(request)

    def finish(self):
        """The server's answer."""
        status = self.connection.answer()
        assert status in (200, 201, 202), status


class OnePublish:
    """Publishes documents of the next version to Redis, for Loadline's relay."""

    def __init__(self, server):
        self.site = server.site
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(self.site.data / "redis.sock"))
        self.last = None

    def prepare(self, upload):
        if self.last is None:
            self.last = json.loads(self.site.redis().hget(relay_site.channel(upload), JSON_FIELD))
        self.last["rev"] += 1
        words = ["PUBLISH", relay_site.channel(upload), json.dumps(self.last, separators=(",", ":"))]
        return "".join([f"*{len(words)}\r\n", *(f"${len(word)}\r\n{word}\r\n" for word in words)]).encode()

    def send(self, request):
        self.socket.sendall(request)

    def finish(self):
        assert self.socket.recv(100).startswith(b":"), "PUBLISH is refused"


class Loadline(LoadlineRelay):
    """With documents straight from Redis, for the latency alone."""

    name = "loadline-relay"
    sender = OnePublish


class Pumped(Publisher):
    """Many updates a second, pipelined on one connection."""

    sender = OnePost

    def change(self, ids, rate, seconds):
        """Changes each of them so often, then ends them; how many changes that are. It waits for all answers."""
        one = OnePost(self)
        total, begun = len(ids) * rate * seconds, time.monotonic()
        reader = threading.Thread(target=self.read_answers, args=(one.connection.socket, total + len(ids)))
        reader.start()
        for done in range(0, total, BATCH):
            time.sleep(max(0, begun + done / (len(ids) * rate) - time.monotonic()))
            one.send(b"".join(one.prepare(ids[at % len(ids)]) for at in range(done, min(done + BATCH, total))))
        for upload in ids:
            path, body = self.publication(upload, "done")
            one.send(head("POST", path, len(body), {}) + body.encode())
        reader.join(60)
        one.connection.close()
        return total + len(ids)

    @staticmethod
    def read_answers(answers, count):
        kept = b""
        while count > 0:
            data = answers.recv(1 << 16)
            if not data:
                return
            kept += data
            count -= kept.count(b"HTTP/1.1 2")
            kept = kept[-9:]  # less than what is counted


class NchanMemory(Pumped, Nchan):
    """It keeps messages in its own memory."""

    name = "nchan, memory"


class WithRedis:
    """Starts a Redis of its own."""

    redis_site = None

    def start_redis(self):
        port = stack.free_port()
        self.redis_site = relay_site.RelaySite()
        self.redis_site.start_redis(port)
        self.redis_pids = [self.redis_site.server.pid]
        return f"redis://127.0.0.1:{port}"

    def stop_redis(self):
        self.redis_site.redis().flushall()  # stop() reads all that is there
        self.redis_site.stop()


class NchanRedis(WithRedis, Pumped, Nchan):
    """Messages go through Redis, so that several servers could share them."""

    name = "nchan, Redis"

    def __init__(self, folder):
        Nchan.__init__(self, folder, self.start_redis())
        waiting.until(self.is_connected, "nchan has found Redis")

    def is_connected(self):
        path, body = self.publication("probe")
        return self.poster.post(f"http://127.0.0.1:{self.port}{path}", data=body, timeout=10).status_code < 300

    def stop(self):
        Nchan.stop(self)
        self.stop_redis()


class Centrifugo(WithRedis, Pumped, Spawned):
    """Without tokens and with few pings."""

    name, path = "Centrifugo, Redis", "/connection/websocket"
    word = '{"id":1,"connect":{}}\n{"id":2,"subscribe":{"channel":"@"}}'

    def __init__(self, folder, program):
        Pumped.__init__(self)
        Spawned.__init__(self, folder)
        settings = folder / "centrifugo.json"
        settings.write_text(json.dumps({
            "client": {"insecure": True, "ping_interval": "3600s"},
            "channel": {"without_namespace": {"allow_subscribe_for_client": True,
                                              "allow_subscribe_for_anonymous": True}},
            "http_api": {"insecure": True},
            "http_server": {"address": "127.0.0.1", "port": str(self.port)},
            "log": {"level": "error"},
            "engine": {"type": "redis", "redis": {"address": f"{self.start_redis()}/0"}}}))
        self.spawn([program, "--config", settings])
        self.pids = [self.process.pid]

    def publication(self, upload, state="uploading"):
        return "/api/publish", f'{{"channel":"{upload}","data":{self.document(upload, state)}}}'

    def settle(self, watchers):
        """Its answers to the two commands have come."""
        def look():
            before = watchers.ask()["bytes"]
            time.sleep(0.3)
            return watchers.ask()["bytes"] == before > 0
        waiting.until(look, "all have subscribed", 60)

    def stop(self):
        Spawned.stop(self)
        self.stop_redis()


def kinds(programs):
    """{name: (why it is missing, or None; what starts it in a folder)}"""
    nchan = None if NCHAN_MODULE.exists() else "not installed (Debian: libnginx-mod-nchan)"
    centrifugo = programs.find("centrifugo")
    return {Loadline.name: (None, lambda folder: Loadline()),
            NchanMemory.name: (nchan, NchanMemory),
            NchanRedis.name: (nchan, NchanRedis),
            Centrifugo.name: (None if centrifugo else "not installed",
                              lambda folder: Centrifugo(folder, centrifugo))}


class Listener:
    """One watcher on a plain socket, which only notes when something comes."""

    def __init__(self, server, upload):
        self.socket = socket.create_connection(("127.0.0.1", server.port), 20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(relay_site.request(server.path.replace("@", upload), Sec_WebSocket_Protocol=None))
        answer = self.socket.recv(1 << 16)
        assert answer.startswith(b"HTTP/1.1 101"), answer
        word = server.word.replace("@", upload).encode()
        if word:  # one masked frame, whose mask is zero
            self.socket.sendall(bytes([0x81, 0x80 | len(word), 0, 0, 0, 0]) + word)
        self.drain()

    def drain(self):
        """All that comes before it is silent."""
        self.socket.settimeout(0.5)
        try:
            while self.socket.recv(1 << 16):
                pass
        except TimeoutError:
            self.socket.settimeout(20)

    def wait(self):
        assert self.socket.recv(1 << 16), "the server closed"
        return time.perf_counter()


def of_latency(server, idle):
    """Microseconds until one watcher beside so many idle ones has an update: the median."""
    ids = [secrets.token_hex(16), secrets.token_hex(16)]
    server.make(ids)
    rest, one, sender = Watchers(server, idle, ids[:1]), Listener(server, ids[1]), server.sender(server)
    wait_quiet(server)
    took = []
    for _ in range(LATENCIES):
        request = sender.prepare(ids[1])
        time.sleep(PAUSE_S)
        begun = time.perf_counter()
        sender.send(request)
        took.append(one.wait() - begun)
        sender.finish()
    one.socket.close()
    rest.close()
    return statistics.median(took) * 1e6
