# SPDX-License-Identifier: MIT
"""Keys of uploads in places where nobody must find one."""

import base64
import binascii
import contextlib
import hashlib
import hmac
import re

import redis

NOBODY = b"0" * 32  # what doctor marks a prefix with is made from this id
HEX = re.compile(rb"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
BASE64 = re.compile(rb"[A-Za-z0-9+/]{43,}")


def key_of(secret, upload_id):
    return hmac.new(secret, upload_id, hashlib.sha256).hexdigest()[:32].encode()


def words(data):
    """As they are, and within base64, as tus' metadata is written."""
    found = set(HEX.findall(data))
    for text in BASE64.findall(data.replace(b"\\/", b"/")):  # as JSON may write it
        with contextlib.suppress(binascii.Error):
            found |= set(HEX.findall(base64.b64decode(text + b"=" * (-len(text) % 4))))
    return found


def redis_words(server):
    """All names and values that Redis holds; nothing where it is away."""
    found = set()
    try:
        for name in server.scan_iter():
            found |= words(repr((name, value_of(server, name))).encode())
    except (redis.ConnectionError, redis.TimeoutError):
        pass
    return found


def value_of(server, name):
    reads = {"string": server.get, "hash": server.hgetall, "set": server.smembers,
             "zset": lambda key: server.zrange(key, 0, -1), "list": lambda key: server.lrange(key, 0, -1),
             "stream": server.xrange}
    kind = server.type(name)
    return reads[kind](name) if kind in reads else None


def ours(text):
    """Without what lighttpd itself says of a request whose program was killed: it names the URL (SECURITY.md)."""
    return b"\n".join(line for line in text.split(b"\n") if b"(gw_backend.c" not in line)


def file_words(paths):
    found = {}
    for path in paths:
        try:
            found[path.name if path.suffix == ".log" else str(path)] = words(ours(path.read_bytes()))
        except (FileNotFoundError, PermissionError):
            pass
    return found


def found(data, from_redis=frozenset()):
    """What of a site's folder, and of what Redis held, is the key of an upload: "where: key"."""
    secret = (data / "secret").read_bytes().rstrip()
    places = {"Redis": set(from_redis), **file_words((data / "log").glob("*.log")),
              **file_words((data / "spool").glob("*/*/info.json"))}
    ids = set().union(*places.values())
    ids |= {folder.name.encode() for folder in (data / "spool").glob("*/*")}
    keys = {key_of(secret, upload_id) for upload_id in ids - {NOBODY}}
    return [f"{place}: {key.decode()}" for place, inside in places.items() for key in inside & keys]
