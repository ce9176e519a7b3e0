# SPDX-License-Identifier: MIT
"""A file in chunks is one upload with one bar, wherever its progress is shown."""

import re
import subprocess

import pytest
import requests

import chunks
import files
import stack
import uploaders
import waiting
from chunks import Visitor

DATA = files.real_bytes(5000)
STEP = 2000
COUNT = 3
ALL = [uploaders.resumable, uploaders.flow, uploaders.simple, uploaders.plupload, uploaders.plupload_offset,
       chunks.jquery, uploaders.fine, uploaders.dropzone]
EACH = pytest.mark.parametrize("kind", ALL)
SIZED = pytest.mark.parametrize("kind", [one for one in ALL if one is not uploaders.plupload]) # it tells no size at first


def fresh(kind):
    """The client with a file that nobody has sent."""
    ids = {uploaders.fine: "qquuid", uploaders.dropzone: "dzuuid"}
    return chunks.named(kind, **{ids.get(kind, "other"): chunks.new_id()}) if kind in ids else kind


def send(visitor, client, index, **more):
    return visitor.chunk(client(index, COUNT, len(DATA), STEP), chunks.cut(DATA, STEP)[index], **more)


def legacy(site, alias):
    """What nginx's old module would say."""
    return requests.get(f"{site.url}/progress/legacy/nginx", params={"X-Progress-ID": alias}, timeout=10).text


def records(site):
    return set(site.redis().keys("loadline:upload:*"))


@SIZED
@pytest.mark.parametrize("how", ["query", "header"])
def test_an_old_page_sees_one_bar_under_its_name(site, kind, how):
    alias, visitor, before, client = chunks.new_id(), Visitor(site), records(site), fresh(kind)
    more = {"target": f"?X-Progress-ID={alias}"} if how == "query" else {"X-Progress-ID": alias}
    answers = []
    for index, shown in enumerate(('"received" : 2000', '"received" : 4000', '"state" : "done"')):
        answers.append(send(visitor, client, index, **more))
        waiting.until(lambda: shown in legacy(site, alias), f"it shows {shown}")
    upload_id = chunks.is_whole(site, answers, DATA)
    assert records(site) - before == {f"loadline:upload:{upload_id}"}


def test_a_field_names_it_too(site):
    alias, visitor, before = chunks.new_id(), Visitor(site), records(site)
    client = chunks.own_fine()
    for index in range(2):
        said = client(index, COUNT, len(DATA), STEP) | {"UPLOAD_IDENTIFIER": alias}
        assert visitor.chunk(said, chunks.cut(DATA, STEP)[index]).status_code == 200
    waiting.until(lambda: '"received" : 4000' in legacy(site, alias), "its bytes are shown")
    assert len(records(site) - before) == 1


@EACH
def test_watch_shows_one_upload_to_its_end(site, kind):
    visitor, client = Visitor(site), fresh(kind)
    first = send(visitor, client, 0)
    assert first.status_code == 200, first.text
    upload_id = chunks.upload_of(first)["id"]
    waiting.until(lambda: site.progress(upload_id).json().get("received") == STEP, "its bytes are shown")
    program = subprocess.Popen([stack.BUILD / "cli/loadline", "--config", site.data / "loadline.conf", "watch",
                                upload_id], stdout=subprocess.PIPE, text=True, env=stack.clean_environment())
    with program:
        assert program.stdout.readline().startswith(upload_id)
        answers = [first, send(visitor, client, 1), send(visitor, client, 2)]
        lines = program.stdout.read().splitlines()
    assert program.returncode == 0
    assert {line.split()[0] for line in lines} == {upload_id} and re.search(r" done 100% 4.9 KiB", lines[-1])
    chunks.is_whole(site, answers, DATA)


def test_chunks_in_any_order_count_once_each(site):
    """What lies ahead of a gap is stored too."""
    visitor, client = Visitor(site), chunks.own_fine()
    for index, received in ((2, 1000), (2, 1000), (0, 3000), (1, 5000)):
        upload_id = chunks.upload_of(send(visitor, client, index))["id"]
        waiting.until(lambda: site.progress(upload_id).json()["received"] == received, f"{received} bytes are shown")
