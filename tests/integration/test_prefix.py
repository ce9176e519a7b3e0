# SPDX-License-Identifier: MIT
"""A site below a path of another host: a proxy cuts the path off, and says so, or public_url does."""

import os
import socket
import urllib.parse

import pytest
import requests

import doctor
import draft
import fronts
import relay_site
import stack
import tus_talk

PROXY = """
daemon off;
{user}
pid {folder}/pid;
events {{}}
http {{
    access_log off;
""" + fronts.NGINX_SCRATCH + """    map $http_upgrade $connection_to_site {{ default upgrade; '' ''; }}
    server {{
        listen 127.0.0.1:{front_port};
        client_max_body_size 0;
        proxy_request_buffering off;
        proxy_buffering off;
        proxy_http_version 1.1;
        proxy_set_header Host {host};
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_to_site;
        proxy_set_header X-Forwarded-For $remote_addr;
        {says}
        location /sites/files/ {{ proxy_pass http://127.0.0.1:{port}/; }}
    }}
}}
"""
SAYS = """proxy_set_header X-Forwarded-Host "$http_host, inner.example";
        proxy_set_header X-Forwarded-Prefix /sites/files/;"""


class Prefixed(fronts.Front):
    """nginx, that keeps the site below /sites/files, and asks lighttpd."""

    def __init__(self, host="inner.example", says=SAYS, **settings):
        super().__init__(interim_responses="no", beat_interval="500ms", **settings)
        self.front_port = stack.free_port()
        self.host, self.says = host, says

    def start_front(self):
        self.folder.mkdir()
        settings = self.folder / "nginx.conf"
        settings.write_text(PROXY.format(
            folder=self.folder, port=self.port, front_port=self.front_port, host=self.host,
            says=self.says, user="user root;" if os.geteuid() == 0 else ""))
        self.spawn(["/usr/sbin/nginx", "-p", self.folder, "-c", settings,
                    "-e", self.folder / "log"])

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.front_port}"

    @property
    def url(self):
        return f"{self.origin}/sites/files"


def by_proxy():
    return Prefixed(trusted_proxies="127.0.0.1")


def by_setting():
    made = Prefixed(host="$http_host", says="")
    made.environment["LOADLINE_PUBLIC_URL"] = made.url
    return made


@pytest.fixture(scope="module", params=[by_proxy, by_setting])
def front(request):
    made = request.param()
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture
def talk(front):
    return tus_talk.Talk(front)


def get(url, **headers):
    return requests.get(url, headers=headers, timeout=10, allow_redirects=False)


def test_parts_are_put_together_by_the_urls_given_out(talk, front):
    parts = []
    for piece in (b"hello", b" world"):
        parts.append(talk.create({"Upload-Length": str(len(piece)), "Upload-Concat": "partial",
                                  **tus_talk.TYPE}, piece))
    assert all(part.startswith(f"{front.url}/uploads/") for part in parts)
    whole = talk.create({"Upload-Concat": "final;" + " ".join(parts)})
    assert whole.startswith(f"{front.url}/uploads/")
    assert talk.stored(whole) == b"hello world"
    told = talk.head(whole).headers["Upload-Concat"].removeprefix("final;").split(" ")
    assert [urllib.parse.urljoin(whole, one) for one in told] == parts
    again = talk.create({"Upload-Concat": "final;" + " ".join(told), "Upload-Metadata": "filename YQ=="})
    assert talk.stored(again) == b"hello world"


def test_every_protocol_gives_out_urls_that_lead_back(talk, front):
    made = draft.ask(front.url, "POST", "/sites/files/uploads/", draft.fields(complete=True), b"hello")
    put = requests.put(f"{front.url}/uploads/a.bin", data=b"hello", timeout=10)
    form = requests.post(f"{front.url}/uploads/", files={"f": ("a.bin", b"hello")}, timeout=10,
                         headers={"Accept": "application/json"}).json()["uploads"][0]
    for url in (made.headers["location"], put.headers["Location"], form["url"]):
        assert url.startswith(f"{front.url}/uploads/")
        upload = tus_talk.identity(url)
        front.wait_state(upload, "done")
        assert get(url).content == b"hello"
        assert talk.delete(url).status == 204
    assert form["progress_url"].startswith(f"{front.url}/progress/")


