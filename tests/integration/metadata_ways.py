# SPDX-License-Identifier: MIT
"""Each way in which an upload is created with metadata: a function gives the upload's URL."""

import base64
import uuid

import requests

import draft
import filepond
import forms
import tus
import tus_talk
import uploaders


def pairs(values):
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in values.items())


def by_tus(site, values):
    upload = tus.Upload.create(f"{site.url}/uploads/", 5, **values)
    assert upload.patch(b"hello").status == 204
    return upload.url


def by_concatenation(site, values):
    talk = tus_talk.Talk(site)
    part = talk.sized(5, **{"Upload-Concat": "partial", "Upload-Metadata": pairs({"project": "of the part"})})
    assert talk.patch(part, b"hello").status == 204
    answer = talk.post({"Upload-Concat": f"final;{part}", "Upload-Metadata": pairs(values)})
    assert answer.status == 201, answer.text
    return answer.headers["Location"]


def by_draft(site, values):
    upload = draft.Upload.create(site.url, b"hello", complete=True, Upload_Metadata=pairs(values))
    return site.url + upload.path


def one_url(answer):
    assert answer.status_code in (200, 201), answer.text
    said = answer.json()
    return (said["uploads"][0] if "uploads" in said else said)["url"]


def by_form(site, values):
    return one_url(forms.post(site, *uploaders.fields(values), forms.part('name="f"; filename="a.txt"', b"hello")))


def by_put(site, values):
    return one_url(requests.put(f"{site.url}/uploads/a.txt", params=values, data=b"hello", timeout=30))


def by_post(site, values):
    return one_url(requests.post(f"{site.url}/uploads/", params={"name": "a.txt", **values}, data=b"hello", timeout=30,
                                 headers={"Content-Type": "application/octet-stream"}))


def by_dropzone(site, values):
    said = {**uploaders.dropzone(0, 1, 5, 10), "dzuuid": str(uuid.uuid4())}
    said |= {"dzchunksize": 3, "dztotalchunkcount": 2}
    answer = forms.post(site, *uploaders.chunk({**said, **values}, b"hel"))
    assert answer.status_code == 200, answer.text
    said |= {"dzchunkindex": 1, "dzchunkbyteoffset": 3}
    return one_url(forms.post(site, *uploaders.chunk({**said, "project": "of a later chunk"}, b"lo")))


def by_fine_uploader(site, values):
    """As the body, with the fields in the query."""
    said = {"qquuid": str(uuid.uuid4()), "qqtotalparts": 2, "qqtotalfilesize": 5, "qqchunksize": 3,
            "qqfilename": "a.txt"}
    for index, data in enumerate((b"hel", b"lo")):
        mine = {**said, "qqpartindex": index, "qqpartbyteoffset": 3 * index, "qqchunksize": len(data)}
        answer = requests.post(f"{site.url}/uploads/", params={**mine, **values}, data=data, timeout=30,
                               headers={"Content-Type": "application/octet-stream"})
        assert answer.status_code == 200, answer.text
    return one_url(answer)


def by_filepond(site, values):
    answer = forms.post(site, *uploaders.fields(values), accept="*/*", **{"Upload-Length": "5"})
    assert answer.status_code == 201, answer.text
    filepond.send(site, answer.text, b"hello", 3)
    return f"{site.url}/uploads/{answer.text}"


WAYS = {name.removeprefix("by_"): way for name, way in globals().items() if name.startswith("by_")}
