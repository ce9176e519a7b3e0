# SPDX-License-Identifier: MIT
"""The link that makes an administrator once, on a site that asks nobody else for a token."""

import concurrent.futures
import re
import subprocess
import time

import pytest
import requests

import conftest
import stack
import tokens
import tus
import waiting

PAGE = "http://127.0.0.1/dashboard.html"
ID = "0123456789abcdef0123456789abcdef"
LINK_HEADER = {"alg": "HS256", "typ": "loadline-link+jwt"}


def new_link(site, *words):
    return tokens.by_tool(site, "--link", PAGE, *words)


def secret_of(link):
    page, secret = link.split("#link=")
    assert page == PAGE
    return secret


def exchange(site, secret):
    return requests.post(f"{site.url}/progress/?link=1", timeout=20,
                         headers={"Authorization": f"Bearer {secret}"})


def code(answer):
    return answer.status_code, answer.json()["code"]


def bearer(secret):
    return {"Authorization": f"Bearer {secret}"}


def administrator(site):
    return bearer(exchange(site, secret_of(new_link(site))).json()["token"])


def poll_site(site, headers):
    return requests.get(f"{site.url}/live/poll", params={"site": 0}, headers=headers, timeout=20)


def made_by_hand(site, **claims):
    key = (site.data / "token.key").read_bytes()
    return tokens.make(key, LINK_HEADER, **{"sub": "root", "scope": "admin", "jti": ID, **claims})


def test_it_works_once(site):
    link = new_link(site)
    answer = exchange(site, secret_of(link))
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    given = answer.json()
    assert abs(given["expires_at"] / 1000 - time.time() - 8 * tokens.HOUR) < 60
    assert poll_site(site, bearer(given["token"])).status_code == 200
    assert code(exchange(site, secret_of(link))) == (410, "link_used")


def test_it_stays_used_when_the_program_restarts(own_site):
    link = new_link(own_site)
    assert exchange(own_site, secret_of(link)).status_code == 200
    own_site.restart("progress")
    assert code(exchange(own_site, secret_of(link))) == (410, "link_used")


def test_of_many_at_once_one_gets_it(site):
    secret = secret_of(new_link(site))
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: exchange(site, secret).status_code, range(8)))
    assert sorted(answers) == [200] + 7 * [410]


def test_it_is_no_token_and_a_token_is_no_link(site):
    link = secret_of(new_link(site))
    assert code(poll_site(site, bearer(link))) == (401, "token_invalid")
    assert code(exchange(site, administrator(site)["Authorization"][7:])) == (401, "token_invalid")
    assert code(exchange(site, made_by_hand(site, scope="watch"))) == (401, "token_invalid")
    assert code(exchange(site, made_by_hand(site, exp=int(time.time()) + 2 * 86400))) == (401, "token_invalid")
    assert code(exchange(site, tokens.make(b"another key of another site, 32 b", LINK_HEADER, sub="root", scope="admin",
                                           jti=ID))) == (401, "token_invalid")
    answer = requests.post(f"{site.url}/progress/?link=1", timeout=20)
    assert code(answer) == (401, "unauthorized") and "WWW-Authenticate" in answer.headers
    assert exchange(site, link).status_code == 200


def test_an_expired_one_is_refused(site):
    assert code(exchange(site, made_by_hand(site, exp=int(time.time()) - 60))) == (401, "token_expired")


def test_without_redis_it_is_refused_and_works_later(own_site):
    secret = secret_of(new_link(own_site))
    own_site.stop_component("redis")
    assert code(exchange(own_site, secret)) == (503, "status_unavailable")
    own_site.start_component("redis")
    waiting.until(lambda: exchange(own_site, secret).status_code != 503, "Redis is found again")
    assert code(exchange(own_site, secret)) == (410, "link_used")


def test_an_administrator_of_an_open_site(site):
    root = administrator(site)
    upload = tus.Upload.create(f"{site.url}/uploads/", 3)
    path = f"{site.url}/progress/{upload.id}"
    assert code(requests.post(f"{path}/cancel", timeout=20)) == (403, "forbidden")
    assert code(requests.post(f"{path}/cancel", timeout=20, headers=bearer("x"))) == (403, "forbidden")
    assert requests.get(f"{path}/metadata", headers=root, timeout=20).status_code == 200
    assert requests.post(f"{path}/cancel", headers=root, timeout=20).status_code == 204
    assert requests.get(path, timeout=20).json()["state"] == "cancelled"


def test_visitors_with_any_token_upload_as_before(site):
    for headers in ({}, bearer("x"), administrator(site), {"Cookie": "loadline=x"}):
        answer = requests.post(f"{site.url}/uploads/", timeout=20,
                               headers={**tus.VERSION, "Upload-Length": "3", **headers})
        assert answer.status_code == 201, (headers, answer.text)


def test_the_cookie_of_an_administrator_does_not_count(site):
    token = administrator(site)["Authorization"][7:]
    answer = poll_site(site, {"Cookie": f"loadline={token}", "Origin": site.url})
    assert code(answer) == (401, "unauthorized")


def test_the_secret_is_in_no_log(site):
    secret = secret_of(new_link(site))
    exchange(site, secret)
    for log in (site.data / "log").glob("*.log"):
        assert secret.split(".")[2] not in log.read_text(errors="replace"), log.name


def test_quickstart_prints_one(site):
    said = site.quickstart("link").strip()
    assert re.fullmatch(re.escape(f"http://127.0.0.1:{site.port}/dashboard.html#link=") + r"[\w.-]+", said)
    assert exchange(site, said.split("#link=")[1]).status_code == 200
    assert (site.data / "token.key").stat().st_mode & 0o777 == 0o600


def test_without_a_key_there_is_no_administrator():
    for plain in conftest.running(stack.Stack(token_keys="", stages="")):
        assert code(exchange(plain, made_by_hand(plain))) == (403, "forbidden")
        assert code(poll_site(plain, {})) == (403, "forbidden")


@pytest.mark.parametrize("words, said", [
    (["--link", "files.example"], "takes the URL"),
    (["--link", PAGE, "--scope", "admin"], "takes no --scope"),
    (["--link", PAGE, "--ttl", "2d"], "1d at most"),
    (["--link", f"{PAGE}#x"], "takes the URL"),
])
def test_what_the_tool_refuses(site, words, said):
    done = subprocess.run([stack.BUILD / "cli/loadline", "--config", site.data / "loadline.conf", "token", *words],
                          env=site.environment, text=True, check=False, capture_output=True)
    assert done.returncode == 2 and said in done.stderr, done.stderr
    assert done.stdout == ""
