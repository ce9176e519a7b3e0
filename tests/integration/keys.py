# SPDX-License-Identifier: MIT
"""Keys of uploads in places where nobody must find one."""

import base64
import binascii
import contextlib
import hashlib
import hmac
import re

import redis
import requests

NOBODY = b"0" * 32  # what doctor marks a prefix with is made from this id
HEX = re.compile(rb"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
BASE64 = re.compile(rb"[A-Za-z0-9+/]{43,}")


SECRET = b"a secret of sites without upload.fcgi"
PAIR = re.compile(rb"([0-9a-f]{32})\.([0-9a-f]{32})(?![0-9a-f])")
LOCATION = re.compile(rb"(?im)^location:.*$")
QUESTION = re.compile(rb"\S*/uploads/?\?\S*chunkNumber=", re.IGNORECASE)
PARTS = re.compile(rb"(?im)^upload-concat:.*$")

also_told = []  # who looks at the answers too; conftest.py adds them

answered = []  # the keys that an answer told although its request did not: (request, id, key)


def note(method, asked, status, answer):
    """Looks at an answer. Who makes an upload is told its URL, and who asks for a final one those of its parts."""
    if method == "GET" and QUESTION.match(asked):
        return # an uploader asks for its own chunks, and may be answered as if it had sent them again
    if method in ("POST", "PUT"):
        if status < 400:
            return
        answer = LOCATION.sub(b"", answer) # the draft's creations are made before their content is looked at
    known = set(PAIR.findall(asked))
    answered.extend((method.encode() + b" " + asked[:300], *pair)
                    for pair in PAIR.findall(PARTS.sub(b"", answer)) if pair not in known)


def lines(fields):
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def note_fields(method, target, asked, status, fields, text):
    """The same, of header fields as mappings."""
    note(method, f"{target}\n{lines(asked)}".encode(), status, f"{lines(fields)}\n{text}".encode())


def note_answer(*told):
    """The same of an answer that came, for all who look at these."""
    note_fields(*told)
    for look in also_told:
        look(*told)


def note_requests():
    """From now on all that the library requests gets is looked at."""
    send = requests.Session.send

    def noted(session, request, **options):
        answer = send(session, request, **options)
        for one in () if options.get("stream") else (*answer.history, answer): # each by the request it answers
            body = one.request.body if isinstance(one.request.body, str) else ""
            note_answer(one.request.method, f"{one.request.url}\n{body}", one.request.headers, one.status_code, one.headers,
                        one.content[:65536].decode(errors="replace"))
        return answer
    requests.Session.send = noted


def in_answers(secret):
    """Those of them that fit; they are forgotten then."""
    told = [one for one in answered if key_of(secret, one[1]) == one[2]]
    answered[:] = [one for one in answered if one not in told]
    return [f"{key.decode()} in the answer to {asked.decode(errors='replace')}" for asked, _, key in told]


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
    secret = (data / "secret").read_bytes().rstrip() if (data / "secret").exists() else SECRET
    places = {"Redis": set(from_redis), **file_words(data.glob("*.log")), **file_words((data / "log").glob("*.log")),
              **file_words((data / "spool").glob("*/*/info.json"))}
    ids = set().union(*places.values())
    ids |= {folder.name.encode() for folder in (data / "spool").glob("*/*")}
    keys = {key_of(secret, upload_id) for upload_id in ids - {NOBODY}}
    return [f"{place}: {key.decode()}" for place, inside in places.items() for key in inside & keys] + in_answers(secret)
