# SPDX-License-Identifier: MIT
"""Sites whose pages have an uploader of somebody else."""

import shutil

import requests

import fronts
import stack
import waiting


class InPieces:
    """What a site stores of an upload whose pieces may come in any order."""

    def upload_folder(self, upload_id):
        return self.spool / upload_id[:2] / upload_id

    def pieces(self, upload_id):
        """Bytes of the complete pieces that lie beyond a gap."""
        total = 0
        for path in (self.upload_folder(upload_id) / "pieces").glob("[0-9]*"):
            try:
                total += path.stat().st_size
            except FileNotFoundError:
                pass # it has just been joined
        return total

    def stored(self, upload_id):
        """Pieces first: what is joined meanwhile counts twice rather than never."""
        ahead = self.pieces(upload_id)
        return ahead + super().stored(upload_id)

    def stored_in_chunks(self, upload_id, chunk):
        """Bytes of chunks that are stored whole, at least."""
        return self.pieces(upload_id) + stack.Stack.stored(self, upload_id) // chunk * chunk


class Lighttpd(InPieces, stack.Stack):
    """The pages are on another port than the rest, `pages_port`."""

    def is_there(self):
        try:
            return requests.get(f"http://127.0.0.1:{self.pages_port}/uploads/", timeout=10).ok
        except requests.RequestException:
            return False

    def kill_receiver(self):
        """kill -9, and another one starts."""
        self.kill("upload")
        self.start_component("upload")
        self.revive()

    def revive(self):
        waiting.until(self.is_there, "the site receives uploads")


class Fcgid(InPieces, fronts.Fcgid):
    """Apache serves the pages, and starts the programs."""

    def __init__(self, pages, **settings):
        # The programs that Apache starts have these from a file of their own.
        self.settings = {**self.settings, "empty_uploads_per_client": 0, **settings}
        super().__init__()
        self.pages = pages

    def start_front(self):
        shutil.copytree(self.pages, self.folder / "root")
        super().start_front()

    def chunk_size(self):
        answer = requests.get(f"{self.url}/uploads/", headers={"Accept": "application/json"},
                              timeout=10)
        return answer.json()["chunk_size"]
