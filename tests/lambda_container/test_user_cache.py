from __future__ import annotations

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
