# SPDX-License-Identifier: MIT
"""Who may watch over the relay: the exact answer and close code for each credential."""

import asyncio
import concurrent.futures
import inspect
import json
import time

import pytest
import websockets

import conftest
import fcgi
import stack
import tokens
import tus
import waiting

SECRET = b"the secret that tokens are signed with here"
PATIENCE = 60 # seconds that a talk may take
LISTED = "https://app.example.org"
FOREIGN = "https://evil.example"
NO_TIME, UNAUTHORIZED, FORBIDDEN = 4408, 4401, 4403
# The library's word for headers of our own changed with its version 14.
HEADERS = next(name for name in inspect.signature(websockets.connect.__init__).parameters
               if name in ("extra_headers", "additional_headers"))

# credential: (claims of the token, the code of the relay's error, its close code)
BAD = {
    "expired": ({"exp": 1}, "token_expired", UNAUTHORIZED),
    "not yet valid": ({"nbf": int(time.time()) + 600}, "token_not_yet_valid", UNAUTHORIZED),
    "without owner": ({"sub": None}, "token_invalid", UNAUTHORIZED),
    "scope missing": ({"scope": "upload"}, "scope_missing", FORBIDDEN),
}


@pytest.fixture(name="live_site", scope="module")
def make_live_site(tmp_path_factory):
    secret = tmp_path_factory.mktemp("keys") / "secret"
    secret.write_bytes(SECRET)
    yield from conftest.running(stack.Stack(auth="token", token_keys=secret, token_leeway="0s",
                                            auth_timeout="5s", cors_origins=f"{LISTED}, *"))


@pytest.fixture(name="upload", scope="module")
def make_upload(live_site):
    return new_upload(live_site)


def new_upload(site, owner="alice"):
    headers = {**tus.VERSION, "Upload-Length": "5",
               "Authorization": f"Bearer {tokens.make(SECRET, sub=owner)}"}
    with tus.Connection(site.url) as connection:
        answer = connection.ask("POST", "/uploads/", headers)
    assert answer.status == 201, answer.text
    return known(site, tus.Upload(answer.headers["Location"]))


def known(site, upload):
    """The upload, once watchers can be told of it: no upload waits for Redis."""
    waiting.until(lambda: site.redis().exists(f"loadline:upload:{upload.id}"), "Redis has it")
    return upload


async def hear(socket):
    """The next message that is no beat of the relay's own, which it sends once a second."""
    while True:
        message = json.loads(await socket.recv())
        if message["event"] != "beat" or "ref" in message:
            return message


class Talk:
    """One connection: says what it is told and keeps what it hears."""

    def __init__(self, site, *words, query="", until=None, **headers):
        """words: messages to send at once. until(heard): when to leave; None: when the relay closes."""
        self.heard = []
        self.close_code = None
        asyncio.run(asyncio.wait_for(self.run(site.live_url + query, words, until, headers), PATIENCE))

    async def run(self, url, words, until, headers):
        async with websockets.connect(url, subprotocols=["loadline.v1"], compression=None,
                                      **{HEADERS: headers}) as socket:
            for word in words:
                await socket.send(json.dumps(word))
            try:
                while until is None or not until(self.heard):
                    self.heard.append(await hear(socket))
            except websockets.ConnectionClosed:
                self.close_code = socket.close_code

    @property
    def names(self):
        return [message["event"] for message in self.heard]

    def codes(self):
        return [message["code"] for message in self.heard if message["event"] == "error"]


def auth(**claims):
    return {"do": "auth", "token": tokens.make(SECRET, **claims)}


def watch(upload, ref=1):
    return {"do": "watch", "ref": ref, "id": upload.id}


def told(*names):
    return lambda heard: any(message["event"] in names for message in heard)


WATCHED = ["welcome", "watching", "progress"]


def test_first_message(live_site, upload):
    talk = Talk(live_site, auth(), watch(upload), until=told("progress"))
    assert talk.names == WATCHED


def test_query(live_site, upload):
    talk = Talk(live_site, watch(upload), query=f"?token={tokens.make(SECRET)}",
                until=told("progress"))
    assert talk.names == WATCHED


def test_header(live_site, upload):
    talk = Talk(live_site, watch(upload), until=told("progress"),
                Authorization=f"Bearer {tokens.make(SECRET)}")
    assert talk.names == WATCHED


@pytest.mark.parametrize("origin, good", [(None, True), ("{own}", True), (LISTED, True),
                                          (FOREIGN, False), ("null", False)])
def test_cookie(live_site, upload, origin, good):
    headers = {"Cookie": f"loadline={tokens.make(SECRET)}"}
    if origin:
        headers["Origin"] = origin.format(own=live_site.url)
    talk = Talk(live_site, watch(upload), until=told("progress", "error"), **headers)
    assert talk.names == WATCHED if good else talk.codes() == ["unauthorized"]


def test_old_cookie_is_no_obstacle(live_site, upload):
    talk = Talk(live_site, auth(), watch(upload), until=told("progress"),
                Cookie=f"loadline={tokens.make(SECRET, exp=1)}")
    assert talk.names == WATCHED


@pytest.mark.parametrize("way", ["message", "query", "header"])
@pytest.mark.parametrize("credential", BAD)
def test_bad_credentials_close(live_site, upload, credential, way):
    claims, code, close_code = BAD[credential]
    token = tokens.make(SECRET, **claims)
    if way == "message":
        talk = Talk(live_site, {"do": "auth", "token": token}, watch(upload))
    elif way == "query":
        talk = Talk(live_site, query=f"?token={token}")
    else:
        talk = Talk(live_site, Authorization=f"Bearer {token}")
    assert talk.codes() == [code]
    assert talk.close_code == close_code


