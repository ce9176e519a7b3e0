# SPDX-License-Identifier: MIT
"""JSON Web Tokens made by hand, good ones and every kind of bad ones."""

import base64
import hashlib
import hmac
import json
import subprocess
import time

import stack

HOUR = 3600


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def claims(**changed):
    """Those of a good token of alice; a value None leaves one out."""
    now = int(time.time())
    whole = {"sub": "alice", "scope": "upload watch", "exp": now + HOUR, **changed}
    return {name: value for name, value in whole.items() if value is not None}


def make(secret, header=None, **changed):
    """Signed by HMAC with secret (bytes); secret None: not signed at all."""
    head = header or {"alg": "HS256", "typ": "JWT"}
    return sign(secret, json.dumps(head), json.dumps(claims(**changed)))


def sign(secret, header, said):
    """The same of header and claims as text, whatever it is."""
    text = f"{encode(header.encode())}.{encode(said.encode())}"
    mac = b"" if secret is None else hmac.new(secret, text.encode(), hashlib.sha256).digest()
    return f"{text}.{encode(mac)}"


def unsigned(**changed):
    return make(None, {"alg": "none", "typ": "JWT"}, **changed)


def by_tool(site, *words):
    """One that `loadline token` prints."""
    done = subprocess.run([stack.BUILD / "cli/loadline", "--config", site.data / "loadline.conf",
                           "token", *words], env=site.environment, text=True, check=False,
                          capture_output=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def key_pair(folder, name, *kind):
    """The paths of a new private and public key as PEM; kind: words for openssl genpkey."""
    private, public = folder / name, folder / f"{name}.pub"
    subprocess.run(["openssl", "genpkey", *kind, "-out", private], check=True, capture_output=True)
    subprocess.run(["openssl", "pkey", "-in", private, "-pubout", "-out", public], check=True,
                   capture_output=True)
    return private, public
