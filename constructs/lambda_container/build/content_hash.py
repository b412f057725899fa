"""The content hash of an image: the same inputs give the same 64 digits, on every machine.

What goes in is one sequence of fields, each preceded by its length, so that no two different inputs
make the same sequence: the schema version, how the image is built (platform, target, build
arguments, names of secrets, labels, ``extra_hash``), the Dockerfile's bytes, and for each entry of
the context its path, kind, executable bit, and content or link text. What stays out: absolute
paths, times, owners, the other permission bits, ``.git``, ``cdktf.out`` and the ignore file.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Mapping
from typing import NoReturn

from lambda_container.build.build_inputs import BuildInputs
from lambda_container.build.context import BuildContext, Entry
from lambda_container.errors import InvalidArgument

_SCHEMA = "lambda_container image 1"
_LENGTH_BYTES = 8
_CHUNK_BYTES = 256 * 1024

# A file that has become a link or a pipe since the context was read is not followed, nor awaited.
_OPEN_FLAGS = os.O_RDONLY
for _flag in ("O_BINARY", "O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK"):
    _OPEN_FLAGS |= getattr(os, _flag, 0)


def content_hash(context: BuildContext, inputs: BuildInputs) -> str:
    """The hash of everything that decides what the built image holds.

    Memory stays constant, whatever the size of the files.

    Args:
        context: What the build is sent.
        inputs: How it is built. The order of mappings and secrets does not matter; of secrets the
            ids count, never the values.

    Returns:
        64 lowercase hexadecimal digits.

    Raises:
        InvalidArgument: An input is of the wrong type, or a file has vanished, cannot be read, or
            changed since the context was read.
    """
    text = _Texts(context.subject)
    fields = _Fields()
    fields.add(_SCHEMA.encode())
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
        fields.add(f"{entry.kind} {'x' if entry.executable else '-'}".encode())
        if entry.kind == "file":
            fields.add_length(entry.size)
            files.add(entry, fields.update)
        else:
            fields.add((entry.target or "").encode())
    return fields.hexdigest()


def file_digests(context: BuildContext) -> dict[str, str]:
    """The SHA-256 of each file of a context by itself, by its path; for telling what changed.

    Raises:
        InvalidArgument: A file has vanished, cannot be read, or changed since the context was read.
    """
    files, digests = _Files(context), {}
    for entry in context.entries:
        if entry.kind == "file":
            digest = hashlib.sha256()
            files.add(entry, digest.update)
            digests[entry.path] = digest.hexdigest()
    return digests


def dockerfile_digest(context: BuildContext) -> str:
    """The SHA-256 of the Dockerfile's bytes.

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
    """Reads the files of a context, one after the other, through one buffer."""

    def __init__(self, context: BuildContext) -> None:
        self._subject = context.subject
        # Bytes, because text would depend on the locale; and a Path for each file is slow.
        self._prefix = os.fsencode(context.root) + b"/"
        self._buffer = memoryview(bytearray(_CHUNK_BYTES))

    def add(self, entry: Entry, update: Callable[[memoryview], object]) -> None:
        """Hand on a file's bytes; their number must be the entry's size."""
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
        rule = "stay as it is while it is read"
        if error is not None and error.errno in {errno.EACCES, errno.EPERM}:
            rule = "hold only what can be read"
        shown = f"{entry.path}: {error.strerror}" if error else entry.path
        raise InvalidArgument(self._subject, "context", rule, shown) from None


class _Texts:
    """The arguments as bytes, checked for what would make two of them one."""

    def __init__(self, subject: str) -> None:
        self._subject = subject

    def one(self, argument: str, value: object) -> bytes:
        if not isinstance(value, str):
            raise InvalidArgument(self._subject, argument, "be text", value, secret=True)
        try:
            return value.encode()
        except UnicodeEncodeError:
            raise InvalidArgument(
                self._subject, argument, "be UTF-8 text", value, secret=True
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
        rule = "be a file that can be read"
        shown = f"{context.dockerfile.name}: {error.strerror}"
        raise InvalidArgument(context.subject, "dockerfile", rule, shown) from None
