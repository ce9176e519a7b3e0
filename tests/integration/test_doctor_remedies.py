# SPDX-License-Identifier: MIT
"""A web server that somebody got wrong in one way is whole once what loadline doctor prints is copied to where it
says, line by line."""

import os
import secrets
import shutil
import subprocess

import pytest

import doctor
import fronts
import shared_hosting
from broken_fronts import Lighttpd, examine, mend, mended, started


# --- nothing leads to us: the mistake of the first day ---

BARE_NGINX = fronts.NGINX.replace(
    "    map $http_upgrade $loadline_connection {{ default upgrade; '' ''; }}\n", "")
BARE_NGINX = BARE_NGINX.replace("        set $loadline_sockets {sockets};\n", "")
BARE_NGINX = BARE_NGINX.replace("        set $loadline_spool {spool};\n", "")
BARE_NGINX = BARE_NGINX.replace("        include {include};\n", "")


class BareNginx(fronts.Nginx):
    template = BARE_NGINX


class BareApache(fronts.ApacheProxy):
    include = None
    modules = tuple(name for name in fronts.ApacheProxy.modules
                    if name not in ("proxy", "proxy_http", "proxy_fcgi"))

    def definitions(self):
        return {}


BARE_LIGHTTPD = """
server.bind = env.SITE_ADDRESS
server.port = env.SITE_PORT
server.document-root = env.SITE_WEB
server.upload-dirs = ( env.SITE_SCRATCH )
"""


class BareLighttpd(Lighttpd):
    def changed_folder(self):
        (self.folder / "loadline.conf").write_text(BARE_LIGHTTPD)
        return self.folder


@pytest.fixture
def installed(tmp_path):
    """The doctor with its files beside it, as make install leaves them."""
    (tmp_path / "bin").mkdir()
    shutil.copytree(fronts.DEPLOY, tmp_path / "share/loadline")
    return shutil.copy(doctor.PROGRAM, tmp_path / "bin/loadline")


@pytest.mark.parametrize("kind", [BareNginx, BareApache, BareLighttpd])
def test_nothing_of_ours_is_included(kind, installed):
    report = mend(started(kind), "front", lambda front: examine(front, program=installed))
    report.assert_fails("front", "404 at /uploads/, not upload.fcgi", "share/loadline/")


class BareFcgid(fronts.Fcgid):
    include = None

    def definitions(self):
        return {}

    def open_to_user(self):
        """The installation is in its folder, for its user to read."""
        shutil.copytree(fronts.DEPLOY, self.folder / "share/loadline")
        (self.folder / "libexec/loadline").mkdir(parents=True)
        self.install(self.folder / "libexec/loadline")
        (self.folder / "bin").mkdir()
        shutil.copy(doctor.PROGRAM, self.folder / "bin/loadline")
        super().open_to_user()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a server that becomes somebody else")
def test_nothing_of_ours_is_included_by_the_server_that_starts_the_programs():
    front = started(BareFcgid)
    report = mend(front, "front",
                  lambda front: examine(front, program=front.folder / "bin/loadline"))
    report.assert_fails("front", "404 at /uploads/, not upload.fcgi", "apache-fcgid/loadline.conf")


# --- one program is missing ---

LIVE = {
    Lighttpd: ('$HTTP["url"] =~ "^/live(/|$)"', '$HTTP["url"] =~ "^/elsewhere(/|$)"'),
    fronts.Nginx: ("location ^~ /live {", "location ^~ /elsewhere {"),
    fronts.ApacheProxy: ('<Location "/live">', '<Location "/elsewhere">'),
}


@pytest.mark.parametrize("kind", LIVE)
def test_no_path_to_the_relay(kind):
    report = mended(kind, [LIVE[kind]], "WebSocket")
    report.assert_fails("WebSocket", "404", "/live")


PROGRESS = {
    Lighttpd: ('$HTTP["url"] =~ "^/progress(/|$)"', '$HTTP["url"] =~ "^/elsewhere(/|$)"'),
    fronts.Nginx: ("location ^~ /progress/ {", "location ^~ /elsewhere/ {"),
    fronts.ApacheProxy: ('<Location "/progress">', '<Location "/elsewhere">'),
}


