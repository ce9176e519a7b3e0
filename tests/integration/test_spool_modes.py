# SPDX-License-Identifier: MIT
"""Who besides the programs' user may look into the spool (the setting spool_mode)."""

import contextlib
import os
import pathlib
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile

import pytest

import conftest
import doctor
import fcgi
import files
import stack
import tus
import waiting

root = pytest.mark.skipif(os.geteuid() != 0, reason="only root makes accounts and groups")

# --- a whole site ---

MODES = {"private": (0o700, 0o600, 0o600), "group": (0o770, 0o660, 0o640)}


@pytest.fixture(params=MODES)
def site_of_mode(request):
    made = stack.Stack(spool_mode=request.param, jobs_per_owner=1)
    made.mode = request.param
    yield from conftest.running(made)


def modes(top):
    """[(mode without the set-group-id bit, path)] of folders, and of files; some go meanwhile."""
    found = []
    for path in (top, *top.rglob("*")):
        with contextlib.suppress(FileNotFoundError):
            if path.name != "lock.new":
                found.append((stat.S_IMODE(path.lstat().st_mode) & ~stat.S_ISGID, path))
    return [one for one in found if one[1].is_dir()], [one for one in found if one[1].is_file()]


def test_everything_in_the_spool_has_the_mode(site_of_mode):
    """What was made before the setting, unfinished, put together, written by a stage, delivered."""
    site, (folder, file, delivered) = site_of_mode, MODES[site_of_mode.mode]
    target = site.data / "target"
    target.mkdir()
    writes = site.data / "writes"
    writes.write_text("#!/bin/sh\nmkdir -p a && echo x >a/b\n")
    writes.chmod(0o700)
    site.configure(f"""
[pipeline text/x-out]
stages = digest, writes
[stage writes]
command = {writes}
[pipeline text/x-away]
stages = deliver
[stage deliver]
deliver_to = {target}
deliver_name = {{date}}/{{id}}
""", stages="digest")
    data = files.real_bytes(10_000)
    for kind in ("text/plain", "text/x-out", "text/x-away"):
        upload = tus.Upload.create(f"{site.url}/uploads/", len(data), filename="a", filetype=kind)
        assert upload.patch(data).status == 204
        assert site.wait_state(upload.id, "done", "failed")["state"] == "done"
    assert list(site.spool.rglob("out/writes/a/b"))
    parts = [tus.Upload.create(f"{site.url}/uploads/", 5) for _ in range(2)]
    folders, plain = modes(site.spool)
    assert len(folders) > 6 and len(plain) > 10 and parts
    assert {mode for mode, _ in folders} == {folder}, folders
    assert {mode for mode, _ in plain} == {file}, plain
    folders, plain = modes(target)
    assert {mode for mode, path in folders if path != target} == {folder}
    assert {mode for mode, _ in plain} == {delivered}


# --- whose group it is ---


class Host:
    """An account of a site, with groups that this test makes; as a context all of it goes again."""

    def __init__(self):
        self.tag = f"ll{secrets.token_hex(3)}"
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="loadline-host-"))
        self.groups, self.users = [], []

    def __enter__(self):
        self.user = self.add_user("site", "--system")
        self.home.chmod(0o755)
        for name in ("upload.fcgi",):
            shutil.copy(stack.BUILD / "fcgi" / name, self.home)
        (self.home / "secret").write_bytes(os.urandom(32))
        self.own(self.home)
        return self

    def __exit__(self, *reason):
        for name in self.users:
            subprocess.run(["userdel", name], check=True, capture_output=True)
        for name in self.groups:
            subprocess.run(["groupdel", name], check=True, capture_output=True)
        shutil.rmtree(self.home)

    def add_user(self, name, *words):
        self.users.append(self.tag + name)
        subprocess.run(["useradd", "--no-create-home", *words, self.users[-1]], check=True,
                       capture_output=True)
        return pwd.getpwnam(self.users[-1])

    def add_group(self, name, *members):
        self.groups.append(self.tag + name)
        subprocess.run(["groupadd", "--system", self.groups[-1]], check=True)
        for member in members:
            subprocess.run(["usermod", "-aG", self.groups[-1], member.pw_name], check=True)
        return shutil.os.stat(self.give(self.home / "probe", self.groups[-1])).st_gid

    @staticmethod
    def give(path, group):
        path.touch()
        shutil.chown(path, group=group)
        return path

    def own(self, top, group=None):
        for path in (top, *top.rglob("*")):
            os.chown(path, self.user.pw_uid, self.user.pw_gid if group is None else group)

    def make_spool(self, group, mode):
        spool = self.home / "spool"
        spool.mkdir()
        os.chown(spool, self.user.pw_uid, group)
        spool.chmod(mode)
        return spool

    def upload(self, group, **settings):
        """One empty upload by the program as the account, with that group besides its own."""
        lines = {"spool": self.home / "spool", "secret_file": self.home / "secret",
                 "redis_prefix": "t:", "redis_url": f"unix:{self.home}/none",
                 "upload_socket": f"unix:{self.home}/socket", **settings}
        conf = self.home / "loadline.conf"
        conf.write_text("".join(f"{name} = {value}\n" for name, value in lines.items()))
        with subprocess.Popen(
                ["setpriv", f"--reuid={self.user.pw_uid}", f"--regid={group}", f"--groups={group}",
                 self.home / "upload.fcgi", "--config", conf], stdin=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, env=stack.clean_environment()) as program:
            try:
                waiting.until(lambda: fcgi.listens(self.home / "socket"), "it listens")
                made = fcgi.ask(self.home / "socket", "POST", "/uploads/", CONTENT_LENGTH="0",
                                HTTP_TUS_RESUMABLE="1.0.0", HTTP_UPLOAD_LENGTH="5")
                assert made.status == 201, made.body
            finally:
                program.terminate()
                program.wait(20)
                (self.home / "socket").unlink(missing_ok=True)

    def bits(self):
        """What the group may: of folders and files in the spool."""
        folders, plain = modes(self.home / "spool")
        return {mode & 0o070 for mode, _ in folders}, {mode & 0o070 for mode, _ in plain}


