from __future__ import annotations

import os
from pathlib import Path

import pytest

from lambda_container import user_cache


def test_what_is_written_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(user_cache, "root", lambda: tmp_path / "ours")
    assert user_cache.read("a") is None
    user_cache.write("a", "é")
    assert user_cache.read("a") == "é"
    assert [each.name for each in (tmp_path / "ours").iterdir()] == ["a"]


def test_an_unknown_home_is_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    # What platformdirs answers where neither HOME nor the user's entry names a home.
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: Path("~/.cache"))
    with pytest.raises(RuntimeError):
        user_cache.root()
    user_cache.write("a", "b")
    assert user_cache.read("a") is None
    assert user_cache.names("images") == []


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="Windows has no modes")
def test_only_what_nobody_else_can_write_is_private(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "ours"
    monkeypatch.setattr(user_cache, "root", lambda: folder)
    assert user_cache.is_private()
    assert folder.stat().st_mode & 0o777 == 0o700
    for mode, expected in ((0o755, True), (0o775, False), (0o757, False)):
        folder.chmod(mode)
        assert user_cache.is_private() is expected
    folder.rmdir()
    folder.symlink_to(tmp_path)
    assert not user_cache.is_private()
