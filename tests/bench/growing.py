# SPDX-License-Identifier: MIT
"""What tests/bench/growth measures, each for a given number of uploads."""

import asyncio
import secrets
import statistics
import subprocess
import time

import relay_site
import stack
import workshop
from measures import children, cpu_seconds, ended_children_seconds, rss
from relays import change_uploads

WATCH_BATCH = 100  # uploads that one message asks for
WALK_MAX_S = 600
CHANGES_MIN = 100  # of each upload, so that its end, which costs more, counts little


def wait_for_walk(pid, is_there):
    """A short walk lasts some milliseconds, so it looks each of them; fails after WALK_MAX_S."""
    end = time.monotonic() + WALK_MAX_S
    while bool(children(pid)) != is_there:
        assert time.monotonic() < end, "the walk was missed, or does not end"
        time.sleep(0.001)


def cpu_per_change(count, changes):
    """CPU microseconds of one change: (Redis, the sender of changes)."""
    site = relay_site.RelaySite()
    site.start_redis()
    try:
        ids = [secrets.token_hex(16) for _ in range(count)]
        change_uploads(site.data, ids, 0, 0)
        before = cpu_seconds(site.server.pid), ended_children_seconds()
        sent = change_uploads(site.data, ids, max(CHANGES_MIN, changes // count), 1)
        after = cpu_seconds(site.server.pid), ended_children_seconds()
        return [(end - begin) * 1e6 / sent for begin, end in zip(before, after)]
    finally:
        site.redis().flushall()  # stop() reads all that is there
        site.stop()


class Spool(workshop.Workshop):
    """A spool and a Redis with so many unfinished uploads."""

    def __init__(self, count):
        super().__init__(reconcile_interval="1d")
        self.count = count
        self.start_redis()
        self.fill(count)
        self.write_settings()

    def fill(self, count, expire_ms=0):
        subprocess.run([stack.BUILD / "tests/bench/spool_fill", f"unix:{self.data}/redis.sock?db=0",
                        workshop.PREFIX, self.spool, str(count), str(expire_ms)], check=True,
                       stdout=subprocess.DEVNULL)

    def tool(self, *words):
        """Runs a command of loadline."""
        subprocess.run([stack.BUILD / "cli/loadline", "--config", self.data / "loadline.conf", *words],
                       check=True, env=stack.clean_environment(), stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def one_walk(self):
        """A worker's walk through the spool: its process is there until the walk ends."""
        worker = self.start(wait=False)
        wait_for_walk(worker.pid, True)
        wait_for_walk(worker.pid, False)
        self.end(worker)

    def all_walks(self):
        """A worker that walks until it has compared all uploads, and ends then."""
        assert self.start("--drain", wait=False).wait(600) == 0, self.log()

    def cost(self, work, *words):
        """(CPU seconds of the processes that work(words) starts, and of Redis; seconds)"""
        used, begun = ended_children_seconds() + cpu_seconds(self.server.pid), time.monotonic()
        work(*words)
        took = time.monotonic() - begun
        return ended_children_seconds() + cpu_seconds(self.server.pid) - used, took

    def cost_of_removal(self):
        """Of a tenth of so many, which is there besides."""
        self.fill(self.count // 10, 1)
        return self.cost(self.tool, "prune")

    def stop(self):
        """Without Workshop's search for keys, which takes long."""
        for worker in self.workers:
            worker.kill()
            worker.wait(20)
        self.stop_redis()
        subprocess.run(["rm", "-rf", self.data], check=True)


SPOOLED = {
    "loadline list": lambda spool: spool.cost(spool.tool, "list"),
    "loadline list --all": lambda spool: spool.cost(spool.tool, "list", "--all"),
    "worker, one walk": lambda spool: spool.cost(spool.one_walk),
    "worker --drain": lambda spool: spool.cost(spool.all_walks),
    "loadline prune, nothing expired": lambda spool: spool.cost(spool.tool, "prune"),
    "loadline prune, a tenth expired": Spool.cost_of_removal,
}


def with_spool(count, repeat):
    """{what: (CPU seconds, seconds)} with so many uploads."""
    spool = Spool(count)
    try:
        return {what: [statistics.median(column) for column in zip(*(measure(spool) for _ in range(repeat)))]
                for what, measure in SPOOLED.items()}
    finally:
        spool.stop()


async def watch_all(site, ids):
    """Bytes of the relay's memory for these, which one client watches."""
    async with site.connect(max_size=None) as client:
        before = rss(site.relay.pid)
        for at in range(0, len(ids), WATCH_BATCH):
            some = ids[at:at + WATCH_BATCH]
            await client.send(do="watch", ref=1, ids=some)
            missing = len(some)
            while missing > 0:
                event, _ = await client.next()
                missing -= event == "progress"
        return rss(site.relay.pid) - before


def memory_of_watched(count):
    site = relay_site.RelaySite(relay_watches="100000", relay_message_rate="0", relay_message_size="64k",
                                beat_interval="10m", redis_timeout="2s")
    site.start()
    try:
        ids = [secrets.token_hex(16) for _ in range(count)]
        change_uploads(site.data, ids, 0, 0)
        return asyncio.run(watch_all(site, ids))
    finally:
        site.redis().flushall()  # stop() reads all that is there
        site.stop()
