# SPDX-License-Identifier: MIT
"""The libraries, and what a page says to each: a row for each."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Library:
    """on, off: what turns chunks on and off, everything else being as the library has it. What is called work is
    handed to the page; its `options` go to the library."""

    on: dict
    off: dict
    retries: dict                   # options: it tries again by itself
    resumes: dict | None = None     # work: it goes on where another page was; None: it cannot
    parallel: dict | None = None    # options: it sends several chunks at once; None: it cannot
    at_once: int = 1                # chunks, by default
    id_is_its_own: bool = False     # each page has another identifier for the same file

    def patient(self):
        """Work: it tries again by itself, and its user goes on where it was."""
        resumes = self.resumes or {}
        return {**resumes, "options": {**self.retries, **resumes.get("options", {})}}


HUGE = {"chunk": 1 << 30}  # for those that make one chunk of a smaller file
# The answer to the last request is this one's: that of a chunk may be empty.
ALL_SENT = {"success": {"endpoint": "/uploads/"}}

LIBRARIES = {
    "dropzone": Library(
        on={"options": {"chunking": True}}, off={},
        retries={"retryChunks": True, "retryChunksLimit": 20},
        parallel={"parallelChunkUploads": True}, id_is_its_own=True),
    "resumable": Library(on={}, off=HUGE, retries={}, resumes={}, parallel={}, at_once=3),
    "flow": Library(on={}, off=HUGE, retries={"maxChunkRetries": 20}, resumes={}, parallel={},
                    at_once=3),
    "simple": Library(on={}, off=HUGE, retries={"maxChunkRetries": 20}, resumes={}, parallel={},
                      at_once=3),
    "fine": Library(
        on={"options": {"chunking": {"enabled": True}}}, off={},
        retries={"retry": {"enableAuto": True, "autoAttemptDelay": 0, "maxAutoAttempts": 20}},
        resumes={"options": {"resume": {"enabled": True}}},
        parallel={"chunking": {"concurrent": {"enabled": True}, **ALL_SENT}}, id_is_its_own=True),
    "filepond": Library(on={"options": {"chunkUploads": True}}, off={}, retries={},
                        id_is_its_own=True),
    # These two have no size of chunks by default.
    "plupload": Library(on={"chunk": 1 << 20}, off={}, retries={"max_retries": 20}),
    "jquery": Library(on={"chunk": 1 << 20}, off={}, retries={}, resumes={"resume": True}),
}