def test_nobody_is_refused_and_has_to_leave(live_site, upload):
    talk = Talk(live_site, watch(upload, ref=7))
    assert talk.heard[1] == {"event": "error", "ref": 7, "code": "unauthorized", "retry": False,
                             "message": talk.heard[1]["message"]}
    assert talk.close_code == NO_TIME


@pytest.mark.parametrize("claims", [{"sub": "bob"}, {"upload_id": "0" * 32}])
def test_other_uploads_alone_are_not_there(live_site, upload, claims):
    own = new_upload(live_site, "bob")
    words = [auth(**claims), watch(upload, ref=1), watch(own, ref=2), {"do": "ping", "ref": 3}]
    talk = Talk(live_site, *words, until=lambda heard: len(heard) == 6)
    gone = [m["id"] for m in talk.heard if m["event"] == "gone"]
    assert gone == ([upload.id] if "sub" in claims else [upload.id, own.id])
    assert ("progress" in talk.names) == ("sub" in claims)
    assert talk.codes() == [] and talk.close_code is None


def test_administrators_watch_all(live_site, upload):
    talk = Talk(live_site, auth(sub="root", scope="admin"), watch(upload), until=told("progress"))
    assert talk.names == WATCHED


def test_somebody_else_needs_another_connection(live_site, upload):
    talk = Talk(live_site, auth(), watch(upload), auth(sub="bob"))
    assert talk.codes() == ["forbidden"]
    assert talk.close_code == FORBIDDEN


def test_ends_with_the_token(live_site, upload):
    talk = Talk(live_site, auth(exp=int(time.time()) + 5), watch(upload))
    assert talk.names[:3] == WATCHED
    assert talk.codes() == ["token_expired"]
    assert talk.close_code == UNAUTHORIZED


async def hear_of_stranger(site, made, appear):
    """What bob hears after `gone`: nothing but the answer to his ping, although the upload appears."""
    async with websockets.connect(site.live_url, subprotocols=["loadline.v1"], compression=None) as socket:
        for word in (auth(sub="bob"), watch(made)):
            await socket.send(json.dumps(word))
        heard = [await hear(socket) for _ in range(3)]
        appear()
        owner = await asyncio.to_thread(Talk, site, auth(), watch(made), until=told("progress"))
        await socket.send(json.dumps({"do": "ping", "ref": 9}))
        heard.append(await hear(socket))
        return [message["event"] for message in heard], owner


def test_owner_is_found_out_before_the_first_event(live_site):
    """An upload that nobody knew of when it was asked for is told to its owner only."""
    made = new_upload(live_site)
    with live_site.redis() as redis:
        key = f"loadline:upload:{made.id}"
        fields = waiting.until(lambda: redis.hgetall(key), "Redis has it")
        redis.delete(key)

        def appear():
            redis.hset(key, mapping=fields)
            redis.publish(key, fields["_json"])

        heard, owner = asyncio.run(asyncio.wait_for(hear_of_stranger(live_site, made, appear), 20))
        assert heard == ["welcome", "watching", "gone", "beat"]
        assert owner.names == WATCHED
        redis.delete(key)

        def bring_back(heard):
            if told("gone")(heard) and not redis.exists(key):
                appear()
            return told("progress", "error")(heard)

        talk = Talk(live_site, auth(), watch(made), until=bring_back)
        assert talk.names == ["welcome", "watching", "gone", "progress"]


def test_users_of_the_server():
    for site in conftest.running(stack.Stack(auth="server", relay_user_header="X-Site-User",
                                             auth_timeout="500ms")):
        made = fcgi.ask(site.sockets / "upload.sock", "POST", "/uploads/", REMOTE_USER="alice",
                           HTTP_HOST="site.example", HTTP_ORIGIN="http://site.example",
                           HTTP_TUS_RESUMABLE="1.0.0", HTTP_UPLOAD_LENGTH="5")
        upload = known(site, tus.Upload(made.headers["location"]))
        talk = Talk(site, watch(upload), until=told("progress"), **{"X-Site-User": "alice"})
        assert talk.names == WATCHED
        talk = Talk(site, watch(upload), until=told("error", "gone"), **{"X-Site-User": "bob"})
        assert talk.names == ["welcome", "watching", "gone"]
        assert Talk(site, watch(upload)).close_code == NO_TIME


def test_too_many_sessions_of_one_owner(tmp_path):
    """The second connection of an owner is closed; another owner's is not."""
    secret = tmp_path / "secret"
    secret.write_bytes(SECRET)
    for site in conftest.running(stack.Stack(auth="token", token_keys=secret,
                                             relay_sessions_per_owner=1)):
        upload = new_upload(site)
        others = []

        def ask_others(heard):
            if told("progress")(heard) and not others:
                with concurrent.futures.ThreadPoolExecutor() as pool:
                    others.extend(pool.map(lambda owner: Talk(
                        site, auth(sub=owner), watch(upload), until=told("progress", "gone", "error")),
                                           ["alice", "bob"]))
            return bool(others)

        Talk(site, auth(), watch(upload), until=ask_others)
        refused, other = others
        assert refused.codes() == ["too_many_connections"]
        assert "too_many_connections" not in other.codes()
