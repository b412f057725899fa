from __future__ import annotations

import errno
import json
import re
import subprocess
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from lambda_container.cli.main import main
from lambda_container.errors import InvalidArgument
from lambda_container.operations.new_project import new_project
from lambda_container.operations.new_project.new_project import (
    Ci,
    FolderConflict,
    ProjectNotWritten,
    create,
    rendered,
)
from tests.new_project import SOURCE, WHEEL

Capture = pytest.CaptureFixture[str]
PROJECT = Path(__file__).parents[4]
NAMES = [
    "Makefile",
    "README.md",
    "cdktf.json",
    "functions/hello/.dockerignore",
    "functions/hello/Dockerfile",
    "functions/hello/app.py",
    "functions/hello/test_app.py",
    "main.py",
    "requirements.txt",
    "stacks/service.py",
    "tests/test_service.py",
]


def make(folder: Path, *, name: str = "orders", ci: Ci = "github") -> list[str]:
    return create(folder, name=name, ci=ci, source=SOURCE)


def tree(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_every_file_is_there_and_filled_in(tmp_path: Path) -> None:
    files = make(tmp_path / "new")
    assert set(NAMES) <= set(files)
    assert files == [path for path in tree(tmp_path / "new") if (tmp_path / "new" / path).is_file()]
    assert (tmp_path / "new" / WHEEL).read_bytes() == b"a wheel"
    for file in set(files) - {WHEEL}:
        text = (tmp_path / "new" / file).read_text()
        assert not re.search(r"@[a-z]+@", text), file
    assert 'SERVICE = "orders"' in (tmp_path / "new/stacks/environments.py").read_text()
    requirements = (tmp_path / "new/requirements.txt").read_text()
    assert f"./{WHEEL}[testing]\n" in requirements
    assert json.loads((tmp_path / "new/cdktf.json").read_text())["app"] == "python main.py"


@pytest.mark.parametrize(
    ("ci", "files"),
    [
        ("github", {".github/workflows/pull-request.yml", ".github/workflows/deploy.yml"}),
        ("gitlab", {".gitlab-ci.yml"}),
        ("none", set()),
    ],
)
def test_the_workflows_are_those_of_the_ci_system(ci: Ci, files: set[str]) -> None:
    written = {
        file
        for file in rendered(name="orders", ci=ci, source=SOURCE)
        if "ci" in file or ".github" in file
    }
    assert files <= written
    assert bool(files) == bool(written)


@pytest.mark.parametrize("ci", ["github", "gitlab", "none"])
def test_with_opentofu_nothing_asks_for_terraform(ci: Ci) -> None:
    for path, text in rendered(name="orders", ci=ci, source=SOURCE, program="tofu").items():
        for line in text.splitlines():
            program = re.search(r"(?:^|[\s/])terraform(?:_wrapper|_version)?(?= -|:|@)", line)
            # GitLab calls its report so, whichever program wrote the plan.
            assert program is None or line.strip() == "terraform: plan.json", (path, line)
    makefile = rendered(name="orders", ci=ci, source=SOURCE, program="tofu")["Makefile"]
    assert "export TERRAFORM_BINARY_NAME ?= tofu\n" in makefile


def test_the_command_takes_opentofu(tmp_path: Path) -> None:
    assert main(["init", str(tmp_path), "--name", "orders", "--tofu"]) == 0
    assert "OpenTofu 1.11 or newer" in (tmp_path / "README.md").read_text()
    workflow = (tmp_path / ".github/workflows/deploy.yml").read_text()
    assert "uses: opentofu/setup-opentofu@" in workflow


def test_the_same_name_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        make(tmp_path / folder)
    for path in tree(tmp_path / "a"):
        if (tmp_path / "a" / path).is_file():
            assert (tmp_path / "a" / path).read_bytes() == (tmp_path / "b" / path).read_bytes()


@pytest.mark.parametrize("name", ["a", "orders", "orders-2", "a" * 24])
def test_a_name_that_aws_takes_everywhere(tmp_path: Path, name: str) -> None:
    make(tmp_path / "new", name=name)
    assert f'SERVICE = "{name}"' in (tmp_path / "new/stacks/environments.py").read_text()


@pytest.mark.parametrize(
    "name",
    ["", "Orders", "1st", "a--b", "a-", "-a", "a_b", "a b", "a" * 25, "é", "a\n", "../a", "."],
)
def test_a_name_that_aws_refuses_somewhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidArgument, match="name must be 1 to 24 lowercase letters"):
        make(tmp_path / "new", name=name)
    assert tree(tmp_path) == []


