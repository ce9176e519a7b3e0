# SPDX-License-Identifier: MIT
"""All that this application and Loadline say to each other: tokens, the progress of an upload, webhooks."""

import base64
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request

from django.conf import settings

TOKEN_SECONDS = 600
WEBHOOK_SECONDS = 300


class Away(Exception):
    """Loadline does not answer, or not as it should."""


def make_token(**claims):
    """A JWT (RFC 7519) signed with the site's key. The claims say what Loadline allows with it."""
    now = int(time.time())
    parts = {"alg": "HS256", "typ": "JWT"}, {"iat": now, "exp": now + TOKEN_SECONDS, **claims}
    text = b".".join(base64url(json.dumps(part).encode()) for part in parts)
    key = settings.LOADLINE_TOKEN_KEY.read_bytes().rstrip()
    return (text + b"." + base64url(hmac.digest(key, text, hashlib.sha256))).decode()


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def ask(method, path, **claims):
    """A request to Loadline with a token of these claims: the status and the body of the answer."""
    request = urllib.request.Request(settings.LOADLINE_URL.rstrip("/") + path, method=method, headers={
        "Authorization": f"Bearer {make_token(**claims)}", "Accept": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read()
    except OSError as error:
        raise Away(f"{method} {path}: {error}") from error


def progress(upload_id, owner):
    """The document of an upload, or None if this user has no upload with that id."""
    status, body = ask("GET", f"/progress/{upload_id}", sub=owner, scope="watch")
    if status not in (200, 404):
        raise Away(f"Loadline answers {status} for the progress of {upload_id}")
    return json.loads(body) if status == 200 else None


def delete(upload_id):
    """Deletes an upload, also one that a client still sends. Only an administrator may do it by the id alone."""
    status, _ = ask("DELETE", f"/uploads/{upload_id}", sub="application", scope="admin", upload_id=upload_id)
    if status not in (204, 404, 410):
        raise Away(f"Loadline answers {status} for the deletion of {upload_id}")


def check_webhook(request):
    """Standard Webhooks: 200 for a request that Loadline signed within five minutes, else the status of the refusal."""
    webhook_id = request.headers.get("webhook-id", "")
    timestamp = request.headers.get("webhook-timestamp", "")
    secret = settings.LOADLINE_WEBHOOK_SECRET.read_text(encoding="ascii").strip()[len("whsec_"):]
    text = f"{webhook_id}.{timestamp}.".encode() + request.body
    expected = b"v1," + base64.b64encode(hmac.digest(base64.b64decode(secret), text, hashlib.sha256))
    # There are several signatures while a secret is replaced.
    signatures = request.headers.get("webhook-signature", "").encode().split()
    if not any(hmac.compare_digest(expected, one) for one in signatures):
        return 401
    # A request that somebody recorded is worth nothing later.
    is_fresh = timestamp.isdecimal() and abs(time.time() - int(timestamp)) <= WEBHOOK_SECONDS
    return 200 if is_fresh else 400
