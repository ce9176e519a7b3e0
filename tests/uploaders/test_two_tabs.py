# SPDX-License-Identifier: MIT
"""Two tabs send the same file at once: both end well, and no file is a mixture."""

import pytest

from conftest import SIZE
from libraries import LIBRARIES

CHUNK = SIZE // 15


@pytest.mark.parametrize("name", LIBRARIES)
def test_two_tabs_with_one_file(books, network, visitor, name):
    library = LIBRARIES[name]
    tabs = [visitor.open(name) for _ in range(2)]
    network.hold_at(SIZE // 3)
    for number, tab in enumerate(tabs, 1):
        tab.start(chunk=CHUNK, options=library.retries)
        network.wait_held(number * library.at_once)
    network.let_go()
    came = [tab.insist() for tab in tabs]
    assert [one["reported"] for one in came] == ["success", "success"], came
    uploads = books.new()
    assert len(uploads) == (2 if library.id_is_its_own else 1), (uploads, came)
    for upload_id in uploads:
        books.holds(upload_id)
