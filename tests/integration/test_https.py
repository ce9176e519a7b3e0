# SPDX-License-Identifier: MIT
"""Sites that are reached by https: the web server's own, and a proxy's that ends it before the web server."""

import os
import socket
import ssl
import subprocess

import pytest

import doctor
import files
import fronts
import redis_tls
import relay_site
import send_tool
import stack

DATA = files.real_bytes(5 << 20)
FRONT_END = "client_max_body_size 0;"
PROXY = """
daemon off;
{user}
pid {folder}/pid;
events {{}}
http {{
    access_log off;
""" + fronts.NGINX_SCRATCH + """    map $http_upgrade $connection_to_site {{ default upgrade; '' ''; }}
    server {{
        {tls}
        client_max_body_size 0;
        proxy_request_buffering off;
        proxy_buffering off;
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_to_site;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
        location / {{ proxy_pass http://127.0.0.1:{port}; }}
    }}
}}
"""


@pytest.fixture(scope="module", name="authority")
def make_authority(tmp_path_factory):
    """A folder with a certificate of its own making, for localhost, and its key."""
    folder = tmp_path_factory.mktemp("authority")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-keyout", folder / "key", "-out", folder / "certificate", "-subj",
                    "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
                   check=True, capture_output=True)
    return folder


def tls(authority, port):
    return (f"listen 127.0.0.1:{port} ssl; ssl_certificate {authority}/certificate; "
            f"ssl_certificate_key {authority}/key;")


class Proxied(fronts.Front):
    """nginx ends TLS and asks lighttpd, by which all else goes."""

    def __init__(self, authority, **settings):
        super().__init__(interim_responses="no", beat_interval="500ms", **settings)
        self.authority = authority

    def start_front(self):
        self.front_port = stack.free_port()
        self.folder.mkdir()
        settings = self.folder / "nginx.conf"
        settings.write_text(PROXY.format(
            folder=self.folder, port=self.port, tls=tls(self.authority, self.front_port),
            user="user root;" if os.geteuid() == 0 else ""))
        self.spawn(["/usr/sbin/nginx", "-p", self.folder, "-c", settings,
                    "-e", self.folder / "log"])

    @property
    def url(self):
        return f"https://localhost:{self.front_port}"


class OwnTls(fronts.Nginx):
    """The shipped configuration, on a second port with TLS."""

    def __init__(self, authority):
        super().__init__(beat_interval="500ms")
        self.tls_port = stack.free_port()
        self.changes = [(FRONT_END, FRONT_END + tls(authority, self.tls_port))]

    @property
    def url(self):
        return f"https://localhost:{self.tls_port}"


def trusting(authority, front):
    return {**front.environment, "LOADLINE_REDIS_URL": front.redis_url("operator"),
            "SSL_CERT_FILE": str(redis_tls.trusted_with(authority / "certificate"))}


def examine(authority, front):
    return doctor.run(front.data / "loadline.conf", front.url,
                      environment=trusting(authority, front))


def send(authority, front, folder):
    sender = send_tool.Sender(folder)
    return sender.run(sender.file(DATA), f"{front.url}/uploads/",
                      SSL_CERT_FILE=str(redis_tls.trusted_with(authority / "certificate")))


@pytest.mark.parametrize("kind", ["own", "proxied"])
def test_uploads_pass(authority, tmp_path, kind):
    front = (OwnTls(authority) if kind == "own"
             else Proxied(authority, trusted_proxies="127.0.0.1"))
    try:
        front.start()
        sent = send(authority, front, tmp_path)
        assert sent.returncode == 0, sent.stderr
        examine(authority, front).assert_good()
    finally:
        front.stop()


def upgrade(authority, front, origin):
    """The status of a WebSocket's handshake by a page of that origin."""
    port = int(front.url.rsplit(":", 1)[1])
    context = ssl.create_default_context(cafile=authority / "certificate")
    with socket.create_connection(("127.0.0.1", port), 10) as plain, \
            context.wrap_socket(plain, server_hostname="localhost") as connection:
        connection.sendall(relay_site.request(Host=f"localhost:{port}", Origin=origin))
        return int(connection.recv(4096).split(b" ")[1])


@pytest.mark.parametrize("kind", ["own", "proxied"])
def test_pages_of_the_same_scheme_may_watch(authority, kind):
    front = (OwnTls(authority) if kind == "own"
             else Proxied(authority, trusted_proxies="127.0.0.1"))
    try:
        front.start()
        assert upgrade(authority, front, front.url) == 101
        assert upgrade(authority, front, front.url.replace("https:", "http:")) == 403
    finally:
        front.stop()


def test_a_proxy_that_is_not_trusted_is_named(authority):
    front = Proxied(authority)
    try:
        front.start()
        examine(authority, front).assert_fails("links", "clients are sent to http://localhost",
                                               "trusted_proxies", "public_url")
    finally:
        front.stop()


def test_an_unknown_authority_is_refused(authority, tmp_path):
    front = OwnTls(authority)
    sender = send_tool.Sender(tmp_path)
    try:
        front.start()
        refused = sender.run(sender.file(DATA), f"{front.url}/uploads/")
    finally:
        front.stop()
    assert refused.returncode == 3
    assert "certificate" in refused.stderr
