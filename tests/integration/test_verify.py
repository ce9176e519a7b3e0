# SPDX-License-Identifier: MIT
"""loadline verify: each difference between the spool's records and files is told, and nothing else."""

import json
import os
import re
import shutil
import time

import pytest

import files
import stack
import test_cli
import tus
import waiting

run = test_cli.run


def put(site, data):
    upload = tus.Upload.create(f"{site.url}/uploads/", len(data), filename="a.bin")
    assert upload.patch(data).status == 204
    site.wait_state(upload.id, "done")
    return upload.id


def folder(spool, upload_id):
    return spool / upload_id[:2] / upload_id


@pytest.fixture(scope="module", name="sound")
def fixture_sound(tmp_path_factory):
    """A spool with finished uploads and a half one, as a backup of it: the site is gone."""
    site = stack.Stack()
    place = tmp_path_factory.mktemp("verify")
    try:
        site.start()
        ids = [put(site, files.real_bytes(5000 + n)) for n in range(6)]
        half = tus.Upload.create(f"{site.url}/uploads/", 1000)
        assert half.patch(b"x" * 400).status == 204
        shutil.copytree(site.spool, place / "spool", copy_function=shutil.copy2)
        shutil.copystat(site.spool, place / "spool")
        (place / "loadline.conf").write_text("redis_prefix = x:\n")
        yield place, sorted(ids), half.id
    finally:
        site.stop()


class Spool:
    """A spool without a site. As a site for test_cli.run(), it has settings."""

    def __init__(self, data, ids, half):
        self.data, self.ids, self.half = data, ids, half
        self.path = data / "spool"

    def verify(self, *words, status):
        done = run(self, "verify", "--spool", self.path, *words)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    def differences(self, *words):
        """{(path, kind)}; both forms say the same."""
        text = self.verify(*words, status=1)
        array = json.loads(self.verify("--json", *words, status=1))
        lines = [f"{one['path']}: {one['difference']}: {one['text']}" for one in array]
        assert sorted(text.splitlines()[:-1]) == sorted(line.replace("\x1b", "?") for line in lines)
        assert all(one["id"] is None or one["id"] in one["path"] for one in array)
        return {(one["path"], one["difference"]) for one in array}

    def unprivileged(self):
        """A program that runs the tool without root's right to read everything."""
        program = self.data / "loadline"
        rights = "-dac_override,-dac_read_search"
        program.write_text(f'#!/bin/sh\nexec setpriv --bounding-set={rights} {test_cli.PROGRAM} "$@"\n')
        program.chmod(0o700)
        return program

    def file(self, upload_id, name):
        return folder(self.path, upload_id) / name


@pytest.fixture(name="spool")
def fixture_spool(sound, tmp_path):
    place, ids, half = sound
    shutil.copytree(place, tmp_path / "copy", copy_function=shutil.copy2)
    (tmp_path / "copy").chmod(0o700)
    return Spool(tmp_path / "copy", ids, half)


def below(upload_id, name):
    return f"{upload_id[:2]}/{upload_id}/{name}"


def test_a_sound_spool(spool):
    last = spool.verify(status=0)
    assert re.fullmatch(r"7 uploads, 29\.3 KiB read, 0 differences\.\n", last), last
    assert spool.verify("--json", status=0) == "[]\n"
    assert "0 B read" in spool.verify("--quick", status=0)


def test_each_difference_is_told(spool):
    cut, flipped, unnamed, crowded, opened, garbled = spool.ids
    os.truncate(spool.file(cut, "data"), 4000)
    data = bytearray(spool.file(flipped, "data").read_bytes())
    data[1234] ^= 1
    spool.file(flipped, "data").write_bytes(data)
    spool.file(unnamed, "info.json").unlink()
    before = time.time() - 60
    os.utime(folder(spool.path, unnamed), (before, before))
    spool.file(crowded, "more\x1b.txt").write_text("x")
    spool.file(opened, "data").chmod(0o644)
    spool.file(garbled, "info.json").write_text("{")
    (spool.path / "notes").write_text("x")
    (spool.path / cut[:2] / "elsewhere").mkdir()
    spool.file(spool.half, "lock").unlink()
    assert spool.differences("--quick") == {
        (below(cut, "data"), "length"), (below(unnamed, "info.json"), "missing"),
        (below(crowded, "more\x1b.txt"), "stray"), (below(opened, "data"), "mode"),
        (below(garbled, "info.json"), "record"), ("notes", "stray"), (f"{cut[:2]}/elsewhere", "stray"),
        (below(spool.half, "lock"), "missing")}
    assert (below(flipped, "data"), "digest") in spool.differences()
    assert "\x1b" not in spool.verify(status=1)


