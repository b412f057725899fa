"""The Terraform module."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.modules.beside import Beside
from tests.modules.mocked import copy_without_docker
from tests.terraform import Terraform, find_terraform
from tools.module import MODULE


@pytest.fixture(scope="session")
def terraform() -> Terraform:
    return find_terraform()


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """The module without the Docker provider's resources, and a folder to build."""
    folder = tmp_path / "module"
    copy_without_docker(MODULE, folder)
    source = folder / "source"
    source.mkdir()
    (source / "Dockerfile").write_text("FROM public.ecr.aws/lambda/python:3.13\n")
    (source / "app.py").write_text("answer = 42\n")
    return folder


@pytest.fixture
def beside(terraform: Terraform, tmp_path: Path) -> Beside:
    folder = tmp_path / "beside"
    folder.mkdir()
    return Beside(folder, terraform)
