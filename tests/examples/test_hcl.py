"""Every example in HCL is one that Terraform accepts; with the module as it is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.modules.mocked import Mocked, copy_without_docker
from tests.terraform import Terraform, find_terraform
from tools.module import MODULE
from tools.step import ROOT

EXAMPLES = sorted(path.parent for path in ROOT.glob("examples/*/main.tf"))
_PROVIDER = re.compile(r'^provider "docker" \{\n.*?^\}\n', re.MULTILINE | re.DOTALL)
_REQUIREMENT = re.compile(r"^ *docker *= \{.*\}\n", re.MULTILINE)


def without_docker(text: str) -> str:
    """What is left for a machine without a Docker provider; test_module.py of e2e has it all."""
    assert len(_REQUIREMENT.findall(text)) == 1
    return _REQUIREMENT.sub("", _PROVIDER.sub("", text))


def test_there_are_examples() -> None:
    names = ["hcl-existing-image", "hcl-lambda-container", "several-functions"]
    assert [example.name for example in EXAMPLES] == names


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_says_how_to_run_it(example: Path) -> None:
    readme = (example / "README.md").read_text()
    assert "terraform init" in readme
    assert "terraform apply" in readme
    assert len(readme.splitlines()) <= 15


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_terraform_accepts_an_example(example: Path, tmp_path: Path) -> None:
    terraform: Terraform = find_terraform()
    copy_without_docker(MODULE, tmp_path / "modules" / MODULE.name)
    shutil.copytree(ROOT / "functions", tmp_path / "functions")
    folder = tmp_path / "examples" / example.name
    folder.mkdir(parents=True)
    (folder / "main.tf").write_text(without_docker((example / "main.tf").read_text()))
    planned = Mocked(folder, terraform)
    assert "The configuration is valid" in terraform.run("validate", "-no-color", cwd=folder)
    # Only a plan knows what outputs a module has that is called with for_each.
    assert [each for each in planned.plan() if each["severity"] == "error"] == []
    terraform.run("fmt", "-check", "-diff", str(example), cwd=folder)
