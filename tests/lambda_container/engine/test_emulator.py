"""Where Lambda's runtime interface emulator comes from."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from lambda_container.engine import emulator
from lambda_container.engine.emulator import EmulatorError, at_hand, extract, find_emulator

MEMBER = "samcli/local/rapid/aws-lambda-rie-{}"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user without a cache, and without SAM."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(emulator.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path / "cache"


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """What is taken of the wheel of ``aws-sam-cli``."""
    file = tmp_path / f"aws_sam_cli-{emulator.version()}-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        for architecture in ("x86_64", "arm64"):
            archive.writestr(MEMBER.format(architecture), architecture)
    return file


def test_one_that_is_named_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given, named = tmp_path / "given", tmp_path / "named"
    given.touch()
    named.touch()
    monkeypatch.setenv(emulator.VARIABLE, str(named))

    assert find_emulator("arm64") == named
    assert find_emulator("arm64", given) == given


def test_one_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(EmulatorError, match=r"there is no file '.*nowhere'"):
        at_hand("arm64", tmp_path / "nowhere")


def test_it_is_fetched_once_for_each_architecture(
    wheel: Path, monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    calls: list[list[str]] = []

    def pip(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        calls.append(command)
        requirement = Path(command[command.index("--requirement") + 1]).read_text()
        assert f"aws-sam-cli=={emulator.version()} --hash=sha256:" in requirement
        target = Path(command[command.index("--dest") + 1]) / wheel.name
        target.write_bytes(wheel.read_bytes())
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr("subprocess.run", pip)
    notes: list[str] = []
    assert at_hand("arm64") is None

    found = find_emulator("arm64", note=notes.append)

    assert find_emulator("arm64", note=notes.append) == found
    assert found.is_relative_to(cache)
    assert found.read_text() == "arm64"
    assert os.access(found, os.X_OK)
    assert len(notes) == len(calls) == 1
    assert "downloading" in notes[0]
    assert calls[0][:4] == [sys.executable, "-m", "pip", "download"]
    assert {"--require-hashes", "--no-deps"} <= set(calls[0])
    assert find_emulator("x86_64").read_text() == "x86_64"


def test_an_index_that_has_it_not_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")

    with pytest.raises(EmulatorError) as raised:
        find_emulator("arm64")

    said = str(raised.value)
    assert "set its path with --rie or LAMBDA_CONTAINER_RIE; pip says: ERROR:" in said
    assert "\n" not in said


def test_the_one_of_a_sam_in_this_environment_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / MEMBER.format("arm64")
    file.parent.mkdir(parents=True)
    file.touch()

    class Distribution:
        def locate_file(self, path: str) -> Path:
            return tmp_path / path

    monkeypatch.setattr(importlib.metadata, "distribution", lambda _name: Distribution())

    assert find_emulator("arm64") == file


def test_the_one_of_a_sam_on_path_will_do(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "sam"
    program.parent.mkdir()
    program.touch(0o755)
    file = tmp_path / "lib" / "python3.13" / "site-packages" / MEMBER.format("x86_64")
    file.parent.mkdir(parents=True)
    file.touch()

    assert find_emulator("x86_64") == file
    assert at_hand("arm64") is None


def test_it_is_extracted_whole_or_not_at_all(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "made" / "rie"
    with pytest.raises(KeyError):
        extract(wheel, "riscv", target)
    assert list(target.parent.iterdir()) == []

    extract(wheel, "x86_64", target)
    assert [path.name for path in target.parent.iterdir()] == ["rie"]
