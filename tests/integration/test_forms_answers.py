# SPDX-License-Identifier: MIT
"""What a form is answered with, and the record of the request itself."""

import html.parser
import uuid

import pytest
import requests

import conftest
import fcgi
import files
import forms
import stack
import waiting

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
LISTED = "https://app.example.org"
FILE = forms.part('name="f"; filename="<b>&amp;.txt"', b"hello")


@pytest.fixture(name="listing_site", scope="module")
def make_listing_site():
    yield from conftest.running(stack.Stack(cors_origins=f"{LISTED}, *", alias_ttl="2s"))


class Links(html.parser.HTMLParser):
    """The links of a page with their texts, and whatever could run a script."""

    def __init__(self, text):
        super().__init__()
        self.links, self.text, self.href, self.active = [], "", None, []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if tag == "a":
            self.href = names["href"]
        if tag in ("script", "style") or any(name.startswith("on") or name == "style"
                                             for name in names):
            self.active.append(tag)

    def handle_data(self, data):
        self.text += data
        if self.href:
            self.links.append((self.href, data))
            self.href = None


def redirect(target):
    return forms.part('name="redirect"', target.encode())


def test_programs_get_json(site):
    for accept in ("application/json", "*/*", "", "application/json, text/html"):
        answer = forms.post(site, FILE, redirect("/there"), accept=accept)
        assert answer.status_code == 201
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.json()["fields"] == {"redirect": ["/there"]}


def test_browsers_get_a_page_with_links(site):
    answer = forms.post(site, FILE, forms.part('name="g"; filename="second"', b"x" * 1500),
                        accept=BROWSER)
    assert answer.status_code == 201
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    page = Links(answer.text)
    assert not page.active
    assert [name for _, name in page.links] == ["<b>&amp;.txt", "second"]
    assert "5 bytes" in page.text and "1.5 kB" in page.text
    for href, _ in page.links:
        document = requests.get(href, timeout=10).json()
        assert site.wait_state(document["id"], "done")


def test_page_without_a_file(site):
    answer = forms.post(site, forms.part('name="a"', b"1"), accept=BROWSER)
    assert answer.status_code == 200 and "No file" in answer.text


def test_redirects_to_where_it_is_safe(listing_site):
    for target in ("/there?a=1#b", f"{LISTED}/thanks", f"{listing_site.url}/x"):
        answer = forms.post(listing_site, redirect(target), FILE, accept=BROWSER)
        assert (answer.status_code, answer.headers["Location"]) == (303, target)


def test_redirects_nowhere_else(listing_site):
    for target in ("//evil.example", "/\\evil.example", "https://evil.example/", "there", "",
                   f"{LISTED}@evil.example", "/\t/evil.example", "javascript:alert(1)"):
        answer = forms.post(listing_site, redirect(target), FILE, accept=BROWSER)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith(f"{listing_site.url}/progress/")


def test_a_browser_with_one_file_is_sent_to_its_page(site):
    answer = forms.post(site, FILE, accept=BROWSER)
    assert answer.status_code == 303
    page = requests.get(answer.headers["Location"], headers={"Accept": BROWSER}, timeout=10)
    assert page.status_code == 200 and "&lt;b&gt;&amp;amp;.txt" in page.text


def key_of(redis, alias):
    """Where Redis has the name; each client has its own. None: it is not there yet."""
    return next(redis.scan_iter(f"loadline:alias:*:{alias}"), None)


def record_of(site, alias):
    """The document that an alias stands for; None until both are known, one after the other."""
    with site.redis() as redis:
        key = key_of(redis, alias)
        upload_id = key and redis.get(key)
    answer = upload_id and site.progress(upload_id)
    return answer.json() if answer and answer.status_code == 200 else None


