# SPDX-License-Identifier: MIT
"""Several Redis as shards. With LOADLINE_SHARDS=N each site of stack.py has N of them.

The tests then see all of them as one, by Client.
"""

import os
import re
import subprocess
import time

import redis

import redis_users
import waiting

COUNT = int(os.environ.get("LOADLINE_SHARDS", "1"))
ID = re.compile(r"[0-9a-f]{32}")


def place(upload_id, count):
    """The number of the shard, from 0, that has an upload."""
    return int(upload_id[:2], 16) * count // 256


def in_settings(url):
    """The value of redis_url as a file of settings has it, whose lines are short."""
    return url.replace(" ", "\n    ")


def lines_without(path, *names):
    """The lines of a file of settings but for these, whose values may go on in more lines."""
    kept, drops = [], False
    for line in path.read_text().splitlines():
        if not line.startswith(" "):
            drops = line.partition(" ")[0] in names
        if not drops:
            kept.append(line)
    return kept


class Servers:
    """The servers of shards 1 to count - 1 in the folder of a site, whose own Redis is shard 0."""

    def __init__(self, site, count):
        self.site = site
        self.count = count
        self.processes = {}

    @property
    def folder(self):
        return self.site.data

    def socket(self, shard):
        return self.site.sockets / ("redis.sock" if shard == 0 else f"redis{shard}.sock")

    def url(self, user):
        """All shards as that user."""
        users = self.folder / "redis/users.conf"
        return " ".join(redis_users.url(user, self.socket(shard), users)
                        for shard in range(self.count))

    def client(self, shard):
        return redis.Redis(unix_socket_path=str(self.socket(shard)), decode_responses=True,
                           socket_timeout=5)

    def start(self):
        for shard in range(1, self.count):
            self.start_one(shard)

    def start_one(self, shard):
        folder = self.folder / f"redis{shard}"
        folder.mkdir(exist_ok=True)
        self.site.sockets.mkdir(mode=0o700, exist_ok=True)
        self.processes[shard] = subprocess.Popen(
            ["redis-server", redis_users.install(folder, "loadline:", self.socket(shard)), "--port", "0",
             "--unixsocket", self.socket(shard), "--save", "", "--appendonly", "no", "--dir", folder],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        waiting.until(lambda: self.answers(shard), f"shard {shard} answers")

    def answers(self, shard):
        try:
            return self.client(shard).ping()
        except redis.ConnectionError:
            return False

    def kill_one(self, shard):
        """kill -9."""
        process = self.processes.pop(shard)
        process.kill()
        process.wait(20)

    def stop(self):
        for shard in list(self.processes):
            self.kill_one(shard)


class Client:
    """All shards as one Redis: a command that names an upload goes to its shard, others to all."""

    def __init__(self, servers):
        self.servers = servers

    def pubsub(self, **options):
        return PubSub([server.pubsub(**options) for server in self.servers])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for server in self.servers:
            server.close()

    def __getattr__(self, name):
        def call(*words, **options):
            # An alias may look like an id.
            named = {place(found, len(self.servers)) for word in words if ":alias:" not in str(word)
                     for found in ID.findall(str(word))}
            chosen = [self.servers[shard] for shard in sorted(named)] or self.servers
            return united([getattr(server, name)(*words, **options) for server in chosen])
        return call


class PubSub:
    """A subscriber to all shards."""

    def __init__(self, subscribers):
        self.subscribers = subscribers

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for subscriber in self.subscribers:
            subscriber.close()

    def get_message(self, timeout=0.0, **options):
        for subscriber in self.subscribers:
            message = subscriber.get_message(timeout=timeout / len(self.subscribers), **options)
            if message:
                return message
        return None

    def listen(self):
        """As long as something comes within half a minute."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            if message := self.get_message(timeout=0.1):
                end = time.monotonic() + 30
                yield message

    def __getattr__(self, name):
        def call(*words, **options):
            return united([getattr(one, name)(*words, **options) for one in self.subscribers])
        return call


def united(answers):
    """The answers of several shards as that of one."""
    first = next((one for one in answers if one is not None), None)
    if len(answers) == 1 or first is None or isinstance(first, bool):
        return first if not isinstance(first, bool) else all(answers)
    if isinstance(first, int):
        return sum(one or 0 for one in answers)
    if isinstance(first, list):
        return [item for one in answers for item in one or []]
    if isinstance(first, dict):
        return added(answers)
    if hasattr(first, "__next__"):
        return (item for one in answers for item in one)
    return first


def added(answers):
    """Hashes as one: counters are summed."""
    whole = {}
    for one in answers:
        for name, value in one.items():
            both = name in whole and str(whole[name]).isdigit() and str(value).isdigit()
            whole[name] = type(value)(int(whole[name]) + int(value)) if both else value
    return whole
