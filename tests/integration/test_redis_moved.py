# SPDX-License-Identifier: MIT
"""Redis is at one of several addresses, or moves to another one."""

import json
import signal

import pytest

import redis_set
import redis_users
import relay_site
from relay_site import document, new_id, run_async

LOGIN = f"loadline-relay:{redis_users.password('relay')}"


@pytest.fixture(name="servers")
def make_servers(tmp_path):
    """Two servers that know nothing of each other."""
    rights = redis_users.install_rights(tmp_path, relay_site.PREFIX)
    made = [redis_set.Server(tmp_path / name, [f"aclfile {rights}", 'save ""'])
            for name in ("first", "second")]
    for server in made:
        server.start()
    yield made
    for server in made:
        server.stop()


def publish(server, text):
    name = relay_site.channel(json.loads(text)["id"])
    with server.client().pipeline(transaction=True) as pipe:
        pipe.hset(name, "_json", text).publish(name, text).execute()


def url(*servers):
    return f"redis://{LOGIN}@{','.join(server.address for server in servers)}/0"


@run_async
async def test_the_address_that_is_the_primary_counts(make_relay, servers):
    first, second = servers
    first.client().execute_command("REPLICAOF", "127.0.0.1", second.port)
    site = make_relay(redis_url=url(first, second))
    site.start_relay()
    site.wait_log(f"event=redis_up address={second.address}")
    upload = new_id()
    publish(second, document(upload, 5, 1))
    async with site.connect() as client:
        assert (await client.watch(upload))[0] == "progress"
        second.kill()
        first.client().execute_command("REPLICAOF", "NO", "ONE")
        site.wait_log(f"event=redis_up address={first.address}")
        publish(first, document(upload, 6, 1))
        while (await client.next())[1].get("epoch") != 6:
            pass


def test_a_relay_that_finds_no_primary_says_so_once(make_relay, servers):
    first, second = servers
    first.client().execute_command("REPLICAOF", "127.0.0.1", second.port)
    second.client().execute_command("REPLICAOF", "127.0.0.1", "1")
    site = make_relay(redis_url=url(first, second))
    site.start_relay()
    site.wait_log("event=redis_down")
    # It asks both again and again.
    first.client().config_set("maxclients", 10)
    second.client().execute_command("REPLICAOF", "NO", "ONE")
    site.wait_log(f"event=redis_up address={second.address}")
    assert site.log().count("event=redis_down") == 1
    assert "it is a replica" in site.log()


@run_async
async def test_sighup_takes_a_new_address(make_relay, servers):
    first, second = servers
    site = make_relay(redis_url=url(first))
    site.start_relay()
    site.wait_log(f"event=redis_up address={first.address}")
    upload = new_id()
    publish(first, document(upload, 5, 1))
    publish(second, document(upload, 6, 1))
    async with site.connect() as client:
        assert (await client.watch(upload))[1]["epoch"] == 5
        configuration = site.data / "loadline.conf"
        configuration.write_text(configuration.read_text().replace(url(first), url(second)))
        site.relay.send_signal(signal.SIGHUP)
        assert (await client.expect("progress"))["epoch"] == 6
        publish(second, document(upload, 6, 2, "done"))
        assert (await client.expect("progress"))["state"] == "done"
        site.wait_log(f"event=redis_up address={second.address}")
        # Nothing is left at the old one.
        assert {one["user"] for one in first.client().client_list()} == {"default"}
        site.relay.send_signal(signal.SIGHUP)
        site.wait_log("event=reloaded", 2)
        assert site.log().count("event=redis_down") == 1, "the same address is no move"


def test_sighup_with_a_bad_address_changes_nothing(make_relay, servers):
    site = make_relay(redis_url=url(servers[0]))
    site.start_relay()
    site.wait_log("event=redis_up")
    configuration = site.data / "loadline.conf"
    configuration.write_text(configuration.read_text().replace("redis://", "rodis://"))
    site.relay.send_signal(signal.SIGHUP)
    site.wait_log("event=reload_failed")
    assert "event=redis_down" not in site.log()


def test_sighup_with_another_number_of_shards_changes_nothing(make_relay, servers):
    first, second = servers[:2]
    site = make_relay(redis_url=url(first))
    site.start_relay()
    site.wait_log("event=redis_up")
    configuration = site.data / "loadline.conf"
    configuration.write_text(configuration.read_text().replace(url(first), f"{url(first)} {url(second)}"))
    site.relay.send_signal(signal.SIGHUP)
    site.wait_log('reason="another number of shards needs a restart"')
    assert "event=redis_down" not in site.log() and second.address not in site.log()
    site.end_relay()
    site.settings["redis_url"] = f"{url(first)} {url(second)}"
    site.start_relay()
    site.wait_log(f"event=redis_up address={second.address}")
