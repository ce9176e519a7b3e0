# SPDX-License-Identifier: MIT
"""loadline events: all uploads of a site, a line for each change."""

import json
import os
import signal
import subprocess
import threading

import pytest

import files
import stack
import tokens
import tus
import waiting

PROGRAM = stack.BUILD / "cli/loadline"
SECRET = b"0123456789abcdef0123456789abcdef"


def heard(site):
    """How many follow all uploads."""
    return [server.execute_command("PUBSUB", "NUMPAT") for server in site.each_redis()]


class Events:
    """The tool as it runs; what it has printed so far."""

    def __init__(self, site, *words):
        before = heard(site)
        self.process = subprocess.Popen(
            [PROGRAM, "--config", site.data / "loadline.conf", "events", *words], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=stack.clean_environment())
        self.documents, self.complaints = [], []
        self.readers = [threading.Thread(target=self.read, args=(self.process.stdout, self.documents, json.loads)),
                        threading.Thread(target=self.read, args=(self.process.stderr, self.complaints, str))]
        for reader in self.readers:
            reader.start()
        waiting.until(lambda: all(now > was for now, was in zip(heard(site), before)), "all shards are heard")

    @staticmethod
    def read(stream, into, parse):
        for line in stream:
            into.append(parse(line))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.wait()

    def wait(self):
        status = self.process.wait(20)
        for reader in self.readers:
            reader.join()
        self.process.stdout.close()
        self.process.stderr.close()
        return status

    def of(self, upload_id):
        return [one for one in list(self.documents) if one["id"] == upload_id]

    def wait_state(self, upload_id, state):
        waiting.until(lambda: any(one["state"] == state for one in self.of(upload_id)),
                      f"{upload_id} is {state}: {self.documents}")


def put(site, data=b"abcd", **more):
    upload = tus.Upload.create(f"{site.url}/uploads/", len(data), **more)
    assert upload.patch(data).status == 204
    return upload


@pytest.fixture(name="half")
def fixture_half(site):
    upload = tus.Upload.create(f"{site.url}/uploads/", 1000, filename="half.bin")
    assert upload.patch(b"x" * 400).status == 204
    waiting.until(lambda: (told := site.progress(upload.id).json())["received"] == 400 and told["transfer"] == "idle",
                  "it rests")
    yield upload
    upload.delete()


def test_each_change_is_a_line(site):
    with Events(site) as events:
        upload = put(site, files.real_bytes(300_000), filename="line\nbreak.bin")
        events.wait_state(upload.id, "done")
        told = events.of(upload.id)
        assert told[-1] == site.progress(upload.id).json()
        assert [one["rev"] for one in told] == sorted({one["rev"] for one in told})
        assert {"created", "queued", "done"} <= {one["state"] for one in told}
        events.process.send_signal(signal.SIGINT)
        assert events.wait() == 0
        assert not events.complaints


def test_the_present_state_first(site, half):
    with Events(site, "--now") as events:
        waiting.until(lambda: events.of(half.id), "what is unfinished is told")
        assert events.of(half.id)[0] == site.progress(half.id).json()
        half.delete()
        waiting.until(lambda: len(events.of(half.id)) > 1, "its end is told")
        events.process.terminate()
        assert events.wait() == 0


def test_only_some_states(site):
    with Events(site, "--state", "done,failed") as events:
        gone = tus.Upload.create(f"{site.url}/uploads/", 5)
        gone.delete()
        upload = put(site)
        events.wait_state(upload.id, "done")
        assert {one["state"] for one in events.documents} == {"done"}
        assert not events.of(gone.id)


def test_a_state_that_is_none(site):
    done = subprocess.run([PROGRAM, "--config", site.data / "loadline.conf", "events", "--state", "done,fine"],
                          text=True, capture_output=True, check=False, timeout=20, env=stack.clean_environment())
    assert done.returncode == 2
    assert done.stderr == 'loadline: there is no state "fine"\n'


