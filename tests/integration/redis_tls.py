# SPDX-License-Identifier: MIT
"""The whole suite over TLS: with LOADLINE_TLS every Redis of the tests listens on a TLS port too, and the
programs connect there. The tests themselves use the UNIX socket.
"""

import atexit
import functools
import os
import shutil
import tempfile

import certificates
import ports

ON = bool(os.environ.get("LOADLINE_TLS"))

taken = {} # UNIX sockets' ports


@functools.cache
def authority():
    """Certificates of this run. Programs find the authority as one of the system's."""
    folder = tempfile.mkdtemp(prefix="loadline-authority-")
    os.chmod(folder, 0o755) # programs of a web server's user read it; keys stay private
    atexit.register(shutil.rmtree, folder)
    made = certificates.Certificates(folder)
    os.environ["SSL_CERT_FILE"] = str(made.certificate("authority"))
    return made


if ON:
    authority() # before any test copies the environment


def port(socket):
    """The TLS port of the Redis with that UNIX socket, the same after each restart."""
    if socket not in taken:
        taken[socket] = ports.lasting()
    return taken[socket]


def share(socket, other):
    """The other UNIX socket leads to the same Redis."""
    taken[str(other)] = port(str(socket))


def client_settings():
    """For programs that get no environment of ours."""
    return {"redis_tls_ca_file": authority().certificate("authority")} if ON else {}


def trusted_with(certificate):
    """A file with that certificate, and with the authority of the Redis, for SSL_CERT_FILE."""
    if not ON:
        return certificate
    both = certificate.with_name("trusted")
    both.write_text(certificate.read_text() + authority().certificate("authority").read_text())
    return both


def settings(socket):
    """Lines of a redis.conf."""
    return "".join(f"{line}\n" for line in listening(port(str(socket)), authority())) if ON else ""


def listening(number, made, certificate="server"):
    """How a server listens on that port by TLS, with one of these certificates."""
    return (f"tls-port {number}", "tls-replication yes", "tls-auth-clients optional",
            f"tls-ca-cert-file {made.certificate('authority')}",
            f"tls-cert-file {made.certificate(certificate)}",
            f"tls-key-file {made.key(certificate)}")
