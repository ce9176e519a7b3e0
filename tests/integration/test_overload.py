# SPDX-License-Identifier: MIT
"""Hundreds of hostile clients of three addresses: an honest one of a fourth is served as if they
were not there, and no program grows or ends.
"""

import statistics
import time

import pytest
import requests
import requests.adapters
import websockets

import conftest
import crowd
import files
import fronts
import live
import tus
import waiting

SIZE = 20 << 20
RATE = 10 << 20       # bytes/s that the honest client sends: a line of 80 Mbit/s
HONEST = "127.0.0.5"
ROUNDS = 3 if conftest.FULL else 1
PLACES = 3 * 64       # that three addresses may hold: a sixteenth of upload_threads each
MAX_IDS = 100         # of one poll, by default
SLOWER = 2            # times; what hostile clients may cost an honest one at most
MEMORY_BOUND = 512 << 20 # of upload.fcgi and of progress.fcgi, as SECURITY.md states

# Hostile connections of one kind that the web server bears by itself: Apache has a
# thread for each, 400 by default.
FRONTS = {"lighttpd": (fronts.Front, 600, {}), "nginx": (fronts.Nginx, 600, {}),
          "apache-proxy": (fronts.ApacheProxy, 240, {}),
          "nginx, files by the program": (fronts.Nginx, 600, {"sendfile_header": "none"})}


class Honest(requests.adapters.HTTPAdapter):
    """HTTP from the honest client's address."""

    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, **kwargs, source_address=(HONEST, 0))


class HonestWatcher(live.Watcher):
    connect = {"local_addr": (HONEST, 0)}


class Paced:
    """A file whose reader gets it at a rate."""

    def __init__(self, data):
        self.data, self.at, self.start = data, 0, None

    def __len__(self):
        return len(self.data)

    def read(self, size=-1):
        self.start = self.start or time.monotonic()
        ahead = self.start + self.at / RATE - time.monotonic()
        if ahead > 0:
            time.sleep(ahead)
        piece = self.data[self.at:self.at + (size if size > 0 else len(self.data))]
        self.at += len(piece)
        return piece


def visit(site, data):
    """Uploads, watches and downloads; the seconds that it took."""
    start = time.monotonic()
    with requests.Session() as session:
        session.mount("http://", Honest())
        # Apache leaves a connection that is kept to the process that took it, whose threads may all be busy by then.
        session.headers["Connection"] = "close"
        made = session.post(f"{site.url}/uploads/", headers={
            **tus.VERSION, "Upload-Length": str(len(data))}, timeout=30)
        assert made.status_code == 201, made.text
        upload = tus.Upload(made.headers["Location"])
        with HonestWatcher(site, upload.id) as watcher:
            sent = session.patch(upload.url, data=Paced(data), timeout=60, headers={
                **tus.VERSION, "Upload-Offset": "0",
                "Content-Type": "application/offset+octet-stream"})
            assert sent.status_code == 204, sent.text
            assert watcher.wait_end().document["state"] == "done"
        live.assert_truthful(watcher.events)
        polled = session.get(f"{site.url}/progress/{upload.id}", timeout=30)
        assert polled.json()["state"] == "done"
        got = session.get(upload.url, timeout=60)
    took = time.monotonic() - start
    assert got.status_code == 200
    assert got.content == data
    return took


def usual(site, data, rounds=ROUNDS):
    """The median of some visits' seconds."""
    return statistics.median(visit(site, data) for _ in range(rounds))


def process_of(site, component):
    """Its number, and the most memory that it has held so far, in bytes."""
    number = int((site.data / "pids" / f"{component}.pid").read_text())
    with open(f"/proc/{number}/status", encoding="ascii") as status:
        fields = dict(line.split(":", 1) for line in status)
    return number, int(fields["VmHWM"].split()[0]) * 1024


@pytest.fixture(scope="module", params=FRONTS)
def crowded(request):
    """A site behind one web server, the number of connections, and an honest visit's time."""
    kind, count, settings = FRONTS[request.param]
    site = kind(stages="digest", **settings)
    data = files.real_bytes(SIZE)
    try:
        site.start()
        alone = usual(site, data)
        yield site, count if conftest.FULL else count // 4, alone, data
    finally:
        site.stop()


def known_uploads(site, count):
    """Their ids, once a poll finds them; what is known of each is long."""
    ids = [tus.Upload.create(f"{site.url}/uploads/", 1000, filename="n" * 250).id for _ in range(count)]
    waiting.until(lambda: not requests.get(f"{site.url}/progress/", params={"ids": ",".join(ids)},
                                           timeout=30).json()["gone"], "all are known")
    return ids


def target(site, kind, data):
    """What the crowd goes for: a file where it downloads."""
    if kind == "long_polls":
        return f"{site.url}/progress/?ids={','.join(known_uploads(site, MAX_IDS))}"
    if kind == "short_polls":
        return f"{site.url}/progress/{known_uploads(site, 1)[0]}"
    if kind != "unread":
        return site.url
    upload = tus.Upload.create(f"{site.url}/uploads/", len(data))
    assert upload.patch(data).status == 204
    site.wait_state(upload.id, "done")
    return upload.url


@pytest.mark.parametrize("kind", crowd.ATTACKS)
def test_an_honest_client_in_a_crowd(crowded, kind):
    site, count, alone, data = crowded
    before = {name: process_of(site, name)[0] for name in ("upload", "progress", "relay")}
    url = target(site, kind, data)
    judged = not site.is_sanitized("upload") # a sanitizer takes memory and time of its own
    with crowd.Crowd(kind, url, count) as hostile:
        took = usual(site, data)
        if took > SLOWER * alone:
            took = usual(site, data, rounds=3) # one visit may have met another test's load
    if judged and took > SLOWER * alone:
        # Without the crowd, as that load may last; but the crowd may leave no harm either.
        alone = min(usual(site, data, rounds=3), 2 * alone)
    print(f"{kind}: {count} connections, alone {alone:.2f} s, in the crowd {took:.2f} s,",
          hostile.statuses)
    for name in ("upload", "progress"):
        number, most = process_of(site, name)
        print(f"  {name}: {most >> 20} MiB at most")
        assert number == before[name], f"{name} was started anew"
        assert most < MEMORY_BOUND or not judged
    assert took <= SLOWER * alone or not judged
    assert hostile.statuses["held"] >= min(count, PLACES) * 3 // 4, "there was no crowd"
