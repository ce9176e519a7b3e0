# SPDX-License-Identifier: MIT
"""systemd's units: what somebody provokes again and again does not end a program for good, and what
a unit may have fits the settings. tests/package-debian boots them."""

import configparser
import re
import shutil
import subprocess

import pytest

import stack

UNITS = stack.ROOT / "deploy/systemd"
DAEMONS = ("upload", "progress", "relay", "worker")
SOCKETS = ("upload", "progress", "relay", "relay-admin")
REQUEST_BYTES = 4 << 20 # that one request may hold, as SECURITY.md states


def read(path):
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(path)
    return unit


def service(name):
    return read(UNITS / f"loadline-{name}.service.in")


def setting(name):
    """Its default and the most that it may be, as the settings explain themselves."""
    tables = sorted((stack.ROOT / "src/config").glob("config*_table.c"))
    text = "".join(path.read_text() for path in tables)
    row = re.search(r'\{"%s", SETTING_INT, AT\(\w+\), "(\d+)", \d+,\s+(\d+)' % name, text)
    return int(row[1]), int(row[2])


def memory(name):
    """The unit's MemoryMax in bytes."""
    value = service(name)["Service"]["MemoryMax"]
    return int(value[:-1]) << {"M": 20, "G": 30}[value[-1]]


@pytest.mark.parametrize("name", DAEMONS)
def test_a_crash_loop_ends_no_unit(name):
    unit = service(name)
    assert unit["Unit"]["StartLimitIntervalSec"] == "0"
    assert unit["Service"]["Restart"] == "on-failure"
    assert unit["Service"]["RestartSec"] == "1s"


@pytest.mark.parametrize("name", SOCKETS)
def test_a_crash_loop_ends_no_socket(name):
    """A few crashes a second at most, whose restarts connections may ask for too."""
    unit = read(UNITS / f"loadline-{name}.socket")
    assert unit["Socket"]["TriggerLimitIntervalSec"] == "10s"
    assert int(unit["Socket"]["TriggerLimitBurst"]) >= 10 * len(SOCKETS)


def test_backoff_where_systemd_has_it():
    unit = read(UNITS / "loadline-.service.d/backoff.conf")
    assert set(unit["Service"]) == {"RestartSec", "RestartSteps", "RestartMaxDelaySec"}


@pytest.mark.parametrize("name", (*DAEMONS, "prune"))
def test_every_unit_is_limited(name):
    unit = service(name)
    assert re.fullmatch(r"\d+(M|G|%)", unit["Service"]["MemoryMax"])
    assert int(unit["Service"]["TasksMax"]) > 0


def test_limits_fit_the_settings():
    """A thread for each request, and for each that makes an upload a program of pre_create."""
    threads, _ = setting("upload_threads")
    assert int(service("upload")["Service"]["TasksMax"]) >= 2 * threads + 32
    assert memory("upload") > threads * REQUEST_BYTES
    threads, most = setting("progress_threads")
    assert int(service("progress")["Service"]["TasksMax"]) >= most + 32
    assert memory("progress") > threads * REQUEST_BYTES


def version():
    told = subprocess.run(["systemd-analyze", "--version"], capture_output=True, text=True,
                          check=True).stdout
    return int(told.split()[1])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_knows_every_word(tmp_path):
    for path in (*UNITS.glob("*.socket"), *UNITS.glob("*.timer"), *UNITS.glob("*.target")):
        shutil.copy(path, tmp_path)
    for path in UNITS.glob("*.service.in"):
        text = re.sub(r"^ExecStart=[^ \n]*", "ExecStart=/bin/true", path.read_text(), flags=re.M)
        (tmp_path / path.stem).write_text(re.sub("@[a-z]+@", "/var/lib", text))
    drops = tmp_path / "loadline-.service.d"
    shutil.copytree(UNITS / drops.name, drops)
    if version() < 254:
        (drops / "backoff.conf").unlink()
    (tmp_path / "lighttpd.service").write_text("[Service]\nExecStart=/bin/true\n")
    (tmp_path / "lighttpd.service.d").mkdir()
    shutil.copy(stack.ROOT / "deploy/lighttpd/memory.conf", tmp_path / "lighttpd.service.d")
    done = subprocess.run(["systemd-analyze", "verify", "--man=no",
                           *(path for path in tmp_path.iterdir() if path.is_file())],
                          env={**stack.clean_environment(), "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
                          capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
