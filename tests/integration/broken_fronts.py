# SPDX-License-Identifier: MIT
"""Front ends that somebody has got wrong, and what loadline doctor finds of them."""

import os
import shutil

import pytest

import doctor
import files
import fronts
import mending
import shared_hosting
import stack
import tus


class Lighttpd(fronts.Front):
    """Another lighttpd before quickstart's programs, with changes."""

    web = stack.ROOT / "web/dist"

    def start_front(self):
        self.folder.mkdir(exist_ok=True)
        self.front_port = stack.free_port()
        self.spawn(["lighttpd", "-D", "-f", self.changed_folder() / "loadline.conf"],
                   env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin",
                        "SITE_ADDRESS": "127.0.0.1", "SITE_PORT": str(self.front_port),
                        "SITE_WEB": str(self.web_folder()), "SITE_SOCKETS": str(self.sockets),
                        "SITE_SPOOL": str(self.spool),
                        "SITE_SCRATCH": str(self.data / "scratch"),
                        "SITE_MEMORY": str(self.data / "scratch")})

    def changed_folder(self):
        """The shipped files, which name each other, with the changes wherever their texts are."""
        copy = shutil.copytree(fronts.DEPLOY / "lighttpd", self.folder / "lighttpd")
        texts = {path: path.read_text() for path in copy.iterdir()}
        for old, new in self.changes:
            assert any(old in text for text in texts.values()), old
            texts = {path: text.replace(old, new) for path, text in texts.items()}
        for path, text in texts.items():
            path.write_text(text)
        return copy

    def web_folder(self):
        return self.web


class DataServed(Lighttpd):
    """Its document root holds everything of the site."""

    def web_folder(self):
        return self.data


def started(kind, changes=(), **settings):
    if kind is shared_hosting.SharedHosting and os.geteuid() != 0:
        pytest.skip("only root can make an ordinary user with a home of its own")
    made = kind(**settings)
    made.changes = changes or made.changes
    made.settings = {**made.settings, **settings}
    made.environment.setdefault("LOADLINE_BEAT_INTERVAL", "500ms") # the doctor waits for one
    return made


def settings_of(front):
    """The file that the programs behind it read."""
    return (front.folder if isinstance(front, fronts.Fcgid) else front.data) / "loadline.conf"


def examine(front, *words, **options):
    """As the operator, whose user of Redis may look."""
    login = {"LOADLINE_REDIS_URL": front.redis_url("operator")}
    return doctor.run(settings_of(front), *words, front.url,
                      environment={**front.environment, **login}, **options)


def broken(kind, changes, **settings):
    """What is found of one that was got wrong; nothing of the doctor's stays behind."""
    front = started(kind, changes, **settings)
    try:
        front.start()
        report = examine(front)
        left = [path for path in front.spool.glob("??/*") if path.is_dir()]
        assert not left, report.text
    finally:
        front.stop()
    return report


def mended(kind, changes, check, **settings):
    """What is found of one that was got wrong, for more to be looked at; once what is said is done,
    the site is whole."""
    return mend(started(kind, changes, **settings), check)


def mend(front, check, look=examine):
    try:
        front.start()
        report = look(front)
        mending.apply(front, report.remedy(check))
        look(front).assert_good()
        upload(front)
    finally:
        front.stop()
    return report


def upload(front):
    """A file goes in, wherever its id wants it: the doctor, who may be root, left no folder in the spool."""
    assert len({folder.stat().st_uid for folder in front.spool.glob("??")}) == 1
    data = files.real_bytes(100_000)
    sent = tus.Upload.create(f"{front.url}/uploads/", len(data), filename="a.bin")
    assert sent.patch(data).status == 204
    assert front.data_file(sent.id).read_bytes() == data
