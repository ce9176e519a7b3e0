# SPDX-License-Identifier: MIT
"""loadline doctor before web servers: those that are shipped, in which it finds nothing, and
those that somebody has got wrong, where it says what and how to put it right."""

import shutil

import pytest

import doctor
import fronts
import shared_hosting
import tokens
from broken_fronts import DataServed, Lighttpd, broken, examine, mended, started

SECRET = b"a secret of thirty-two bytes, or so"


@pytest.mark.parametrize("kind", [fronts.Front, fronts.Fcgid, fronts.ApacheProxy, fronts.Nginx])
def test_shipped(kind):
    front = started(kind)
    try:
        front.start()
        report = examine(front)
    finally:
        front.stop()
    report.assert_good()
    passed = {check for check, _ in report.lines("ok")}
    assert passed >= {"front", "served", "POST", "PATCH", "HEAD", "DELETE", "progress", "streaming",
                      "slash", "chunked", "body-size",
                      "download", "fields", "WebSocket", "events", "relay", "worker", "redis-eviction"}
    assert ("104" in passed) == front.interim


def test_shipped_for_shared_hosting():
    """As the account has it: its own copy, settings and crontab, no relay."""
    front = started(shared_hosting.SharedHosting)
    try:
        front.start()
        front.process()
        program = front.account.home / "loadline/loadline"
        shutil.copy(doctor.PROGRAM, program)
        login = f"LOADLINE_REDIS_URL={front.redis_url('operator')}"
        report = doctor.run(None, front.url, runner=[*front.account.runner, login],
                            program=program)
    finally:
        front.stop()
    report.assert_good()
    assert ("relay", "live_path is empty: clients poll") in report.lines("skip")


BUFFERS = {
    Lighttpd: [("server.stream-request-body  = 1", "server.stream-request-body  = 0")],
    fronts.Nginx: [("fastcgi_request_buffering off;", "")],
}
BUFFER_REMEDY = {Lighttpd: "server.stream-request-body := 1",
                 fronts.Nginx: "fastcgi_request_buffering off;"}


@pytest.mark.parametrize("kind", BUFFERS)
def test_requests_are_collected(kind):
    mended(kind, BUFFERS[kind], "streaming").assert_fails("streaming", BUFFER_REMEDY[kind])


def test_chunks_through_a_server_that_could_stream():
    """Progress moves, though not as it could: no reason to fail."""
    report = broken(fronts.Nginx, BUFFERS[fronts.Nginx], chunk_size="1m")
    assert report.status == 0, report.text
    assert dict(report.lines("warn"))["streaming"].endswith("fastcgi_request_buffering off;")


def test_fcgid_without_chunks():
    front = started(fronts.Fcgid, chunk_size="0")
    try:
        front.start()
        report = examine(front)
    finally:
        front.stop()
    report.assert_fails("streaming", "in the settings", "chunk_size = 1m")


def test_default_limit_of_fcgid():
    report = broken(fronts.Fcgid, [("FcgidMaxRequestLen 1073741824", "")])
    report.assert_fails("body-size", "1.0 MiB is refused", ": 500", "FcgidMaxRequestLen",
                        "128.0 KiB pass")


SIZES = {
    Lighttpd: ("server.max-request-size = 0", "server.max-request-size = 1024"),
    fronts.Nginx: ("client_max_body_size 0;", "client_max_body_size 1m;"),
}
SIZE_REMEDY = {Lighttpd: "server.max-request-size := 0", fronts.Nginx: "client_max_body_size 0;"}


@pytest.mark.parametrize("kind", SIZES)
def test_bodies_are_limited(kind):
    report = mended(kind, [SIZES[kind]], "body-size")
    report.assert_fails("body-size", "2.0 GiB is refused", ": 413", SIZE_REMEDY[kind])


