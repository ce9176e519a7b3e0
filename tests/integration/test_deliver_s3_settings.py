# SPDX-License-Identifier: MIT
"""The stage deliver into object storage: what it sends by its settings, and whose credentials it uses."""

import subprocess
import threading

import pytest

import faulty_s3
import stack
import waiting
from faulty_delivery import DATA, check, deliver, prepare, wait_failed, write_credentials


@pytest.fixture(name="s3")
def running_s3(shop):
    made = prepare(shop)
    yield made
    made.close()


def test_the_requests(shop, s3):
    shop.stages["deliver"] |= {"s3_class": "STANDARD_IA"}
    upload = deliver(shop, type="text/plain; charset=utf-8")
    check(shop, s3, upload)
    made = [fields for operation, fields in s3.fields if operation == "create"][0]
    assert made["content-type"] == "text/plain; charset=utf-8"
    assert made["x-amz-storage-class"] == "STANDARD_IA"
    assert [fields["if-none-match"] for operation, fields in s3.fields if operation == "complete"] == ["*"]
    assert sorted(number for _, number in s3.parts) == [1, 2, 3, 4]
    small = shop.put_queued(b"small", ["deliver"], type="text/plain\r\nx-evil: 1")
    check(shop, s3, small, b"small")
    put = [fields for operation, fields in s3.fields if operation == "put"][0]
    assert put["content-type"] == "application/octet-stream" and "x-evil" not in put
    assert put["if-none-match"] == "*"


def test_parts_are_equal_and_not_too_many(shop, s3):
    shop.stages["deliver"] |= {"s3_max_parts": "2"}
    sizes = []
    s3.plan("complete", lambda: sizes.extend(
        len(part[1]) for part in next(iter(s3.uploads.values()))[2].values()))
    check(shop, s3, deliver(shop))
    assert sorted(sizes) == [len(DATA) // 2, len(DATA) - len(DATA) // 2]


@pytest.mark.parametrize("parallel", [1, 3])
def test_so_many_at_once(shop, s3, parallel):
    shop.stages["deliver"] |= {"s3_parallel": parallel}
    gate = threading.Event()
    s3.plan("part", *[gate] * 4)
    upload = deliver(shop)
    waiting.until(lambda: s3.held == parallel, f"{parallel} requests wait")
    gate.set()
    check(shop, s3, upload)
    assert s3.most_at_once == parallel


@pytest.mark.parametrize("operation", ["head", "create", "part", "complete", "put"])
def test_credentials_rotated_in_the_middle(shop, s3, operation):
    """Temporary ones with a token, and the first ones are valid no more."""
    def rotate():
        s3.secrets.clear()
        s3.secrets["ASIAFRESH"] = "fresh"
        write_credentials(shop.data / "s3-credentials", "fresh", "ASIAFRESH", "a-token/+=")
    s3.plan(operation, rotate)
    data = b"small" if operation == "put" else DATA
    check(shop, s3, deliver(shop, data), data)
    assert s3.fields[-1][1]["x-amz-security-token"] == "a-token/+="
    assert s3.count(operation, 403) in (1, 2, 3, 4)


def test_credentials_of_the_environment(shop, s3, monkeypatch):
    del shop.stages["deliver"]["s3_credentials_file"]
    own = shop.environment()
    monkeypatch.setattr(shop, "environment", lambda: {
        **own, "AWS_ACCESS_KEY_ID": faulty_s3.ID, "AWS_SECRET_ACCESS_KEY": faulty_s3.SECRET,
        "AWS_SESSION_TOKEN": "tok"})
    check(shop, s3, deliver(shop, b"small"), b"small")
    assert s3.fields[-1][1]["x-amz-security-token"] == "tok"


def test_credentials_that_are_not_there(shop, s3):
    path = shop.data / "s3-credentials"
    path.unlink()
    upload = deliver(shop, b"small")
    wait_failed(shop, upload, "the file of the credentials: No such file")
    path.write_text("[other]\naws_access_key_id = x\n")
    wait_failed(shop, shop.put_queued(b"small", ["deliver"]), "lacks an id and a secret")
    assert not s3.seen


def test_watchers_do_not_see_where_the_storage_is(shop, s3):
    shop.stages["deliver"] |= {"patience": "1s"}
    s3.close()
    error = wait_failed(shop, deliver(shop, b"small"), "The object storage is not reachable")
    assert "127.0.0.1" not in error["message"] and "127.0.0.1" in shop.log()


def test_a_wrong_secret(shop, s3):
    write_credentials(shop.data / "s3-credentials", "wrong-secret")
    upload = deliver(shop)
    wait_failed(shop, upload, 'SignatureDoesNotMatch: The signature is not "right" (HTTP 403)')
    assert "wrong-secret" not in shop.log()


@pytest.mark.parametrize("name,value,words", [
    ("deliver_to", "s3://UPPER/x", "s3://BUCKET/KEY"), ("deliver_to", "s3://ab", "s3://BUCKET"),
    ("deliver_to", "s3://bucket/{what}", "s3://BUCKET/KEY"), ("deliver_to", "s3://bucket//x", "KEY"),
    ("deliver_to", "somewhere", "an absolute path"),
    ("s3_endpoint", "s3.example.org", "http(s)://HOST"), ("s3_endpoint", "https://host/path", "path"),
    ("s3_endpoint", "https://host:port", "PORT"), ("s3_style", "dns", "path or host"),
    ("s3_region", "eu central", "letters"), ("s3_part_size", "4m", "from 5m"),
    ("s3_max_parts", "10001", "1 to 10000"), ("s3_parallel", "17", "1 to 16"),
    ("s3_class", "A B", "storage class"), ("s3_credentials_file", "file", "an absolute path"),
    ("s3_timeout", "1", "a time"),
])
def test_bad_settings(shop, s3, name, value, words):
    """`loadline config` names the file, the line and what would be right."""
    del s3
    shop.stages["deliver"][name] = value
    shop.write_settings()
    path = shop.data / "loadline.conf"
    line = path.read_text().splitlines().index(f"{name} = {value}") + 1
    tried = subprocess.run([stack.BUILD / "cli/loadline", "--config", path, "config"], text=True,
                           check=False, capture_output=True, env=stack.clean_environment())
    assert tried.returncode != 0 and f"loadline.conf:{line}: {name} = " in tried.stderr
    assert words in tried.stderr


@pytest.mark.parametrize("to,key", [("s3://bucket", "2026-01-31/{id}-a.bin"),
                                    ("s3://bucket/", "2026-01-31/{id}-a.bin"),
                                    ("s3://bucket/in/", "in/2026-01-31/{id}-a.bin"),
                                    ("s3://bucket/in/{name}", "in/a.bin")])
def test_deliver_name_follows_a_slash(shop, s3, to, key):
    shop.stages["deliver"] |= {"deliver_to": to}
    upload = deliver(shop, b"small", created_at=1769817600000)
    shop.wait_state(upload, "done")
    assert list(s3.objects) == [key.replace("{id}", upload)]
