# SPDX-License-Identifier: MIT
"""deploy/shared-hosting as an ordinary user has it: a folder that Apache serves, a home
folder, a Redis. No root, no daemon; processing is a run of the worker."""

import contextlib
import os
import pathlib
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile

import fronts
import redis_tls
import redis_users
import stack
import waiting

MODULES = ("mpm_event", "authz_core", "authn_core", "alias", "mime", "dir", "setenvif", "headers",
           "rewrite", "fcgid")


class Account:
    """A user of this machine with a home of its own, for as long as a test runs."""

    def __init__(self):
        self.name = f"loadline-{secrets.token_hex(4)}"
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="loadline-home-"))
        subprocess.run(["useradd", "--system", "--home-dir", self.home, "--no-create-home",
                        "--shell", "/bin/sh", self.name], check=True, stdout=subprocess.DEVNULL)
        self.home.chmod(0o755)
        self.own(self.home)

    @property
    def entry(self):
        return pwd.getpwnam(self.name)

    def own(self, top):
        for path in (top, *top.rglob("*")):
            os.chown(path, self.entry.pw_uid, self.entry.pw_gid)

    @property
    def runner(self):
        return ["setpriv", f"--reuid={self.name}", f"--regid={self.entry.pw_gid}",
                "--clear-groups", "env", "-i", "PATH=/usr/bin:/bin"]

    def processes(self, *words):
        """Of the user; words: which of them, as pgrep has it."""
        told = subprocess.run(["pgrep", "-u", self.name, *words], stdout=subprocess.PIPE,
                              check=False, text=True)
        return [int(pid) for pid in told.stdout.split()]

    def remove(self):
        """mod_fcgid ends a moment before its programs, and may forget one whose request is just ending."""
        with contextlib.suppress(AssertionError):
            waiting.until(lambda: not self.processes(), "they end by themselves", 5)
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        waiting.until(lambda: not self.processes(), f"no process of {self.name} is left")
        subprocess.run(["userdel", self.name], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        shutil.rmtree(self.home)


class SharedHosting(fronts.Fcgid):
    """The hoster's Apache runs as the account; its main settings are the defaults."""

    name = "shared hosting"
    folder_name = "shared-hosting"
    live = False
    lengthless = "once it is complete, up to 128 KiB" # unless the hoster allows more
    settings = {}
    modules = MODULES
    include = None

    def __init__(self, **settings):
        super().__init__(**settings)
        self.account = Account()
        self.site_folder = self.account.home / "public_html"

    def definitions(self):
        return {}

    def user(self):
        return None

    def runner(self):
        return self.account.runner

    def root(self):
        return self.site_folder

    def start_front(self):
        self.data.chmod(0o711)
        self.open_sockets()
        shutil.copytree(fronts.DEPLOY / "shared-hosting", self.site_folder)
        for name in ("loadline.conf", "crontab"):
            (self.site_folder / name).unlink()
        self.install_programs()
        self.install_settings()
        self.folder.mkdir()
        self.account.own(self.account.home)
        self.account.own(self.folder)
        fronts.Apache.start_front(self)

    def install_programs(self):
        for kind, program in (("libexec/loadline", "fcgi/upload.fcgi"),
                              ("libexec/loadline", "fcgi/progress.fcgi"),
                              ("sbin", "worker/loadline-worker")):
            folder = self.account.home / "loadline" / kind
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(stack.BUILD / program, folder)

    def install_settings(self):
        text = (fronts.DEPLOY / "shared-hosting/loadline.conf").read_text()
        text = text.replace("/home/CHANGE-ME", str(self.account.home)).replace("CHANGE-ME", "me")
        text = text.replace("redis://127.0.0.1:6379/0", self.redis_url("upload"))
        redis_users.add(self.redis(), "me")
        settings = {**self.settings, **redis_tls.client_settings()}
        text += "".join(f"{name} = {value}\n" for name, value in settings.items())
        folder = self.account.home / ".config/loadline"
        folder.mkdir(parents=True)
        (folder / "loadline.conf").write_text(text)
        (folder / "loadline.conf").chmod(0o600)
        (self.account.home / "loadline/secret").write_bytes(os.urandom(32))
        (self.account.home / "loadline/secret").chmod(0o600)

    def redis_url(self, user):
        return redis_users.url(user, self.sockets / "redis.sock", site="me")

    def process(self):
        """What cron does, each line of crontab once."""
        lines = (fronts.DEPLOY / "shared-hosting/crontab").read_text().splitlines()
        for line in lines:
            if line.startswith("*"):
                command = line.split(" ", 5)[5]
                subprocess.run([*self.account.runner, f"HOME={self.account.home}",
                                f"LOADLINE_REDIS_URL={self.redis_url('worker')}", "/bin/sh", "-c",
                                command], check=True)

    @property
    def spool(self):
        return self.account.home / "loadline/spool"

    def programs(self):
        return self.account.processes("-x", "upload.fcgi")

    def stop(self):
        try:
            super().stop()
        finally:
            self.account.remove()
