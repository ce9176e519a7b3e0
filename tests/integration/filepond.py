# SPDX-License-Identifier: MIT
"""Requests as FilePond sends them; what its source does is noted with each."""

import requests

import forms

CHUNK_TYPE = "application/offset+octet-stream"


def collection(site):
    return f"{site.url}/uploads/"


def begin(site, size, metadata="{}", **headers):
    """It asks for an id by a form that holds only its metadata."""
    parts = [] if metadata is None else [forms.part('name="filepond"', metadata.encode())]
    return forms.post(site, *parts, accept="*/*", **{"Upload-Length": str(size), **headers})


def begun(site, size, metadata="{}", **headers):
    """The id."""
    answer = begin(site, size, metadata, **headers)
    assert answer.status_code == 201, answer.text
    return answer.text


def id_of(server_id):
    return server_id.partition(".")[0]


def patch(site, server_id, data, offset, size, name="größe.bin", query="?", **headers):
    """One chunk. Browsers send the bytes of the name's UTF-8. query: that of the page's own URL, to be continued."""
    return requests.patch(f"{collection(site)}{query}patch={server_id}", data=data, timeout=30, headers={
        "Content-Type": CHUNK_TYPE, "Upload-Offset": str(offset), "Upload-Length": str(size),
        **({} if name is None else {"Upload-Name": name.encode()}), **headers})


def offset(site, server_id, **headers):
    """Where it would resume."""
    answer = requests.head(f"{collection(site)}?patch={server_id}", timeout=30, headers=headers)
    assert (answer.status_code, answer.content) == (200, b"")
    return int(answer.headers["Upload-Offset"])


def send(site, server_id, data, step, start=0, size=None, **headers):
    """All chunks from an offset on, also an empty one if the step divides the size; size: of the file, if these are
    not all its bytes."""
    for at in range(start, len(data) + 1, step):
        answer = patch(site, server_id, data[at:at + step], at, size or len(data), **headers)
        assert answer.status_code == 204, answer.text


def whole(site, data, name="picture.png", kind="application/octet-stream", **headers):
    """A file in one form: the metadata, and the file under the same name."""
    disposition = f'name="filepond"; filename="{name}"\r\nContent-Type: {kind}'
    return forms.post(site, forms.part('name="filepond"', b"{}"), forms.part(disposition, data),
                      accept="*/*", **headers)


def revert(site, server_id, **headers):
    return requests.delete(collection(site), data=server_id, timeout=30,
                           headers={"Content-Type": "text/plain;charset=UTF-8", **headers})


def get(site, word, server_id, method="GET", **headers):
    return requests.request(method, f"{collection(site)}?{word}={server_id}", timeout=30,
                            headers=headers)
