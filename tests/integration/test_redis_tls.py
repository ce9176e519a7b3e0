# SPDX-License-Identifier: MIT
"""Redis by TLS: what fails is told by its reason, and never with a secret."""

import json
import re
import secrets

import pytest

import doctor
import redis_set
import redis_users
import relay_site
import waiting
from certificates import Certificates
from relay_site import document, new_id, run_async

LOGIN = f"loadline-relay:{redis_users.password('relay')}"
OPERATOR = f"loadline-operator:{redis_users.password('operator')}"
SECRETS = [redis_users.password(user) for user in ("relay", "operator")]


@pytest.fixture(scope="module", name="certificates")
def make_certificates(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(name="serve")
def make_serve(tmp_path, certificates):
    """serve(certificate="server", tls=True, *more settings): a Redis that runs."""
    made = []

    def serve(*settings, tls=True, certificate="server"):
        rights = redis_users.install_rights(tmp_path, relay_site.PREFIX)
        made.append(redis_set.Server(tmp_path / f"redis{len(made)}",
                                     [f"aclfile {rights}", 'save ""', *settings],
                                     certificates if tls else None, certificate))
        made[-1].start()
        return made[-1]
    yield serve
    for server in made:
        server.stop()


def trusting(certificates, name="authority", **more):
    return {"redis_tls_ca_file": certificates.certificate(name), **more}


def bringing(certificates):
    """The settings with which programs bring a certificate of their own."""
    return trusting(certificates, redis_tls_cert_file=certificates.certificate("client"),
                    redis_tls_key_file=certificates.key("client"))


@run_async
async def watches(site, server):
    """A document that is published there arrives at a client of the relay."""
    site.wait_log("event=redis_up")
    upload = new_id()
    async with site.connect() as client:
        assert (await client.watch(upload))[0] == "gone"
        text = document(upload)
        name = relay_site.channel(upload)
        with server.client().pipeline(transaction=True) as pipe:
            pipe.hset(name, "_json", text).publish(name, text).execute()
        assert await client.expect("progress") == json.loads(text)


def test_news_come_by_tls(make_relay, serve, certificates):
    server = serve()
    site = make_relay(redis_url=f"rediss://{LOGIN}@{server.address}/0", **trusting(certificates))
    site.start_relay()
    watches(site, server)


def test_host_by_name_and_a_certificate_of_our_own(make_relay, serve, certificates):
    server = serve("tls-auth-clients yes")
    site = make_relay(redis_url=f"rediss://{LOGIN}@localhost:{server.port}/0", **bringing(certificates))
    site.start_relay()
    site.wait_log("event=redis_up")
    assert "Sanitizer" not in site.log()


def test_another_name_of_the_server(make_relay, serve, certificates):
    server = serve(certificate="misnamed")
    site = make_relay(redis_url=f"rediss://{LOGIN}@{server.address}/0",
                      **trusting(certificates, redis_tls_name="other.example"))
    site.start_relay()
    watches(site, server)


# How the server differs, what the programs are told, and the reason that they give.
FAULTS = {
    "a stranger signed it": ({}, "rediss", "stranger", "certificate is refused"),
    "it is for another name": ({"certificate": "misnamed"}, "rediss", "authority", "mismatch"),
    "it wants a certificate of ours": ({"settings": ["tls-auth-clients yes"]}, "rediss", "authority",
                                       "certificate required"),
    "we speak plainly to its TLS": ({}, "redis", None, "closed the connection|reset by peer"),
    "it speaks no TLS": ({"tls": False}, "rediss", "authority", "too long: .*TLS|timed out"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_told(make_relay, serve, certificates, tmp_path, fault):
    kind, scheme, authority, reason = FAULTS[fault]
    kind = dict(kind)
    server = serve(*kind.pop("settings", []), **kind)
    more = trusting(certificates, authority) if authority else {}
    site = make_relay(redis_url=f"{scheme}://{LOGIN}@{server.address}/0", **more)
    site.start_relay()
    waiting.until(lambda: re.search(reason, site.log()), f"the relay says {reason}")
    path = settings_file(tmp_path, f"{scheme}://{OPERATOR}@{server.address}/0", more)
    report = waiting.until(lambda: says(doctor.run(path), reason), f"doctor says {reason}")
    for secret in SECRETS:
        assert secret not in site.log() + report.text + report.complaint


def says(report, reason):
    """A refused client may find the connection closed before it reads why: it is told at another try."""
    report.assert_fails("redis")
    return report if re.search(reason, report.text) else None


def settings_file(folder, url, settings):
    """Those of a site with that Redis."""
    (folder / "secret").write_text(secrets.token_hex(32))
    (folder / "secret").chmod(0o600)
    (folder / "spool").mkdir(mode=0o2770)
    (folder / "spool/.loadline").touch()
    path = folder / "loadline.conf"
    lines = {"redis_url": url, "redis_prefix": relay_site.PREFIX, "redis_timeout": "500ms",
             "spool": folder / "spool", "secret_file": folder / "secret", **settings}
    path.write_text("".join(f"{name} = {value}\n" for name, value in lines.items()))
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("settings, words", [
    ({"redis_url": "rediss://h/0", "redis_tls_cert_file": "/c"}, "redis_tls_key_file"),
    ({"redis_url": "redis://h/0", "redis_tls_ca_file": "/ca"}, "rediss://"),
])
def test_settings_that_cannot_be_meant(tmp_path, settings, words):
    path = tmp_path / "loadline.conf"
    path.write_text("".join(f"{name} = {value}\n" for name, value in settings.items()))
    doctor.run(path).assert_fails("settings", words)
