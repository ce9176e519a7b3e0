# SPDX-License-Identifier: MIT
"""loadline doctor is given an address that is not quite the site's: it prints the command with the right one."""

import pytest

import doctor
import test_https

make_authority = test_https.make_authority


class Redirecting(test_https.OwnTls):
    """By http there is nothing but the way to https."""

    def __init__(self, authority):
        super().__init__(authority)
        (old, new), = self.changes
        self.changes = [(old, f"{new}\nif ($scheme = http) {{ return 301 "
                              f"https://localhost:{self.tls_port}$request_uri; }}")]


def run_printed(authority, front, steps):
    """The command as it is printed, with this site's settings."""
    ((where, lines),) = steps
    assert where.endswith("run:")
    program, command, *words = lines[0].split()
    assert (program, command) == ("loadline", "doctor")
    return doctor.run(front.data / "loadline.conf", *words,
                      environment=test_https.trusting(authority, front))


@pytest.mark.parametrize("way, status", [("redirect", 301), ("plain", 400)])
def test_the_site_speaks_https(authority, way, status):
    front = Redirecting(authority) if way == "redirect" else test_https.OwnTls(authority)
    try:
        front.start()
        asked = (f"http://127.0.0.1:{front.front_port}" if way == "redirect"
                 else f"http://localhost:{front.tls_port}")
        report = doctor.run(front.data / "loadline.conf", asked,
                            environment=test_https.trusting(authority, front))
        report.assert_fails("front", f"answers {status}", f"loadline doctor {front.url}")
        run_printed(authority, front, report.remedy("front")).assert_good()
    finally:
        front.stop()
