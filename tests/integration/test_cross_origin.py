# SPDX-License-Identifier: MIT
"""What pages of another origin may send and read, where the site lists that origin."""

import pytest
import requests

import conftest
import stack

ORIGIN = "https://app.example.org"
ASKED = ("authorization, cache-control, content-range, upload-checksum, upload-incomplete, "
         "upload-name, x-progress-id, x-request-id")
PLACES = ["/uploads/", "/uploads/a-name", "/progress/", "/progress/" + "0" * 32, "/live/events",
          "/live/poll"]


@pytest.fixture(name="listed", scope="module")
def make_listed():
    """A site that pages of ORIGIN, and of one that is spelled in another way, may use."""
    yield from conftest.running(stack.Stack(cors_origins=f"{ORIGIN}, https://Spelled.example:443",
                                            max_header=4000))


def preflight(site, place, method="PUT", **headers):
    return requests.options(site.url + place, timeout=10, headers={
        "Access-Control-Request-Method": method, **{"Origin": ORIGIN, **headers}})


def words(answer, field):
    return {word.strip().lower() for word in answer.headers.get(field, "").split(",")} - {""}


@pytest.mark.parametrize("place", PLACES)
def test_a_preflight_allows_the_fields_that_it_asks_for(listed, place):
    answer = preflight(listed, place, **{"Access-Control-Request-Headers": ASKED})
    assert answer.status_code == 204 and answer.content == b""
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert words(answer, "Access-Control-Allow-Headers") == set(ASKED.split(", "))
    assert "Content-Length" not in answer.headers


@pytest.mark.parametrize("place", PLACES)
def test_a_listed_origin_may_be_spelled_in_another_way(listed, place):
    """As browsers write it: in small letters, without the scheme's own port."""
    answer = preflight(listed, place, Origin="https://spelled.example")
    assert answer.headers["Access-Control-Allow-Origin"] == "https://spelled.example"


@pytest.mark.parametrize("asked", ["a b", "x" * 600, "a;b", "\"a\""])
@pytest.mark.parametrize("place", ["/uploads/", "/live/poll"])
def test_a_preflight_repeats_no_list_that_is_none(listed, place, asked):
    answer = preflight(listed, place, **{"Access-Control-Request-Headers": asked})
    assert answer.status_code == 204
    assert {"tus-resumable", "x-request-id"} <= words(answer, "Access-Control-Allow-Headers")
    assert asked not in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("place", PLACES)
def test_a_preflight_of_another_origin_allows_nothing(listed, place):
    answer = preflight(listed, place, Origin="https://other.example",
                       **{"Access-Control-Request-Headers": ASKED})
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def test_a_preflight_allows_every_method_that_there_is(listed):
    assert {"put", "post", "patch", "delete", "head"} <= words(
        preflight(listed, "/uploads/a-name"), "Access-Control-Allow-Methods")
    assert words(preflight(listed, "/live/poll", "GET"), "Access-Control-Allow-Methods") == {"get"}


@pytest.mark.parametrize("place, fields", [
    ("/uploads/", {"range", "retry-after", "content-disposition", "upload-offset", "location"}),
    ("/progress/" + "0" * 32, {"retry-after", "etag"}),
    ("/live/poll?ids=" + "0" * 32, {"retry-after"}),
    ("/live/events?id=nonsense", {"retry-after"})])
def test_answers_expose_what_clients_read(listed, place, fields):
    answer = requests.get(listed.url + place, headers={"Origin": ORIGIN}, timeout=10)
    assert fields <= words(answer, "Access-Control-Expose-Headers")


@pytest.mark.parametrize("place", ["/uploads/", "/progress/" + "0" * 32])
def test_refusals_before_any_handler_can_be_read(listed, place):
    answer = requests.get(listed.url + place, timeout=10,
                          headers={"Origin": ORIGIN, **{f"X-{n}": "x" * 1000 for n in range(5)}})
    assert answer.status_code == 431
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN


# --- the cookie that tells visitors of browser uploaders apart ---

CHUNK = {"resumableChunkNumber": 1, "resumableTotalChunks": 2, "resumableChunkSize": 1,
         "resumableTotalSize": 2, "resumableIdentifier": "2-a", "resumableFilename": "a"}


def allows_cookies(answer):
    return answer.headers.get("Access-Control-Allow-Credentials") == "true"


def test_a_listed_page_may_send_and_get_cookies(listed):
    assert allows_cookies(preflight(listed, "/uploads/", "POST"))
    asked = requests.get(f"{listed.url}/uploads/", params=CHUNK, headers={"Origin": ORIGIN},
                         timeout=10)
    assert asked.status_code == 204 and "Set-Cookie" in asked.headers
    assert allows_cookies(asked)


def test_a_listed_page_may_follow_the_redirect_that_brings_the_cookie(listed):
    sent = requests.post(f"{listed.url}/uploads/", params=CHUNK, data=b"x", timeout=10,
                         headers={"Origin": ORIGIN, "Content-Type": "application/octet-stream"},
                         allow_redirects=False)
    assert sent.status_code == 307 and "Set-Cookie" in sent.headers
    assert allows_cookies(sent)


@pytest.mark.settings(cors_origins="*")
def test_no_page_may_send_cookies_where_all_may_send(own_site):
    assert not allows_cookies(preflight(own_site, "/uploads/", "POST"))


@pytest.mark.settings(cors_origins=ORIGIN, uploaders="")
def test_no_page_may_send_cookies_where_none_counts(own_site):
    assert not allows_cookies(preflight(own_site, "/uploads/", "POST"))
