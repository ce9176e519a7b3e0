# SPDX-License-Identifier: MIT
"""The check of webhooks that Java applications copy, against signatures of its own and of ours."""

import base64
import hashlib
import hmac
import subprocess
import time

import pytest

import stack

KEY = b"a secret of thirty-two bytes...."
BODY = '{"type": "upload.processed", "data": {"name": "Übersicht.pdf"}}'.encode()


def sign(identifier, timestamp, body=BODY, key=KEY):
    text = f"{identifier}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, text, hashlib.sha256)).decode()


@pytest.fixture(name="check", scope="module")
def make_check(tmp_path_factory):
    folder = tmp_path_factory.mktemp("java")
    subprocess.run(["javac", "-d", folder, stack.ROOT / "examples/java/Webhook.java"], check=True)
    secret = folder / "secret"
    secret.write_text(f"whsec_{base64.b64encode(KEY).decode()}\n", encoding="ascii")

    def check(identifier, timestamp, signatures, body=BODY):
        done = subprocess.run(["java", "-cp", folder, "Webhook", secret, identifier, str(timestamp), signatures],
                              input=body, stdout=subprocess.PIPE, check=True)
        return int(done.stdout)
    return check


def test_a_genuine_one_is_accepted(check):
    now = int(time.time())
    assert check("a.1", now, sign("a.1", now)) == 0
    assert check("a.1", now, f"{sign('a.1', now, key=b'the next key')} {sign('a.1', now)}") == 0


@pytest.mark.parametrize("forged", [
    lambda now: sign("a.2", now), lambda now: sign("a.1", now - 1), lambda now: sign("a.1", now, b"{}"),
    lambda now: sign("a.1", now, key=b"another key"), lambda now: sign("a.1", now)[:-1],
    lambda now: sign("a.1", now).removeprefix("v1,"), lambda now: "", lambda now: "v1,"])
def test_a_forged_one_is_refused(check, forged):
    now = int(time.time())
    assert check("a.1", now, forged(now)) == 401


@pytest.mark.parametrize("moment", [-301, 301])
def test_one_of_another_time_is_refused(check, moment):
    then = int(time.time()) + moment
    assert check("a.1", then, sign("a.1", then)) == 400


@pytest.mark.parametrize("text", ["", "soon", "-5", "9" * 30])
def test_a_time_that_is_none_is_refused(check, text):
    assert check("a.1", text, sign("a.1", text)) == 400
