# SPDX-License-Identifier: MIT
"""Certificates of the tests' own making: an authority, a server, one of another name, a client; and a stranger's."""

import pathlib
import subprocess


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True)


class Certificates:
    """Files in a folder: NAME.crt and NAME.key; authority.crt is what clients trust."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(exist_ok=True)
        for authority in ("authority", "stranger"):
            openssl("req", "-x509", *self.new_key(authority), "-days", "2",
                    "-out", self.certificate(authority), "-subj", f"/CN={authority}",
                    "-addext", "basicConstraints=critical,CA:TRUE")
        self.sign("server", "subjectAltName=IP:127.0.0.1,DNS:localhost")
        self.sign("misnamed", "subjectAltName=DNS:other.example")
        self.sign("client", "extendedKeyUsage=clientAuth")

    def certificate(self, name):
        return self.folder / f"{name}.crt"

    def key(self, name):
        return self.folder / f"{name}.key"

    def new_key(self, name):
        return ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-keyout", self.key(name))

    def sign(self, name, extension):
        request = self.folder / f"{name}.csr"
        extensions = self.folder / f"{name}.ext"
        extensions.write_text(f"{extension}\n")
        openssl("req", "-new", *self.new_key(name), "-out", request, "-subj", f"/CN={name}")
        openssl("x509", "-req", "-in", request, "-days", "2", "-CA", self.certificate("authority"),
                "-CAkey", self.key("authority"), "-CAcreateserial", "-extfile", extensions,
                "-out", self.certificate(name))
