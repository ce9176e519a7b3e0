# SPDX-License-Identifier: MIT
"""The stage deliver: where files go, what is never overwritten, what becomes of the spool's copy."""

import os
import pathlib
import stat
import subprocess
import tempfile

import pytest

import files
import workshop


@pytest.fixture
def target(shop):
    path = shop.data / "target"
    path.mkdir()
    shop.stages["deliver"] = {"deliver_to": path}
    return path


def tree(path):
    return sorted(str(p.relative_to(path)) for p in path.rglob("*") if not p.is_dir())


def test_by_link(shop, target):
    data = files.real_bytes(1 << 20)
    shop.stages["deliver"] |= {"deliver_name": "{owner}/{date}/{id}-{name}", "deliver_mode": "0644"}
    shop.start()
    upload = shop.put_queued(data, ["deliver", "digest"], owner="anna", name="My Report.pdf",
                             created_at=1769817600000)
    document = shop.wait_state(upload, "done")
    path = f"anna/2026-01-31/{upload}-My Report.pdf"
    assert document["result"]["delivered"] == path
    assert document["result"]["sha256"] == files.sha256(data), "stages behind it have the file"
    assert tree(target) == [path]
    assert (target / path).read_bytes() == data
    assert stat.S_IMODE((target / path).stat().st_mode) == 0o644
    shop.wait_jobs_gone()
    assert not (shop.folder(upload) / "data").exists(), "the spool's copy is gone"
    assert shop.record(upload)["location"] == "delivered"


def test_by_copy(shop, target):
    """Another file system."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as elsewhere:
        if os.stat(elsewhere).st_dev == os.stat(target).st_dev:
            pytest.skip("there is no second file system here")
        shop.stages["deliver"] |= {"deliver_to": elsewhere, "deliver_name": "{name}"}
        shop.start()
        data = files.real_bytes(3 << 20)
        shop.wait_state(shop.put_queued(data, ["deliver"], name="a.bin"), "done")
        assert tree(pathlib.Path(elsewhere)) == ["a.bin"]
        assert (pathlib.Path(elsewhere) / "a.bin").read_bytes() == data


@pytest.mark.parametrize("mode", ["0755", "0700", "2770"])
def test_folders_have_the_mode_that_is_set(shop, target, mode):
    os.chmod(target, 0o711)
    shop.stages["deliver"] |= {"deliver_name": "{owner}/{date}/{id}", "deliver_folder_mode": mode}
    shop.start()
    upload = shop.put_queued(b"abc", ["deliver"], owner="anna", created_at=1769817600000)
    shop.wait_state(upload, "done")
    for folder in ("anna", "anna/2026-01-31"):
        assert stat.S_IMODE((target / folder).stat().st_mode) == int(mode, 8)
    assert stat.S_IMODE(target.stat().st_mode) == 0o711, "what was there stays as it is"


def test_never_overwrites(shop, target):
    (target / "taken").write_bytes(b"mine")
    shop.stages["deliver"] |= {"deliver_name": "taken"}
    shop.start()
    upload = shop.put_queued(b"abcd", ["deliver"])
    document = shop.wait_state(upload, "failed")
    assert document["error"]["code"] == "not_delivered"
    assert "another file has that name" in document["error"]["message"]
    assert (target / "taken").read_bytes() == b"mine"
    assert (shop.folder(upload) / "data").read_bytes() == b"abcd", "nothing is lost"


def test_what_an_earlier_attempt_delivered(shop, target):
    (target / "same").write_bytes(b"abcd")
    shop.stages["deliver"] |= {"deliver_name": "same"}
    shop.start()
    shop.wait_state(shop.put_queued(b"abcd", ["deliver"]), "done")
    assert tree(target) == ["same"]


@pytest.mark.parametrize("name", ["../../escape", "/etc/passwd", "..", ".hidden", "a/b\\c",
                                  "\u202egpj.exe", "n" * 400 + ".png", "", "new\nline", "CON"])
def test_names_lead_nowhere(shop, target, name):
    shop.stages["deliver"] |= {"deliver_name": "{owner}/{name}"}
    shop.start()
    before = set(os.listdir(shop.data))
    shop.wait_state(shop.put_queued(b"abc", ["deliver"], owner="../../up", name=name), "done")
    (folder,), found = os.listdir(target), tree(target)
    assert len(found) == 1 and folder == "%2E.%2F..%2Fup"
    assert not found[0].split("/")[1].startswith(".") and len(found[0].split("/")[1].encode()) < 256
    assert set(os.listdir(shop.data)) == before


def test_links_in_the_target_are_not_followed(shop, target):
    outside = shop.data / "outside"
    outside.mkdir()
    (target / "anna").symlink_to(outside)
    shop.stages["deliver"] |= {"deliver_name": "{owner}/{name}"}
    shop.start()
    document = shop.wait_state(shop.put_queued(b"abc", ["deliver"], owner="anna"), "failed")
    assert document["error"]["code"] == "not_delivered" and not os.listdir(outside)


def test_no_target(shop):
    shop.stages["deliver"] = {"deliver_to": shop.data / "nowhere"}
    shop.start()
    upload = shop.put_queued(b"abc", ["deliver"])
    error = shop.wait_state(upload, "failed")["error"]
    assert "No such file" in error["message"] and error["retryable"]
    assert "nowhere" not in error["message"] and "nowhere" in shop.log(), "watchers see no path"
    (shop.data / "nowhere").mkdir()
    retry = subprocess.run([workshop.stack.BUILD / "cli/loadline", "--config",
                            shop.data / "loadline.conf", "retry", upload], check=False,
                           env=workshop.stack.clean_environment())
    assert retry.returncode == 0
    shop.wait_state(upload, "done")
