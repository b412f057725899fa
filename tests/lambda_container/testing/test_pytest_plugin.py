"""The fixtures, as the pytest of another team's project finds them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

CONFTEST = """
import pytest
from lambda_container import ContainerFunction, ContainerImage, Repository

@pytest.fixture
def built(stack):
    repository = Repository(stack, "Repository", name="hello")
    image = ContainerImage.build("hello", repository=repository, id="Code")
    ContainerFunction(stack, "Hello", image=image)
    return stack
"""
SNAPSHOT = """
from lambda_container.testing import Template

def test_a_stack(built, terraform_snapshot):
    assert built == terraform_snapshot

def test_a_template(built, terraform_snapshot):
    template = Template.from_stack(built)
    assert template == terraform_snapshot
    assert template.stable(hashes=True) == terraform_snapshot(name="hashes")
"""


def run_pytest(
    folder: Path, *arguments: str, code: int = 0, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """A project's own pytest, that knows nothing of this one's."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-ra", "--strict-config", *arguments],
        cwd=folder,
        env={**inherited, **(variables or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "hello").mkdir()
    (tmp_path / "hello" / "Dockerfile").write_text("FROM scratch")
    return tmp_path


def test_a_project_that_does_without_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import sys\n"
        "def test_it():\n"
        "    loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "    assert not loaded & {'boto3', 'botocore', 'cdktf', 'constructs', 'jsii'}\n"
        "    ours = {name for name in sys.modules if name.startswith('lambda_container.')}\n"
        "    assert 'lambda_container.testing.pytest_plugin' in ours\n"
        "    assert not ours & {'lambda_container.testing.template', 'lambda_container.function'}\n"
    )
    run_pytest(tmp_path)


def test_snapshots_are_written_hold_and_show_what_changed(project: Path) -> None:
    (project / "test_stack.py").write_text(SNAPSHOT)

    run_pytest(project, "--snapshot-update")
    run_pytest(project)

    folder = project / "__snapshots__" / "test_stack"
    stack, template, hashes = sorted(folder.iterdir(), key=lambda file: len(file.name))
    assert stack.read_text() == template.read_text()
    assert '"Code"' in stack.read_text()
    assert "Code_" in hashes.read_text()

    (project / "conftest.py").write_text(CONFTEST.replace('"hello")\n', '"hello2")\n'))
    done = run_pytest(project, "-k", "a_stack", code=1)
    assert '"name": "hello2"' in done.stdout


def test_a_changed_image_changes_no_snapshot(project: Path) -> None:
    (project / "test_stack.py").write_text(SNAPSHOT)
    run_pytest(project, "--snapshot-update")

    (project / "hello" / "Dockerfile").write_text("FROM scratch AS base")

    run_pytest(project, "-k", "a_stack")
    run_pytest(project, "-k", "a_template", code=1)


def test_a_stack_of_the_projects_own_takes_the_place_of_the_empty_one(project: Path) -> None:
    (project / "test_stack.py").write_text(
        "import pytest\n"
        "from cdktf import TerraformStack, Testing\n"
        "@pytest.fixture\n"
        "def stack():\n"
        "    return TerraformStack(Testing.app(), 'orders')\n"
        "def test_it(stack):\n"
        "    assert stack.node.id == 'orders'\n"
    )
    run_pytest(project)


def test_what_needs_a_program_that_is_missing_skips_or_fails(project: Path) -> None:
    (project / "test_stack.py").write_text(
        "def test_it(terraform_validate, stack):\n    terraform_validate(stack)\n"
    )

    done = run_pytest(project, variables={"PATH": str(project)})
    assert "1 skipped" in done.stdout
    assert "install Terraform" in done.stdout

    done = run_pytest(
        project, "-o", "lambda_container_strict=true", code=1, variables={"PATH": str(project)}
    )
    assert "install Terraform" in done.stdout


def test_without_syrupy_the_fixture_says_what_to_install(project: Path) -> None:
    (project / "test_stack.py").write_text("def test_it(terraform_snapshot): ...\n")

    done = run_pytest(project, "-p", "no:syrupy", code=1)

    assert "pip install cdktf-lambda-container[testing]" in done.stdout


def test_warnings_as_errors_find_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import lambda_container\n"
        "from cdktf import TerraformStack, Testing\n"
        "from lambda_container import ContainerFunction, ContainerImage\n"
        "from lambda_container.testing import Template\n"
        "\n"
        "def test_it(stack):\n"
        "    digest = f'sha256:{0:064}'\n"
        "    uri = f'111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders@{digest}'\n"
        "    ContainerFunction(stack, 'Orders', image=ContainerImage.from_uri(uri))\n"
        "    Template.from_stack(stack).has_no_loose_ends()\n"
    )
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-W", "error", "-q"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "1 passed" in done.stdout, done.stdout
