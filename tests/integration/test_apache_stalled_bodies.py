# SPDX-License-Identifier: MIT
"""Apache ends bodies that stall, also where no program of ours sees them, and none of an honest sender on a bad line.

The seconds that a body may take before its rate counts are fewer here; the rate is the shipped one.
"""

import contextlib
import re
import socket
import threading
import time

import pytest

import files
import fronts
import tus

HONEST = 1024       # bytes/s
PIECE = 256
FIRST_S = 2         # instead of the shipped seconds
HONEST_S = 8        # several times as long
ENDS_S = 60         # far beyond any body that is cut
DRIP_S = 0.5
SHIPPED = re.compile(r"RequestReadTimeout body=(\d+),MinRate=(\d+)")
FRONTS = {"fcgid": fronts.Fcgid, "proxy": fronts.ApacheProxy}


@pytest.fixture(name="front", scope="module", params=FRONTS)
def make_front(request):
    made = FRONTS[request.param](stages="")
    shipped = SHIPPED.search(made.include.read_text())
    assert shipped, "no bound of bodies"
    assert int(shipped[1]) >= 60 and int(shipped[2]) <= HONEST // 2
    made.changes = [(shipped[0], shipped[0].replace(f"body={shipped[1]}", f"body={FIRST_S}"))]
    try:
        made.start()
        yield made
    finally:
        made.stop()


class Stalled(threading.Thread):
    """Sends a byte of a long body now and then, until the server ends the connection."""

    def __init__(self, front, method, target):
        super().__init__(daemon=True)
        self.socket = socket.create_connection(("127.0.0.1", front.front_port), 10)
        self.ended = False
        self.socket.sendall(f"{method} {target} HTTP/1.1\r\nHost: here\r\nContent-Length: 1000000\r\n\r\n".encode())
        self.start()

    def run(self):
        end = time.monotonic() + ENDS_S
        self.socket.settimeout(DRIP_S)
        with self.socket, contextlib.suppress(ConnectionError):
            while time.monotonic() < end:
                with contextlib.suppress(TimeoutError):
                    if not self.socket.recv(4096):
                        break
                self.socket.sendall(b"x")
            else:
                return
        self.ended = True


def test_a_body_that_stalls_ends_and_one_of_1_kb_a_second_arrives(front):
    stalled = {target: Stalled(front, *target.split()) for target in ("PUT /uploads/stalled.bin", "POST /", "POST /x")}
    data = files.real_bytes(HONEST * HONEST_S)
    upload = tus.Upload.create(f"{front.url}/uploads/", len(data))
    answer = upload.patch(data, rate=HONEST, piece=PIECE)
    assert answer.status == 204, answer.text
    assert front.data_file(upload.id).read_bytes() == data
    for one in stalled.values():
        one.join(ENDS_S + 30)
    assert {target: one.ended for target, one in stalled.items()} == dict.fromkeys(stalled, True)
