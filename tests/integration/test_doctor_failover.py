# SPDX-License-Identifier: MIT
"""loadline doctor, the worker and a one-shot command before servers that fail over: lists, Sentinels,
TLS, and a Cluster, which is refused."""

import contextlib
import shutil
import subprocess

import pytest
import redis

import doctor
import stack
import test_doctor
import waiting

NAME = "mymaster"
CLUSTER = "it is a Redis Cluster, which is not supported: use one primary"

pytestmark = pytest.mark.skipif(
    not (shutil.which("redis-sentinel") and shutil.which("openssl")),
    reason="redis-sentinel or openssl is missing: install the Debian packages of these names")


class Servers:
    """Redis servers and Sentinels on loopback, in a folder."""

    def __init__(self, folder, started):
        self.folder, self.started = folder, started

    def start(self, *options, program="redis-server", **connection):
        """Starts a server and returns its port when it answers."""
        port = stack.free_port()
        folder = self.folder / str(port)
        folder.mkdir()
        if program == "redis-sentinel":
            settings = folder / "sentinel.conf"
            settings.write_text("\n".join([f"port {port}", f"dir {folder}", *options, ""]))
            command = [program, settings]
        else:
            named = ["--tls-port", str(port), "--port", "0"] if connection else ["--port", str(port)]
            command = [program, *named, "--save", "", "--dir", folder, *options]
        with open(folder / "log", "wb") as log:
            process = self.started.enter_context(subprocess.Popen(command, stdout=log, stderr=log))
        self.started.callback(process.kill)
        waiting.until(lambda: answers(port, **connection), f"{program} answers")
        return port

    def start_pair(self):
        """A primary and its replica."""
        primary = self.start()
        replica = self.start("--replicaof", "127.0.0.1", str(primary))
        waiting.until(lambda: redis.Redis(port=replica).info()["master_link_status"] == "up",
                      "the replica is in step")
        return primary, replica

    def start_sentinel(self, primary):
        return self.start(f"sentinel monitor {NAME} 127.0.0.1 {primary} 1", program="redis-sentinel")


def answers(port, **connection):
    try:
        return redis.Redis(port=port, socket_timeout=5, **connection).ping()
    except redis.exceptions.ConnectionError:
        return False


@pytest.fixture(name="servers")
def fixture_servers(tmp_path):
    with contextlib.ExitStack() as started:
        yield Servers(tmp_path, started)


@pytest.fixture(name="ask")
def fixture_ask(tmp_path):
    """Runs the doctor, or another program, with a redis_url and further settings."""
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool/.loadline").touch()
    (tmp_path / "secret").write_text("x" * 40)
    settings = test_doctor.write_settings(tmp_path, tmp_path)

    def run(url, *command, **more):
        environment = {**stack.clean_environment(), "LOADLINE_REDIS_URL": url,
                       "LOADLINE_REDIS_TIMEOUT": "10s",
                       **{f"LOADLINE_{name.upper()}": str(value) for name, value in more.items()}}
        if not command:
            return doctor.run(settings, environment=environment)
        return subprocess.run([command[0], "--config", settings, *command[1:]], env=environment,
                              text=True, capture_output=True, check=False, timeout=30)
    return run


def test_the_sentinels_view(servers, ask):
    primary, replica = servers.start_pair()
    one, two = (servers.start_sentinel(primary) for _ in range(2))
    report = ask(f"sentinel://127.0.0.1:{one},127.0.0.1:{two}/{NAME}/0")
    good = dict(report.lines("ok"))
    assert good["redis-sentinels"] == f"2 of 2 name 127.0.0.1:{primary}", report.text
    assert good["redis"] == (f"reachable at 127.0.0.1:{primary}, the primary {NAME} of the "
                             "Sentinels"), report.text
    report = ask(f"sentinel://127.0.0.1:1,127.0.0.1:{two}/{NAME}")
    assert "1 of 2 name" in dict(report.lines("warn"))["redis-sentinels"], report.text
    assert "redis" in dict(report.lines("ok")), report.text
    ask(f"sentinel://127.0.0.1:{one}/other").assert_fails("redis-sentinels", "knows no primary")
    report = ask(f"redis://127.0.0.1:{replica},127.0.0.1:{primary}")
    assert dict(report.lines("ok"))["redis"] == (f"reachable at 127.0.0.1:{primary}, the primary of "
                                                 "2 servers"), report.text
    report = ask(f"redis://127.0.0.1:{replica}")
    report.assert_fails("redis", f"it is a replica of 127.0.0.1:{primary}")
    ask(f"redis://127.0.0.1:{one}").assert_fails("redis", "it is a Sentinel", "sentinel://HOST")


def test_a_password_file_without_a_password(ask, tmp_path):
    (tmp_path / "password").write_text("\n")
    report = ask(f"sentinel://127.0.0.1:1/{NAME}", sentinel_password_file=tmp_path / "password")
    report.assert_fails("redis", f"{tmp_path}/password, the sentinel_password_file, has no password")


def test_a_cluster_is_refused_with_the_reason(servers, ask):
    # By default the bus is at the port + 10000, which is no port where the first is above 55535.
    bus = ["--cluster-port", str(stack.free_port())]
    url = f"redis://127.0.0.1:{servers.start('--cluster-enabled', 'yes', *bus)}"
    ask(url).assert_fails("redis", CLUSTER, "without cluster-enabled")
    drained = ask(url, stack.BUILD / "worker/loadline-worker", "--drain")
    assert drained.returncode == 1 and CLUSTER in drained.stderr, drained.stderr
    listed = ask(url, doctor.PROGRAM, "list")
    assert listed.returncode != 0 and CLUSTER in listed.stderr, listed.stderr


def test_tls_and_what_lacks(servers, ask, tmp_path):
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", cert, "-days",
                    "2", "-subj", "/CN=redis", "-addext", "subjectAltName=IP:127.0.0.1"],
                   check=True, capture_output=True)
    files = {"ssl": True, "ssl_ca_certs": cert, "ssl_certfile": cert, "ssl_keyfile": key,
             "ssl_check_hostname": False}
    port = servers.start("--tls-cert-file", cert, "--tls-key-file", key, "--tls-ca-cert-file", cert,
                         **files)
    url = f"rediss://127.0.0.1:{port}"
    ask(url).assert_fails("redis", "certificate is refused: self-signed", "redis_tls_ca_file")
    ask(url, redis_tls_ca_file=cert).assert_fails("redis", "redis_tls_cert_file and")
    own = {"redis_tls_cert_file": cert, "redis_tls_key_file": key}
    ask(url, redis_tls_ca_file=cert, redis_tls_name="redis.example.org", **own).assert_fails(
        "redis", "certificate is refused: hostname mismatch", "redis_tls_name")
    report = ask(url, redis_tls_ca_file=cert, **own)
    assert dict(report.lines("ok"))["redis"] == f"reachable at 127.0.0.1:{port} by TLS", report.text
    ask(f"redis://127.0.0.1:{port}").assert_fails("redis", "begin redis_url with rediss://")