PRIVATE, SHARED = ({0}, {0}), ({0o070}, {0o060})


@pytest.fixture
def host():
    with Host() as made:
        yield made


@root
def test_a_group_that_is_an_accounts_own_gets_nothing(host):
    """That of the user, as on shared hosting, or of a neighbour."""
    host.make_spool(host.user.pw_gid, 0o2770)
    host.upload(host.user.pw_gid)
    assert host.bits() == PRIVATE


@root
def test_a_group_of_another_account_gets_nothing(host):
    neighbour = host.add_user("other", "--system", "--user-group")
    host.make_spool(neighbour.pw_gid, 0o2770)
    host.upload(neighbour.pw_gid)
    assert host.bits() == PRIVATE


@root
def test_a_group_with_people_gets_nothing(host):
    group = host.add_group("web", host.add_user("anna"))
    host.make_spool(group, 0o2770)
    host.upload(group)
    assert host.bits() == PRIVATE


@root
def test_the_sites_own_group_gets_in(host):
    """As the Debian package has it: the programs' user and the web server's are members."""
    group = host.add_group("web", host.user, pwd.getpwnam("www-data"))
    host.make_spool(group, 0o2770)
    host.upload(group)
    assert host.bits() == SHARED


@root
def test_a_spool_that_is_closed_stays_so(host):
    group = host.add_group("web", host.user)
    host.make_spool(group, 0o700)
    host.upload(group)
    assert host.bits() == PRIVATE


@root
def test_a_spool_that_is_not_there_yet(host):
    group = host.add_group("web", host.user)
    host.home.chmod(0o777)
    host.upload(group)
    assert host.bits() == SHARED
    shutil.rmtree(host.home / "spool")
    host.upload(host.user.pw_gid)
    assert host.bits() == PRIVATE


@root
def test_the_setting_counts_more(host):
    host.make_spool(host.user.pw_gid, 0o700)
    host.upload(host.user.pw_gid, spool_mode="group")
    assert host.bits() == SHARED
    host.upload(host.user.pw_gid, spool_mode="private")
    assert stat.S_IMODE((host.home / "spool").stat().st_mode) & 0o077 == 0


# --- the doctor ---


@root
def test_the_doctor_refuses_a_group_with_people(host, own_site):
    person = host.add_user("anna")
    for group, named in ((host.add_group("web", person), person.pw_name),
                         (person.pw_gid, person.pw_name)):
        os.chown(own_site.spool, -1, group)
        own_site.spool.chmod(0o2770)
        report = doctor.run(own_site.data / "loadline.conf", environment=own_site.environment)
        report.assert_fails("spool-group", named, "spool_mode = private")
    own_site.spool.chmod(0o700)
    report = doctor.run(own_site.data / "loadline.conf", environment=own_site.environment)
    assert ("spool-group", "only its owner has access") in report.lines("ok"), report.text


NSSWITCH = ["unshare", "--mount", "--propagation", "private", "sh", "-c",
            'mount --bind "$0" /etc/nsswitch.conf && exec "$@"']


def examine_with_accounts_of(site, lines, **settings):
    """As on a machine whose nsswitch.conf has those lines."""
    path = site.data / "nsswitch.conf"
    path.write_text(lines)
    names = {f"LOADLINE_{name.upper()}": value for name, value in settings.items()}
    return doctor.run(site.data / "loadline.conf", environment={**site.environment, **names},
                      runner=[*NSSWITCH, path])


@root
def test_the_doctor_warns_where_accounts_are_not_listed(host, own_site):
    """There "auto" lets people in that nobody sees."""
    os.chown(own_site.spool, -1, host.add_group("web"))
    own_site.spool.chmod(0o2770)
    for lines in ("passwd: files sss\n", "group:\tfiles [NOTFOUND=return] ldap\n",
                  "passwd : files [ !UNAVAIL=return\tSUCCESS=merge ] winbind # all\n"):
        report = examine_with_accounts_of(own_site, lines, spool_mode="auto")
        assert "spool_mode = private" in dict(report.lines("warn"))["spool-group"], report.text
    for lines in ("passwd: files systemd # sss\ngroup: compat [SUCCESS=merge] systemd\nhosts: dns\n",
                  ""):
        report = examine_with_accounts_of(own_site, lines, spool_mode="auto")
        assert "no people in" in dict(report.lines("ok"))["spool-group"], report.text
    report = examine_with_accounts_of(own_site, "passwd: files sss\n", spool_mode="group")
    assert "sss" in dict(report.lines("ok"))["spool-group"], report.text
