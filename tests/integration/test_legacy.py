# SPDX-License-Identifier: MIT
"""Progress for pages that were written for older modules: the real ones of nginx and Apache are asked the
same questions at the same byte."""

import json
import pathlib
import re
import uuid

import pytest
import requests

import conftest
import fcgi
import files
import forms
import old_servers
import stack
import waiting

DATA = b"x" * 900_000
NGINX_HEADERS = ("Content-Type", "Expires", "Cache-Control")
LIGHTTPD_HEADERS = {
    "Content-Type": "text/xml", "Pragma": "no-cache", "Expires": "Thu, 19 Nov 1981 08:52:00 GMT",
    "Cache-Control": "no-store, no-cache, must-revalidate, post-check=0, pre-check=0"}

nginx_module = pytest.mark.skipif(
    not pathlib.Path("/usr/lib/nginx/modules/ngx_http_uploadprogress_module.so").exists(),
    reason="libnginx-mod-http-uploadprogress is not installed")
apache_module = pytest.mark.skipif(
    not pathlib.Path("/usr/lib/apache2/modules/mod_upload_progress.so").exists(),
    reason="libapache2-mod-upload-progress is not installed")


@pytest.fixture(name="small_site", scope="module")
def make_small_site():
    """Refuses files over 1 MB, as the old servers do."""
    yield from conftest.running(stack.Stack(max_size="1m"))


