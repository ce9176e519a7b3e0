# SPDX-License-Identifier: MIT
"""One token must not end a program, nor say more than its issuer meant; and real ones pass."""

import json
import time

import pytest
import requests

import conftest
import stack
import tokens
import tus

SECRET = b"the secret that tokens are signed with here"
HEADER = '{"alg":"HS256","typ":"JWT"}'
FOREVER = int(time.time()) + 3600
PROGRAMS = ("upload", "progress", "relay", "worker")
OTHER_ID = "0" * 32


@pytest.fixture(name="token_site", scope="module")
def make_token_site(tmp_path_factory):
    secret = tmp_path_factory.mktemp("keys") / "secret"
    secret.write_bytes(SECRET)
    yield from conftest.running(stack.Stack(auth="token", token_keys=secret))


def nested(levels, opening="[", closing="]"):
    return opening * levels + "1" + closing * levels


def signed(header=HEADER, **claims):
    """A value that is a text stands in the claims as it is."""
    whole = {"sub": '"alice"', "scope": '"upload watch"', "exp": str(FOREVER), **claims}
    return tokens.sign(SECRET, header,
                       "{" + ",".join(f'"{name}":{value}' for name, value in whole.items()) + "}")


def ask(site, path, token, method="GET", **headers):
    return requests.request(method, site.url + path, timeout=20,
                            headers={"Authorization": f"Bearer {token}", **headers})


def create(site, token, length=5):
    return ask(site, "/uploads/", token, "POST",
               **{**tus.VERSION, "Upload-Length": str(length)})


def assert_invalid(answer):
    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")


def assert_all_live(site):
    """Each program began once, and answers."""
    for program in PROGRAMS:
        log = (site.data / "log" / f"{program}.log").read_text()
        assert log.count("event=ready") == 1, site.logs()
    assert create(site, tokens.make(SECRET)).status_code == 201
    assert ask(site, f"/progress/?ids={OTHER_ID}", tokens.make(SECRET)).status_code == 200


DEEP = {
    "crit": f'{{"alg":"HS256","crit":{nested(900)}}}',
    "crit of objects": '{"alg":"HS256","crit":' + nested(500, '{"a":', "}") + "}",
    "another member": f'{{"alg":"HS256","x":{nested(900)}}}',
    "no object": nested(2000),
    "never closed": '{"alg":"HS256","crit":' + "[" * 2000,
}


@pytest.mark.parametrize("where", ["header", "claims"])
@pytest.mark.parametrize("kind", DEEP)
def test_a_deep_token_ends_no_program(token_site, kind, where):
    """No key is needed for the header; for the claims an issuer's is."""
    token = tokens.sign(b"x" * 32, DEEP[kind], "{}") if where == "header" else \
        tokens.sign(SECRET, HEADER, DEEP[kind])
    for _ in range(3):
        assert_invalid(create(token_site, token))
        assert_invalid(ask(token_site, f"/progress/{OTHER_ID}", token))
        assert_invalid(ask(token_site, f"/live/poll?ids={OTHER_ID}&wait=0", token))
    assert_all_live(token_site)


def test_crit_is_refused_whatever_it_holds(token_site):
    for crit in ("[]", "null", '["b64"]', '"b64"', nested(20)):
        assert_invalid(create(token_site, signed(f'{{"alg":"HS256","crit":{crit}}}')))


ISSUED = {
    "Keycloak": {"resource_access": '{"account":{"roles":["manage-account"]}}', "aud": '"account"',
                 "typ": '"Bearer"', "realm_access": '{"roles":["user"]}'},
    "32 levels": {"x": nested(32)},
    "a fraction": {"exp": f"{FOREVER}.75", "nbf": "1699999999.5", "iat": "1699999999.123456"},
    "an exponent": {"exp": "1.9e10"},
    "beyond 64 bits": {"exp": "99999999999999999999", "x": "1e400"},
    "beyond a double": {"exp": "1e400"},
    "a list of scopes": {"scope": '["upload","watch"]'},
}


@pytest.mark.parametrize("issuer", ISSUED)
def test_tokens_of_real_issuers_pass(token_site, issuer):
    token = signed(**ISSUED[issuer])
    answer = create(token_site, token)
    assert answer.status_code == 201, answer.text
    assert ask(token_site, f"/progress/?ids={OTHER_ID}", token).status_code == 200
    answer = ask(token_site, f"/live/poll?ids={OTHER_ID}&wait=5", token)
    assert answer.json()["gone"] == [OTHER_ID]


def test_an_access_token_of_rfc_9068_passes(token_site):
    assert create(token_site, signed('{"alg":"HS256","typ":"at+jwt"}')).status_code == 201
    assert_invalid(create(token_site, signed('{"alg":"HS256","typ":"logout+jwt"}')))


@pytest.mark.parametrize("value", ["null", "{}", "[]", "true", '"x"'])
@pytest.mark.parametrize("claim", ["upload_id", "max_size"])
def test_a_limit_that_cannot_be_read_refuses_the_token(token_site, claim, value):
    assert_invalid(create(token_site, signed(**{claim: value})))


@pytest.mark.parametrize("claim, value", [
    ("sub", "null"), ("sub", "7"), ("exp", "null"), ("exp", '"4102444800"'), ("nbf", "null"),
    ("aud", "null"), ("aud", "7"), ("scope", "null"), ("scope", '["upload",null]')])
def test_a_claim_of_a_wrong_type_is_not_absent(token_site, claim, value):
    assert_invalid(create(token_site, signed(**{claim: value})))


def test_a_claim_that_is_there_twice_refuses_the_token(token_site):
    said = json.dumps(tokens.claims())[:-1]
    assert_invalid(create(token_site, tokens.sign(SECRET, HEADER,
                                                  said + ',"max_size":1,"max_size":9}')))
    assert_invalid(create(token_site, tokens.sign(SECRET, HEADER, said + ',"s\\u0075b":"bob"}')))


def test_a_size_with_a_fraction_still_limits(token_site):
    assert create(token_site, signed(max_size="5.9")).status_code == 201
    assert create(token_site, signed(max_size="5.9"), 6).status_code == 413
