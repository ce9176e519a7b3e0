# SPDX-License-Identifier: MIT
"""The one server of redis_url becomes a replica, as after a failover that redis_url does not follow:
each program notices, drops the connection, says so once, and goes on when the server is a primary."""

import files
import tus
import waiting

SIZE = 1 << 20
HALF = SIZE // 2
NOTICED_S = 5


def said(site, component, event):
    log = (site.data / "log" / f"{component}.log").read_text(errors="replace")
    return [line for line in log.splitlines() if f"event={event}" in line]


def test_each_program_notices_a_demoted_server(own_site):
    site, data = own_site, files.real_bytes(SIZE)
    upload = tus.Upload.create(f"{site.url}/uploads/", SIZE, filename="a.bin")
    upload.patch(data[:HALF])
    waiting.until(lambda: site.progress(upload.id).json()["received"] == HALF, "half is told")
    before = {name: len(said(site, name, "redis_up")) for name in ("upload", "worker")}
    site.redis().execute_command("REPLICAOF", "127.0.0.1", "1")
    try:
        assert upload.patch(data[HALF:], HALF).status == 204
        waiting.until(lambda: said(site, "upload", "redis_down"), "upload.fcgi notices", NOTICED_S)
        waiting.until(lambda: said(site, "worker", "redis_away"), "the worker notices", NOTICED_S)
        assert [site.progress(upload.id).status_code for _ in range(3)] == [503] * 3
    finally:
        site.redis().execute_command("REPLICAOF", "NO", "ONE")
    document = site.wait_state(upload.id, "done", "failed")
    assert (document["state"], files.digest_of(document)) == ("done", files.sha256(data))
    for program, away, back in (("upload", "redis_down", "redis_up"),
                                ("worker", "redis_away", "redis_back")):
        lines = said(site, program, away)
        assert 1 <= len(lines) <= site.shards.count and all("replica" in line for line in lines), lines
        waiting.until(lambda one=program, word=back: said(site, one, word), f"{program} is back")
    assert len(said(site, "upload", "redis_up")) == before["upload"] + 1
    assert not said(site, "worker", "redis_refuses") + said(site, "upload", "redis_refuses")
