"""Find the entries of a Docker build context, as Docker does."""

from __future__ import annotations

import errno
import os
import re
from dataclasses import dataclass
from pathlib import Path

from lambda_container.build.context_walk import Entry, Walk, path_bytes
from lambda_container.build.dockerignore import IgnoreRules
from lambda_container.errors import InvalidArgument

IGNORE_FILE = ".dockerignore"
"""The ignore file of a context; ``NAME.dockerignore`` beside a Dockerfile ``NAME`` overrides it."""


_DEFAULT_DOCKERFILE = "Dockerfile"
_COPY = re.compile(rb"^[ \t]*(?:COPY|ADD)[ \t]+(?!--from=)", re.IGNORECASE | re.MULTILINE)
_TOKEN = "${TfToken["  # noqa: S105 - a cdktf reference, not a password
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|[\w.-]+@[\w.-]+:|(github|gitlab)\.com/")


@dataclass(frozen=True, kw_only=True)
class BuildContext:
    """The folder of a Docker build, and the entries that are sent to the build.

    Attributes:
        root: Absolute path of the folder, with symbolic links resolved.
        dockerfile: Absolute path of the Dockerfile; inside ``root`` or, if requested, outside.
        entries: The entries that ``COPY . /`` would copy, sorted by the bytes of the paths, without
            the ignore file and, at any depth, ``.git`` and what a synth, ``publish`` and Terraform
            write.
        ignored: The POSIX paths that were left out, sorted in the same way. A directory of which
            nothing is sent is one path that ends in ``/``.
        ignore_file: The ``NAME.dockerignore`` or ``.dockerignore`` whose rules were used.
        subject: The construct that the context was read for, for error messages.
    """

    root: Path
    dockerfile: Path
    entries: tuple[Entry, ...]
    ignored: tuple[str, ...]
    ignore_file: Path | None
    subject: str

    @classmethod
    def read(
        cls, context: str | Path, *, dockerfile: str | Path | None = None, subject: str
    ) -> BuildContext:
        """Find the entries that are sent to a build; opens no file except the ignore file.

        Args:
            context: A local folder; a relative path is relative to the working directory.
            dockerfile: A path relative to ``context``, or absolute. It may lead outside; a
                symbolic link inside may not. Default: ``Dockerfile``.
            subject: The construct that the context is read for, for error messages.

        Raises:
            InvalidArgument: A path is missing, of the wrong kind or unreadable, the ignore file
                has an invalid line or leaves nothing to send, or the context contains
                something that an image cannot contain.
        """
        root = _folder(context, subject)
        dockerfile_path = _dockerfile(root, dockerfile, subject)
        ignore_file = _ignore_file(root, dockerfile_path, subject)
        rules = IgnoreRules.read(ignore_file, subject=subject) if ignore_file else IgnoreRules()
        unhashed = {root / IGNORE_FILE, ignore_file}
        walk = Walk(root, rules, frozenset(os.fsencode(path) for path in unhashed if path), subject)
        walk.run()
        nothing = not any(entry.kind != "directory" for entry in walk.entries)
        if walk.ignored and nothing and _copies(dockerfile_path):
            name = ignore_file.name if ignore_file else "this library"
            rule = f"contain at least one file that {name} does not leave out"
            raise InvalidArgument(subject, "context", rule, str(context))
        return cls(
            root=root,
            dockerfile=dockerfile_path,
            entries=tuple(sorted(walk.entries, key=lambda entry: path_bytes(entry.path))),
            ignored=tuple(sorted(walk.ignored, key=path_bytes)),
            ignore_file=ignore_file,
            subject=subject,
        )

    @property
    def dockerfile_in_context(self) -> str:
        """The Dockerfile's POSIX path relative to ``root``; begins with ``..`` if it is outside."""
        return relative_path(self.dockerfile, self.root)


def relative_path(path: Path, folder: Path) -> str:
    """A path relative to a folder, with ``/``; begins with ``..`` if it is outside."""
    return Path(os.path.relpath(path, folder)).as_posix()


def _folder(context: str | Path, subject: str) -> Path:
    text = _path_text("context", context, subject)
    if _URL.match(text):
        raise InvalidArgument(subject, "context", "be a local folder, not a URL", text)
    root = _resolved("context", Path(text), text, subject)
    if not root.is_dir():
        raise InvalidArgument(subject, "context", "be a folder", text)
    if root == Path(root.anchor):
        rule = "be a folder of the project, not the root of the file system"
        raise InvalidArgument(subject, "context", rule, text)
    return root


def _dockerfile(root: Path, dockerfile: str | Path | None, subject: str) -> Path:
    text = _DEFAULT_DOCKERFILE
    if dockerfile is not None:
        text = _path_text("dockerfile", dockerfile, subject)
    path = Path(os.path.normpath(root / text))
    target = _resolved("dockerfile", path, text, subject)
    if target.is_relative_to(root):
        # An absolute path may lead inside through a link above the context.
        path = path if path.is_relative_to(root) else target
    elif path.is_relative_to(root):
        rule = "not be a link that leads out of the context"
        raise InvalidArgument(subject, "dockerfile", rule, text)
    if not target.is_relative_to(os.path.realpath(path.parent)):
        # BuildKit receives the Dockerfile's own folder, and nothing else.
        rule = "not be a link that leads out of its folder"
        raise InvalidArgument(subject, "dockerfile", rule, text)
    if not target.is_file():
        raise InvalidArgument(subject, "dockerfile", "be a file", text)
    if target.stat().st_size == 0:
        raise InvalidArgument(subject, "dockerfile", "be a non-empty file", text)
    return path


def _copies(dockerfile: Path) -> bool:
    """Whether a Dockerfile copies something from its context."""
    try:
        return _COPY.search(dockerfile.read_bytes()) is not None
    except OSError:  # content_hash says so
        return True


def _ignore_file(root: Path, dockerfile: Path, subject: str) -> Path | None:
    for path in (dockerfile.with_name(f"{dockerfile.name}{IGNORE_FILE}"), root / IGNORE_FILE):
        if not os.path.lexists(path):
            continue
        target = _resolved(path.name, path, path.name, subject)
        if not target.is_file():
            raise InvalidArgument(subject, path.name, "be a file", path.name)
        if not (target.is_relative_to(root) or target.is_relative_to(path.parent.resolve())):
            rule = "not be a link that leads out of its folder"
            raise InvalidArgument(subject, path.name, rule, path.name)
        return path
    return None


def _path_text(argument: str, value: object, subject: str) -> str:
    if not isinstance(value, (str, Path)):
        raise InvalidArgument(subject, argument, "be a path (str or Path)", value)
    text = str(value)
    if not text or "\0" in text:
        raise InvalidArgument(subject, argument, "be a non-empty path without NUL", text)
    if _TOKEN in text:
        rule = "be a literal value, not a Terraform reference"
        raise InvalidArgument(subject, argument, rule, text)
    return text


def _resolved(argument: str, path: Path, given: str, subject: str) -> Path:
    try:
        return Path(os.path.realpath(path, strict=True))
    except OSError as error:
        rule = "exist"
        if error.errno == errno.ELOOP:
            rule = "not be a symbolic link that leads back to itself"
        elif error.errno not in {errno.ENOENT, errno.ENOTDIR}:
            rule = f"be a readable path ({error.strerror})"
        raise InvalidArgument(subject, argument, rule, given) from None
