# SPDX-License-Identifier: MIT
"""The users of deploy/redis/users.conf, for tests that run a Redis without quickstart."""

import pathlib
import re

import redis

USERS = pathlib.Path(__file__).resolve().parents[2] / "deploy/redis/users.conf"


def install(folder, prefix):
    """The file with this prefix in the folder; what redis-server takes as its settings."""
    path = pathlib.Path(folder) / "users.conf"
    path.write_text(USERS.read_text().replace("loadline:", prefix))
    return path


def add(server, site):
    """The users of another site on a Redis that runs: SITE-upload and so on, prefix SITE:."""
    text = USERS.read_text().replace("loadline-", f"{site}-").replace("loadline:", f"{site}:")
    for line in text.splitlines():
        if line.startswith("user "):
            server.execute_command("ACL", "SETUSER", *line.split()[1:])


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
    return f"unix:{socket}?db=0&user={site}-{name}&password={password(name, users)}"