@pytest.mark.parametrize("kind", PROGRESS)
def test_no_path_to_progress(kind):
    mended(kind, [PROGRESS[kind]], "progress").assert_fails("progress", "404", "/progress")


UPLOADS = {
    Lighttpd: ('$HTTP["url"] =^ "/uploads"', '$HTTP["url"] =^ "/elsewhere"'),
    fronts.Nginx: ("location ^~ /uploads/ {", "location ^~ /elsewhere/ {"),
    fronts.ApacheProxy: ('<Location "/uploads">', '<Location "/elsewhere">'),
}


@pytest.mark.parametrize("kind", UPLOADS)
def test_no_path_to_uploads(kind):
    """Downloads are then sent by upload.fcgi: that is a warning, not a fault."""
    front = started(kind, [UPLOADS[kind]])
    front.environment["LOADLINE_SENDFILE_HEADER"] = "none"
    mend(front, "front").assert_fails("front", "404", "/uploads")


# --- a path leads to a socket that is not there, or not for the server ---

WRONG = {
    Lighttpd: ('var.sockets + "/upload.sock"', 'var.sockets + "/uploads.sock"'),
    fronts.Nginx: ("fastcgi_pass unix:$loadline_sockets/upload.sock;",
                   "fastcgi_pass unix:$loadline_sockets/uploads.sock;"),
    fronts.ApacheProxy: ("unix:${LOADLINE_SOCKETS}/upload.sock|", "unix:${LOADLINE_SOCKETS}/uploads.sock|"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_the_path_leads_to_a_socket_that_is_not_there(kind):
    front = started(kind, [WRONG[kind]])
    front.environment["LOADLINE_SENDFILE_HEADER"] = "none"
    status = "502" if kind is fronts.Nginx else "503"
    mend(front, "front").assert_fails("front", f"answers {status} at /uploads/", "upload.sock")


# --- a password, in front of everything ---

PASSWORDS = {
    Lighttpd: ("mimetype.assign", 'server.modules += ( "mod_auth", "mod_authn_file" )\n'
               'auth.backend = "plain"\nauth.backend.plain.userfile = "/dev/null"\n'
               'auth.require = ( "" => ( "method" => "basic", "realm" => "x", "require" => '
               '"valid-user" ) )\nmimetype.assign'),
    fronts.Nginx: ("client_max_body_size 0;", 'client_max_body_size 0;\nauth_basic "x";\n'
                   "auth_basic_user_file /dev/null;"),
    fronts.ApacheProxy: ('<Location "/progress">', '<Location "/">\nAuthType Basic\nAuthName x\n'
                         "AuthBasicProvider file\nAuthUserFile /dev/null\nRequire valid-user\n"
                         '</Location>\n<Location "/progress">'),
}


class ApacheWithPasswords(fronts.ApacheProxy):
    modules = (*fronts.ApacheProxy.modules, "auth_basic", "authn_file", "authz_user")


PASSWORDS[ApacheWithPasswords] = PASSWORDS.pop(fronts.ApacheProxy)


@pytest.mark.parametrize("kind", PASSWORDS)
def test_the_web_server_asks_for_a_password(kind):
    mended(kind, [PASSWORDS[kind]], "front").assert_fails("front", "answers 401 at /uploads/")


FORBIDDEN = {
    Lighttpd: ("mimetype.assign", 'server.modules += ( "mod_access" )\n'
               'url.access-deny = ( "" )\nmimetype.assign'),
    fronts.Nginx: ("client_max_body_size 0;", "client_max_body_size 0;\ndeny all;"),
    fronts.ApacheProxy: ('<Location "/progress">', '<Location "/">\nRequire all denied\n'
                         '</Location>\n<Location "/progress">'),
}


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_the_web_server_lets_nobody_in(kind):
    mended(kind, [FORBIDDEN[kind]], "front").assert_fails("front", "answers 403 at /uploads/")


# --- modules ---

class WithoutModules(fronts.ApacheProxy):
    modules = tuple(name for name in fronts.ApacheProxy.modules if name != "proxy_fcgi")


def test_a_module_of_apache_is_not_loaded():
    mended(WithoutModules, (), "front").assert_fails("front", "500", "a2enmod headers proxy proxy_fcgi")

# --- too many requests, pages for errors, impatience ---

class LimitedNginx(fronts.Nginx):
    template = fronts.NGINX.replace(
        "access_log off;", "access_log off;\n"
        "    limit_req_zone $binary_remote_addr zone=all:1m rate=1r/m;\n"
        "    limit_req zone=all burst=5 nodelay;")


def test_requests_are_limited_by_their_number():
    report = mended(LimitedNginx, [("client_max_body_size 0;",) * 2], "rate")
    report.assert_fails("rate", "lets ", "then answers 503", "limit_req zone=loadline_req;")


ERRORS = {
    Lighttpd: ("mimetype.assign", 'server.error-intercept = "enable"\n'
               'server.errorfile-prefix = "/nowhere/"\nmimetype.assign'),
    fronts.Nginx: ("client_max_body_size 0;", "client_max_body_size 0;\nfastcgi_intercept_errors on;\n"
                   "proxy_intercept_errors on;\nerror_page 404 400 412 /error.html;"),
    fronts.ApacheProxy: ('<Location "/progress">', '<Location "/">\nProxyErrorOverride On\n'
                         '</Location>\n<Location "/progress">'),
}


@pytest.mark.parametrize("kind", ERRORS)
def test_error_documents_are_replaced(kind):
    report = mended(kind, [ERRORS[kind]], "errors")
    report.assert_fails("errors", "answer 404 by its own page", "/uploads/")


IDLE = {
    Lighttpd: [("server.max-read-idle  = 60", "server.max-read-idle  = 2")],
    fronts.Nginx: [("proxy_read_timeout 60s;", "proxy_read_timeout 2s;")],
    fronts.ApacheProxy: [("upgrade=websocket timeout=60", "upgrade=websocket"),
                         ("Timeout 330", "Timeout 2")],
}


@pytest.mark.parametrize("kind", IDLE)
def test_silent_connections_are_cut_before_the_beat(kind):
    report = mended(kind, IDLE[kind], "idle", beat_interval="6s")
    report.assert_fails("idle", "cuts a silent WebSocket after", "every 6 s (beat_interval)")


# --- sockets that the web server's user may not use ---

class Closed:
    """Its server is a user who is in no group of the site's."""

    def __init__(self, **settings):
        # The spool becomes the group's only when the programs run already.
        super().__init__(spool_mode="group", **settings)
        self.account = shared_hosting.Account()
        self.group = f"loadline-{secrets.token_hex(4)}"
        subprocess.run(["groupadd", "--system", self.group], check=True)

    def user(self):
        return self.account.name

    def start_front(self):
        self.open_to_user()
        self.folder.mkdir(exist_ok=True)
        super().start_front()

    def open_to_user(self):
        """As the packages leave it: the folder of the sockets and the spool are the group's."""
        self.data.chmod(0o711)
        for top, mode in ((self.sockets, 0o750), (self.spool, 0o2770)):
            for path in (top, *top.rglob("*")):
                shutil.chown(path, group=self.group)
                path.chmod(mode if path.is_dir() else 0o660)

    def stop(self):
        try:
            super().stop()
        finally:
            self.account.remove()
            subprocess.run(["groupdel", self.group], check=True)


class ClosedNginx(Closed, fronts.Nginx):
    pass


class ClosedApache(Closed, fronts.ApacheProxy):
    pass


class ClosedLighttpd(Closed, Lighttpd):
    def __init__(self, **settings):
        super().__init__(**settings)
        self.changes = [("mimetype.assign", f'server.username = "{self.account.name}"\n'
                         f'server.groupname = "{self.account.name}"\nmimetype.assign')]

    def open_to_user(self):
        super().open_to_user()
        shutil.chown(self.data / "scratch", self.account.name)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make users and groups")
@pytest.mark.parametrize("kind, status", [(ClosedNginx, 502), (ClosedApache, 503),
                                          (ClosedLighttpd, 503)])
def test_the_sockets_are_closed_to_the_web_server(kind, status):
    front = started(kind)
    report = mend(front, "front")
    report.assert_fails("front", f"answers {status} at /uploads/")
    assert report.remedy("front")[0][1] == [f"usermod -aG {front.group} {front.account.name}"]
