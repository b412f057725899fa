"""A new project requires the library from where it was installed, never from an index by name."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from importlib.metadata import Distribution, PathDistribution, distribution
from pathlib import Path

import pytest

import lambda_container
from lambda_container.base import DISTRIBUTION
from lambda_container.operations.new_project import library_source as module
from lambda_container.operations.new_project.library_source import (
    LibrarySource,
    complete_folder,
    library_source,
    wheel_of,
)

DIGEST = "ab" * 32
COMMIT = "cd" * 20
VERSION = distribution(DISTRIBUTION).version
WHEEL = f"wheels/{DISTRIBUTION.replace('-', '_')}-{VERSION}-py3-none-any.whl"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The metadata of an installed library, to which a test adds direct_url.json."""
    folder = tmp_path / "installed.dist-info"
    folder.mkdir()
    real = distribution(DISTRIBUTION)
    for name in ("METADATA", "entry_points.txt", "licenses/LICENSE"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(real.read_text(name) or "")
    found: Distribution = PathDistribution(folder)
    monkeypatch.setattr(module, "distribution", lambda _name: found)
    return folder


def source_of(installed: Path, origin: object) -> LibrarySource:
    (installed / "direct_url.json").write_text(json.dumps(origin))
    return library_source()


@pytest.mark.parametrize(
    "archive",
    [{"hashes": {"sha256": DIGEST}}, {"hash": f"sha256={DIGEST}"}],
    ids=["hashes", "hash, as older pips write it"],
)
def test_an_address_is_required_with_its_hash(installed: Path, archive: object) -> None:
    origin = {"url": "https://wheels.example/lib.whl", "archive_info": archive}
    source = source_of(installed, origin)
    assert source.requirement == (
        f"{DISTRIBUTION}[testing] @ https://wheels.example/lib.whl#sha256={DIGEST}"
    )
    assert source.wheel is None


def test_a_commit_is_required_whole(installed: Path) -> None:
    vcs = {"vcs": "git", "commit_id": COMMIT, "requested_revision": "main"}
    origin = {"url": "ssh://git@git.example/lib.git", "vcs_info": vcs, "subdirectory": "py"}
    assert source_of(installed, origin).requirement == (
        f"{DISTRIBUTION}[testing] @ git+ssh://git@git.example/lib.git@{COMMIT}#subdirectory=py"
    )


def test_credentials_of_an_address_stay_out(installed: Path) -> None:
    origin = {
        "url": "https://ci:hunter2@wheels.example/lib.whl",
        "archive_info": {"hash": f"sha256={DIGEST}"},
    }
    assert "hunter2" not in source_of(installed, origin).requirement


@pytest.mark.parametrize(
    "origin",
    [
        {},
        [],
        {"url": 1},
        {"url": "file:///somewhere/lib", "dir_info": {"editable": True}},
        {"url": "https://wheels.example/lib.whl", "archive_info": {}},
    ],
    ids=["an index", "no object", "no url", "a folder", "an address without a hash"],
)
def test_anything_else_is_kept_as_a_wheel_in_the_project(installed: Path, origin: object) -> None:
    source = source_of(installed, origin)
    assert source.requirement == f"./{WHEEL}[testing]"
    assert source.wheel is not None
    assert source.wheel[0] == WHEEL
    assert source.folder is None


def test_metadata_that_nobody_can_read_is_as_none(installed: Path) -> None:
    (installed / "direct_url.json").write_text("{")
    assert library_source().requirement == f"./{WHEEL}[testing]"


def test_the_folder_of_a_wheel_is_where_pip_may_find_the_rest(
    installed: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "wheel house"
    folder.mkdir()
    url = (folder / "lib-1-py3-none-any.whl").as_uri()
    source = source_of(installed, {"url": url, "archive_info": {"hash": f"sha256={DIGEST}"}})
    assert source.folder == folder


def test_the_wheel_has_every_file_of_the_package() -> None:
    names = zipfile.ZipFile(io.BytesIO(wheel_of(distribution(DISTRIBUTION)))).namelist()
    package = Path(lambda_container.__file__).parent
    wanted = {
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*")
        if path.suffix in {".py", ".pyi", ".js", ".txt", ".typed", ".yml"}
    }
    assert wanted <= set(names)
    assert not [name for name in names if "__pycache__" in name or "_cache/" in name]


def test_the_same_files_are_the_same_wheel() -> None:
    assert wheel_of(distribution(DISTRIBUTION)) == wheel_of(distribution(DISTRIBUTION))


def test_pip_installs_the_wheel_with_its_command(tmp_path: Path) -> None:
    wheel = tmp_path / Path(WHEEL).name
    wheel.write_bytes(wheel_of(distribution(DISTRIBUTION)))
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    command += ["--no-deps", "--no-index", "--no-compile", "--prefix", str(tmp_path / "there")]
    subprocess.run([*command, "--ignore-installed", str(wheel)], check=True)
    assert (tmp_path / "there/bin/lambda-container").exists()
    (licence,) = tmp_path.glob("there/lib/python*/site-packages/*.dist-info/licenses/LICENSE")
    assert "Mozilla" in licence.read_text()


def a_wheel(folder: Path, name: str, *needs: str) -> Path:
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    headers = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    headers += "".join(f"Requires-Dist: {need}\n" for need in needs)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{info}/METADATA", headers)
        archive.writestr(f"{info}/WHEEL", module._WHEEL)
        archive.writestr(f"{info}/RECORD", "")
    return path


def test_a_folder_with_every_requirement_makes_an_index_needless(tmp_path: Path) -> None:
    folder, apart = tmp_path / "house", tmp_path / "apart"
    folder.mkdir()
    apart.mkdir()
    library = a_wheel(apart, "lib", "needed>=1")
    wheel = ("wheels/lib-1.0-py3-none-any.whl", library.read_bytes())
    source = LibrarySource(requirement=f"./{wheel[0]}", wheel=wheel, folder=folder)
    assert complete_folder(source, f"{source.requirement}\n") is None
    a_wheel(folder, "needed")
    assert complete_folder(source, f"{source.requirement}\n") == folder
    assert complete_folder(source, f"{source.requirement}\nanother>=1\n") is None