def test_other_files_of_the_folder_stay(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "functions").mkdir()
    (tmp_path / "functions" / "NOTES").write_text("mine")
    make(tmp_path)
    assert (tmp_path / "functions" / "NOTES").read_text() == "mine"
    assert (tmp_path / "functions/hello/app.py").exists()


@pytest.mark.parametrize("path", ["Makefile", "functions", "functions/hello/app.py", ".github"])
def test_what_would_be_replaced_stops_everything(tmp_path: Path, path: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("mine")
    before = tree(tmp_path)
    with pytest.raises(FolderConflict, match=f"already contains {re.escape(path)}; nothing was"):
        make(tmp_path)
    assert tree(tmp_path) == before
    assert (tmp_path / path).read_text() == "mine"


def test_what_would_be_replaced_is_listed_with_one_path_a_line(tmp_path: Path) -> None:
    for name in ("Makefile", "main.py"):
        (tmp_path / name).write_text("mine")
    with pytest.raises(FolderConflict, match=r"nothing was written, .*\n  Makefile\n  main\.py\n"):
        make(tmp_path)


def test_the_name_of_a_folder_that_is_none_for_aws(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(tmp_path / "My Orders")]) == 1
    assert "got 'My Orders'; --name gives another than" in capsys.readouterr().err


def test_a_folder_with_every_wheel_is_for_this_machine_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = tmp_path / "house"
    monkeypatch.setattr(new_project, "complete_folder", lambda *_: house)
    make(tmp_path / "new")
    lines = (tmp_path / "new/local.mk").read_text().splitlines()
    assert lines[1:] == ["export PIP_NO_INDEX := 1", f"export PIP_FIND_LINKS := {house}"]
    assert "/local.mk" in (tmp_path / "new/.gitignore").read_text().splitlines()
    assert "-include local.mk" in (tmp_path / "new/Makefile").read_text()


def test_a_folder_that_make_cannot_name_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_project, "complete_folder", lambda *_: tmp_path / "wheel $(house)")
    make(tmp_path / "new")
    assert not (tmp_path / "new/local.mk").exists()


def test_a_link_to_nowhere_is_in_the_way_too(tmp_path: Path) -> None:
    (tmp_path / "main.py").symlink_to("nowhere")
    with pytest.raises(FolderConflict, match=r"already contains main\.py"):
        make(tmp_path)
    assert tree(tmp_path) == ["main.py"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("")
    with pytest.raises(FolderConflict, match="is not a folder"):
        make(tmp_path / "new")


@pytest.mark.parametrize("at", [0, 7, 20])
@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()], ids=repr
)
@pytest.mark.parametrize("step", ["write_bytes", "rename"])
def test_whatever_stops_it_leaves_the_folder_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, error: BaseException, step: str
) -> None:
    (tmp_path / "functions").mkdir()
    (tmp_path / "mine").write_text("mine")
    count = 0
    real = getattr(Path, step)

    def failing(self: Path, *arguments: object, **options: object) -> object:
        nonlocal count
        count += 1
        if count > at:
            raise error
        return real(self, *arguments, **options)

    monkeypatch.setattr(Path, step, failing)
    expected = ProjectNotWritten if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        make(tmp_path)
    with pytest.raises(expected):
        make(tmp_path / "deep" / "new")
    assert tree(tmp_path) == ["functions", "mine"]


def test_a_file_that_appears_meanwhile_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = new_project._write

    def later(folder: Path, files: dict[str, bytes]) -> None:
        (tmp_path / "main.py").write_text("mine")
        real(folder, files)

    monkeypatch.setattr(new_project, "_write", later)
    with pytest.raises(FolderConflict, match=r"main\.py: was created meanwhile"):
        make(tmp_path)
    assert tree(tmp_path) == ["main.py"]
    assert (tmp_path / "main.py").read_text() == "mine"


