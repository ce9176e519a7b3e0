# SPDX-License-Identifier: MIT
"""Retry, cancel and reports over HTTP, and the buttons of the page without a script."""

import re
import urllib.parse

import pytest
import requests

import conftest
import stack
import tokens
import tus
import waiting

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
SECRET = b"a secret of thirty-two bytes...."
SECTIONS = """
[stage judge]
command = /bin/sh {data}/judge.sh
retries = 0
[stage cut]
kind = external
"""
# Fails, in a way that may pass, until the file "go" is there.
JUDGE = "[ -e {data}/go ] || kill -SEGV $$"


def configured(**settings):
    made = stack.Stack(**settings)
    for running in conftest.running(made):
        (made.data / "judge.sh").write_text(JUDGE.format(data=made.data))
        made.configure(SECTIONS.format(data=made.data), stages="digest, judge, cut")
        yield made


@pytest.fixture
def site():
    yield from configured()


@pytest.fixture
def known(tmp_path):
    """A site that knows who asks."""
    (tmp_path / "key").write_bytes(SECRET)
    yield from configured(auth="token", token_keys=tmp_path / "key")


def bearer(sub, scope="upload watch"):
    return {"Authorization": f"Bearer {tokens.make(SECRET, sub=sub, scope=scope)}"}


def put(site, **headers):
    """An upload with all its bytes; its id and "ID.KEY"."""
    upload = tus.Upload.create(f"{site.url}/uploads/", 3, filename="a.bin")
    assert upload.patch(b"abc").status == 204
    return upload.id, upload.path.rsplit("/", 1)[1]


def post(site, path, accept=None, **more):
    headers = {**(accept or {}), **more.pop("headers", {})}
    return requests.post(f"{site.url}/progress/{path}", headers=headers, timeout=20,
                         allow_redirects=False, **more)


def code(answer):
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.json()["code"]


def test_retry_by_key(site):
    upload, with_key = put(site)
    site.wait_state(upload, "failed")
    assert code(post(site, f"{upload}/retry")) == "forbidden"
    assert post(site, f"{upload}.{'0' * 32}/retry").status_code == 404
    (site.data / "go").touch()
    assert post(site, f"{with_key}/retry").status_code == 204
    waiting.until(lambda: site.progress(upload).json()["stages"][1]["state"] == "done",
                  "the stage that failed is done")
    again = post(site, f"{with_key}/retry")
    assert (again.status_code, code(again)) == (409, "not_failed")


def test_retry_from(site):
    upload, with_key = put(site)
    site.wait_state(upload, "failed")
    assert code(post(site, f"{with_key}/retry?from=nothing")) == "bad_request"
    assert post(site, f"{with_key}/retry?from=digest").status_code == 204


def test_cancel_by_key(site):
    (site.data / "go").touch()
    upload, with_key = put(site)
    waiting.until(lambda: site.progress(upload).json()["stages"][2]["state"] == "running",
                  "the last stage waits for reports")
    assert code(post(site, f"{upload}/cancel")) == "forbidden"
    assert post(site, f"{with_key}/cancel").status_code == 204
    site.wait_state(upload, "cancelled")
    assert not site.data_file(upload).exists()
    again = post(site, f"{with_key}/cancel")
    assert again.status_code in (404, 409)


def test_nobody_may_report_where_nobody_is_known(site):
    upload, with_key = put(site)
    for which in (upload, with_key):
        answer = post(site, f"{which}/stages/cut", json={"done": True})
        assert code(answer) == "forbidden"


def test_unknown_paths(site):
    upload, with_key = put(site)
    for path in (f"{with_key}/explode", "nothing/retry", f"{'0' * 32}/cancel/x"):
        assert post(site, path).status_code in (403, 404)
    assert post(site, with_key).status_code == 405


def test_buttons(site):
    """As a person with a browser that has no script."""
    upload, with_key = put(site)
    site.wait_state(upload, "failed")
    url = f"{site.url}/progress/"
    assert "<button" not in requests.get(url + upload, headers=BROWSER, timeout=10).text
    page = requests.get(url + with_key, headers=BROWSER, timeout=10)
    action, text = re.search(r'action="([^"]+)"><button>([^<]+)', page.text).groups()
    assert text == "Try again" and "form-action 'self'" in page.headers["Content-Security-Policy"]
    (site.data / "go").touch()
    answer = requests.post(urllib.parse.urljoin(page.url, action), headers=BROWSER, timeout=10,
                           allow_redirects=False)
    assert answer.status_code == 303
    back = urllib.parse.urljoin(answer.url, answer.headers["Location"])
    assert back == page.url
    page = requests.get(back, headers=BROWSER, timeout=10)
    assert "<button>Cancel</button>" in page.text
    action = re.search(r'action="([^"]+)"', page.text).group(1)
    answer = requests.post(urllib.parse.urljoin(page.url, action), headers=BROWSER, timeout=10)
    assert answer.url == page.url and "Cancelled" in answer.text and "<button" not in answer.text


