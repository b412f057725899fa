from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from lambda_container.bindings.jsii_cache import environment_of_cache

posix = pytest.mark.skipif(os.name == "nt", reason="jsii finds another folder there")


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def no_home(tmp_path: Path) -> dict[str, str]:
    """The home is a file: not even root can write into it."""
    (tmp_path / "home").write_text("")
    return {"HOME": str(tmp_path / "home")}


class TestJsiiCache:
    @posix
    def test_a_home_that_can_be_written_is_left_to_jsii(self, tmp_path: Path) -> None:
        assert environment_of_cache({"HOME": str(tmp_path)}) == {}

    @posix
    def test_without_one_a_private_folder_is_used(
        self, temporary: Path, no_home: dict[str, str]
    ) -> None:
        root = Path(environment_of_cache(no_home)["JSII_RUNTIME_PACKAGE_CACHE_ROOT"])
        assert root.parent == temporary
        assert root.stat().st_mode & 0o077 == 0

    @posix
    def test_a_folder_that_others_can_write_is_not_used(
        self, temporary: Path, no_home: dict[str, str]
    ) -> None:
        root = Path(environment_of_cache(no_home)["JSII_RUNTIME_PACKAGE_CACHE_ROOT"])
        root.chmod(0o777)
        assert environment_of_cache(no_home) == {"JSII_RUNTIME_PACKAGE_CACHE": "disabled"}

    @posix
    def test_a_link_is_not_followed(self, temporary: Path, no_home: dict[str, str]) -> None:
        root = Path(environment_of_cache(no_home)["JSII_RUNTIME_PACKAGE_CACHE_ROOT"])
        root.rmdir()
        root.symlink_to(temporary)
        assert environment_of_cache(no_home) == {"JSII_RUNTIME_PACKAGE_CACHE": "disabled"}

    @pytest.mark.parametrize(
        "name", ["JSII_RUNTIME_PACKAGE_CACHE", "JSII_RUNTIME_PACKAGE_CACHE_ROOT"]
    )
    def test_the_users_own_choice_is_kept(self, name: str, no_home: dict[str, str]) -> None:
        assert environment_of_cache({**no_home, name: "x"}) == {}
