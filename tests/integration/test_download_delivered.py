# SPDX-License-Identifier: MIT
"""Downloads of files that a stage has delivered elsewhere."""

import urllib.parse

import pytest
import requests

import conftest
import files
import s3_servers
import s3_sign
import stack
import tokens
import tus
import waiting

DATA = files.real_bytes(3000)
DELIVERS = "\n[stage deliver]\ndeliver_to = {place}\n"


NAME = "ä 漢字 😀 +%&=#;'().txt"
SECRETS = {s3_servers.ID: s3_servers.SECRET, "renewed": "another/secret+of=tests"}
TOKEN_KEY = b"the secret that these tokens are signed with"

# What differs from one stage to another; an upload's type selects its stage.
S3_STAGES = {
    "redirects": "s3_download = redirect\n",
    "silent": "",
    "short": "s3_download = redirect\ns3_download_expires = 1s\n",
    "renewed": "s3_download = redirect\ns3_download_credentials_file = {folder}/renewed\n",
    "elsewhere": "s3_download = redirect\ns3_download_endpoint = https://Files.Example.org:443\n",
}
S3_STAGE = """
[stage {name}]
kind = deliver
deliver_to = s3://uploads/{literal} é/{{id}}-{{name}}
s3_endpoint = {url}
s3_credentials_file = {folder}/credentials
{more}
[pipeline application/x-{name}]
stages = {name}
"""
LITERAL = "".join(chr(c) for c in range(0x21, 0x7f) if chr(c) not in "{}/.\\;#")


def delivered(site, data=DATA, **metadata):
    """The upload, as soon as it has left the spool."""
    upload = tus.Upload.create(f"{site.url}/uploads/", len(data), **metadata)
    assert upload.patch(data).status == 204
    site.wait_state(upload.id, "done")
    assert not site.data_file(upload.id).exists()
    return upload


def ask(upload, method="GET", **headers):
    return requests.request(method, upload.url, timeout=20, allow_redirects=False, headers=headers)


def check_refused(answer, place):
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "delivered" and place in problem["detail"]


@pytest.fixture(name="foldered", scope="module")
def with_a_folder():
    for site in conftest.running(stack.Stack(stages="")):
        folder = site.data / "target"
        folder.mkdir()
        site.configure(DELIVERS.format(place=folder), stages="deliver")
        yield site


def test_a_folder_has_it(foldered):
    upload = delivered(foldered, filename="a.txt")
    answer = ask(upload)
    check_refused(answer, "a folder")
    assert "target" not in answer.text and "a.txt" not in answer.text
    head = ask(upload, "HEAD")
    assert (head.status_code, head.content) == (404, b"")


def test_it_is_said_to_those_only_who_may_download(foldered):
    upload = delivered(foldered)
    for wrong in (upload.url.rsplit(".", 1)[0], upload.url[:-1] + "!"):
        answer = requests.get(wrong, timeout=20)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_head_of_tus_is_answered_as_ever(foldered):
    answer = ask(delivered(foldered), "HEAD", **tus.VERSION)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (200, str(len(DATA)))


def test_a_page_says_it_to_people(foldered):
    answer = ask(delivered(foldered), Accept="text/html")
    assert answer.status_code == 404 and answer.headers["Content-Type"].startswith("text/html")
    assert "a folder" in answer.text


# --- object storage ---

@pytest.fixture(name="s3", scope="module", params=["rclone", "versitygw"])
def running_server(request, tmp_path_factory):
    program = getattr(s3_servers, request.param)()
    if program is None:
        pytest.skip(f"{request.param} is not here (LOADLINE_S3_SERVERS, PATH)")
    words = getattr(s3_servers, f"{request.param}_words")
    made = s3_servers.Server(words(program), tmp_path_factory.mktemp("s3") / "root")
    yield made
    made.close()


def is_rclone(s3):
    return s3.process.args[0].endswith("rclone")


def write_credentials(site, name, key_id, token=None):
    """As programs do that renew them: under another name first."""
    draft = site.data / f"{name}.new"
    draft.write_text(f"aws_access_key_id = {key_id}\naws_secret_access_key = {SECRETS[key_id]}\n"
                     + (f"aws_session_token = {token}\n" if token else ""))
    draft.rename(site.data / name)


@pytest.fixture(name="stored", scope="module")
def with_object_storage(s3):
    for site in conftest.running(stack.Stack(stages="")):
        write_credentials(site, "credentials", s3_servers.ID)
        site.configure("".join(
            S3_STAGE.format(name=name, url=s3.url, folder=site.data, literal=LITERAL,
                            more=more.format(folder=site.data))
            for name, more in S3_STAGES.items()), stages="redirects")
        yield site


def link(upload, method="GET", **headers):
    """The presigned URL that the download is sent to."""
    answer = ask(upload, method, **headers)
    assert (answer.status_code, answer.content) == (307, b"")
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.headers["Location"]


def test_the_storage_sends_it(stored, s3):
    upload = delivered(stored, filename=NAME, filetype="text/plain")
    url = link(upload)
    assert url.startswith(f"{s3.url}/uploads/")
    values = s3_sign.verify_url(SECRETS, "GET", url)
    assert values["X-Amz-Expires"] == "300" and "X-Amz-Security-Token" not in values
    assert values["response-content-type"] == "text/plain"
    disposition = values["response-content-disposition"]
    assert disposition.startswith("attachment; filename=\"_")
    assert urllib.parse.unquote(disposition.split("filename*=UTF-8''")[1]) == NAME
    answer = requests.get(url, timeout=20)
    assert (answer.status_code, answer.content) == (200, DATA)


