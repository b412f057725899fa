"""Compare the files of a build context with a git revision."""

from __future__ import annotations

import hashlib
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from lambda_container.build.build_record import FileRecord
from lambda_container.build.context import IGNORE_FILE, BuildContext
from lambda_container.build.context_walk import SYNTHESIZED
from lambda_container.build.dockerignore import IgnoreRules
from lambda_container.errors import LambdaContainerError

_EXECUTABLE, _LINK, _SUBMODULE = "100755", "120000", "160000"
_SHA1_DIGITS = 40


class RevisionError(LambdaContainerError):
    """git has no such revision, or is not available."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A context at a revision and now, with contents as git object ids.

    Attributes:
        revision: The full commit id.
        before: Files and links at the revision, without those that its ignore file leaves out.
        after: Current files and links, without those that git does not track.
        untracked: Paths that are sent, but not tracked by git.
        dockerfile_before: Object id of the Dockerfile at the revision; None if there was none.
        dockerfile_after: Object id of the current Dockerfile.
    """

    revision: str
    before: dict[str, FileRecord]
    after: dict[str, FileRecord]
    untracked: tuple[str, ...]
    dockerfile_before: str | None
    dockerfile_after: str


def compare(context: BuildContext, revision: str) -> Comparison:
    """Compare a context with a revision.

    Directories, which git does not store, and submodules are left out.

    Raises:
        RevisionError: git, the repository or the revision does not exist.
    """
    git = _Git(context.root)
    commit = git.commit(revision)
    digits = len(commit)
    ignore_file, rules = git.ignore_rules(commit, context)
    before = {
        path: record
        for path, record in git.tree(commit).items()
        if not (
            path == IGNORE_FILE
            or context.root / path == ignore_file
            or SYNTHESIZED in path.split("/")[:-1]
            or rules.ignores(path)
        )
    }
    untracked = git.untracked()
    files = [entry for entry in context.entries if entry.kind == "file"]
    names = git.names_of([*(context.root / entry.path for entry in files), context.dockerfile])
    after = {
        entry.path: FileRecord("file", entry.executable, entry.size, name)
        for entry, name in zip(files, names, strict=False)
    }
    for entry in context.entries:
        if entry.kind == "link":
            name = _blob((entry.target or "").encode(), digits)
            after[entry.path] = FileRecord("link", False, 0, name)
    unknown = sorted(untracked & after.keys() - before.keys())
    return Comparison(
        revision=commit,
        before=before,
        after={path: record for path, record in after.items() if path not in unknown},
        untracked=tuple(unknown),
        dockerfile_before=git.name_at(commit, context.dockerfile),
        dockerfile_after=names[-1],
    )


def content_at(file: Path, revision: str) -> bytes | None:
    """Return the content of a file at a revision; ``None`` if it did not exist.

    Raises:
        RevisionError: git, the repository or the revision does not exist.
    """
    git = _Git(file.parent)
    name = git.name_at(git.commit(revision), file)
    return None if name is None else git.content(name)


class _Git:
    """git, run in the folder of a context."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._top = Path(os.fsdecode(self._run("rev-parse", "--show-toplevel").rstrip(b"\n")))

    def commit(self, revision: str) -> str:
        try:
            asked = f"{revision}^{{commit}}"
            said = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", asked)
        except RevisionError:
            raise RevisionError(f"git has no revision {revision!r}") from None
        return said.decode().strip()

    def tree(self, commit: str) -> dict[str, FileRecord]:
        found = {}
        for line in self._run("ls-tree", "-r", "-z", "-l", commit).split(b"\0"):
            facts, _, name = line.partition(b"\t")
            if not name:
                continue
            mode, _, content, size = facts.decode().split()
            if mode != _SUBMODULE:
                kind = "link" if mode == _LINK else "file"
                record = FileRecord(kind, mode == _EXECUTABLE, int(size), content)
                found[os.fsdecode(name)] = record
        return found

    def untracked(self) -> set[str]:
        said = self._run("ls-files", "-z", "--others")
        return {os.fsdecode(name) for name in said.split(b"\0") if name}

    def names_of(self, files: list[Path]) -> list[str]:
        """Return the object ids of files as a commit would store them: with its line-end rules."""
        # git changes to the top of the work tree before it opens them.
        lines = [os.path.relpath(file, self._top) for file in files]
        for line in lines:
            # git reads one path per line, and unquotes one that starts with a quote.
            if "\n" in line or line.startswith('"'):
                raise RevisionError(f"git cannot look up a file named {line!r}")
        given = os.fsencode("".join(f"{line}\n" for line in lines))
        return self._run("hash-object", "--stdin-paths", given=given).decode().split()

    def name_at(self, commit: str, file: Path) -> str | None:
        try:
            path = Path(os.path.relpath(file, self._top)).as_posix()
            return (
                self._run("rev-parse", "--verify", "--quiet", f"{commit}:{path}").decode().strip()
            )
        except RevisionError:
            return None

    def content(self, name: str) -> bytes:
        return self._run("cat-file", "blob", name)

    def ignore_rules(self, commit: str, context: BuildContext) -> tuple[Path | None, IgnoreRules]:
        dockerfile = context.dockerfile
        own = dockerfile.with_name(f"{dockerfile.name}{IGNORE_FILE}")
        for file in (own, context.root / IGNORE_FILE):
            name = self.name_at(commit, file)
            if name is not None:
                text = self.content(name).decode("utf-8", "replace")
                return file, IgnoreRules(text, subject=context.subject, name=file.name)
        return None, IgnoreRules()

    def _run(self, *arguments: str, given: bytes = b"") -> bytes:
        try:
            done = subprocess.run(  # noqa: S603 - git of PATH, whose arguments are ours
                ["git", *arguments],  # noqa: S607
                cwd=self._root,
                input=given,
                capture_output=True,
                check=False,
            )
        except OSError as error:
            raise RevisionError(f"git cannot be run: {error.strerror}") from error
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
            raise RevisionError(f"git: {said or f'{arguments[0]} failed'}")
        return done.stdout


def _blob(content: bytes, digits: int) -> str:
    algorithm = "sha1" if digits == _SHA1_DIGITS else "sha256"
    digest = hashlib.new(algorithm, usedforsecurity=False)
    digest.update(b"blob %d\0" % len(content) + content)
    return digest.hexdigest()
