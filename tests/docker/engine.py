"""Docker's own client, asked what it sends for a context."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from lambda_container.build.context_walk import Entry

_COPIED = "context/"


@dataclass(frozen=True)
class Engine:
    """A client, and the engine that it speaks to."""

    client: str
    host: str

    def answers(self) -> bool:
        """Whether the engine can be reached."""
        return self._run("version").returncode == 0

    @property
    def client_version(self) -> tuple[int, ...]:
        """The client's version: from 23 on its rules are those of moby/patternmatcher."""
        words = self._run("--version").stdout.decode().split()
        return tuple(
            int(part) for part in words[2].split("+")[0].split("-")[0].strip(",").split(".")
        )

    @property
    def has_buildx(self) -> bool:
        """Whether the client can build through BuildKit's own session."""
        return self._run("buildx", "version").returncode == 0

    def copied_from_tar(self, context: Path) -> set[Entry]:
        """What ``COPY . /context/`` holds when the context is sent as a tar."""
        built = self._run("build", "--quiet", str(context), buildkit=False)
        assert built.returncode == 0, built.stderr.decode()
        image = built.stdout.decode().split()[-1]
        saved = self._run("save", image)
        assert saved.returncode == 0, saved.stderr.decode()
        self._run("image", "rm", "--force", image)
        with tarfile.open(fileobj=io.BytesIO(saved.stdout)) as archive:
            manifest = json.load(_member(archive, "manifest.json"))
            with tarfile.open(fileobj=_member(archive, manifest[0]["Layers"][-1])) as layer:
                return {
                    _entry_of_member(member)
                    for member in layer
                    if member.name.removesuffix("/") != _COPIED.removesuffix("/")
                }

    def copied_by_buildx(self, context: Path, output: Path) -> set[Entry]:
        """What ``COPY . /context/`` holds when buildx sends the context."""
        exporter = f"type=local,dest={output}"
        built = self._run("buildx", "build", "--quiet", "--output", exporter, str(context))
        assert built.returncode == 0, built.stderr.decode()
        root = output / _COPIED
        return {_entry_of_file(path, root) for path in root.rglob("*")}

    def _run(self, *arguments: str, buildkit: bool = True) -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, "DOCKER_BUILDKIT": "1" if buildkit else "0"}
        if self.host:
            environment["DOCKER_HOST"] = self.host
        return subprocess.run(
            [self.client, *arguments], capture_output=True, check=False, env=environment
        )


def _member(archive: tarfile.TarFile, name: str) -> io.BytesIO:
    file = archive.extractfile(name)
    assert file is not None
    return io.BytesIO(file.read())


def _entry_of_member(member: tarfile.TarInfo) -> Entry:
    path = member.name.removeprefix(_COPIED).removesuffix("/")
    if member.issym():
        return Entry(path, "link", target=member.linkname)
    if member.isdir():
        return Entry(path, "directory")
    return Entry(path, "file", executable=bool(member.mode & stat.S_IXUSR), size=member.size)


def _entry_of_file(path: Path, root: Path) -> Entry:
    name = path.relative_to(root).as_posix()
    if path.is_symlink():
        return Entry(name, "link", target=os.readlink(path))  # noqa: PTH115 - its very text
    if path.is_dir():
        return Entry(name, "directory")
    status = path.stat()
    executable = bool(status.st_mode & stat.S_IXUSR)
    return Entry(name, "file", executable=executable, size=status.st_size)
