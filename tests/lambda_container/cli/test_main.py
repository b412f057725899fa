"""The command line as a whole, in processes of its own and in this one."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import click
import pytest

from lambda_container.cli import main as cli
from lambda_container.errors import LambdaContainerError

HEAVY = {"botocore", "cdktf", "constructs", "dxf", "jsii", "rich", "typeguard"}


def python(code: str, cwd: Path) -> str:
    return subprocess.check_output([sys.executable, "-c", code], cwd=cwd, text=True)


def test_help_imports_neither_jsii_nor_anything_else_that_takes_long(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from lambda_container.cli.main import main\n"
        "assert main(['--help']) == 0\n"
        "print(*{name.partition('.')[0] for name in sys.modules})\n"
    )
    printed = python(code, tmp_path).splitlines()
    assert HEAVY.isdisjoint(printed[-1].split())
    assert any(line.startswith("  completion ") for line in printed)


def test_every_command_that_help_lists_exists(capsys: pytest.CaptureFixture[str]) -> None:
    for name in cli._COMMANDS:
        assert cli.main([name, "--help"]) == 0
        assert f"Usage: lambda-container {name}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("typed", "told"), [("publsh", "did you mean 'publish'?"), ("zzz", "available: ")]
)
def test_a_command_that_does_not_exist_names_those_that_do(
    typed: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([typed]) == 2
    assert f"No such command {typed!r}: {told}" in capsys.readouterr().err


def test_the_package_runs_as_a_module(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "lambda_container", "--version"]
    printed = subprocess.check_output(command, cwd=tmp_path, text=True)
    assert printed == f"lambda-container {version('cdktf-lambda-container')}\n"


@pytest.mark.parametrize("arguments", [["nope"], ["--nope"], ["completion", "csh"]])
def test_wrong_usage_is_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 2
    printed = capsys.readouterr()
    assert "Error: " in printed.err
    assert printed.out == ""


def raising(error: BaseException) -> click.Command:
    @click.command()
    def command() -> None:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "status", "printed"),
    [
        (LambdaContainerError("it does not work"), 1, "error: it does not work\n"),
        (KeyboardInterrupt(), 130, "\nerror: interrupted\n"),
    ],
)
def test_what_goes_wrong_is_one_line_and_an_exit_code(
    error: BaseException,
    status: int,
    printed: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(cli._LazyGroup, "get_command", lambda *_: raising(error))
    assert cli.main(["anything"]) == status
    assert capsys.readouterr() == ("", printed)


def test_errors_of_python_are_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli._LazyGroup, "get_command", lambda *_: raising(RuntimeError("a bug")))
    with pytest.raises(RuntimeError, match="a bug"):
        cli.main(["anything"])


@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_completion_is_a_script_for_the_shell(
    shell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["completion", shell]) == 0
    assert f"_LAMBDA_CONTAINER_COMPLETE={shell}_complete" in capsys.readouterr().out


def test_a_shell_is_told_the_commands(tmp_path: Path) -> None:
    variables = {
        "COMP_CWORD": "1",
        "COMP_WORDS": "lambda-container comp",
        "_LAMBDA_CONTAINER_COMPLETE": "bash_complete",
    }
    printed = subprocess.check_output(
        [Path(sys.executable).with_name("lambda-container")], env=variables, text=True
    )
    assert printed == "plain,completion\n"


@pytest.mark.parametrize(("variables", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_errors_are_coloured_on_terminals_only(
    variables: dict[str, str], coloured: bool, tmp_path: Path
) -> None:
    ours, its = os.openpty()
    command = [sys.executable, "-m", "lambda_container", "publish", "--project", str(tmp_path)]
    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    done = subprocess.run(command, env={**environment, **variables}, stderr=its, check=False)
    os.close(its)
    printed = os.read(ours, 4096).decode()
    os.close(ours)
    assert done.returncode == 1
    assert "there is no cdktf.json" in printed
    assert ("\x1b[" in printed) == coloured


def test_every_command_has_examples_that_parse(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(cli._EXAMPLES) == set(cli._COMMANDS)
    for name, lines in cli._EXAMPLES.items():
        assert cli.main([name, "--help"]) == 0
        printed = capsys.readouterr().out
        for line in lines:
            assert f"  lambda-container {line}" in printed
            assert line.split()[0] == name
            options = [word for word in line.split() if word.startswith("--")]
            assert all(option in printed for option in options), line


def test_an_error_is_json_if_that_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["publish", "--json"]) == 1
    printed = capsys.readouterr()
    error = json.loads(printed.out)["error"]
    assert error["type"] == "ProjectError"
    assert printed.err.strip() == f"error: {error['message']}"


def test_quiet_and_verbose_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--quiet", "--verbose", "doctor"]) == 2
    assert "exclude each other" in capsys.readouterr().err


APP = """\
import lambda_container
from pathlib import Path
from cdktf import App, TerraformStack
from lambda_container import Repository

print("the app prints this")
app = App()
for name in ("dev", "prod"):
    stack = TerraformStack(app, name)

def repository():
    Repository(stack, "It", name=Path("name").read_text())

if Path("name").exists():
    repository()
app.synth()
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "main.py").write_text(APP)
    app = shlex.join([sys.executable, "main.py"])
    (tmp_path / "cdktf.json").write_text(json.dumps({"language": "python", "app": app}))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_verbose_shows_what_the_app_prints(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--verbose", "publish"]) == 0
    assert "the app prints this" in capsys.readouterr().err
    assert cli.main(["publish"]) == 0
    assert "the app prints this" not in capsys.readouterr().err


def test_an_error_of_ours_names_the_users_line_and_shows_no_traceback(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "name").write_text("UPPER")
    assert cli.main(["publish"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: Repository 'prod/It': name must be 2 to 256 lowercase")
    assert error.endswith("got 'UPPER'\n  at main.py:12\n")


def test_an_error_of_python_keeps_its_traceback(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "main.py").write_text("import lambda_container\nraise ValueError('no')\n")
    assert cli.main(["publish"]) == 1
    error = capsys.readouterr().err
    assert "exited with 1" in error
    assert "ValueError: no" in error


def test_stacks_are_completed(project: Path) -> None:
    assert cli.main(["publish"]) == 0
    environ = {
        **os.environ,
        "_LAMBDA_CONTAINER_COMPLETE": "bash_complete",
        "COMP_WORDS": "lambda-container plan pr",
        "COMP_CWORD": "2",
    }
    code = "import sys; from lambda_container.cli.main import group; "
    code += "group(prog_name='lambda-container')"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["plain,prod"]
