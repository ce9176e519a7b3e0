# SPDX-License-Identifier: MIT
"""Chunks in the order that is worst for the site, as no browser sends them but a network may."""

import concurrent.futures
import uuid

import pytest

import chunks
import uploaders
from conftest import NAME, SIZE

COUNT = 40
STEP = SIZE // COUNT + 1 # the last is shorter
AT_ONCE = 3

# What tells a file apart from another one is in each chunk of these.
SPEAKERS = {"dropzone": uploaders.dropzone, "resumable": uploaders.resumable,
            "flow": uploaders.flow, "simple-uploader": uploaders.simple,
            "fine-uploader": uploaders.fine}
# A first chunk of these begins a file anew, so nothing comes before it.
NAMELESS = {"plupload": uploaders.plupload, "plupload by offset": uploaders.plupload_offset,
            "jquery": lambda *numbers: chunks.jquery(*numbers, NAME)}


def backwards(_):
    return list(reversed(range(COUNT)))


def from_both_ends(_):
    return [place for i in range(COUNT // 2) for place in (COUNT - 1 - i, i)]


def every_other_first(_):
    return [*range(1, COUNT, 2), *range(0, COUNT, 2)]


def shuffled_with_repeats(rng):
    places = 2 * list(range(COUNT))
    rng.shuffle(places)
    return places


ORDERS = [backwards, from_both_ends, every_other_first, shuffled_with_repeats]


class Sender:
    """One visitor's requests."""

    def __init__(self, site, speak, data):
        self.speak = speak
        self.data = data
        self.visitor = chunks.Visitor(site)
        self.own_id = str(uuid.uuid4())
        # Whoever asks is given a cookie.
        self.visitor.session.get(self.visitor.base, params=uploaders.flow(0, COUNT, len(data), STEP), timeout=30)

    def fields(self, index, length):
        fields = self.speak(index, COUNT, len(self.data), STEP)
        own = {"dzuuid": self.own_id, "qquuid": self.own_id, "qqchunksize": length}
        return {name: own.get(name, NAME if value == "a file" else value)
                for name, value in fields.items()}

    def send(self, index):
        data = self.data[index * STEP:(index + 1) * STEP]
        said = self.fields(index, len(data))
        if "Content-Range" in said:
            return self.visitor.chunk(said, data).status_code
        parts = uploaders.chunk(said, data, disposition=f'name="file"; filename="{NAME}"')
        return self.visitor.form(*parts).status_code


def assert_whole(books, statuses):
    assert set(statuses) == {200}, statuses
    books.whole({"reported": "success", "answers": [f"POST {one}" for one in statuses]})


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("speaker", SPEAKERS)
def test_chunks_one_after_the_other(site, books, material, rng, speaker, order):
    sender = Sender(site, SPEAKERS[speaker], material.read_bytes())
    assert_whole(books, [sender.send(index) for index in order(rng)])


@pytest.mark.parametrize("speaker", SPEAKERS)
def test_chunks_at_once(site, books, material, rng, speaker):
    sender = Sender(site, SPEAKERS[speaker], material.read_bytes())
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        statuses = list(pool.map(sender.send, shuffled_with_repeats(rng)))
    assert_whole(books, statuses)


@pytest.mark.parametrize("speaker", NAMELESS)
def test_chunks_of_no_file_that_was_begun_are_refused(site, books, material, speaker):
    sender = Sender(site, NAMELESS[speaker], material.read_bytes())
    statuses = [sender.send(index) for index in backwards(None)]
    assert statuses == [409] * (COUNT - 1) + [200]
    assert_whole(books, [sender.send(index) for index in range(1, COUNT)])
