# SPDX-License-Identifier: MIT
"""Histograms in /metrics: what is observed, by several processes, over restarts, each time once."""

import re

import pytest
import requests

import conftest
import hooks
import stack
import tus
import tus_talk
import waiting

STAGES = """
[stage check]
command = /bin/sh -c true
[stage tell]
kind = notify
notify_private = {private}
notify_events = created, processed
notify_url = {url}
retry_after = 100ms
retries = 0
"""


class Counted:
    """A site with two processes that receive, its receiver, and what its relay says."""

    def __init__(self, site, hook, port):
        self.site = site
        self.hook = hook
        self.port = port
        self.talk = tus_talk.Talk(site)

    def metrics(self):
        text = requests.get(f"http://127.0.0.1:{self.port}/metrics", timeout=10).text
        return {name: float(value) for name, value in re.findall(r"^(loadline_\S+) (\S+)$", text, re.M)}

    def wait(self, **wanted):
        """Until the site has these numbers; returns all of them."""
        found = {}

        def look():
            found.clear()
            found.update(self.metrics())
            return all(found.get(f"loadline_{name}") == number for name, number in wanted.items())
        try:
            waiting.until(look, f"{wanted}", 20)
        except AssertionError as late:
            raise AssertionError({name: found.get(f"loadline_{name}") for name in wanted}) from late
        return found


@pytest.fixture(name="counted")
def make_counted(request):
    port = stack.free_port()
    hook = hooks.Receiver()
    for site in conftest.running(stack.Stack(relay_admin_listen=f"127.0.0.1:{port}")):
        site.configure(STAGES.format(url=hook.url, private=getattr(request, "param", "yes")), stages="check, tell")
        yield Counted(site, hook, port)
    hook.close()


def below(found, name, kind=""):
    """The buckets of a histogram, as (bound, count)."""
    label = f'kind="{kind}",' if kind else ""
    return [(float(bound), count) for key, count in found.items()
            for bound in re.findall(rf'^loadline_{name}_bucket\{{{label}le="([^"]+)"\}}$', key)]


def test_what_an_upload_adds(counted):
    counted.hook.statuses = [204, 503, 204]  # created; processed: at the second attempt
    url = counted.talk.sized(2000)
    assert counted.talk.patch(url, bytes(1500)).status == 204
    assert counted.talk.patch(url, bytes(500), 1500).status == 204
    counted.talk.document(url, "done")
    found = counted.wait(upload_size_bytes_count=1, upload_duration_seconds_count=1, first_event_seconds_count=1,
                         webhook_attempts_count=2, webhooks_sent_total=2, webhooks_given_up_total=0,
                         jobs_done_total=1)
    assert found["loadline_upload_size_bytes_sum"] == 2000
    assert [count for _, count in below(found, "upload_size_bytes")][:3] == [0, 1, 1]
    assert 0 <= found["loadline_upload_duration_seconds_sum"] < 10
    assert 0 <= found["loadline_first_event_seconds_sum"] < 10
    assert found["loadline_webhook_attempts_sum"] == 3
    assert dict(below(found, "webhook_attempts"))[1] == 1
    kinds = {kind for key in found for kind in re.findall(r'^loadline_stage_duration_seconds_count\{kind="(\w+)"', key)
             if found[key]}
    assert kinds == {"command", "notify"}
    waited = found['loadline_stage_duration_seconds_sum{kind="notify"}']
    assert 0.1 <= waited < 30, "the pause between two attempts counts"
    for name, kind in (("upload_size_bytes", ""), ("stage_duration_seconds", "command")):
        counts = [count for _, count in below(found, name, kind)]
        assert counts == sorted(counts) and counts[-1] == 1, "cumulative, up to +Inf"


