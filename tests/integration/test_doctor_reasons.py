# SPDX-License-Identifier: MIT
"""What fails is told with the system's or the server's own reason, and by its own name."""

import os
import shutil
import subprocess

import pytest

import doctor
import stack
import test_doctor
import tus
import waiting

PASSWORD = "p@ss/w:or?d%"
WRITTEN = "p@ss/w:or?d%25"
LOGIN = ["+ping", "+select", "+info", "+role", "+eval", "+evalsha", "+time", "+set", "+get",
         "+zrevrange", "+hmget", "+hgetall", "+zrange", "+zrangebyscore"]

place = test_doctor.place
own_redis = test_doctor.own_redis


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_spool_that_is_closed_to_us_says_so(place):
    """Not "Success": the reason is kept while names are looked up."""
    place.chmod(0o711)
    for name in ("secret", "loadline.conf"):
        shutil.chown(place / name, "nobody")
    program = shutil.copy(doctor.PROGRAM, place / "loadline")
    report = doctor.run(place / "loadline.conf", runner=test_doctor.NOBODY, program=program)
    report.assert_fails("spool", "is not writable by nobody: Permission denied")
    assert report.remedy("spool") == [
        ("run as root, then restart the programs:",
         ["usermod -aG root nobody", f"chmod 2770 {place}/spool"])]


def test_settings_that_are_a_folder(tmp_path):
    doctor.run(tmp_path).assert_fails("settings", "cannot be read: Is a directory")


def test_a_token_file_that_is_a_folder(site, tmp_path):
    report = doctor.run(site.data / "loadline.conf", "--token-file", tmp_path, site.url,
                        environment=site.environment)
    assert report.status == 2
    assert f"{tmp_path}: Is a directory" in report.complaint


@pytest.mark.parametrize("program", ["fcgi/upload.fcgi", "worker/loadline-worker"])
def test_a_spool_that_cannot_be_opened_is_told_with_the_reason(place, program):
    (place / "spool/.loadline").unlink()
    (place / "spool").rmdir()
    (place / "spool").write_text("a file\n")
    done = subprocess.run([stack.BUILD / program, "--config", place / "loadline.conf"],
                          env={**stack.clean_environment(),
                               "LOADLINE_UPLOAD_SOCKET": f"unix:{place}/upload.sock"},
                          text=True, capture_output=True, check=False, timeout=30)
    assert done.returncode != 0
    assert "Not a directory" in done.stderr, done.stderr


def login_url(shop, password, user="few"):
    return f"unix:{shop.data}/redis.sock?db=0&user={user}&password={password}"


def run_with(shop, url, name="one"):
    settings = test_doctor.second_site(shop, name)
    return doctor.run(settings, environment={**stack.clean_environment(), "LOADLINE_REDIS_URL": url})


@pytest.fixture
def guarded(own_redis):
    """A Redis that wants a password of whoever comes."""
    own_redis.redis().execute_command("ACL", "SETUSER", "few", "on", f">{PASSWORD}", "~*", *LOGIN)
    own_redis.redis().config_set("requirepass", PASSWORD)
    return own_redis


def test_no_password_where_one_is_wanted(guarded):
    report = run_with(guarded, f"unix:{guarded.data}/redis.sock")
    report.assert_fails("redis", f"refuses us at unix:{guarded.data}/redis.sock", "NOAUTH",
                        "Redis wants a password")


def test_a_wrong_password(guarded):
    report = run_with(guarded, login_url(guarded, "wrong"))
    report.assert_fails("redis", "refuses us", "WRONGPASS", "the password in redis_url is wrong")
    assert "wrong&" not in report.text and "password=wrong" not in report.text


def test_a_user_who_may_not_ask_for_the_role(own_redis):
    own_redis.redis().execute_command("ACL", "SETUSER", "few", "on", ">pw", "~*", *LOGIN, "-role")
    report = run_with(own_redis, login_url(own_redis, "pw"))
    report.assert_fails("redis", "refuses us", "NOPERM", "redis-cli ACL SETUSER few")
    (_, commands), = report.remedy("redis")
    own_redis.redis().acl_log_reset()
    own_redis.redis().execute_command(*commands[0].split()[1:])
    report = run_with(own_redis, login_url(own_redis, "pw"), "two")
    assert "redis" in dict(report.lines("ok")), report.text


