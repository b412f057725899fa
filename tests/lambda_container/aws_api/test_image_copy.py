"""Copying between two registries on loopback that speak the registry protocol."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qs, urlparse

import pytest
import stamina
from dxf import DXF

from lambda_container.aws_api import image_copy
from lambda_container.aws_api.ecr import RemoteImage
from lambda_container.aws_api.errors import AwsError
from tests.lambda_container.operations.publish.stand_ins import V2, StandInRegistry

LAYER = b"layer" * 100_000
CONFIG = b'{"architecture": "amd64"}'


def digest_of(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_HEAD(self) -> None:
        blob = self.server.blobs.get(self._digest())
        self._answer(404 if blob is None else 200, b"", length=len(blob or b""))

    def do_GET(self) -> None:
        self.server.asked.append("GET")
        blob = self.server.blobs.get(self._digest())
        if blob is None:
            self._answer(404, b'{"errors": [{"code": "BLOB_UNKNOWN", "message": "gone"}]}')
        else:
            self._answer(200, blob)

    def do_POST(self) -> None:
        mounted = parse_qs(urlparse(self.path).query).get("mount", [""])[0]
        if self.server.mounts and mounted in self.server.elsewhere:
            self.server.blobs[mounted] = self.server.elsewhere[mounted]
            self._answer(201, b"")
        else:
            self._answer(202, b"", location=f"http://{self.headers['Host']}/v2/upload/1")

    def do_PUT(self) -> None:
        self.server.asked.append("PUT")
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.failures:
            status, body = self.server.failures.pop(0)
            self._answer(status, body)
            return
        self.server.blobs[parse_qs(urlparse(self.path).query)["digest"][0]] = content
        self._answer(201, b"")

    def log_message(self, *_: object) -> None:
        pass

    def _digest(self) -> str:
        return self.path.rpartition("/")[2]

    def _answer(
        self, status: int, body: bytes, *, length: int | None = None, location: str = ""
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    """A registry's blobs, and how it answers."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.blobs: dict[str, bytes] = {}
        self.elsewhere: dict[str, bytes] = {}
        self.mounts = False
        self.failures: list[tuple[int, bytes]] = []
        self.asked: list[str] = []

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


@pytest.fixture
def servers() -> Iterator[tuple[Server, Server]]:
    with Server() as source, Server() as target, stamina.set_testing(True, attempts=3):
        for server in (source, target):
            threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        source.blobs = {digest_of(blob): blob for blob in (LAYER, CONFIG)}
        yield source, target
        for server in (source, target):
            server.shutdown()


@pytest.fixture
def image() -> RemoteImage:
    manifest = json.dumps(
        {
            "config": {"digest": digest_of(CONFIG), "size": len(CONFIG)},
            "layers": [{"digest": digest_of(LAYER), "size": len(LAYER)}],
        },
        indent=3,
    )
    return RemoteImage(digest=digest_of(manifest.encode()), media_type=V2, manifest=manifest)


@pytest.fixture
def copied(
    servers: tuple[Server, Server], image: RemoteImage, monkeypatch: pytest.MonkeyPatch
) -> Any:
    """Copies the image once it is called; gives the target."""
    registries = [StandInRegistry(), StandInRegistry()]
    for registry, server in zip(registries, servers, strict=True):
        registry.host = server.host
        registry.repositories["hello"] = {}

    def client(registry: StandInRegistry, repository: str, *, renew: bool) -> DXF:
        registry.login(renew=renew)
        return DXF(registry.host, repository, insecure=True)

    monkeypatch.setattr(image_copy, "registry_client", client)

    def run(*, same: bool = False) -> StandInRegistry:
        if same:
            registries[0].host = registries[1].host
        source, target = cast("Any", registries)
        image_copy.copy_image(image, source=(source, "hello"), target=(target, "hello"), tag="1")
        return registries[1]

    return run


def test_blobs_and_manifest_arrive_byte_for_byte(
    copied: Any, servers: tuple[Server, Server], image: RemoteImage
) -> None:
    target = copied()
    assert servers[1].blobs == servers[0].blobs
    assert target.repositories["hello"]["1"].manifest == image.manifest


def test_what_is_there_is_not_sent_again(copied: Any, servers: tuple[Server, Server]) -> None:
    servers[1].blobs[digest_of(LAYER)] = LAYER
    copied()
    assert servers[1].asked == ["PUT"]


def test_a_registry_that_can_moves_blobs_itself(
    copied: Any, servers: tuple[Server, Server]
) -> None:
    servers[1].mounts, servers[1].elsewhere = True, servers[0].blobs
    copied(same=True)
    assert servers[1].asked == []
    assert servers[1].blobs == servers[0].blobs


def test_a_transfer_that_fails_is_tried_again_with_a_new_login(
    copied: Any, servers: tuple[Server, Server]
) -> None:
    servers[1].failures = [(500, b""), (403, b'{"errors": [{"code": "DENIED", "message": "x"}]}')]
    target = copied()
    assert servers[1].blobs == servers[0].blobs
    assert target.logins > 1


def test_a_registry_that_stays_away_is_an_error_with_what_it_says(
    copied: Any, servers: tuple[Server, Server]
) -> None:
    body = b'{"errors": [{"code": "TOOMANYREQUESTS", "message": "slow down"}]}'
    servers[1].failures = [(429, body)] * 9
    with pytest.raises(AwsError, match="writing: 429 TOOMANYREQUESTS: slow down"):
        copied()


def test_a_blob_that_is_not_what_its_digest_says_is_refused(
    copied: Any, servers: tuple[Server, Server]
) -> None:
    servers[0].blobs[digest_of(LAYER)] = LAYER[:-1] + b"!"
    with pytest.raises(AwsError, match="reading"):
        copied()
    assert digest_of(LAYER) not in servers[1].blobs


def test_a_blob_that_is_gone_is_an_error_at_once(
    copied: Any, servers: tuple[Server, Server]
) -> None:
    del servers[0].blobs[digest_of(LAYER)]
    with pytest.raises(AwsError, match="reading: 404 BLOB_UNKNOWN: gone"):
        copied()
    assert servers[0].asked.count("GET") <= 2
