# SPDX-License-Identifier: MIT
"""The primary dies during uploads and comes back as a replica: Sentinels make its replica the primary, and
every program follows.
"""

import time

import pytest

import conftest
import files
import live
import redis_set
import stack
import tus
import waiting
from certificates import Certificates
from sending import Sending

SIZE = 48 << 20
RATE = 8 << 20
SMALL = 100_000
# Seconds after the switch. A Sentinel may name the dead server for a while, and programs pause
# between tries.
LIVE_AGAIN = 3 if conftest.FULL else 8
TERMINAL = ("done", "failed")


class Site(stack.Stack):
    """A site whose Redis is a set."""

    def __init__(self, servers, **settings):
        self.servers = servers
        if servers.certificates:
            settings["redis_tls_ca_file"] = servers.certificates.certificate("authority")
        super().__init__(redis_url=servers.url("operator"), **settings)
        self.bring_users()

    def redis(self):
        return self.servers.client()

    def redis_url(self, user):
        return self.servers.url(user)


@pytest.fixture(params=["plain", "tls"], name="site")
def make_site(request, tmp_path):
    certificates = Certificates(tmp_path / "certificates") if request.param == "tls" else None
    servers = redis_set.RedisSet(tmp_path, certificates=certificates)
    try:
        servers.start()
        made = Site(servers)
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        servers.stop()


def create(site, size):
    return tus.Upload.create(f"{site.url}/uploads/", size, filename="small.bin")


def wait_live(watcher, since):
    """An event arrives that was sent after that time."""
    waiting.until(lambda: watcher.events and watcher.events[-1].at > since, "watchers are live again",
                  LIVE_AGAIN)


def fail_over(site, back):
    """One upload runs, one ends and one begins while there is no primary; back(server) brings the old one."""
    sending = Sending(site, SIZE, RATE)
    data = files.real_bytes(SMALL)
    ends = create(site, SMALL)
    with live.Watcher(site, sending.upload.id) as watcher, live.Watcher(site, ends.id) as of_ends:
        watcher.wait_received(SIZE // 16)
        dead = site.servers.primary
        dead.kill()
        assert ends.patch(data).status == 204
        begins = create(site, SMALL)
        site.servers.wait_switch(dead)
        wait_live(watcher, time.monotonic())
        assert begins.patch(data).status == 204
        back(dead)
        sending.finish()
        watcher.wait_end()
        of_ends.wait_end()
    for one in (watcher, of_ends):
        live.assert_truthful(one.events)
    sending.assert_done()
    for upload in (ends, begins):
        document = site.wait_state(upload.id, *TERMINAL)
        assert (document["state"], files.digest_of(document)) == ("done", files.sha256(data))


def test_the_primary_is_killed_and_comes_back_as_a_replica(site, rounds):
    for _ in range(rounds(1, 10)):
        fail_over(site, site.servers.rejoin)


def test_nobody_follows_an_old_primary_that_comes_back_empty(site):
    """Until the Sentinels make a replica of it, it calls itself the primary."""
    if site.servers.certificates and not conftest.FULL:
        pytest.skip("half a minute, and by TLS the same: tests/run --full")
    fail_over(site, site.servers.return_alone)
