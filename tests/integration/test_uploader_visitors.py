# SPDX-License-Identifier: MIT
"""Who sends a chunk: visitors behind one address, with files of the same name and size, never write into one upload."""

import itertools
import re

import pytest

import chunks
import conftest
import files
import stack
import tokens
import uploaders
from chunks import Visitor

DATA = files.real_bytes(5000)
OTHER = bytes(reversed(DATA))
STEP = 2000
COUNT = 3
SECRET = b"the secret that these tokens are signed with"
SHARED = [uploaders.resumable, uploaders.flow, uploaders.simple, uploaders.plupload, uploaders.plupload_offset,
          chunks.jquery] # their ids are names
ALL = [*SHARED, uploaders.dropzone, uploaders.fine]
COOKIE = re.compile(r"(loadline_uploader_[0-9a-f]{24})=1; Path=/uploads/; HttpOnly; SameSite=Lax")


@pytest.fixture(name="owned", scope="module")
def make_owned(tmp_path_factory):
    key = tmp_path_factory.mktemp("keys") / "key"
    key.write_bytes(SECRET)
    yield from conftest.running(stack.Stack(auth="token", token_keys=str(key)))


def of_owner(site, owner):
    return Visitor(site, Authorization=f"Bearer {tokens.make(SECRET, sub=owner)}")


def said(client, index):
    return client(index, COUNT, len(DATA), STEP)


def send(visitor, client, data, index, **more):
    return visitor.chunk(said(client, index), chunks.cut(data, STEP)[index], **more)


def alternate(site, first, second, client, order):
    """Both send their chunks by turns; each gets its own bytes."""
    answers = {first: [], second: []}
    for index, (visitor, data) in itertools.product(order, ((first, DATA), (second, OTHER))):
        answers[visitor].append(send(visitor, client, data, index))
    assert chunks.is_whole(site, answers[first], DATA) != chunks.is_whole(site, answers[second], OTHER)


# --- two of them ---

@pytest.mark.parametrize("client", SHARED)
def test_two_visitors_behind_one_address_never_mix(site, client):
    alternate(site, Visitor(site), Visitor(site), client, range(COUNT))


@pytest.mark.parametrize("client", [uploaders.resumable, uploaders.flow, uploaders.simple])
def test_nor_do_they_in_any_order(site, client):
    alternate(site, Visitor(site), Visitor(site), client, (2, 0, 1))


@pytest.mark.parametrize("client", ALL)
def test_two_owners_behind_one_address_never_mix(owned, client):
    alternate(owned, of_owner(owned, "alice"), of_owner(owned, "bob"), client, range(COUNT))


def test_nor_do_two_with_the_cookies_of_one(owned):
    """An owner's files are the owner's, whatever cookies the browser has."""
    alice, bob = of_owner(owned, "alice"), of_owner(owned, "bob")
    bob.session.cookies = alice.session.cookies
    alternate(owned, alice, bob, uploaders.resumable, range(COUNT))


@pytest.mark.parametrize("client", ALL)
def test_an_owner_without_cookies_sends_from_anywhere(owned, client):
    answers = [send(of_owner(owned, "carol"), client, DATA, index) for index in range(COUNT)]
    chunks.is_whole(owned, answers, DATA)
    assert not any("Set-Cookie" in answer.headers for answer in answers)


@pytest.mark.parametrize("file_id", ["1", "", "4b3d6f5e-9f2c-4c6b-8f33-0d9b7a3f7d1"])
def test_an_id_that_is_not_random_does_not_tell_visitors_apart(site, file_id):
    """Whoever writes the page can set dzuuid."""
    client = chunks.named(uploaders.dropzone, dzuuid=file_id or "0")
    alternate(site, Visitor(site), Visitor(site), client, range(COUNT))


@pytest.mark.parametrize("client", [uploaders.resumable, uploaders.flow, uploaders.simple])
def test_a_visitor_is_told_nothing_of_a_chunk_of_another(site, owned, client):
    pairs = ((site, Visitor(site), Visitor(site)), (owned, of_owner(owned, "dave"), of_owner(owned, "erin")))
    for _, one, other in pairs:
        assert send(one, client, DATA, 0).status_code == 200
        assert one.session.get(one.base, params=said(client, 0), timeout=10).status_code == 200
        assert one.session.get(one.base, params=said(client, 1), timeout=10).status_code == 204
        assert other.session.get(one.base, params=said(client, 0), timeout=10).status_code == 204
    assert Visitor(owned).ask("GET", "", follow=False).status_code == 200


# --- the cookie ---

