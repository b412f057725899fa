"""The module and the Python library create the same resources from the same inputs.

The real Terraform applies both with mock providers, and the resulting resources are compared
attribute by attribute. Only DIFFERENCES may differ.
"""

from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lambda_container import BuildSecret, ContainerFunction, ContainerImage, Repository
from tests.modules.mocked import Json, Mocked
from tests.modules.programs import INPUTS, escaped, synthesized
from tests.synth import Synth
from tests.terraform import Terraform
from tools.module import blocks

DIFFERENCES = {
    "terraform_data.triggers_replace": "Terraform computes the content hash, of other bytes",
    "terraform_data.output": "of the same",
    "aws_caller_identity": "asked for in any case: no condition is worth a question less",
    "aws_iam_role.assume_role_policy": "compared by what the statements allow",
    "aws_iam_role_policy.policy": "the same",
    "aws_ecr_repository_policy.policy": "the same",
    "aws_sqs_queue_policy.policy": "the same",
    "aws_partition": "the same",
    "aws_sqs_queue.tags": "the module has one variable of tags, for everything",
    "aws_region": "the same; the preconditions need it, too",
}
_POLICIES = {
    "aws_iam_role": ["assume_role_policy"],
    "aws_iam_role_policy": ["policy"],
    "aws_ecr_repository_policy": ["policy"],
    "aws_sqs_queue_policy": ["policy"],
}
# Values that the mock generates each time, or that the provider computes.
_MADE_UP = {"id", "tags_all"}
_MADE_UP_TEXT = re.compile(r"[a-z0-9]{8}")


@pytest.mark.parametrize("case", INPUTS)
def test_the_module_makes_what_the_library_makes(
    case: str, module: Path, terraform: Terraform, tmp_path: Path
) -> None:
    make, variables = INPUTS[case]
    ours = Mocked(module, terraform).apply(function_name="orders", **escaped(variables))
    theirs = Mocked(synthesized(make, module / "source", tmp_path / "python"), terraform).apply()

    assert _differences(_resources(ours), _resources(theirs)) == {}


def test_what_belongs_to_docker_has_the_same_arguments(module: Path, tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path / "python"))
    stack = TerraformStack(app, "python")
    AwsProvider(stack, "aws", region="eu-west-1")
    repository = Repository(stack, "Repository", name="orders", login="ecr-login")
    image = ContainerImage.build(
        module / "source",
        repository=repository,
        target="0",
        build_args={"A": "1"},
        labels={"b": "2"},
        secrets=[BuildSecret(id="c", env="PATH")],
        architecture="arm64",
    )
    ContainerFunction(stack, "Function", image=image, function_name="orders")
    built = Synth(stack).resource("docker_registry_image")
    (ours,) = (b for b in blocks() if b.labels == ("docker_registry_image", "image"))
    (build,) = re.findall(r"^  build \{\n(.*?)^  \}", ours.body, re.MULTILINE | re.DOTALL)

    named = set(re.findall(r"^    (?:dynamic \")?(\w+)", build, re.MULTILINE))
    assert named == set(built["build"])
    for name in ("provenance", "sbom"):
        assert f'{name} = "{built["build"][name]}"' in re.sub(" +", " ", build)
    top = set(re.findall(r"^  (\w+)", ours.body, re.MULTILINE))
    assert top == {*built, "count"}
    assert built["lifecycle"]["ignore_changes"] == ["name", "build"]
    assert "ignore_changes = [name, build]" in ours.body


def _differences(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """The attributes that differ although they must not."""
    return {
        name: (ours.get(name), theirs.get(name))
        for name in sorted(ours.keys() | theirs.keys())
        if ours.get(name) != theirs.get(name)
        and re.sub(r"\[\d+\]", "", name) not in DIFFERENCES
        and name.partition("[")[0] not in DIFFERENCES
    }


def _resources(state: Json) -> dict[str, Any]:
    """The value of each attribute of each resource; policies by what they allow."""
    found: dict[str, list[Json]] = {}
    for resource in state["root_module"]["resources"]:
        type_, values = resource["type"], resource["values"]
        if type_ == "aws_iam_policy_document":
            statements = [_of_document(one) for one in values["statement"] or []]
            found.setdefault("policy", []).append({"allowed": _allowed(statements)})
            continue
        for name in _POLICIES.get(type_, ()):
            statements = [_of_json(one) for one in json.loads(values[name]).get("Statement", [])]
            if statements:  # the mock of a document has none
                found.setdefault("policy", []).append({"allowed": _allowed(statements)})
        compared = {key: _normal(item) for key, item in values.items() if key not in _MADE_UP}
        found.setdefault(type_, []).append(compared)
    return {
        f"{type_}[{i}].{key}": value
        for type_, items in found.items()
        for i, item in enumerate(sorted(items, key=lambda item: json.dumps(item, sort_keys=True)))
        for key, value in item.items()
    }


def _of_document(statement: Json) -> Json:
    """A statement of a data source, as in a policy's JSON."""
    conditions: dict[str, dict[str, list[str]]] = {}
    for one in statement["condition"] or []:
        conditions.setdefault(one["test"], {})[one["variable"]] = sorted(one["values"])
    return {
        "Sid": statement["sid"],
        "Effect": statement["effect"] or "Allow",
        "Action": statement["actions"],
        "Resource": statement["resources"],
        "Principal": {p["type"]: sorted(p["identifiers"]) for p in statement["principals"] or []},
        "Condition": conditions,
    }


def _of_json(statement: Json) -> Json:
    """The same, of a policy's JSON."""
    return {
        "Sid": statement.get("Sid"),
        "Effect": statement["Effect"],
        "Action": statement["Action"],
        "Resource": statement.get("Resource"),
        "Principal": {
            kind: [ids] if isinstance(ids, str) else sorted(ids)
            for kind, ids in statement.get("Principal", {}).items()
        },
        "Condition": {
            test: {variable: sorted(values) for variable, values in tests.items()}
            for test, tests in statement.get("Condition", {}).items()
        },
    }


def _allowed(statements: list[Json]) -> list[str]:
    """Each action on each resource, with its principals and conditions."""
    return sorted(
        {
            json.dumps([action, resource, _normal(rest)], sort_keys=True)
            for statement in statements
            for rest in [{k: v for k, v in statement.items() if k not in ("Action", "Resource")}]
            for action, resource in product(statement["Action"], statement["Resource"] or ["-"])
        }
    )


def _normal(value: Any) -> Any:
    """A value without the mock's generated strings, and with null for anything empty."""
    if isinstance(value, str) and _MADE_UP_TEXT.fullmatch(value):
        return "made up"
    if isinstance(value, dict):
        return {key: _normal(item) for key, item in value.items()} or None
    if isinstance(value, list):
        return [_normal(item) for item in value] or None
    return value