SLASHES = {
    Lighttpd: ('=^ "/uploads" {', '=^ "/uploads/" {'),
    fronts.Nginx: ("location = /uploads {", "location = /elsewhere {"),
    fronts.Fcgid: ('"^/(uploads|progress)(/|$)"', '"^/(uploads/|progress(/|$))"'),
    fronts.ApacheProxy: ('<Location "/uploads">', '<Location "/uploads/">'),
}
SLASH_REMEDY = {Lighttpd: '"^/uploads$"', fronts.Nginx: "location = /uploads",
                fronts.Fcgid: '<LocationMatch "^/uploads(/|$)">',
                fronts.ApacheProxy: '<Location "/uploads">'}


@pytest.mark.parametrize("kind", SLASHES)
def test_the_slash_matters(kind):
    mended(kind, [SLASHES[kind]], "slash").assert_fails("slash", SLASH_REMEDY[kind])


def test_bodies_without_a_length_are_refused():
    report = mended(Lighttpd, [('$REQUEST_HEADER["Content-Length"] == ""',
                                '$REQUEST_HEADER["Content-Length"] == "never"')], "chunked")
    report.assert_fails("chunked", "411", '$REQUEST_HEADER["Content-Length"] == ""')


SENDERS = {
    Lighttpd: ('setenv.set-environment = ( "LOADLINE_SENDFILE" => "x-sendfile2" )', ""),
    fronts.Nginx: ("fastcgi_param LOADLINE_SENDFILE        x-accel-redirect;", ""),
    fronts.ApacheProxy: ("LOADLINE_SENDFILE=x-sendfile", "OTHER=x-sendfile"),
}


@pytest.mark.parametrize("kind", SENDERS)
def test_the_program_sends_files(kind):
    """It works; slow readers cost more than they have to."""
    report = broken(kind, [SENDERS[kind]])
    assert report.status == 0, report.text
    assert "each reader that is slow keeps a thread" in dict(report.lines("warn"))["download"]


PLACES = {
    Lighttpd: ('"x-sendfile-docroot" => ( var.spool )', '"x-sendfile-docroot" => ( "/elsewhere" )'),
    fronts.Nginx: ("alias $loadline_spool/;", "alias /elsewhere/;"),
    fronts.ApacheProxy: ('XSendFilePath "${LOADLINE_SPOOL}"', 'XSendFilePath "/var/empty"'),
}


@pytest.mark.parametrize("kind", PLACES)
def test_the_web_server_cannot_read_the_spool(kind):
    mended(kind, [PLACES[kind]], "download").assert_fails("download", "cannot send a finished file")


FIELDS = {
    Lighttpd: ('$HTTP["url"] !~ "^/(uploads|progress|live)(/|$)"', '$HTTP["url"] =~ ""'),
    fronts.Nginx: ("add_header Content-Security-Policy $upstream_http_content_security_policy;",
                   "add_header Content-Security-Policy \"default-src 'self'\";"),
    fronts.ApacheProxy: ("LimitRequestBody 0", "LimitRequestBody 0\n    Header append "
                         "Content-Security-Policy \"default-src 'self'\""),
}


@pytest.mark.parametrize("kind", FIELDS)
def test_fields_of_downloads_are_changed(kind):
    broken(kind, [FIELDS[kind]]).assert_fails("fields", "sandbox; default-src 'none'")


UPGRADES = {
    Lighttpd: ('proxy.header = ( "upgrade" => "enable" )', ""),
    fronts.Nginx: ("proxy_set_header Upgrade $http_upgrade;", ""),
    fronts.ApacheProxy: ("upgrade=websocket", ""),
}
UPGRADE_REMEDY = {Lighttpd: 'proxy.header := ( "upgrade" => "enable" )',
                  fronts.Nginx: "proxy_set_header Upgrade $http_upgrade;",
                  fronts.ApacheProxy: "upgrade=websocket"}


