# SPDX-License-Identifier: MIT
"""The servers whose uploads tests/bench/peers compares. Each says why it is missing, what its processes are, and how
its files are synced: those that do not sync are synced by the sender, before the time is taken."""

import os
import pathlib
import pwd
import socket
import subprocess

import fronts
import stack
from contenders import DavServer, Loadline, Nginx, NodeTusServer, Spawned, TusServer
from measures import children

LIGHTTPD_DAV = pathlib.Path("/usr/lib/lighttpd/mod_webdav.so")
APACHE_DAV = fronts.APACHE_MODULES / "mod_dav_fs.so"
DISCARDERS = 4  # each takes one request at a time
INTERVAL_MS = 100  # of news while bytes arrive: Loadline's default


class Front(fronts.Nginx):
    """Debian's number of workers."""

    template = "worker_processes auto;\n" + fronts.NGINX


FRONTS = {"lighttpd": stack.Stack, "nginx": Front}


def sync(path):
    """What a program does that syncs: the file, and the folder that has its name."""
    for one in (path, path.parent):
        fd = os.open(one, os.O_RDONLY)
        os.fsync(fd)
        os.close(fd)


class Ours(Loadline):
    """Loadline behind one of its front ends, without limits of a client."""

    missing = None

    def __init__(self, front, **settings):
        super().__init__(FRONTS[front], creations_per_client=0, empty_uploads_per_client=0, **settings)
        self.front = front

    def front_pids(self):
        server = getattr(self.site, "server", None)
        return [server.pid, *children(server.pid)] if server else [self.pid("lighttpd")]

    def parts(self):
        """{program: ids of its processes}"""
        return {self.front: self.front_pids(), "upload.fcgi": [self.pid("upload")], "Redis": [self.pid("redis")]}

    def sync(self, path):
        """It has synced before its answer."""


class Discard(Ours):
    """The same front end with a program that reads the bytes and stores nothing."""

    def __init__(self, front):
        super().__init__(front)
        self.processes = []

    def start(self):
        super().start()
        self.site.stop_component("upload")
        path = self.site.sockets / "upload.sock"
        path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
            listener.listen(128)
            self.processes = [subprocess.Popen([stack.BUILD / "tests/bench/discard"], stdin=listener)
                              for _ in range(DISCARDERS)]

    def stop(self):
        for process in self.processes:
            process.kill()
            process.wait(20)
        super().stop()

    def parts(self):
        return {self.front: self.front_pids(), "discard": [process.pid for process in self.processes]}


class Peer(Spawned):
    """A program of other people: one process, and the files beside the data that belong to an upload."""

    program_name = "program"
    missing = None
    streams = True  # it takes a request of any size as it arrives
    beside = ()

    def parts(self):
        return {self.program_name: self.pids()}

    def sync(self, path):
        file = self.files / path.rsplit("/", 1)[1]
        for one in (file, *(file.with_name(file.name + end) for end in self.beside)):
            sync(one)


class Tusd(Peer, TusServer):
    program_name = "tusd"
    base = "/files/"
    beside = (".info",)

    def __init__(self, folder, programs, hook=None):
        super().__init__(folder)
        self.program = programs.find("tusd")
        self.missing = None if self.program else "not installed"
        self.hook = hook

    def start(self):
        self.files.mkdir(parents=True)
        hooks = ["-hooks-http", self.hook, "-hooks-enabled-events", "post-receive",
                 "-progress-hooks-interval", f"{INTERVAL_MS}ms"] if self.hook else []
        self.spawn([self.program, "-host", "127.0.0.1", "-port", str(self.port), "-upload-dir", self.files,
                    "-behind-proxy", "-verbose=false", "-show-greeting=false", *hooks])


class NodePeer(NodeTusServer, Peer):
    program_name = "node"
    beside = (".json",)

    def __init__(self, folder, programs, interval_ms=None):
        super().__init__(folder, programs.folder, interval_ms)
        self.missing = None if self.is_installed() else "not installed"


class Rustus(Peer, TusServer):
    """It can sync each chunk by itself. A request has to fit into its memory."""

    streams = False

    def __init__(self, folder, programs, syncs=True):
        super().__init__(folder)
        self.program = programs.find("rustus")
        self.missing = None if self.program else "not installed"
        self.syncs = syncs

    def start(self):
        self.files.mkdir(parents=True)
        self.spawn([self.program, "--host", "127.0.0.1", "--port", str(self.port), "--data-dir", self.files,
                    "--info-dir", self.files, "--log-level", "ERROR", "--force-fsync", str(self.syncs).lower()])

    def sync(self, path):
        """By its own setting."""


class NginxDav(Peer, Nginx):
    """Debian's has the module."""


LIGHTTPD = """
server.modules = ( "mod_webdav" )
server.bind = "127.0.0.1"
server.port = {port}
server.document-root = "{files}"
server.upload-dirs = ( "{folder}" )
server.max-request-size = 0
server.max-fds = 8192
server.max-connections = 4096
webdav.activate = "enable"
"""


class LighttpdDav(Peer, DavServer):
    missing = None if LIGHTTPD_DAV.exists() else "not installed (Debian: lighttpd-mod-webdav)"

    def start(self):
        self.files.mkdir(parents=True)
        settings = self.folder / "lighttpd.conf"
        settings.write_text(LIGHTTPD.format(folder=self.folder, files=self.files, port=self.port))
        self.spawn(["/usr/sbin/lighttpd", "-D", "-f", settings])


APACHE = fronts.APACHE_HEAD + """
{user}
DocumentRoot {files}
DavLockDB {folder}/locks
ServerLimit 64
ThreadsPerChild 64
MaxRequestWorkers 4096
<Directory {files}>
    Require all granted
    Dav On
</Directory>
"""


class ApacheDav(Peer, DavServer):
    missing = None if APACHE_DAV.exists() else "not installed (Debian: apache2)"

    def start(self):
        self.files.mkdir(parents=True)
        settings = self.folder / "apache.conf"
        user = "www-data" if os.geteuid() == 0 else None
        settings.write_text(APACHE.format(
            folder=self.folder, files=self.files, port=self.port, user=f"User {user}" if user else "",
            modules=fronts.apache_modules(["mpm_event", "authz_core", "reqtimeout", "dav", "dav_fs"])))
        if user:
            account = pwd.getpwnam(user)
            self.folder.parent.chmod(0o711)
            for folder in (self.folder, self.files):
                os.chown(folder, account.pw_uid, account.pw_gid)
        self.spawn(["/usr/sbin/apache2", "-f", settings, "-DFOREGROUND"])


PROXY = """proxy_pass http://127.0.0.1:{port};
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_request_buffering off;
            proxy_buffering off;"""


class Behind:
    """Another server with nginx in front of it, which passes bodies on as they arrive."""

    def __init__(self, folder, server):
        self.server = server
        self.folder = folder
        self.nginx = None

    def __getattr__(self, name):
        """What the front does not change."""
        return getattr(self.server, name)

    def start(self):
        self.server.start()
        self.nginx = Nginx(self.folder, PROXY.replace("{port}", str(self.server.port)))
        self.nginx.start()
        self.server.port = self.nginx.port  # what is sent goes there

    def stop(self):
        if self.nginx:
            self.nginx.stop()
        self.server.stop()

    def parts(self):
        return {"nginx": self.nginx.pids(), **self.server.parts()}
