# SPDX-License-Identifier: MIT
"""Everything between the application and Loadline: tokens, requests, webhooks."""

import base64
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


class Refused(Exception):
    """A webhook that is not accepted; the argument is the status of the answer."""


def make_token(user, scope, **claims):
    """A JSON Web Token that Loadline accepts, because its token_keys has the same key."""
    now = int(time.time())
    claims.update(sub=user, scope=scope, iat=now, exp=now + TOKEN_LIFE_S)
    return jwt.encode(claims, KEY, algorithm="HS256")


def document(upload_id, user):
    """The document of an upload of this user; None if there is none, or another user has it."""
    try:
        return json.load(_ask("GET", f"/progress/{upload_id}", make_token(user, "watch")))
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return None
        raise


def documents(upload_ids):
    """The documents of uploads of all users, and the ids that have none."""
    answer = json.load(_ask("GET", "/progress/?ids=" + ",".join(upload_ids), _own_token()))
    return answer["uploads"], answer["gone"]


def delete(upload_id):
    """Removes an upload in any state; the application acts as an administrator."""
    try:
        _ask("DELETE", f"/uploads/{upload_id}", _own_token())
    except urllib.error.HTTPError as error:
        if error.code != 404:
            raise


def is_id(text):
    """Whether it may be the id of an upload, and a part of a path."""
    return re.fullmatch("[0-9a-f]{32}", text) is not None


def facts_of_document(document):
    """What the application keeps of a document of Loadline."""
    state = document["state"] if document["state"] in ENDED else "uploading"
    return facts_of(document, state, (document["error"] or {}).get("message"))


def facts_of(data, state, message=None):
    """The same of a webhook's data."""
    result = data["result"] or {}
    return {"name": data["name"], "size": data["size"], "state": state, "message": message,
            "sha256": result.get("sha256"), "path": _delivered_path(result.get("delivered"))}


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
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    asked = urllib.request.Request(URL + path, method=method, headers=headers)
    return urllib.request.urlopen(asked, timeout=ANSWER_S)


def _delivered_path(name):
    """Where the stage deliver put the file. The name in the result is relative to deliver_to."""
    path = (DELIVERED / (name or "")).resolve()
    return str(path) if path != DELIVERED and path.is_relative_to(DELIVERED) else None
