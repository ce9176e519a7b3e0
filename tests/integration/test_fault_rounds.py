# SPDX-License-Identifier: MIT
"""Round after round, something dies at a random moment of an upload that must not notice."""

import pytest

from sending import Sending

SIZE = 4 << 20
RATE = 8 << 20


def flush(site):
    site.redis().flushall()


def killed(component):
    def kill_and_start(site):
        site.kill(component)
        site.start_component(component)
    kill_and_start.__name__ = f"{component} killed"
    return kill_and_start


# A dead worker's jobs are taken up again after this.
pytestmark = pytest.mark.settings(claim_after="1s")

FAULTS = [flush, killed("redis"), killed("worker"), killed("relay"), killed("progress")]


def test_no_fault_costs_a_byte_or_an_end(own_site, rng, rounds):
    for number in range(rounds(6, 300)):
        faults = rng.sample(FAULTS, rng.choice([1, 1, 2]))
        moment = rng.randrange(1, SIZE)
        print(f"round {number}: {', '.join(f.__name__ for f in faults)} at {moment}")
        sending = Sending(own_site, SIZE, RATE)
        sending.wait_stored(moment)
        for fault in faults:
            fault(own_site)
        sending.finish()
        sending.assert_done()


@pytest.mark.parametrize("component", ["worker", "redis"])
def test_killed_right_after_the_last_byte(own_site, rounds, component):
    for number in range(rounds(2, 30)):
        print(f"round {number}")
        sending = Sending(own_site, SIZE, None)
        sending.finish()
        killed(component)(own_site)
        sending.assert_done()
