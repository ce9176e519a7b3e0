# SPDX-License-Identifier: MIT
"""An honest sender on a bad line, behind each web server that streams: the least rate ends those
that stall, never one that sends 1 KB a second.
"""

import pytest

import conftest
import files
import fronts
import tus

RATE = 1024          # bytes/s
PIECE = 256          # bytes sent at once
WINDOW_S = 60 if conftest.FULL else 4 # that the rate is judged over; 60 is the default
WINDOWS = 2.5
FRONTS = {"lighttpd": fronts.Front, "nginx": fronts.Nginx, "apache-proxy": fronts.ApacheProxy}


@pytest.mark.parametrize("front", FRONTS)
def test_1_kb_a_second_is_enough(front):
    site = FRONTS[front](stages="", min_rate_window=f"{WINDOW_S}s")
    data = files.real_bytes(int(RATE * WINDOW_S * WINDOWS))
    try:
        site.start()
        upload = tus.Upload.create(f"{site.url}/uploads/", len(data))
        answer = upload.patch(data, rate=RATE, piece=PIECE)
        assert answer.status == 204, answer.text
        assert site.data_file(upload.id).read_bytes() == data
    finally:
        site.stop()
