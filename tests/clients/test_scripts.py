# SPDX-License-Identifier: MIT
"""What scripts send: forms and raw bodies, with a Content-Length or without, from Python and Node."""

import pytest

import clients
from conftest import NAME

NAMED = "named%20so.bin"


@pytest.fixture
def send(site, material):
    """send(program, client, path, **work)"""
    def run(program, client, path="/uploads/", **work):
        by = {"python": clients.by_python, "node": clients.by_node}[program]
        return by(client=client, endpoint=site.url + path, file=str(material), name=NAME, **work)
    return run


@pytest.mark.parametrize("path", ["/uploads/", "/uploads"])
@pytest.mark.parametrize("client", ["requests_form", "httpx_form", "aiohttp_form"])
def test_form_from_python(books, send, client, path):
    books.whole(send("python", client, path))


def test_form_of_aiohttp_whose_name_is_not_quoted(books, send):
    books.whole(send("python", "aiohttp_form", quote_fields=False))


@pytest.mark.parametrize("client", ["fetch form", "axios form"])
def test_form_from_node(books, send, client):
    books.whole(send("node", client))


STREAMS = [("python", "requests_stream"), ("python", "httpx_stream"), ("python", "aiohttp_stream"),
           ("node", "fetch stream"), ("node", "axios stream")]


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize("program, client", STREAMS)
def test_body_without_a_length(books, send, program, client, method):
    books.whole(send(program, client, f"/uploads/{NAMED}", method=method), "named so.bin")


@pytest.mark.parametrize("program, client", STREAMS)
def test_body_without_a_length_or_a_name(books, send, program, client):
    books.whole(send(program, client), "")


@pytest.mark.parametrize("client", ["fetch stream", "axios stream"])
def test_piece_without_a_length_is_refused(books, send, client):
    books.refused(send("node", client, f"/uploads/{NAMED}", method="PUT",
                       headers={"Content-Range": "bytes 0-2999999/9000000"}))
