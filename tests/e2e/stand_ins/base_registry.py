"""Registries of public base images: ``python base_registry.py ADDRESS FOLDER CERTIFICATE KEY``.

Answers pulls, and nothing else, as the distribution specification and its token scheme describe
them: whoever has no token is sent to ``/token/``, where everybody gets one. The folder has blobs by
digest, the digest of each tag in ``tags/HOST/REPOSITORY/TAG``, and in ``status`` what every request
for a tag is answered with instead, such as ``429``.
"""

from __future__ import annotations

import json
import re
import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_PORT = 443
_TOKEN = "anonymous"
_PATH = re.compile(
    r"/v2/(?P<repository>[a-z0-9/._-]+)/(?P<kind>manifests|blobs)/(?P<reference>\S+)"
)


class Registry(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    folder: Path

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        host = (self.headers["Host"] or "").partition(":")[0]
        path = self.path.partition("?")[0]
        if path == "/token/":
            self._answer(200, json.dumps({"token": _TOKEN, "expires_in": 300}).encode())
        elif self.headers["Authorization"] != f"Bearer {_TOKEN}":
            realm = f'Bearer realm="https://{host}/token/",service="{host}",scope="aws"'
            self._answer(401, b"{}", {"WWW-Authenticate": realm})
        elif path == "/v2/":
            self._answer(200, b"{}")
        elif (match := _PATH.fullmatch(path)) is None:
            self._answer(404, b"{}")
        else:
            self._find(host, match)

    def _find(self, host: str, match: re.Match[str]) -> None:
        reference = match["reference"]
        if not reference.startswith("sha256:"):
            status, tag = self.folder / "status", self.folder / "tags" / host
            if status.exists():
                return self._answer(int(status.read_text()), b'{"errors": []}')
            try:
                reference = (tag / match["repository"] / reference).read_text()
            except OSError:
                return self._answer(404, b'{"errors": [{"code": "MANIFEST_UNKNOWN"}]}')
        try:
            content = (self.folder / "blobs" / reference).read_bytes()
        except OSError:
            return self._answer(404, b'{"errors": [{"code": "BLOB_UNKNOWN"}]}')
        kind = "application/octet-stream"
        if match["kind"] == "manifests":
            kind = json.loads(content)["mediaType"]
        headers = {"Content-Type": kind, "Docker-Content-Digest": reference}
        return self._answer(200, content, headers)

    def _answer(self, status: int, content: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Docker-Distribution-Api-Version", "registry/2.0")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)


def main(address: str, folder: str, certificate: str, key: str) -> None:
    Registry.folder = Path(folder)
    server = ThreadingHTTPServer((address, _PORT), Registry)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
