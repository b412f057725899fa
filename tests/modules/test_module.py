"""The modules' files: formatted, documented and valid, and no address of a version is lost."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import pytest

from tests.modules.mocked import Mocked
from tests.terraform import Terraform
from tools.module import MODULE, MODULES, PAGE, PARITY, blocks, parity_page, with_tables
from tools.step import ROOT

ADDRESSES = tomllib.loads((Path(__file__).with_name("addresses.toml")).read_text())
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
FOUND = {name: list(blocks(folder)) for name, folder in MODULES.items()}
each_module = pytest.mark.parametrize("name", MODULES)


def addresses(name: str) -> set[str]:
    return {".".join(block.labels) for block in FOUND[name] if block.kind == "resource"}


@each_module
def test_every_line_belongs_to_a_block(name: str) -> None:
    for file in MODULES[name].glob("*.tf"):
        text = file.read_text()
        for block in FOUND[name]:
            text = text.replace(block.text, "")
        assert [line for line in text.splitlines() if line and not line.startswith("#")] == []


@pytest.mark.parametrize("program", ["terraform", "tofu"])
def test_they_are_formatted(program: str, terraform: Terraform) -> None:
    if program == "tofu" and shutil.which("tofu") is None:
        pytest.skip("put tofu on PATH")
    found = terraform.executable if program == "terraform" else program
    Terraform(found, terraform.plugins, terraform.aws).run(
        "fmt", "-check", "-diff", "-recursive", str(MODULE.parent), cwd=MODULE
    )


@each_module
def test_the_tables_of_the_readme_are_fresh(name: str) -> None:
    page = (MODULES[name] / "README.md").read_text()
    assert with_tables(page, MODULES[name]) == page


def test_the_page_for_those_who_come_from_another_module_is_fresh() -> None:
    assert PAGE.read_text() == parity_page()


@pytest.mark.parametrize("kind", ["variable", "output"])
def test_that_page_names_our_own(kind: str) -> None:
    homes = {"deploy": "gradual-deployment"}
    for module, rows in tomllib.loads(PARITY.read_text())[f"{kind}s"].items():
        found = FOUND[homes.get(module, MODULE.name)]
        known = {block.labels[0]: block.body for block in found if block.kind == kind}
        for theirs, ours in rows.items():
            if not ours.startswith("no"):
                names, _, other = ours.partition("; ")
                assert other in {"", *MODULES}
                for name in names.split(", "):
                    of, _, attribute = name.partition(".")
                    assert attribute in known[of], (module, theirs)
                    assert not attribute or re.search(rf"\b{attribute}\s+= ", known[of])


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="the page has no"):
        with_tables("# lambda-container")


def test_the_changelog_begins_with_the_librarys_version() -> None:
    versions = re.findall(r"^## (\S+),", (MODULE / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert versions[0] == VERSION


@each_module
def test_it_brings_neither_providers_nor_state(name: str) -> None:
    kinds = {block.kind for block in FOUND[name]}
    known = {"check", "data", "locals", "output", "resource", "terraform", "variable"}
    assert kinds | {"check"} == known
    (versions,) = (block.body for block in FOUND[name] if block.kind == "terraform")
    ranges = re.findall(r' version = "(.*)"', versions)
    assert len(ranges) == (2 if name == MODULE.name else 1)
    assert all(re.fullmatch(r">= [\d.]+, < [\d.]+", version) for version in ranges)


@each_module
def test_every_variable_and_output_says_what_it_is(name: str) -> None:
    for block in FOUND[name]:
        if block.kind in {"variable", "output"}:
            assert (block.argument("description") or "").endswith('."'), block.labels


def test_only_the_environment_is_sensitive() -> None:
    found = [block for module in FOUND.values() for block in module]
    sensitive = [block.labels[0] for block in found if block.argument("sensitive") == "true"]
    assert sensitive == ["environment"]


def test_no_resource_hangs_on_a_value_that_may_be_unknown() -> None:
    """``test_unknown_values.py`` plans with them; this tells of new ones."""
    found = [block for module in FOUND.values() for block in module]
    conditions = {b.argument("count") for b in found if b.argument("count") is not None}
    each = {b.argument("for_each") for b in found if b.argument("for_each") is not None}
    named = {text for text in {*conditions, *each} if text and re.search(r"[._](?:arn|uri)", text)}
    assert named == {"var.policy_arns"}  # a map, whose keys are known


@each_module
def test_the_addresses_of_this_version_are_written_down(name: str) -> None:
    assert set(ADDRESSES[VERSION][name]["resources"]) == addresses(name)


@each_module
def test_no_address_that_was_is_lost(name: str) -> None:
    moved = {b.argument("from"): b.argument("to") for b in FOUND[name] if b.kind == "moved"}
    for version, were in ADDRESSES.items():
        assert {moved.get(a) or a for a in were[name]["resources"]} <= addresses(name), version


def test_a_role_whose_policy_is_too_long_for_iam_is_refused(
    module: Path, terraform: Terraform
) -> None:
    resources = [f"arn:aws:s3:::{'b' * 63}/{i:03}" for i in range(150)]
    statement = {"actions": ["s3:GetObject"], "resources": resources}

    wrong = Mocked(module, terraform).fail(
        function_name="orders", source_path="./source", policy_statements=[statement]
    )

    message = "must leave the role's policy at most 10240 characters"
    assert any(message in diagnostic["detail"] for diagnostic in wrong)


def test_terraform_accepts_it(module: Path, terraform: Terraform) -> None:
    Mocked(module, terraform)
    assert "The configuration is valid" in terraform.run("validate", "-no-color", cwd=module)
