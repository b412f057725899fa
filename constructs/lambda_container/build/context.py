"""Find the entries of a Docker build context, as Docker does."""

from __future__ import annotations

import errno
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NoReturn

from lambda_container.build.dockerignore import IgnoreRules
from lambda_container.errors import InvalidArgument

IGNORE_FILE = ".dockerignore"
"""The ignore file of a context; ``NAME.dockerignore`` beside a Dockerfile ``NAME`` overrides it."""

SYNTHESIZED = "cdktf.out"
"""The usual output folder of a synth. Whatever its name, it is never hashed, at any depth: add it
to ``.dockerignore``."""

_DEFAULT_DOCKERFILE = "Dockerfile"
_VERSION_CONTROL = ".git"
_TERRAFORM = ".terraform"
_STAGED = f".{SYNTHESIZED}."
"""The beginning of the folder that an interrupted synth leaves."""
_WRITTEN_FILES = frozenset({".terraform.lock.hcl", "lambda-container.lock.json"})
_COPY = re.compile(rb"^[ \t]*(?:COPY|ADD)[ \t]+(?!--from=)", re.IGNORECASE | re.MULTILINE)
_MANIFEST_MARK = b'"synthesizedStackPath"'
_MANIFEST_BYTES = 64 * 1024
_STATE = re.compile(r".+\.tfstate(?:\..*)?|terraform\.tfstate.*")
_TOKEN = "${TfToken["  # noqa: S105 - a cdktf reference, not a password
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|[\w.-]+@[\w.-]+:|(github|gitlab)\.com/")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, directory or symbolic link of a build context.

    Attributes:
        path: POSIX path, relative to the context.
        kind: A link is an entry of its own, and is never followed.
        executable: Whether the owner may execute the file; False for directories and links.
        unusual: What an image gets of its mode beyond that, as letters: ``r`` if others may not
            read it, ``x`` if others may not execute or enter what the owner may (or the other way
            round), ``u`` and ``g`` for set-user-id and set-group-id of a file.
        size: Bytes of a file when the context was read; 0 for directories and links.
        target: The target of a link; None for the others.
    """

    path: str
    kind: Literal["file", "directory", "link"]
    executable: bool = False
    unusual: str = ""
    size: int = 0
    target: str | None = None


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
        walk = _Walk(
            root, rules, frozenset(os.fsencode(path) for path in unhashed if path), subject
        )
        walk.run()
        nothing = not any(entry.kind != "directory" for entry in walk.entries)
        if walk.ignored and nothing and _copies(dockerfile_path):
            name = ignore_file.name if ignore_file else "this library"
            rule = f"contain at least one file that {name} does not leave out"
            raise InvalidArgument(subject, "context", rule, str(context))
        return cls(
            root=root,
            dockerfile=dockerfile_path,
            entries=tuple(sorted(walk.entries, key=lambda entry: _bytes(entry.path))),
            ignored=tuple(sorted(walk.ignored, key=_bytes)),
            ignore_file=ignore_file,
            subject=subject,
        )

    @property
    def dockerfile_in_context(self) -> str:
        """The Dockerfile's POSIX path relative to ``root``; begins with ``..`` if it is outside."""
        return Path(os.path.relpath(self.dockerfile, self.root)).as_posix()


