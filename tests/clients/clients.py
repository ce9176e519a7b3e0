# SPDX-License-Identifier: MIT
"""The processes that the uploaders run in."""

import json
import os
import re
import select
import shutil
import subprocess

import files
import stack
import waiting

HERE = stack.ROOT / "tests/clients"
WORK = stack.BUILD / "clients"
SECONDS = 90
# What tools print of the answers that they saw: as they are told to (TELL), or in the manner of wget -S.
ANSWER = re.compile(r"^ *(?:answer: (\S+)|HTTP/\S+) (\d{3})\b", re.MULTILINE)
TELL = "\nanswer: %{method} %{http_code}\n"  # for curl --write-out


def make_material(folder, name, size):
    """The path of a real file of that name."""
    path = folder / name
    path.write_bytes(files.real_bytes(size))
    return path


def make_pages(folder, material):
    """The folder that a browser is served: the pages, and the file that it sends."""
    made = folder / "web"
    shutil.copytree(WORK / "web", made)
    shutil.copy(material, made / "material.bin")
    return made


class PageServer:
    """A lighttpd in front of the site's own programs, with another page than the site's."""

    def __init__(self, site, pages):
        self.site = site
        self.pages = pages
        self.url = f"http://127.0.0.1:{site.pages_port}"
        self.process = None

    def start(self):
        scratch = self.site.data / "pages-scratch"
        scratch.mkdir()
        environment = {**self.site.environment, "PATH": os.environ["PATH"] + ":/usr/sbin",
                       "SITE_ADDRESS": "127.0.0.1", "SITE_PORT": str(self.site.pages_port),
                       "SITE_WEB": str(self.pages), "SITE_SOCKETS": str(self.site.sockets),
                       "SITE_SPOOL": str(self.site.spool), "SITE_SCRATCH": str(scratch),
                       "SITE_MEMORY": str(scratch)}
        log_path = self.site.data / "log/pages.log"
        with open(log_path, "wb") as log:
            self.process = subprocess.Popen(
                ["lighttpd", "-D", "-f", stack.ROOT / "deploy/lighttpd/loadline.conf"],
                env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        waiting.until(lambda: stack.answers(self.site.pages_port) or self.process.poll() is not None,
                      "the server of the pages answers")
        assert self.process.poll() is None, log_path.read_text()

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


class Browser:
    """browser.mjs: one Chromium, which uploads one file at a time."""

    def __init__(self):
        self.process = subprocess.Popen(["node", HERE / "browser.mjs", WORK], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def upload(self, **work):
        self.process.stdin.write(json.dumps(work) + "\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], SECONDS)
        assert ready, f"after {SECONDS} s the browser has not said what came of {work}"
        return json.loads(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        self.process.wait(20)


def by_node(**work):
    return by_program("node", HERE / "node.mjs", WORK, json.dumps(work))


def by_python(**work):
    return by_program(WORK / "venv/bin/python", "-B", HERE / "python_client.py", json.dumps(work))


def by_program(*command):
    """What a program prints that ends well, whatever it reports."""
    done = run(*command)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def by_tool(*command):
    """What a program reports by its exit status, and the answers that it printed."""
    done = run(*command)
    text = f"{done.stdout}\n{done.stderr}".strip()
    return {"reported": "error" if done.returncode else "success", "text": text,
            "answers": [f"{method or '-'} {status}" for method, status in ANSWER.findall(text)]}


def by_java(endpoint, file, name, chunk, creation="as published"):
    java = shutil.which("java")
    # The file's name in the arguments is UTF-8 wherever the test runs.
    return by_tool(java, "-Dsun.jnu.encoding=UTF-8", "-Dfile.encoding=UTF-8", "-cp",
                   f"{WORK}/java/*", HERE / "Upload.java", endpoint, file, name, str(chunk),
                   creation)


def run(*command):
    return subprocess.run(command, text=True, check=False, capture_output=True, timeout=SECONDS,
                          stdin=subprocess.DEVNULL,
                          env={**stack.clean_environment(), "LC_ALL": "C.UTF-8"})
