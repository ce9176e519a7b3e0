# SPDX-License-Identifier: MIT
"""A Redis that answers and takes no writes, by each of its reasons."""

import contextlib
import pathlib

import waiting


def fail_to_save(redis):
    """A folder lies where the dump is to be: so it fails for root too."""
    blocked = dump_of(redis)
    (blocked / "in-the-way").mkdir(parents=True)
    redis.config_set("save", "3600 1")
    save(redis, "err")


def save_again(redis):
    blocked = dump_of(redis)
    (blocked / "in-the-way").rmdir()
    blocked.rmdir()
    save(redis, "ok")
    redis.config_set("save", "")


def dump_of(redis):
    return (pathlib.Path(redis.config_get("dir")["dir"]) /
            redis.config_get("dbfilename")["dbfilename"])


def save(redis, outcome):
    redis.bgsave()
    waiting.until(lambda: redis.info("persistence")["rdb_last_bgsave_status"] == outcome,
                  f"the dump is written: {outcome}")


REFUSALS = {
    "OOM": (lambda redis: redis.config_set("maxmemory", 1),
            lambda redis: redis.config_set("maxmemory", 0)),
    "MISCONF": (fail_to_save, save_again),
}


@contextlib.contextmanager
def refusing(servers, code):
    """Each of these servers takes no writes."""
    begin, end = REFUSALS[code]
    for redis in servers:
        begin(redis)
    try:
        yield
    finally:
        for redis in servers:
            end(redis)
