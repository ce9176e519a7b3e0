# SPDX-License-Identifier: MIT
"""Parts and final uploads of tus' concatenation, for tests of final uploads that are unfinished."""

import tus_talk
import waiting

PARTIAL = {"Upload-Concat": "partial"}
DEFERRED = {"Upload-Defer-Length": "1", **PARTIAL}


def part(talk, size, **headers):
    """The URL of a part without a byte; size None: it is declared later."""
    return talk.create({**(DEFERRED if size is None else {"Upload-Length": str(size), **PARTIAL}),
                        **headers})


def final(talk, urls, **headers):
    """The answer to a request for the final upload of these parts."""
    return talk.post({"Upload-Concat": "final;" + " ".join(urls), **headers})


def make(talk, urls, **headers):
    """The URL of a final upload."""
    answer = final(talk, urls, **headers)
    assert answer.status == 201, answer.text
    return answer.headers["Location"]


def send(talk, url, data, offset=0, **headers):
    answer = talk.patch(url, data, offset, headers)
    assert answer.status == 204, answer.text


def lengths(talk, url):
    """Upload-Offset and Upload-Length, as HEAD has them."""
    head = talk.head(url)
    assert head.status == 200, head.status
    return tuple(head.headers.get(name) for name in ("Upload-Offset", "Upload-Length"))


def last(url):
    return url.rsplit("/", 1)[1]


def progress(talk, url):
    """The document, or {} if there is none."""
    answer = talk.site.progress(tus_talk.identity(url))
    return answer.json() if answer.status_code == 200 else {}


def wait_progress(talk, url, seconds=20, **members):
    """The document, as soon as its members are these."""
    def look():
        document = progress(talk, url)
        return document if members.items() <= document.items() else None
    return waiting.until(look, f"{url} has {members}", seconds)


def folder(talk, url):
    return talk.site.data_file(tus_talk.identity(url)).parent
