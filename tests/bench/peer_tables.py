# SPDX-License-Identifier: MIT
"""The tables of tests/bench/peers: which servers each compares, and how it is printed. Ratios are theirs over ours in
the same rounds."""

import functools
import statistics

import peer_relays
import peer_seen
import peer_uploads
from measures import in_turns
from peer_servers import (INTERVAL_MS, ApacheDav, Behind, Discard, LighttpdDav, NginxDav, NodePeer, Ours, Rustus,
                          Tusd)
from relays import of_idle, of_many_uploads, of_many_watchers, of_one_update

OURS = "loadline/lighttpd"
MIB = 1 << 20


@functools.cache
def say_skipped(name, why):
    """Once for each."""
    print(f"skipped {name}: {why}")


class Servers:
    """Makes servers, each in a folder of its own below the given one; only: a part of the names of peers."""

    def __init__(self, folder, programs, only):
        self.folder = folder
        self.programs = programs
        self.only = only
        self.count = 0

    def place(self):
        self.count += 1
        made = self.folder / str(self.count)
        made.mkdir()
        return made

    def own(self, **settings):
        return {f"loadline/{front}": Ours(front, **settings) for front in ("lighttpd", "nginx")}

    def discarding(self):
        return {f"discard/{front}": Discard(front) for front in ("lighttpd", "nginx")}

    def behind_nginx(self, kind):
        return Behind(self.place(), kind(self.place(), self.programs))

    def streaming_peers(self):
        """Those that take large uploads, and slow ones."""
        return {name: server for name, server in self.peers().items() if server.streams}

    def peers(self):
        """Every peer that takes uploads."""
        made = {"tusd": Tusd(self.place(), self.programs),
                "tusd/nginx": self.behind_nginx(Tusd),
                "@tus/server/nginx": self.behind_nginx(NodePeer),
                "rustus": Rustus(self.place(), self.programs),
                "nginx WebDAV": NginxDav(self.place()),
                "lighttpd WebDAV": LighttpdDav(self.place()),
                "Apache WebDAV": ApacheDav(self.place())}
        return self.chosen(made)

    def chosen(self, made):
        """Without those that are not asked for, or not there: these are named."""
        kept = {name: server for name, server in made.items() if self.only in name}
        for name, server in kept.items():
            if server.missing:
                say_skipped(name, server.missing)
        return {name: server for name, server in kept.items() if not server.missing}


class Running:
    """All of these servers, for a with statement."""

    def __init__(self, servers):
        self.servers = servers

    def __enter__(self):
        try:
            for name, server in self.servers.items():
                try:
                    server.start()
                except BaseException:
                    print(f"while {name} was started")
                    raise
        except BaseException:
            self.__exit__()
            raise
        return self.servers

    def __exit__(self, *_):
        for server in self.servers.values():
            server.stop()


def by_program(figures, form, scale=1):
    """"lighttpd 2.42, upload.fcgi 1.38" of {program: figure}; of one program the figure alone."""
    if len(figures) == 1:
        return format(next(iter(figures.values())) * scale, form)
    return ", ".join(f"{name} {format(value * scale, form)}" for name, value in figures.items())


def medians_of(rows):
    """The median of each program's figure."""
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}


def ratio(theirs, ours):
    """The median of theirs over ours of the same round."""
    return statistics.median(own / base for own, base in zip(theirs, ours))


def large(a, servers):
    """Seconds of large uploads, relative to ours."""
    size, ways = a.size * MIB, list(peer_uploads.LARGE_WAYS)
    with Running({**servers.own(), **servers.discarding(), **servers.streaming_peers()}) as running:
        taken = in_turns({(name, way): functools.partial(peer_uploads.measure_large, server, way, size)
                          for way in ways for name, server in running.items() if peer_uploads.can(server, way)},
                         a.rounds)
        peaks = {name: peer_uploads.peak_memory(server) for name, server in running.items()}
    walls = {key: [wall for wall, _ in rows] for key, rows in taken.items()}
    print(f"\n{a.size} MiB, seconds until stored and synced, and theirs / ours; CPU s per GiB of a single upload\n"
          f"{'server':20}" + "".join(f"{way:>16}" for way in ways) + f"{'peak MiB':>10}  CPU s/GiB")
    for name in running:
        cells = [f"{statistics.median(walls[name, way]):8.2f} {ratio(walls[name, way], walls[OURS, way]):6.2f}x"
                 if (name, way) in walls else "-" for way in ways]
        cpu = by_program(medians_of([cpu for _, cpu in taken[name, "single"]]), ".2f", 1024 / a.size)
        print(f"{name:20}" + "".join(f"{cell:>16}" for cell in cells) + f"{peaks[name] / MIB:10.0f}  {cpu}")


