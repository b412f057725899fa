"""Writes a new project: whole, or not at all."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from lambda_container.errors import InvalidArgument, LambdaContainerError

Ci = Literal["github", "gitlab", "none"]

_HERE = Path(__file__).parent
# What tools leave behind that look at the template itself.
_LITTER = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache"})
# Terraform makes names of 38 characters at most unique: prod-NAME-hello- is one of them.
_NAME = re.compile(r"(?=.{1,24}\Z)[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NAME_RULE = "be 1 to 24 lowercase letters, digits and single hyphens, a letter first"


class ProjectNotWritten(LambdaContainerError):  # noqa: N818 - reads as what it says
    """Nothing could be written there, and nothing was left."""


class FolderConflict(LambdaContainerError):  # noqa: N818 - reads as what it says
    """The folder holds something that the project would replace."""


def create(folder: Path, *, name: str, ci: Ci, version: str) -> list[str]:
    """Write a new project.

    Args:
        folder: Where; it is made if need be, and may hold other files, such as ``.git``.
        name: The project's name, which names in AWS contain.
        ci: Whose workflows to write.
        version: The version of the library that the project asks for.

    Returns:
        The files, relative to the folder, in the order of their paths.

    Raises:
        InvalidArgument: The name cannot be one.
        FolderConflict: A file is there already; nothing was written.
        ProjectNotWritten: Nothing could be written, and nothing was left.
    """
    subject = f"Project {name!r}"
    if not _NAME.fullmatch(name):
        raise InvalidArgument(subject, "name", _NAME_RULE, name)
    files = rendered(name=name, ci=ci, version=version)
    _check(folder, files)
    try:
        _write(folder, files)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ProjectNotWritten(f"{folder}: cannot be written: {reason}") from error
    return sorted(files)


def _write(folder: Path, files: Mapping[str, str]) -> None:
    made = _make(folder)
    try:
        with tempfile.TemporaryDirectory(prefix=".init-", dir=folder) as staging:
            for path, text in files.items():
                staged = Path(staging, path)
                staged.parent.mkdir(parents=True, exist_ok=True)
                staged.write_text(text, encoding="utf-8", newline="\n")
            with _undone_on_error() as placed:
                for path in files:
                    placed.extend(_make((folder / path).parent))
                    _place(Path(staging, path), folder / path, placed)
    except BaseException:
        _remove(made)
        raise


def rendered(*, name: str, ci: Ci, version: str) -> dict[str, str]:
    """The text of every file, by its POSIX path."""
    values = {"@name@": name, "@version@": version}
    roots = [_HERE / "template"]
    if ci != "none":
        roots.append(_HERE / "ci" / ci)
    return {
        path.relative_to(root).as_posix(): _filled(path.read_text(encoding="utf-8"), values)
        for root in roots
        for path in sorted(root.rglob("*"))
        if path.is_file() and _LITTER.isdisjoint(path.parts)
    }


def _filled(text: str, values: Mapping[str, str]) -> str:
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text


def _check(folder: Path, files: Mapping[str, str]) -> None:
    if folder.exists() and not folder.is_dir():
        raise FolderConflict(f"{folder}: is no folder; nothing was written")
    conflicts = []
    for path in files:
        parents = [parent for parent in (folder / path).parents if parent.is_relative_to(folder)]
        blocked = [
            one for one in parents if (one.exists() or one.is_symlink()) and not one.is_dir()
        ]
        found = [*blocked, *([folder / path] if _exists(folder / path) else [])]
        conflicts += [one.relative_to(folder).as_posix() for one in found]
    if conflicts:
        listed = ", ".join(dict.fromkeys(conflicts))
        raise FolderConflict(
            f"{folder}: holds {listed} already; nothing was written. Choose another folder, or"
            " move them away"
        )


def _exists(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _place(staged: Path, target: Path, placed: list[Path]) -> None:
    if _exists(target):
        raise FolderConflict(f"{target}: was made meanwhile; nothing was written")
    # A file of a program that is ended here would be in the list and not in the folder, not the
    # other way round.
    placed.append(target)
    staged.rename(target)


def _make(folder: Path) -> list[Path]:
    """Make a folder with those above it; returns what was made, the uppermost first."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    made: list[Path] = []
    try:
        for one in reversed(missing):
            one.mkdir()
            made.append(one)
    except BaseException:
        _remove(made)
        raise
    return made


@contextmanager
def _undone_on_error() -> Iterator[list[Path]]:
    placed: list[Path] = []
    try:
        yield placed
    except BaseException:
        _remove(placed)
        raise


def _remove(made: list[Path]) -> None:
    for path in reversed(made):
        if path.is_dir() and not path.is_symlink():
            # Somebody else's files may be in it by now.
            if not any(path.iterdir()):
                path.rmdir()
        else:
            path.unlink(missing_ok=True)
