# SPDX-License-Identifier: MIT
"""Two hosts that have nothing in common but Redis, behind a balancer. They are folders on this machine, with
programs, sockets and ports of their own: what a network between them would add is the balancer's business."""

import concurrent.futures
import http.server
import os
import shutil
import threading

import pytest
import requests

import balancers
import doctor
import hosts
import live
import tus
import tus_js
import tus_talk
import waiting

DATA = bytes(range(256)) * 40
UNSTICKY = ("    hash $remote_addr consistent;\n", "")
AT_ONCE = 4
LIMIT_S = 10


@pytest.fixture(name="site", scope="module")
def fixture_site():
    """Their workers compare disk and Redis at their start only."""
    made = hosts.Hosts(reconcile_interval="1h", trusted_proxies="127.0.0.1")
    try:
        made.start()
        yield made
    finally:
        made.stop()


def ports(site):
    return [host.front_port for host in site.both]


def started(kind, site, *changes):
    if shutil.which(kind.program, path=os.environ["PATH"] + ":/usr/sbin") is None:
        pytest.skip(f"{kind.program} is not installed")
    made = kind(ports(site), *changes)
    try:
        status, said = made.check()
        assert status == 0, said
        made.start()
    except BaseException:
        made.stop()
        raise
    return made


@pytest.fixture(name="balancer", params=balancers.ALL, ids=lambda kind: kind.program)
def fixture_balancer(site, request):
    """As shipped, once the server itself has accepted its configuration."""
    made = started(request.param, site)
    yield made
    made.stop()


@pytest.fixture(name="unsticky", scope="module")
def fixture_unsticky(site):
    made = started(balancers.Nginx, site, UNSTICKY)
    yield made
    made.stop()


def create(base, session=requests, size=len(DATA)):
    answer = session.post(f"{base}/uploads/", headers={**tus.VERSION, "Upload-Length": str(size)}, timeout=10)
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


def host_of(site, url):
    """The host that the URL names."""
    return next(host for host in site.both if f"{host.path}/uploads/" in url)


def send(url, data=DATA, offset=0):
    return requests.patch(url, data=data, timeout=10, headers={
        **tus.VERSION, **tus_talk.TYPE, "Upload-Offset": str(offset)})


def test_uploads_find_their_host_by_each_balancer(site, balancer):
    for host in site.both:
        url = create(host.url).replace(host.url, balancer.url)
        for _ in range(3):
            assert requests.head(url, headers=tus.VERSION, timeout=10).headers["Upload-Offset"] == "0"
        assert send(url).status_code == 204
        host.wait_state(tus_talk.identity(url), "done")
        assert requests.get(url, timeout=10).content == DATA
    url = create(balancer.url)
    assert url.startswith(f"{balancer.url}{host_of(site, url).path}/uploads/")


def test_bytes_pass_on_as_they_come_by_each_balancer(site, balancer):
    """Apache keeps the first 16 KiB until they are whole."""
    data = DATA * 20
    half = len(data) // 2
    for host in site.both:
        url = create(host.url, size=len(data)).replace(host.url, balancer.url)
        with tus.Upload(url).begin(len(data)) as sender:
            sender.send(data[:half])
            host.wait_stored(tus_talk.identity(url), half // 2)
            sender.send(data[half:])
            assert sender.answer().status == 204


def test_watchers_are_told_by_each_balancer(site, balancer):
    upload = tus_talk.identity(url := create(site.first.url))
    with live.Watcher(balancer, upload) as seen:
        assert send(url).status_code == 204
        seen.wait_end(LIMIT_S)
    assert seen.last["state"] == "done"


def test_a_client_stays_at_one_host_by_each_balancer(site, balancer):
    """As uploaders need it that send the pieces of one file by several POSTs."""
    browser = requests.Session()
    assert len({host_of(site, create(balancer.url, browser)).path for _ in range(6)}) == 1


@pytest.mark.parametrize("at", ["a balancer", "a host"])
def test_doctor_is_content(site, unsticky, at):
    """Whichever host has its trial uploads."""
    host = site.first
    environment = {**host.environment, "LOADLINE_REDIS_URL": host.redis_url("operator")}
    url = unsticky.url if at == "a balancer" else host.url
    doctor.run(host.data / "loadline.conf", url, environment=environment).assert_good()


class Late(http.server.BaseHTTPRequestHandler):
    """The progress.fcgi of a host that Redis tells of an upload after its first question only."""

    host = None
    asked = ()

    def do_GET(self): # pylint: disable=invalid-name
        known, self.asked[self.path] = self.path in self.asked, True
        answer = requests.get(f"{self.host.url}{self.path if known else '/progress/' + '0' * 32}", timeout=10,
                              headers=dict(self.headers))
        self.send_response(answer.status_code)
        for name in ("Content-Type", "Loadline-Settings"):
            if name in answer.headers:
                self.send_header(name, answer.headers[name])
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *_): # pylint: disable=arguments-differ
        pass


@pytest.fixture
def late(site):
    """The handler's class and the port where it serves."""
    handler = type("LateHere", (Late,), {"host": site.first, "asked": {}})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield handler, server.server_port
        server.shutdown()
        thread.join()