class _Walk:
    """One pass over the folder, top down, as BuildKit walks it.

    File system paths are bytes here, because strings would depend on the locale.
    """

    def __init__(
        self, root: Path, rules: IgnoreRules, unhashed: frozenset[bytes], subject: str
    ) -> None:
        self._root = root
        self._rules = rules
        self._unhashed = unhashed
        self._subject = subject
        self.entries: list[Entry] = []
        self.ignored: list[str] = []

    def run(self) -> None:
        try:
            self._directory(os.fsencode(self._root), "", ignored=False)
        except RecursionError:
            self._fail("have folders nested less deeply", "more than Python can follow")

    def _directory(self, folder: bytes, prefix: str, *, ignored: bool) -> None:
        for item in self._items(folder, prefix, ignored=ignored):
            name = _text(item.name)
            path = prefix + name
            directory = item.is_dir(follow_symlinks=False)
            leave_out = self._rules.ignores(path)
            if not leave_out and not directory and _is_state(name):
                rule = "contain no Terraform state, which can hold secrets: add it to .dockerignore"
                self._fail(rule, path)
            if self._never_counts(item, name, directory=directory):
                self.ignored.append(f"{path}/" if directory else path)
                continue
            if not leave_out:
                self._check_name(path)
                self.entries.append(self._entry(item, path))
            if not directory:
                if leave_out:
                    self.ignored.append(path)
            elif not leave_out:
                self._directory(item.path, f"{path}/", ignored=False)
            else:
                self._ignored_directory(item.path, path)

    def _never_counts(self, item: os.DirEntry[bytes], name: str, *, directory: bool) -> bool:
        """Whether it is what version control, this library or Terraform writes."""
        if directory:
            written = (
                name in (SYNTHESIZED, _TERRAFORM)
                or name.startswith(_STAGED)
                or _is_synthesized(item.path)
            )
        else:
            written = name in _WRITTEN_FILES or _is_state(name)
        return written or name == _VERSION_CONTROL or item.path in self._unhashed

    def _ignored_directory(self, folder: bytes, path: str) -> None:
        kept, left_out = len(self.entries), len(self.ignored)
        if self._rules.may_keep_below(path):
            self._directory(folder, f"{path}/", ignored=True)
        if len(self.entries) > kept:
            # A kept entry needs its directory, so that is sent too.
            self._check_name(path)
            mode = os.stat(folder).st_mode  # noqa: PTH116 - bytes
            self.entries.append(Entry(path, "directory", unusual=_unusual(mode)))
        else:
            self.ignored[left_out:] = [f"{path}/"]

    def _items(self, folder: bytes, prefix: str, *, ignored: bool) -> list[os.DirEntry[bytes]]:
        try:
            with os.scandir(folder) as items:
                return list(items)
        except PermissionError as error:
            if ignored:
                return []
            self._fail("contain only readable files", prefix or ".", error)
        except OSError as error:
            self._fail("not change while it is read", prefix or ".", error)

    def _entry(self, item: os.DirEntry[bytes], path: str) -> Entry:
        try:
            if item.is_symlink():
                # Path.readlink would normalize the target.
                target = _text(os.readlink(item.path)).replace(os.sep, "/")  # noqa: PTH115
                self._check_name(target)
                return Entry(path, "link", target=target)
            status = item.stat(follow_symlinks=False)
            if stat.S_ISDIR(status.st_mode):
                return Entry(path, "directory", unusual=_unusual(status.st_mode))
        except OSError as error:
            self._fail("not change while it is read", path, error)
        if not stat.S_ISREG(status.st_mode):
            rule = "contain only files, directories and links (add the rest to .dockerignore)"
            self._fail(rule, f"{path}, {_kind(status.st_mode)}")
        executable = bool(status.st_mode & stat.S_IXUSR)
        unusual = _unusual(status.st_mode)
        return Entry(path, "file", executable=executable, unusual=unusual, size=status.st_size)

    def _check_name(self, name: str) -> None:
        # macOS supports no other names, and no list of files could show them.
        try:
            name.encode()
        except UnicodeEncodeError:
            self._fail("contain only names in UTF-8", name)

    def _fail(self, rule: str, value: str, error: OSError | None = None) -> NoReturn:
        shown = f"{value}: {error.strerror}" if error else value
        raise InvalidArgument(self._subject, "context", rule, shown)


def _unusual(mode: int) -> str:
    """The deviations from what every umask that lets others read gives a clone."""
    directory = stat.S_ISDIR(mode)
    enters = directory or bool(mode & stat.S_IXUSR)
    deviations = {
        "r": not mode & stat.S_IROTH,
        "x": enters is not bool(mode & stat.S_IXOTH),
        "u": not directory and bool(mode & stat.S_ISUID),
        "g": not directory and bool(mode & stat.S_ISGID),
    }
    return "".join(letter for letter, deviates in deviations.items() if deviates)


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def _is_synthesized(folder: bytes) -> bool:
    """Whether cdktf wrote a folder, which has a manifest of its stacks."""
    try:
        with open(folder + b"/manifest.json", "rb") as manifest:  # noqa: PTH123 - see _Walk
            return _MANIFEST_MARK in manifest.read(_MANIFEST_BYTES)
    except OSError:
        return False


def _is_state(name: str) -> bool:
    return _STATE.fullmatch(name) is not None


def _kind(mode: int) -> str:
    kinds = {stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket"}
    return kinds.get(stat.S_IFMT(mode), "a device")


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
