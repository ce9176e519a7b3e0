# SPDX-License-Identifier: MIT
"""Files in chunks as browser uploaders send them, by visitors that keep their cookies as browsers do."""

import json
import os
import time
import urllib.parse
import uuid

import requests

import files
import forms
import uploaders
import waiting

JQUERY = "application/json, text/javascript, */*; q=0.01"


class Visitor:
    """A browser; headers are sent with every request."""

    def __init__(self, site, **headers):
        self.base = f"{site.url}/uploads/"
        self.session = requests.Session()
        self.session.headers.update({"Referer": f"{site.url}/", **headers})

    def ask(self, method, target="", data=None, follow=True, **headers):
        """By the path below the collection."""
        return self.session.request(method, self.base + target, data=data, timeout=30, allow_redirects=follow,
                                    headers={name.replace("_", "-"): value for name, value in headers.items()})

    def cookies(self):
        """For a request of this browser that the test sends by other means."""
        return "; ".join(f"{one.name}={one.value}" for one in self.session.cookies)

    def form(self, *parts, target="", follow=True, **headers):
        return self.ask("POST", target, forms.body(*parts), follow,
                        Content_Type=f"multipart/form-data; boundary={forms.BOUNDARY}",
                        **{"Accept": "application/json", **headers})

    def chunk(self, said, data, **more):
        """said: the fields of the chunk; or the header fields and the name, as jquery() makes them."""
        if "Content-Range" in said:
            headers = {name: value for name, value in said.items() if name != "name"}
            part = forms.part(f'name="files[]"; filename="{said["name"]}"', data)
            return self.form(part, **{"Accept": JQUERY, **headers, **more})
        return self.form(*uploaders.chunk(said, data), **more)

    def raw(self, said, data, **more):
        """The chunk as the body itself, its fields in the query."""
        return self.ask("POST", "?" + urllib.parse.urlencode(said), data,
                        **{"Content_Type": "application/octet-stream", **more})

    def file(self, client, data, step, order=None):
        """The answers to all chunks, in this order of their numbers."""
        pieces = cut(data, step)
        return [self.chunk(client(at, len(pieces), len(data), step), pieces[at])
                for at in (range(len(pieces)) if order is None else order)]


def cut(data, step):
    return [data[at:at + step] for at in range(0, len(data), step)]


def jquery(index, count, size, step, name="a file"):
    last = min(size, (index + 1) * step) - 1
    return {"name": name, "Content-Range": f"bytes {index * step}-{last}/{size}",
            "Content-Disposition": f'attachment; filename="{urllib.parse.quote(name)}"'}


def named(client, **fields):
    """The client with other fields: its name or id."""
    return lambda *numbers: client(*numbers) | fields


def fine(file_id):
    return named(uploaders.fine, qquuid=file_id)


def new_id():
    return str(uuid.uuid4())


def own_fine():
    return fine(new_id())


def upload_of(answer):
    """How the answer to a chunk or a file describes the upload."""
    document = answer.json()
    return (document.get("uploads") or document.get("files"))[0]


def is_whole(site, answers, data):
    """All chunks became one upload of these bytes; its id."""
    assert [answer.status_code for answer in answers] == [200] * len(answers), [one.text for one in answers]
    [upload_id] = {upload_of(answer)["id"] for answer in answers}
    holds(site, upload_id, data)
    return upload_id


def holds(site, upload_id, data):
    """The upload ends, and has these bytes."""
    waiting.until(lambda: on_disk(site, upload_id)["state"] == "done", f"{upload_id} is done")
    assert files.sha256(site.data_file(upload_id).read_bytes()) == files.sha256(data)


def record_of(site, upload_id):
    return site.spool / upload_id[:2] / upload_id


def on_disk(site, upload_id):
    """The record, which the test may read whoever owns the upload."""
    return json.loads((record_of(site, upload_id) / "info.json").read_text(encoding="utf-8"))


def abandon(site, upload_id, seconds=60):
    """As if its last byte had come so long ago."""
    folder = record_of(site, upload_id)
    record = on_disk(site, upload_id)
    then = time.time() - seconds
    record["updated_at"] = int(then * 1000)
    (folder / "info.json").write_text(json.dumps(record), encoding="utf-8")
    for path in (folder / "data", folder / "pieces"):
        if path.exists():
            os.utime(path, (then, then))


def is_refused(answer, status, code, words):
    """For good: in the body that the uploader hands on, the reason is `error`."""
    document = answer.json()
    assert (answer.status_code, document["code"]) == (status, code), answer.text
    assert words in document["error"], answer.text
    assert document["success"] is False and document["preventRetry"] is True