def test_doctor_waits_until_the_other_host_knows(site, late):
    handler, port = late
    to_late = "    location /progress/ { proxy_pass http://127.0.0.1:%d; }\n    location / {" % port
    between = started(balancers.Nginx, site, UNSTICKY, ("    location / {", to_late))
    try:
        host = site.first
        environment = {**host.environment, "LOADLINE_REDIS_URL": host.redis_url("operator")}
        report = doctor.run(host.data / "loadline.conf", between.url, environment=environment)
    finally:
        between.stop()
    assert any(len(path) > 32 for path in handler.asked), handler.asked
    assert ("progress", "is told") in report.lines("ok"), report.text


@pytest.fixture(name="by_tus", scope="module")
def fixture_by_tus(tus_js_modules, tmp_path_factory):
    """by_tus(base): the URL of what tus-js-client sent in four chunks. It tries nothing twice: a refusal ends it."""
    path = tmp_path_factory.mktemp("balanced") / "a.bin"
    path.write_bytes(DATA)

    def run(base):
        return tus_js.Run(tus_js_modules, endpoint=f"{base}/uploads/", file=str(path), plan="whole",
                          options={"chunkSize": len(DATA) // 4}).result()["url"]
    return run


def by_form(base):
    answer = requests.post(f"{base}/uploads/", files={"f": ("a.bin", DATA)}, timeout=10,
                           headers={"Accept": "application/json"})
    assert answer.status_code == 201, (answer.status_code, answer.text)
    return answer.json()["uploads"][0]["url"]


def send_many(base, ways, count):
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        sent = [pool.submit(way, base) for way in ways for _ in range(count // 2)]
        return [one.result() for one in sent]


def poll(url):
    """At the progress_url that belongs to the upload's URL."""
    return requests.get(f"{url.partition('/uploads/')[0]}/progress/{tus_talk.identity(url)}", timeout=10)


def is_done(base, upload):
    answer = requests.get(f"{base}/progress/{upload}", timeout=10)
    assert answer.status_code == 200, (answer.status_code, answer.text)
    return answer.json()["state"] == "done"


def test_many_uploads_without_stickiness(site, unsticky, by_tus, rounds):
    """Each is processed by the worker of its own host, and every host tells of each."""
    urls = send_many(unsticky.url, (by_tus, by_form), rounds(20, 200))
    at = {host.path: [url for url in urls if host_of(site, url) is host] for host in site.both}
    assert all(at.values()), "the balancer used one host only"
    for url in urls:
        upload = tus_talk.identity(url)
        waiting.until(lambda upload=upload: is_done(unsticky.url, upload), f"{upload} is done", LIMIT_S)
    for host in site.both:
        for url in at[host.path]:
            upload = tus_talk.identity(url)
            host.wait_job_ended(upload)
            assert site.redis().hget(f"loadline:upload:{upload}", "_spool") == host.identity()
            assert requests.get(url, timeout=10).content == DATA
            assert all(is_done(other.url, upload) for other in site.both)
        assert "event=restored" not in host.worker_log()


def test_any_relay_tells_of_every_upload(site, unsticky):
    for host, other in (site.both, site.both[::-1]):
        url = create(host.url).replace(host.url, unsticky.url)
        with live.Watcher(other, tus_talk.identity(url)) as seen:
            assert send(url).status_code == 204
            seen.wait_end(LIMIT_S)
        assert seen.last["state"] == "done"


def test_an_emptied_redis_makes_nothing_unknown(site, unsticky):
    done, begun = ([create(unsticky.url) for _ in range(4)] for _ in range(2))
    for url in done:
        assert send(url).status_code == 204
        waiting.until(lambda url=url: is_done(unsticky.url, tus_talk.identity(url)), "it is done", LIMIT_S)
    site.redis().flushall()
    for url in done + begun:
        assert requests.head(url, headers=tus.VERSION, timeout=10).status_code == 200
        assert poll(url).status_code == 200
    for url in begun:
        assert send(url).status_code == 204
        waiting.until(lambda url=url: poll(url).json()["state"] == "done", "it is done", LIMIT_S)


def test_one_host_is_stopped(site, unsticky):
    """Its uploads resume when it is back, and the other one's go on."""
    half = len(DATA) // 2
    urls = [create(host.url).replace(host.url, unsticky.url) for host in site.both]
    for url in urls:
        assert send(url, DATA[:half]).status_code == 204
    stopped = site.second
    stopped.stop_front()
    stopped.stop_component("upload")
    try:
        assert requests.head(urls[1], headers=tus.VERSION, timeout=10).status_code in (502, 503, 504)
        # A balancer may ask another host for it.
        answer = requests.get(urls[1].replace(unsticky.url, site.first.url), timeout=10)
        assert answer.status_code == 503 and answer.json()["code"] == "elsewhere"
        assert send(urls[0], DATA[half:], half).status_code == 204
        site.first.wait_state(tus_talk.identity(urls[0]), "done", seconds=LIMIT_S)
    finally:
        stopped.start_component("upload")
        stopped.restart_front()
    waiting.until(lambda: requests.head(urls[1], headers=tus.VERSION, timeout=10).status_code == 200, "it is back")
    assert send(urls[1], DATA[half:], half).status_code == 204
    site.first.wait_state(tus_talk.identity(urls[1]), "done", seconds=LIMIT_S)
    assert requests.get(urls[1], timeout=10).content == DATA
