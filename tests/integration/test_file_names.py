# SPDX-License-Identifier: MIT
"""A file's name, the same by every way to upload: what is kept, and what is checked."""

import base64
import json
import urllib.parse

import pytest
import requests

import conftest
import draft
import forms
import stack
import tus

# Zero width space, right-to-left mark, byte order mark, word joiner, joiner; what Windows drops.
HIDDEN = ["\u200b", "\u200f", "\ufeff", "\u2060", "\u200d", ".", " "]
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.pdf"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467.png"


def named(name):
    return f"attachment; filename*=UTF-8''{urllib.parse.quote(name)}"


def answer_of(response):
    return response.status_code, response.text


def by_pairs(site, **pairs):
    metadata = ",".join(f"{key} {base64.b64encode(value).decode()}" for key, value in pairs.items())
    return answer_of(requests.post(f"{site.url}/uploads/", timeout=20, headers={
        **tus.VERSION, "Upload-Length": "5", "Upload-Metadata": metadata}))


def by_tus(site, name):
    return by_pairs(site, filename=name)


def by_form(site, name):
    part = forms.part('name="f"; filename="@"', b"hello").replace(b"@", name)
    return answer_of(requests.post(f"{site.url}/uploads/", forms.body(part), timeout=20, headers={
            "Content-Type": f"multipart/form-data; boundary={forms.BOUNDARY}",
            "Accept": "application/json"}))


def by_put(site, name):
    return answer_of(requests.put(f"{site.url}/uploads/{urllib.parse.quote(name)}", b"hello",
                                  timeout=20))


def by_post(site, name):
    return answer_of(requests.post(f"{site.url}/uploads/", b"hello", timeout=20, headers={
        "Content-Disposition": named(name)}))


def by_draft(site, name):
    answer = draft.ask(site.url, "POST", "/uploads/", draft.fields(
        complete=True, Content_Disposition=named(name)), b"hello")
    return answer.status, answer.text


EVERY_WAY = pytest.mark.parametrize("send", [by_tus, by_form, by_put, by_post, by_draft])


@pytest.fixture(name="closed", scope="module")
def make_closed():
    yield from conftest.running(stack.Stack(stages="", deny_extensions="exe"))


@pytest.fixture(name="plain", scope="module")
def make_plain():
    yield from conftest.running(stack.Stack(stages=""))


def records(site):
    return [json.loads(path.read_text()) for path in site.spool.glob("??/*/info.json")]


def kept(site, send, *given, **pairs):
    """The name in the record of an upload that is sent so."""
    before = {record["id"] for record in records(site)}
    status, text = send(site, *given, **pairs)
    assert status in (200, 201), text
    new, = [record for record in records(site) if record["id"] not in before]
    return new["name"]


def assert_refused(site, answer):
    status, text = answer
    assert (status, json.loads(text)["code"]) == (415, "type_refused")
    assert records(site) == []


@EVERY_WAY
@pytest.mark.parametrize("hidden", HIDDEN, ids=ascii)
def test_an_ending_that_is_hidden_is_refused(closed, send, hidden):
    assert_refused(closed, send(closed, f"a.exe{hidden}".encode()))


def test_neither_spelling_of_the_name_hides_an_ending(closed):
    assert_refused(closed, by_pairs(closed, filename=b"a.txt", name=b"b.exe"))
    assert_refused(closed, by_pairs(closed, name=b"a.txt", filename=b"b.exe"))


def test_two_spellings_are_one_name(plain):
    assert kept(plain, by_pairs, filename=b"a.txt", name=b"b.txt") == "a.txt"
    assert kept(plain, by_pairs, name=b"b.txt", filename=b"a.txt") == "a.txt"


@EVERY_WAY
def test_a_long_name_keeps_its_ending(plain, send):
    name = kept(plain, send, b"n" * 1500 + b".jpeg")
    assert len(name) == 1024 and name.endswith("n.jpeg")


@EVERY_WAY
def test_bytes_that_are_no_utf_8_are_replaced(plain, send):
    assert kept(plain, send, b"na\xefve.pdf") == "na\ufffdve.pdf"


@EVERY_WAY
@pytest.mark.parametrize("name", [PERSIAN, FAMILY], ids=["Persian", "a family"])
def test_joiners_within_words_and_pictures_stay(plain, send, name):
    assert kept(plain, send, name.encode()) == name


@pytest.mark.parametrize("name", [PERSIAN, FAMILY], ids=["Persian", "a family"])
def test_joiners_stay_in_a_download(plain, name):
    made = requests.put(f"{plain.url}/uploads/{urllib.parse.quote(name)}", b"hello", timeout=20)
    answer = requests.get(made.headers["Location"], timeout=20)
    assert urllib.parse.quote(name) in answer.headers["Content-Disposition"]
