# SPDX-License-Identifier: MIT
"""What the users of deploy/redis/users.conf may not do. That what they may is enough is shown by
all other tests: every program logs in as its user, and a site ends with a look at what was refused."""

import pytest
import redis

import redis_users
import relay_site
from relay_site import PREFIX

UPLOAD = f"{PREFIX}upload:{'0' * 32}"

WRITES = [("SET", UPLOAD, "x"), ("HSET", UPLOAD, "state", "done"), ("HDEL", UPLOAD, "state"),
          ("DEL", UPLOAD), ("EXPIRE", UPLOAD, "1"), ("RENAME", UPLOAD, f"{PREFIX}active"),
          ("ZADD", f"{PREFIX}active", "1", "x"), ("XADD", f"{PREFIX}jobs", "*", "id", "x"),
          ("EVAL", "return redis.call('HSET', KEYS[1], 'state', 'done')", "1", UPLOAD),
          ("EVALSHA", "0" * 40, "0"), ("PUBLISH", UPLOAD, "{}"),
          ("PUBLISH", f"{PREFIX}owner:me", "{}")]

SERVER = [("FLUSHALL",), ("FLUSHDB",), ("CONFIG", "GET", "*"), ("CONFIG", "SET", "save", ""),
          ("ACL", "LIST"), ("ACL", "SETUSER", "x"), ("KEYS", "*"), ("SCAN", "0"), ("MONITOR",),
          ("SHUTDOWN", "NOSAVE"), ("SCRIPT", "FLUSH"), ("CLIENT", "LIST"),
          ("SAVE",), ("REPLICAOF", "NO", "ONE"), ("MODULE", "LIST"), ("FUNCTION", "LIST")]

OTHERS = [("HMGET", "other:upload:x", "_json"), ("ZREVRANGE", "other:active", "0", "-1"),
          ("SUBSCRIBE", "other:lag"), ("PSUBSCRIBE", "*"), ("HMGET", f"{PREFIX}jobs", "x"),
          ("ZREVRANGE", f"{PREFIX}hour", "0", "-1"), ("ZADD", f"{PREFIX}hour", "1", "x")]


@pytest.fixture(scope="module", name="server")
def fixture_server():
    """A Redis with these users and nobody who asks it for anything else."""
    site = relay_site.RelaySite()
    try:
        site.start_redis()
        yield site
    finally:
        site.redis().acl_log_reset()
        site.stop()


def refuses(server, user, command):
    client = redis.Redis(unix_socket_path=str(server.data / "redis.sock"),
                         username=f"loadline-{user}", password=redis_users.password(user))
    with client, pytest.raises(redis.exceptions.NoPermissionError):
        client.execute_command(*command)


@pytest.mark.parametrize("command", WRITES + OTHERS + SERVER, ids=" ".join)
def test_the_relay_only_reads(server, command):
    refuses(server, "relay", command)


@pytest.mark.parametrize("command", SERVER + [
    ("SUBSCRIBE", UPLOAD), ("DEL", UPLOAD), ("SET", UPLOAD, "x"), ("HGETALL", UPLOAD),
    ("XRANGE", f"{PREFIX}jobs", "-", "+"),
    ("XREADGROUP", "GROUP", "workers", "x", "STREAMS", f"{PREFIX}jobs", ">"),
    ("XGROUP", "CREATE", f"{PREFIX}jobs", "x", "0"), ("XDEL", f"{PREFIX}jobs", "1-1"), ("MULTI",),
    ("SET", f"{PREFIX}reconcile:x", "1"), ("SET", "other:x", "1"), ("HSET", "other:x", "a", "1"),
    ("HSET", f"{PREFIX}spools", "a", "1"), ("ZADD", "other:hour", "1", "x"),
    ("PUBLISH", "other:x", "{}"), ("PUBLISH", f"{PREFIX}lag", "x")], ids=" ".join)
def test_uploads_take_no_jobs(server, command):
    refuses(server, "upload", command)


@pytest.mark.parametrize("command", SERVER + [
    ("SUBSCRIBE", UPLOAD), ("DEL", UPLOAD), ("SET", UPLOAD, "x"), ("GET", f"{PREFIX}alias::x"), ("SET", "other:x", "1"),
    ("SET", f"{PREFIX}alias::x", "1"), ("XGROUP", "DESTROY", f"{PREFIX}jobs", "workers"),
    ("PUBLISH", "other:lag", "x")], ids=" ".join)
def test_the_worker_keeps_to_its_jobs(server, command):
    refuses(server, "worker", command)


@pytest.mark.parametrize("command", SERVER + [
    ("DEL", UPLOAD), ("SET", UPLOAD, "x"), ("HSET", "other:x", "a", "1"),
    ("XREADGROUP", "GROUP", "workers", "x", "STREAMS", f"{PREFIX}jobs", ">")], ids=" ".join)
def test_the_operator_keeps_to_uploads(server, command):
    refuses(server, "operator", command)
