# SPDX-License-Identifier: MIT
"""upload.fcgi dies in the middle of a PATCH: what was stored is kept and resumed from."""

import http.client

import files
import tus

SIZE = 16 << 20


def test_resumes_at_the_length_of_the_spool_file(own_site, rng, rounds):
    for _ in range(rounds(3, 100)):
        kill_and_resume(own_site, rng.randrange(SIZE // 8, SIZE))


def kill_and_resume(site, moment):
    data = files.real_bytes(SIZE)
    upload = tus.Upload.create(f"{site.url}/uploads/", SIZE, filename="a.bin")
    with upload.begin(SIZE) as sender:
        sender.send(data[:moment])
        site.wait_stored(upload.id, moment // 2)
        site.kill("upload")
        assert_no_success(sender)
    site.start_component("upload")
    offset = upload.offset()
    assert 0 < offset <= moment
    assert offset == site.stored(upload.id)
    answer = upload.patch(data[offset:], offset)
    assert answer.status == 204, answer.text
    document = site.wait_state(upload.id, "done", "failed")
    assert document["state"] == "done"
    assert files.digest_of(document) == files.sha256(data)


def assert_no_success(sender):
    """Whatever the front end makes of it, it is not a 2xx."""
    try:
        assert sender.answer().status >= 400
    except (OSError, http.client.HTTPException):
        pass
