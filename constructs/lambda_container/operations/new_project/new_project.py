"""Write a new project, completely or not at all."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from lambda_container.errors import InvalidArgument, LambdaContainerError
from lambda_container.operations.new_project.git_remote import is_repository
from lambda_container.operations.new_project.library_source import LibrarySource, complete_folder

Ci = Literal["github", "gitlab", "none"]
Program = Literal["terraform", "tofu"]

_HERE = Path(__file__).parent
# Folders that tools leave in the template.
_LITTER = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache"})
# Terraform's name prefixes, such as prod-NAME-hello-, have at most 38 characters.
_NAME = re.compile(r"(?=.{1,24}\Z)[a-z][a-z0-9]*(-[a-z0-9]+)*")
# What the template says of each program that applies the JSON.
_PROGRAMS: Mapping[Program, Mapping[str, str]] = {
    "terraform": {
        "@terraform@": "Terraform",
        "@oldest@": "1.10",
        "@release@": "1.13.5",
        "@setup@": "hashicorp/setup-terraform@5e8dbf3c6d9deaf4193ca7a8fb23f2ac83bb6c85 # v4.0.0",
        "@image@": "hashicorp/terraform:1.13.5",
    },
    "tofu": {
        "@terraform@": "OpenTofu",
        "@oldest@": "1.11",
        "@release@": "1.12.6",
        "@setup@": "opentofu/setup-opentofu@a1320f892987e89d278cc92dc5adc984fb93aca4 # v2.0.2",
        "@image@": "ghcr.io/opentofu/opentofu:1.12.6",
    },
}
_SYSTEMS = {"github": ("GitHub", "repository"), "gitlab": ("GitLab", "project")}
# Read by the Makefile and ignored by Git: it is about this machine.
_LOCAL = """\
# Written by init on this machine, and not for Git: pip finds every requirement in this folder.
export PIP_NO_INDEX := 1
export PIP_FIND_LINKS := {folder}
"""
_PLAIN_PATH = re.compile(r"[\w./@%+,:~-]+")
_NAME_RULE = "be 1 to 24 lowercase letters, digits and single hyphens, starting with a letter"


class ProjectNotWritten(LambdaContainerError):  # noqa: N818 - reads as what it says
    """The project could not be written; nothing was left behind."""


class FolderConflict(LambdaContainerError):  # noqa: N818 - reads as what it says
    """The folder contains files that the project would replace."""


def create(
    folder: Path,
    *,
    name: str,
    ci: Ci,
    source: LibrarySource,
    program: Program = "terraform",
    repository: str | None = None,
) -> list[str]:
    """Write a new project.

    Args:
        folder: Target folder; created if missing. It may contain other files, such as ``.git``.
        name: Project name, part of resource names in AWS.
        ci: CI system to generate workflows for.
        source: What the project requires to get the library.
        program: The program that applies the JSON.
        repository: The repository whose jobs may assume roles, such as ``acme/orders``. Default:
            none may.

    Returns:
        The files, relative to the folder, sorted by path.

    Raises:
        InvalidArgument: The name is invalid.
        FolderConflict: A file already exists; nothing was written.
        ProjectNotWritten: The project could not be written; nothing was left behind.
    """
    subject = f"Project {name!r}"
    if not _NAME.fullmatch(name):
        raise InvalidArgument(subject, "name", _NAME_RULE, name)
    if repository is not None and not is_repository(repository, ci):
        rule = "be a repository of the CI system, such as 'acme/orders'"
        raise InvalidArgument(subject, "repository", rule, repository)
    files = {
        path: text.encode()
        for path, text in rendered(
            name=name, ci=ci, source=source, program=program, repository=repository
        ).items()
    }
    if source.wheel is not None:
        files |= [source.wheel]
    _check(folder, files)
    wheels = complete_folder(source, files["requirements.txt"].decode())
    # In a Makefile, a folder with other characters would need quotes that make does not have.
    if wheels is not None and _PLAIN_PATH.fullmatch(str(wheels)):
        files["local.mk"] = _LOCAL.format(folder=wheels).encode()
        _check(folder, files)
    try:
        _write(folder, files)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ProjectNotWritten(f"{folder}: cannot be written: {reason}") from error
    return sorted(files)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    made = _make(folder)
    try:
        with tempfile.TemporaryDirectory(prefix=".init-", dir=folder) as staging:
            for path, content in files.items():
                staged = Path(staging, path)
                staged.parent.mkdir(parents=True, exist_ok=True)
                staged.write_bytes(content)
            with _undone_on_error() as placed:
                for path in files:
                    placed.extend(_make((folder / path).parent))
                    _place(Path(staging, path), folder / path, placed)
    except BaseException:
        _remove(made)
        raise


def rendered(
    *,
    name: str,
    ci: Ci,
    source: LibrarySource,
    program: Program = "terraform",
    repository: str | None = None,
) -> dict[str, str]:
    """Return the content of every text file, by its POSIX path."""
    system, argument = _SYSTEMS["github" if ci == "none" else ci]
    trusted = "None" if repository is None else f'{system}({argument}="{repository}")'
    values = {
        "@name@": name,
        "@requirement@": source.requirement,
        "@program@": program,
        # As it stands, the template is for GitHub, and Python.
        "Foundation, GitHub": f"Foundation, {system}",
        "CI: GitHub | None = None": f"CI: {system} | None = {trusted}",
        **_PROGRAMS[program],
    }
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


def _check(folder: Path, files: Mapping[str, bytes]) -> None:
    if folder.exists() and not folder.is_dir():
        raise FolderConflict(f"{folder}: is not a folder; nothing was written")
    conflicts = []
    for path in files:
        parents = [parent for parent in (folder / path).parents if parent.is_relative_to(folder)]
        blocked = [
            one for one in parents if (one.exists() or one.is_symlink()) and not one.is_dir()
        ]
        found = [*blocked, *([folder / path] if _exists(folder / path) else [])]
        conflicts += [one.relative_to(folder).as_posix() for one in found]
    if conflicts:
        raise FolderConflict(_conflict(folder, list(dict.fromkeys(conflicts))))


def _conflict(folder: Path, names: list[str]) -> str:
    if len(names) == 1:
        return (
            f"{folder}: already contains {names[0]}; nothing was written. Choose another folder, or"
            " move it away"
        )
    listed = "\n".join(f"  {name}" for name in names)
    return (
        f"{folder}: nothing was written, because it already contains\n{listed}\n"
        "Choose another folder, or move them away"
    )


def _exists(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _place(staged: Path, target: Path, placed: list[Path]) -> None:
    if _exists(target):
        raise FolderConflict(f"{target}: was created meanwhile; nothing was written")
    # Listed first: if the program is interrupted here, the list misses no file in the folder.
    placed.append(target)
    staged.rename(target)


def _make(folder: Path) -> list[Path]:
    """Create a folder and its parents; return the created ones, outermost first."""
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
            # It may contain other files by now.
            if not any(path.iterdir()):
                path.rmdir()
        else:
            path.unlink(missing_ok=True)