@pytest.mark.parametrize("carrier", ["header", "query", "X-Progress-ID", "UPLOAD_IDENTIFIER"])
def test_record_of_the_request(site, carrier):
    alias = uuid.uuid4().hex
    data = files.real_bytes(200_000)
    first = forms.part(f'name="{carrier}"', alias.encode()) \
        if carrier not in ("header", "query") else b""
    body = forms.body(first, forms.part('name="f"; filename="x"', data))
    target = f"/uploads/?X-Progress-ID={alias}" if carrier == "query" else "/uploads/"
    headers = {"X_Progress_ID": alias} if carrier == "header" else {}
    with forms.Sender(site.port, target, len(body), **headers) as sender:
        sender.send(body[:100_000])
        document = waiting.until(
            lambda: (found := record_of(site, alias)) and found["received"] == 100_000 and found,
            "the record counts what was sent")
        assert document["kind"] == "form" and document["state"] == "uploading"
        assert document["size"] == len(body) and document["transfer"] == "active"
        sender.send(body[100_000:])
        assert sender.status() == 201
    done = site.wait_state(document["id"], "done")
    assert done["received"] == done["size"] == len(body) and done["stages"] == []
    [file] = done["result"]["files"]
    assert file["field"] == "f"
    assert files.digest_of(site.wait_state(file["id"], "done")) == files.sha256(data)


def test_record_of_unknown_length(site):
    alias = uuid.uuid4().hex
    body = forms.body(FILE)
    answer = fcgi.ask(site.sockets / "upload.sock", "POST", f"/uploads/?X-Progress-ID={alias}",
                      body, HTTP_TRANSFER_ENCODING="chunked",
                      CONTENT_TYPE=f"multipart/form-data; boundary={forms.BOUNDARY}")
    assert answer.status == 201
    document = waiting.until(
        lambda: (found := record_of(site, alias)) and found["state"] == "done" and found, "done")
    assert document["received"] == document["size"] == len(body)


def test_record_of_a_form_cut_short(site):
    alias = uuid.uuid4().hex
    with forms.Sender(site.port, f"/uploads/?X-Progress-ID={alias}", 1000) as sender:
        sender.send(forms.part('name="f"; filename="x"', b"half"))
        waiting.until(lambda: record_of(site, alias), "the alias is known")
    document = waiting.until(
        lambda: (found := record_of(site, alias))["state"] == "failed" and found, "it failed")
    assert document["error"]["code"] == "interrupted" and document["error"]["status"] == 400


def test_taken_alias_refuses_nothing(site):
    alias = uuid.uuid4().hex
    first = forms.post(site, FILE, target=f"?X-Progress-ID={alias}")
    known = waiting.until(lambda: record_of(site, alias), "the alias is known")
    second = forms.post(site, FILE, target=f"?X-Progress-ID={alias.upper()}")
    assert first.status_code == second.status_code == 201
    # Two shards may both know the alias: the first shard's is told.
    assert site.shards.count > 1 or record_of(site, alias)["id"] == known["id"]


def test_alias_lasts_as_long_as_the_upload_and_its_time(listing_site):
    """alias_ttl is 2 s here; it is renewed with the news of bytes, after a third of its time."""
    alias = uuid.uuid4().hex
    redis = listing_site.redis()
    body = forms.body(forms.part('name="f"; filename="x"', b"x" * 8000))
    rest = list(body)

    def left_ms():
        """Of its time, once another byte is sent."""
        sender.send(bytes([rest.pop(0)]))
        return redis.pttl(key)

    with forms.Sender(listing_site.port, f"/uploads/?X-Progress-ID={alias}", len(body)) as sender:
        begun = body.index(b"\r\n\r\n") + 4 # a chunk of a file would have no record of its own
        sender.send(bytes(rest[:begun]))
        del rest[:begun]
        key = waiting.until(lambda: key_of(redis, alias), "the name is known")
        for _ in range(4): # longer than its time
            waiting.until(lambda: redis.pttl(key) < 1400, "time passes")
            waiting.until(lambda: left_ms() > 1400, "it was renewed")
        sender.send(bytes(rest))
        assert sender.status() == 201
    waiting.until(lambda: not redis.exists(key), "the alias is gone")


def test_without_redis_forms_are_answered(own_site):
    own_site.stop_component("redis")
    assert forms.post(own_site, FILE, target="?X-Progress-ID=abcdefgh").status_code == 201
    own_site.start_component("redis")
    waiting.until(lambda: record_of(own_site, "abcdefgh"), "the alias is known after all")
