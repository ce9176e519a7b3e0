# SPDX-License-Identifier: MIT
"""Webhooks: signed so that another implementation agrees, tried again, never where they must not go."""

import base64
import hashlib
import json

import pytest

import hooks
import waiting

def notify(shop, receiver, **settings):
    shop.stages["tell"] = hooks.section(receiver, shop.data / "hook.secret", **settings)


def test_signed(shop, receive):
    receiver = receive()
    notify(shop, receiver)
    shop.start()
    upload = shop.put_queued(b"abc", ["digest", "tell"], owner="anna", name="a \u00e9.bin")
    shop.wait_state(upload, "done")
    (_, headers, body, _), = receiver.got
    hooks.verify(headers, body)
    said = json.loads(body)
    assert said["type"] == "upload.processed" and said["timestamp"].endswith("Z")
    assert said["data"] | {"id": upload, "name": "a \u00e9.bin", "owner": "anna", "size": 3} == \
        said["data"]
    assert said["data"]["result"]["sha256"] == hashlib.sha256(b"abc").hexdigest()
    assert headers["Content-Type"] == "application/json"
    assert headers["User-Agent"].startswith("loadline/")


def test_metadata_arrives_decoded(shop, receive):
    receiver = receive()
    notify(shop, receiver)
    shop.start()
    note = base64.b64encode("caf\u00e9".encode()).decode()
    upload = shop.put_queued(b"abc", ["tell"], metadata=f"note {note},raw /2I=,flag")
    shop.wait_state(upload, "done")
    (_, _, body, _), = receiver.got
    assert json.loads(body)["data"]["metadata"] == {"note": "caf\u00e9", "raw": "\ufffdb", "flag": ""}


def test_tried_again_with_backoff(shop, receive):
    receiver = receive(500, 503, 429, 200)
    notify(shop, receiver)
    shop.start()
    upload = shop.put_queued(b"abc", ["tell"])
    shop.wait_state(upload, "done")
    assert [status for *_, status in receiver.got] == [500, 503, 429, 200]
    assert len({headers["webhook-id"] for _, headers, _, _ in receiver.got}) == 1, "one event"
    assert len({body for _, _, body, _ in receiver.got}) == 1
    for _, headers, body, _ in receiver.got:
        hooks.verify(headers, body)
    times = [at for at, *_ in receiver.got]
    gaps = [after - before for before, after in zip(times, times[1:])]
    # 100, 200 and 400 ms at least; whoever wakes them looks every 250 ms.
    assert all(gap >= 0.09 * 2 ** n for n, gap in enumerate(gaps)), gaps
    assert shop.record(upload)["attempt"] == 1


def test_an_id_for_each_event(shop, receive):
    receiver = receive()
    notify(shop, receiver)
    shop.start()
    for _ in range(5):
        shop.wait_state(shop.put_queued(b"abc", ["tell"]), "done")
    assert len({headers["webhook-id"] for _, headers, _, _ in receiver.got}) == 5


@pytest.mark.parametrize("status", [400, 404, 410, 302])
def test_refused(shop, receive, status):
    receiver = receive(status)
    notify(shop, receiver, patience="20s")
    shop.start()
    document = shop.wait_state(shop.put_queued(b"abc", ["tell"]), "failed", "done")
    if status == 302:  # not followed, and tried again
        assert document["state"] == "done" and len(receiver.got) == 2
    else:
        assert document["error"]["code"] == "notification_refused" and len(receiver.got) == 1


def test_not_required(shop, receive):
    receiver = receive(410)
    notify(shop, receiver, required="no")
    shop.start()
    document = shop.wait_state(shop.put_queued(b"abc", ["tell", "digest"]), "done")
    assert [s["state"] for s in document["stages"]] == ["failed", "done"]


def test_private_addresses(shop, receive):
    receiver = receive()
    notify(shop, receiver, notify_private="no")
    shop.stages["name"] = dict(shop.stages["tell"], notify_url=receiver.url.replace(
        "127.0.0.1", "localhost"))
    shop.start()
    for stage in ("tell", "name"):
        document = shop.wait_state(shop.put_queued(b"abc", [stage]), "failed")
        assert document["error"]["message"] == "The receiver's address is not a public one"
    assert not receiver.got


def test_nobody_there(shop, receive):
    receiver = receive()
    notify(shop, receiver)
    receiver.close()
    shop.start()
    upload = shop.put_queued(b"abc", ["tell"])
    waiting.until(lambda: "is not reachable" in (shop.document(upload).get("message") or ""),
                  "it says so")
    document = json.dumps(shop.document(upload)) # watchers see it; where the receiver is stays in the log
    assert "127.0.0.1" not in document
    assert [line for line in shop.log().splitlines() if "event=receiver_away" in line and "127.0.0.1" in line]


def test_patience_also_ends_while_others_are_tried(shop, receive):
    """An upload that waits because the receiver is known to be away has not been tried itself."""
    receiver = receive()
    notify(shop, receiver, patience="3s", retry_after="60s")
    receiver.close()
    shop.start()
    uploads = [shop.put_queued(b"abc", ["tell"]) for _ in range(3)]
    for upload in uploads:
        document = shop.wait_state(upload, "failed", seconds=30)
        assert document["error"]["code"] == "receiver_away"
        assert document["updated_at"] - document["created_at"] < 15_000


def test_a_secret_that_is_none(shop, receive):
    receiver = receive()
    notify(shop, receiver)
    (shop.data / "hook.secret").write_text("hunter2\n")
    shop.start()
    document = shop.wait_state(shop.put_queued(b"abc", ["tell"]), "failed")
    assert document["error"]["code"] == "notification_unsigned" and not receiver.got
    assert "hunter2" not in shop.log()
