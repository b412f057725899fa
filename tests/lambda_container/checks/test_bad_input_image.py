"""Builds refuse what Docker or ECR would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable

from lambda_container import BuildSecret, ContainerImage, InvalidArgument, Repository
from tests.lambda_container.checks.strange import STRANGE, shown

BUILD: list[tuple[str, Any, str]] = [
    ("architecture", "linux/arm64", "be one of x86_64, arm64, got 'linux/arm64'"),
    *[("target", x, "be the name of a stage") for x in STRANGE if x is not None],
    ("build_args", ["A=1"], "map strings to strings"),
    ("build_args key", {"A B": "1"}, "be the name of an ARG, got 'A B'"),
    ("build_args['A']", {"A": 1}, "be a string"),
    ("build_args['A']", {"A": "a\0b"}, "hold no control characters"),
    ("build_args['PIP_TOKEN']", {"PIP_TOKEN": "hunter2"}, "hold no secret"),
    ("build_args['A']", {"A": "AKIAIOSFODNN7EXAMPLE"}, "hold no secret"),
    ("build_args['A']", {"A": "-----BEGIN RSA PRIVATE KEY-----"}, "hold no secret"),
    ("build_args['A']", {"A": "https://me:hunter2@example.com/simple"}, "hold no secret"),
    ("labels key", {"a b": "1"}, "be a label such as 'org.team'"),
    ("labels['a']", {"a": "\n"}, "hold no control characters"),
    ("secrets", BuildSecret(id="a", env="A"), "be a list of BuildSecret"),
    ("secrets[0]", ["a"], "be a BuildSecret, got a str of 1 characters (not shown)"),
    ("secrets", [BuildSecret(id="a", env="A"), BuildSecret(id="a", env="B")], "have unique ids"),
    ("extra_hash", 5, "be a string, got a int (not shown)"),
    ("repository", "hello", "be a Repository"),
    ("dockerfile", "Dockerfile.other", "exist, got 'Dockerfile.other'"),
]


@pytest.mark.parametrize(("argument", "value", "rule"), BUILD)
def test_a_build_refuses(
    stack: TerraformStack, context: Path, argument: str, value: object, rule: str
) -> None:
    repository = Repository(stack, "Repository", name="hello")
    arguments: dict[str, Any] = {"repository": repository, shown(argument): value}
    with pytest.raises(InvalidArgument) as raised:
        ContainerImage.build(context, **arguments)
    start = f"ContainerImage {str(context)!r}: {argument} must "
    assert str(raised.value).startswith(start)
    assert rule in str(raised.value)
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize("argument", ["target", "build_args", "labels", "extra_hash"])
def test_what_decides_the_tag_must_be_known_at_synth(
    stack: TerraformStack, context: Path, argument: str
) -> None:
    repository = Repository(stack, "Repository", name="hello")
    reference = TerraformVariable(stack, "v", type="string").string_value
    value = {"a": reference} if argument in {"build_args", "labels"} else reference
    arguments: dict[str, Any] = {"repository": repository, argument: value}
    with pytest.raises(InvalidArgument, match="must be a literal value: it determines"):
        ContainerImage.build(context, **arguments)
