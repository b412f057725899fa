"""Stand-ins for the base images of ``functions/``, made of this machine's own files.

They hold this machine's Python, whatever version their tag says, its libraries, a shell and a few
tools, and no more than that is promised by the images that they stand in for:
``public.ecr.aws/lambda/python`` (``/lambda-entrypoint.sh``, ``/var/task``, ``awslambdaric``) and
``python:3.13-slim`` (``/usr/local/bin/python`` with ``pip``).
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from pathlib import Path
from typing import Any

PYTHON = f"python{sys.version_info[0]}.{sys.version_info[1]}"
_PATH = "PATH=/var/lang/bin:/usr/local/bin:/usr/bin:/bin"
CONFIGS: dict[str, dict[str, Any]] = {
    "public.ecr.aws/lambda/python:3.13": {
        "Env": ["LAMBDA_TASK_ROOT=/var/task", "LAMBDA_RUNTIME_DIR=/var/runtime", _PATH],
        "WorkingDir": "/var/task",
        "Entrypoint": ["/lambda-entrypoint.sh"],
    },
    "python:3.13-slim": {"Env": [_PATH], "Cmd": ["python3"]},
}
"""The configuration of each image, by its name."""
CREATED = "2026-11-01T08:00:00.123456789Z"
"""When they say that they were built."""

_TOOLS = ("cat", "chmod", "cp", "dd", "env", "id", "ls", "mkdir", "mv", "rm", "sleep", "touch")
_LIBRARY = re.compile(r"(/\S+) \(0x")
_NEEDLESS = shutil.ignore_patterns(
    "__pycache__", "test", "tests", "idlelib", "config-*", "lib2to3", "tkinter", "turtledemo",
    "ensurepip", "pydoc_data", "site-packages", "dist-packages", "*.a", "EXTERNALLY-MANAGED",
)  # fmt: skip
_ENTRY_POINT = """#!/bin/sh
if [ $# -ne 1 ]; then
    echo "entrypoint requires the handler name to be the first argument" 1>&2
    exit 142
fi
exec /var/lang/bin/python3 -m awslambdaric "$1"
"""


def fingerprint() -> str:
    """Another text for other images."""
    made_by = Path(__file__).read_bytes() + sys.version.encode()
    return hashlib.sha256(made_by).hexdigest()[:12]


def make_root(root: Path, wheels: Path) -> None:
    """Fill a folder with the files of both images.

    Args:
        root: An empty folder.
        wheels: A folder with the wheels of ``functions/hello-ric`` and of pip.
    """
    for folder in ("tmp", "etc", "bin", "var/task", "var/runtime", "proc", "dev"):
        (root / folder).mkdir(parents=True)
    (root / "tmp").chmod(0o1777)
    files = _Files(root)
    files.add(Path("/bin/sh").resolve(), "/bin/sh")
    for tool in _TOOLS:
        found = shutil.which(tool, path="/usr/bin:/bin")
        assert found is not None, tool
        files.add(Path(found), f"/bin/{tool}")
    _add_python(root, files)
    _add_packages(root, files, wheels)
    shutil.copytree(wheels, root / "wheels")
    # What `RUN pip install` finds where there is no network.
    (root / "etc/pip.conf").write_text("[global]\nno-index = true\nfind-links = /wheels\n")
    (root / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
    (root / "lambda-entrypoint.sh").write_text(_ENTRY_POINT)
    (root / "lambda-entrypoint.sh").chmod(0o755)


def pack(root: Path, archive: Path) -> None:
    """Write the folder as the tar of a layer; whole, or not at all."""
    partial = archive.with_suffix(".partial")
    with tarfile.open(partial, "w") as tar:
        tar.add(root, arcname=".", filter=_owned_by_root)
    partial.replace(archive)


class _Files:
    """Programs and shared libraries, each with the libraries that it needs."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._done: set[str] = set()

    def add(self, source: Path, name: str) -> None:
        if name in self._done:
            return
        self._done.add(name)
        target = self._root / name.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            shutil.copy2(source.resolve(), target)
        self.add_libraries(source)

    def add_libraries(self, source: Path) -> None:
        listed = subprocess.run(["ldd", source], capture_output=True, text=True, check=False)
        for library in _LIBRARY.findall(listed.stdout):
            self.add(Path(library), library)


def _add_python(root: Path, files: _Files) -> None:
    local = root / "usr/local"
    files.add(Path(sys.base_prefix) / "bin" / PYTHON, f"/usr/local/bin/{PYTHON}")
    library = local / "lib" / PYTHON
    shutil.copytree(
        sysconfig.get_path("stdlib"), library, ignore=_NEEDLESS, ignore_dangling_symlinks=True
    )
    for extension in (library / "lib-dynload").glob("*.so"):
        files.add_libraries(extension)
    for name in ("python", "python3"):
        (local / "bin" / name).symlink_to(PYTHON)
    (root / "var/lang").symlink_to("/usr/local")
    (root / "usr/bin").mkdir()
    (root / "usr/bin/python3").symlink_to("/usr/local/bin/python3")
    pip = local / "bin/pip"
    pip.write_text('#!/bin/sh\nexec /usr/local/bin/python3 -m pip "$@"\n')
    pip.chmod(0o755)


def _add_packages(root: Path, files: _Files, wheels: Path) -> None:
    packages = root / "usr/local/lib" / PYTHON / "site-packages"
    options = ["--quiet", "--no-index", "--no-compile", "--find-links", str(wheels)]
    command = [sys.executable, "-m", "pip", "install", *options, "--target", str(packages)]
    subprocess.run([*command, "awslambdaric", "pip"], check=True)
    # Where Debian's own Python looks.
    packages.with_name("dist-packages").symlink_to(packages.name)
    for extension in packages.rglob("*.so*"):
        listed = subprocess.run(["ldd", extension], capture_output=True, text=True, check=False)
        for library in _LIBRARY.findall(listed.stdout):
            if not library.startswith(str(root)):
                files.add(Path(library), library)


def _owned_by_root(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    return member
