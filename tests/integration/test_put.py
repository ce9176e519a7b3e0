# SPDX-License-Identifier: MIT
"""PUT of a file, as curl -T sends it."""

import json

import pytest
import requests

import fcgi
import files
import keys
import tus
import waiting


def put(site, name, data, **headers):
    return requests.put(f"{site.url}/uploads/{name}", data=data, headers=headers, timeout=30)


def test_one_upload(site):
    data = files.real_bytes(300_000)
    answer = put(site, "gr%C3%BC%C3%9F%20dich%2Fa+b.bin", data, **{"Content-Type": "x/y"})
    assert answer.status_code == 201, answer.text
    described = answer.json()
    assert described["url"] == answer.headers["Location"]
    assert described["name"] == "gr\u00fc\u00df dich/a+b.bin" and described["type"] == "x/y"
    assert described["size"] == len(data) and described["field"] is None
    document = site.wait_state(described["id"], "done", "failed")
    assert document["name"] == described["name"] and files.digest_of(document) == files.sha256(data)
    assert tus.Upload(answer.headers["Location"]).offset() == len(data)


def test_a_method_that_is_refused_names_the_others(site, talk):
    """RFC 9110 section 15.5.6."""
    url = talk.sized(3)
    for answer in (put(site, url.rpartition("/")[2], b"x"), requests.post(f"{site.url}/uploads/a.txt", timeout=30)):
        assert answer.status_code == 405, answer.text
        assert {"GET", "HEAD", "PATCH", "DELETE"} <= set(answer.headers["Allow"].split(", ")) - {answer.request.method}
        assert answer.request.method not in answer.headers["Allow"].split(", ")


@pytest.mark.parametrize("field", ["application/x-www-form-urlencoded",
                                   "Application/X-WWW-Form-Urlencoded; charset=UTF-8"])
def test_type_that_tools_send_unasked_says_nothing_of_the_file(site, field):
    """Programs that are declared as something else are refused, and curl and wget declare all as this."""
    described = put(site, "tool", files.real_bytes(300_000), **{"Content-Type": field}).json()
    assert described["type"] is None
    document = site.wait_state(described["id"], "done", "failed")
    assert document["state"] == "done", document
    assert document["result"]["type"] == "application/x-sharedlib"


def test_empty(site):
    answer = put(site, "empty", b"")
    assert answer.status_code == 201
    assert site.wait_state(answer.json()["id"], "done")["size"] == 0


def test_unknown_length(site):
    """As mod_proxy_fcgi and nginx pass on a chunked body; lighttpd knows no such thing."""
    data = files.real_bytes(200_000)
    answer = fcgi.ask(site.sockets / "upload.sock", "PUT", "/uploads/chunked", data,
                      HTTP_TRANSFER_ENCODING="chunked")
    assert answer.status == 201
    document = site.wait_state(json.loads(answer.body)["id"], "done", "failed")
    assert document["size"] == len(data) and files.digest_of(document) == files.sha256(data)


def test_two_of_one_name_are_two(site):
    assert put(site, "same", b"1").json()["id"] != put(site, "same", b"1").json()["id"]


def test_cut_short_is_failed(site):
    before = {path.parent.name for path in site.spool.glob("*/*/info.json")}
    with tus.Connection(site.url) as connection:
        connection.head("PUT", "/uploads/cut", {"Content-Length": "100000"})
        connection.send(b"x" * 50_000)
        [made] = waiting.until(lambda: {path.parent.name for path in
                                        site.spool.glob("*/*/info.json")} - before, "it is made")
        site.wait_stored(made, 50_000)
    document = site.wait_state(made, "failed")
    assert document["error"]["code"] == "interrupted" and document["received"] == 50_000


@pytest.mark.parametrize("way", ["PUT", "form"])
def test_deleted_while_it_is_sent_is_cancelled(site, way):
    """Not failed: the webhook and everybody who watches it learn that it was deleted."""
    before = {path.parent.name for path in site.spool.glob("*/*/info.json")}
    head = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f.bin"\r\n\r\n' if way == "form" else b""
    with tus.Connection(site.url) as connection:
        if way == "form":
            connection.head("POST", "/uploads/", {"Content-Length": "100000",
                                                  "Content-Type": "multipart/form-data; boundary=x"})
        else:
            connection.head("PUT", "/uploads/cut", {"Content-Length": "100000"})
        connection.send(head + b"x" * 50_000)
        [made] = waiting.until(lambda: {path.parent.name for path in
                                        site.spool.glob("*/*/info.json")} - before, "it is made")
        key = keys.key_of((site.data / "secret").read_bytes().rstrip(), made.encode()).decode()
        answer = requests.delete(f"{site.url}/uploads/{made}.{key}", headers=tus.VERSION, timeout=20)
        assert answer.status_code == 204, answer.text
    document = site.wait_state(made, "cancelled", "failed", "deleted")
    assert document["state"] == "cancelled" and document["error"] is None


def test_what_is_no_name(site):
    assert put(site, "", b"x").status_code == 405
    assert put(site, "a%00b", b"x").status_code == 400
    assert put(site, "x" * 5000, b"x").status_code == 400
    url = put(site, "real", b"x").headers["Location"]
    assert requests.put(url, data=b"y", timeout=10).status_code == 405
