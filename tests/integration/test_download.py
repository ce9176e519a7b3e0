# SPDX-License-Identifier: MIT
"""A finished upload is given back, whole or in part, as something to save."""

import hashlib
import os
import subprocess
import urllib.parse

import pytest
import requests

import conftest
import files
import stack
import tus
import waiting

SIZE = 300001


@pytest.fixture(scope="module")
def data():
    # It begins as the picture that it is declared to be: a program in disguise is refused.
    return (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\2\0\0\0"
            + files.real_bytes(SIZE))[:SIZE]


def uploaded(site, data, **metadata):
    """The URL of a finished upload."""
    upload = tus.Upload.create(f"{site.url}/uploads/", len(data), **metadata)
    assert upload.patch(data).status == 204
    site.wait_state(upload.id, "done")
    return upload.url


@pytest.fixture(scope="module")
def url(site, data):
    return uploaded(site, data, filename="Übung 1.png", filetype="image/png")


def get(url, **headers):
    return requests.get(url, timeout=20, headers={
        "Accept-Encoding": "identity", **{k.replace("_", "-"): v for k, v in headers.items()}})


def test_whole(url, data):
    answer = get(url)
    assert answer.status_code == 200
    assert answer.content == data
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Length"] == str(SIZE)
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["ETag"] == f'"{hashlib.sha256(data).hexdigest()}"'
    assert answer.headers["Content-Disposition"] == \
        "attachment; filename=\"__bung 1.png\"; filename*=UTF-8''%C3%9Cbung%201.png"


def test_head_is_get_without_the_file(url):
    answer = requests.head(url, timeout=20, headers={"Accept-Encoding": "identity"})
    assert answer.status_code == 200
    assert answer.headers["Content-Length"] == str(SIZE)
    assert "Upload-Offset" not in answer.headers


def test_head_of_tus_is_not_the_file(url):
    answer = requests.head(url, timeout=20, headers=tus.VERSION)
    assert answer.headers["Upload-Offset"] == str(SIZE)


@pytest.mark.parametrize("field, first, last", [
    ("bytes=0-0", 0, 0), ("bytes=1000-70000", 1000, 70000), ("bytes=300000-", 300000, 300000),
    ("bytes=-5", SIZE - 5, SIZE - 1), ("bytes=299999-999999", 299999, SIZE - 1)])
def test_range(url, data, field, first, last):
    answer = get(url, Range=field)
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert answer.content == data[first:last + 1]


@pytest.mark.parametrize("field", ["bytes=0-1,5-6", "bytes=9-1", "lines=1-2", "nonsense"])
def test_a_range_that_is_none_is_ignored(url, data, field):
    answer = get(url, Range=field)
    assert answer.status_code == 200
    assert answer.content == data


@pytest.mark.parametrize("field", [f"bytes={SIZE}-", "bytes=-0"])
def test_a_range_outside(url, field):
    answer = get(url, Range=field)
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{SIZE}"
    assert answer.json()["code"] == "range_not_satisfiable"


def test_conditions(url, data):
    tag = get(url).headers["ETag"]
    assert get(url, If_None_Match=tag).status_code == 304
    assert get(url, If_None_Match='"other"').status_code == 200
    assert get(url, Range="bytes=0-9", If_Range=tag).content == data[:10]
    for other in ('"other"', "W/" + tag, "Sun, 06 Nov 1994 08:49:37 GMT"):
        assert get(url, Range="bytes=0-9", If_Range=other).status_code == 200


@pytest.mark.parametrize("name, kind", [("a.html", "text/html"), ("a.svg", "image/svg+xml"),
                                        ("a.xml", "image/png2"), ("a.js", "text/javascript")])
def test_what_a_browser_might_run_is_not_named(own_page, name, kind):
    answer = get(uploaded(own_page, b"<script>alert(1)</script>", filename=name, filetype=kind))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")


def test_a_name_cannot_add_fields_or_paths(own_page):
    name = '..\\..\\a"; x=y\r\nSet-Cookie: a=b/../c.txt'
    answer = get(uploaded(own_page, b"x", filename=name, filetype="text/plain"))
    assert "Set-Cookie" not in answer.headers
    field = answer.headers["Content-Disposition"]
    given = urllib.parse.unquote(field.split("filename*=UTF-8''")[1])
    assert not set(given) & set('/\\"\r\n')
    assert field.count('"') == 2