def test_the_capabilities_lead_back(front):
    told = get(f"{front.url}/uploads/", Accept="application/json").json()
    for name, path in (("upload_url", "/uploads/"), ("progress_url", "/progress/"),
                       ("live_url", "/live"), ("live_events_url", "/live/events")):
        assert urllib.parse.urljoin(f"{front.url}/uploads/", told[name]) == front.url + path


def test_pages_of_people_find_their_style(front):
    sent = requests.post(f"{front.url}/uploads/", files={"f": ("a.bin", b"hello")}, timeout=10,
                         headers={"Accept": "text/html"}, allow_redirects=False)
    assert sent.status_code == 303
    page = get(sent.headers["Location"], Accept="text/html")
    style = page.text.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    assert get(urllib.parse.urljoin(sent.headers["Location"], style)).headers[
        "Content-Type"].startswith("text/css")


def test_a_form_leads_to_a_page_of_its_own_site(front):
    answer = requests.post(f"{front.url}/uploads/", files={
        "redirect": (None, f"{front.origin}/thanks"), "f": ("a.bin", b"hello")}, timeout=10,
        headers={"Accept": "text/html"}, allow_redirects=False)
    assert answer.headers["Location"] == f"{front.origin}/thanks"


@pytest.mark.parametrize("below", ["", "/", "/uploads/"])
def test_doctor_is_content(front, below):
    """But that lighttpd tells the relay no host besides Host, so that pages have to poll without public_url."""
    environment = {**front.environment, "LOADLINE_REDIS_URL": front.redis_url("operator")}
    report = doctor.run(front.data / "loadline.conf", front.url + below, environment=environment)
    if "LOADLINE_PUBLIC_URL" in front.environment:
        report.assert_good()
    else:
        report.assert_fails("origin", f"pages of {front.origin} for another", f"public_url = {front.url}")
        assert len(report.lines("FAIL")) == 1 and not report.lines("warn"), report.text


def test_a_proxy_that_is_not_trusted_changes_nothing_and_is_named():
    made = Prefixed()
    try:
        made.start()
        answer = tus_talk.Talk(made).post({"Upload-Length": "5"})
        assert answer.headers["Location"].startswith("http://inner.example/uploads/")
        environment = {**made.environment, "LOADLINE_REDIS_URL": made.redis_url("operator")}
        report = doctor.run(made.data / "loadline.conf", made.url, environment=environment)
        report.assert_fails("links", "clients are sent to http://inner.example", "public_url",
                            made.url)
    finally:
        made.stop()


@pytest.mark.parametrize("said", ["/a b", "a", "//evil.example", "/../x", "/a?b", "/a\"><b", "/"])
def test_what_is_no_path_is_no_prefix(own_trusting, said):
    answer = tus_talk.Talk(own_trusting).post({"Upload-Length": "5", "X-Forwarded-Prefix": said,
                                               "X-Forwarded-Host": "evil example\\"})
    assert answer.headers["Location"].startswith(f"{own_trusting.url}/uploads/")


@pytest.fixture(scope="module")
def own_trusting():
    made = stack.Stack(trusted_proxies="127.0.0.1")
    try:
        made.start()
        yield made
    finally:
        made.stop()


def upgrade(site, origin, **fields):
    """The status of a WebSocket's handshake by a page of that origin, as a web server passes it on to the relay."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(10)
        connection.connect(str(site.sockets / "relay.sock"))
        connection.sendall(relay_site.request(Origin=origin, Host="inner.example", **fields))
        return int(connection.recv(4096).split(b" ")[1])


@pytest.mark.parametrize("asked_by, status", [("127.0.0.1", 101), ("192.0.2.1", 403)])
def test_pages_of_the_host_that_a_trusted_proxy_was_asked_for_may_watch(own_trusting, asked_by, status):
    fields = {"X-Forwarded-For": asked_by, "X-Forwarded-Host": "files.example, inner.example"}
    assert upgrade(own_trusting, "http://files.example", **fields) == status
    assert upgrade(own_trusting, "http://elsewhere.example", **fields) == 403
