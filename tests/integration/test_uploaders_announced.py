# SPDX-License-Identifier: MIT
"""Clients and readers are told which browser uploaders a site knows."""

import re

import pytest
import requests

import files
import forms
import stack
import uploaders

DATA = files.real_bytes(5000)
STEP = 3000
ALL = ["dropzone", "filepond", "fine-uploader", "flow", "jquery", "plupload", "resumable",
       "simple-uploader"]


def announced(site):
    answer = requests.get(f"{site.url}/uploads/", headers={"Accept": "application/json"}, timeout=20)
    return answer.json()["uploaders"]


def first_chunk(site, client):
    return forms.post(site, *uploaders.chunk(client(0, 2, len(DATA), STEP), DATA[:STEP]),
                      accept="*/*")


def test_the_capabilities_list_every_uploader_by_default(site):
    assert announced(site) == ALL


@pytest.mark.settings(uploaders="dropzone, flow")
def test_only_the_uploaders_of_the_setting_are_announced_and_joined(own_site):
    assert announced(own_site) == ["dropzone", "flow"]
    assert first_chunk(own_site, uploaders.dropzone).status_code == 200
    refused = first_chunk(own_site, uploaders.fine)
    assert (refused.status_code, refused.json()["code"]) == (415, "chunks_unsupported")


@pytest.mark.settings(uploaders="")
def test_a_site_may_join_no_chunks(own_site):
    assert announced(own_site) == []
    refused = first_chunk(own_site, uploaders.dropzone)
    assert (refused.status_code, refused.json()["code"]) == (415, "chunks_unsupported")


def test_the_documentation_names_every_uploader():
    text = (stack.ROOT / "doc/uploaders.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| \[[^]]+\]\([^)]+\) \| `([a-z-]+)` \|", text, re.M)
    assert named == ALL
