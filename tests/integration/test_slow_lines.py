# SPDX-License-Identifier: MIT
"""An honest sender on a bad line, behind each web server that streams: the least rate ends those
that stall, never one that sends 1 KB a second, nor one that is silent for a while.
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
TUNNEL_S = 75        # longer than what web servers wait for by default, and than min_rate_window
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


@pytest.mark.skipif(not conftest.FULL, reason="over a minute each: tests/run --full")
@pytest.mark.parametrize("front", FRONTS)
def test_a_silent_minute_is_borne(front):
    """As shipped, no web server ends a sender before idle_timeout does."""
    site = FRONTS[front](stages="")
    data = files.real_bytes(1 << 20)
    try:
        site.start()
        upload = tus.Upload.create(f"{site.url}/uploads/", len(data))
        with upload.begin(len(data)) as sender:
            sender.send(data[:300000])
            assert not sender.is_answered(TUNNEL_S)
            sender.send(data[300000:])
            assert sender.answer().status == 204
        assert site.data_file(upload.id).read_bytes() == data
    finally:
        site.stop()
