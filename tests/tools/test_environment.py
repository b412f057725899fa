"""How a job finds Python and creates its environment, without creating a real one."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import environment, step, venv
from tools.step import ROOT, StepError

SH = shutil.which("sh") or "/bin/sh"


def executable(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!{SH}\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the Makefile and of tools/run in a folder whose name a shell must quote."""
    folder = tmp_path / "it's a project"
    (folder / "tools").mkdir(parents=True)
    shutil.copy2(ROOT / "Makefile", folder)
    shutil.copy2(ROOT / "tools" / "run", folder / "tools")
    return folder


@pytest.fixture
def fake_python(tmp_path: Path) -> Path:
    """A python3 that prints how it was started, on a PATH with nothing else but dirname."""
    dirname = shutil.which("dirname")
    assert dirname
    folder = tmp_path / "bin"
    executable(folder / "python3", 'echo "$PWD"; echo "${PYTHONPATH-unset}"; echo "$@"')
    (folder / "dirname").symlink_to(dirname)
    return folder


def output(command: list[str], cwd: Path, **variables: str) -> str:
    done = subprocess.run(
        command, cwd=cwd, env=variables, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def make() -> str:
    program = shutil.which("make")
    if program is None:
        pytest.skip("make is not installed")
    return program


@pytest.mark.parametrize("way", ["-C", "-f"])
def test_a_job_runs_in_the_project_from_any_folder(
    way: str, project: Path, fake_python: Path, tmp_path: Path
) -> None:
    target = project if way == "-C" else project / "Makefile"

    said = output([make(), way, str(target), "synth"], tmp_path, PATH=str(fake_python))

    assert f"{project}\nunset\n-m tools.environment python main.py\n" in said


def test_a_job_passes_arguments_on(project: Path, fake_python: Path) -> None:
    said = output([make(), "test", 'ARGS=-k "a b"'], project, PATH=str(fake_python))

    assert said.rstrip().endswith("-k a b")


def test_other_projects_modules_are_kept_out(project: Path, fake_python: Path) -> None:
    said = output([str(project / "tools/run"), "x"], project, PATH=str(fake_python), PYTHONPATH="/")

    assert said.splitlines()[1] == "unset"


def test_a_given_python_is_the_one_that_is_used(project: Path, fake_python: Path) -> None:
    given = executable(fake_python / "my python", "echo given")

    said = output([make(), "synth", f"PYTHON={given}"], project, PATH=str(fake_python))

    assert said == "given\n"


def test_help_names_every_job(project: Path) -> None:
    lines = output([make()], project, PATH=os.defpath).splitlines()

    phony = [
        line.removeprefix(".PHONY: ")
        for line in (ROOT / "Makefile").read_text().splitlines()
        if line.startswith(".PHONY: ")
    ]
    assert [line.split()[1] for line in lines] == phony


def test_a_given_python_that_is_not_there_is_not_replaced_by_another(
    project: Path, fake_python: Path
) -> None:
    said = output([make(), "synth", "PYTHON=python3.13"], project, PATH=str(fake_python))

    assert "there is no python3.13 on PATH.\n" in said
    assert "main.py" not in said


def test_no_python_at_all_is_one_plain_line(project: Path, fake_python: Path) -> None:
    (fake_python / "python3").unlink()

    said = output([str(project / "tools/run"), "x"], project, PATH=str(fake_python))

    assert said == "This project needs Python 3.11 to 3.14, and there is no python3 on PATH.\n"


def hand_over(path: Path, **variables: str) -> str:
    """The output of an unsupported Python that is asked to run a command."""
    code = "import sys; sys.version_info = (3, 9); from tools import environment as e; "
    code += "sys.exit(e.main(['python', 'main.py']))"
    return output([sys.executable, "-c", code], ROOT, PATH=str(path), **variables)


def test_an_old_python_hands_over_to_a_newer_one_on_path(tmp_path: Path) -> None:
    executable(tmp_path / "python3.14", "exit 127")  # A shim, with nothing behind it.
    executable(tmp_path / "python3.12", 'echo "3.12 runs $*"')

    said = hand_over(tmp_path)

    assert said.splitlines()[-1] == "3.12 runs -m tools.environment python main.py"


def test_an_old_python_with_no_newer_one_is_one_plain_line(tmp_path: Path) -> None:
    assert hand_over(tmp_path) == "This project needs Python 3.11 to 3.14, and python3 is 3.9.\n"


def test_a_given_python_that_is_old_is_not_replaced_by_another(tmp_path: Path) -> None:
    executable(tmp_path / "python3.12", "echo 3.12 runs")

    said = hand_over(tmp_path, PYTHON="python3.9")

    assert said == "This project needs Python 3.11 to 3.14, and python3.9 is 3.9.\n"


def test_the_first_module_can_be_read_by_a_much_older_python() -> None:
    source = Path(environment.__file__).read_text()

    compile(source, "environment.py", "exec", dont_inherit=True)
    assert "from __future__ import annotations" not in source  # Python 3.6 rejects it.


class Made:
    """Counts how often the environment is created, instead of really creating it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.times = 0
        self.lock = "one"

    def make(self) -> None:
        self.times += 1
        executable(self.folder / "bin" / "python", "")
        venv._stamp(self.folder, self.description())

    def description(self) -> dict[str, str]:
        return {"lock": self.lock, **venv._interpreter()}


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    made = Made(tmp_path / ".venv")
    monkeypatch.delenv("PYTHON", raising=False)
    monkeypatch.setattr(venv, "VENV", made.folder)
    monkeypatch.setattr(venv, "_make", made.make)
    monkeypatch.setattr(venv, "_description", made.description)
    monkeypatch.setattr(step, "_LOCK", tmp_path / "lock")
    return made


def test_it_is_made_once(made: Made) -> None:
    venv.make()
    venv.make()

    assert made.times == 1


def interrupted(made: Made) -> None:
    (made.folder / venv._STAMP).unlink()


def half_stamped(made: Made) -> None:
    (made.folder / venv._STAMP).write_text('{"lock": "o')


def of_another_lock(made: Made) -> None:
    made.lock = "two"


def without_its_interpreter(made: Made) -> None:
    (made.folder / "bin" / "python").unlink()


@pytest.mark.parametrize(
    "become", [interrupted, half_stamped, of_another_lock, without_its_interpreter]
)
def test_one_that_is_not_complete_and_up_to_date_is_made_anew(
    made: Made, become: Callable[[Made], None]
) -> None:
    venv.make()
    become(made)

    venv.make()

    assert made.times == 2


def test_one_of_another_folder_or_python_is_made_anew(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    venv.make()
    monkeypatch.setattr(venv, "_interpreter", lambda: {"folder": "/moved", "python": "3.12.1"})

    venv.make()

    assert made.times == 2


@pytest.mark.parametrize(("given", "times"), [("", 1), ("python3.12", 2)])
def test_another_python_on_path_changes_nothing_unless_it_was_asked_for(
    given: str, times: int, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    venv.make()
    other = {**venv._interpreter(), "python": "3.12.1", "base": "/elsewhere"}
    monkeypatch.setattr(venv, "_interpreter", lambda: other)
    monkeypatch.setenv("PYTHON", given)

    venv.make()

    assert made.times == times


def test_two_at_once_make_it_once(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    second = threading.Thread(target=venv.make)

    def make_slowly() -> None:
        second.start()
        second.join(timeout=0.2)
        assert second.is_alive()
        made.make()

    monkeypatch.setattr(venv, "_make", make_slowly)
    venv.make()
    second.join()

    assert made.times == 1


def test_a_change_of_the_checks_settings_keeps_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pyproject.toml", "Pipfile.lock"):
        shutil.copy(ROOT / name, tmp_path)
    monkeypatch.setattr(venv, "ROOT", tmp_path)
    before = venv._description()
    pyproject = tmp_path / "pyproject.toml"

    pyproject.write_text(pyproject.read_text().replace("line-length = 100", "line-length = 99"))
    assert venv._description() == before

    pyproject.write_text(pyproject.read_text().replace('version = "', 'version = "9'))
    assert venv._description() != before


def test_a_python_without_ensurepip_is_one_line_that_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(StepError, match="apt install python3-venv") as caught:
        venv._make()

    assert "\n" not in str(caught.value)


def run_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(step, "_LOG", tmp_path / "step.log")
    step.run("Trying", [sys.executable, "-c", code], dict(os.environ))


def test_a_step_shows_its_title_and_hides_its_noise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    run_step(tmp_path, monkeypatch, "print('noise')")

    shown = capfd.readouterr()
    assert (shown.out, shown.err) == ("", "Trying ...\n")


def test_a_step_that_fails_shows_the_end_of_its_noise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "import sys; [print('line', n) for n in range(100)]; sys.exit(3)"

    with pytest.raises(StepError) as caught:
        run_step(tmp_path, monkeypatch, code)

    lines = str(caught.value).splitlines()
    assert lines[0] == "Trying: failed with exit status 3"
    assert lines[-1] == "  | line 99"
    assert "  | line 0" not in lines