def small(a, servers):
    """Small uploads a second."""
    peers, lazy = servers.peers(), servers.own(durability="none")
    if "rustus" in peers:
        lazy["rustus"] = Rustus(servers.place(), servers.programs, syncs=False)
    with Running(lazy) as unsynced, Running({**servers.own(), **peers}) as running:
        measures = {}
        for name, server in running.items():
            tus = hasattr(server, "base")
            measures[name, "usual"] = functools.partial(peer_uploads.measure_small, server, a.small)
            if tus:
                measures[name, "one POST"] = functools.partial(peer_uploads.measure_small, server, a.small, True)
            measures[name, "never synced"] = functools.partial(
                peer_uploads.measure_small, unsynced.get(name, server), a.small, False, False)
        taken = in_turns(measures, a.rounds)
    print(f"\n{a.small} uploads of {peer_uploads.SMALL_BYTES} bytes, {peer_uploads.SMALL_AT_ONCE} at once: uploads/s\n"
          f"{'server':20}{'POST+PATCH, PUT':>16}{'one POST':>16}{'never synced':>16}{'p99 ms':>8}  CPU ms each")
    for name in running:
        cells = [f"{statistics.median(rate for rate, _, _ in taken[name, way]):.0f}" if (name, way) in taken else "-"
                 for way in ("usual", "one POST", "never synced")]
        rows = taken[name, "usual"]
        cpu = by_program(medians_of([cpu for _, cpu, _ in rows]), ".2f")
        worst = statistics.median(late for _, _, late in rows)
        print(f"{name:20}" + "".join(f"{cell:>16}" for cell in cells) + f"{worst:8.0f}  {cpu}")


def slow(a, servers):
    """Memory and CPU of many slow senders; each server is started for it alone."""
    own = servers.own(upload_threads=a.slow + 100, uploads_per_client=a.slow)
    print(f"\n{a.slow} senders of {peer_uploads.SLOW_PIECE} bytes a second\n"
          f"{'server':20}{'KiB each':>10}{'% of a core':>13}")
    for name, server in {**own, **servers.streaming_peers()}.items():
        with Running({name: server}):
            memory, shares = peer_uploads.measure_slow(server, a.slow, a.seconds)
        print(f"{name:20}{memory / 1024:10.0f}{sum(shares.values()):13.0%}  {by_program(shares, '.0%')}", flush=True)


def seen(a, servers):
    """Time until a stored piece is seen."""
    hooks = peer_seen.HookReceiver()
    tusd = Tusd(servers.place(), servers.programs, hooks.url)
    node = NodePeer(servers.place(), servers.programs, INTERVAL_MS)
    ways = {"tusd, hook": hooks.watch, "@tus/server, event": peer_seen.by_output}
    made = {**servers.own(), **servers.chosen({"tusd, hook": tusd, "@tus/server, event": node})}
    print(f"\na piece of {peer_seen.PIECE_BYTES} bytes until it is seen, ms\n{'server':20}{'p50':>8}{'p95':>8}")
    for name, server in made.items():
        with Running({name: server}):
            median, late = peer_seen.measure_seen(server, ways.get(name, peer_seen.by_relay), a.pieces)
        print(f"{name:20}{median:8.0f}{late:8.0f}", flush=True)
    hooks.close()


def measure_relay(a, relay):
    """The figures of one relay as cells."""
    idle, accepted = of_idle(relay, a.watchers)
    cells = [f"{idle:.0f}", f"{accepted:.0f}", f"{of_one_update(relay, a.watchers):.0f}",
             f"{peer_relays.of_latency(relay, a.watchers):.0f}", f"{of_many_watchers(relay, a.watchers):.0f}"]
    try:
        sent, told, used, redis, took = of_many_uploads(relay, a.uploads, a.seconds)
        return [*cells, f"{used:.1f}", f"{redis:.1f}", f"{told['p99_ms']}", f"{sent / took:.0f}"]
    except AssertionError as failure:
        print(f"{relay.name}: {failure}")
        return [*cells, "-", "-", "-", "-"]


def relays(a, servers):
    """What watchers cost."""
    kinds = {name: kind for name, kind in peer_relays.kinds(servers.programs).items()
             if servers.only in name or name == peer_relays.Loadline.name}
    titles = ("B/idle", "accepted/s", "us, one", "p50 us, one", "ms, all", "relay s", "Redis s", "p99 ms", "done/s")
    lines = []
    for name, (missing, make) in kinds.items():
        if missing:
            say_skipped(name, missing)
            continue
        relay = make(servers.place())
        try:
            lines.append((name, measure_relay(a, relay)))
        finally:
            relay.stop()
    print(f"\n{a.watchers} watchers; then {a.uploads} uploads that change four times a second for {a.seconds} s, one "
          f"watcher each\n{'relay':20}" + "".join(f"{title:>13}" for title in titles))
    for name, cells in lines:
        print(f"{name:20}" + "".join(f"{cell:>13}" for cell in cells))
