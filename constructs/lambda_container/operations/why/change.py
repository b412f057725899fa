"""The differences between two states of a build."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from lambda_container.build.build_record import BuildRecord, FileRecord

What = Literal["added", "removed", "content", "mode", "kind", "value"]


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """One difference.

    Attributes:
        name: Path of a file, or name of an argument of ``ContainerImage.build``.
        what: ``mode`` is the executable bit; ``kind``, whether it is a file, a link or a directory.
        before: The value before, where it can be shown.
        after: The value after, where it can be shown.
    """

    name: str
    what: What
    before: str | None = None
    after: str | None = None


def changed_files(
    before: Mapping[str, FileRecord], after: Mapping[str, FileRecord]
) -> Iterator[Change]:
    """Yield the entries that differ, sorted by path."""
    for path in sorted({*before, *after}):
        old, new = before.get(path), after.get(path)
        if old is None:
            yield Change(path, "added")
        elif new is None:
            yield Change(path, "removed")
        elif old.kind != new.kind:
            yield Change(path, "kind", old.kind, new.kind)
        elif old.kind == "link" and old.content != new.content:
            yield Change(path, "content", old.content, new.content)
        else:
            if old.content != new.content:
                yield Change(path, "content", f"{old.size} bytes", f"{new.size} bytes")
            if _mode(old) != _mode(new):
                yield Change(path, "mode", _mode(old), _mode(new))


def changed_arguments(before: BuildRecord, after: BuildRecord) -> Iterator[Change]:
    """Yield the arguments that differ, without the values of free text."""
    for name in ("platform", "target"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Change(name, "value", old, new)
    if before.dockerfile != after.dockerfile:
        yield Change("dockerfile", "content")
    yield from _changed_bases(before.bases, after.bases)
    for name in ("build_args", "labels"):
        yield from _changed_values(name, getattr(before, name), getattr(after, name))
    old_ids, new_ids = dict.fromkeys(before.secret_ids, ""), dict.fromkeys(after.secret_ids, "")
    yield from _changed_values("secrets", old_ids, new_ids)
    if before.extra_hash != after.extra_hash:
        yield Change("extra_hash", "value")


def _changed_bases(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old != new:
            what: What = "added" if old is None else "removed" if new is None else "value"
            yield Change(f"bases[{key!r}]", what, old, new)


def _changed_values(
    argument: str, before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[Change]:
    for key in sorted({*before, *after}):
        name = f"{argument}[{key!r}]"
        if key not in before:
            yield Change(name, "added")
        elif key not in after:
            yield Change(name, "removed")
        elif before[key] != after[key]:
            yield Change(name, "value")


_UNUSUAL = {
    "r": "not readable by all",
    "x": "not executable by all who may read it",
    "u": "set-user-id",
    "g": "set-group-id",
}


def _mode(file: FileRecord) -> str:
    words = ["executable" if file.executable else "not executable"]
    words += [word for letter, word in _UNUSUAL.items() if letter in file.unusual]
    return ", ".join(words)
