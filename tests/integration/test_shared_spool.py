# SPDX-License-Identifier: MIT
"""Two hosts, one spool on GlusterFS with its default options, one Redis: no acknowledged byte is
overwritten, and an upload goes on wherever its next request arrives."""

import http.client
import json
import time

import pytest

import conftest
import doctor
import files
import gluster
import stack
import tus
import waiting

SIZE = 1 << 20
# A loaded machine may take longer to look.
LIMIT_S = 2.0 if conftest.FULL else 10.0


class Hosts:
    """A site on the first mount, and a second upload.fcgi with its web server on the other one."""

    def __init__(self, volume):
        self.brick = volume.folder / "brick/spool"  # what is stored, whoever has seen it
        (volume.folder / "a/spool").mkdir()
        self.site = stack.Stack(empty_uploads_per_client=0)
        (self.site.data / "spool").symlink_to(volume.folder / "a/spool")
        self.other_spool = volume.folder / "b/spool"
        self.other = None

    def start(self):
        self.site.start()
        self.other = self.site.second_host(self.other_spool)

    def stop(self):
        self.site.stop()

    @property
    def urls(self):
        return self.site.url, self.other.url

    def create(self, size, first=0):
        """An upload, as the first host sees it and as the other one does."""
        urls = self.urls[first:] + self.urls[:first]
        upload = tus.Upload.create(f"{urls[0]}/uploads/", size, filename="a.bin")
        return upload, upload.at(urls[1])

    def data_file(self, upload):
        return self.brick / upload.id[:2] / upload.id / "data"

    def wait_written(self, upload, count, which):
        """Until this host has written so much. The file system may keep it back from the others."""
        spool = self.site.spool if which == 0 else self.other_spool
        data = spool / upload.id[:2] / upload.id / "data"
        waiting.until(lambda: data.stat().st_size >= count, f"{count} bytes of {upload.id}")

    def kill(self, which):
        """kill -9 of one host's upload.fcgi."""
        if which == 0:
            self.site.kill("upload")
        else:
            self.other.kill_program()

    def revive(self, which):
        if which == 0:
            self.site.start_component("upload")
        else:
            self.other.start_program()


@pytest.fixture(scope="module")
def hosts():
    volume = gluster.Gluster()
    try:
        volume.start()
    except gluster.Unavailable as reason:
        pytest.skip(f"GlusterFS cannot be mounted: {reason}")
    made = Hosts(volume)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        volume.stop()


def assert_whole(hosts, upload, data):
    document = hosts.site.wait_state(upload.id, "done", "failed")
    assert document["state"] == "done"
    assert files.digest_of(document) == files.sha256(data)
    assert hosts.data_file(upload).read_bytes() == data


def test_an_offset_that_the_other_host_has_passed_is_refused(hosts, rounds):
    data = files.real_bytes(2_000_000)
    for _ in range(rounds(10, 200)):
        here, there = hosts.create(len(data))
        assert there.offset() == 0
        assert here.patch(data[:1_000_000]).status == 204
        late = there.patch(b"x" * 1000, 0)
        assert late.status == 409, late.text
        assert late.headers["Upload-Offset"] == "1000000"
        assert there.patch(data[1_000_000:], 1_000_000).status == 204
        assert_whole(hosts, here, data)


@pytest.mark.parametrize("chunk", [100, 64 << 10, 300_000])
def test_chunks_by_turns(hosts, rng, rounds, chunk):
    """The balancer in front is not sticky, and a sender goes on from the offset of the answer."""
    count = rounds(12, 100)
    data = files.real_bytes(chunk * count)
    pair = hosts.create(len(data))
    for i in range(count):
        answer = pair[rng.randrange(2)].patch(data[i * chunk:(i + 1) * chunk], i * chunk)
        assert answer.status == 204, answer.text
        assert int(answer.headers["Upload-Offset"]) == (i + 1) * chunk
        if rng.randrange(2) and i + 1 < count:
            assert pair[rng.randrange(2)].offset() == (i + 1) * chunk
    assert_whole(hosts, pair[0], data)


@pytest.mark.parametrize("first", [0, 1])
def test_a_stalled_sender_is_taken_over_from_the_other_host(hosts, rng, rounds, first):
    data = files.real_bytes(SIZE)
    for _ in range(rounds(5, 50)):
        stalled_at = rng.randrange(1, SIZE)
        here, there = hosts.create(SIZE, first)
        with here.begin(SIZE) as stalled:
            stalled.send(data[:stalled_at])
            hosts.wait_written(here, stalled_at, first)
            start = time.monotonic()
            assert there.offset() == stalled_at
            taken = time.monotonic() - start
            answer = there.patch(data[stalled_at:], stalled_at)
            assert answer.status == 204, answer.text
            assert_superseded(stalled.answer())
        assert taken < LIMIT_S
        assert_whole(hosts, here, data)


def assert_superseded(answer):
    assert answer.status == 423, answer.text
    assert json.loads(answer.text)["code"] == "superseded"


@pytest.mark.parametrize("first", [0, 1])
def test_a_removal_at_the_other_host_ends_the_sender(hosts, first):
    data = files.real_bytes(SIZE)
    here, there = hosts.create(SIZE, first)
    with here.begin(SIZE) as sender:
        sender.send(data[:1000])
        hosts.wait_written(here, 1000, first)
        assert there.delete().status == 204
        assert sender.answer().status == 410
    assert not hosts.data_file(here).parent.exists()
    for upload in (here, there):
        assert upload.patch(data, 0).status == 404


@pytest.mark.parametrize("first", [0, 1])
def test_a_host_whose_program_is_killed(hosts, rng, rounds, first):
    data = files.real_bytes(16 << 20)
    for _ in range(rounds(2, 20)):
        here, there = hosts.create(len(data), first)
        with here.begin(len(data)) as sender:
            moment = rng.randrange(len(data) // 8, len(data))
            sender.send(data[:moment])
            hosts.wait_written(here, moment // 2, first)
            hosts.kill(first)
            offset = there.offset()
            assert 0 < offset <= moment
            answer = there.patch(data[offset:], offset)
            assert answer.status == 204, answer.text
            assert_no_success(sender)
        hosts.revive(first)
        assert_whole(hosts, here, data)


def assert_no_success(sender):
    try:
        assert sender.answer().status >= 400
    except (OSError, http.client.HTTPException):
        pass  # the connection ended without an answer


def test_the_doctor_knows_what_the_mount_wants(hosts):
    found = doctor.run(hosts.site.data / "loadline.conf", environment=hosts.site.environment)
    assert dict(found.lines("ok"))["spool-locks"] == "locks on ranges of bytes work", found.text
    where, lines = found.remedy("spool-shared")[0]
    assert "mount it again" in where
    assert lines == ["gluster volume set spool client.strict-locks on"]
