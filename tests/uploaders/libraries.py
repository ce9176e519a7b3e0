# SPDX-License-Identifier: MIT
"""The libraries, and what a page says to each: a row for each."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Library:
    """on, off: what turns chunks on and off, everything else being as the library has it."""

    on: dict
    off: dict
    retries: dict                  # options: it tries again by itself
    resumes: dict | None = None    # work: it goes on where another page was; None: it cannot
    id_is_its_own: bool = False    # each page has another identifier for the same file


HUGE = {"chunk": 1 << 30}  # for those that make one chunk of a smaller file

LIBRARIES = {
    "dropzone": Library(
        on={"options": {"chunking": True}}, off={},
        retries={"retryChunks": True, "retryChunksLimit": 20}, id_is_its_own=True),
    "resumable": Library(on={}, off=HUGE, retries={}, resumes={}),
    "flow": Library(on={}, off=HUGE, retries={"maxChunkRetries": 20}, resumes={}),
    "simple": Library(on={}, off=HUGE, retries={"maxChunkRetries": 20}, resumes={}),
    "fine": Library(
        on={"options": {"chunking": {"enabled": True}}}, off={},
        retries={"retry": {"enableAuto": True, "autoAttemptDelay": 0, "maxAutoAttempts": 20}},
        resumes={"options": {"resume": {"enabled": True}}}, id_is_its_own=True),
    "filepond": Library(on={"options": {"chunkUploads": True}}, off={}, retries={},
                        id_is_its_own=True),
    # These two have no size of chunks by default.
    "plupload": Library(on={"chunk": 1 << 20}, off={}, retries={"max_retries": 20}),
    "jquery": Library(on={"chunk": 1 << 20}, off={}, retries={}, resumes={"resume": True}),
}
