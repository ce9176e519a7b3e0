# SPDX-License-Identifier: MIT
"""Uploaders in a browser send a file in one request: it is stored, whole and once."""

import pytest

FORMS = {
    "dropzone": ("dropzone", {}),
    "jquery": ("jquery", {}),
    "plupload": ("plupload", {}),
    "fine-uploader": ("fine", {}),
    "filepond": ("filepond", {}),
    "uppy": ("uppy", {"plugin": "xhr"}),
    "axios form": ("axios", {"sender": "axios", "form": True}),
    "fetch form": ("axios", {"sender": "fetch", "form": True}),
}


@pytest.mark.parametrize("path", ["/uploads/", "/uploads"])
@pytest.mark.parametrize("client", FORMS)
def test_form_is_stored(books, browse, client, path):
    library, options = FORMS[client]
    books.whole(browse(library, path, options=options))


# A raw body carries no name but the one in its path or in Content-Disposition.
RAW = {
    "dropzone": ("dropzone", {"binaryBody": True}, ""),
    "jquery": ("jquery", {"multipart": False}, None),
    "plupload": ("plupload", {"multipart": False}, None),
    "uppy": ("uppy", {"plugin": "xhr", "xhr": {"formData": False}}, ""),
    "uppy by PUT": ("uppy", {"plugin": "xhr", "xhr": {"formData": False, "method": "PUT"}}, ""),
    "axios": ("axios", {"sender": "axios"}, ""),
    "axios by PUT": ("axios", {"sender": "axios", "method": "PUT"}, ""),
    "fetch": ("axios", {"sender": "fetch"}, ""),
}


@pytest.mark.parametrize("client", RAW)
def test_raw_body_is_stored(books, browse, client):
    library, options, name = RAW[client]
    path = "/uploads/unnamed" if "PUT" in client else "/uploads/"
    books.whole(browse(library, path, options=options),
                "unnamed" if "PUT" in client else name)


HEADERS = {"Cache-Control": "no-cache", "X-Request-ID": "1", "X-Requested-With": "XMLHttpRequest"}


@pytest.mark.parametrize("sender", ["axios", "fetch"])
def test_raw_body_is_named_by_its_path_whatever_else_it_carries(books, browse, sender):
    options = {"sender": sender, "headers": HEADERS}
    books.whole(browse("axios", "/uploads/named%20so.bin", options=options), "named so.bin")


def test_fine_uploader_with_its_fields_in_the_query(books, browse):
    options = {"request": {"forceMultipart": False, "paramsInBody": False}}
    books.consistent(browse("fine", options=options))


def test_id_that_filepond_keeps_is_one_word(books, browse):
    came = browse("filepond")
    upload_id = books.whole(came)
    assert came["text"].startswith(upload_id)
    assert len(came["text"].split()) == 1


def test_uppy_sends_a_bundle(books, browse):
    options = {"plugin": "xhr", "xhr": {"bundle": True}}
    books.whole(browse("uppy", options=options))
