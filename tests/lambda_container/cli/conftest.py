"""Fixtures that tests of several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lambda_container.cli import promote as promote_command
from lambda_container.cli import publish as publish_command
from lambda_container.cli import rollback as rollback_command
from lambda_container.engine.engine import Engine
from lambda_container.operations.publish import image_promotion, publisher
from tests.lambda_container.cli.published_project import Project
from tests.lambda_container.operations.publish.stand_ins import StandInAws


@pytest.fixture
def published_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    project = Project(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CDKTF_OUTDIR", raising=False)
    for module in (publish_command, promote_command, rollback_command):
        aws: Callable[[str | None], Any] = lambda _: StandInAws(  # noqa: E731
            project.registry, project.functions, project.scans
        )
        monkeypatch.setattr(module, "Aws", aws)
    monkeypatch.setattr(Engine, "find", lambda *_, **__: project.engine)

    def copy(image: Any, *, source: Any, target: Any, tag: str, show: object) -> None:
        target[0].put(target[1], image, tag)

    for copier in (publisher, image_promotion):
        monkeypatch.setattr(copier, "copy_image", copy)
    return project
