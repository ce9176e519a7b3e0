# SPDX-License-Identifier: MIT
"""Uploads whose every chunk is a request of its own, often in another process, are told as calmly as others."""

import statistics
import threading

import pytest
import requests

import conftest
import files
import fronts
import live
import tus
import tus_js
import waiting

MIB = 1 << 20
SIZE = 100 * MIB
PAUSE_MS = 30 # between chunks: a sender with a network before it
SLOW = 400_000 # bytes a second
SECOND_MS = 1000
WINDOW_MS = 4000
MOST_A_SECOND = 12


class Changing(fronts.Fcgid):
    """Processes end after some requests, so that each upload meets several; new ones are not delayed."""

    def server_lines(self):
        return [*super().server_lines(), "FcgidMaxRequestsPerProcess 40",
                "FcgidSpawnScore 0", "FcgidTerminationScore 0"]


@pytest.fixture(scope="module")
def front():
    one = Changing()
    try:
        one.start()
        yield one
    finally:
        one.stop()


@pytest.fixture(scope="module")
def big(tmp_path_factory):
    """(path, SHA-256) of a real file."""
    data = files.real_bytes(SIZE)
    path = tmp_path_factory.mktemp("fcgid") / "libraries.bin"
    path.write_bytes(data)
    return path, files.sha256(data)


@pytest.fixture
def chunk(front):
    answer = requests.get(f"{front.url}/uploads/", headers={"Accept": "application/json"},
                          timeout=10)
    return answer.json()["chunk_size"]


class Written(threading.Thread):
    """Which processes stored bytes, looked at again and again: {pid: bytes}."""

    def __init__(self, front):
        super().__init__(daemon=True)
        self.front = front
        self.bytes = {}
        self.ended = threading.Event()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.join()

    def run(self):
        while not self.ended.wait(0.05):
            for pid in self.front.programs():
                try:
                    text = open(f"/proc/{pid}/io", encoding="ascii").read()
                except OSError:
                    continue
                self.bytes[pid] = int(text.split("wchar:")[1].split()[0])


class Polls(threading.Thread):
    """What those see that ask: documents of one upload, one after the other."""

    def __init__(self, front, upload_id):
        super().__init__(daemon=True)
        self.front = front
        self.id = upload_id
        self.documents = []
        self.ended = threading.Event()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.join()

    def run(self):
        while not self.ended.wait(0.05):
            answer = self.front.progress(self.id)
            assert answer.status_code == 200, answer.text
            self.documents.append(answer.json())


def begin(front, big, modules, chunk, **options):
    """An upload that is made but not sent, and the sender of it to be called."""
    upload = tus.Upload.create(f"{front.url}/uploads/", SIZE, filename="libraries.bin")

    def send():
        return tus_js.Run(modules, endpoint=f"{front.url}/uploads/", file=str(big[0]),
                          plan="whole", pause_ms=PAUSE_MS,
                          options={"uploadUrl": upload.url, "chunkSize": chunk, **options})
    return upload, send


def of_the_transfer(documents):
    """From the first byte until the last."""
    return [d for d in documents if d["state"] == "uploading"]


def assert_calm(documents):
    """No more than so many within any second, by the clock that dates them."""
    times = [d["updated_at"] for d in documents]
    for i, at in enumerate(times):
        count = sum(1 for later in times[i:] if later < at + SECOND_MS)
        assert count <= MOST_A_SECOND, (count, documents[i:i + count])


def judged(values):
    """All in the full form. In the short one their median: others have the processor too, and one
    that did not run for a while sends what it owes at once.
    """
    assert values
    return values if conftest.FULL else [statistics.median(values)]


def assert_steady(documents):
    """One transfer, at a rate that is what the bytes of the last seconds say."""
    sending, shares = of_the_transfer(documents), []
    assert {d["transfer"] for d in sending} == {"active"}
    for before, d in zip(sending, sending[1:]):
        if d["updated_at"] < sending[0]["updated_at"] + SECOND_MS:
            continue
        assert d["rate"] > 0 and d["eta_ms"] is not None, d
        if d["received"] > before["received"]:
            shares.append(d["rate"] / recent(sending, before, d))
    assert all(1 / 4 < share < 4 for share in judged(shares)), told(sending)


def recent(documents, before, last):
    """Bytes a second in twice the time over which the rate is a mean."""
    start = last["updated_at"] - WINDOW_MS
    first = next(d for d in documents if d["updated_at"] >= start or d is before)
    return (last["received"] - first["received"]) * 1000 / (last["updated_at"] - first["updated_at"])


