"""One pass over the folder of a build context, and what it finds."""

from __future__ import annotations

import json
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NoReturn

from lambda_container.build.dockerignore import IgnoreRules
from lambda_container.errors import InvalidArgument
from lambda_container.file_system import LOCK_FILE, TERRAFORM_LOCK_FILE

SYNTHESIZED = "cdktf.out"
"""The usual output folder of a synth. Whatever its name, it is never hashed, at any depth: add it
to ``.dockerignore``."""

_VERSION_CONTROL = ".git"
_TERRAFORM = ".terraform"
_STAGED = f".{SYNTHESIZED}."
"""The beginning of the folder that an interrupted synth leaves."""
_WRITTEN_FILES = frozenset({TERRAFORM_LOCK_FILE, LOCK_FILE})
_MANIFEST_MARK = b'"synthesizedStackPath"'
_MANIFEST_BYTES = 64 * 1024
# What Terraform writes, the copies that editors and people make of it, and plans.
_STATE = re.compile(r".*\.tfstate(?:[.~_-].*)?|terraform\.tfstate.*|.+\.tfplan|tfplan")
_STATE_RULE = "contain no Terraform state, which can hold secrets: add it to .dockerignore"


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


class Walk:
    """One pass over the folder, top down, as BuildKit walks it.

    File system paths are bytes here, because strings would depend on the locale.

    Attributes:
        entries: What is sent, in the order of the walk.
        ignored: What is left out.
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
        """Find ``entries`` and ``ignored``.

        Raises:
            InvalidArgument: A file that an image cannot contain, or that cannot be read.
        """
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
                self._fail(_STATE_RULE, path)
            if self._never_counts(item, name, directory=directory):
                if directory and not leave_out and not ignored:
                    self._refuse_state_below(item.path, path)
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

    def _refuse_state_below(self, folder: bytes, path: str) -> None:
        """Refuse what is not hashed, but is sent all the same."""
        for place, _, names in os.walk(folder):
            for name in names:
                if _is_state(_text(name)):
                    below = _text(os.path.relpath(os.path.join(place, name), folder))  # noqa: PTH118
                    if not self._rules.ignores(f"{path}/{below}"):
                        self._fail(_STATE_RULE, f"{path}/{below}")

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


def path_bytes(name: str) -> bytes:
    """The bytes of a name, by which entries are sorted."""
    return name.encode("utf-8", "surrogateescape")


def _is_synthesized(folder: bytes) -> bool:
    """Whether cdktf wrote a folder: it has a manifest, and the stacks that this names.

    A look-alike, such as a test's, counts: it would be a change that nobody sees.
    """
    try:
        with open(folder + b"/manifest.json", "rb") as file:  # noqa: PTH123 - see _Walk
            text = file.read(_MANIFEST_BYTES)
        if _MANIFEST_MARK not in text:
            return False
        stacks = json.loads(text)["stacks"].values()
        paths = [os.path.join(folder, os.fsencode(s["synthesizedStackPath"])) for s in stacks]  # noqa: PTH118
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return False
    return any(os.path.isfile(path) for path in paths)  # noqa: PTH113


def _is_state(name: str) -> bool:
    return _STATE.fullmatch(name) is not None


def _kind(mode: int) -> str:
    kinds = {stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket"}
    return kinds.get(stat.S_IFMT(mode), "a device")
