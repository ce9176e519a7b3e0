# SPDX-License-Identifier: MIT
"""tus-js-client, as it is published, is paused and resumed quickly, or sends one upload from two tabs: what it hears
never makes it give up. It is known to go on twice at a time after a quick pause, and then displaces itself."""

import pytest

import files
import tus_js
import tus_talk
import wire

SIZE = 8 << 20
RATE = 4_000_000 # bytes a second: what was sent before is still being read when the next request comes
CLICKS = 20
OF_TUS_JS = [0, 1000, 3000, 5000]
OF_UPPY = [100, 1000, 3000, 5000]
SLOW = [5000] * 4 # further tries: the client counts those of all its lives at a time, and more of these overlap in a slow build


@pytest.fixture
def sent(own_site, tus_js_modules, tmp_path):
    """sent(plan, delays): what tus_client.mjs prints of one upload, which is found to be whole."""
    data = files.real_bytes(SIZE)
    path = tmp_path / "libraries.bin"
    path.write_bytes(data)

    def run(plan, delays):
        with wire.Wire(own_site.port, rate=RATE) as line:
            result = tus_js.Run(tus_js_modules, endpoint=line.url, file=str(path), plan=plan,
                                clicks=CLICKS, options={"retryDelays": delays}).result()
        document = own_site.wait_state(tus_talk.identity(result["url"]), "done", "failed")
        assert document["state"] == "done", document
        assert files.digest_of(document) == files.sha256(data)
        return result
    return run


def test_tus_js_client_paused_and_resumed_quickly(own_site, sent, rounds):
    delays = OF_TUS_JS + (SLOW if own_site.is_sanitized("upload") else [])
    for done in range(1, rounds(2, 20) + 1):
        result = sent("clicks", delays)
        assert (result["ended"], result["before"]) == ("success", [result["url"]])
        assert len(list(own_site.spool.glob("??/*"))) == done, "one upload each"


@pytest.mark.parametrize("delays", [OF_TUS_JS, OF_UPPY])
def test_two_tabs_with_one_upload(own_site, sent, delays):
    result = sent("tabs", delays)
    assert result["ended"] == result["second"]["ended"] == "success"
    assert result["url"] == result["second"]["url"]
    assert len(list(own_site.spool.glob("??/*"))) == 1
