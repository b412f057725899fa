"""Read the layers of an image from what ``docker save`` writes, without unpacking anything."""

from __future__ import annotations

import hashlib
import io
import json
import posixpath
import tarfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import IO, Any, cast

from lambda_container.engine.engine import Engine
from lambda_container.engine.engine_process import EngineError
from lambda_container.errors import LambdaContainerError

# https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts
_WHITEOUT, _OPAQUE = ".wh.", ".wh..wh..opq"
_ZSTD, _GZIP = b"\x28\xb5\x2f\xfd", b"\x1f\x8b"
# Where a tar archive's header says what it is.
_USTAR, _HEAD = 257, 262
# Smaller ones are seldom worth a thought; hashing all would take as long as reading.
_HASHED_BYTES = 64 * 1024
_JSON_BYTES = 16 * 1024 * 1024
_CHUNK = 1 << 20
_UNEXPECTED = (
    *(tarfile.TarError, EOFError, OSError, zlib.error),
    *(AttributeError, IndexError, KeyError, TypeError, ValueError),
)


class ImageUnreadable(LambdaContainerError):  # noqa: N818 - reads as what it says
    """The engine wrote an image in a format that cannot be read."""


@dataclass(frozen=True, slots=True)
class LayerFile:
    """A file of a layer.

    Attributes:
        size: Bytes.
        digest: SHA-256 of its content; empty for small files.
    """

    size: int
    digest: str = ""


@dataclass
class Layer:
    """A layer of an image.

    Attributes:
        created_by: The instruction that made it, as the image's history tells.
        files: Its files by path, without a leading slash.
        records: The text of the RECORD of each Python distribution, by path.
        removed: What it removes of the layers below.
        emptied: Folders of which it removes all that the layers below have.
    """

    created_by: str = ""
    files: dict[str, LayerFile] = field(default_factory=dict)
    records: dict[str, str] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    emptied: set[str] = field(default_factory=set)

    @property
    def size(self) -> int:
        """The bytes of its files."""
        return sum(file.size for file in self.files.values())


@dataclass(frozen=True, kw_only=True)
class SavedImage:
    """An image.

    Attributes:
        layers: Its layers, the lowest first.
        history: The instructions of its history, the oldest first, each with its layer if it made
            one.
    """

    layers: list[Layer]
    history: list[tuple[str, Layer | None]]


def read_image(engine: Engine, name: str) -> SavedImage:
    """Read an image of an engine.

    Raises:
        EngineError: The engine does not have it.
        ImageUnreadable: It is written in a format that cannot be read.
    """
    process = engine.start_binary(["save", name])
    assert process.stdout is not None  # noqa: S101 - for mypy
    assert process.stderr is not None  # noqa: S101 - for mypy
    try:
        return read_saved(process.stdout)
    except (ImageUnreadable, tarfile.TarError):
        process.kill()
        if told := process.stderr.read().decode(errors="replace").strip():
            raise EngineError(f"{engine.name} save {name}: {told}") from None
        raise
    finally:
        process.stdout.close()
        process.wait()


def read_saved(stream: IO[bytes]) -> SavedImage:
    """Read an image from what ``docker save`` writes: of Docker before 25, or an OCI layout.

    Raises:
        ImageUnreadable: It is something else.
    """
    layers: dict[str, Layer] = {}
    documents: dict[str, Any] = {}
    links: dict[str, str] = {}
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                name = posixpath.normpath(member.name)
                if member.issym():
                    target = posixpath.join(posixpath.dirname(name), member.linkname)
                    links[name] = posixpath.normpath(target)
                elif member.isreg() and member.size:
                    content = io.BufferedReader(cast("Any", archive.extractfile(member)))
                    _read(name, member.size, content, layers, documents)
        return _assembled(layers, documents, links)
    except _UNEXPECTED as error:
        raise ImageUnreadable(f"the engine wrote an image that cannot be read: {error}") from error


def _read(
    name: str,
    size: int,
    content: io.BufferedReader,
    layers: dict[str, Layer],
    documents: dict[str, Any],
) -> None:
    head = content.peek(_HEAD)[:_HEAD]
    if head.startswith(_ZSTD):
        raise ImageUnreadable("a layer of the image is compressed with zstd, which is not read")
    if head.startswith(_GZIP) or head[_USTAR:].startswith(b"ustar"):
        layers[name] = _layer(content)
    elif head[:1] in (b"{", b"[") and size <= _JSON_BYTES:
        documents[name] = _json(content.read())


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _layer(content: io.BufferedReader) -> Layer:
    layer = Layer()
    with tarfile.open(fileobj=content, mode="r|*") as archive:
        for member in archive:
            path = posixpath.normpath(f"/{member.name}").lstrip("/")
            folder, name = posixpath.split(path)
            if name == _OPAQUE:
                layer.emptied.add(folder)
            elif name.startswith(_WHITEOUT):
                layer.removed.add(posixpath.join(folder, name.removeprefix(_WHITEOUT)))
            elif member.isreg():
                found = archive.extractfile(member)
                assert found is not None  # noqa: S101 - it is a regular file
                _add(layer, path, member.size, found)
            elif not member.isdir():
                layer.files[path] = LayerFile(0)
    return layer


def _add(layer: Layer, path: str, size: int, content: IO[bytes]) -> None:
    digest = ""
    if path.endswith(".dist-info/RECORD") and size <= _JSON_BYTES:
        layer.records[path] = content.read().decode(errors="replace")
    elif size >= _HASHED_BYTES:
        hashed = hashlib.sha256()
        while chunk := content.read(_CHUNK):
            hashed.update(chunk)
        digest = hashed.hexdigest()
    layer.files[path] = LayerFile(size, digest)


def _assembled(
    layers: Mapping[str, Layer], documents: Mapping[str, Any], links: Mapping[str, str]
) -> SavedImage:
    if not documents.get("manifest.json"):
        raise ImageUnreadable("the engine wrote no manifest.json of the image")
    manifest = documents["manifest.json"][0]
    names = [posixpath.normpath(name) for name in manifest["Layers"]]
    # A copy, because two instructions may have made the same layer.
    ordered = [replace(layers[links.get(name, name)]) for name in names]
    config = documents.get(posixpath.normpath(manifest["Config"])) or {}
    history: list[tuple[str, Layer | None]] = []
    rest = iter(ordered)
    for entry in config.get("history") or ():
        layer = None if entry.get("empty_layer") else next(rest, None)
        created_by = str(entry.get("created_by", ""))
        if layer is not None:
            layer.created_by = created_by
        history.append((created_by, layer))
    return SavedImage(layers=ordered, history=history)
