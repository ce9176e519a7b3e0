# SPDX-License-Identifier: MIT
"""Mistakes of shared hosting, as an account makes them: each remedy is done as it is printed, by the account."""

import shutil
import subprocess

import pytest

import broken_fronts
import doctor
import shared_hosting

WORDPRESS = r"""# BEGIN WordPress
<IfModule mod_rewrite.c>
RewriteEngine On
RewriteBase /
RewriteRule ^index\.html$ - [L]
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_FILENAME} !-d
RewriteRule . /index.html [L]
</IfModule>
# END WordPress
"""


@pytest.fixture
def account():
    front = broken_fronts.started(shared_hosting.SharedHosting)
    try:
        front.start()
        front.process()
        shutil.copy(doctor.PROGRAM, front.account.home / "loadline/loadline")
        yield front
    finally:
        front.stop()


def examine(front):
    login = f"LOADLINE_REDIS_URL={front.redis_url('operator')}"
    return doctor.run(None, front.url, runner=[*front.account.runner, login],
                      program=front.account.home / "loadline/loadline")


def mend(front, steps):
    """By the account, which has no other rights."""
    ((where, lines),) = steps
    if where == "run:":
        for line in lines:
            subprocess.run([*front.account.runner, "/bin/sh", "-c", line], check=True)
        return
    assert where == f"at the top of {front.site_folder}/.htaccess, before all else:"
    path = front.site_folder / ".htaccess"
    path.write_text("\n".join(lines) + "\n" + path.read_text())


def assert_mended(front, check, *words):
    report = examine(front)
    report.assert_fails(check, *words)
    mend(front, report.remedy(check))
    examine(front).assert_good()
    broken_fronts.upload(front)


def test_line_ends_of_windows(account):
    script = account.site_folder / "upload.fcgi"
    script.write_bytes(script.read_bytes().replace(b"\n", b"\r\n"))
    assert_mended(account, "script", "upload.fcgi has Windows line ends (CRLF)")


def test_a_script_that_may_not_be_run(account):
    (account.site_folder / "progress.fcgi").chmod(0o644)
    assert_mended(account, "script", "progress.fcgi has the mode 0644")


def test_programs_that_were_moved(account):
    """Both scripts name a folder that is not there any more."""
    moved = account.account.home / "apps/uploads"
    moved.parent.mkdir()
    account.account.own(moved.parent)
    (account.account.home / "loadline/libexec").rename(moved)
    report = examine(account)
    report.assert_fails("script", "upload.fcgi, which does not exist", f"{moved}/loadline/upload.fcgi")
    for finding in report.lines("FAIL"):
        if finding[0] == "script":
            mend(account, doctor.steps(finding[1]))
    examine(account).assert_good()
    broken_fronts.upload(account)


def test_a_front_controller_comes_first(account):
    path = account.site_folder / ".htaccess"
    path.write_text(WORDPRESS + path.read_text())
    assert_mended(account, "htaccess", "hands uploads to another program first",
                  "RewriteRule . /index.html [L]")


def test_rules_that_were_lost(account):
    """As when a program writes its .htaccess anew."""
    (account.site_folder / ".htaccess").write_text(WORDPRESS)
    assert_mended(account, "htaccess", "hands uploads to another program first")
