# SPDX-License-Identifier: MIT
"""One upload by a client from Python, run by the Python that has them.

The argument is the work as JSON: {client, endpoint, file, name, …}. Prints one
JSON object: {reported, text, answers}, the last being the methods and statuses
that the client saw, as "POST 400".
"""

import asyncio
import json
import sys

import aiohttp
import httpx
import requests
import tusclient.client
import tusclient.exceptions

PIECE = 65536
SECONDS = 60


def pieces(work):
    """The file, from somebody who does not know its length."""
    with open(work["file"], "rb") as source:
        while piece := source.read(PIECE):
            yield piece


async def pieces_later(work):
    for piece in pieces(work):
        yield piece


ANSWERS = []


def said(work, status, text):
    ANSWERS.append(f"{method(work)} {status}")
    if status >= 400:
        raise RuntimeError(text)
    return text


def method(work):
    return work.get("method", "POST")


def tuspy(work):
    uploader = tusclient.client.TusClient(work["endpoint"]).uploader(
        work["file"], chunk_size=work["chunk"], metadata={"filename": work["name"]})
    uploader.upload()
    return uploader.url


def tuspy_async(work):
    async def upload():
        uploader = tusclient.client.TusClient(work["endpoint"]).async_uploader(
            work["file"], chunk_size=work["chunk"], metadata={"filename": work["name"]})
        await uploader.upload()
        return uploader.url
    return asyncio.run(upload())


def of_aiohttp(work, data):
    async def upload():
        async with aiohttp.ClientSession() as session, session.request(
                method(work), work["endpoint"], data=data()) as answer:
            return said(work, answer.status, await answer.text())
    return asyncio.run(upload())


def aiohttp_form(work):
    def form():
        data = aiohttp.FormData(quote_fields=work.get("quote_fields", True))
        data.add_field("note", "before the file")
        data.add_field("file", open(work["file"], "rb"), filename=work["name"])
        return data
    return of_aiohttp(work, form)


def aiohttp_stream(work):
    return of_aiohttp(work, lambda: pieces_later(work))


def requests_form(work):
    with open(work["file"], "rb") as source:
        answer = requests.post(work["endpoint"], files={"file": (work["name"], source)},
                               timeout=SECONDS)
    return said(work, answer.status_code, answer.text)


def requests_stream(work):
    answer = requests.request(method(work), work["endpoint"], data=pieces(work),
                              timeout=SECONDS)
    return said(work, answer.status_code, answer.text)


def httpx_form(work):
    with open(work["file"], "rb") as source:
        answer = httpx.post(work["endpoint"], files={"file": (work["name"], source)},
                            timeout=SECONDS)
    return said(work, answer.status_code, answer.text)


def httpx_stream(work):
    answer = httpx.request(method(work), work["endpoint"], content=pieces(work),
                           timeout=SECONDS)
    return said(work, answer.status_code, answer.text)


CLIENTS = {one.__name__: one for one in (
    tuspy, tuspy_async, aiohttp_form, aiohttp_stream, requests_form, requests_stream,
    httpx_form, httpx_stream)}


def main():
    work = json.loads(sys.argv[1])
    try:
        outcome = {"reported": "success", "text": CLIENTS[work["client"]](work)}
    except tusclient.exceptions.TusCommunicationError as problem:
        ANSWERS.append(f"tus {problem.status_code or 0}")
        outcome = {"reported": "error", "text": str(problem)}
    except Exception as problem:  # whatever a library says
        outcome = {"reported": "error", "text": str(problem)}
    print(json.dumps({**outcome, "answers": ANSWERS}))


main()
