# SPDX-License-Identifier: MIT
"""Uploaders in a browser send a file in pieces, which become one upload."""

import pytest

from conftest import CHUNK, SIZE
from ledger import brought, status

PIECES = {
    "resumable.js": ("resumable", {}),
    "resumable.js without asking": ("resumable", {"testChunks": False}),
    "resumable.js, raw": ("resumable", {"testChunks": False, "method": "octet"}),
    "flow.js": ("flow", {}),
    "flow.js without asking": ("flow", {"testChunks": False}),
    "flow.js, raw": ("flow", {"testChunks": False, "method": "octet"}),
    "simple-uploader.js": ("simple", {}),
    "simple-uploader.js, raw": ("simple", {"testChunks": False, "method": "octet"}),
    "dropzone": ("dropzone", {}),
    "dropzone in parallel": ("dropzone", {"parallelChunkUploads": True}),
    "jquery": ("jquery", {}),
    "jquery, raw": ("jquery", {"multipart": False}),
    "plupload": ("plupload", {}),
    "plupload, raw": ("plupload", {"multipart": False}),
    "plupload by offset": ("plupload", {"send_chunk_number": False}),
    "fine-uploader": ("fine", {}),
    "fine-uploader, concurrent": ("fine", {"chunking": {"concurrent": {"enabled": True}}}),
    "filepond": ("filepond", {"chunkRetryDelays": []}),
}


# How a page of another origin sends and gets the cookie that tells visitors apart.
WITH_COOKIES = {
    "resumable": {"withCredentials": True},
    "flow": {"withCredentials": True},
    "simple": {"withCredentials": True},
    "jquery": {"xhrFields": {"withCredentials": True}},
    "plupload": {"required_features": {"send_browser_cookies": True}},
}


@pytest.mark.parametrize("client", PIECES)
def test_pieces_become_one_upload(books, browse, crossing, client):
    library, options = PIECES[client]
    cookies = WITH_COOKIES.get(library, {}) if crossing else {}
    came = browse(library, chunk=CHUNK, options=options | cookies)
    books.whole(came)
    assert len(brought(came)) >= SIZE // CHUNK, came


@pytest.mark.parametrize("crossing", [True], ids=["cross origin"])
@pytest.mark.parametrize("library", WITH_COOKIES)
def test_pieces_of_a_visitor_without_the_cookie_are_refused(books, browse, library):
    came = browse(library, chunk=CHUNK)
    books.refused(came)
    assert "visitor_unknown" in came["text"], came


# These call a file that fits into one piece a piece too: the only one.
SINGLE = {
    "resumable.js": ("resumable", {}),
    "flow.js": ("flow", {}),
    "simple-uploader.js": ("simple", {}),
    "plupload": ("plupload", {}),
    "dropzone": ("dropzone", {"forceChunking": True}),
    "fine-uploader": ("fine", {"chunking": {"mandatory": True}}),
    "filepond": ("filepond", {"chunkForce": True, "chunkRetryDelays": []}),
}


@pytest.mark.parametrize("client", SINGLE)
def test_single_piece_is_the_file(books, browse, crossing, client):
    library, options = SINGLE[client]
    cookies = WITH_COOKIES.get(library, {}) if crossing else {}
    books.whole(browse(library, chunk=SIZE * 2, options=options | cookies))


@pytest.mark.parametrize("client", ["resumable.js", "flow.js", "simple-uploader.js"])
def test_asking_for_a_piece_that_is_missing_is_not_answered_with_success(books, browse, crossing,
                                                                         client):
    library, options = PIECES[client]
    cookies = WITH_COOKIES[library] if crossing else {}
    came = browse(library, chunk=CHUNK, options=options | cookies)
    books.whole(came)
    asked = [answer for answer in came["answers"] if answer.startswith("GET")]
    assert asked and set(asked) == {"GET 204"}, came


@pytest.mark.parametrize("kind", ["local", "limbo"])
def test_filepond_is_given_no_file_in_place_of_one_that_it_stored(browse, kind):
    """It asks by GET with ?load= or ?restore=, and takes the body of any answer of success for the file."""
    came = browse("filepond-again", options={"source": "0" * 32, "type": kind})
    assert came["reported"] == "error", came
    assert [status(one) for one in came["answers"]] == [404], came
