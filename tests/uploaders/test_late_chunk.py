# SPDX-License-Identifier: MIT
"""One of the first chunks is the last to arrive: what comes before it waits in the spool, and counts."""

import pytest

import waiting
from conftest import SIZE
from libraries import LIBRARIES

CHUNK = SIZE // 15
PARALLEL = [name for name, library in LIBRARIES.items() if library.parallel is not None]


@pytest.mark.parametrize("name", PARALLEL)
def test_first_chunk_is_the_last_to_arrive(site, books, network, visitor, name):
    tab = visitor.open(name)
    network.hold_first()
    tab.start(chunk=CHUNK, options=LIBRARIES[name].parallel)
    upload_id = waiting.until(books.new, "an upload begins")[0]
    waiting.until(lambda: site.pieces(upload_id) >= SIZE // 2, "most of it waits for that chunk", 60)
    waiting.until(lambda: site.progress(upload_id).json().get("received", 0) >= SIZE // 2, "it counts")
    network.let_go()
    assert books.whole(tab.outcome()) == upload_id
    assert not site.pieces(upload_id)