def test_a_visitor_without_a_cookie_is_sent_round_once(site):
    visitor = Visitor(site)
    first = send(visitor, uploaders.resumable, DATA, 0, target="?a=1", follow=False)
    assert first.status_code == 307 and COOKIE.fullmatch(first.headers["Set-Cookie"])
    assert first.headers["Location"] == "?a=1&loadline_visitor=1"
    spool = uploaders.Spool(site)
    second = send(visitor, uploaders.resumable, DATA, 0, target=first.headers["Location"])
    assert second.status_code == 200 and "Set-Cookie" not in second.headers
    assert len(spool.new()) == 1


def test_a_program_without_cookies_is_refused_at_once(site):
    """curl reports success after a redirection that it does not follow."""
    spool = uploaders.Spool(site)
    visitor = Visitor(site)
    del visitor.session.headers["Referer"]
    answer = send(visitor, uploaders.plupload, DATA, 0, follow=False)
    chunks.is_refused(answer, 400, "visitor_unknown", "cookie")
    spool.stays_empty()


@pytest.mark.parametrize("client, status", [
    (uploaders.resumable, 415), (uploaders.flow, 415), (uploaders.simple, 415), (uploaders.plupload, 400),
    (uploaders.plupload_offset, 400), (chunks.jquery, 400)])
def test_a_client_that_keeps_no_cookies_is_refused_with_words(site, client, status):
    spool = uploaders.Spool(site)
    visitor = Visitor(site)
    first = send(visitor, client, DATA, 0, follow=False)
    assert first.status_code == 307
    visitor.session.cookies.clear()
    second = send(visitor, client, DATA, 0, target=first.headers["Location"], follow=False)
    chunks.is_refused(second, status, "visitor_unknown", "cookie")
    spool.stays_empty()


def test_a_question_sets_the_cookie_already(site):
    visitor = Visitor(site)
    answer = visitor.session.get(visitor.base, params=said(uploaders.resumable, 0), timeout=10)
    assert (answer.status_code, bool(COOKIE.fullmatch(answer.headers["Set-Cookie"]))) == (204, True)
    assert send(visitor, uploaders.resumable, DATA, 0, follow=False).status_code == 200


def cookies_of(site, count):
    """Those of the answers to requests that were sent at once."""
    answers = [send(Visitor(site), uploaders.resumable, DATA, index, follow=False) for index in range(count)]
    return [COOKIE.fullmatch(answer.headers["Set-Cookie"])[1] for answer in answers]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_first_requests_in_parallel_find_one_upload(site, order):
    """Each is repeated with the cookies that had come by then, the first one first (RFC 6265 section 5.4)."""
    made = cookies_of(site, COUNT)
    cookies = [made[at] for at in order]
    answers = [send(Visitor(site, Cookie="; ".join(f"{name}=1" for name in cookies[:known])), uploaders.resumable,
                    DATA, index, target="?loadline_visitor=1") for index, known in ((0, 3), (2, 2), (1, 1))]
    chunks.is_whole(site, answers, DATA)


def test_random_ids_need_no_cookie(site):
    """A phone may change its address in the middle."""
    for client in (chunks.own_fine(), chunks.named(uploaders.dropzone, dzuuid=chunks.new_id())):
        answers = [send(Visitor(site), client, DATA, index, follow=False) for index in range(COUNT)]
        chunks.is_whole(site, answers, DATA)


# --- deleting by a UUID ---

def test_only_the_owner_deletes_by_a_uuid(owned):
    file_id = chunks.new_id()
    alice, bob = of_owner(owned, "alice"), of_owner(owned, "bob")
    answers = [send(alice, chunks.fine(file_id), DATA, index) for index in range(COUNT)]
    upload_id = chunks.is_whole(owned, answers, DATA)
    for other, status in ((bob, 404), (Visitor(owned), 401)):
        assert other.ask("DELETE", file_id).status_code == status
        assert other.ask("POST", "", {"_method": "DELETE", "qquuid": file_id}).status_code == status
    assert chunks.record_of(owned, upload_id).exists()
    assert alice.ask("DELETE", file_id).status_code == 200
    assert not chunks.record_of(owned, upload_id).exists()


def test_only_the_owner_is_told_how_much_is_stored(owned):
    grace = of_owner(owned, "grace")
    send(grace, chunks.jquery, DATA, 0)
    assert grace.ask("GET", "?file=a+file").json() == {"file": {"name": "a file", "size": STEP}}
    assert of_owner(owned, "bob").ask("GET", "?file=a+file").json() == {"file": None}
    assert Visitor(owned).ask("GET", "?file=a+file").status_code == 401
