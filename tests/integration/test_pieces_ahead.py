# SPDX-License-Identifier: MIT
"""Bytes that are stored ahead of an upload's offset: whoever closes the gap appends them, watchers
know of them, also after Redis was emptied, and they go with the upload."""

import json
import os
import subprocess

import pytest

import files
import stack
import tus
import waiting

DATA = files.real_bytes(300_000)
CUTS = ((100_000, 50_000), (150_000, 10_000), (250_000, 50_000))  # offset, length
AHEAD = sum(length for _, length in CUTS)
YEARS_AGO = 1_500_000_000


def create_in_pieces(site, cuts=CUTS):
    """An upload that an uploader has sent these pieces of, but no first one."""
    upload = tus.Upload.create(site.url + "/uploads/", len(DATA), filename="pieces.bin")
    folder = site.data_file(upload.id).parent
    record = json.loads((folder / "info.json").read_text())
    record["in_pieces"] = True
    (folder / "info.json").write_text(json.dumps(record))
    (folder / "pieces").mkdir()
    for offset, length in cuts:
        (folder / "pieces" / f"{offset}-{length}").write_bytes(DATA[offset:offset + length])
    return upload


def received(site, upload):
    answer = site.progress(upload.id)
    return answer.json()["received"] if answer.status_code == 200 else None


def test_a_patch_that_closes_the_gap_brings_the_pieces_along(site):
    upload = create_in_pieces(site)
    assert upload.offset() == 0
    assert upload.patch(DATA[:100_000]).headers["Upload-Offset"] == "160000"
    assert upload.offset() == 160_000
    # This one reaches into the last piece.
    assert upload.patch(DATA[160_000:260_000], 160_000).headers["Upload-Offset"] == "300000"
    document = site.wait_state(upload.id, "done")
    assert document["received"] == document["size"] == len(DATA)
    assert site.data_file(upload.id).read_bytes() == DATA
    assert not (site.data_file(upload.id).parent / "pieces").exists()


def test_pieces_that_contradict_a_patch_refuse_it(site):
    upload = create_in_pieces(site, CUTS[:1])
    other = bytes(byte ^ 255 for byte in DATA[:120_000])
    answer = upload.patch(other)
    assert answer.status == 409
    assert json.loads(answer.text)["code"] == "bytes_differ"


def test_watchers_know_of_pieces_ahead_after_redis_was_emptied(own_site):
    upload = create_in_pieces(own_site)
    own_site.wait_state(upload.id, "created", "uploading")  # told, so not told after the flush
    own_site.redis().flushall()
    waiting.until(lambda: received(own_site, upload) == AHEAD, "all that is stored is received")
    upload.patch(DATA[:50_000])
    waiting.until(lambda: received(own_site, upload) == AHEAD + 50_000, "the first bytes count too")
    own_site.redis().flushall()
    waiting.until(lambda: received(own_site, upload) == AHEAD + 50_000, "nothing is forgotten")
    assert upload.offset() == 50_000


def test_a_removed_upload_takes_its_pieces_along(site):
    upload = create_in_pieces(site)
    upload.delete()
    assert not site.data_file(upload.id).parent.exists()


@pytest.mark.settings(expire_after="1h")
def test_an_abandoned_upload_expires_with_its_pieces(own_site):
    fresh, old = create_in_pieces(own_site), create_in_pieces(own_site)
    for upload in (fresh, old):
        os.utime(own_site.data_file(upload.id), (YEARS_AGO, YEARS_AGO))
    os.utime(own_site.data_file(old.id).parent / "pieces", (YEARS_AGO, YEARS_AGO))
    subprocess.run([stack.BUILD / "cli/loadline", "--config", own_site.data / "loadline.conf", "prune"],
                   capture_output=True, timeout=60, check=True, env=stack.clean_environment())
    assert not own_site.data_file(old.id).parent.exists()
    assert own_site.data_file(fresh.id).exists()  # its pieces came a moment ago
