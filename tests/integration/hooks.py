# SPDX-License-Identifier: MIT
"""A receiver of webhooks, and what it checks of one."""

import base64
import hashlib
import hmac
import http.server
import json
import subprocess
import threading
import time

import schemas

SECRET = base64.b64encode(b"a secret of thirty-two bytes....").decode()
HANG = None  # a status: no answer until the receiver is closed or the sender gives up


class Receiver:
    """Takes webhooks and answers with the statuses given, then 204."""

    def __init__(self, *statuses):
        self.statuses = list(statuses)
        self.got = []  # (when, header fields, body, status)
        self.closing = threading.Event()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):  # pylint: disable=invalid-name
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.statuses.pop(0) if receiver.statuses else 204
                schemas.note("webhook", json.loads(body))
                receiver.got.append((time.monotonic(), dict(self.headers), body, status))
                if status is HANG and self.hang():
                    return
                self.send_response(status or 204)
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def hang(self):
                """True: the sender has given up."""
                self.connection.settimeout(0.05)
                while not receiver.closing.is_set():
                    try:
                        return self.connection.recv(1) == b""
                    except TimeoutError:
                        pass
                return True

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"

    def said(self, kind=None):
        """The bodies that were answered by 2xx, of one kind of event."""
        bodies = [json.loads(body) for *_, body, status in list(self.got) if status and status < 300]
        return [body for body in bodies if kind in (None, body["type"])]

    def ids(self):
        return [headers["webhook-id"] for _, headers, _, _ in list(self.got)]

    def close(self):
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()


def section(receiver, secret, **settings):
    """The settings of a stage that tells it."""
    secret.write_text(f"whsec_{SECRET}\n")
    return {"kind": "notify", "notify_url": receiver.url, "notify_private": "yes",
            "notify_secret_file": secret, "retry_after": "100ms", **settings}


def openssl_signature(text):
    """By the openssl program, which is not ours."""
    key = base64.b64decode(SECRET).hex()
    done = subprocess.run(["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt",
                           f"hexkey:{key}", "-binary"], input=text, capture_output=True,
                          check=True)
    return "v1," + base64.b64encode(done.stdout).decode()


def verify(headers, body):
    """As the specification says: the signed text is id.timestamp.body."""
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = hmac.new(base64.b64decode(SECRET), text, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(expected).decode()
    assert headers["webhook-signature"] == openssl_signature(text)
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
