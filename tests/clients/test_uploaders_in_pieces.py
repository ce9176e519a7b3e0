# SPDX-License-Identifier: MIT
"""Uploaders in a browser send a file in pieces: none of them passes for a file.

The user is told that it failed, and nothing is stored.
"""

import pytest

from conftest import CHUNK, SIZE
from ledger import status

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


@pytest.mark.parametrize("client", PIECES)
def test_pieces_become_one_upload(books, browse, client):
    library, options = PIECES[client]
    books.whole(browse(library, chunk=CHUNK, options=options))


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
def test_single_piece_is_stored_or_refused(books, browse, client):
    library, options = SINGLE[client]
    books.consistent(browse(library, chunk=SIZE * 2, options=options))


@pytest.mark.parametrize("client", ["resumable.js", "flow.js", "simple-uploader.js"])
def test_asking_for_a_piece_is_not_answered_with_success(books, browse, client):
    library, options = PIECES[client]
    came = browse(library, chunk=CHUNK, options=options)
    books.refused(came)
    asked = [answer for answer in came["answers"] if answer.startswith("GET")]
    assert asked and set(asked) == {"GET 204"}, came


@pytest.mark.parametrize("kind", ["local", "limbo"])
def test_filepond_is_given_no_file_in_place_of_one_that_it_stored(browse, kind):
    """It asks by GET with ?load= or ?restore=, and takes the body of any answer of success for the file."""
    came = browse("filepond-again", options={"source": "0" * 32, "type": kind})
    assert came["reported"] == "error", came
    assert [status(one) for one in came["answers"]] == [404], came
