# SPDX-License-Identifier: MIT
"""A few clients must not take the site from all others."""

import contextlib
import http.client
import uuid

import forms
import waiting

# --- threads and places ---


# --- downloads ---


# --- forms ---


# --- creations ---


# --- names of clients ---

def at_address(site, address, method, target, body=None):
    """Status and text of the answer to a client of that address."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30,
                                            source_address=(address, 0))
    with contextlib.closing(connection):
        connection.request(method, target, body, {
            "Content-Type": f"multipart/form-data; boundary={forms.BOUNDARY}"} if body else {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_a_stalled_form_does_not_take_the_name_of_another_client(site):
    name, body = uuid.uuid4().hex, forms.body(forms.part('name="f"; filename="x"', b"mine"))
    target = f"/progress?X-Progress-ID={name}"
    with forms.Sender(site.port, f"/uploads/?X-Progress-ID={name}", 1_000_000) as stalled:
        stalled.send(body[:80])
        waiting.until(lambda: "uploading" in at_address(site, "127.0.0.1", "GET", target)[1],
                      "the stalled form is told of")
        assert "starting" in at_address(site, "127.0.0.2", "GET", target)[1]
        status, _ = at_address(site, "127.0.0.2", "POST", f"/uploads/?X-Progress-ID={name}", body)
        assert status == 201
        waiting.until(lambda: "done" in at_address(site, "127.0.0.2", "GET", target)[1],
                      "the other client's own form is told of")
        assert "uploading" in at_address(site, "127.0.0.1", "GET", target)[1]
        keys = [key for key in site.redis().scan_iter() if key.endswith(f":{name}")]
        assert len(keys) == 2 and not any("127.0.0" in key for key in keys)
