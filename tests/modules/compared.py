"""What two states have, compared attribute by attribute. Only DIFFERENCES may differ."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import product
from typing import Any

from tests.modules.mocked import Json

DIFFERENCES = {
    "terraform_data.triggers_replace": "Terraform computes the content hash, of other bytes",
    "terraform_data.output": "of the same",
    "aws_iam_role.assume_role_policy": "compared by what the statements allow",
    "aws_iam_role_policy.policy": "the same",
    "aws_ecr_repository_policy.policy": "the same",
    "aws_sqs_queue_policy.policy": "the same",
    "aws_sqs_queue.tags": "the module has one variable of tags, for everything",
    "aws_lambda_event_source_mapping.tags": "the same",
}
# What the two ask AWS for: the module asks in any case, and reads a repository's ARN instead.
_READ = {"aws_caller_identity", "aws_ecr_repository", "aws_partition", "aws_region"}
_POLICIES = {
    "aws_iam_role": ["assume_role_policy"],
    "aws_iam_role_policy": ["policy"],
    "aws_ecr_repository_policy": ["policy"],
    "aws_sqs_queue_policy": ["policy"],
}
# Values that the mock generates each time, or that the provider computes.
_MADE_UP = {"id", "tags_all"}
_MADE_UP_TEXT = re.compile(r"[a-z0-9]{8}")


def differences(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """The attributes that differ although they must not."""
    return {
        name: (ours.get(name), theirs.get(name))
        for name in sorted(ours.keys() | theirs.keys())
        if ours.get(name) != theirs.get(name) and name.partition("[")[0] not in DIFFERENCES
    }


def resources(state: Json, *, in_all: bool = False) -> dict[str, Any]:
    """The value of each attribute of each resource; policies by what they allow.

    Args:
        state: The whole state, with all modules.
        in_all: Whether it is no matter which policy of a role allows something.
    """
    found: dict[str, list[Json]] = {}
    for resource in _every_resource(state["root_module"]):
        type_, values = resource["type"], resource["values"]
        if resource["mode"] == "data" and type_ in _READ:
            continue
        if type_ == "aws_iam_policy_document":
            statements = [_of_document(one) for one in values["statement"] or []]
            found.setdefault("policy", []).append({"allowed": _allowed(statements)})
            continue
        for name in _POLICIES.get(type_, ()):
            statements = [_of_json(one) for one in json.loads(values[name]).get("Statement", [])]
            if statements:  # the mock of a document has none
                found.setdefault("policy", []).append({"allowed": _allowed(statements)})
        if in_all and type_ == "aws_iam_role_policy":
            continue
        compared = {
            key: _normal(item)
            for key, item in values.items()
            if key not in _MADE_UP and f"{type_}.{key}" not in DIFFERENCES
        }
        found.setdefault(type_, []).append(compared)
    if in_all:
        allowed = {one for policy in found["policy"] for one in policy["allowed"]}
        found["policy"] = [{"allowed": sorted(allowed)}]
    return {
        f"{type_}[{i}].{key}": value
        for type_, items in found.items()
        for i, item in enumerate(sorted(items, key=lambda item: json.dumps(item, sort_keys=True)))
        for key, value in item.items()
    }


def _every_resource(module: Json) -> Iterator[Json]:
    yield from module.get("resources", [])
    for child in module.get("child_modules", []):
        yield from _every_resource(child)


def _of_document(statement: Json) -> Json:
    """A statement of a data source, as in a policy's JSON."""
    conditions: dict[str, dict[str, list[str]]] = {}
    for one in statement["condition"] or []:
        values = conditions.setdefault(one["test"], {}).setdefault(one["variable"], [])
        values[:] = sorted([*values, *one["values"]])
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
