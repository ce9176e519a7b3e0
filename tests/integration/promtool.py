# SPDX-License-Identifier: MIT
"""Prometheus' own checks of rules and expressions, by the program promtool."""

import os
import pathlib
import shutil
import subprocess

import pytest

import stack

BUILD = pathlib.Path(os.environ.get("LOADLINE_WEB_BUILD", stack.BUILD))


def path():
    """tests/run unpacks it there: the package's daemon is not installed."""
    unpacked = BUILD / "promtool/usr/bin/promtool"
    found = unpacked if unpacked.exists() else shutil.which("promtool")
    if not found:
        pytest.skip("promtool is missing: tests/run integration takes it from the Debian package prometheus")
    return found


def run(*words, folder):
    done = subprocess.run([path(), *words], cwd=folder, check=False, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout
    return done.stdout
