# SPDX-License-Identifier: MIT
"""The judge of the other tests: a client that fails by itself was not refused."""

import pytest

import clients
import stack
from conftest import CHUNK, NAME


def by_curl(endpoint, material):
    return clients.by_tool("curl", "--fail-with-body", "-sS", "--write-out", clients.TELL,
                           "-F", f"file=@{material}", endpoint)


def by_wget(endpoint, material):
    return clients.by_tool("wget", "-nv", "-S", "-O", "-", "--tries=1", f"--post-file={material}", endpoint)


def by_java(endpoint, material):
    return clients.by_java(endpoint, str(material), NAME, CHUNK)


def by_script(run, client):
    return lambda endpoint, material: run(client=client, endpoint=endpoint, file=str(material),
                                          name=NAME, chunk=CHUNK)


SENDERS = {
    "curl": by_curl,
    "wget": by_wget,
    "java": by_java,
    **{one: by_script(clients.by_node, one)
       for one in ("tus-js-client", "tus-js-client-5", "fetch form", "fetch stream", "axios form",
                   "axios stream")},
    **{one: by_script(clients.by_python, one)
       for one in ("tuspy", "tuspy_async", "aiohttp_form", "aiohttp_stream", "requests_form",
                   "requests_stream", "httpx_form", "httpx_stream")},
}


@pytest.mark.parametrize("sender", SENDERS)
def test_a_client_that_reaches_nobody_was_not_refused(books, material, sender):
    came = SENDERS[sender](f"http://127.0.0.1:{stack.free_port()}/uploads/", material)
    assert came["reported"] == "error", came
    with pytest.raises(AssertionError):
        books.refused(came)


@pytest.mark.parametrize("sender", SENDERS)
def test_a_client_that_is_refused_says_by_which_answer(site, books, material, sender):
    """Nothing can be sent there."""
    came = SENDERS[sender](f"{site.url}/progress/", material)
    books.refused(came)
