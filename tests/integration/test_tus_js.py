# SPDX-License-Identifier: MIT
"""tus-js-client in Node uploads a real file in every way it knows; the digests are equal."""

import pytest
import requests

import files
import tus_js

SIZE = 100 << 20


@pytest.fixture(scope="module")
def big(tmp_path_factory):
    """(path, SHA-256) of a real file."""
    data = files.real_bytes(SIZE)
    path = tmp_path_factory.mktemp("tus-js") / "libraries.bin"
    path.write_bytes(data)
    return path, files.sha256(data)


@pytest.fixture
def client(site, tus_js_modules, big):
    """client(plan, **options): what tus_client.mjs prints."""
    def run(plan, **options):
        return tus_js.Run(tus_js_modules, endpoint=f"{site.url}/uploads/", file=str(big[0]),
                          plan=plan, options=options).result()
    return run


def assert_whole(site, big, result):
    """The site has the very file, and the client was told so."""
    assert result["ended"] == "success"
    document = site.wait_state(upload_id(result["url"]), "done", "failed")
    assert document["state"] == "done", document
    assert (document["size"], document["name"]) == (SIZE, "libraries.bin")
    assert files.digest_of(document) == big[1]


def upload_id(url):
    return url.rsplit("/", 1)[1].split(".")[0]


def extensions(site):
    """What tus can do here, as the capabilities tell."""
    answer = requests.get(f"{site.url}/uploads/", headers={"Accept": "application/json"},
                          timeout=10)
    return answer.json()["protocols"]["tus"]["extensions"]


def need(site, extension):
    if extension not in extensions(site):
        pytest.skip(f"the server does not announce {extension}")


PROTOCOLS = ["tus-v1", "ietf-draft-03", "ietf-draft-05"]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_whole_file(site, client, big, protocol):
    assert_whole(site, big, client("whole", protocol=protocol))


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_data_during_creation(site, client, big, protocol):
    assert_whole(site, big, client("whole", protocol=protocol, uploadDataDuringCreation=True))


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_in_chunks(site, client, big, protocol):
    assert_whole(site, big, client("whole", protocol=protocol, chunkSize=16 << 20))


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_pause_and_resume(site, client, big, protocol):
    result = client("pause", protocol=protocol)
    assert result["url"] == result["before"]
    assert_whole(site, big, result)


def test_abort(site, client):
    result = client("abort")
    assert result["ended"] == "aborted"
    answer = requests.head(result["url"], headers={"Tus-Resumable": "1.0.0"}, timeout=10)
    assert answer.status_code in (404, 410)
    site.wait_state(upload_id(result["url"]), "cancelled")


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_deferred_length(site, client, big, protocol):
    if protocol == "tus-v1":
        need(site, "creation-defer-length")
    assert_whole(site, big, client("whole", protocol=protocol, uploadLengthDeferred=True,
                                   chunkSize=16 << 20))


def test_parallel_uploads(site, client, big):
    need(site, "concatenation")
    assert_whole(site, big, client("whole", parallelUploads=4))
