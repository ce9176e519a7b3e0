# SPDX-License-Identifier: MIT
"""Ports that nobody uses."""

import contextlib
import random
import socket


def lasting():
    """One that stays free while its server is away: below those that the kernel assigns by itself."""
    while True:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", random.randrange(10000, 30000)))
            return probe.getsockname()[1]
