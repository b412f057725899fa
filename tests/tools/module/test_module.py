"""The module's files: generated from the constructs, reproducible, up to date and valid."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.terraform import Terraform
from tests.tools.module.mocked import Mocked
from tools.module import options
from tools.module.__main__ import MODULE
from tools.module.expressions import resources
from tools.module.module import files
from tools.module.moved import MOVED, moved
from tools.module.readme import with_tables
from tools.module.variables import variables
from tools.step import ROOT

ADDRESSES = tomllib.loads((ROOT / "tools" / "module" / "addresses.toml").read_text())
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


def addresses(main: dict[str, Any]) -> set[str]:
    return {address for address, _ in resources({"resource": main["resource"]})}


def test_what_is_in_the_repository_is_what_is_made_twice() -> None:
    made = files()

    assert made == files()
    assert made == {path.name: path.read_text() for path in MODULE.glob("*.tf.json")}


def test_the_tables_of_the_readme_are_fresh() -> None:
    page = (MODULE / "README.md").read_text()
    assert with_tables(page, files()) == page


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="the page has no"):
        with_tables("# lambda-container", files())


def test_the_changelog_begins_with_the_librarys_version() -> None:
    versions = re.findall(r"^## (\S+),", (MODULE / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert versions[0] == VERSION


def test_it_brings_neither_providers_nor_state_nor_marks_of_cdktf() -> None:
    made = {name: json.loads(text) for name, text in files().items()}
    keys = {key for content in made.values() for key in content}
    assert keys == {"data", "locals", "output", "resource", "terraform", "variable"}
    (versions,) = (made[name]["terraform"] for name in made if "terraform" in made[name])
    assert set(versions) == {"required_providers", "required_version"}
    ranges = [provider["version"] for provider in versions["required_providers"].values()]
    assert all(re.fullmatch(r">= [\d.]+, < [\d.]+", version) for version in ranges)
    assert not re.search(r"TfToken|__each|placeholder|\"//\"", "".join(files().values()))


def test_every_variable_and_output_says_what_it_is(main: dict[str, Any]) -> None:
    outputs = json.loads((MODULE / "outputs.tf.json").read_text())["output"]
    assert all(variable.description.endswith((".", ")")) for variable in variables().values())
    assert all(output["description"].endswith(".") for output in outputs.values())


def test_only_the_environment_is_sensitive() -> None:
    assert [name for name, v in variables().items() if v.sensitive] == ["environment"]


def test_every_option_is_one_of_a_resource_that_there_is(main: dict[str, Any]) -> None:
    known = {address for address, _ in resources(main)}
    for table in (options.COUNTS, options.FOR_EACH, options.BLOCKS):
        assert set(table) <= known
    assert {address for address, _ in options.ATTRIBUTES} <= known


def test_the_addresses_of_this_version_are_written_down(main: dict[str, Any]) -> None:
    assert set(ADDRESSES[VERSION]) == addresses(main)


def test_no_address_that_was_is_lost(main: dict[str, Any]) -> None:
    for version, were in ADDRESSES.items():
        assert {MOVED.get(a, a) for a in were} <= addresses(main), version


def test_an_address_that_changes_gets_a_moved_block() -> None:
    assert moved({}) == {}
    assert moved({"aws_iam_role.old": "aws_iam_role.role"}) == {
        "moved": [{"from": "aws_iam_role.old", "to": "aws_iam_role.role"}]
    }


def test_terraform_accepts_it_and_moves_what_had_another_address(
    module: Path, terraform: Terraform
) -> None:
    (module / "moved.tf.json").write_text(
        json.dumps(moved({"aws_iam_role.old": "aws_iam_role.role"}))
    )
    Mocked(module, terraform)
    assert "The configuration is valid" in terraform.run("validate", "-no-color", cwd=module)


def test_a_role_whose_policy_is_too_long_for_iam_is_refused(
    module: Path, terraform: Terraform
) -> None:
    long = Mocked(module, terraform, minified_policy="x" * 10_241)

    wrong = long.fail(function_name="orders", source_path="./source")

    message = "must leave the role's policy at most 10240 characters"
    assert any(message in diagnostic["detail"] for diagnostic in wrong)
