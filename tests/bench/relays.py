# SPDX-License-Identifier: MIT
"""The relays that tests/bench/relay compares, with the programs that watch and change uploads; and what watchers
cost a relay."""

import json
import os
import secrets
import statistics
import subprocess
import time

import requests

import relay_site
import stack
import waiting
from measures import children, cpu_of, rss_of

OFTEN = 250  # updates a second that come one after the other
QUIET_S = 0.002  # of CPU in 0.2 s


def change_uploads(data, ids, rate, seconds):
    """Runs tests/bench/changes on the Redis in that folder; how many changes it sent. rate 0: makes the uploads."""
    told = subprocess.run(
        [stack.BUILD / "tests/bench/changes", f"unix:{data}/redis.sock?db=0", relay_site.PREFIX,
         str(rate), str(seconds)],
        input="".join(f"{one}\n" for one in ids) + "\n", text=True, check=True,
        stdout=subprocess.PIPE)
    return int(told.stdout)


class Watchers:
    """tests/bench/watchers, told line by line."""

    def __init__(self, server, count, ids):
        # pylint: disable=consider-using-with
        self.process = subprocess.Popen(
            [stack.BUILD / "tests/bench/watchers", str(server.port), str(count), server.path,
             server.word], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdin.write("".join(f"{one}\n" for one in ids) + "\n")
        self.count = count
        self.server = server
        begun = time.monotonic()
        waiting.until(lambda: self.ask()["connected"] == count, f"{count} are connected", 120)
        self.connected_s = time.monotonic() - begun
        server.settle(self)

    def ask(self, word=""):
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def wait_events(self, count):
        waiting.until(lambda: self.ask()["events"] >= count, f"{count} events", 60)

    def close(self):
        self.process.stdin.close()
        self.process.wait(30)
        wait_quiet(self.server)


class LoadlineRelay:
    """The relay on a port, and changes by the script."""

    name, path = "loadline", "/live"
    word = '{"do":"watch","ref":1,"id":"@"}'

    def __init__(self):
        self.port = stack.free_port()
        self.site = relay_site.RelaySite(
            relay_listen=f"127.0.0.1:{self.port}", relay_sessions="20000", beat_interval="10m",
            redis_timeout="2s")
        self.site.start()
        self.pids = [self.site.relay.pid]
        self.redis_pids = [self.site.server.pid]

    def make(self, ids):
        self.change(ids, 0, 0)

    def change(self, ids, rate, seconds):
        return change_uploads(self.site.data, ids, rate, seconds)

    def settle(self, watchers):
        """Every watcher has its first document."""
        waiting.until(lambda: watchers.ask()["heard"] == watchers.count, "all have a document", 60)

    def update(self, upload):
        self.make([upload])

    def update_often(self, upload, watcher):
        count = self.change([upload], OFTEN, 8)
        waiting.until(lambda: watcher.ask()["ended"] == 1, "the last one is heard", 60)
        return count

    def stop(self):
        self.site.stop()


NCHAN = """
{user}
load_module /usr/lib/nginx/modules/ngx_nchan_module.so;
daemon off;
worker_processes 1;
worker_rlimit_nofile 30000;
pid {folder}/pid;
error_log {folder}/log;
events {{ worker_connections 25000; }}
http {{
    access_log off;
    keepalive_requests 100000000;
    client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
    uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
    {upstream}
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location ~ ^/sub/(.*)$ {{ nchan_subscriber websocket; nchan_channel_id $1; {storage} }}
        location ~ ^/pub/(.*)$ {{ nchan_publisher; nchan_channel_id $1; {storage} }}
    }}
}}
"""


class Publisher:
    """A server to which an update is a POST of the document. Channels are there when they are subscribed to."""

    port = None
    redis_pids = ()

    def __init__(self):
        self.rev = 0
        self.poster = requests.Session()

    def document(self, upload, state="uploading"):
        self.rev += 1
        return relay_site.document(upload, rev=self.rev, state=state, updated_at=int(time.time() * 1000),
                                   size=1000000, received=500000, filler="x" * 300)

    def publication(self, upload, state="uploading"):
        """(path, body) of one update."""
        return f"/pub/{upload}", self.document(upload, state)

    def make(self, ids):
        """Nothing to make."""

    def settle(self, watchers):
        """Nothing to wait for."""

    def update(self, upload):
        path, body = self.publication(upload)
        answer = self.poster.post(f"http://127.0.0.1:{self.port}{path}", data=body, timeout=10)
        assert answer.status_code in (200, 201, 202), answer.status_code

    def update_often(self, upload, watcher):
        for _ in range(2000):
            self.update(upload)
        watcher.wait_events(2000)
        return 2000


class Nchan(Publisher):
    """nginx with nchan: the same texts, published by POST."""

    name, path, word = "nchan", "/sub/@", ""

    def __init__(self, folder, redis_url=None):
        super().__init__()
        self.port = stack.free_port()
        settings = folder / "nginx.conf"
        settings.write_text(NCHAN.format(
            folder=folder, port=self.port, user="user root;" if os.geteuid() == 0 else "",
            upstream=f"upstream redis {{ nchan_redis_server {redis_url}; }}" if redis_url else "",
            storage="nchan_redis_pass redis;" if redis_url else ""))
        # pylint: disable=consider-using-with
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-c", settings, "-e", folder / "log"])
        waiting.until(lambda: stack.answers(self.port), "nginx answers")
        self.pids = waiting.until(lambda: children(self.process.pid), "its worker runs")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


def wait_quiet(server):
    """Until those that have left are forgotten: it does nothing worth mentioning any more."""
    def look():
        before = cpu_of(server.pids)
        time.sleep(0.2)
        return cpu_of(server.pids) - before < QUIET_S
    waiting.until(look, f"{server.name} is quiet", 60)


def of_idle(server, count):
    """(bytes of RSS of an idle connection, connections accepted a second)"""
    ids = [secrets.token_hex(16)]
    server.make(ids)
    before = rss_of(server.pids)
    watchers = Watchers(server, count, ids)
    after = rss_of(server.pids)
    watchers.close()
    return (after - before) / count, count / watchers.connected_s


def of_one_update(server, idle):
    """CPU of one update to one of many watchers, in us: of updates one after the other."""
    ids = [secrets.token_hex(16), secrets.token_hex(16)]
    server.make(ids)
    rest, one = Watchers(server, idle, ids[:1]), Watchers(server, 1, ids[1:])
    wait_quiet(server)
    one.ask("reset")
    before = cpu_of(server.pids)
    count = server.update_often(ids[1], one)
    spent = (cpu_of(server.pids) - before) * 1e6 / count
    rest.close()
    one.close()
    return spent


def of_passing_on():
    """CPU of a process that only reads such an update and sends it, in us."""
    told = subprocess.run([stack.BUILD / "tests/bench/pass_on", str(OFTEN), "8", "900"],
                          text=True, check=True, stdout=subprocess.PIPE)
    return float(told.stdout)


def of_many_watchers(server, count, times=5):
    """CPU until all have one new state, in ms: the median."""
    ids = [secrets.token_hex(16)]
    server.make(ids)
    watchers = Watchers(server, count, ids)
    wait_quiet(server)
    spent = []
    for _ in range(times):
        watchers.ask("reset")
        before = cpu_of(server.pids)
        server.update(ids[0])
        watchers.wait_events(count)
        spent.append((cpu_of(server.pids) - before) * 1e3)
    watchers.close()
    return statistics.median(spent)


def of_many_uploads(server, count, seconds, rate=4):
    """(changes sent, what the watchers tell, CPU seconds of the relay, of Redis, seconds until the last one was heard)
    of uploads that change all the time."""
    ids = [secrets.token_hex(16) for _ in range(count)]
    server.make(ids)
    watchers = Watchers(server, count, ids)
    wait_quiet(server)
    watchers.ask("reset")
    before, begun = [cpu_of(server.pids), cpu_of(server.redis_pids)], time.monotonic()
    sent = server.change(ids, rate, seconds)
    waiting.until(lambda: watchers.ask()["ended"] == count, "every watcher has the final state", 60)
    took = time.monotonic() - begun
    used = [cpu_of(pids) - first for pids, first in zip((server.pids, server.redis_pids), before)]
    told = watchers.ask()
    watchers.close()
    return sent, told, *used, took
