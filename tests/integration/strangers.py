# SPDX-License-Identifier: MIT
"""Clients of any address, at the programs' own sockets: they stall, read nothing, and are many."""

import contextlib
import json

import fcgi
import waiting

HOSTILE, OTHER = "192.0.2.1", "198.51.100.7"


def talk_to(site, program="upload", kept=False):
    return fcgi.Talk(site.sockets / f"{program}.sock", kept)


def stalled(site, address, name="a.bin", **more):
    """A sender that has sent 10 bytes of a million."""
    return talk_to(site).begin("PUT", f"/uploads/{name}", REMOTE_ADDR=address,
                               CONTENT_LENGTH="1000000", **more).send(b"x" * 10)


def put(site, address, data=b"abc"):
    """The answer to an honest sender."""
    with talk_to(site) as talk:
        return talk.begin("PUT", "/uploads/b.bin", REMOTE_ADDR=address,
                          CONTENT_LENGTH=str(len(data))).send(data).end().answer()


def problem(answer):
    document = json.loads(answer.body)
    return answer.status, document["code"], document["detail"]


def crowd(site, addresses):
    """A stalled sender of each address; as a context it ends them."""
    senders = contextlib.ExitStack()
    before = created(site)
    for address in addresses:
        senders.enter_context(stalled(site, address))
    waiting.until(lambda: created(site) >= before + len(addresses), "each has begun")
    return senders


def created(site):
    return (site.data / "log/upload.log").read_text().count("event=created")


def enlarge(site, upload_id):
    """Makes the document of an upload as large as one may be."""
    key = f"loadline:upload:{upload_id}"
    text = waiting.until(lambda: site.redis().hget(key, "_json"), "it is known")
    document = json.loads(text)
    document["name"] = "n" * (16000 - len(json.dumps(document)))
    site.redis().hset(key, "_json", json.dumps(document, separators=(",", ":")))
    return upload_id


def threads(site, program="upload"):
    pid = int((site.data / f"pids/{program}.pid").read_text())
    status = open(f"/proc/{pid}/status", encoding="ascii").read()
    return int(status.split("Threads:")[1].split()[0])
