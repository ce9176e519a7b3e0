# SPDX-License-Identifier: MIT
"""traceparent: from the request that creates an upload to all that it sets off, and not to its watchers."""

import re

import pytest
import requests

import conftest
import hooks
import stack
import tus_talk
import waiting

TRACE = "0af7651916cd43dd8448eb211c80319c"
SPAN = "b7ad6b7169203331"
PARENT = f"00-{TRACE}-{SPAN}-01"
STAGES = """
[stage see]
command = {folder}/see {folder}
[stage tell]
kind = notify
notify_private = yes
notify_events = created, processed
notify_url = {url}
retry_after = 100ms
"""
# Each notes its variable under the upload's id, or for one that has none yet.
SEE = '#!/bin/sh\necho "${TRACEPARENT-none}" >"$1/$LOADLINE_ID"\n'
ASK = '#!/bin/sh\necho "${{TRACEPARENT-none}}" >>"{folder}/asked"\ncat >/dev/null\n'


class Traced:
    """A site whose programs note their variable, and its receiver."""

    def __init__(self, site, hook, folder):
        self.site = site
        self.hook = hook
        self.folder = folder
        self.talk = tus_talk.Talk(site)

    def upload(self, headers, data=b"abc"):
        """The id of an upload in two requests, done."""
        url = self.talk.create({"Upload-Length": str(len(data)), **headers})
        assert self.talk.patch(url, data).status == 204
        self.talk.document(url, "done")
        return tus_talk.identity(url)

    def asked(self):
        return (self.folder / "asked").read_text().splitlines()

    def seen(self, upload):
        return (self.folder / upload).read_text().strip()

    def told(self, upload, count):
        """The fields of the requests about the upload, in order."""
        def mine():
            return [fields for _, fields, body, _ in list(self.hook.got) if upload in body.decode()]
        waiting.until(lambda: len(mine()) >= count, f"{upload} is told {count} times")
        return mine()

    def lines(self, component, upload):
        log = (self.site.data / f"log/{component}.log").read_text().splitlines()
        return [line for line in log if f"id={upload}" in line]

    def traces(self, component, upload):
        return {found.group(1) if (found := re.search(r" trace=(\S+)$", line)) else None
                for line in self.lines(component, upload)}


@pytest.fixture(name="traced", scope="module")
def make_traced(tmp_path_factory):
    yield from tracing(tmp_path_factory.mktemp("traced"))


def tracing(folder, **settings):
    for name, text in (("see", SEE), ("ask", ASK.format(folder=folder))):
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    hook = hooks.Receiver()
    given = {"pre_create": folder / "ask", "empty_uploads_per_client": 0, "claim_after": "2s", "log_level": "debug", **settings}
    for site in conftest.running(stack.Stack(stages="", **given)):
        site.configure(STAGES.format(folder=folder, url=hook.url), stages="see, tell")
        yield Traced(site, hook, folder)
    hook.close()


def test_it_reaches_all_that_the_upload_sets_off(traced):
    upload = traced.upload({"traceparent": PARENT})
    assert traced.asked()[-1] == PARENT
    assert traced.seen(upload) == PARENT
    told = traced.told(upload, 2)
    for fields in told:
        assert re.fullmatch(f"00-{TRACE}-[0-9a-f]{{16}}-01", fields["traceparent"])
    assert len({SPAN, *(fields["traceparent"] for fields in told)}) == 3
    waiting.until(lambda: any("event=job_ended" in line for line in traced.lines("worker", upload)), "it is logged")
    assert any("event=created" in line for line in traced.lines("upload", upload))
    assert any("event=received" in line for line in traced.lines("upload", upload))
    assert traced.traces("upload", upload) == {TRACE}
    assert traced.traces("worker", upload) == {TRACE}


def test_each_attempt_is_a_request_of_its_own(traced):
    traced.hook.statuses = [204, 503, 503]  # created; two of processed
    upload = traced.upload({"traceparent": PARENT})
    told = traced.told(upload, 4)
    assert len({fields["webhook-id"] for fields in told}) == 2
    assert len({fields["traceparent"] for fields in told}) == 4
    assert {fields["traceparent"].split("-")[1] for fields in told} == {TRACE}


def test_watchers_do_not_get_it(traced):
    upload = traced.upload({"traceparent": PARENT})
    assert TRACE not in traced.site.progress(upload).text
    stored = traced.site.redis().hgetall(f"loadline:upload:{upload}")
    assert TRACE not in str(stored)
    assert all(TRACE not in body.decode() for _, _, body, _ in traced.hook.got)


@pytest.mark.parametrize("wrong", ["", "hello", PARENT.upper(), f"ff{PARENT[2:]}", f"{PARENT}-more",
                                   f"00-{'0' * 32}-{SPAN}-01", f"00-{TRACE}-{'0' * 16}-01"])
def test_one_that_is_not_valid_is_ignored(traced, wrong):
    upload = traced.upload({"traceparent": wrong})
    assert traced.asked()[-1] == "none"
    assert traced.seen(upload) == "none"
    assert all("traceparent" not in fields for fields in traced.told(upload, 2))
    assert traced.traces("upload", upload) == {None}
    assert traced.traces("worker", upload) == {None}


def test_without_any(traced):
    assert traced.seen(traced.upload({})) == "none"


@pytest.mark.parametrize("send", ["form", "put", "whole"])
def test_other_ways_to_upload(traced, send):
    fields = {"traceparent": PARENT}
    base = f"{traced.site.url}/uploads/"
    if send == "form":
        answer = requests.post(base, files={"file": ("a.txt", b"abc")}, headers=fields, timeout=20)
    elif send == "put":
        answer = requests.put(f"{base}a.txt", data=b"abc", headers=fields, timeout=20)
    else:
        answer = requests.post(base, data=b"abc", timeout=20, headers={
            **fields, "Tus-Resumable": "1.0.0", "Upload-Length": "3",
            "Content-Type": "application/offset+octet-stream"})
    assert answer.ok, answer.text
    upload = re.search("[0-9a-f]{32}", answer.headers.get("Location") or answer.text).group()
    traced.site.wait_state(upload, "done")
    assert traced.seen(upload) == PARENT


def test_a_crash_of_the_job_names_the_trace(traced):
    (traced.folder / "see").write_text("#!/bin/sh\nkill -9 $PPID\n")
    try:
        url = traced.talk.create({"Upload-Length": "3", "traceparent": PARENT})
        assert traced.talk.patch(url, b"abc").status == 204
        upload = tus_talk.identity(url)
        waiting.until(lambda: [line for line in traced.lines("worker", upload) if "job_crashed" in line], "it crashed")
        assert traced.traces("worker", upload) == {TRACE}
    finally:
        (traced.folder / "see").write_text(SEE)
    traced.talk.document(url, "done", "failed")


def test_it_can_be_turned_off(tmp_path):
    for traced in tracing(tmp_path, trace_context="no"):
        upload = traced.upload({"traceparent": PARENT})
        assert traced.asked() == ["none"] and traced.seen(upload) == "none"
        assert all("traceparent" not in fields for fields in traced.told(upload, 2))
        assert traced.traces("upload", upload) == {None}
