# SPDX-License-Identifier: MIT
"""What benchmarks read of processes, and how they print and judge figures."""

import math
import pathlib
import resource
import signal
import statistics
import sys
import time


def run(main, arguments):
    """Ends the program with what main returns. A SIGTERM ends main first, so that no server is left behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    sys.exit(main(arguments))


def cpu_seconds(pid):
    """What the process has used so far, its dead children left out: by its CPU clock, as
    clock_getcpuclockid(3) makes it."""
    return time.clock_gettime(~pid << 3 | 2)


def cpu_of(pids):
    return sum(map(cpu_seconds, pids))


def children(pid):
    text = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in text.split()]


def ended_children_seconds():
    """What our children, and theirs, have used that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def memory_field(pid, name):
    """A field of the process's status, in bytes: VmRSS, or VmHWM for the peak so far."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    fields = dict(line.split(":", 1) for line in status.splitlines())
    return int(fields[name].split()[0]) * 1024


def rss(pid):
    """Resident memory in bytes, more exact than VmRSS."""
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(text.split("Rss:")[1].split()[0]) * 1024


def rss_of(pids):
    return sum(map(rss, pids))


def exponent(sizes, costs):
    """The slope of log cost over log size, by least squares: 1 is linear growth."""
    return statistics.linear_regression([math.log(one) for one in sizes],
                                        [math.log(one) for one in costs]).slope


def in_turns(measures, rounds):
    """{name: [result, …]} of functions; one round more than counts, to warm up. The order turns round each time, so
    that what disturbs the machine for a while falls on all of them."""
    taken = {name: [] for name in measures}
    for i in range(rounds + 1):
        for name in list(measures)[::1 if i % 2 == 0 else -1]:
            one = measures[name]()
            if i > 0:
                taken[name].append(one)
    return taken


def verdict(what, value, target, good):
    print(f"{'ok' if good else 'MISSED':6} {what}: {value} (target {target})")
    return good
