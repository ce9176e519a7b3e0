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

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = bytes(range(256)) * 8192  # 2 MiB
TUS_SERVER = ("@tus/server@2.4.5", "@tus/file-store@2.1.1")


def cpu_seconds(pid):
    """What the process has used so far, its dead children left out: by its CPU clock, as
    clock_getcpuclockid(3) makes it."""
    return time.clock_gettime(~pid << 3 | 2)


def children(pid):
    text = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in text.split()]


def verdict(what, value, target, good):
    print(f"{'ok' if good else 'MISSED':6} {what}: {value} (target {target})")
    return good


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


class Loadline:
    def __init__(self, **settings):
        self.site = stack.Stack(stages="", **settings)

    def start(self):
        self.site.start()

    def stop(self):
        self.site.stop()

    def pid(self, component):
        return int((self.site.data / "pids" / f"{component}.pid").read_text())

    def pids(self):
        return [self.pid("lighttpd"), self.pid("upload")]

    def create(self, size):
        """The path of a new upload's URL."""
        status, headers = Request(self.site.port, "POST", "/uploads/",
                                  {**TUS, "Upload-Length": size}, 0).run()
        assert status == 201, status
        return urllib.parse.urlsplit(headers["Location"]).path

    def patch(self, path, size):
        return Request(self.site.port, "PATCH", path, {
            **TUS, "Upload-Offset": 0, "Content-Type": "application/offset+octet-stream"}, size)

    def put(self, size):
        status, _ = self.patch(self.create(size), size).run()
        assert status == 204, status

    def clear(self):
        for folder in self.site.spool.glob("??"):
            shutil.rmtree(folder)


NGINX = """
{user}daemon off;
worker_processes auto;
pid {folder}/nginx.pid;
error_log stderr;
events {{ }}
http {{
    access_log off;
    client_max_body_size 0;
    client_body_temp_path {folder}/body;
    fastcgi_temp_path {folder}/t1; proxy_temp_path {folder}/t2;
    uwsgi_temp_path {folder}/t3; scgi_temp_path {folder}/t4;
    server {{
        listen 127.0.0.1:{port};
        location / {{ root {folder}/files; dav_methods PUT; create_full_put_path on; }}
    }}
}}
"""


class Nginx:
    """WebDAV PUT: the body is written beside the target and renamed."""

    def __init__(self, folder):
        self.folder = folder
        self.port = stack.free_port()
        self.count = 0
        self.process = None

    def start(self):
        (self.folder / "files").mkdir(parents=True)
        user = "user root;\n" if os.geteuid() == 0 else ""
        settings = self.folder / "nginx.conf"
        settings.write_text(NGINX.format(user=user, folder=self.folder, port=self.port))
        path = os.environ["PATH"] + ":/usr/sbin"
        self.process = subprocess.Popen(["nginx", "-c", settings], env={**os.environ, "PATH": path})
        waiting.until(lambda: stack.answers(self.port), "nginx answers")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)

    def pids(self):
        return [self.process.pid, *children(self.process.pid)]

    def put(self, size):
        self.count += 1
        status, _ = Request(self.port, "PUT", f"/{self.count}.bin", {}, size).run()
        assert status == 201, status

    def clear(self):
        for file in (self.folder / "files").iterdir():
            file.unlink()


class TusServer:
    """@tus/server with its file store, in Node."""

    def __init__(self, folder, tools):
        self.folder = folder
        self.tools = tools
        self.port = self.process = None

    def install(self):
        if not (self.tools / "node_modules/@tus/file-store").exists():
            self.tools.mkdir(parents=True, exist_ok=True)
            subprocess.run(["npm", "install", "--silent", "--no-save", "--prefix", self.tools,
                            *TUS_SERVER], check=True)

    def start(self):
        self.install()
        (self.folder / "files").mkdir(parents=True)
        self.process = subprocess.Popen(
            ["node", pathlib.Path(__file__).with_name("tus_server.mjs"), self.tools,
             self.folder / "files"], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def stop(self):
        self.process.terminate()
        self.process.wait(20)

    def pids(self):
        return [self.process.pid]

    def put(self, size):
        status, headers = Request(self.port, "POST", "/files",
                                  {**TUS, "Upload-Length": size}, 0).run()
        assert status == 201, status
        path = urllib.parse.urlsplit(headers["Location"]).path
        status, _ = Request(self.port, "PATCH", path, {
            **TUS, "Upload-Offset": 0, "Content-Type": "application/offset+octet-stream"},
            size).run()
        assert status == 204, status

    def clear(self):
        for file in (self.folder / "files").iterdir():
            file.unlink()


def measure(contender, size):
    """(wall seconds, CPU seconds of the server) of one upload, on a disk that has nothing to do."""
    contender.clear()
    os.sync()
    pids = contender.pids()
    used = sum(map(cpu_seconds, pids))
    start = time.monotonic()
    contender.put(size)
    wall = time.monotonic() - start
    return wall, sum(map(cpu_seconds, pids)) - used
