# SPDX-License-Identifier: MIT
"""A small S3 that keeps everything in memory, verifies what it gets, and fails as it is told."""

import hashlib
import http.server
import re
import secrets
import socket
import struct
import threading
import urllib.parse

import s3_sign

ID, SECRET = "AKIATEST", "a+secret/of=tests"
LIMIT = 64 << 20  # bytes of a request's body


def error(code, message="as the test wants it"):
    return f'<?xml version="1.0"?><Error><Code>{code}</Code><Message>{message}</Message></Error>'


class FaultyS3:
    """plan(operation, fault, ...): what the next such requests meet; None: nothing. Operations are
    head, get, list, put, create, part, complete and abort. Faults: a status, or
    "stall": reads the request and never answers
    "reset": the connection breaks before the request is done
    "lost": the request is done, and the connection breaks
    "error": 200 with an error in the body
    "etag": an ETag that the server does not know later
    "gone": the multipart upload is forgotten before
    an Event: waits for it, then goes on; a function: is called before."""

    def __init__(self):
        self.secrets = {ID: SECRET}
        self.objects = {}  # key: (bytes, fields)
        self.uploads = {}  # id: (key, fields, {number: (etag, bytes)})
        self.seen = []     # (operation, target, status)
        self.parts = []    # (upload id, number) of each part that was sent
        self.fields = []   # the header fields of each request
        self.at_once = self.most_at_once = 0
        self.held = 0  # requests that wait for an Event
        self.plans = {}
        self.lock = threading.Lock()
        self.closing = threading.Event()
        s3 = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self):
                try:
                    super().handle_one_request()
                except (ConnectionError, TimeoutError):
                    self.close_connection = True

            def serve(self):
                s3.serve(self)
            do_HEAD = do_GET = do_PUT = do_POST = do_DELETE = serve  # pylint: disable=invalid-name

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()

    def plan(self, operation, *faults):
        self.plans.setdefault(operation, []).extend(faults)

    def count(self, operation, status=None):
        return sum(1 for seen in list(self.seen)
                   if seen[0] == operation and status in (None, seen[2]))

    # One request

    @staticmethod
    def operation(method, query):
        if method == "POST":
            return "create" if "uploads" in query else "complete"
        if method == "PUT":
            return "part" if "partNumber" in query else "put"
        if method == "GET":
            return "list" if "uploads" in query else "get"
        return {"HEAD": "head", "DELETE": "abort"}[method]

    def serve(self, handler):
        length = int(handler.headers.get("Content-Length", 0))
        assert length <= LIMIT
        with self.lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        self.answer(handler, handler.rfile.read(length))

    def ends(self):
        """Before its answer: who has that may already send the next request."""
        with self.lock:
            self.at_once -= 1

    def hold(self, gate):
        with self.lock:
            self.held += 1
        gate.wait(30)
        with self.lock:
            self.held -= 1

    def answer(self, handler, body):
        fields = {name.lower(): value for name, value in handler.headers.items()}
        path, _, query = handler.path.partition("?")
        query = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        operation = self.operation(handler.command, query)
        with self.lock:
            self.fields.append((operation, fields))
            fault = self.plans[operation].pop(0) if self.plans.get(operation) else None
        if isinstance(fault, threading.Event):
            self.hold(fault)
        elif callable(fault):
            fault()
        if fault == "stall":
            self.closing.wait(60)
        if fault in ("stall", "reset"):
            return self.reset(handler, operation)
        if s3_sign.verify(self.secrets, handler.command, handler.path, fields, body) is None:
            return self.reply(handler, operation, 403, error(
                "SignatureDoesNotMatch", "The signature is not &quot;right&quot;"))
        if isinstance(fault, int):
            return self.reply(handler, operation, fault, error({
                503: "SlowDown", 412: "PreconditionFailed"}.get(fault, "Planned")))
        key = urllib.parse.unquote(path)[1:].partition("/")[2]
        with self.lock:
            status, text, extra = self.work(operation, key, query, fields, body, fault)
        if fault == "lost":
            return self.reset(handler, operation)
        return self.reply(handler, operation, status, text, extra)

    def reset(self, handler, operation):
        self.ends()
        self.seen.append((operation, handler.path, 0))
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()
        handler.close_connection = True
        raise ConnectionAbortedError

    def reply(self, handler, operation, status, text="", extra=None):
        self.ends()
        self.seen.append((operation, handler.path, status))
        body = text.encode()
        handler.send_response(status)
        for name, value in (extra or {}).items():
            handler.send_header(name, value)
        if "Content-Length" not in (extra or {}):
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)

    # What the operations do: (status, body, fields)

    def work(self, operation, key, query, fields, body, fault):
        if fault == "gone":
            self.uploads.clear()
        if operation in ("head", "get"):
            if key not in self.objects:
                return 404, error("NoSuchKey"), {}
            data, kept = self.objects[key]
            return 200, "", {"Content-Length": str(len(data)), "ETag": '"x"', **kept} \
                if operation == "head" else {}
        if operation == "list":
            return 200, "<ListMultipartUploadsResult>" + "".join(
                f"<Upload><Key>{other}</Key><UploadId>{upload.replace('&', '&amp;')}</UploadId></Upload>"
                for upload, (other, _, _) in self.uploads.items()
                if other.startswith(query["prefix"])) + "</ListMultipartUploadsResult>", {}
        if operation == "create":
            upload = secrets.token_urlsafe(12) + "+/=&"
            self.uploads[upload] = (key, self.kept(fields), {})
            return 200, f"<InitiateMultipartUploadResult><UploadId>{upload.replace('&', '&amp;')}" \
                        "</UploadId></InitiateMultipartUploadResult>", {}
        if operation == "put":
            return self.put(key, body, fields)
        if query["uploadId"] not in self.uploads:
            return 404, error("NoSuchUpload"), {}
        if operation == "abort":
            del self.uploads[query["uploadId"]]
            return 204, "", {}
        if operation == "part":
            return self.part(query, body, fault)
        return self.complete(query["uploadId"], fields, body, fault)

    @staticmethod
    def kept(fields):
        return {name: fields[name] for name in ("content-type", "x-amz-meta-loadline-id",
                                                "x-amz-storage-class") if name in fields}

    def put(self, key, body, fields):
        if key in self.objects and fields.get("if-none-match") == "*":
            return 412, error("PreconditionFailed"), {}
        self.objects[key] = (body, self.kept(fields))
        return 200, "", {"ETag": '"x"'}

    def part(self, query, body, fault):
        etag = hashlib.md5(body).hexdigest()
        number = int(query["partNumber"])
        self.parts.append((query["uploadId"], number))
        self.uploads[query["uploadId"]][2][number] = (etag, body)
        return 200, "", {"ETag": f'"{"0" * 32 if fault == "etag" else etag}"'}

    def complete(self, upload, fields, body, fault):
        key, kept, parts = self.uploads[upload]
        if fault == "error":
            return 200, error("InternalError"), {}
        if key in self.objects and fields.get("if-none-match") == "*":
            return 412, error("PreconditionFailed"), {}
        asked = re.findall(r"<PartNumber>(\d+)</PartNumber><ETag>\"(\w+)\"</ETag>", body.decode())
        if [(number, etag) for number, etag in asked] != \
                [(str(number), parts[number][0]) for number in sorted(parts)]:
            return 400, error("InvalidPart"), {}
        assert fields["content-type"] == "application/xml"
        self.objects[key] = (b"".join(parts[number][1] for number in sorted(parts)), kept)
        del self.uploads[upload]
        return 200, "<CompleteMultipartUploadResult></CompleteMultipartUploadResult>", {}
