"""The content hash of an image: the same inputs give the same 64 digits, on every machine.

It covers a sequence of fields, each preceded by its length, so that different inputs never produce
the same sequence: the schema version, the build options (platform, target, build arguments, names
of secrets, labels, ``extra_hash``), the digests that base images are pinned to, if any are, the
Dockerfile's bytes, and for each entry of the context its path, kind, executable bit, and content or
link target, and of its mode what departs from what git and every usual umask give a clone: whether
others may not read or enter it, set-user-id and set-group-id. So equal hashes mean equal access for
Lambda's user, which is not root. It does not cover absolute paths, times, owners, the bits of the
group, the right to write, ``.git``, the ignore file, or what a synth, ``publish`` and Terraform
write.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Mapping
from typing import NoReturn

from lambda_container.build.build_inputs import BuildInputs
from lambda_container.build.context import BuildContext
from lambda_container.build.context_walk import Entry
from lambda_container.errors import InvalidArgument

_SCHEMA = "lambda_container image 1"
# Another sequence of fields, so that images without pins keep their hashes.
_SCHEMA_WITH_BASES = "lambda_container image 1 with bases"
_LENGTH_BYTES = 8
_CHUNK_BYTES = 256 * 1024

# If a file became a link or a pipe after the context was read, do not follow or wait for it.
_OPEN_FLAGS = os.O_RDONLY
for _flag in ("O_BINARY", "O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK"):
    _OPEN_FLAGS |= getattr(os, _flag, 0)


def content_hash(context: BuildContext, inputs: BuildInputs) -> str:
    """Return the hash of all inputs that determine the content of the built image.

    Memory use is constant, whatever the size of the files.

    Args:
        context: The build context.
        inputs: The build inputs. The order of mappings and secrets does not matter; only the ids
            of secrets are hashed, never the values.

    Returns:
        64 lowercase hexadecimal digits.

    Raises:
        InvalidArgument: An input has the wrong type, or a file was deleted, cannot be read, or
            changed since the context was read.
    """
    text = _Texts(context.subject)
    fields = _Fields()
    bases = text.mapping("bases", inputs.bases)
    fields.add((_SCHEMA_WITH_BASES if bases else _SCHEMA).encode())
    if bases:
        fields.add_all(bases)
    fields.add(text.one("platform", inputs.platform))
    fields.add_all(text.optional("target", inputs.target))
    fields.add_all(text.mapping("build_args", inputs.build_args))
    fields.add_all(sorted({text.one("secrets", secret.id) for secret in inputs.secrets}))
    fields.add_all(text.mapping("labels", inputs.labels))
    fields.add_all(text.optional("extra_hash", inputs.extra_hash))
    fields.add(_dockerfile(context))
    fields.add_length(len(context.entries))
    files = _Files(context)
    for entry in context.entries:
        fields.add(entry.path.encode())
        unusual = f" {entry.unusual}" if entry.unusual else ""
        fields.add(f"{entry.kind} {'x' if entry.executable else '-'}{unusual}".encode())
        if entry.kind == "file":
            fields.add_length(entry.size)
            files.add(entry, fields.update)
        else:
            fields.add((entry.target or "").encode())
    return fields.hexdigest()


def file_digests(context: BuildContext) -> dict[str, str]:
    """Return the SHA-256 of each file of a context, by path, to show what changed.

    Raises:
        InvalidArgument: A file was deleted, cannot be read, or changed since the context was read.
    """
    files, digests = _Files(context), {}
    for entry in context.entries:
        if entry.kind == "file":
            digest = hashlib.sha256()
            files.add(entry, digest.update)
            digests[entry.path] = digest.hexdigest()
    return digests


def dockerfile_digest(context: BuildContext) -> str:
    """Return the SHA-256 of the Dockerfile's bytes.

    Raises:
        InvalidArgument: It cannot be read.
    """
    return hashlib.sha256(_dockerfile(context)).hexdigest()


class _Fields:
    """A SHA-256 over fields of any length."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.update = self._hash.update
        self.hexdigest = self._hash.hexdigest

    def add_length(self, length: int) -> None:
        self.update(length.to_bytes(_LENGTH_BYTES, "big"))

    def add(self, field: bytes) -> None:
        self.update(len(field).to_bytes(_LENGTH_BYTES, "big") + field)

    def add_all(self, fields: list[bytes]) -> None:
        self.add_length(len(fields))
        for field in fields:
            self.add(field)


class _Files:
    """Reads the files of a context one after another, through one buffer."""

    def __init__(self, context: BuildContext) -> None:
        self._subject = context.subject
        # Bytes, because strings would depend on the locale, and a Path for each file is slow.
        self._prefix = os.fsencode(context.root) + b"/"
        self._buffer = memoryview(bytearray(_CHUNK_BYTES))

    def add(self, entry: Entry, update: Callable[[memoryview], object]) -> None:
        """Pass on a file's bytes; their number must be the entry's size."""
        remaining = entry.size
        try:
            with open(self._open(entry), "rb", buffering=0) as file:  # noqa: PTH123
                while read := file.readinto(self._buffer):
                    remaining -= read
                    if remaining < 0:
                        break
                    update(self._buffer[:read])
        except OSError as error:
            self._fail(entry, error)
        if remaining:
            self._fail(entry)

    def _open(self, entry: Entry) -> int:
        descriptor = os.open(self._prefix + entry.path.encode(), _OPEN_FLAGS)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            self._fail(entry)
        return descriptor

    def _fail(self, entry: Entry, error: OSError | None = None) -> NoReturn:
        rule = "not change while it is read"
        if error is not None and error.errno in {errno.EACCES, errno.EPERM}:
            rule = "contain only readable files"
        shown = f"{entry.path}: {error.strerror}" if error else entry.path
        raise InvalidArgument(self._subject, "context", rule, shown) from None


class _Texts:
    """Encodes arguments as bytes; refuses values that would make different arguments equal."""

    def __init__(self, subject: str) -> None:
        self._subject = subject

    def one(self, argument: str, value: object) -> bytes:
        if not isinstance(value, str):
            raise InvalidArgument(self._subject, argument, "be a string", value, secret=True)
        try:
            return value.encode()
        except UnicodeEncodeError:
            raise InvalidArgument(
                self._subject, argument, "be valid UTF-8", value, secret=True
            ) from None

    def optional(self, argument: str, value: object) -> list[bytes]:
        return [] if value is None else [self.one(argument, value)]

    def mapping(self, argument: str, values: Mapping[str, str]) -> list[bytes]:
        if not isinstance(values, Mapping):
            raise InvalidArgument(self._subject, argument, "be a mapping", values, secret=True)
        pairs = sorted(
            (self.one(f"a key of {argument}", key), self.one(f"{argument}[{key!r}]", value))
            for key, value in values.items()
        )
        return [text for pair in pairs for text in pair]


def _dockerfile(context: BuildContext) -> bytes:
    try:
        return context.dockerfile.read_bytes()
    except OSError as error:
        rule = "be a readable file"
        shown = f"{context.dockerfile.name}: {error.strerror}"
        raise InvalidArgument(context.subject, "dockerfile", rule, shown) from None