def test_several_processes_and_restarts(counted):
    other = counted.site.second_front()
    for base in (counted.talk.base, f"{other}/uploads/"):
        upload = tus.Upload.create(base, 5)
        assert upload.patch(b"12345").status == 204
        counted.site.wait_state(upload.id, "done")
    begun = tus.Upload.create(counted.talk.base, 4096)
    assert begun.patch(bytes(4000)).status == 204
    counted.wait(upload_size_bytes_count=2, upload_size_bytes_sum=10, first_event_seconds_count=3)
    for component in ("upload", "relay", "worker"):
        counted.site.restart(component)
    assert begun.patch(bytes(96), 4000).status == 204
    counted.site.wait_state(begun.id, "done")
    found = counted.wait(upload_size_bytes_count=3, upload_size_bytes_sum=4106, upload_duration_seconds_count=3,
                         first_event_seconds_count=3, jobs_done_total=3, webhook_attempts_count=6,
                         webhooks_sent_total=6)
    assert found['loadline_stage_duration_seconds_count{kind="command"}'] == 3


def test_while_redis_is_away_nothing_is_lost(counted):
    counted.site.stop_component("redis")
    url = counted.talk.sized(7)
    assert counted.talk.patch(url, b"7 bytes").status == 204
    counted.site.start_component("redis")
    counted.talk.document(url, "done")
    counted.wait(upload_size_bytes_count=1, upload_size_bytes_sum=7, first_event_seconds_count=1)


def test_counts_that_redis_lost(counted):
    """The relay forgets them: a histogram never mixes old buckets with new ones."""
    key, redis = "loadline:stats", counted.site.redis()
    redis.hset(key, mapping={"jobs_done": 7, "upload_size_bytes::1024": 3, "upload_size_bytes::sum": 300})
    counted.wait(jobs_done_total=7, upload_size_bytes_count=3, upload_size_bytes_sum=300)
    redis.delete(key)
    counted.wait(jobs_done_total=0, upload_size_bytes_count=0, upload_size_bytes_sum=0)
    redis.hset(key, "jobs_done", 2)
    counted.wait(jobs_done_total=2, upload_size_bytes_count=0, upload_size_bytes_sum=0)


def test_webhooks_that_are_given_up(counted):
    counted.hook.statuses = [204, 400]
    url = counted.talk.sized(3)
    assert counted.talk.patch(url, b"abc").status == 204
    counted.talk.document(url, "failed")
    counted.wait(webhooks_sent_total=1, webhooks_given_up_total=1, webhook_attempts_count=2, jobs_failed_total=1)


@pytest.mark.parametrize("counted", ["no"], indirect=True)
def test_webhooks_whose_requests_are_not_made(counted):
    """The receiver's address is not a public one."""
    url = counted.talk.sized(3)
    assert counted.talk.patch(url, b"abc").status == 204
    counted.talk.document(url, "failed")
    counted.wait(webhooks_given_up_total=2, webhook_attempts_count=2, webhook_attempts_sum=0)


def test_ways_without_a_first_byte_of_their_own(counted):
    """A file within its creation, a form, and an upload of parts: each is measured once, the parts are not."""
    fields = {**tus_talk.TYPE, "Upload-Length": "3"}
    counted.talk.create(fields, b"abc")
    answer = requests.post(counted.talk.base, files={"file": ("a.txt", b"12345")}, timeout=20)
    assert answer.ok, answer.text
    parts = [counted.talk.create({**fields, "Upload-Concat": "partial"}, b"abc") for _ in range(2)]
    final = counted.talk.create({"Upload-Concat": f"final;{' '.join(parts)}"})
    counted.talk.document(final, "done")
    counted.wait(upload_size_bytes_count=3, upload_size_bytes_sum=14, upload_duration_seconds_count=2,
                 uploads_received_total=5)


def test_refused_requests_by_code(counted):
    url = counted.talk.sized(5)
    assert counted.talk.patch(url, b"abc", 2).status == 409
    assert counted.talk.patch(url, b"abc", 1).status == 409
    assert counted.talk.head(counted.talk.base + tus_talk.UNKNOWN).status == 404
    assert counted.talk.patch(url, b"abc").status == 204
    assert requests.put(url, timeout=20).status_code == 405
    found = counted.wait(**{'requests_refused_total{code="offset_mismatch"}': 2,
                            'requests_refused_total{code="method_not_allowed"}': 1,
                            'requests_refused_total{code="not_found"}': 1})
    assert found["loadline_uploads_refused_total"] == 4
    assert found['loadline_requests_refused_total{code="locked"}'] == 0
