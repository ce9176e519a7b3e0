# SPDX-License-Identifier: MIT
"""One request must not end a program."""

import json
import secrets
import subprocess

import pytest
import requests

import relay_site
import stack
import tus
import waiting

# Tokens: test_hostile_tokens.py.

# --- documents in Redis ---

FORMATS = ("nginx", "nginx-jsonp", "nginx-javascript", "nginx-java", "apache", "lighttpd", "php", "pecl")
HOSTILE = ({"received": -1}, {"received": -2**63}, {"size": -1}, {"rate": -1}, {"created_at": -2**63},
           {"updated_at": 2**63 - 1}, {"percent": 10**9}, {"state": "x"}, {"stages": [{}] * 1000}, {"id": "x"})


def hash_of(site, upload_id):
    return f"loadline:upload:{upload_id}"


def spoil(site, upload_id, changes):
    """Writes a document that differs from ours into Redis."""
    key = hash_of(site, upload_id)
    document = json.loads(site.redis().hget(key, "_json"))
    site.redis().hset(key, "_json", json.dumps({**document, **changes}))


def lines(site, program, event):
    return (site.data / "log" / f"{program}.log").read_text().count(f"event={event}")


def half_sent(site):
    upload = tus.Upload.create(f"{site.url}/uploads/", 1000, filename="half.bin")
    assert upload.patch(b"x" * 400).status == 204
    waiting.until(lambda: {"transfer": "idle", "received": 400}.items()
                  <= site.progress(upload.id).json().items(), "it rests")
    return upload


@pytest.fixture(name="resting", scope="module")
def make_resting(site):
    """400 of 1000 bytes are there, and nobody sends."""
    upload = half_sent(site)
    yield upload
    upload.delete()


def lasting(document):
    """What does not depend on when it was made."""
    return {name: value for name, value in document.items()
            if name not in ("epoch", "rev", "updated_at", "expires_at", "transfer")}


def ended_form(site, alias):
    """The form's id and its last document; they come one after the other."""
    server = site.redis()
    for key in server.keys(f"loadline:alias:*{alias}"):
        form = server.get(key)
        document = json.loads(server.hget(hash_of(site, form), "_json") or "{}")
        if document.get("state") == "done":
            return form, document
    return None


@pytest.mark.parametrize("name", FORMATS)
def test_a_document_of_minus_one_byte_divides_nothing_by_zero(site, name):
    begun = lines(site, "progress", "ready")
    alias = secrets.token_hex(8)
    answer = requests.post(f"{site.url}/uploads/?X-Progress-ID={alias}", timeout=10,
                           files={"f": ("a.bin", b"abc")})
    assert answer.status_code in (200, 201)
    form, right = waiting.until(lambda: ended_form(site, alias), "the form's end is known by its alias")
    for state in ("uploading", "done", "failed"):
        site.redis().hset(hash_of(site, form), "_json",
                          json.dumps({**right, "state": state, "size": 10, "received": -1,
                                      "created_at": right["created_at"] - 10_000}))
        assert requests.get(f"{site.url}/progress/legacy/{name}?X-Progress-ID={alias}",
                            timeout=10).status_code == 200
    assert lines(site, "progress", "ready") == begun
    site.redis().delete(hash_of(site, form))


@pytest.mark.parametrize("changes", HOSTILE, ids=lambda c: str(c)[:40])
def test_a_document_that_does_not_hold_is_made_anew_and_logged_once(site, resting, changes):
    upload = resting
    right = site.progress(upload.id).json()
    seen = lines(site, "progress", "document_refused")
    spoil(site, upload.id, changes)
    for _ in range(3):
        document = site.progress(upload.id).json()
        assert lasting(document) == lasting(right)
        assert document["epoch"] > right["epoch"]
    assert lines(site, "progress", "document_refused") == seen + 1


def test_a_document_without_end_is_made_anew(site, resting):
    upload = resting
    for text in ("[" * 100_000, "x" * 10_000_000, "", "null"):
        site.redis().hset(hash_of(site, upload.id), "_json", text)
        assert site.progress(upload.id).json()["received"] == 400
    for command in (("list",), ("list", "--all"), ("show", upload.id), ("stats",)):
        site.redis().hset(hash_of(site, upload.id), "_json", "null")
        done = subprocess.run([stack.BUILD / "cli/loadline", "--config", site.data / "loadline.conf",
                               *command], env=stack.clean_environment(), check=False,
                              capture_output=True, timeout=60)
        assert done.returncode == 0, done.stderr


def test_a_hash_that_is_none_keeps_nobody_else_from_being_heard(own_site):
    """Leases, jobs, counters and indexes that somebody else wrote: the others go on."""
    site = own_site
    upload, stranger = half_sent(site), half_sent(site)
    server = site.redis()
    server.hset(hash_of(site, stranger.id), mapping={"transfer": "active", "_lease": "1", "rev": "x"})
    server.zadd("loadline:leases", {"": 0, "x" * 100_000: 0, "../x": 0, stranger.id: 0})
    server.zadd("loadline:active", {"": 9e18, "../x": float("inf")})
    server.zadd("loadline:parked", {"": 0, "../x": 0})
    for fields in ({"x": "y"}, {"id": ""}, {"id": "../x"}, {"id": stranger.id}, {"id": "0" * 32}):
        server.xadd("loadline:jobs", fields)
    server.hset("loadline:stats", "jobs_done", "-5")
    server.publish("loadline:lag", "{" * 400)
    waiting.until(lambda: server.zcard("loadline:leases") == 0, "no lease is left")
    assert site.progress(stranger.id).json()["received"] == 400
    server.set(hash_of(site, stranger.id), "not a hash")
    assert site.progress(stranger.id).json()["received"] == 400
    assert upload.patch(b"y" * 600, 400).status == 204
    site.wait_state(upload.id, "done")
    assert stranger.patch(b"y" * 600, 400).status == 204
    site.wait_state(stranger.id, "done")
    for program in ("progress", "upload", "worker", "relay"):
        assert lines(site, program, "ready") == 1, site.logs()


@relay_site.run_async
async def test_the_relay_takes_such_a_document_for_none(relay):
    upload = relay_site.new_id()
    for changes in ({"received": -1}, {"epoch": -1}, {"stages": {}}, {"state": "x"}):
        relay.store(relay_site.document(upload, **changes))
        async with relay.connect() as client:
            assert (await client.watch(upload))[0] == "gone"
            relay.publish(relay_site.document(upload, **{"rev": 2, **changes}))
            good = relay_site.document(upload, rev=3)
            relay.publish(good)
            await client.expect("progress")
            assert client.text == good


# --- signals ---


# --- units: test_units.py ---