def test_a_refused_button_is_a_page(site):
    upload, _ = put(site)
    answer = post(site, f"{upload}/cancel", BROWSER)
    assert answer.status_code == 403 and answer.headers["Content-Type"].startswith("text/html")
    assert "403 forbidden" in answer.text


def create_as(site, headers):
    answer = requests.post(f"{site.url}/uploads/", timeout=10, data=b"abc", headers={
        **headers, "Tus-Resumable": "1.0.0", "Upload-Length": "3",
        "Content-Type": "application/offset+octet-stream"})
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"].rsplit("/", 1)[1].split(".")[0]


def waits_for_reports(site, upload, headers):
    def look():
        document = requests.get(f"{site.url}/progress/{upload}", headers=headers,
                                timeout=10).json()
        return document if document["stages"][2]["state"] == "running" else None
    return waiting.until(look, "it waits for reports")


def test_an_administrator_needs_no_key(known):
    """Who may do everything knows uploads by their ids alone; to others they are foreign."""
    owner, admin = bearer("anna"), bearer("root", "admin")
    upload = create_as(known, owner)
    waiting.until(lambda: requests.get(f"{known.url}/progress/{upload}", headers=admin,
                                       timeout=10).json()["state"] == "failed", "it has failed")
    for what in ("retry", "cancel"):
        assert post(known, f"{upload}/{what}").status_code == 401
        assert code(post(known, f"{upload}/{what}", bearer("bert"))) == "not_found"
        assert code(post(known, f"{upload}/{what}", bearer("anna", "watch"))) == "scope_missing"
    (known.data / "go").touch()
    assert post(known, f"{upload}/retry", admin).status_code == 204
    waits_for_reports(known, upload, admin)
    assert post(known, f"{upload}/cancel", admin).status_code == 204
    gone = requests.get(f"{known.url}/progress/{upload}", headers=owner, timeout=10)
    assert gone.json()["state"] == "cancelled"


def test_reports_by_an_administrator(known):
    (known.data / "go").touch()
    owner, admin = bearer("anna"), bearer("root", "admin")
    upload = create_as(known, owner)
    path = f"{upload}/stages/cut"
    waits_for_reports(known, upload, owner)
    assert post(known, path, json={"progress": 5}).status_code == 401
    assert code(post(known, path, owner, json={"progress": 5})) == "scope_missing"
    assert post(known, path, admin, json={"progress": 42,
                                          "message": "twelve of thirty"}).status_code == 204
    document = waits_for_reports(known, upload, owner)
    assert document["stages"][2]["progress"] == 42
    assert document["message"] == "Cut: twelve of thirty"
    wrong = post(known, f"{upload}/stages/digest", admin, json={"done": True})
    assert code(wrong) == "stage_not_waiting"
    assert post(known, path, admin, json={"done": True}).status_code == 204
    waiting.until(lambda: requests.get(f"{known.url}/progress/{upload}", headers=owner,
                                       timeout=10).json()["state"] == "done", "it is done")


def test_reports_that_are_none(known):
    (known.data / "go").touch()
    owner, admin = bearer("anna"), bearer("root", "admin")
    upload = create_as(known, owner)
    path = f"{upload}/stages/cut"
    waits_for_reports(known, upload, owner)
    for bad in ({"progress": 101}, {"done": True, "fail": "x"}, [], {"fail": "Not A Code"}):
        assert code(post(known, path, admin, json=bad)) == "bad_request"
    assert code(post(known, path, admin, data="{}")) == "unsupported_media_type"
    kind = {**admin, "Content-Type": "application/json"}
    assert code(post(known, path, kind, data="x" * 20000)) == "too_large"
    assert code(post(known, path, kind, data="{")) == "bad_request"


@pytest.mark.parametrize("who", ["owner", "admin"])
def test_who_may_cancel(known, who):
    owner = bearer("anna")
    upload = create_as(known, owner)
    assert post(known, f"{upload}/cancel").status_code == 401
    assert post(known, f"{upload}/cancel", bearer("bert")).status_code == 404
    (known.data / "go").touch()
    headers = owner if who == "owner" else bearer("root", "admin")
    requests.post(f"{known.url}/progress/{upload}/retry", headers=headers, timeout=10)
    assert post(known, f"{upload}/cancel", headers).status_code == 204