def test_the_command_names_the_project_after_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    (tmp_path / "orders").mkdir()
    monkeypatch.chdir(tmp_path / "orders")
    assert main(["init", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["name"] == "orders"
    assert sorted(told["files"]) == [
        path for path in tree(tmp_path / "orders") if (tmp_path / "orders" / path).is_file()
    ]


def test_the_command_says_what_to_do_next(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "new"
    assert main(["init", str(folder), "--name", "orders", "--ci", "none"]) == 0
    assert capsys.readouterr().out.splitlines()[1:3] == [f"  cd {folder}", "  make test"]
    assert main(["init", str(folder), "--name", "orders"]) == 1
    assert "nothing was written" in capsys.readouterr().err
    assert main(["init", str(tmp_path / "X")]) == 1
    assert "name must be" in capsys.readouterr().err
    assert main(["init", str(folder), "--ci", "jenkins"]) == 2


def test_what_the_project_asks_for_is_what_it_is_tested_with() -> None:
    lock = json.loads((PROJECT / "Pipfile.lock").read_text())
    text = rendered(name="orders", ci="none", source=SOURCE)["requirements.txt"]
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert lines.pop(0) == SOURCE.requirement
    for requirement in map(Requirement, lines):
        locked = Version(lock["develop"][requirement.name]["version"].removeprefix("=="))
        assert requirement.specifier.contains(locked), requirement


def test_its_python_is_the_one_of_its_image_and_its_ci() -> None:
    files = rendered(name="orders", ci="github", source=SOURCE)
    assert "python:3.13\n" in files["functions/hello/Dockerfile"]
    assert 'python-version: "3.13"' in files[".github/actions/set-up/action.yml"]
    assert "python:3.13-" in rendered(name="orders", ci="gitlab", source=SOURCE)[".gitlab-ci.yml"]


@pytest.mark.parametrize(
    ("remote", "ci", "repository"),
    [
        ("git@github.com:acme/orders.git", "github", "acme/orders"),
        ("https://github.com/acme/orders", "github", "acme/orders"),
        ("ssh://git@GitHub.com/acme/orders.git", "github", "acme/orders"),
        ("https://me:secret@gitlab.com/acme/team/orders.git", "gitlab", "acme/team/orders"),
        ("git@gitlab.com:acme/orders.git", "github", None),
        ("https://github.com/acme/orders.git/extra", "github", None),
        ("/srv/git/orders.git", "github", None),
        ("git@github.com:acme/orders.git", "none", None),
    ],
)
def test_the_repository_is_gits_remote(
    tmp_path: Path, remote: str, ci: Ci, repository: str | None
) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    subprocess.run(["git", "-C", str(tmp_path), "remote", "add", "origin", remote], check=True)
    assert main(["init", str(tmp_path), "--name", "orders", "--ci", ci]) == 0
    text = (tmp_path / "stacks/environments.py").read_text()
    system = {"gitlab": "GitLab", "github": "GitHub"}.get(ci)
    argument = {"gitlab": "project", "github": "repository"}.get(ci)
    wanted = "None" if repository is None else f'{system}({argument}="{repository}")'
    assert f" | None = {wanted}\n" in text


def test_without_a_repository_it_says_that_ci_gets_no_roles(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(tmp_path / "orders")]) == 0
    assert "name the repository there, too" in capsys.readouterr().out
    assert main(["init", str(tmp_path / "b"), "--repository", "acme/b"]) == 0
    assert "name the repository" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("ci", "repository"),
    [("github", "acme"), ("github", "a/b/c"), ("gitlab", "acme"), ("none", "a/b")],
)
def test_what_is_no_repository_of_the_ci_system_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ci: str, repository: str
) -> None:
    assert main(["init", str(tmp_path / "orders"), "--ci", ci, "--repository", repository]) == 1
    error = capsys.readouterr().err
    assert "repository must be a repository of the CI system" in error
    assert "--name" not in error


def test_workflows_below_the_root_of_a_repository_are_pointed_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    assert main(["init", str(tmp_path / "orders")]) == 0
    assert "not at the root of the Git repository" in capsys.readouterr().err
