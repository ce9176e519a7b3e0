# SPDX-License-Identifier: MIT
"""The stage scan with a real clamd: what it finds, what it does not take, and what happens without it."""

import pytest

import clamd
import files
import waiting
import workshop


@pytest.fixture(scope="module")
def scanner():
    made = clamd.Clamd()
    try:
        made.start()
        yield made
    finally:
        made.stop()


def scan(shop, scanner, **settings):
    shop.stages["scan"] = {"scan_socket": scanner.address, "retry_after": "100ms", **settings}


def test_clean(shop, scanner):
    scan(shop, scanner)
    shop.start()
    document = shop.wait_state(shop.put_queued(files.real_bytes(3 << 20), ["scan"]), "done")
    assert document["result"] == {"scan": "clean"}
    assert shop.wait_state(shop.put_queued(b"", ["scan"]), "done")["result"]["scan"] == "clean"


def test_found(shop, scanner):
    scan(shop, scanner)
    shop.start()
    upload = shop.put_queued(clamd.EICAR, ["scan", "digest"])
    document = shop.wait_state(upload, "failed")
    assert document["error"] == {"code": "malware", "stage": "scan", "status": 500,
                                 "message": "The scanner found Test.Eicar.UNOFFICIAL",
                                 "retryable": False}
    assert document["stages"][1]["state"] == "skipped"


def test_progress_by_bytes(shop, scanner):
    scan(shop, scanner)
    shop.settings["progress_interval"] = "10ms"
    shop.start()
    upload = shop.put(files.real_bytes(15 << 20), ["scan"])
    seen = set()
    with shop.redis().pubsub(ignore_subscribe_messages=True) as channel:
        channel.subscribe(f"{workshop.PREFIX}upload:{upload}")
        shop.queue(upload)
        document = {}
        while document.get("state") != "done":
            message = channel.get_message(timeout=20)
            document = workshop.json.loads(message["data"]) if message else document
            seen.add((document.get("stages") or [{}])[0].get("progress"))
    assert len(seen) >= 3


def test_too_large_for_it(shop, scanner):
    scan(shop, scanner)
    shop.start()
    document = shop.wait_state(shop.put_queued(b"\0" * (30 << 20), ["scan"]), "failed")
    assert document["error"]["code"] == "scan_limit"


def test_away_and_back(shop):
    late = clamd.Clamd()
    try:
        scan(shop, late)
        shop.start()
        upload = shop.put_queued(b"abc", ["scan"])
        waiting.until(lambda: "is not reachable" in (shop.document(upload).get("message") or ""),
                      "it says that the scanner is away")
        assert shop.document(upload)["state"] == "processing"
        late.start()
        assert shop.wait_state(upload, "done")["result"]["scan"] == "clean"
    finally:
        late.stop()


@pytest.mark.parametrize("away, state", [("fail", "failed"), ("pass", "done")])
def test_away_for_too_long(shop, away, state):
    shop.stages["scan"] = {"scan_socket": f"unix:{shop.data}/nobody.sock", "scan_away": away,
                           "retry_after": "100ms", "patience": "400ms"}
    shop.start()
    document = shop.wait_state(shop.put_queued(b"abc", ["scan"]), state)
    if state == "failed":
        assert document["error"]["code"] == "scanner_away" and document["error"]["retryable"]
    else:
        assert document["result"]["scan"] == "not scanned"
        assert document["stages"][0]["message"] == "Not scanned: the scanner was not reachable"
