# SPDX-License-Identifier: MIT
"""Waiting for something to become true, in bounded polls."""

import time


def until(condition, what, seconds=20.0):
    """Returns the first true result of condition(); fails after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError(f"after {seconds} s still not: {what}")
        time.sleep(0.02)
