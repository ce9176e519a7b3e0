# SPDX-License-Identifier: MIT
"""loadline doctor before web servers that do not tell the relay how they were asked: it takes the site's own
pages for strangers', until what the doctor says is done."""

import os
import subprocess

import pytest

import fronts
import mending
import stack
import test_https
import waiting
from broken_fronts import Lighttpd, examine, mended, started

make_authority = test_https.make_authority

STRANGER = "for another site's"


# --- the host ---

HOSTS = {
    fronts.Nginx: ("    proxy_set_header Host $http_host;\n", ""),
    fronts.ApacheProxy: ("ProxyPreserveHost On", "ProxyPreserveHost Off"),
}
HOST_REMEDY = {fronts.Nginx: "proxy_set_header Host $http_host;",
               fronts.ApacheProxy: "ProxyPreserveHost On"}


@pytest.mark.parametrize("kind", HOSTS)
def test_the_host_is_kept_from_the_relay(kind):
    report = mended(kind, [HOSTS[kind]], "origin")
    report.assert_fails("origin", STRANGER, HOST_REMEDY[kind])
    assert {"WebSocket", "events"} <= {check for check, _ in report.lines("ok")}


def test_any_origin_may_ask_but_no_cookie_counts():
    """With cors_origins = * they are answered, and are nobody. Without users that is no harm."""
    change = HOSTS[fronts.Nginx]
    front = started(fronts.Nginx, [change], cors_origins="*")
    try:
        front.start()
        assert STRANGER not in examine(front).text
        front.environment["LOADLINE_AUTH"] = "server"
        examine(front).assert_fails("origin", STRANGER)
    finally:
        front.stop()


# --- the scheme ---

class NginxTls(test_https.OwnTls):
    def __init__(self, authority):
        super().__init__(authority)
        self.changes = [*self.changes, ("    proxy_set_header X-Forwarded-Proto $scheme;\n", "")]


class ApacheTls(fronts.ApacheProxy):
    """On a second port with TLS."""

    modules = (*fronts.ApacheProxy.modules, "ssl")
    changes = (("        RequestHeader set X-Forwarded-Proto", "        # X-Forwarded-Proto"),)

    def __init__(self, authority):
        super().__init__(beat_interval="500ms")
        self.authority = authority
        self.tls_port = stack.free_port()

    def server_lines(self):
        listens = f"127.0.0.1:{self.tls_port}"
        return [f"Listen {listens}", f"<VirtualHost {listens}>", "SSLEngine On",
                f"SSLCertificateFile {self.authority}/certificate",
                f"SSLCertificateKeyFile {self.authority}/key", "</VirtualHost>"]

    @property
    def url(self):
        return f"https://localhost:{self.tls_port}"


class ApacheWithoutHeaders(ApacheTls):
    """As Debian installs it."""

    modules = tuple(name for name in ApacheTls.modules if name != "headers")
    changes = ()


class ProxiedLighttpd(Lighttpd):
    """nginx ends TLS, and passes on by which name lighttpd calls itself."""

    changes = (('setenv.set-request-header = ( "X-Proxy-Forwarded-Proto" => "https" )', ""),)

    def __init__(self, authority):
        super().__init__(interim_responses="no", beat_interval="500ms", trusted_proxies="127.0.0.1")
        self.authority = authority
        self.proxy_port = stack.free_port()
        self.proxy = None

    def start_front(self):
        super().start_front()
        folder = self.data / "proxy"
        folder.mkdir()
        settings = folder / "nginx.conf"
        text = test_https.PROXY.format(
            folder=folder, port=self.front_port, tls=test_https.tls(self.authority, self.proxy_port),
            user="user root;" if os.geteuid() == 0 else "")
        settings.write_text(text.replace("location /", "proxy_pass_header Server;\n location /"))
        # pylint: disable-next=consider-using-with
        self.proxy = subprocess.Popen(["/usr/sbin/nginx", "-p", folder, "-c", settings,
                                       "-e", folder / "log"])
        waiting.until(lambda: stack.answers(self.proxy_port), "the proxy answers")

    def stop(self):
        if self.proxy:
            self.proxy.terminate()
            self.proxy.wait(30)
        super().stop()

    @property
    def url(self):
        return f"https://localhost:{self.proxy_port}"


SCHEME_REMEDY = {NginxTls: "proxy_set_header X-Forwarded-Proto $scheme;",
                 ApacheTls: "RequestHeader set X-Forwarded-Proto",
                 ApacheWithoutHeaders: "a2enmod headers",
                 ProxiedLighttpd: "X-Proxy-Forwarded-Proto"}


@pytest.mark.parametrize("kind", SCHEME_REMEDY)
def test_the_scheme_is_kept_from_the_relay(authority, kind):
    front = kind(authority)
    try:
        front.start()
        assert test_https.upgrade(authority, front, front.url) == 403
        report = test_https.examine(authority, front)
        report.assert_fails("origin", STRANGER, front.url, SCHEME_REMEDY[kind])
        mending.apply(front, report.remedy("origin"))
        test_https.examine(authority, front).assert_good()
        assert test_https.upgrade(authority, front, front.url) == 101
    finally:
        front.stop()


def test_a_proxy_that_is_not_trusted_is_the_reason(authority):
    """Then it is not the web server's configuration that is to be changed."""
    front = test_https.Proxied(authority)
    try:
        front.start()
        test_https.examine(authority, front).assert_fails("origin", STRANGER, "trusted_proxies")
    finally:
        front.stop()
