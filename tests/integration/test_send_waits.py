# SPDX-License-Identifier: MIT
"""loadline send where the server says when to come back."""

import contextlib
import email.utils
import http.server
import json
import signal
import threading
import time

import pytest

import send_tool
import tus
import waiting
from test_send import assert_whole, base

CAPABILITIES = json.dumps({"protocols": {"tus": {}}}).encode()


class Refusing(http.server.BaseHTTPRequestHandler):
    """Refuses the first creation, by the server's `wait`, and denies the second for good.

    Before that it answers requests for its capabilities with each of `busy`, a status and a Retry-After.
    """

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.server.asked.append(time.monotonic())
        if self.server.busy:
            status, wait = self.server.busy.pop(0)
            self.send_response(status)
            if wait is not None:
                self.send_header("Retry-After", wait)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(CAPABILITIES)))
        self.end_headers()
        self.wfile.write(CAPABILITIES)

    def do_POST(self):
        self.server.came.append(time.time())
        first = len(self.server.came) == 1
        self.send_response(429 if first else 403)
        if first:
            self.send_header("Retry-After", self.server.wait())
        self.send_header("Content-Length", "0")
        self.end_headers()


@contextlib.contextmanager
def serving(handler, wait, busy=()):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.came, server.wait, server.asked, server.busy = [], wait, [], list(busy)
        server.sent = False
        loop = threading.Thread(target=server.serve_forever)
        loop.start()
        try:
            yield server, f"http://127.0.0.1:{server.server_port}/uploads/"
        finally:
            server.shutdown()
            loop.join()


def refusing(wait, busy=()):
    return serving(Refusing, wait, busy)


@pytest.fixture
def sender(tmp_path):
    return send_tool.Sender(tmp_path)


def test_a_date_is_waited_for(sender):
    until = int(time.time()) + 4
    with refusing(lambda: email.utils.formatdate(until, usegmt=True)) as (server, url):
        done = sender.run("--json", sender.file(b"x"), url)
        assert done.returncode == 1, done.stderr
        assert len(server.came) == 2
        assert server.came[1] >= until


class Processing(http.server.BaseHTTPRequestHandler):
    """Takes a file of one byte, and tells what became of it only who leaves it alone for 2 s, as its `wait` says.

    The first question may be that of the thread which looks while the byte is sent.
    """

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", **fields):
        self.send_response(status)
        for name, value in {**fields, "Content-Length": len(body)}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/uploads/":
            self.answer(200, json.dumps({"protocols": {"tus": {}}, "progress_url": "/progress/"}).encode())
            return
        if not self.server.sent:
            self.answer(404)
            return
        self.server.asked.append(time.monotonic())
        if len(self.server.asked) == 1 or self.server.asked[-1] - self.server.asked[-2] < 2:
            self.answer(503, Retry_After=self.server.wait())
        else:
            self.answer(200, b'{"state": "done"}')

    def do_POST(self):
        self.answer(201, Location=f"/uploads/{'a' * 32}.{'b' * 32}")

    def do_PATCH(self):
        self.rfile.read(1)
        self.server.sent = True
        self.answer(204, Upload_Offset=1)


def test_the_question_what_became_of_it_waits_too(sender):
    with serving(Processing, lambda: "2") as (server, url):
        done = sender.run("--json", sender.file(b"x"), url, seconds=30)
        assert done.returncode == 0, done.stderr
        assert 2 <= len(server.asked) <= 3


def test_the_question_what_became_of_it_ends_where_the_wait_would_be_too_long(sender):
    with serving(Processing, lambda: "7200") as (server, url):
        done = sender.run("--json", sender.file(b"x"), url, seconds=20)
        assert done.returncode == 3, done.stderr
        assert 1 <= len(server.asked) <= 2


def test_what_is_longer_than_its_patience_is_not_asked_before(sender):
    with refusing(lambda: "7200") as (server, url):
        done = sender.run("--json", sender.file(b"x"), url, seconds=20)
        assert done.returncode == 3, done.stderr
        assert len(server.came) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_the_first_request_waits_for_a_busy_site_too(sender, status):
    with refusing(lambda: "0", [(status, "2"), (status, None)]) as (server, url):
        done = sender.run("--json", sender.file(b"x"), url)
        assert done.returncode == 1, done.stderr
        assert "403" in json.loads(done.stdout)["error"]
        assert len(server.asked) == 3
        assert server.asked[1] - server.asked[0] >= 2
        assert server.asked[2] > server.asked[1]
    waits = [line for line in done.stderr.splitlines() if "retrying in" in line]
    assert len(waits) == 2 and all(f"answers {status}" in line for line in waits), done.stderr


def test_the_first_request_is_not_repeated_before_a_time_beyond_its_patience(sender):
    with refusing(lambda: "0", [(503, "7200")]) as (server, url):
        done = sender.run("--json", sender.file(b"x"), url, seconds=20)
        assert done.returncode == 3, done.stderr
        assert len(server.asked) == 1 and not server.came


def test_the_first_request_is_not_repeated_where_that_would_not_help(sender):
    with refusing(lambda: "0", [(500, None)]) as (server, url):
        done = sender.run("--json", sender.file(b"x"), url, seconds=20)
        assert done.returncode == 3, done.stderr
        assert len(server.asked) == 1 and not server.came


def test_a_signal_ends_the_wait_for_a_busy_site(sender):
    with refusing(lambda: "0", [(503, "600")]) as (server, url):
        sending = sender.start("--json", sender.file(b"x"), url)
        waiting.until(lambda: server.asked, "the site is asked")
        sending.send_signal(signal.SIGTERM)
        sending.communicate(timeout=20)
        assert sending.returncode == -signal.SIGTERM
        assert len(server.asked) == 1


@pytest.mark.settings(creations_per_client="20")
def test_more_files_than_may_be_begun_in_a_minute_all_arrive(own_site, sender):
    names = [sender.file(b"%d" % n, f"{n}.bin") for n in range(25)]
    done = sender.run("--json", *names, base(own_site))
    assert done.returncode == 0, done.stderr
    log = (own_site.data / "log" / "upload.log").read_text()
    assert 0 < log.count("code=too_many_creations") <= 5
    for n, line in enumerate(done.stdout.splitlines()):
        assert_whole(own_site, json.loads(line), b"%d" % n)


@pytest.mark.settings(empty_uploads_per_client="1", expire_empty_after="3s")
def test_a_file_arrives_once_there_is_room_for_an_upload_without_a_byte(own_site, sender):
    tus.Upload.create(f"{own_site.url}/uploads/", 10)  # of the same address; it takes the only place until it expires
    done = sender.run("--json", sender.file(b"late"), base(own_site))
    assert done.returncode == 0, done.stderr
    log = (own_site.data / "log" / "upload.log").read_text()
    assert "empty_uploads_per_client" in log
    assert_whole(own_site, json.loads(done.stdout), b"late")
