"""``python main.py`` writes the same bytes everywhere, and fails in one line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
PARTS = ("main.py", "cdktf.json", "stacks", "functions")
REVERSED_FOLDERS = """
import os

_listdir, _scandir = os.listdir, os.scandir
os.listdir = lambda *a: _listdir(*a)[::-1]


class _Reversed:
    def __init__(self, entries):
        with entries:
            self.entries = list(entries)[::-1]

    def __iter__(self):
        return self

    def __next__(self):  # Python 3.13's os.walk asks for one after the other
        if not self.entries:
            raise StopIteration
        return self.entries.pop(0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


os.scandir = lambda *a: _Reversed(_scandir(*a))
"""


def clone(folder: Path) -> Path:
    """A copy of the project's own files, with different modification times."""
    folder.mkdir(parents=True)
    for part in PARTS:
        source = PROJECT / part
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, folder / part, copy_function=shutil.copyfile, ignore=ignored)
        else:
            shutil.copyfile(source, folder / part)
    return folder


def run(project: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run main.py from a folder that is not the project's."""
    return subprocess.run(
        [sys.executable, str(project / "main.py")],
        cwd=project.parent,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def written(project: Path) -> dict[str, bytes]:
    """Every file below cdktf.out."""
    out = project / "cdktf.out"
    files = sorted(path for path in out.rglob("*") if path.is_file())
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = clone(tmp_path_factory.mktemp("first") / "project")
    done = run(project)
    assert done.returncode == 0, done.stderr
    return project


def test_every_environment_is_written(first: Path) -> None:
    assert set(written(first)) == {
        "manifest.json",
        *(f"stacks/{name}/cdk.tf.json" for name in ("dev", "prod", "stage")),
    }


def test_the_bytes_are_the_same_for_another_user_in_another_folder(
    first: Path, tmp_path: Path
) -> None:
    home, hook = tmp_path / "home", tmp_path / "hook"
    home.mkdir()
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(REVERSED_FOLDERS)
    umask = os.umask(0o002)
    try:
        second = clone(tmp_path / "élsewhere with spaces" / "deep" / "er")
    finally:
        os.umask(umask)
    done = run(
        second,
        HOME=str(home),
        USER="somebody",
        LC_ALL="tr_TR.UTF-8",
        TZ="Pacific/Apia",
        PYTHONHASHSEED="4",
        PYTHONPATH=str(hook),
        AWS_PROFILE="other",
    )
    assert done.returncode == 0, done.stderr
    assert written(second) == written(first)


def test_the_bytes_are_the_same_without_the_lazy_bindings(first: Path, tmp_path: Path) -> None:
    second = clone(tmp_path / "project")
    done = run(second, LAMBDA_CONTAINER_EAGER="1")
    assert done.returncode == 0, done.stderr
    assert written(second) == written(first)


def test_a_second_run_changes_nothing_and_keeps_what_terraform_left(first: Path) -> None:
    before = written(first)
    lock = first / "cdktf.out" / "stacks" / "dev" / ".terraform.lock.hcl"
    lock.write_text("kept")
    assert run(first).returncode == 0
    assert lock.read_text() == "kept"
    lock.unlink()
    assert written(first) == before


def test_nothing_of_the_machine_is_in_the_json(first: Path) -> None:
    text = "".join(content.decode() for content in written(first).values())
    for leak in (str(first), str(Path.home()), os.uname().nodename, sys.prefix):
        assert f'"{leak}' not in text
        assert f"{leak}/" not in text


def test_the_summary_is_plain_and_names_what_was_made(first: Path) -> None:
    done = run(first)
    lines = done.stdout.splitlines()
    dev = json.loads(written(first)["stacks/dev/cdk.tf.json"])
    images = [image["name"] for image in dev["resource"]["docker_registry_image"].values()]
    hello = next(line.split() for line in lines if line.startswith("dev") and " hello " in line)
    assert hello[1:6] == ["hello", "256", "MB", "10", "s"]
    assert hello[6] == "x86_64"
    assert any(f":{hello[7].removesuffix('...')}" in image for image in images)
    assert lines[-1].endswith("*/cdk.tf.json")
    assert "\x1b" not in done.stdout


def test_a_wrong_environment_is_one_line_and_leaves_the_json_alone(tmp_path: Path) -> None:
    project = clone(tmp_path / "project")
    assert run(project).returncode == 0
    before = written(project)
    file = project / "stacks" / "environments" / "prod.toml"
    file.write_text(file.read_text().replace("memory_size = 1024", "memory_size = 9"))
    done = run(project)
    assert done.returncode == 1
    assert done.stdout == ""
    # A slow machine prints progress first.
    (line,) = (line for line in done.stderr.splitlines() if not line.endswith("..."))
    assert line.startswith(f"error: {file}: key 'functions.hello.memory_size': ")
    assert line.endswith("memory_size must be 128 to 10240 MB, got 9")
    assert written(project) == before
    assert [path.name for path in project.glob(".cdktf.out*")] == []


def test_an_output_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    project = clone(tmp_path / "project")
    (project / "file").write_text("")
    done = run(project, CDKTF_OUTDIR=str(project / "file" / "cdktf.out"))
    assert done.returncode == 1
    (line,) = (line for line in done.stderr.splitlines() if line.startswith("error:"))
    assert "cannot be written: " in line
    assert "Traceback" not in done.stderr


def test_what_an_interrupted_synth_left_is_swept(first: Path) -> None:
    old, new = first / ".cdktf.out.old", first / ".cdktf.out.new"
    for left in (old, new):
        (left / "stacks").mkdir(parents=True)
    os.utime(old, (1, 1))
    assert run(first).returncode == 0
    assert not old.exists()
    assert new.exists()
    new.joinpath("stacks").rmdir()
    new.rmdir()


def test_constructs_is_the_package_of_that_name(first: Path) -> None:
    program = "from importlib.util import find_spec; print(find_spec('constructs').origin)"
    for cwd in (PROJECT, first, PROJECT / "constructs"):
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=cwd, capture_output=True, text=True, check=True
        )
        assert Path(done.stdout.strip()).parts[-3:] == (
            "site-packages",
            "constructs",
            "__init__.py",
        )
