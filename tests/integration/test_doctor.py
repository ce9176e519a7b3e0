# SPDX-License-Identifier: MIT
"""loadline doctor about the site itself: settings, spool, Redis, programs."""

import contextlib
import os
import pathlib
import resource
import secrets
import shutil
import subprocess
import tempfile

import pytest

import doctor
import stack
import tus
import workshop

NOBODY = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


def examine(site):
    return doctor.run(site.data / "loadline.conf", environment=site.environment)


@pytest.fixture
def place():
    """A folder with settings that lack nothing but programs. Not pytest's: other users have to get
    in, and every pytest that starts closes its own to them."""
    with tempfile.TemporaryDirectory(prefix="loadline-test-") as made:
        folder = pathlib.Path(made)
        (folder / "secret").write_text(secrets.token_hex(32))
        (folder / "secret").chmod(0o600)
        (folder / "spool").mkdir()
        (folder / "spool").chmod(0o2770)
        (folder / "spool/.loadline").touch()
        write_settings(folder, folder)
        yield folder


def write_settings(folder, data):
    folder.mkdir(exist_ok=True, parents=True)
    path = folder / "loadline.conf"
    path.write_text(f"redis_url = unix:{data}/redis.sock\nredis_prefix = d:\n"
                    f"redis_timeout = 100ms\nspool = {data}/spool\nsecret_file = {data}/secret\n")
    path.chmod(0o600)
    return path


def test_good(site):
    examine(site).assert_good()


def test_usage(site):
    for words in (["ftp://x"], ["http://a", "http://b"], ["--bad"]):
        done = doctor.run(site.data / "loadline.conf", *words)
        assert done.status == 2
        assert done.complaint and not done.text


def test_settings_that_cannot_be_read(tmp_path):
    bad = tmp_path / "bad.conf"
    bad.write_text("spol = /x\n")
    report = doctor.run(bad)
    report.assert_fails("settings", "did you mean spool", "loadline config --dump")


def test_incomplete_settings(tmp_path):
    bare = tmp_path / "bare.conf"
    bare.write_text("redis_url = unix:/nowhere/redis.sock\n")
    report = doctor.run(bare)
    report.assert_fails("settings", "redis_prefix must be set")
    report.assert_fails("redis", "not reachable", "start Redis")


def test_settings_open_to_others(place):
    for name, check in (("loadline.conf", "settings-file"), ("secret", "secret")):
        (place / name).chmod(0o644)
        report = doctor.run(place / "loadline.conf")
        report.assert_fails(check, f"chmod o-rwx {place / name}")


def test_settings_below_a_document_root(place):
    """Told by the path alone; with a URL it is tried as well."""
    settings = write_settings(place / "public_html/conf", place)
    doctor.run(settings).assert_fails("settings-file", "public_html", "move it out of the folder")


def test_short_secret(place):
    (place / "secret").write_text("short")
    doctor.run(place / "loadline.conf").assert_fails("secret", "less than 16 bytes", "urandom")