def told(documents):
    return "\n".join(str([d[name] for name in ("updated_at", "received", "rate", "transfer")])
                     for d in documents)


def documents_of(watcher):
    return [event.document for event in watcher.events]


def assert_whole(front, upload, big):
    document = front.wait_state(upload.id, "done", "failed")
    assert document["state"] == "done", document
    assert files.digest_of(document) == big[1]


def test_two_uploads_in_several_processes(front, big, tus_js_modules, chunk):
    assert chunk == MIB
    made = [begin(front, big, tus_js_modules, chunk) for _ in range(2)]
    watchers = [live.Watcher(front, upload.id) for upload, _ in made]
    polls = Polls(front, made[0][0].id)
    with watchers[0], watchers[1], Written(front) as written, polls:
        for sender in [send() for _, send in made]:
            assert sender.result()["ended"] == "success"
        for watcher in watchers:
            watcher.wait_end()
    assert sum(1 for count in written.bytes.values() if count > 2 * chunk) > 2, written.bytes
    for watcher in watchers:
        live.assert_truthful(watcher.events)
        documents = documents_of(watcher)
        assert_calm(of_the_transfer(documents))
        assert_steady(documents)
        assert len({d["received"] for d in documents}) >= 25
    assert_polls(polls.documents)
    for upload, _ in made:
        assert_whole(front, upload, big)


def assert_polls(documents):
    """Each answer is there, none goes back, and they are as steady as what is pushed."""
    versions = [(d["epoch"], d["rev"]) for d in documents]
    assert versions == sorted(versions)
    assert {d["transfer"] for d in of_the_transfer(documents)} == {"active"}


def test_a_process_dies_in_a_chunk(front, big, tus_js_modules, chunk):
    """Its sender tries again, and what is told goes on: neither back nor idle in between."""
    upload, send = begin(front, big, tus_js_modules, chunk, retryDelays=[100, 200, 500, 1000])
    with live.Watcher(front, upload.id) as watcher:
        sender = send()
        for quarter in (1, 2, 3):
            watcher.wait_received(quarter * SIZE // 4)
            front.kill_program()
        assert sender.result()["ended"] == "success"
        watcher.wait_end()
    live.assert_truthful(watcher.events)
    documents = documents_of(watcher)
    assert_calm(of_the_transfer(documents))
    assert {d["transfer"] for d in of_the_transfer(documents)} == {"active"}
    assert_whole(front, upload, big)


def test_a_slow_sender(front, chunk):
    """Between its chunks more time goes by than a sender may be silent elsewhere, and yet it is one transfer, at
    the rate at which it sends.
    """
    data = files.real_bytes(4 * chunk)
    upload = tus.Upload.create(f"{front.url}/uploads/", len(data), filename="a.bin")
    with live.Watcher(front, upload.id) as watcher:
        for at in range(0, len(data), chunk):
            assert upload.patch(data[at:at + chunk], at, SLOW).status == 204
        watcher.wait_end()
    live.assert_truthful(watcher.events)
    sending = of_the_transfer(documents_of(watcher))
    assert {d["transfer"] for d in sending} == {"active"}
    rates = [d["rate"] for d in sending if d["received"]]
    assert min(rates) > 0, told(sending)
    assert all(SLOW * 0.5 < rate < SLOW * 1.5 for rate in judged(rates)), told(sending)


def test_a_sender_that_stays_away_is_idle(front, chunk):
    """Between chunks nobody sends; it is taken for a rest only when the next one does not come."""
    data = files.real_bytes(3 * chunk)
    upload = tus.Upload.create(f"{front.url}/uploads/", len(data), filename="a.bin")
    with live.Watcher(front, upload.id) as watcher:
        for at in range(0, 2 * chunk, chunk):
            assert upload.patch(data[at:at + chunk], at).status == 204
        watcher.wait_received(2 * chunk)
        heard = next(d for d in documents_of(watcher) if d["received"] >= 2 * chunk)
        assert heard["transfer"] == "active"
        waiting.until(lambda: watcher.last["transfer"] == "idle", "the sender counts as gone")
        assert (watcher.last["rate"], watcher.last["eta_ms"]) == (0, None)
        assert upload.patch(data[2 * chunk:], 2 * chunk).status == 204
        watcher.wait_end()
    live.assert_truthful(watcher.events)