@pytest.mark.parametrize("kind", UPGRADES)
def test_no_websocket(kind):
    report = mended(kind, [UPGRADES[kind]], "WebSocket")
    report.assert_fails("WebSocket", UPGRADE_REMEDY[kind])
    assert "events" in dict(report.lines("ok"))


EVENTS = {
    Lighttpd: ("server.stream-response-body = 1", "server.stream-response-body = 0"),
    fronts.Nginx: ("proxy_buffering off;",
                   "proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;"),
}
EVENTS_REMEDY = {Lighttpd: "server.stream-response-body := 1", fronts.Nginx: "proxy_buffering off;"}


@pytest.mark.parametrize("kind", EVENTS)
def test_events_are_collected(kind):
    report = mended(kind, [EVENTS[kind]], "events")
    report.assert_fails("events", EVENTS_REMEDY[kind])
    assert "WebSocket" in dict(report.lines("ok"))


METHODS = {
    Lighttpd: ('mimetype.assign', 'server.modules += ( "mod_access" )\n'
               '$HTTP["request-method"] == "PATCH" { url.access-deny = ( "" ) }\n'
               'mimetype.assign'),
    fronts.Nginx: ("fastcgi_request_buffering off;",
                   "fastcgi_request_buffering off; limit_except GET POST DELETE { deny all; }"),
    fronts.ApacheProxy: ("LimitRequestBody 0",
                         "LimitRequestBody 0\n<Limit PATCH>\nRequire all denied\n</Limit>"),
}
METHODS_REMEDY = {Lighttpd: "url.access-deny", fronts.Nginx: "no limit_except",
                  fronts.ApacheProxy: "no <Limit>"}


@pytest.mark.parametrize("kind", METHODS)
def test_patch_is_forbidden(kind):
    report = broken(kind, [METHODS[kind]])
    report.assert_fails("PATCH", ": 403", METHODS_REMEDY[kind])
    assert "HEAD" in dict(report.lines("ok"))


def test_delete_is_forbidden():
    """Nothing stays although the method does not pass."""
    report = broken(fronts.Nginx, [
        ("fastcgi_request_buffering off;",
         "fastcgi_request_buffering off; limit_except GET POST PATCH { deny all; }")])
    report.assert_fails("DELETE", "no limit_except")


def test_settings_in_the_document_root():
    broken(DataServed, ()).assert_fails("served", "loadline.conf", "/secret",
                                        "move it out of the folder that the web server serves")


def test_interim_answers_do_not_pass():
    report = broken(fronts.Nginx, (), interim_responses="yes")
    report.assert_fails("104", "interim_responses = no")


def test_links_lead_elsewhere():
    report = broken(fronts.Nginx, [
        ("client_max_body_size 0;", "client_max_body_size 0; fastcgi_param HTTP_HOST inner;")])
    report.assert_fails("links", "clients are sent to http://inner", "public_url")


def test_no_program_behind_the_path():
    report = broken(fronts.Nginx, [("location ^~ /uploads/", "location ^~ /elsewhere/")])
    report.assert_fails("front", "not upload.fcgi", "location ^~ /uploads/ {", "fastcgi_pass unix:")


@pytest.mark.parametrize("dropped", [False, True])
def test_tokens(dropped):
    """With the secret of HS256 it makes itself a token; with the others it is given one."""
    front = started(fronts.ApacheProxy, [("CGIPassAuth On", "CGIPassAuth Off")] if dropped else (),
                    auth="token")
    key = front.data / "key"
    key.write_bytes(SECRET)
    key.chmod(0o600)
    front.environment["LOADLINE_TOKEN_KEYS"] = str(key)
    given = front.data / "token"
    given.write_text(tokens.make(SECRET) + "\n")
    try:
        front.start()
        reports = [examine(front), examine(front, "--token-file", given)]
    finally:
        front.stop()
    for report in reports:
        if dropped:
            report.assert_fails("Authorization", "CGIPassAuth On")
        else:
            report.assert_good()
            assert ("Authorization", "passes") in report.lines("ok")
