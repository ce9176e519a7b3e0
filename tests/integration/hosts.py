# SPDX-License-Identifier: MIT
"""Two hosts with spools of their own and one Redis, each with its web server and all programs."""

import os
import shutil

import fronts
import redis_tls
import stack
import waiting

PATHS = ("/u7", "/u8")
HOST = fronts.NGINX.replace("        include {include};", "        include {host};\n        include {include};")


class Host(fronts.Front):
    """A site that is reached under a path of its own too."""

    def __init__(self, path, **settings):
        self.settings = {**self.settings, "host_path": path, "host_paths": ", ".join(PATHS), **settings}
        super().__init__()
        self.path = path
        self.redis_of = None  # the host whose Redis it uses; None: its own

    def redis_url(self, user):
        return self.redis_of.redis_url(user) if self.redis_of else super().redis_url(user)

    def identity(self):
        lines = (self.spool / ".loadline").read_text().splitlines()
        return next(line.split()[1] for line in lines if line.startswith("identity "))

    def worker_log(self):
        return (self.data / "log/worker.log").read_text()

    def wait_job_ended(self, upload_id):
        """Its own worker has done the job: it logs so after all are told."""
        words = f"event=job_ended id={upload_id} state=done"
        waiting.until(lambda: words in self.worker_log(), f"the worker logs {words}")


class Nginx(Host, fronts.Nginx):
    template = HOST.replace("{host}", str(stack.ROOT / "deploy/balanced/host-nginx.conf"))


class Apache(Host):
    own_include = None

    def changed(self, path):
        """The shipped file, and that of hosts behind it."""
        both = self.folder / "both.conf"
        both.write_text(f"Include {path}\nInclude {fronts.DEPLOY}/balanced/{self.own_include}\n")
        return both


class ApacheProxy(Apache, fronts.ApacheProxy):
    own_include = "host-apache.conf"


class ApacheFcgid(Apache, fronts.Fcgid):
    own_include = "host-apache-fcgid.conf"


class Lighttpd(Host):
    """The shipped files together, as a site has them in one folder."""

    def start_front(self):
        shutil.copytree(fronts.DEPLOY / "lighttpd", self.folder)
        shutil.copy2(fronts.DEPLOY / "balanced/host-lighttpd.conf", self.folder)
        (self.folder / "site.conf").write_text('include "loadline.conf"\ninclude "host-lighttpd.conf"\n')
        self.front_port = stack.free_port()
        self.spawn(["/usr/sbin/lighttpd", "-D", "-f", self.folder / "site.conf"], env={
            **os.environ, "SITE_ADDRESS": "127.0.0.1", "SITE_PORT": str(self.front_port),
            "SITE_WEB": str(stack.ROOT / "web"), "SITE_SOCKETS": str(self.sockets),
            "SITE_SPOOL": str(self.spool), "SITE_SCRATCH": str(self.folder),
            "SITE_MEMORY": str(self.folder)})


class Hosts:
    """The first one's Redis is that of both. They have one secret, so that a key counts everywhere."""

    def __init__(self, kind=Nginx, **settings):
        self.first, self.second = (kind(path, **settings) for path in PATHS)
        self.both = self.first, self.second

    def start(self):
        self.first.start()
        shutil.copy2(self.first.data / "secret", self.second.data / "secret")
        if not redis_tls.ON:  # where every site has the same passwords
            (self.second.data / "redis").mkdir()
            shutil.copy2(self.first.data / "redis/users.conf", self.second.data / "redis/users.conf")
        self.second.redis_of = self.first
        self.second.environment["LOADLINE_REDIS_URL"] = self.first.redis_url("operator")
        self.second.start()

    def stop(self):
        for host in reversed(self.both):
            host.stop()

    def redis(self):
        return self.first.redis()


ALL = (Nginx, ApacheProxy, ApacheFcgid, Lighttpd)