def test_a_client_that_follows_gets_a_part(stored, s3):
    upload = delivered(stored, filename="a.bin")
    answer = requests.get(upload.url, timeout=20, headers={"Range": "bytes=1000-1999"})
    assert answer.content == DATA[1000:2000]
    assert answer.status_code == 206 or is_rclone(s3), "rclone answers 200"
    assert len(answer.history) == 1


def test_the_name_and_the_type_are_ours(stored, s3):
    """rclone has no such parameters."""
    upload = delivered(stored, filename="a b.html", filetype="text/html")
    values = s3_sign.verify_url(SECRETS, "GET", link(upload))
    assert values["response-content-type"] == "application/octet-stream"
    answer = requests.get(upload.url, timeout=20)
    assert answer.status_code == 200
    if not is_rclone(s3):
        assert answer.headers["Content-Disposition"] == values["response-content-disposition"]
        assert answer.headers["Content-Type"] == "application/octet-stream"


def test_head_has_a_signature_of_its_own(stored):
    upload = delivered(stored)
    url = link(upload, "HEAD")
    s3_sign.verify_url(SECRETS, "HEAD", url)
    answer = requests.head(url, timeout=20)
    assert (answer.status_code, answer.headers["Content-Length"]) == (200, str(len(DATA)))
    assert requests.get(url, timeout=20).status_code == 403
    assert requests.head(link(upload), timeout=20).status_code == 403


def test_nothing_of_it_can_be_changed(stored):
    url = link(delivered(stored))
    other = delivered(stored)
    parts = urllib.parse.urlsplit(url)
    for wrong in (url.replace("X-Amz-Expires=300", "X-Amz-Expires=3000"),
                  url.replace(parts.path, urllib.parse.urlsplit(link(other)).path),
                  url.replace("attachment", "inline")):
        assert wrong != url
        assert requests.get(wrong, timeout=20).status_code == 403
    assert requests.get(url, timeout=20).status_code == 200


def test_it_expires(stored, s3):
    """rclone does not look at the time."""
    upload = delivered(stored, filetype="application/x-short")
    url = link(upload)
    assert "X-Amz-Expires=1&" in url
    if not is_rclone(s3):
        waiting.until(lambda: requests.get(url, timeout=20).status_code == 403,
                      "the URL is too old", 20)


def test_without_the_setting(stored):
    upload = delivered(stored, filetype="application/x-silent", filename="secret name.txt")
    answer = ask(upload)
    check_refused(answer, "object storage")
    assert "uploads/" not in answer.json()["detail"] and "secret name" not in answer.text
    assert ask(upload, "HEAD").status_code == 404


def test_the_address_for_clients(stored):
    url = link(delivered(stored, filetype="application/x-elsewhere"))
    assert url.startswith("https://files.example.org/uploads/")
    s3_sign.verify_url(SECRETS, "GET", url)


def test_credentials_are_read_for_each_download(stored):
    upload = delivered(stored, filetype="application/x-renewed")
    log = stored.data / "log/upload.log"
    answer = ask(upload)
    assert (answer.status_code, answer.json()["code"]) == (503, "download_unavailable")
    assert str(stored.data) not in answer.text
    told = [line for line in log.read_text().splitlines() if "download_not_signed" in line]
    assert "stage=renewed" in told[-1] and f"{stored.data}/renewed" in told[-1]
    assert "No such file" in told[-1]
    write_credentials(stored, "renewed", s3_servers.ID)
    assert requests.get(link(upload), timeout=20).content == DATA
    write_credentials(stored, "renewed", "renewed", token="a+b/c==")
    values = s3_sign.verify_url(SECRETS, "GET", link(upload))
    assert values["X-Amz-Credential"].startswith("renewed/")
    assert values["X-Amz-Security-Token"] == "a+b/c=="
    (stored.data / "renewed").write_text("aws_access_key_id = only\n")
    assert ask(upload).status_code == 503
    told = [line for line in log.read_text().splitlines() if "download_not_signed" in line]
    assert "an id and a secret are missing" in told[-1]
    assert not [secret for secret in SECRETS.values() if secret in log.read_text()]


def test_only_who_may_download_is_sent_there(stored):
    upload = delivered(stored)
    for wrong in (upload.url.rsplit(".", 1)[0], upload.url[:-1] + "!"):
        answer = requests.get(wrong, timeout=20, allow_redirects=False)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_only_the_owner_is_sent_there(stored):
    """With tokens; the last test of this site."""
    key = stored.data / "token-key"
    key.write_bytes(TOKEN_KEY)
    stored.configure("", auth="token", token_keys=str(key))

    def bearer(owner, **claims):
        return {"Authorization": f"Bearer {tokens.make(TOKEN_KEY, sub=owner, **claims)}"}
    answer = requests.post(f"{stored.url}/uploads/", timeout=10, data=DATA, headers={
        **tus.VERSION, **bearer("alice"), "Upload-Length": str(len(DATA)),
        "Content-Type": "application/offset+octet-stream"})
    upload = tus.Upload(answer.headers["Location"])
    waiting.until(lambda: ask(upload, **bearer("alice")).status_code == 307, "it is delivered", 30)
    assert ask(upload).status_code == 401
    assert ask(upload, **bearer("bob")).status_code == 404
    assert requests.get(link(upload, **bearer("alice")), timeout=20).content == DATA
