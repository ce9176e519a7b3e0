# SPDX-License-Identifier: MIT
"""Receivers of webhooks that hang or are away hold up nobody but those who wait for them."""

import http.server
import threading
import time

import pytest
import requests

import stack
import tus_talk
import waiting

DIGEST_LIMIT_MS = 8000  # less than a receiver may take (notify_timeout)
SHARE = 8  # a quarter of notify_requests


class Receiver:
    """Accepts webhooks, and answers none until it is told to."""

    def __init__(self):
        self.asked = 0
        self.answered = []
        self.answering = threading.Event()
        self.closing = threading.Event()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):  # pylint: disable=invalid-name
                self.rfile.read(int(self.headers["Content-Length"]))
                receiver.asked += 1
                while not (receiver.answering.is_set() or receiver.closing.is_set()):
                    time.sleep(0.01)
                    if self.gone():
                        return
                receiver.answered.append(self.headers["webhook-id"])
                self.send_response(204)
                self.end_headers()

            def gone(self):
                """Whether the sender has given up."""
                self.connection.setblocking(False)
                try:
                    return self.connection.recv(1) == b""
                except BlockingIOError:
                    return False
                finally:
                    self.connection.setblocking(True)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"

    def close(self):
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(name="hanging")
def make_hanging():
    made = Receiver()
    yield made
    made.close()


@pytest.fixture(name="good")
def make_good():
    made = Receiver()
    made.answering.set()
    yield made
    made.close()


@pytest.fixture(name="make_site")
def make_make_site():
    """make_site(stages, receivers by the stage's name, **settings of those stages): one for this test alone."""
    made = []

    def make(stages, receivers, workers=2, **settings):
        site = stack.Stack(stages="", workers=workers)
        made.append(site)
        site.start()
        sections = [f"\n[stage {name}]\nkind = notify\nnotify_url = {receiver.url}\nnotify_private = yes\n" +
                    "".join(f"{key} = {value}\n" for key, value in settings.items())
                    for name, receiver in receivers.items()]
        site.configure("".join(sections), stages=stages)
        return site
    yield make
    for site in made:
        site.stop()


def put(site):
    """The id of a new upload."""
    answer = requests.put(f"{site.url}/uploads/a.txt", b"abc", timeout=20)
    assert answer.status_code == 201, answer.text
    return tus_talk.identity(answer.headers["Location"])


def document(site, upload):
    return site.progress(upload).json()


def ended(site, upload, stage):
    """When the stage was done, or None."""
    found, = [one for one in document(site, upload)["stages"] if one["name"] == stage]
    return found["ended_at"] if found["state"] == "done" else None


def test_digests_do_not_wait_for_a_receiver_that_hangs(make_site, hanging):
    site = make_site("digest, tell", {"tell": hanging})
    first = [put(site) for _ in range(7)]
    waiting.until(lambda: hanging.asked > 0, "it hangs")
    beside = [put(site) for _ in range(20)]
    for upload in first + beside:
        waiting.until(lambda upload=upload: ended(site, upload, "digest"), "there is a digest")
    took = [ended(site, upload, "digest") - document(site, upload)["created_at"]
            for upload in first + beside]
    assert hanging.answered == [] and hanging.asked <= SHARE
    if not site.is_sanitized("worker"):
        assert max(took) < DIGEST_LIMIT_MS, took


def test_other_receivers_are_reached_beside_one_that_hangs(make_site, hanging, good):
    site = make_site("tell", {"tell": hanging, "say": good}, workers=1)
    for _ in range(20):
        put(site)
    waiting.until(lambda: hanging.asked == SHARE, "it hangs as often as it may")
    site.configure("", stages="say")
    for _ in range(20):
        site.wait_state(put(site), "done")
    assert len(good.answered) == 20
    assert hanging.answered == []


def test_one_that_comes_back_is_told_everything_once(make_site, hanging):
    site = make_site("tell", {"tell": hanging}, notify_timeout="1s", retry_after="100ms")
    site.stop_component("worker")
    uploads = [put(site) for _ in range(30)]
    site.start_component("worker") # has all of them at once, before it can know that the receiver is away
    waiting.until(lambda: hanging.asked > SHARE + 2, "it is tried again")
    asked = hanging.asked
    hanging.answering.set()
    for upload in uploads:
        site.wait_state(upload, "done")
    assert asked < 2 * SHARE, "one at a time, once it is known to be away"
    assert len(set(hanging.answered)) == 30


def test_stages_behind_a_webhook_are_run(make_site, good):
    site = make_site("tell, digest, identify", {"tell": good}, workers=1)
    uploads = [put(site) for _ in range(5)]
    for upload in uploads:
        site.wait_state(upload, "done")
        assert ended(site, upload, "tell") <= ended(site, upload, "digest")
    assert len(good.answered) == 5


def test_a_worker_that_ends_lets_go_of_a_receiver_that_hangs(make_site, hanging):
    site = make_site("tell", {"tell": hanging})
    upload = put(site)
    waiting.until(lambda: hanging.asked == 1, "it hangs")
    site.stop_component("worker")
    hanging.answering.set()
    site.start_component("worker")
    site.wait_state(upload, "done")
    assert len(set(hanging.answered)) == 1
