# SPDX-License-Identifier: MIT
"""The balancers of deploy/balanced/, in front of two hosts of a test."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import fronts
import stack
import waiting

FOLDER = stack.ROOT / "deploy/balanced"
NGINX = """
daemon off;
{user}
pid {folder}/pid;
error_log {folder}/log;
events {{ worker_connections 1024; }}
http {{
""" + fronts.NGINX_SCRATCH + """    include {folder}/balanced.conf;
}}
"""
APACHE = fronts.APACHE_HEAD + """
Include {folder}/balanced.conf
"""
APACHE_MODULES = ("mpm_event", "authz_core", "setenvif", "headers", "slotmem_shm", "proxy", "proxy_http",
                  "proxy_balancer", "lbmethod_byrequests")


class Balancer(stack.Reachable):
    """Knows the hosts by their ports; changes are pairs of texts of the shipped file."""

    file = None     # in deploy/balanced/
    program = None
    checks = ()     # the words with which the program only checks its configuration

    def __init__(self, ports, *changes):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="loadline-balancer-"))
        self.port = stack.free_port()
        self.process = None
        text = (FOLDER / self.file).read_text()
        for name, port in zip("78", ports):
            text = self.place(text, name, port)
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        assert "10.0.0." not in text
        self.write(text)

    def place(self, text, name, port):
        return re.sub(rf"10\.0\.0\.{name}(:80)?", f"127.0.0.1:{port}", text)

    def write(self, text):
        """Writes the configuration; words() names it."""
        raise NotImplementedError

    def words(self):
        raise NotImplementedError

    def run(self, command, **options):
        return {"stdin": subprocess.DEVNULL, "stdout": options["log"], "stderr": subprocess.STDOUT,
                "env": {**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin"}, "args": command}

    def check(self):
        """What the server itself says of its configuration: the exit status and the text."""
        with open(self.folder / "check", "w+", encoding="utf-8") as log:
            done = subprocess.run(**self.run([*self.words(), *self.checks], log=log), check=False, timeout=60)
            log.seek(0)
            return done.returncode, log.read()

    def start(self):
        with open(self.folder / "output", "w", encoding="utf-8") as log:
            # pylint: disable=consider-using-with
            self.process = subprocess.Popen(**self.run(self.words(), log=log))
        waiting.until(lambda: self.answers() or self.process.poll() is not None, "the balancer answers")
        assert self.process.poll() is None, (self.folder / "output").read_text()

    def answers(self):
        return stack.answers(self.port)

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
        shutil.rmtree(self.folder)

    @staticmethod
    def stored(_upload):
        """It has no files."""
        return 0


class Nginx(Balancer):
    file = "nginx.conf"
    program = "nginx"
    checks = ("-t",)

    def write(self, text):
        (self.folder / "balanced.conf").write_text(text.replace("listen 80;", f"listen 127.0.0.1:{self.port};"))
        (self.folder / "nginx.conf").write_text(NGINX.format(
            folder=self.folder, user="user root;" if os.geteuid() == 0 else ""))

    def words(self):
        return ["nginx", "-p", self.folder, "-c", self.folder / "nginx.conf", "-e", self.folder / "log"]


class Haproxy(Balancer):
    file = "haproxy.cfg"
    program = "haproxy"
    checks = ("-c",)

    def write(self, text):
        (self.folder / "haproxy.cfg").write_text(text.replace("bind :80", f"bind 127.0.0.1:{self.port}"))

    def words(self):
        return ["haproxy", "-db", "-f", self.folder / "haproxy.cfg"]


class Apache(Balancer):
    file = "apache.conf"
    program = "apache2"
    checks = ("-t",)

    def write(self, text):
        (self.folder / "balanced.conf").write_text(text)
        (self.folder / "apache.conf").write_text(APACHE.format(
            folder=self.folder, port=self.port, modules=fronts.apache_modules(APACHE_MODULES)))

    def words(self):
        return ["apache2", "-f", self.folder / "apache.conf", "-DFOREGROUND"]


class Lighttpd(Balancer):
    file = "lighttpd.conf"
    program = "lighttpd"
    checks = ("-tt",)

    def place(self, text, name, port):
        return text.replace(f'"10.0.0.{name}", "port" => 80', f'"127.0.0.1", "port" => {port}')

    def write(self, text):
        (self.folder / "lighttpd.conf").write_text(
            f'server.bind = "127.0.0.1"\nserver.port = {self.port}\nserver.document-root = "{self.folder}"\n'
            f'server.upload-dirs = ( "{self.folder}" )\n{text}')

    def words(self):
        return ["lighttpd", "-D", "-f", self.folder / "lighttpd.conf"]


ALL = (Nginx, Haproxy, Apache, Lighttpd)
