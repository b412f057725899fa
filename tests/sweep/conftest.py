"""Fixtures for the sweep."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """A build context with a named stage."""
    folder = tmp_path / "hello"
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM scratch AS final\nCOPY app.py .\n")
    (folder / "app.py").write_text("def handler(event, context): ...\n")
    return folder
