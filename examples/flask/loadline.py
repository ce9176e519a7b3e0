# SPDX-License-Identifier: MIT
"""Everything between the application and Loadline: tokens, requests, webhooks."""

import base64
import datetime
import hmac
import json
import os
import pathlib
import re
import time
import urllib.error
import urllib.request

import jwt

URL = os.environ["LOADLINE_URL"]
KEY = pathlib.Path(os.environ["LOADLINE_TOKEN_KEY"]).read_bytes().strip()
SECRET = base64.b64decode(
    pathlib.Path(os.environ["LOADLINE_WEBHOOK_SECRET"]).read_text(encoding="ascii").strip()
    .removeprefix("whsec_"))
DELIVERED = pathlib.Path(os.environ["EXAMPLE_DELIVERED"]).resolve()

MAX_SIZE = 100_000_000  # bytes
TOKEN_LIFE_S = 600
WEBHOOK_AGE_S = 300
ANSWER_S = 10
ENDED = ("done", "failed", "cancelled", "expired", "deleted")


class Away(Exception):
    """Loadline does not answer, or not as it should."""


class Refused(Exception):
    """A webhook that is not accepted; the argument is the status of the answer."""


def make_token(user, scope, **claims):
    """A JSON Web Token that Loadline accepts, because its token_keys has the same key."""
    now = int(time.time())
    claims.update(sub=user, scope=scope, iat=now, exp=now + TOKEN_LIFE_S)
    return jwt.encode(claims, KEY, algorithm="HS256")


def document(upload_id, user):
    """The document of an upload of this user; None if there is none, or another user has it."""
    return _ask("GET", f"/progress/{upload_id}", make_token(user, "watch"))


def documents(upload_ids):
    """The documents of uploads of all users, and the ids that have none."""
    answer = _ask("GET", "/progress/?ids=" + ",".join(upload_ids), _own_token())
    return answer["uploads"], answer["gone"]


def delete(upload_id):
    """Removes an upload in any state; the application acts as an administrator."""
    _ask("DELETE", f"/uploads/{upload_id}", _own_token())


def is_id(text):
    """Whether it may be the id of an upload, and a part of a path."""
    return re.fullmatch("[0-9a-f]{32}", text) is not None


def facts_of_document(document):
    """What the application keeps of a document of Loadline."""
    state = document["state"] if document["state"] in ENDED else "uploading"
    ended_at = document["updated_at"] // 1000 if state in ENDED else None
    return _facts_of(document, state, ended_at, document["error"])


def facts_of_event(event, state):
    """The same of a webhook."""
    ended_at = datetime.datetime.fromisoformat(event["timestamp"].replace("Z", "+00:00"))
    data = event["data"]
    return _facts_of(data, state, int(ended_at.timestamp()), data.get("failure"))


def delivered_path(data):
    """Where the stage deliver has put the file, by a document or a webhook's data; None if nowhere.
    The name in the result is relative to deliver_to."""
    path = (DELIVERED / ((data["result"] or {}).get("delivered") or "")).resolve()
    return str(path) if path != DELIVERED and path.is_relative_to(DELIVERED) else None


def verify(headers, body):
    """The event of a webhook, by the Standard Webhooks specification. Raises Refused."""
    stamp = headers.get("webhook-timestamp", "")
    signed = f"{headers.get('webhook-id', '')}.{stamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.digest(SECRET, signed, "sha256")).decode()
    # During a change of the secret there are two signatures.
    signatures = headers.get("webhook-signature", "").split()
    if not any(hmac.compare_digest(expected.encode(), one.encode()) for one in signatures):
        raise Refused(401)
    # A recorded request is worth nothing later.
    if not stamp.isdecimal() or abs(time.time() - int(stamp)) > WEBHOOK_AGE_S:
        raise Refused(400)
    try:
        return json.loads(body)
    except ValueError as error:
        raise Refused(400) from error


def _own_token():
    return make_token("application", "admin")


def _ask(method, path, token):
    """The object in the answer, if any; None for 404. Raises Away."""
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    asked = urllib.request.Request(URL + path, method=method, headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=ANSWER_S) as answer:
            return json.loads(answer.read() or "null")
    except OSError as error:
        if isinstance(error, urllib.error.HTTPError) and error.code == 404:
            return None
        raise Away(f"{method} {path}: {error}") from error


def _facts_of(data, state, ended_at, problem):
    return {"name": data["name"], "size": data["size"], "state": state, "ended_at": ended_at,
            "message": (problem or {}).get("message"), "path": delivered_path(data),
            "sha256": (data["result"] or {}).get("sha256")}
