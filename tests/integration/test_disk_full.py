# SPDX-License-Identifier: MIT
"""A full disk: refused before the first byte where that can be known, else what is stored stays and
the same upload finishes once there is room. The spool is a small file system in memory."""

import errno
import hashlib
import json
import os
import subprocess
import urllib.parse

import pytest

import conftest
import doctor
import files
import stack
import tus
import waiting

DISK = 8 << 20
KEPT = 1 << 20
FILES = 1200  # of a file system that has only so many


def mounted(made, *options):
    """The site with a file system of its own as spool; skips where mounting is not permitted."""
    made.spool.mkdir(parents=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o",
                           ",".join([f"size={DISK},mode=0700", *options]), "tmpfs", made.spool],
                          text=True, check=False, capture_output=True)
    if done.returncode != 0:
        made.spool.rmdir()
        made.data.rmdir()
        pytest.skip(f"mounting a tmpfs is not permitted here: {done.stderr.strip()}")
    try:
        yield from conftest.running(made)
    finally:
        subprocess.run(["umount", "--lazy", made.spool], check=False)


class Site(stack.Stack):
    """A site whose spool can be unmounted before its folder is removed."""

    def stop(self):
        self.quickstart("stop")
        subprocess.run(["umount", self.spool], check=True)
        super().stop()


@pytest.fixture
def small_site(request):
    if os.geteuid() != 0:
        pytest.skip("only root may mount a file system")
    yield from mounted(Site(min_free=getattr(request, "param", KEPT), stages=""))


@pytest.fixture
def site_of_few_files():
    if os.geteuid() != 0:
        pytest.skip("only root may mount a file system")
    yield from mounted(Site(min_free=KEPT, stages=""), f"nr_inodes={FILES}")


def free(site):
    disk = os.statvfs(site.spool)
    return disk.f_bavail * disk.f_frsize


def fill(site, left):
    """A file that leaves so many bytes free."""
    path = site.spool / "ballast"
    with open(path, "wb") as ballast:
        os.posix_fallocate(ballast.fileno(), 0, free(site) - left)
    return path


def code(answer):
    return answer.status, json.loads(answer.text)["code"]


def create(site, size):
    with tus.Connection(site.url) as connection:
        return connection.ask("POST", "/uploads/", {**tus.VERSION, "Upload-Length": str(size)})


def test_what_does_not_fit_is_refused_before_the_first_byte(small_site):
    before = free(small_site)
    assert code(create(small_site, DISK)) == (507, "insufficient_storage")
    assert code(create(small_site, before - KEPT + 1)) == (507, "insufficient_storage")
    assert free(small_site) == before
    assert create(small_site, before - KEPT - (1 << 18)).status == 201


def test_a_patch_that_does_not_fit_any_more_is_refused_whole(small_site):
    data = files.real_bytes(4 << 20)
    upload = tus.Upload.create(f"{small_site.url}/uploads/", len(data), filename="a.bin")
    ballast = fill(small_site, KEPT + (2 << 20))
    assert code(upload.patch(data)) == (507, "insufficient_storage")
    assert upload.offset() == 0
    ballast.unlink()
    assert upload.patch(data).status == 204


def test_min_free_reached_midway_keeps_what_is_stored(small_site):
    resume_after(small_site, KEPT // 2)


@pytest.mark.parametrize("small_site", [0], indirect=True)
def test_no_space_at_all_midway_keeps_what_is_stored(small_site):
    resume_after(small_site, 0)


def resume_after(site, left):
    """The disk fills up in the middle of a PATCH; then there is room again."""
    data = files.real_bytes(5 << 20)
    begun = 1 << 20
    upload = tus.Upload.create(f"{site.url}/uploads/", len(data), filename="a.bin")
    with upload.begin(len(data)) as sender:
        sender.send(data[:begun])
        site.wait_stored(upload.id, begun)
        ballast = fill(site, left)
        try:
            sender.send(data[begun:])
        except OSError as err:
            assert err.errno in (errno.EPIPE, errno.ECONNRESET)
        assert code(sender.answer()) == (507, "insufficient_storage")
    offset = upload.offset()
    assert begun <= offset < len(data)
    assert offset == site.stored(upload.id)
    assert site.data_file(upload.id).read_bytes() == data[:offset]
    ballast.unlink()
    assert upload.patch(data[offset:], offset).status == 204
    stored = site.data_file(upload.id).read_bytes()
    assert hashlib.sha256(stored).digest() == hashlib.sha256(data).digest()
    site.wait_state(upload.id, "done")


def test_a_creation_with_bytes_says_how_far_it_came(small_site):
    data = files.real_bytes(5 << 20)
    begun = 1 << 20
    with tus.Connection(small_site.url) as sender:
        sender.head("POST", "/uploads/", {
            **tus.VERSION, "Upload-Length": str(len(data)), "Content-Length": str(len(data)),
            "Content-Type": "application/offset+octet-stream"})
        sender.send(data[:begun])
        upload_id = waiting.until(lambda: whose(small_site), "the upload is there")
        small_site.wait_stored(upload_id, begun)
        fill(small_site, KEPT // 2)
        try:
            sender.send(data[begun:])
        except OSError as err:
            assert err.errno in (errno.EPIPE, errno.ECONNRESET)
        answer = sender.answer()
    assert answer.status == 201, answer.text
    assert int(answer.headers["Upload-Offset"]) == small_site.stored(upload_id) >= begun


def test_files_stay_free_as_bytes_do(site_of_few_files):
    """Uploads without a byte take no space, but files."""
    site = site_of_few_files
    made = []
    while (answer := create(site, 10)).status == 201 and len(made) < FILES:
        made.append(answer.headers["Location"])
    assert code(answer) == (507, "insufficient_storage")
    assert "event=disk_full reason=inodes" in (site.data / "log/upload.log").read_text()
    doctor.examine(site).assert_fails("space", "no inodes", "df -i")
    kept = FILES // 20
    assert kept <= os.statvfs(site.spool).f_favail < kept + 16
    for url in made[:3]:
        with tus.Connection(url) as connection:
            assert connection.ask("DELETE", urllib.parse.urlsplit(url).path,
                                  tus.VERSION).status == 204
    assert create(site, 10).status == 201


def whose(site):
    """The id of the one upload in the spool, once its folder is whole."""
    return next((info.parent.name for info in site.spool.glob("??/*/info.json")), None)
