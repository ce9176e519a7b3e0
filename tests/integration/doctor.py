# SPDX-License-Identifier: MIT
"""Running loadline doctor, and reading what it found."""

import dataclasses
import re
import subprocess

import fronts
import stack

PROGRAM = stack.BUILD / "cli/loadline"
DEPLOY = fronts.DEPLOY


@dataclasses.dataclass
class Report:
    """Lines by the name of their check; a check may be made of several things."""

    status: int
    text: str
    complaint: str

    def lines(self, word):
        """[(check, what)] of those that begin with the word: ok, skip, warn or FAIL."""
        found = [finding.split(None, 2) for finding in self.findings()]
        return [(line[1], line[2]) for line in found if len(line) == 3 and line[0] == word]

    def findings(self):
        """Each with the lines that are to be copied below it."""
        return re.split(r"\n(?! {4})", self.text)

    def remedy(self, check):
        """What is to be done about a check that failed or warned: [(where, [line to copy])]."""
        found = [what for word in ("FAIL", "warn") for name, what in self.lines(word)
                 if name == check and "; remedy: " in what]
        assert found, f"{check}: {self.text}"
        return steps(found[0])

    def assert_good(self):
        assert self.status == 0, self.text
        assert not self.lines("FAIL") and not self.lines("warn"), self.text
        assert self.text.endswith("Nothing is wrong.\n")

    def assert_fails(self, check, *words):
        """That check failed, and its line has the words: the remedy's among them."""
        assert self.status == 1, self.text
        lines = [what for name, what in self.lines("FAIL") if name == check]
        assert lines, self.text
        assert "; remedy: " in lines[0]
        for word in words:
            assert any(word in line for line in lines), f"{word}: {self.text}"


def steps(what):
    """[(where, [line to copy])] of one finding."""
    first, *rest = what.partition("; remedy: ")[2].split("\n")
    found = [(first, [])]
    for line in rest:
        if line.startswith(" " * 6):
            found[-1][1].append(line[6:])
        else:
            found.append((line.strip(), []))
    return found


def run(settings, *words, runner=(), environment=None, program=PROGRAM):
    """runner: what it is started by."""
    done = subprocess.run([*runner, program, *(["--config", settings] if settings else []),
                           "doctor", *words], text=True, capture_output=True, check=False,
                          timeout=120, env=environment or stack.clean_environment())
    return Report(done.returncode, done.stdout, done.stderr)


def examine(site, *words, url=None):
    """The site as a whole, through its front end."""
    return run(site.data / "loadline.conf", *words, url or site.url, environment=site.environment)