@pytest.mark.parametrize("end", ["\n", "\r\n", " "], ids=["LF", "CRLF", "blank"])
def test_a_key_that_ends_with_white_space(place, end):
    key = place / "key"
    key.touch(0o600)
    environment = {**stack.clean_environment(), "LOADLINE_AUTH": "token",
                   "LOADLINE_TOKEN_KEYS": str(key)}
    key.write_text(secrets.token_hex(32) + end, newline="")
    report = doctor.run(place / "loadline.conf", environment=environment)
    ((where, _),) = report.remedy("token-key")
    assert "leaves it out as well" in where
    key.write_text(secrets.token_hex(32))
    report = doctor.run(place / "loadline.conf", environment=environment)
    assert not [line for line in report.lines("warn") if line[0] == "token-key"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_spool_not_writable(place):
    place.chmod(0o711)
    for name in ("secret", "loadline.conf"):
        shutil.chown(place / name, "nobody")
    program = place / "loadline"
    shutil.copy(doctor.PROGRAM, program)
    report = doctor.run(place / "loadline.conf", runner=NOBODY, program=program)
    report.assert_fails("spool", "is not writable by nobody", "usermod -aG root nobody")
    (place / "spool").chmod(0o777)
    report = doctor.run(place / "loadline.conf", runner=NOBODY, program=program)
    report.assert_fails("spool-rights", "open to every user", f"chmod 2770 {place}/spool")
    assert "spool" in dict(report.lines("ok"))


def test_spool_without_identity(place):
    (place / "spool/.loadline").unlink()
    doctor.run(place / "loadline.conf").assert_fails("spool", ".loadline", "start upload.fcgi")
    (place / "spool").rmdir()
    doctor.run(place / "loadline.conf").assert_fails("spool", "No such file", "start upload.fcgi")


@contextlib.contextmanager
def configured(site, name, value):
    before = site.redis().config_get(name)[name]
    site.redis().config_set(name, value)
    try:
        yield
    finally:
        site.redis().config_set(name, before)


def test_eviction(site):
    with configured(site, "maxmemory-policy", "allkeys-lru"):
        examine(site).assert_fails("redis-eviction", "allkeys-lru", "maxmemory-policy noeviction")
    with configured(site, "maxmemory-policy", "volatile-ttl"):
        report = examine(site)
    assert report.status == 0
    assert "maxmemory-policy noeviction" in dict(report.lines("warn"))["redis-eviction"]


@pytest.fixture
def own_redis():
    """A Redis with nothing in it, and room for sites beside it."""
    shop = workshop.Workshop()
    try:
        shop.start_redis()
        yield shop
    finally:
        shop.stop()


def second_site(shop, name):
    """The settings of another site on the same server, with the same prefix."""
    folder = shop.data / name
    folder.mkdir()
    (folder / "spool").mkdir()
    (folder / "spool/.loadline").touch()
    (folder / "secret").write_text(secrets.token_hex(32))
    path = write_settings(folder, folder)
    path.write_text(path.read_text().replace(f"{folder}/redis.sock", f"{shop.data}/redis.sock"))
    return path


def test_shared_prefix(own_redis):
    first, second = second_site(own_redis, "one"), second_site(own_redis, "two")
    assert "redis-prefix" in dict(doctor.run(first).lines("ok"))
    doctor.run(second).assert_fails("redis-prefix", "another site uses d:", "redis-cli DEL d:site")
    assert "redis-prefix" in dict(doctor.run(first).lines("ok"))


def test_uploads_of_another_spool(own_site):
    """They are under way, and where they should be is nothing."""
    upload = tus.Upload.create(f"{own_site.url}/uploads/", 10, filename="x.bin")
    own_site.wait_state(upload.id, "created")
    moved = own_site.data / "elsewhere"
    folder = own_site.data_file(upload.id).parent
    folder.rename(moved)
    examine(own_site).assert_fails("redis-spool", "1 uploads under way", "its own redis_prefix")
    moved.rename(folder)
    assert "redis-spool" in dict(examine(own_site).lines("ok"))


def test_forbidden_by_redis(own_site):
    """A user with few rights is told what cannot be seen; that it cannot is not wrong."""
    own_site.redis().execute_command(
        "ACL", "SETUSER", "few", "on", ">pw", "~*", "+ping", "+select", "+info", "+role",
        "+eval", "+evalsha", "+time", "+zrevrange", "+hmget", "+zrange")
    own_site.environment["LOADLINE_REDIS_URL"] = \
        f"unix:{own_site.sockets}/redis.sock?db=0&user=few&password=pw"
    report = examine(own_site)
    assert report.status == 0, report.text
    assert {"redis-prefix", "worker"} <= set(dict(report.lines("skip"))), report.text
    counted = subprocess.run([doctor.PROGRAM, "--config", own_site.data / "loadline.conf", "stats"],
                             env=own_site.environment, text=True, capture_output=True, check=False)
    assert counted.returncode == 3 and "no permissions" in counted.stderr, counted.stderr
    own_site.redis().acl_log_reset()  # it was refused on purpose


@pytest.mark.parametrize("component, check, words", [
    ("redis", "redis", "start Redis"), ("upload", "upload.fcgi", "start it"),
    ("progress", "progress.fcgi", "start it"), ("relay", "relay", "start loadline-relay")])
def test_what_does_not_run(own_site, component, check, words):
    own_site.stop_component(component)
    examine(own_site).assert_fails(check, words)


def test_worker_not_seen(own_redis):
    settings = second_site(own_redis, "one")
    doctor.run(settings).assert_fails("worker", "no heartbeat", "loadline-worker --drain by cron")
    own_redis.redis().set("d:worker", workshop.now_ms() - 3 * 3600 * 1000)
    doctor.run(settings).assert_fails("worker", "180 minutes ago")
    own_redis.redis().set("d:worker", workshop.now_ms() - 45 * 1000)
    assert "by cron" in dict(doctor.run(settings).lines("ok"))["worker"]


def test_too_few_descriptors(own_site):
    """What was promised since the programs were started."""
    own_site.environment |= {"LOADLINE_RELAY_SESSIONS": "900000"}
    pid = int((own_site.data / "pids/upload.pid").read_text())
    resource.prlimit(pid, resource.RLIMIT_NPROC, (99, 99))
    report = examine(own_site)
    report.assert_fails("descriptors", "LimitNOFILE=900512", "loadline-relay")
    report.assert_fails("threads", "may have 99 threads", "upload_threads = 1024")


def test_no_space(site):
    site_environment = {**site.environment, "LOADLINE_MIN_FREE": "900t"}
    report = doctor.run(site.data / "loadline.conf", environment=site_environment)
    report.assert_fails("space", "less than min_free", "free some space")


def test_relay_without_an_operator(own_site):
    """Only that it answers can be seen then."""
    own_site.environment["LOADLINE_RELAY_ADMIN_LISTEN"] = ""
    assert "its state needs relay_admin_listen" in dict(examine(own_site).lines("ok"))["relay"]
    own_site.stop_component("relay")
    examine(own_site).assert_fails("relay", "live_path = (empty)")


def test_programs_started_by_the_web_server(site):
    environment = {**site.environment, "LOADLINE_UPLOAD_SOCKET": ""}
    report = doctor.run(site.data / "loadline.conf", environment=environment)
    assert "not seen without a URL" in dict(report.lines("skip"))["upload.fcgi"]


def test_url_that_leads_nowhere(site):
    report = doctor.run(site.data / "loadline.conf", f"http://127.0.0.1:{stack.free_port()}/",
                        environment=site.environment)
    report.assert_fails("front", "no answer", "start the web server")
