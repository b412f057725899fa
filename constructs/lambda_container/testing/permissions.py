"""What a role of a stack may do, from the policies that the stack gives it."""

from __future__ import annotations

import fnmatch
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lambda_container.errors import InvalidArgument
from lambda_container.manifest.literal_text import unescaped
from lambda_container.testing.block import Block, blocks_of

_ROLE, _FUNCTION = "aws_iam_role", "aws_lambda_function"
_REFERENCE = re.compile(r"\$\{((?:data\.)?aws_\w+\.[\w-]+)\.[\w.\[\]\"-]+\}")
_ACTION = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9]+")
_RESOURCE = re.compile(r"arn:.+|\$\{[a-z].*|\*")
_TOKEN = "TfToken["  # noqa: S105 - a mark of cdktf's
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
_OPERATOR = re.compile(
    r"(?:ForAnyValue:)?(?P<kind>String|Arn|Bool)(?P<negated>Not)?"
    r"(?P<how>EqualsIgnoreCase|Equals|Like|)(?P<optional>IfExists)?"
)

Context = Mapping[str, str]


def can(
    json_: Mapping[str, Any], role: Block | str, action: str, resource: str, context: Context
) -> bool:
    """Whether the policies of a role allow an action: allowed by one, and denied by none.

    Args:
        json_: The stack's JSON.
        role: A role or a function, or the address of one.
        action: Such as ``s3:PutObject``.
        resource: A literal ARN, or a reference as it is in the JSON, also with more after it.
        context: Values of condition keys.

    Raises:
        InvalidArgument: No role or function of the stack, no action, no ARN, or a condition that is
            not decided here.
    """
    _check("action", action, _ACTION, "be one action, such as 's3:PutObject'")
    rule = "be an ARN, or a reference as it is in the JSON: has_resource(...).ref('arn')"
    _check("resource", resource, _RESOURCE, rule)
    blocks = {
        block.address: block for kind in ("resource", "data") for block in blocks_of(json_, kind)
    }
    address = _role_of(blocks, role)
    is_allowed = False
    for statement in _statements(blocks, address):
        if _applies(statement, action, resource, context):
            if statement["effect"] == "Deny":
                return False
            is_allowed = True
    return is_allowed


def _role_of(blocks: Mapping[str, Block], role: Block | str) -> str:
    address = role.address if isinstance(role, Block) else role
    block = blocks.get(address) if isinstance(address, str) else None
    if block is not None and block.type == _FUNCTION:
        block = blocks.get(_address(block.arguments.get("role")) or "")
    if block is None or block.type != _ROLE:
        known = sorted(each.address for each in blocks.values() if each.type in (_ROLE, _FUNCTION))
        rule = f"be a role or a function of the stack: {', '.join(known) or 'it has none'}"
        raise InvalidArgument("Template", "role", rule, address)
    return block.address


def _statements(blocks: Mapping[str, Block], role: str) -> Iterator[dict[str, Any]]:
    for block in blocks.values():
        if _address(block.arguments.get("role")) != role:
            continue
        if block.type == "aws_iam_role_policy":
            yield from _policy(blocks, block.arguments["policy"])
        elif block.type == "aws_iam_role_policy_attachment":
            policy = blocks.get(_address(block.arguments["policy_arn"]) or "")
            if policy is not None:  # AWS's own, or another stack's, is not known here
                yield from _policy(blocks, policy.arguments["policy"])


def _policy(blocks: Mapping[str, Block], policy: str) -> Iterator[dict[str, Any]]:
    document = blocks.get(_address(policy) or "")
    if document is not None:
        for statement in document.arguments.get("statement", []):
            conditions = [
                (each["test"], each["variable"], each["values"])
                for each in statement.get("condition", [])
            ]
            yield {
                "effect": statement.get("effect", "Allow"),
                "actions": statement.get("actions"),
                "not_actions": statement.get("not_actions"),
                "resources": statement.get("resources"),
                "not_resources": statement.get("not_resources"),
                "conditions": conditions,
            }
        return
    for statement in _listed(json.loads(unescaped(policy))["Statement"]):
        conditions = [
            (test, variable, _listed(values))
            for test, pairs in statement.get("Condition", {}).items()
            for variable, values in pairs.items()
        ]
        yield {
            "effect": statement["Effect"],
            "actions": _optional_list(statement.get("Action")),
            "not_actions": _optional_list(statement.get("NotAction")),
            "resources": _optional_list(statement.get("Resource")),
            "not_resources": _optional_list(statement.get("NotResource")),
            "conditions": conditions,
        }


def _applies(statement: Mapping[str, Any], action: str, resource: str, context: Context) -> bool:
    return (
        _named(action.lower(), statement, "actions")
        and _named(resource, statement, "resources")
        and all(_holds(condition, context) for condition in statement["conditions"])
    )


def _named(value: str, statement: Mapping[str, Any], what: str) -> bool:
    """Whether a statement is about a value: named, or not among those that it leaves out."""
    fold = str.lower if what == "actions" else str
    left_out = statement[f"not_{what}"]
    if left_out is not None:
        return not any(_matches(value, fold(each)) for each in left_out)
    return any(_matches(value, fold(each)) for each in statement[what] or [])


def _matches(value: str, pattern: str) -> bool:
    # A "[" is no wildcard to IAM.
    return fnmatch.fnmatchcase(value, pattern.replace("[", "[[]"))


def _holds(condition: tuple[str, str, Sequence[str]], context: Context) -> bool:
    test, variable, values = condition
    value = {key.lower(): each for key, each in context.items()}.get(variable.lower())
    if test == "Null":
        return (value is None) is (str(values[0]).lower() == "true")
    operator = _OPERATOR.fullmatch(test)
    if operator is None:
        rule = f"have only conditions that can be decided here, and {test} cannot"
        raise InvalidArgument("Template", "role", rule, variable)
    if value is None:
        # One that is negated holds for a request without the key.
        return operator["optional"] is not None or operator["negated"] is not None
    found = any(_equals(value, str(each), operator) for each in values)
    return found is (operator["negated"] is None)


def _equals(value: str, expected: str, operator: re.Match[str]) -> bool:
    # An ARN is compared with wildcards by both of its operators.
    if operator["how"] == "Like" or operator["kind"] == "Arn":
        return _matches(value, expected)
    if operator["how"] == "EqualsIgnoreCase" or operator["kind"] == "Bool":
        return value.lower() == expected.lower()
    return value == expected


def _check(argument: str, value: object, pattern: re.Pattern[str], rule: str) -> None:
    if not isinstance(value, str) or _TOKEN in value or not pattern.fullmatch(value):
        raise InvalidArgument("Template", argument, rule, value)


def _address(reference: object) -> str | None:
    match = _REFERENCE.fullmatch(reference) if isinstance(reference, str) else None
    return match[1] if match else None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _optional_list(value: Any) -> list[Any] | None:
    return None if value is None else _listed(value)
