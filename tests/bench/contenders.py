# SPDX-License-Identifier: MIT
"""The servers that tests/bench/upload compares: each takes one file over HTTP and puts it on the disk."""

import http.client
import os
import pathlib
import shutil
import socket
import subprocess
import time
import urllib.parse

import stack
import waiting
from measures import children, cpu_of

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = bytes(range(256)) * 8192  # 2 MiB
TUS_SERVER = ("@tus/server@2.4.5", "@tus/file-store@2.1.1")


class Request:
    """One request with a body of so many bytes, sent as fast as the server takes it."""

    def __init__(self, port, method, path, headers, size):
        lines = [f"{method} {path} HTTP/1.1", "Host: bench", f"Content-Length: {size}",
                 *(f"{name}: {value}" for name, value in headers.items())]
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self.left = size

    def run(self):
        """Sends the body; the answer's status and fields."""
        view = memoryview(PIECE)
        while self.left > 0:
            piece = view[:min(self.left, len(view))]
            self.socket.sendall(piece)
            self.left -= len(piece)
        answer = http.client.HTTPResponse(self.socket)
        answer.begin()
        answer.read()
        self.socket.close()
        return answer.status, answer.headers


class TusServer:
    """A server to which uploads come by tus."""

    base = "/files"  # where they are created
    port = None

    def create(self, size):
        """The path of a new upload's URL."""
        status, headers = Request(self.port, "POST", self.base, {**TUS, "Upload-Length": size}, 0).run()
        assert status == 201, status
        return urllib.parse.urlsplit(headers["Location"]).path

    def patch(self, path, size):
        return Request(self.port, "PATCH", path, {
            **TUS, "Upload-Offset": 0, "Content-Type": "application/offset+octet-stream"}, size)

    def begin(self, size):
        """(path, request) of an upload whose bytes are not sent yet."""
        path = self.create(size)
        return path, self.patch(path, size)

    def put(self, size):
        """The path of an upload that is there."""
        path, request = self.begin(size)
        status, _ = request.run()
        assert status == 204, status
        return path


class Loadline(TusServer):
    """front: a class of fronts.py; quickstart's lighttpd otherwise."""

    base = "/uploads/"

    def __init__(self, front=stack.Stack, **settings):
        self.site = front(stages="", **settings)

    @property
    def port(self):
        return self.site.public_port

    def start(self):
        self.site.start()

    def stop(self):
        self.site.stop()

    def pid(self, component):
        return int((self.site.data / "pids" / f"{component}.pid").read_text())

    def pids(self):
        return [self.pid("lighttpd"), self.pid("upload")]

    def clear(self):
        for folder in self.site.spool.glob("??"):
            shutil.rmtree(folder)


NGINX = """
{user}daemon off;
worker_processes auto;
pid {folder}/nginx.pid;
error_log stderr;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    client_max_body_size 0;
    client_body_temp_path {folder}/body;
    fastcgi_temp_path {folder}/t1; proxy_temp_path {folder}/t2;
    uwsgi_temp_path {folder}/t3; scgi_temp_path {folder}/t4;
    server {{
        listen 127.0.0.1:{port};
        location / {{ {location} }}
    }}
}}
"""


class Spawned:
    """A server that is one command, with its files in a folder."""

    def __init__(self, folder):
        self.folder = folder
        self.files = folder / "files"
        self.port = stack.free_port()
        self.process = None

    def spawn(self, command, **options):
        """Starts it, and waits until it answers; what it prints goes to a file."""
        with open(self.folder / "output", "wb") as output:
            # pylint: disable=consider-using-with
            self.process = subprocess.Popen(command, **{"stdin": subprocess.DEVNULL, "stdout": output,
                                                        "stderr": output, **options})
        waiting.until(lambda: stack.answers(self.port) or self.process.poll() is not None, "the server answers")
        assert self.process.poll() is None, (self.folder / "output").read_text()

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(20)

    def pids(self):
        return [self.process.pid, *children(self.process.pid)]

    def clear(self):
        for file in self.files.iterdir():
            file.unlink()


class DavServer(Spawned):
    """WebDAV: a PUT for each file."""

    count = 0

    def begin(self, size):
        """(path, request) of an upload whose bytes are not sent yet."""
        self.count += 1
        path = f"/{self.count}.bin"
        return path, Request(self.port, "PUT", path, {}, size)

    def put(self, size):
        path, request = self.begin(size)
        status, _ = request.run()
        assert status == 201, status
        return path


NGINX_DAV = "root {files}; dav_methods PUT; create_full_put_path on;"


class Nginx(DavServer):
    """With WebDAV the body is written beside the target and renamed; location: what it does instead."""

    def __init__(self, folder, location=NGINX_DAV):
        super().__init__(folder)
        self.location = location

    def start(self):
        self.files.mkdir(parents=True)
        user = "user root;\n" if os.geteuid() == 0 else ""
        settings = self.folder / "nginx.conf"
        settings.write_text(NGINX.format(user=user, folder=self.folder, port=self.port,
                                         location=self.location.format(files=self.files)))
        self.spawn(["/usr/sbin/nginx", "-c", settings])


class NodeTusServer(Spawned, TusServer):
    """@tus/server with its file store; tools: the folder with its node_modules; interval_ms: it prints how much
    of each upload is there, so often."""

    def __init__(self, folder, tools, interval_ms=None):
        super().__init__(folder)
        self.tools = tools
        self.interval_ms = interval_ms

    def is_installed(self):
        return (self.tools / "node_modules/@tus/file-store").exists()

    def install(self):
        if not self.is_installed():
            self.tools.mkdir(parents=True, exist_ok=True)
            subprocess.run(["npm", "install", "--silent", "--no-save", "--prefix", self.tools,
                            *TUS_SERVER], check=True)

    def start(self):
        self.files.mkdir(parents=True)
        self.spawn(["node", pathlib.Path(__file__).with_name("tus_server.mjs"), self.tools,
                    self.files, str(self.port), *([str(self.interval_ms)] if self.interval_ms else [])])


def measure(contender, size):
    """(wall seconds, CPU seconds of the server) of one upload, on a disk that has nothing to do."""
    contender.clear()
    os.sync()
    pids = contender.pids()
    used = cpu_of(pids)
    start = time.monotonic()
    contender.put(size)
    wall = time.monotonic() - start
    return wall, cpu_of(pids) - used