class Upload:
    """The same form sent to the site and to an old server, in steps."""

    def __init__(self, site, old, alias):
        self.alias = alias
        self.body = forms.body(forms.part('name="f"; filename="x"', DATA))
        self.sent = 0
        self.senders = [forms.Sender(port, f"/uploads/?X-Progress-ID={alias}", len(self.body))
                        for port in (site.port, old.port)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for sender in self.senders:
            sender.socket.close()

    def send(self, count):
        for sender in self.senders:
            sender.send(self.body[self.sent:self.sent + count])
        self.sent += count


def ask(port, target, method="GET", **headers):
    return requests.request(method, f"http://127.0.0.1:{port}{target}", headers=headers, timeout=10)


def shape(text):
    return re.sub(r"\d+", "0", text)


def as_lighttpd_says(value):
    """lighttpd passes the type of scripts on under its newer name (RFC 9239)."""
    return re.sub("^application/javascript", "text/javascript", value or "")


def same(ours, theirs, headers=NGINX_HEADERS, exact=False):
    """Both answers are alike, but for the numbers."""
    assert ours.status_code == theirs.status_code
    if ours.status_code == 200:
        assert (ours.text if exact else shape(ours.text)) == \
            (theirs.text if exact else shape(theirs.text))
        for name in headers:
            assert as_lighttpd_says(ours.headers.get(name)) == \
                as_lighttpd_says(theirs.headers.get(name)), name


class Pair:
    """Asks both; PATHS are (ours, theirs)."""

    def __init__(self, site, old, paths):
        self.site, self.old, self.paths = site, old, paths

    def compare(self, query, exact=False, method="GET", **headers):
        for ours, theirs in self.paths:
            mine = ask(self.site.port, f"/progress/legacy/{ours}{query}", method, **headers)
            same(mine, ask(self.old.port, f"/{theirs}{query}", method, **headers), exact=exact)

    def wait(self, query, text):
        """Until both say so: neither tells at once."""
        waiting.until(lambda: text in ask(self.site.port, f"/progress/legacy/{self.paths[0][0]}"
                                          f"{query}").text, f"{self.paths[0][0]} says {text}")
        self.wait_old(query, text)

    def wait_old(self, query, text):
        """Until the old server says so. nginx's module does not count bytes that come in one piece
        with the header fields: it must have seen those before the first byte is sent."""
        path = f"/{self.paths[0][1]}{query}"
        waiting.until(lambda: text in ask(self.old.port, path).text, f"{path} says {text}")


@pytest.fixture(name="nginx")
def make_nginx(small_site):
    with old_servers.nginx(small_site.url) as old:
        yield Pair(small_site, old, [("nginx", "json"), ("nginx-jsonp", "jsonp"),
                                     ("nginx-javascript", "default"), ("nginx-java", "java")])


@pytest.fixture(name="apache")
def make_apache(small_site):
    with old_servers.apache(small_site.url) as old:
        yield Pair(small_site, old, [("apache", "json")])


@nginx_module
def test_nginx_step_by_step(nginx):
    alias = uuid.uuid4().hex
    query = f"?X-Progress-ID={alias}"
    nginx.compare(query, exact=True)
    with Upload(nginx.site, nginx.old, alias) as upload:
        nginx.wait_old(query, '"uploading"')
        for _ in range(3):
            upload.send(200_000)
            nginx.wait(query, f'"received" : {upload.sent},')
            nginx.compare(query, exact=True)
            nginx.compare(query, exact=True, method="HEAD")
            nginx.compare(f"?a=1&X-Progress-ID={alias}&callback=a.b_c$", exact=True)
            nginx.compare("", exact=True, **{"X-Progress-ID": alias})
        upload.send(len(upload.body))
        assert [sender.status() for sender in upload.senders] == [201, 201]
    nginx.wait(query, '"done"')
    nginx.compare(query, exact=True)


@nginx_module
def test_nginx_errors(nginx):
    alias = uuid.uuid4().hex
    query = f"?X-Progress-ID={alias}"
    for path in ("", "?x=1"):
        nginx.compare(path)
    nginx.compare("?X-Progress-ID=", exact=True)
    nginx.compare(query, method="POST")
    nginx.compare(query, method="DELETE")
    with Upload(nginx.site, nginx.old, alias) as upload:
        nginx.wait_old(query, '"uploading"')
        upload.send(100_000)
        nginx.wait(query, '"received" : 100000,')
    nginx.wait(query, '"error"')
    nginx.compare(query, exact=True)


@nginx_module
def test_nginx_too_large(nginx):
    """Refused by its length there, at the byte that is too much here: the answer is the same."""
    alias = uuid.uuid4().hex
    body = forms.body(forms.part('name="f"; filename="x"', b"x" * 2_200_000))
    for port in (nginx.site.port, nginx.old.port):
        with forms.Sender(port, f"/uploads/?X-Progress-ID={alias}", len(body)) as sender:
            try:
                sender.send(body)
            except OSError:
                pass # it has answered already
    nginx.wait(f"?X-Progress-ID={alias}", '"error"')
    nginx.compare(f"?X-Progress-ID={alias}", exact=True)


def send_until_told(apache, upload, query):
    """Apache tells at most once a second, when the next bytes come."""
    def step():
        upload.send(1000)
        return '"uploading"' in ask(apache.old.port, f"/json{query}").text
    upload.send(100_000)
    waiting.until(step, "Apache tells of the upload")
    apache.wait(query, '"uploading"')


@apache_module
def test_apache_step_by_step(apache):
    alias = f"Old.page:{uuid.uuid4().hex}"
    query = f"?X-Progress-ID={alias}"
    apache.compare(query, exact=True)
    with Upload(apache.site, apache.old, alias) as upload:
        send_until_told(apache, upload, query)
        apache.compare(query)
        apache.compare(f"?X-Progress-ID={alias.upper()}")
        apache.compare("", **{"X-Progress-ID": alias})
        apache.compare(query, method="HEAD")
        upload.send(len(upload.body))
        assert [sender.status() for sender in upload.senders] == [201, 201]
    apache.wait(query, '"done"')
    apache.compare(query)


@apache_module
def test_apache_errors(apache):
    alias = uuid.uuid4().hex
    query = f"?X-Progress-ID={alias}"
    for bad in ("", "?X-Progress-ID=", "?X-Progress-ID=short", "?X-Progress-ID=abc%20defgh",
                f"?X-Progress-ID={'a' * 129}", f"{query}&callback=", f"{query}&callback=a(b)",
                f"{query}&callback={'a' * 65}"):
        apache.compare(bad)
    apache.compare(f"?X-Progress-ID={'a' * 128}", exact=True)
    apache.compare("", exact=True, **{"X-Progress-ID": "aZ09-_.:/!{}"})
    apache.compare(query, method="POST")
    with Upload(apache.site, apache.old, alias) as upload:
        send_until_told(apache, upload, query)
    apache.wait(query, '"error"')
    apache.compare(query, exact=True)


@apache_module
def test_apache_jsonp(apache):
    """Its text is the same; its type is one that today's browsers take for a script."""
    for callback in ("cb", "a" * 64, "$.x_1"):
        query = f"?X-Progress-ID=abcdefgh&callback={callback}"
        ours = ask(apache.site.port, f"/progress/legacy/apache{query}")
        assert ours.text == ask(apache.old.port, f"/json{query}").text
        assert as_lighttpd_says(ours.headers["Content-Type"]) == "text/javascript"


def test_script_types_as_the_programs_send_them(site):
    """Behind a front end that changes nothing."""
    for name, kind in (("nginx-jsonp", "application/javascript"),
                       ("nginx-javascript", "text/javascript"), ("nginx-java", "text/javascript"),
                       ("nginx", "application/json"), ("apache", "application/json")):
        answer = fcgi.ask(site.sockets / "progress.sock", "GET",
                          f"/progress/legacy/{name}?X-Progress-ID=abcdefgh")
        assert answer.status == 200 and answer.headers["content-type"] == kind


class OwnUpload:
    """A form of two files at a known byte, sent to the site alone."""

    def __init__(self, site, alias, target="", first=b""):
        self.site, self.alias = site, alias
        self.data = files.real_bytes(200_000)
        self.body = forms.body(first, forms.part('name="a"; filename="one"', self.data),
                               forms.part('name="b"; filename="t\u00fc"'.encode().decode(),
                                          self.data))
        self.sender = forms.Sender(site.port, f"/uploads/{target}", len(self.body))
        self.sender.send(self.body[:300_000])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sender.socket.close()

    def ask(self, path):
        return ask(self.site.port, f"/progress/legacy/{path}?X-Progress-ID={self.alias}")

    def wait(self, path, text):
        return waiting.until(lambda: text in (answer := self.ask(path)).text and answer,
                             f"{path} says {text}")

    def finish(self):
        self.sender.send(self.body[300_000:])
        assert self.sender.status() == 201


def test_lighttpd(site):
    """Also by the last segment of the form's own URL."""
    alias = uuid.uuid4().hex
    with OwnUpload(site, alias, target=alias) as upload:
        answer = upload.wait("lighttpd", "<received>300000</received>")
        assert answer.text == ('<?xml version="1.0" encoding="iso-8859-1"?><upload><size>'
                               f'{len(upload.body)}</size><received>300000</received></upload>')
        for name, value in LIGHTTPD_HEADERS.items():
            assert answer.headers[name] == value
        upload.finish()
        assert upload.wait("lighttpd", "not in progress").text == "not in progress"


def test_php_session(site):
    alias = uuid.uuid4().hex
    first = forms.part('name="PHP_SESSION_UPLOAD_PROGRESS"', alias.encode())
    with OwnUpload(site, alias, first=first) as upload:
        upload.wait("php", '"bytes_processed":300000,"done":false')
        waiting.until(lambda: len(upload.ask("php").json()["files"]) == 2, "both files are known")
        waiting.until(lambda: (listed := upload.ask("php").json()["files"]) and listed[0]["done"]
                      and listed[1]["bytes_processed"] > 0, "one is done, the other has bytes")
        shown = upload.ask("php").json()
        assert list(shown) == ["start_time", "content_length", "bytes_processed", "done", "files"]
        assert shown["content_length"] == len(upload.body)
        one, two = shown["files"]
        assert list(one) == ["field_name", "name", "tmp_name", "error", "done", "start_time",
                             "bytes_processed"]
        assert (one["field_name"], one["name"], one["done"]) == ("a", "one", True)
        assert (two["field_name"], two["name"], two["done"]) == ("b", "t\u00fc", False)
        assert one["bytes_processed"] == 200_000 and shown["start_time"] <= one["start_time"]
        upload.finish()
        upload.wait("php", f'"bytes_processed":{len(upload.body)},"done":true')


def test_pecl(site):
    alias = uuid.uuid4().hex
    first = forms.part('name="UPLOAD_IDENTIFIER"', alias.encode())
    assert ask(site.port, f"/progress/legacy/pecl?X-Progress-ID={alias}").text == "null"
    with OwnUpload(site, alias, first=first) as upload:
        told = {"bytes_uploaded": "300000", "files_uploaded": "1", "fieldname": "b"}
        shown = waiting.until(lambda: (now := json.loads(upload.ask("pecl").text or "null")) and
                              told.items() <= now.items() and now, "the second file has begun")
        assert list(shown) == ["upload_id", "fieldname", "filename", "time_start", "time_last",
                               "speed_average", "speed_last", "bytes_uploaded", "bytes_total",
                               "files_uploaded", "est_sec"]
        assert shown["upload_id"] == alias
        assert shown["bytes_total"] == str(len(upload.body))
        upload.finish()
        upload.wait("pecl", "null")


def test_default_format_is_a_setting(site, own_site):
    assert own_site  # quickstart's own is nginx
    for target in ("/progress?X-Progress-ID=abcdefgh", "/progress/?X-Progress-ID=abcdefgh"):
        answer = ask(site.port, target)
        assert answer.text == '{ "state" : "starting" }\r\n'
    assert ask(site.port, "/progress", **{"X-Progress-ID": "a"}).text.startswith("{ ")


@pytest.mark.parametrize("name,text", [
    ("apache", '{ "state" : "starting", "uuid" : "abcdefgh" }\r\n'),
    ("lighttpd", "not in progress"), ("nginx-java", "new Object({ 'state' : 'starting' })\r\n")])
def test_other_default_formats(name, text):
    for site in conftest.running(stack.Stack(legacy_format=name)):
        assert ask(site.port, "/progress?X-Progress-ID=abcdefgh").text == text


def test_ids_are_no_aliases_and_are_never_printed(site):
    alias = uuid.uuid4().hex
    forms.post(site, forms.part('name="f"; filename="x"', b"x"), target=f"?X-Progress-ID={alias}")
    key = waiting.until(lambda: site.redis().keys(f"loadline:alias:@*:{alias}"),
                        "the alias is known")
    upload_id = site.redis().get(key[0])
    site.wait_state(upload_id, "done")
    for name in ("nginx", "nginx-jsonp", "nginx-java", "apache", "lighttpd", "php", "pecl"):
        by_id = ask(site.port, f"/progress/legacy/{name}?X-Progress-ID={upload_id}").text
        assert "done" not in by_id
        assert upload_id not in ask(site.port, f"/progress/legacy/{name}?X-Progress-ID={alias}").text


def test_no_such_format(site):
    for name in ("", "iis", "nginx/x"):
        assert ask(site.port, f"/progress/legacy/{name}?X-Progress-ID=abcdefgh").status_code == 404


def test_callbacks_are_checked(site):
    for name in ("nginx-jsonp", "nginx-javascript", "apache"):
        for bad in ("a(b)", "a%3Cb", "", "a" * 65, "a b", "%2F%2A"):
            answer = ask(site.port,
                         f"/progress/legacy/{name}?X-Progress-ID=abcdefgh&callback={bad}")
            assert answer.status_code == 400


def test_no_jsonp_for_ambient_credentials():
    """A page of another site could read it with its visitor's own rights; JSON it cannot."""
    for site in conftest.running(stack.Stack(auth="server")):
        def asked(name, query="", user="ann", site=site):
            return fcgi.ask(site.sockets / "progress.sock", "GET",
                            f"/progress/legacy/{name}?X-Progress-ID=abcdefgh{query}",
                            **({"REMOTE_USER": user} if user else {})).status
        assert asked("nginx") == asked("apache") == 200
        assert asked("nginx-jsonp") == asked("nginx-javascript", "&callback=f") == 403
        assert asked("apache", "&callback=f") == 403
        assert asked("nginx", user="") == 401


def test_aliases_are_each_owners_own():
    alias = uuid.uuid4().hex
    body = forms.body(forms.part('name="f"; filename="x"', b"x"))
    for site in conftest.running(stack.Stack(auth="server")):
        sent = fcgi.ask(site.sockets / "upload.sock", "POST", f"/uploads/?X-Progress-ID={alias}",
                        body, REMOTE_USER="ann", CONTENT_LENGTH=str(len(body)),
                        HTTP_SEC_FETCH_SITE="same-origin",
                        CONTENT_TYPE=f"multipart/form-data; boundary={forms.BOUNDARY}")
        assert sent.status == 201, sent.body

        def seen(user, site=site):
            return fcgi.ask(site.sockets / "progress.sock", "GET",
                            f"/progress/legacy/nginx?X-Progress-ID={alias}",
                            REMOTE_USER=user).body
        waiting.until(lambda: b"done" in seen("ann"), "ann sees her upload")
        assert b"starting" in seen("bob")


def test_without_redis_it_is_unavailable(own_site):
    own_site.stop_component("redis")
    answer = ask(own_site.port, "/progress/legacy/nginx?X-Progress-ID=abcdefgh")
    assert answer.status_code == 503
