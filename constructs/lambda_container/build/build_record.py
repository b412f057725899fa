"""Record the inputs of a content hash, file by file, in the user's cache, to show what changed.

The hash alone decides when to build. A record only helps ``lambda-container why``, on the machine
that synthesized. Nothing else depends on it, so it is not part of the synthesized output.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping

import msgspec

from lambda_container import user_cache
from lambda_container.build.build_inputs import BuildInputs
from lambda_container.build.content_hash import dockerfile_digest, file_digests
from lambda_container.build.context import BuildContext
from lambda_container.errors import InvalidArgument

_FOLDER = "images"
_KEPT = 200
_SHORTEST = 7


class FileRecord(msgspec.Struct, frozen=True, array_like=True):
    """One entry of a build context.

    Attributes:
        kind: ``file``, ``directory`` or ``link``.
        executable: Whether the owner may execute the file.
        size: Bytes.
        content: The SHA-256 of a file, or the target of a link.
        unusual: What else an image gets of its mode; see ``Entry``.
    """

    kind: str
    executable: bool
    size: int
    content: str
    unusual: str = ""


class BuildRecord(msgspec.Struct, frozen=True, kw_only=True):
    """All inputs that determine the content of a built image.

    Attributes:
        platform: Such as ``linux/arm64``.
        target: The stage to build.
        build_args: The SHA-256 of each value, so that a record reveals none.
        labels: The SHA-256 of each label's value.
        secret_ids: The names of secrets.
        extra_hash: Its SHA-256.
        dockerfile: The SHA-256 of the Dockerfile.
        bases: The digests that base images are pinned to.
        files: The entries by path, in the order of the hash.
    """

    platform: str
    target: str | None
    build_args: dict[str, str]
    labels: dict[str, str]
    secret_ids: tuple[str, ...]
    extra_hash: str | None
    dockerfile: str
    files: dict[str, FileRecord]
    bases: dict[str, str] = {}

    @classmethod
    def of(cls, context: BuildContext, inputs: BuildInputs) -> BuildRecord:
        """Record a context and how it is built."""
        return cls(
            platform=inputs.platform,
            target=inputs.target,
            build_args=_digests(inputs.build_args),
            labels=_digests(inputs.labels),
            secret_ids=tuple(sorted({secret.id for secret in inputs.secrets})),
            extra_hash=None if inputs.extra_hash is None else _digest(inputs.extra_hash),
            dockerfile=dockerfile_digest(context),
            files=_files(context),
            bases=dict(inputs.bases),
        )


def remember(content_hash: str, context: BuildContext, inputs: BuildInputs) -> None:
    """Record a hash that is new here; records beyond the newest 200 are deleted."""
    if user_cache.exists(_name(content_hash)):
        return
    # A file that changed meanwhile must not fail the synth.
    with contextlib.suppress(InvalidArgument):
        record = BuildRecord.of(context, inputs)
        user_cache.write(_name(content_hash), msgspec.json.encode(record).decode())
    for name in user_cache.names(_FOLDER)[_KEPT:]:
        user_cache.remove(name)


def recall(beginning: str) -> tuple[str, BuildRecord] | None:
    """Find the newest hash with this beginning, and its record; None if there is none."""
    if len(beginning) < _SHORTEST:
        return None
    for name in user_cache.names(_FOLDER):
        content_hash = name.removeprefix(f"{_FOLDER}/").removesuffix(".json")
        if content_hash.startswith(beginning):
            try:
                record = msgspec.json.decode(user_cache.read(name) or "", type=BuildRecord)
            except msgspec.DecodeError:
                continue
            return content_hash, record
    return None


def _files(context: BuildContext) -> dict[str, FileRecord]:
    digests = file_digests(context)
    return {
        entry.path: FileRecord(
            entry.kind,
            entry.executable,
            entry.size,
            digests.get(entry.path) or entry.target or "",
            entry.unusual,
        )
        for entry in context.entries
    }


def _name(content_hash: str) -> str:
    return f"{_FOLDER}/{content_hash}.json"


def _digests(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: _digest(text) for name, text in sorted(texts.items())}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
