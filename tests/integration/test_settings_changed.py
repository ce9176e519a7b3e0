# SPDX-License-Identifier: MIT
"""Settings that are changed while the programs run: they reach the processes, and a mistake in them reaches nobody."""

import contextlib
import os
import pathlib
import re
import signal
import socket
import subprocess
import threading

import pytest
import requests

import conftest
import doctor
import fcgi
import files
import fronts
import shards
import stack
import tus
import waiting

MIB = 1 << 20
SIZE = 2 * MIB
FIELD = "Loadline-Settings"


@pytest.fixture(name="apache")
def make_apache():
    """Apache with mod_fcgid, which starts the programs."""
    yield from conftest.running(fronts.Fcgid())


def settings_of(front):
    return front.folder / "loadline.conf"


def change(path, name, value):
    """As most editors do it: a new file takes the old one's place."""
    kept = shards.lines_without(path, name)
    fresh = path.with_suffix(".new")
    fresh.write_text("\n".join([f"{name} = {value}", *kept]) + "\n")
    fresh.chmod(0o640)
    os.chown(fresh, path.stat().st_uid, path.stat().st_gid)
    fresh.rename(path)


def capabilities(site):
    answer = requests.get(f"{site.url}/uploads/", headers={"Accept": "application/json"}, timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.json()


def word(site, path="/uploads/"):
    return requests.get(f"{site.url}{path}", headers={FIELD: "?"}, timeout=10).headers[FIELD]


class Asking(threading.Thread):
    """Requests one after the other, as long as it lasts; what was refused is kept."""

    def __init__(self, front):
        super().__init__(daemon=True)
        self.front = front
        self.ended = threading.Event()
        self.refused = []
        self.count = 0

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.join(60)

    def run(self):
        while not self.ended.wait(0.02):
            answer = requests.post(f"{self.front.url}/uploads/", timeout=20,
                                   headers={**tus.VERSION, "Upload-Length": "5"})
            self.count += 1
            if answer.status_code != 201:
                self.refused.append((answer.status_code, answer.text))


def test_corrected_settings_reach_the_processes_of_mod_fcgid(apache):
    assert capabilities(apache)["chunk_size"] == MIB
    before = apache.programs()
    assert requests.get(f"{apache.url}/progress/{'0' * 32}", timeout=10).status_code == 404
    with Asking(apache) as asking:
        waiting.until(lambda: asking.count > 3, "requests come")
        change(settings_of(apache), "chunk_size", "2m")
        waiting.until(lambda: capabilities(apache)["chunk_size"] == 2 * MIB, "the new ones hold")
        waiting.until(lambda: not set(before) & set(apache.programs()), "the old process is gone")
        seen = asking.count
        waiting.until(lambda: asking.count > seen + 3, "requests go on")
    assert not asking.refused
    waiting.until(lambda: word(apache) == word(apache, f"/progress/{'0' * 32}") == "current",
                  "both programs have them")
    assert apache.log().count("event=settings_changed program=upload.fcgi") == 1


def test_broken_settings_take_no_site_down(apache):
    assert capabilities(apache)["chunk_size"] == MIB
    before = apache.programs()
    change(settings_of(apache), "chunk_size", "much")
    waiting.until(lambda: "event=settings_broken program=upload.fcgi" in apache.log(), "it is said")
    assert re.search(r"event=reload_failed.*chunk_size = much: must be", apache.log())
    assert word(apache) == "broken"
    assert capabilities(apache)["chunk_size"] == MIB
    assert tus.Upload.create(f"{apache.url}/uploads/", 5).patch(b"hello").status == 204
    assert apache.programs() == before
    change(settings_of(apache), "chunk_size", "3m")
    waiting.until(lambda: capabilities(apache)["chunk_size"] == 3 * MIB, "the correction holds")
    assert apache.log().count("event=settings_broken program=upload.fcgi") == 1


def test_a_key_file_is_part_of_the_settings(apache):
    upload = tus.Upload.create(f"{apache.url}/uploads/", 5)
    name = [line.partition("=")[2].strip() for line in settings_of(apache).read_text().splitlines()
            if line.startswith("secret_file")]
    secret = pathlib.Path(name[0])
    good = secret.read_bytes()
    secret.write_bytes(b"short")
    waiting.until(lambda: "event=settings_broken program=upload.fcgi" in apache.log(), "it is said")
    assert upload.offset() == 0
    secret.write_bytes(good[::-1])
    waiting.until(lambda: requests.head(upload.url, headers=tus.VERSION, timeout=10).status_code
                  == 404, "the new secret holds")


class Managed:
    """upload.fcgi with descriptor 0 as its socket, as process managers start it."""

    def __init__(self, site, folder):
        self.settings, self.log_path = folder / "loadline.conf", folder / "log"
        own = f"upload_socket =\nredis_url = {shards.in_settings(site.redis_url('upload'))}\n"
        kept = shards.lines_without(site.data / "loadline.conf", "upload_socket", "redis_url")
        self.settings.write_text(own + "\n".join(kept) + "\n")
        environment = {name: value for name, value in site.environment.items()
                       if name not in ("LOADLINE_UPLOAD_SOCKET", "LOADLINE_REDIS_URL")}
        self.path = site.sockets / "managed.sock"
        with socket.socket(socket.AF_UNIX) as door, open(self.log_path, "w") as log:
            door.bind(str(self.path))
            door.listen(16)
            # pylint: disable=consider-using-with
            self.process = subprocess.Popen(
                [stack.BUILD / "fcgi/upload.fcgi", "--config", self.settings], env=environment,
                stdin=door.fileno(), stdout=log, stderr=log)
        waiting.until(lambda: self.says("event=ready"), "it is ready")

    def says(self, words):
        return words in self.log_path.read_text(errors="replace")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)