def test_some_uploads_only(spool):
    cut, other = spool.ids[:2]
    os.truncate(spool.file(cut, "data"), 10)
    assert "1 upload, " in spool.verify(other, status=0)
    assert (below(cut, "data"), "length") in spool.differences(cut, other)
    unknown = run(spool, "verify", "--spool", spool.path, "0" * 32)
    assert unknown.returncode == 2 and "there is no upload" in unknown.stderr
    assert run(spool, "verify", "--spool", spool.path, "x").returncode == 2
    assert run(spool, "verify", "--spool", spool.data).returncode == 3


def test_what_is_no_folder(spool):
    """It has the name of an upload, and hides one."""
    linked, filed = spool.ids[:2]
    for upload_id in (linked, filed):
        folder(spool.path, upload_id).rename(spool.data / upload_id)
    folder(spool.path, linked).symlink_to(spool.data / linked)
    folder(spool.path, filed).write_text("x")
    strays = {(f"{one[:2]}/{one}", "stray") for one in (linked, filed)}
    assert spool.differences() == strays
    assert spool.differences(linked, filed) == strays


def test_what_cannot_be_read(spool, monkeypatch):
    """Each folder that is closed to the user is told; the rest is looked at."""
    if os.geteuid() == 0:  # it may read all
        monkeypatch.setattr(test_cli, "PROGRAM", spool.unprivileged())
    closed, blind, other = spool.ids[:3]
    folder(spool.path, closed).chmod(0)
    folder(spool.path, blind).chmod(0o600)
    told = {(f"{one[:2]}/{one}", "mode") for one in (closed, blind)}
    assert told <= spool.differences()
    assert told <= spool.differences(closed, blind)
    (spool.path / other[:2]).chmod(0)
    assert (other[:2], "mode") in spool.differences()
    assert (f"{other[:2]}/{other}", "mode") in spool.differences(other)


def test_more_differences_than_are_listed(spool):
    for n in range(18):
        spool.file(spool.half, f"stray-{n}").write_text("x")
    told = spool.differences(spool.half)
    assert len([one for one in told if one[1] == "stray"]) == 16
    assert (f"{spool.half[:2]}/{spool.half}", "more") in told
    assert "2 more differences\n1 upload, 0 B read, 18 differences.\n" in spool.verify(spool.half, status=1)


def test_more_than_the_whole_file(spool):
    with open(spool.file(spool.half, "data"), "ab") as data:
        data.write(b"x" * 700)
    assert spool.differences() == {(below(spool.half, "data"), "length")}


def test_nothing_is_changed(spool):
    def look():
        return {path: (path.lstat().st_mtime_ns, path.lstat().st_mode) for path in spool.path.rglob("*")}
    before = look()
    spool.verify(status=0)
    assert look() == before


def test_an_upload_that_is_being_sent_is_none(own_site):
    upload = tus.Upload.create(f"{own_site.url}/uploads/", 100_000)
    with upload.begin(100_000) as sender:
        sender.send(b"x" * 1000)
        own_site.wait_stored(upload.id, 1000)
        stray = folder(own_site.spool, upload.id) / "stray"
        assert run(own_site, "verify").returncode == 0
        stray.write_text("x") # a difference, but the upload is in use
        used = run(own_site, "verify")
        assert used.returncode == 0 and "in use and not judged: 1." in used.stdout
        sender.send(b"x" * 99_000)
        assert sender.answer().status == 204
    own_site.wait_state(upload.id, "done")
    waiting.until(lambda: run(own_site, "verify", upload.id).returncode == 1, "it is judged")
    stray.unlink()