def test_not_before_it_is_finished(site, data):
    upload = tus.Upload.create(f"{site.url}/uploads/", SIZE, filename="a.bin")
    answer = get(upload.url)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_finished")
    with upload.begin(SIZE) as sender:
        sender.send(data[:1000])
    assert get(upload.url).status_code == 409


def test_only_with_the_key(site, url):
    path, key = url.rsplit(".", 1)
    for wrong in (path, f"{path}.{'0' * len(key)}", f"{path}.{key}x"):
        assert get(wrong).status_code == 404
    assert get(f"{site.url}/uploads/{'0' * 32}.{'0' * 32}").status_code == 404


@pytest.fixture(scope="module")
def own_page():
    """A site without stages: the declared type is what there is."""
    yield from conftest.running(stack.Stack(stages=""))


@pytest.fixture
def custom(request):
    yield from conftest.running(stack.Stack(stages="", **request.param))


@pytest.mark.parametrize("custom", [{"download": "no"}], indirect=True)
def test_downloads_may_be_switched_off(custom, data):
    answer = get(uploaded(custom, data, filename="a.png"))
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


LIGHTTPD = """
server.modules = ( "mod_fastcgi" )
server.bind = "127.0.0.1"
server.port = {port}
server.document-root = "{empty}"
fastcgi.server = ( "/uploads/" => (( "socket" => "{socket}", "check-local" => "disable",
    "x-sendfile" => "enable", "x-sendfile-docroot" => ( "{spool}" ) )) )
"""


@pytest.mark.parametrize("custom", [{"sendfile_header": "x-sendfile"}], indirect=True)
def test_the_web_server_sends_the_file(custom, data, tmp_path):
    url = uploaded(custom, data, filename="a.png", filetype="image/png")
    port = stack.free_port()
    settings = tmp_path / "lighttpd.conf"
    settings.write_text(LIGHTTPD.format(port=port, empty=tmp_path, spool=custom.spool,
                                        socket=custom.sockets / "upload.sock"))
    with subprocess.Popen(["/usr/sbin/lighttpd", "-D", "-f", settings]) as server:
        try:
            waiting.until(lambda: stack.answers(port), "lighttpd answers")
            front = url.replace(f":{custom.port}/", f":{port}/")
            answer = get(front)
            assert answer.content == data
            assert answer.headers["Content-Type"] == "image/png"
            assert answer.headers["Content-Disposition"].startswith("attachment;")
            assert "X-Sendfile" not in answer.headers
            part = get(front, Range="bytes=1000-1999")
            assert part.status_code == 206
            assert part.content == data[1000:2000]
        finally:
            server.terminate()


NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; fastcgi_temp_path {folder}/fastcgi;
    proxy_temp_path {folder}/proxy; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location /uploads/ {{ include /etc/nginx/fastcgi_params; fastcgi_pass unix:{socket}; }}
        location /spool/ {{ internal; alias {spool}/; }}
    }}
}}
"""


@pytest.mark.parametrize("custom", [{"sendfile_header": "x-accel-redirect",
                                     "sendfile_prefix": "/spool"}], indirect=True)
def test_nginx_sends_the_file(custom, data, tmp_path):
    url = uploaded(custom, data, filename="a.png", filetype="image/png")
    port = stack.free_port()
    settings = tmp_path / "nginx.conf"
    user = "user root;\n" if os.geteuid() == 0 else ""
    settings.write_text(user + NGINX.format(port=port, folder=tmp_path, spool=custom.spool,
                                            socket=custom.sockets / "upload.sock"))
    with subprocess.Popen(["/usr/sbin/nginx", "-c", settings]) as server:
        try:
            waiting.until(lambda: stack.answers(port), "nginx answers")
            front = url.replace(f":{custom.port}/", f":{port}/")
            answer = get(front)
            assert answer.content == data
            assert answer.headers["Content-Type"] == "image/png"
            assert answer.headers["Content-Disposition"].startswith("attachment;")
            part = get(front, Range="bytes=1000-1999")
            assert part.status_code == 206
            assert part.content == data[1000:2000]
        finally:
            server.terminate()