def test_it_ends_with_its_reader(site):
    """Also while nothing happens."""
    process = subprocess.Popen([PROGRAM, "--config", site.data / "loadline.conf", "events", "--now"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=stack.clean_environment())
    process.stdout.close()
    assert process.wait(20) == 0
    assert not process.stderr.read()
    process.stderr.close()


def bearer(owner):
    return {"Authorization": f"Bearer {tokens.make(SECRET, sub=owner)}"}


def put_as(site, owner):
    with tus.Connection(site.url) as connection:
        answer = connection.ask("POST", "/uploads/", {**tus.VERSION, **bearer(owner), "Upload-Length": "3"})
        assert answer.status == 201, answer.text
        upload = tus.Upload(answer.headers["Location"])
        answer = connection.ask("PATCH", upload.path, {**tus.VERSION, **bearer(owner), "Upload-Offset": "0",
                                                       "Content-Type": "application/offset+octet-stream"}, b"abc")
        assert answer.status == 204, answer.text
    return upload


def test_only_one_owner(tmp_path):
    (tmp_path / "secret").write_bytes(SECRET)
    site = stack.Stack(auth="token", token_keys=tmp_path / "secret")
    try:
        site.start()
        with Events(site, "--owner", "alice", "--now") as events:
            bob = put_as(site, "bob")
            alice = put_as(site, "alice")
            events.wait_state(alice.id, "done")
            assert {one["id"] for one in events.documents} == {alice.id} and alice.id != bob.id
    finally:
        site.stop()


def test_redis_that_goes_and_comes(own_site):
    upload = tus.Upload.create(f"{own_site.url}/uploads/", 4, filename="r.bin")
    own_site.wait_state(upload.id, "created")
    with Events(own_site) as events:
        own_site.kill("redis")
        waiting.until(lambda: events.complaints, "the loss is told")
        assert "the events of Redis are lost; trying again" in events.complaints[0]
        own_site.start_component("redis")
        waiting.until(lambda: "events may have been missed" in events.complaints[-1], "and its end")
        assert upload.patch(b"abcd").status == 204
        events.wait_state(upload.id, "done")
        assert len(events.complaints) == 2 * len(own_site.each_redis())


def test_no_document_after_a_newer_one(site, half):
    """Events that are sent again, as those that wait while the present state is read."""
    server, channel = next((one, key) for one in site.each_redis() for key in one.scan_iter(match=f"*upload:{half.id}"))
    told = site.progress(half.id).json()
    with Events(site, "--now") as events:
        waiting.until(lambda: events.of(half.id), "it is told")
        for rev in (told["rev"], told["rev"] - 1, told["rev"] + 5):
            server.publish(channel, json.dumps({**told, "rev": rev}))
        waiting.until(lambda: events.of(half.id)[-1]["rev"] == told["rev"] + 5, "the newer one is told")
        assert [one["rev"] for one in events.of(half.id)] == [told["rev"], told["rev"] + 5]


def test_what_ended_in_a_gap_is_told(own_site):
    """It is cut off while it sleeps, so no event of the end reaches it."""
    known = tus.Upload.create(f"{own_site.url}/uploads/", 4)
    own_site.wait_state(known.id, "created")
    with Events(own_site, "--state", "done") as events:
        os.kill(events.process.pid, signal.SIGSTOP)
        for server in own_site.each_redis():
            server.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
        assert known.patch(b"abcd").status == 204
        new = put(own_site)
        for upload in (known, new):
            own_site.wait_state(upload.id, "done")
        os.kill(events.process.pid, signal.SIGCONT)
        for upload in (known, new):
            events.wait_state(upload.id, "done")
        assert "present state follows" in "".join(events.complaints)


def test_without_redis_at_the_start(own_site):
    own_site.stop_component("redis")
    done = subprocess.run([PROGRAM, "--config", own_site.data / "loadline.conf", "events"], text=True,
                          capture_output=True, check=False, timeout=30, env=stack.clean_environment())
    assert done.returncode == 3 and not done.stdout
    assert done.stderr.startswith("loadline: ") and done.stderr.count("\n") == 1