def test_a_replica(own_redis):
    own_redis.redis().execute_command("REPLICAOF", "127.0.0.1", "1")
    try:
        report = run_with(own_redis, f"unix:{own_redis.data}/redis.sock")
        report.assert_fails("redis", "refuses us", "it is a replica of 127.0.0.1:1",
                            "redis-cli REPLICAOF NO ONE")
    finally:
        own_redis.redis().execute_command("REPLICAOF", "NO", "ONE")


def test_a_password_where_none_is_wanted(own_redis):
    report = run_with(own_redis, f"unix:{own_redis.data}/redis.sock?password=pw")
    report.assert_fails("redis", "refuses us", "take it out of redis_url")


def test_passwords_with_signs_that_urls_are_made_of(guarded):
    report = run_with(guarded, login_url(guarded, WRITTEN))
    assert "redis" in dict(report.lines("ok")), report.text


def test_a_url_that_is_not_understood_is_refused_before_redis_is_asked(place):
    for url in ("redis://:50%off@localhost", "redis://localhost/x", "rediss://localhost/x"):
        report = doctor.run(place / "loadline.conf",
                            environment={**stack.clean_environment(), "LOADLINE_REDIS_URL": url})
        report.assert_fails("settings", "written as %25")
        assert "50%off" not in report.text


def test_a_socket_is_called_by_its_path(own_site):
    own_site.stop_component("relay")
    for path in ("relay.sock", "relay-admin.sock"):
        (own_site.sockets / path).unlink(missing_ok=True)
    text = test_doctor.examine(own_site).text
    assert f"unix:{own_site.sockets}/relay" in text, text
    assert "localhost port 80" not in text
    told = subprocess.run([doctor.PROGRAM, "--config", own_site.data / "loadline.conf", "sessions"],
                          env=own_site.environment, text=True, capture_output=True, check=False)
    assert f"unix:{own_site.sockets}" in told.stderr and "port 80" not in told.stderr


def test_what_the_disk_refuses_is_logged_with_the_reason(own_site):
    """A request's code says what to answer; the operator reads why."""
    for number in range(256):
        (own_site.spool / f"{number:02x}").write_text("where a folder should be\n")
    answer = tus.Connection(own_site.url)
    with answer:
        told = answer.ask("POST", "/uploads/", {**tus.VERSION, "Upload-Length": "1"})
    assert told.status == 500, told.text
    log = own_site.data / "log/upload.log"
    waiting.until(lambda: 'reason="Not a directory"' in log.read_text(), "the reason is logged")
    for number in range(256):
        (own_site.spool / f"{number:02x}").unlink()


def test_prune_says_why_it_cannot(place):
    (place / "spool/.loadline").unlink()
    (place / "spool").rmdir()
    (place / "spool").write_text("a file\n")
    done = subprocess.run([doctor.PROGRAM, "--config", place / "loadline.conf", "prune"],
                          env=stack.clean_environment(), text=True, capture_output=True,
                          check=False, timeout=30)
    assert f"the spool {place}/spool cannot be opened: Not a directory" in done.stderr


@pytest.mark.parametrize("own", [False, True])
def test_credentials_that_downloads_are_signed_with(place, own):
    """Of the file for downloads, or else of the stage's; nothing is said without redirects."""
    path, other = place / "keys", place / "others"
    names = ("s3_download_credentials_file", "s3_credentials_file")
    settings = (place / "loadline.conf").read_text()

    def examine(download, more=""):
        (place / "loadline.conf").write_text(
            settings + "\n[stage deliver]\ndeliver_to = s3://bucket\n"
            f"{names[0 if own else 1]} = {path}\ns3_download = {download}\n" + more)
        return doctor.run(place / "loadline.conf",
                          environment={**stack.clean_environment(), "LOADLINE_STAGES": "deliver"})

    assert "s3-download" not in examine("no").text
    examine("redirect").assert_fails("s3-download", f"{path}: No such file or directory")
    path.write_text("aws_access_key_id = id\n")
    path.chmod(0o640)
    examine("redirect").assert_fails("s3-download", "has no id or no secret")
    path.write_text("aws_access_key_id = id\naws_secret_access_key = secret\n")
    path.chmod(0o644)
    examine("redirect").assert_fails("s3-download", "is open to every user")
    path.chmod(0o600)
    more = f"{names[1]} = {other}\n" if own else ""
    assert f"{path} is private" in examine("redirect", more).text
