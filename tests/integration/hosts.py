# SPDX-License-Identifier: MIT
"""Two hosts with spools of their own and one Redis, each with its web server and all programs."""

import shutil

import fronts
import redis_tls
import stack

PATHS = ("/u7", "/u8")
HOST = fronts.NGINX.replace("        include {include};", "        include {host};\n        include {include};")


class Host(fronts.Nginx):
    """A site that is reached under a path of its own too."""

    template = HOST.replace("{host}", str(stack.ROOT / "deploy/balanced/host-nginx.conf"))

    def __init__(self, path, **settings):
        super().__init__(host_path=path, host_paths=", ".join(PATHS), **settings)
        self.path = path

    def identity(self):
        lines = (self.spool / ".loadline").read_text().splitlines()
        return next(line.split()[1] for line in lines if line.startswith("identity "))


class Hosts:
    """The first one's Redis is that of both. They have one secret, so that a key counts everywhere."""

    def __init__(self, **settings):
        self.first, self.second = (Host(path, **settings) for path in PATHS)
        self.both = self.first, self.second

    def start(self):
        self.first.start()
        shutil.copy2(self.first.data / "secret", self.second.data / "secret")
        if not redis_tls.ON:  # where every site has the same passwords
            (self.second.data / "redis").mkdir()
            shutil.copy2(self.first.data / "redis/users.conf", self.second.data / "redis/users.conf")
        self.second.environment["LOADLINE_REDIS_URL"] = self.first.redis_url("operator")
        self.second.start()

    def stop(self):
        for host in reversed(self.both):
            host.stop()

    def redis(self):
        return self.first.redis()
