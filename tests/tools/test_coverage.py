"""docs/coverage.md is what the script generates from Terraform's classes and ours."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest

from tools import coverage
from tools.coverage import CoverageError, missing, page, terraform_arguments
from tools.step import ROOT

# Other bindings have other arguments.
pytestmark = pytest.mark.skipif(
    not version("cdktf-cdktf-provider-aws").startswith("21."),
    reason="docs/coverage.md is about hashicorp/aws 6.25",
)


def test_the_page_is_up_to_date() -> None:
    assert coverage.PAGE.read_text() == page()


def test_arguments_of_blocks_are_arguments_too() -> None:
    arguments = set(terraform_arguments("aws_lambda_function"))
    assert {"memory_size", "vpc_config.subnet_ids", "timeouts.create"} <= arguments
    assert not {"id", "tags_all", "count", "vpc_config", "scope"} & arguments


def test_names_of_ours_must_exist() -> None:
    assert missing("`Repository.name=`, `ExecutionRole.attach_policy.policy_arn=`, `Image`") == []
    assert missing("`Repository.nam=` or `Repositry.name=` or `Repository.from_nam`") == [
        "Repository.nam=",
        "Repositry.name=",
        "Repository.from_nam",
    ]


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ("", "aws_kms_alias.name: has no entry"),
        ('nam = "x"', "aws_kms_alias.nam: no such argument"),
        ('name = "`EncryptionKey.nam=`"', "aws_kms_alias.name: there is no EncryptionKey.nam="),
    ],
)
def test_a_table_that_does_not_agree_is_refused(
    table: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "coverage.toml"
    file.write_text(f"[aws_kms_alias]\n{table}\n")
    monkeypatch.setattr(coverage, "TABLE", file)
    with pytest.raises(CoverageError, match=problem):
        page()


def test_a_block_may_say_one_thing_for_all_of_its_arguments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "coverage.toml"
    rest = "\n".join(
        f'{argument} = "x"'
        for argument in terraform_arguments("aws_kms_key")
        if "." not in argument
    )
    file.write_text(f'[aws_kms_key]\n{rest}\ntimeouts = "not set"\n')
    monkeypatch.setattr(coverage, "TABLE", file)
    assert "| `timeouts` | not set |" in page()


def test_whatever_a_construct_makes_is_in_the_table() -> None:
    folder = ROOT / "constructs" / "lambda_container"
    text = "".join(file.read_text() for file in folder.rglob("*.py"))
    modules = set(coverage.made_by(text))
    assert modules <= set(coverage.table()), modules - set(coverage.table())