def test_a_request_that_runs_is_answered_first(own_site, tmp_path):
    upload = tus.Upload.create(f"{own_site.url}/uploads/", SIZE)
    data = files.real_bytes(SIZE)
    with Managed(own_site, tmp_path) as managed, fcgi.Talk(managed.path) as talk:
        talk.begin("PATCH", upload.path, HTTP_TUS_RESUMABLE="1.0.0", HTTP_UPLOAD_OFFSET="0",
                   CONTENT_LENGTH=str(SIZE), CONTENT_TYPE="application/offset+octet-stream")
        talk.send(data[:MIB])
        own_site.wait_stored(upload.id, MIB // 2)
        change(managed.settings, "chunk_size", "2m")
        waiting.until(lambda: managed.says("event=settings_changed"), "it is noticed")
        assert fcgi.ask(managed.path, "GET", "/uploads/").status == 200
        talk.send(data[MIB:])
        talk.end()
        assert talk.answer().status == 204
        assert managed.process.wait(20) == 0
        with pytest.raises(ConnectionRefusedError), contextlib.closing(fcgi.Talk(managed.path).socket):
            pass
    assert own_site.data_file(upload.id).read_bytes() == data


def test_a_password_that_cannot_be_read_ends_no_program(own_site, tmp_path):
    password = tmp_path / "password"
    password.write_text("")
    with Managed(own_site, tmp_path) as managed:
        change(managed.settings, "sentinel_password_file", password)
        waiting.until(lambda: managed.says("event=settings_broken"), "it is said")
        assert managed.says('reason="it has no password"')
        assert managed.process.poll() is None
        password.write_text("secret\n")
        change(managed.settings, "max_ids", "50")
        assert managed.process.wait(20) == 0


def test_another_number_of_shards_ends_no_program(own_site, tmp_path):
    """The relay and the worker would go on with the old number, and look for its uploads in other shards."""
    url = shards.in_settings(own_site.redis_url("upload"))
    with Managed(own_site, tmp_path) as managed:
        change(managed.settings, "redis_url", f"{url}\n    redis://127.0.0.1:1")
        waiting.until(lambda: managed.says("event=settings_changed"), "it is noticed")
        assert managed.says('consequence="another number of shards needs a restart of all programs"')
        assert tus.Upload.create(f"{own_site.url}/uploads/", 5).patch(b"hello").status == 204
        assert managed.process.poll() is None
        change(managed.settings, "redis_url", url)
        change(managed.settings, "max_ids", "50")
        assert managed.process.wait(20) == 0


def test_with_a_socket_of_its_own_it_stays_and_doctor_says_restart(own_site):
    settings = own_site.data / "loadline.conf"
    assert "settings-in-use" in dict(doctor.examine(own_site).lines("ok"))
    change(settings, "max_ids", "50")
    report = doctor.examine(own_site)
    warned = [what for check, what in report.lines("warn") if check == "settings-in-use"]
    for program in ("upload.fcgi", "progress.fcgi"):
        assert any(what.startswith(program) and "restart it" in what for what in warned), report.text
    waiting.until(lambda: (own_site.data / "log/upload.log").read_text().count(
        "event=settings_changed") == 1, "it is logged")
    for component in ("upload", "progress", "worker", "relay"):
        own_site.restart(component)
    waiting.until(lambda: not doctor.examine(own_site).lines("warn"), "all have the new ones")
