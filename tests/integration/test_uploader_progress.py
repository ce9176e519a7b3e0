# SPDX-License-Identifier: MIT
"""A file in chunks is one upload with one bar, wherever its progress is shown."""

import re
import subprocess

import pytest
import requests

import chunks
import filepond
import files
import stack
import uploaders
import waiting
from chunks import Visitor

DATA = files.real_bytes(5000)
STEP = 2000
PIECES = chunks.cut(DATA, STEP)
COUNT = len(PIECES)
ALL = [uploaders.resumable, uploaders.flow, uploaders.simple, uploaders.plupload, uploaders.plupload_offset,
       chunks.jquery, uploaders.fine, uploaders.dropzone, filepond]
EACH = pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
IDS = {uploaders.fine: "qquuid", uploaders.dropzone: "dzuuid"}


class Chunks:
    """A client with a file that nobody has sent."""

    def __init__(self, site, kind):
        self.visitor = Visitor(site)
        self.client = chunks.named(kind, **{IDS[kind]: chunks.new_id()}) if kind in IDS else kind

    def send(self, index, query="", **headers):
        """The id of the upload that the answer names."""
        answer = self.visitor.chunk(self.client(index, COUNT, len(DATA), STEP), PIECES[index], target=query, **headers)
        assert answer.status_code == 200, answer.text
        return chunks.upload_of(answer)["id"]


class Pond:
    """FilePond asks for an id first, and names it with each chunk."""

    def __init__(self, site):
        self.site = site
        self.server_id = None

    def send(self, index, query="", **headers):
        if self.server_id is None:
            self.server_id = filepond.begun(self.site, len(DATA), target=query, **headers)
        answer = filepond.patch(self.site, self.server_id, PIECES[index], index * STEP, len(DATA),
                                query=f"{query}&" if query else "?", **headers)
        assert answer.status_code == 204, answer.text
        return filepond.id_of(self.server_id)


def sender(site, kind):
    return Pond(site) if kind is filepond else Chunks(site, kind)


def legacy(site, alias):
    """What nginx's old module would say."""
    return requests.get(f"{site.url}/progress/legacy/nginx", params={"X-Progress-ID": alias}, timeout=10).text


def shown(site, kind, alias, received):
    """nginx's module shows no bytes of a request whose length it does not know, and Plupload tells it at the end."""
    words = '"state" : "starting"' if kind is uploaders.plupload else f'"received" : {received}, "size" : {len(DATA)} '
    waiting.until(lambda: words in legacy(site, alias), f"it shows {words}")


def records(site):
    return set(site.redis().keys("loadline:upload:*"))


def records_of_others(site):
    """Redis may hear only later of some that earlier tests made."""
    in_spool = {f"loadline:upload:{folder.name}" for folder in site.spool.glob("??/*")}
    return in_spool | records(site)


@EACH
@pytest.mark.parametrize("how", ["query", "header"])
def test_an_old_page_sees_one_bar_under_its_name(site, kind, how):
    alias, client, before = chunks.new_id(), sender(site, kind), records_of_others(site)
    more = {"query": f"?X-Progress-ID={alias}"} if how == "query" else {"X-Progress-ID": alias}
    ids = set()
    for index in range(COUNT - 1):
        ids.add(client.send(index, **more))
        shown(site, kind, alias, (index + 1) * STEP)
    [upload_id] = ids | {client.send(COUNT - 1, **more)}
    waiting.until(lambda: '"state" : "done"' in legacy(site, alias), "it shows the end")
    chunks.holds(site, upload_id, DATA)
    assert records(site) - before == {f"loadline:upload:{upload_id}"}


def test_a_field_names_it_too(site):
    alias, visitor, before = chunks.new_id(), Visitor(site), records_of_others(site)
    client = chunks.own_fine()
    for index in range(2):
        said = client(index, COUNT, len(DATA), STEP) | {"UPLOAD_IDENTIFIER": alias}
        assert visitor.chunk(said, PIECES[index]).status_code == 200
    shown(site, client, alias, 2 * STEP)
    assert len(records(site) - before) == 1


@EACH
def test_watch_shows_one_upload_to_its_end(site, kind):
    client = sender(site, kind)
    upload_id = client.send(0)
    waiting.until(lambda: site.progress(upload_id).json().get("received") == STEP, "its bytes are shown")
    program = subprocess.Popen([stack.BUILD / "cli/loadline", "--config", site.data / "loadline.conf", "watch",
                                upload_id], stdout=subprocess.PIPE, text=True, env=stack.clean_environment())
    with program:
        try:
            assert program.stdout.readline().startswith(upload_id)
            assert {client.send(1), client.send(2)} == {upload_id}
            lines = program.stdout.read().splitlines()
            assert program.wait(20) == 0
        finally:
            program.kill()
    assert {line.split()[0] for line in lines} == {upload_id} and re.search(r" done 100% 4.9 KiB", lines[-1])
    chunks.holds(site, upload_id, DATA)


def test_chunks_in_any_order_count_once_each(site):
    """What lies ahead of a gap is stored too."""
    client = Chunks(site, uploaders.fine)
    for index, received in ((2, 1000), (2, 1000), (0, 3000), (1, 5000)):
        upload_id = client.send(index)
        waiting.until(lambda: site.progress(upload_id).json()["received"] == received, f"{received} bytes are shown")
