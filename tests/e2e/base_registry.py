"""The registries of public base images, under their own names, with images of the tests."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lambda_container.build.image_name import ImageName
from tests.e2e.emulator import BASE_ADDRESS, HOSTS, Emulator, listens
from tests.e2e.process import Process

_SERVER = Path(__file__).with_name("stand_ins") / "base_registry.py"
_HUB = {"docker.io": "registry-1.docker.io"}
_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_INDEX = "application/vnd.oci.image.index.v1+json"
_CONFIG = "application/vnd.oci.image.config.v1+json"
_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


class BaseRegistry:
    """Registries that only hold what tests put there.

    Args:
        folder: For what they hold.
        emulator: Whose certificate they have.
    """

    def __init__(self, folder: Path, emulator: Emulator) -> None:
        self._folder, self._tls = folder, emulator.tls
        for name in ("blobs", "tags"):
            (folder / name).mkdir(parents=True)
        self._process: Process | None = None

    def start(self) -> None:
        keys = [str(self._tls / "server.pem"), str(self._tls / "server.key")]
        command = [sys.executable, str(_SERVER), BASE_ADDRESS, str(self._folder), *keys]
        self._process = Process(command, self._folder / "log")
        self._process.wait_until(lambda: listens(BASE_ADDRESS))

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()

    @contextmanager
    def answering(self, status: int) -> Iterator[None]:
        """Whoever asks for a tag gets this status."""
        (self._folder / "status").write_text(str(status))
        try:
            yield
        finally:
            (self._folder / "status").unlink()

    @contextmanager
    def unknown(self) -> Iterator[None]:
        """Without their names, as on a machine without a network."""
        whole = HOSTS.read_text()
        lines = whole.splitlines(keepends=True)
        HOSTS.write_text("".join(x for x in lines if not x.startswith(f"{BASE_ADDRESS} ")))
        try:
            yield
        finally:
            HOSTS.write_text(whole)

    @contextmanager
    def away(self) -> Iterator[None]:
        """Without the registries."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def add_layer(self, archive: Path, compressed: Path) -> tuple[str, dict[str, Any]]:
        """Add a layer; returns the digest of its archive, and its descriptor.

        Args:
            archive: The tar.
            compressed: Where to keep it compressed, for those that come after.
        """
        if not compressed.exists():
            partial = compressed.with_suffix(".partial")
            with (
                archive.open("rb") as source,
                partial.open("wb") as file,
                gzip.GzipFile("", "wb", 1, file, mtime=0) as packed,
            ):
                shutil.copyfileobj(source, packed)
            partial.replace(compressed)
        with archive.open("rb") as source:
            diff = hashlib.file_digest(source, "sha256").hexdigest()
        with compressed.open("rb") as source:
            digest = f"sha256:{hashlib.file_digest(source, 'sha256').hexdigest()}"
        kept = self._folder / "blobs" / digest
        if not kept.exists():
            kept.symlink_to(compressed)
        size = compressed.stat().st_size
        return f"sha256:{diff}", {"mediaType": _LAYER, "digest": digest, "size": size}

    def put(
        self,
        name: str,
        layer: tuple[str, Mapping[str, Any]],
        config: Mapping[str, Any],
        created: str,
    ) -> str:
        """Let a tag be an index with an image for this platform; returns the image's digest."""
        diff, descriptor = layer
        image = {
            "architecture": "amd64",
            "os": "linux",
            "created": created,
            "config": config,
            "rootfs": {"type": "layers", "diff_ids": [diff]},
            "history": [{"created": created, "created_by": "stand-in"}],
        }
        parts = {"config": self._add(image, _CONFIG), "layers": [descriptor]}
        single = self._add({"schemaVersion": 2, "mediaType": _MANIFEST, **parts}, _MANIFEST)
        attested = {**single, "platform": {"os": "unknown", "architecture": "unknown"}}
        manifests = [{**single, "platform": {"os": "linux", "architecture": "amd64"}}, attested]
        index = {"schemaVersion": 2, "mediaType": _INDEX, "manifests": manifests}
        parsed = ImageName.parse(name)
        assert parsed is not None
        host = _HUB.get(parsed.host, parsed.host)
        tags = self._folder / "tags" / host / parsed.repository
        tags.mkdir(parents=True, exist_ok=True)
        (tags / parsed.tag).write_text(self._add(index, _INDEX)["digest"])
        digest: str = single["digest"]
        return digest

    def _add(self, content: Mapping[str, Any], kind: str) -> dict[str, Any]:
        text = json.dumps(content).encode()
        digest = f"sha256:{hashlib.sha256(text).hexdigest()}"
        (self._folder / "blobs" / digest).write_bytes(text)
        return {"mediaType": kind, "digest": digest, "size": len(text)}
