# SPDX-License-Identifier: MIT
"""The users of deploy/redis/users.conf, for tests that run a Redis without quickstart."""

import pathlib
import re

import redis

import redis_tls

USERS = pathlib.Path(__file__).resolve().parents[2] / "deploy/redis/users.conf"


def install(folder, prefix, socket=None):
    """The file with this prefix in the folder; what redis-server takes as its settings. socket: redis.sock there."""
    path = pathlib.Path(folder) / "users.conf"
    path.write_text(USERS.read_text().replace("loadline:", prefix) +
                    redis_tls.settings(socket or path.with_name("redis.sock")))
    return path


def install_rights(folder, prefix):
    """The same as an "aclfile": a server that rewrites its settings keeps users there."""
    path = pathlib.Path(folder) / "users.acl"
    lines = USERS.read_text().replace("loadline:", prefix).splitlines()
    path.write_text("".join(f"{line}\n" for line in lines if line.startswith("user ")))
    return path


def add(server, site):
    """The users of another site on a Redis that runs: SITE-upload and so on, prefix SITE:."""
    text = USERS.read_text().replace("loadline-", f"{site}-").replace("loadline:", f"{site}:")
    for line in text.splitlines():
        if line.startswith("user "):
            server.execute_command("ACL", "SETUSER", *line.split()[1:])


def rights(name):
    """What ACL SETUSER takes for that user."""
    line = re.search(rf"^user (loadline-{name} on >.*)$", USERS.read_text(), re.M)[1]
    return line.split(" (")[0].split() + [f"({part}" for part in line.split(" (")[1:]]


def refused(server):
    """What programs asked this Redis for and had no right to; one that is gone tells nothing."""
    try:
        return [entry for entry in server.acl_log() if entry["reason"] != "auth"]
    except redis.RedisError:
        return []


def password(name, users=USERS):
    return re.search(rf"^user loadline-{name} on >(\S+) ", users.read_text(), re.M)[1]


def url(name, socket, users=USERS, site="loadline"):
    """How a program logs in as that user."""
    secret = password(name, users)
    if redis_tls.ON:
        return f"rediss://{site}-{name}:{secret}@127.0.0.1:{redis_tls.port(str(socket))}/0"
    return f"unix:{socket}?db=0&user={site}-{name}&password={secret}"
