# SPDX-License-Identifier: MIT
"""What the tool prints for programs."""

import json

import pytest

import test_cli
import tus
import waiting

run = test_cli.run


def lines_of(text):
    """The objects of an array that has each on a line of its own."""
    array = json.loads(text)
    assert len(text.splitlines()) == max(1, len(array))
    return array


@pytest.fixture(name="upload")
def fixture_upload(site):
    upload = tus.Upload.create(f"{site.url}/uploads/", 10, filename='a "b".bin')
    site.wait_state(upload.id, "created")
    yield upload
    upload.delete()


def test_a_document_on_one_line(site, upload):
    shown = run(site, "show", upload.id, "--json")
    assert shown.stdout.count("\n") == 1
    assert json.loads(shown.stdout) == json.loads(run(site, "show", upload.id).stdout)
    story = run(site, "show", "--json", "--story", upload.id)
    assert story.stdout.count("\n") == 1 and json.loads(story.stdout)["story"]


def test_checks_of_a_site(site):
    checked = run(site, "doctor", "--json")
    found = lines_of(checked.stdout)
    assert {"result", "check", "place", "text", "remedy"} == set().union(*found)
    assert {one["result"] for one in found} <= {"ok", "skip", "warn", "FAIL"}
    assert next(one for one in found if one["check"] == "redis")["result"] == "ok"
    assert (checked.returncode == 0) == all(one["result"] != "FAIL" for one in found)


def test_a_remedy_has_no_marks(site, tmp_path):
    bad = tmp_path / "bad.conf"
    bad.write_text("spol = /x\n")
    checked = run(site, "--config", bad, "doctor", "--json")
    [one] = lines_of(checked.stdout)
    assert checked.returncode == 1
    assert one["result"] == "FAIL" and one["check"] == "settings" and "did you mean spool?" in one["text"]
    assert "loadline config --dump" in one["remedy"] and one["place"] is None


@pytest.mark.settings(expire_after="1h", expire_empty_after="1s")
def test_what_expires(own_site):
    own_site.stop_component("worker")
    assert run(own_site, "prune", "--json").stdout == "[]\n"
    upload = tus.Upload.create(f"{own_site.url}/uploads/", 10, filename='a "b".bin')
    told = waiting.until(lambda: lines_of(run(own_site, "prune", "--dry-run", "--json").stdout), "it has expired")
    assert told == [{"id": upload.id, "bytes": 0, "name": 'a "b".bin'}]
    assert lines_of(run(own_site, "prune", "--json").stdout) == told
    assert run(own_site, "prune", "--json").stdout == "[]\n"


def test_settings(site):
    everything = json.loads(run(site, "config", "--json").stdout)
    assert everything["redis_prefix"] == "loadline:"
    assert everything["redis_timeout"] == 2000
    assert everything["spool"] == str(site.spool)
    assert "digest" in everything["stage"] and everything["stage"]["digest"]["kind"] == "digest"
    assert run(site, "config", "redis_timeout", "redis_prefix").stdout == "2s\nloadline:\n"
    some = run(site, "config", "--json", "redis_timeout", "redis_prefix")
    assert json.loads(some.stdout) == {"redis_timeout": 2000, "redis_prefix": "loadline:"}
    assert "***" in run(site, "config", "redis_url").stdout or ":@" not in run(site, "config", "redis_url").stdout


@pytest.mark.parametrize("words", [("config", "--dump", "--json"), ("config", "--mdoc", "spool"),
                                   ("config", "--dump", "spool"), ("config", "spol"), ("show", "--json"),
                                   ("prune", "--json", "x"), ("sessions", "--jsn")])
def test_wrong_words(site, words):
    done = run(site, *words)
    assert done.returncode == 2 and done.stderr and not done.stdout


def test_an_unknown_setting_is_explained(site):
    assert run(site, "config", "spol").stderr == "loadline: there is no setting spol; did you mean spool?\n"


def test_all_lists_are_arrays(site, upload):
    for command in (["list"], ["sessions"], ["spools"], ["verify", upload.id]):
        assert isinstance(json.loads(run(site, *command, "--json").stdout), list), command
