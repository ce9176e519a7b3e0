# SPDX-License-Identifier: MIT
"""What the site made of an upload: the whole file, once, or nothing."""

import files


def status(answer):
    """Of "POST 400"."""
    return int(answer.split()[1])


def brought(came):
    """The answers to requests that brought bytes and were accepted."""
    return [one for one in came["answers"]
            if one.split()[0] in ("POST", "PATCH") and 200 <= status(one) < 300]


def assert_refused(came):
    """The client says that it failed, and one of the answers that it saw was a refusal."""
    assert came["reported"] == "error", came
    # A preflight that failed is no refusal, nor is a connection that broke, nor an answer of 500.
    assert any(400 <= status(one) < 500 for one in came["answers"]), came
    assert all(status(one) < 500 for one in came["answers"]), came


class Ledger:
    """Compares the spool with what it was when the test began."""

    def __init__(self, site, material):
        self.site = site
        self.material = material
        self.before = self.uploads()

    def uploads(self):
        """The ids in the spool."""
        return {path.name for path in self.site.spool.glob("??/*") if path.is_dir()}

    def new(self):
        return sorted(self.uploads() - self.before)

    def whole(self, came, name=None):
        """The client reports success, and the site has its file: whole, once, named so."""
        assert came["reported"] == "success", came
        new = self.new()
        assert len(new) == 1, (new, came)
        self.holds(new[0], name)
        return new[0]

    def holds(self, upload_id, name=None):
        """This upload is the file: whole, and named so."""
        document = self.site.wait_state(upload_id, "done", "failed")
        assert document["state"] == "done", document
        wanted = self.material.read_bytes()
        stored = self.site.data_file(upload_id).read_bytes()
        assert files.sha256(stored) == files.sha256(wanted) == files.digest_of(document)
        assert (document["size"], document["received"]) == (len(wanted), len(wanted))
        assert (document["name"] or "") == (self.material.name if name is None else name)

    def refused(self, came):
        """The client was refused and reports it, and no byte of its file is stored."""
        assert_refused(came)
        self.nothing(came)

    def nothing(self, came):
        stored = {one: self.site.stored(one) for one in self.new()}
        assert not any(stored.values()), (stored, came)
        states = {one: self.site.progress(one).json().get("state") for one in stored}
        assert "done" not in states.values(), (states, came)

    def consistent(self, came, name=None):
        """Whole where the client reports success, nothing where it reports an error."""
        if came["reported"] == "success":
            self.whole(came, name)
        else:
            self.refused(came)
