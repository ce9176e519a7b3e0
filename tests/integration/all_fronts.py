# SPDX-License-Identifier: MIT
"""Every front end that deploy/ has a configuration for, by the name of its class."""

import os

import pytest

import fronts
import shared_hosting

KINDS = {made.__name__: made for made in (fronts.Front, fronts.Fcgid, fronts.ApacheProxy,
                                          fronts.Nginx, shared_hosting.SharedHosting)}


def make(kind, **settings):
    """A front of that kind, not started; the test is skipped where it cannot be made."""
    made = KINDS[kind]
    if made is shared_hosting.SharedHosting and os.geteuid() != 0:
        pytest.skip("only root can make an ordinary user with a home of its own")
    return made(**settings)


def started(kind, **settings):
    """For a fixture: yields it while it runs."""
    one = make(kind, **settings)
    try:
        one.start()
        yield one
    finally:
        one.stop()
