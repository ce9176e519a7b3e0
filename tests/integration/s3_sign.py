# SPDX-License-Identifier: MIT
"""AWS Signature Version 4 of single requests, made and verified without any library of the field."""

import datetime
import hashlib
import hmac
import urllib.parse

EMPTY = hashlib.sha256(b"").hexdigest()
AUTH_FIELD = "AWS4-HMAC-SHA256 Credential="


def _hmac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def signature(secret, scope, when, method, target, fields, signed):
    """Of a request as it is sent: target with its query; fields by their lower-case names."""
    path, _, query = target.partition("?")
    query = "&".join(sorted(query.split("&"))) if query else ""
    canonical = "\n".join([method, path, query,
                           *(f"{name}:{' '.join(fields[name].split())}" for name in signed), "",
                           ";".join(signed), fields["x-amz-content-sha256"]])
    text = "\n".join(["AWS4-HMAC-SHA256", when, scope,
                      hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{secret}".encode()
    for word in scope.split("/"):
        key = _hmac(key, word)
    return _hmac(key, text).hex()


def sign(key_id, secret, host, method, target, region="us-east-1"):
    """The fields of a request without a body."""
    when = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{when[:8]}/{region}/s3/aws4_request"
    fields = {"host": host, "x-amz-content-sha256": EMPTY, "x-amz-date": when}
    signed = sorted(fields)
    made = signature(secret, scope, when, method, target, fields, signed)
    return {**fields, "Authorization": f"{AUTH_FIELD}{key_id}/{scope}, "
                                       f"SignedHeaders={';'.join(signed)}, Signature={made}"}


def verify_url(secrets, method, url):
    """The parameters of a presigned URL, as a dict of decoded values."""
    parts = urllib.parse.urlsplit(url)
    query, _, made = parts.query.rpartition("&X-Amz-Signature=")
    values = dict(urllib.parse.parse_qsl(query, strict_parsing=True))
    assert "&".join(f"{name}={urllib.parse.quote(value, safe='-._~')}"
                    for name, value in sorted(values.items())) == query, f"not in order: {query}"
    assert values["X-Amz-Algorithm"] == "AWS4-HMAC-SHA256"
    assert values["X-Amz-SignedHeaders"] == "host"
    key_id, scope = values["X-Amz-Credential"].split("/", 1)
    fields = {"host": parts.netloc, "x-amz-content-sha256": "UNSIGNED-PAYLOAD"}
    assert made == signature(secrets[key_id], scope, values["X-Amz-Date"], method,
                             f"{parts.path}?{query}", fields, ["host"])
    return values


def verify(secrets, method, target, fields, body):
    """The key id that signed the request, or None; secrets maps ids to secrets."""
    text = fields.get("authorization", "")
    if not text.startswith(AUTH_FIELD):
        return None
    parts = dict(part.strip().split("=", 1) for part in text.split(" ", 1)[1].split(","))
    key_id, scope = parts["Credential"].split("/", 1)
    signed = parts["SignedHeaders"].split(";")
    for name in ("host", "x-amz-content-sha256", "x-amz-date"):
        assert name in signed, f"{name} is not signed"
    unsigned = [name for name in fields if name.startswith("x-amz-") and name not in signed]
    assert not unsigned, f"not signed: {unsigned}"
    digest = fields["x-amz-content-sha256"]
    if key_id not in secrets or digest != hashlib.sha256(body).hexdigest():
        return None
    path = urllib.parse.unquote_to_bytes(target.partition("?")[0])
    assert urllib.parse.quote(path, safe="/-._~") == target.partition("?")[0], f"not encoded: {target}"
    made = signature(secrets[key_id], scope, fields["x-amz-date"], method, target, fields, signed)
    return key_id if hmac.compare_digest(made, parts["Signature"]) else None
