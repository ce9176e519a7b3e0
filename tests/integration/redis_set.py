# SPDX-License-Identifier: MIT
"""A Redis that fails over: a primary, a replica and three Sentinels on loopback, plain or over TLS."""

import contextlib
import pathlib
import subprocess

import redis

import ports
import redis_tls
import redis_users
import waiting

NAME = "site" # as the Sentinels know the primary
SENTINELS = 3
QUORUM = 2
DOWN_AFTER_MS = 700
FAILOVER_TIMEOUT_MS = 3000


class Server:
    """One process of redis-server in a folder of its own; start(), kill(), start() again."""

    options = ()

    def __init__(self, folder, settings, certificates=None, certificate="server"):
        """settings: lines of the configuration, which the server may rewrite."""
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.port = ports.lasting()
        self.certificates = certificates
        self.process = None
        self.configuration = self.folder / "redis.conf"
        self.configuration.write_text("\n".join(
            [*self.listening(certificate), f"dir {self.folder}", f"logfile {self.folder}/log",
             *settings]) + "\n")

    def listening(self, certificate):
        lines = ["bind 127.0.0.1", "protected-mode no"]
        if not self.certificates:
            return [*lines, f"port {self.port}"]
        return [*lines, "port 0", *redis_tls.listening(self.port, self.certificates, certificate)]

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def start(self, *words):
        self.process = subprocess.Popen(
            ["redis-server", self.configuration, *self.options, *words], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        waiting.until(self.answers, f"Redis answers at {self.address}\n{self.log()}")

    def kill(self):
        """kill -9."""
        self.process.kill()
        self.process.wait(20)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.kill()

    def log(self):
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def client(self, **options):
        tls = {"ssl": True, "ssl_check_hostname": False,
               "ssl_ca_certs": str(self.certificates.certificate("authority")),
               "ssl_certfile": str(self.certificates.certificate("client")),
               "ssl_keyfile": str(self.certificates.key("client"))} if self.certificates else {}
        return redis.Redis(host="127.0.0.1", port=self.port, decode_responses=True,
                           socket_timeout=5, **tls, **options)

    def answers(self):
        assert self.process.poll() is None, self.log()
        with contextlib.suppress(redis.RedisError):
            return self.client().ping()
        return False

    def role(self):
        """master, slave, or nothing where the server is away."""
        with contextlib.suppress(redis.RedisError):
            return self.client().execute_command("ROLE")[0]
        return None

    def follows(self, primary):
        """Whether it is a replica of that server and has all of its data."""
        with contextlib.suppress(redis.RedisError):
            role = self.client().execute_command("ROLE")
            return role[0] == "slave" and (role[2], role[3]) == (primary.port, "connected")
        return False


class Sentinel(Server):
    options = ("--sentinel",)


class RedisSet:
    """start() returns with a replica that follows, and Sentinels that know each other."""

    def __init__(self, folder, prefix="loadline:", certificates=None):
        self.folder = pathlib.Path(folder)
        self.certificates = certificates
        settings = [f"aclfile {redis_users.install_rights(self.folder, prefix)}", 'save ""', "appendonly no", "repl-diskless-sync-delay 0",
                    "repl-ping-replica-period 1"]
        self.servers = [Server(self.folder / "first", settings, certificates),
                        Server(self.folder / "second", settings, certificates)]
        self.sentinels = []

    def start(self):
        first, second = self.servers
        first.start()
        second.start()
        second.client().execute_command("REPLICAOF", "127.0.0.1", first.port)
        waiting.until(lambda: second.follows(first), "the replica follows")
        for number in range(SENTINELS):
            sentinel = Sentinel(self.folder / f"sentinel{number}", [
                f"sentinel monitor {NAME} 127.0.0.1 {first.port} {QUORUM}",
                f"sentinel down-after-milliseconds {NAME} {DOWN_AFTER_MS}",
                f"sentinel failover-timeout {NAME} {FAILOVER_TIMEOUT_MS}"], self.certificates)
            self.sentinels.append(sentinel)
            sentinel.start()
        self.wait_ready()

    def stop(self):
        for process in (*self.sentinels, *self.servers):
            process.stop()

    def wait_ready(self):
        """A failover may begin: each Sentinel knows the others and a replica that follows."""
        for sentinel in self.sentinels:
            waiting.until(lambda one=sentinel: self.is_ready(one), f"{sentinel.address} knows all others")

    @staticmethod
    def is_ready(sentinel):
        state = sentinel.client().sentinel_master(NAME)
        replicas = sentinel.client().sentinel_slaves(NAME)
        return (state["num-other-sentinels"] == SENTINELS - 1 and state["flags"] == "master" and
                [r["flags"] for r in replicas] == ["slave"] and
                replicas[0]["master-link-status"] == "ok")

    @property
    def primary(self):
        """The server that the Sentinels name."""
        port = self.named_port()
        return next(server for server in self.servers if server.port == port)

    def named_port(self):
        for sentinel in self.sentinels:
            with contextlib.suppress(redis.RedisError):
                return int(sentinel.client().sentinel_get_master_addr_by_name(NAME)[1])
        raise AssertionError("no Sentinel answers")

    def other(self, server):
        return next(one for one in self.servers if one is not server)

    def client(self):
        return self.primary.client()

    def wait_switch(self, dead, seconds=30):
        """After the primary was killed: returns as soon as the other one is the primary."""
        waiting.until(lambda: self.other(dead).role() == "master", "the replica is the primary", seconds)

    def rejoin(self, server):
        """The killed server comes back as a replica."""
        server.start("--replicaof", f"127.0.0.1 {self.other(server).port}")
        self.wait_follows(server)

    def return_alone(self, server):
        """The killed server comes back as it was, an empty primary, until the Sentinels make a replica of it."""
        server.start()
        self.wait_follows(server)

    def wait_follows(self, server):
        waiting.until(lambda: server.follows(self.other(server)), "the old primary is a replica", 60)
        self.wait_ready()

    def url(self, user, login=""):
        """How a program with that Redis user finds the primary; login: NAME:PASSWORD@ for the Sentinels."""
        scheme = "sentinels" if self.certificates else "sentinel"
        hosts = ",".join(sentinel.address for sentinel in self.sentinels)
        name = f"loadline-{user}:{redis_users.password(user)}@"
        return f"{scheme}://{login or name}{hosts}/{NAME}/0"
