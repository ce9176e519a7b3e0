# SPDX-License-Identifier: MIT
"""Deliveries to the faulty S3: their settings, and what is checked of each."""

import json
import os

import faulty_s3
import files

PART = 5 << 20
DATA = files.real_bytes(3 * PART + 77)


def prepare(shop):
    """A server, which the caller closes, and a stage that delivers to it."""
    made = faulty_s3.FaultyS3()
    path = shop.data / "s3-credentials"
    write_credentials(path, faulty_s3.SECRET)
    shop.settings["progress_interval"] = "0"
    shop.stages["deliver"] = {
        "deliver_to": "s3://bucket/{id}", "s3_endpoint": made.url, "s3_credentials_file": path,
        "s3_part_size": "5m", "s3_timeout": "30s", "retry_after": "100ms"}
    return made


def write_credentials(path, secret, key_id=faulty_s3.ID, token=None):
    """As a rotating program does it: another file takes the name."""
    fresh = path.with_suffix(".new")
    fresh.write_text(f"# rotated\naws_access_key_id={key_id}\naws_secret_access_key={secret}\n" +
                     (f"aws_session_token = {token}\n" if token else ""))
    os.rename(fresh, path)


def is_same(one, other):
    """Without a word of them."""
    return one == other


def deliver(shop, data=DATA, **fields):
    shop.start()
    return shop.put_queued(data, ["deliver"], **fields)


def check(shop, s3, upload, data=DATA):
    """Delivered once, and nothing is left over."""
    shop.wait_state(upload, "done", seconds=120)
    body, kept = s3.objects[upload]
    assert is_same(body, data) and kept["x-amz-meta-loadline-id"] == upload
    assert not s3.uploads, "no multipart upload is open"
    shop.wait_jobs_gone()
    assert not (shop.folder(upload) / "data").exists()
    assert "kept" not in shop.record(upload)["stages"][0]


def wait_failed(shop, upload, words):
    error = shop.wait_state(upload, "failed")["error"]
    assert error["code"] == "not_delivered" and words in error["message"], error
    assert faulty_s3.SECRET not in shop.log() + json.dumps(shop.document(upload))
    assert (shop.folder(upload) / "data").exists(), "nothing is lost"
    return error
