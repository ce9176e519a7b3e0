# SPDX-License-Identifier: MIT
"""Hostile clients by the hundred, in a process of their own.

python3 crowd.py KIND URL COUNT: opens COUNT connections to URL, from three addresses of the
loopback network, and keeps them as KIND says until standard input ends. Prints "settled" as soon
as each connection has done its worst or was refused, and at the end how often each status came
and how many connections were held then.
A client that is refused comes back a second later.
"""

import asyncio
import collections
import itertools
import json
import re
import socket
import subprocess
import sys
import urllib.parse

ADDRESSES = ("127.0.0.2", "127.0.0.3", "127.0.0.4")
AGAIN_S = 1.0
DRIP_S = 15.0
POLL_S = 0.5
BODY = 100 << 20
FIELD = b"\x01" * 65536
FORM = 900_000 # below the default of max_form
CREATIONS = 20 # that each connection asks for at once


class Crowd:
    """A context manager; `statuses` is filled in at its end."""

    def __init__(self, kind, url, count):
        self.command = [sys.executable, "-B", __file__, kind, url, str(count)]
        self.process = None
        self.statuses = {}

    def __enter__(self):
        # pylint: disable=consider-using-with
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line == "settled\n", line
        return self

    def __exit__(self, *_):
        words, _ = self.process.communicate(timeout=30)
        self.statuses = json.loads(words.splitlines()[-1])


class KeptConnectionClosed(ConnectionResetError):
    """By the web server, between two requests: the client asks again at once (RFC 9112, section 9.5)."""


class Hostile:
    """One client of the crowd."""

    def __init__(self, address, url):
        parts = urllib.parse.urlsplit(url)
        self.host, self.port = parts.hostname, parts.port
        self.path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        self.address = address
        self.loop = asyncio.get_running_loop()
        self.settled = asyncio.Event()
        self.held = False # by the server: it neither refused nor ended it
        self.socket = None

    def head(self, method, path, **fields):
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}",
                 *(f"{name.replace('_', '-')}: {value}" for name, value in fields.items())]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    async def live(self, attack, statuses):
        """Attacks, and begins anew where it was refused or cut off."""
        while True:
            self.socket = socket.socket()
            self.socket.setblocking(False)
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            self.socket.bind((self.address, 0))
            try:
                await self.loop.sock_connect(self.socket, (self.host, self.port))
                statuses[await attack(self)] += 1
            except KeptConnectionClosed:
                statuses["opened anew"] += 1
                continue
            except OSError as error:
                statuses[type(error).__name__] += 1
            finally:
                self.socket.close()
            self.held = False
            self.settled.set()
            await asyncio.sleep(AGAIN_S)

    async def send(self, data):
        await self.loop.sock_sendall(self.socket, data)

    async def status(self):
        """Of the answer, of which no more is read than this line needs."""
        line = await self.loop.sock_recv(self.socket, 12)
        return line.decode(errors="replace")[9:] or "closed"

    async def answer(self):
        """The status of an answer that is read to its end; "closed" where there is none."""
        text = b""
        while b"\r\n\r\n" not in text:
            text += await self.piece()
        head, body = text.split(b"\r\n\r\n", 1)
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        left = int(length[1]) - len(body) if length else 0
        while left > 0:
            left -= len(await self.piece())
        return head[9:12].decode()

    async def piece(self):
        piece = await self.loop.sock_recv(self.socket, 65536)
        if not piece:
            raise ConnectionResetError
        return piece

    async def drip(self, byte):
        """A byte now and then, until somebody answers."""
        answer = asyncio.ensure_future(self.status())
        self.held = True
        self.settled.set()
        while not answer.done():
            await asyncio.wait([answer], timeout=DRIP_S)
            if not answer.done():
                await self.send(byte)
        return await answer


async def slow(client):
    await client.send(client.head("PUT", "/uploads/slow.bin", Content_Length=BODY) + b"x")
    return await client.drip(b"x")


async def unread(client):
    """Asks for a file, and reads none of it."""
    await client.send(client.head("GET", client.path))
    status = await client.status()
    if status == "200":
        client.held = True
        client.settled.set()
        await asyncio.Event().wait()
    return status


def form_of_fields():
    """What a form consists of up to the end that never comes."""
    head = '--b\r\nContent-Disposition: form-data; name="f{}"\r\n\r\n'
    return b"".join(head.format(i).encode() + FIELD + b"\r\n"
                    for i in range(FORM // len(FIELD)))


async def form(client):
    await client.send(client.head("POST", "/uploads/", Content_Length=BODY,
                                  Content_Type="multipart/form-data; boundary=b"))
    await client.send(form_of_fields() + b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n')
    return await client.drip(b"\x01")


async def creations(client):
    """One after the other on one connection; where one is refused, it is asked for again a second later."""
    made = 0
    while made < CREATIONS:
        await client.send(client.head("POST", "/uploads/", Tus_Resumable="1.0.0",
                                      Upload_Length=1000, Content_Length=0))
        if await client.answer() == "201":
            made += 1
            continue
        client.held = True
        client.settled.set()
        await asyncio.sleep(AGAIN_S)
    client.settled.set()
    return await client.drip(b"")


async def short_polls(client):
    """Asks for one document, on one connection, again and again."""
    asked = 0
    while True:
        try:
            await client.send(client.head("GET", client.path))
            status = await client.answer()
        except ConnectionError as error:
            if asked > 0:
                raise KeptConnectionClosed from error
            raise
        asked += 1
        if status != "200":
            return status
        client.held = True
        client.settled.set()
        await asyncio.sleep(POLL_S)


ATTACKS = {attack.__name__: attack for attack in (slow, unread, form, creations, short_polls)}
ATTACKS["long_polls"] = unread # of as many documents as one poll may ask for


async def main(kind, url, count):
    statuses = collections.Counter()
    clients = [Hostile(address, url)
               for address in itertools.islice(itertools.cycle(ADDRESSES), int(count))]
    tasks = [asyncio.ensure_future(client.live(ATTACKS[kind], statuses)) for client in clients]
    for client in clients:
        await client.settled.wait()
    print("settled", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    statuses["held"] = sum(client.held for client in clients)
    for task in tasks:
        task.cancel()
    print(json.dumps(statuses), flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
