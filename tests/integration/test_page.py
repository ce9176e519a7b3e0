# SPDX-License-Identifier: MIT
"""The page of an upload's progress, for browsers without a script."""

import re
import urllib.parse

import requests

import files
import tus

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def page(site, upload_id):
    return requests.get(f"{site.url}/progress/{upload_id}", headers=BROWSER, timeout=10)


def test_from_first_byte_to_last(site):
    data = files.real_bytes(200_000)
    name = '<script>alert("1")</script>.txt'
    upload = tus.Upload.create(f"{site.url}/uploads/", len(data), filename=name)
    with upload.begin(len(data)) as sender:
        sender.send(data[:100_000])
        site.wait_stored(upload.id, 100_000)
        site.wait_state(upload.id, "uploading")
        answer = page(site, upload.id)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert int(answer.headers["Refresh"]) >= 1
        assert "<script" not in answer.text and "style=" not in answer.text
        assert "&lt;script&gt;" in answer.text
        assert re.search(r'<progress max="100" value="\d+"', answer.text)
        assert "of 200.0 kB" in answer.text and "File type" in answer.text
        sender.send(data[100_000:])
        assert sender.answer().status == 204
    site.wait_state(upload.id, "done")
    last = page(site, upload.id)
    assert "Refresh" not in last.headers and "Done" in last.text
    assert 'value="100"' in last.text


def test_failed_says_why_and_stops(site):
    upload = tus.Upload.create(f"{site.url}/uploads/", 10)
    assert "Waiting for the first byte" in page(site, upload.id).text
    assert upload.delete().status == 204
    site.wait_state(upload.id, "cancelled")
    answer = page(site, upload.id)
    assert "Cancelled" in answer.text and "Refresh" not in answer.headers


def test_unknown(site):
    answer = page(site, "0" * 32)
    assert answer.status_code == 404 and "no such upload" in answer.text


def test_programs_get_the_document(site):
    upload = tus.Upload.create(f"{site.url}/uploads/", 10)
    site.wait_state(upload.id, "created")
    for accept in ("*/*", "application/json", "text/html;q=0.5, application/json"):
        answer = requests.get(f"{site.url}/progress/{upload.id}", headers={"Accept": accept},
                              timeout=10)
        assert answer.json()["id"] == upload.id and answer.headers["Vary"] == "Accept"


def test_style_sheet_is_of_this_site(site):
    upload = tus.Upload.create(f"{site.url}/uploads/", 10)
    site.wait_state(upload.id, "created")
    answer = page(site, upload.id)
    [sheet] = re.findall(r'<link rel="stylesheet" href="([^"]+)"', answer.text)
    style = requests.get(urllib.parse.urljoin(answer.url, sheet), timeout=10)
    assert style.status_code == 200 and style.headers["Content-Type"].startswith("text/css")
    assert "'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
