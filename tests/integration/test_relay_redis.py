# SPDX-License-Identifier: MIT
"""The relay while its Redis dies, forgets, goes back in time, hangs or refuses."""

import json
import signal

import redis_users
import relay_site
import stack
import waiting
from relay_site import document, new_id, run_async


def restart_redis(site):
    site.kill_redis()
    site.wait_log("event=redis_down")
    site.start_redis()
    site.wait_log("event=redis_up", 2)


@run_async
async def test_restart_without_data(own_relay):
    site = own_relay
    upload, unseen, ended = new_id(), new_id(), new_id()
    site.store(document(upload, 5, 50))
    site.store(document(ended, 5, 2, "done"))
    async with site.connect(tells_absence=False) as client:
        assert (await client.watch(upload))[0] == "progress"
        assert (await client.watch(ended))[0] == "progress"
        assert (await client.watch(unseen))[0] == "gone"
        restart_redis(site)
        assert await client.expect("stale") == {"event": "stale", "id": upload}
        await client.nothing_until()
        site.wait_subscribers(unseen, 1)
        site.publish(document(upload, 6, 1))
        assert (await client.expect("progress"))["epoch"] == 6
        site.publish(document(unseen, 6, 1))
        assert (await client.expect("progress"))["id"] == unseen


@run_async
async def test_restart_with_an_older_dump(own_relay):
    site = own_relay
    upload = new_id()
    site.publish(document(upload, 5, 41))
    site.redis().save()
    async with site.connect(tells_absence=False) as client:
        assert (await client.watch(upload))[0] == "progress"
        site.publish(document(upload, 5, 50))
        assert (await client.expect("progress"))["rev"] == 50
        restart_redis(site)
        site.wait_subscribers(upload, 1)
        await client.nothing_until()
        async with site.connect() as late:
            assert (await late.watch(upload))[1]["rev"] == 50
        site.publish(document(upload, 6, 1, "done"))
        assert (await client.expect("progress"))["state"] == "done"


@run_async
async def test_what_happened_meanwhile_is_told(own_relay):
    """Somebody goes, somebody comes, and the upload moves on while the relay is cut off."""
    site = own_relay
    upload, other = new_id(), new_id()
    site.publish(document(upload, 5, 1))
    site.redis().save()
    async with site.connect() as client:
        assert (await client.watch(upload))[0] == "progress"
        async with site.connect() as leaving:
            await leaving.watch(other)
            site.kill_redis()
            site.wait_log("event=redis_down")
        await client.send(do="watch", ref=2, id=other)
        site.start_redis()
        site.publish(document(other, 5, 1, "created"))
        events = {}
        while len(events) < 2:
            name, message = await client.next()
            if name in ("watching", "progress"):
                events[name] = message
        assert events["watching"] == {"event": "watching", "ref": 2, "id": other}
        assert events["progress"]["id"] == other
        site.publish(document(upload, 5, 2, "done"))
        assert (await client.expect("progress"))["state"] == "done"


@run_async
async def test_long_absence_is_told_once(own_relay):
    site = own_relay
    upload = new_id()
    async with site.connect() as client, site.connect() as idle:
        await client.watch(upload)
        site.kill_redis()
        told = await client.expect("error")
        assert told["ref"] is None and told["code"] == "status_unavailable"
        assert told["retry"] is True
        await client.nothing_until()
        await idle.nothing_until()
        site.start_redis()
        site.wait_log("event=redis_up", 2)
        site.wait_subscribers(upload, 1)
        site.publish(document(upload))
        await client.expect("progress")


@run_async
async def test_starts_without_redis(make_relay):
    site = make_relay()
    upload = new_id()
    site.start_relay()
    async with site.connect(tells_absence=False) as client:
        await client.send(do="watch", ref=1, id=upload)
        await client.nothing_until()
        site.start_redis()
        name, message = await client.next()
        assert (name, message["ref"]) == ("watching", 1)
        await client.expect("gone")
    assert site.log().count("event=redis_down") == 1


@run_async
async def test_hanging_redis_is_noticed(own_relay):
    """Both connections stay open, but nothing comes back."""
    site = own_relay
    upload = new_id()
    async with site.connect() as client:
        await client.watch(upload)
        site.server.send_signal(signal.SIGSTOP)
        site.wait_log('reason="no heartbeat came back"')
        site.server.send_signal(signal.SIGCONT)
        site.wait_log("event=redis_up", 2)
        site.wait_subscribers(upload, 1)
        site.publish(document(upload))
        while (await client.next())[0] != "progress":
            pass


@run_async
async def test_killed_connections(own_relay):
    """CLIENT KILL of one of the two: both are made anew."""
    site = own_relay
    upload = new_id()
    async with site.connect() as client:
        await client.watch(upload)
        for number, kind in enumerate(("pubsub", "normal")):
            site.redis().execute_command("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")
            site.wait_log("event=redis_up", 2 + number)
            site.wait_subscribers(upload, 1)
        site.publish(document(upload))
        await client.expect("progress")


@run_async
async def test_key_of_another_kind(own_relay):
    site = own_relay
    upload = new_id()
    site.redis().set(relay_site.channel(upload), "no hash")
    async with site.connect() as client:
        assert (await client.watch(upload))[0] == "gone"
    assert "event=redis_down" not in site.log()


@run_async
async def test_log_in_and_database(make_relay):
    site = make_relay()
    upload = new_id()
    site.settings["redis_url"] = f"unix:{site.data}/redis.sock?db=3&user=loadline-relay&password=p%3Aw"
    site.start_redis()
    server = site.redis()
    server.execute_command("ACL", "SETUSER", "loadline-relay", ">p:w")
    site.redis(db=3).hset(relay_site.channel(upload), "_json", document(upload))
    site.start_relay()
    async with site.connect() as client:
        assert (await client.watch(upload))[0] == "progress"
    server.execute_command("ACL", "SETUSER", "loadline-relay", "resetpass", ">other")
    server.execute_command("CLIENT", "KILL", "USER", "loadline-relay")
    site.wait_log("WRONGPASS")
    assert "p:w" not in site.log() and "p%3Aw" not in site.log()


@run_async
async def test_host_by_name(make_relay):
    """Whatever the name means first, the address that answers is found."""
    port = stack.free_port()
    site = make_relay(redis_url="redis://loadline-relay:"
                      f"{redis_users.password('relay')}@localhost:{port}/0")
    site.start_redis(port)
    site.start_relay()
    upload = new_id()
    site.store(document(upload))
    async with site.connect() as client:
        assert (await client.watch(upload))[0] == "progress"
        site.kill_redis()
        site.wait_log("event=redis_down")
        site.start_redis(port)
        while (await client.next())[0] != "stale":
            pass


def test_name_that_does_not_resolve(make_relay):
    site = make_relay(redis_url="redis://no-such-host.invalid:6379/0")
    site.start_relay()
    site.wait_log("event=redis_down")
    assert site.end_relay() == 0, site.log()


def test_leaves_while_redis_is_away(own_relay):
    site = own_relay
    site.kill_redis()
    site.wait_log("event=redis_down")
    assert site.end_relay() == 0, site.log()


def test_heartbeats_are_private(own_relay):
    """What others publish on the heartbeat's channel is no sign of life of ours."""
    site = own_relay
    with site.redis().pubsub() as listener:
        listener.subscribe(relay_site.PREFIX + "lag")
        seen = waiting.until(lambda: listener.get_message(ignore_subscribe_messages=True, timeout=1),
                             "a heartbeat")
    assert json.loads(seen["data"])["kind"] == "relay"
