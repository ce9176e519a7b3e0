# SPDX-License-Identifier: MIT
"""All bytes of an upload are stored, but every process that knew it died before the record said so,
and its client never asks again: the worker finishes it."""

import json
import os
import time

import pytest

import files
import tus

DATA = files.real_bytes(300_000)
CUTS = ((0, 100_000), (100_000, 50_000), (140_000, 60_000), (200_000, 100_000))  # offset, length
AGO_S = 60


def create(site):
    upload = tus.Upload.create(site.url + "/uploads/", len(DATA), filename="late.bin")
    site.wait_state(upload.id, "created")
    return upload, site.data_file(upload.id).parent


def set_back(folder, **members):
    """Changes members of the record, and lets its last byte be one that came a while ago."""
    at = time.time() - AGO_S
    record = json.loads((folder / "info.json").read_text())
    record |= {"updated_at": int(at * 1000), **members}
    for name in ("data", "pieces"):
        if (folder / name).exists():
            os.utime(folder / name, (at, at))
    (folder / "info.json.new").write_text(json.dumps(record))
    (folder / "info.json.new").rename(folder / "info.json")


def check_done(site, upload, folder):
    document = site.wait_state(upload.id, "done")
    assert document["received"] == document["size"] == len(DATA)
    assert (folder / "data").read_bytes() == DATA
    assert json.loads((folder / "info.json").read_text())["complete"]


@pytest.mark.settings(reconcile_interval="1s")
def test_a_file_whose_pieces_have_all_landed_becomes_whole(own_site):
    upload, folder = create(own_site)
    (folder / "pieces").mkdir()
    for offset, length in CUTS:
        (folder / "pieces" / f"{offset}-{length}").write_bytes(DATA[offset:offset + length])
    set_back(folder, in_pieces=True)
    check_done(own_site, upload, folder)
    assert not (folder / "pieces").exists()
    assert upload.offset() == len(DATA)


@pytest.mark.settings(reconcile_interval="1s")
def test_a_file_whose_last_byte_is_on_the_disk_becomes_whole(own_site):
    upload, folder = create(own_site)
    assert upload.patch(DATA[:-1]).status == 204
    with open(folder / "data", "ab") as data:
        data.write(DATA[-1:])
    set_back(folder)
    check_done(own_site, upload, folder)
