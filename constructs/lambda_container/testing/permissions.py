"""What a role of a stack may do, from the policies that the stack gives it."""

from __future__ import annotations

import fnmatch
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lambda_container.errors import InvalidArgument
from lambda_container.testing.block import Block, blocks_of

_ROLE, _FUNCTION = "aws_iam_role", "aws_lambda_function"
_REFERENCE = re.compile(r"\$\{((?:data\.)?aws_\w+\.[\w-]+)\.[\w.\[\]\"-]+\}")
# Those that let a statement apply to some values; the others are not decided here.
_OPERATOR = re.compile(
    r"(?:ForAnyValue:)?(String|Arn|Bool)(Equals|Like|EqualsIgnoreCase|)(IfExists)?"
)
_UNESCAPED = (("$${", "${"), ("%%{", "%{"))

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
        InvalidArgument: No role or function of the stack, or a role of another one.
    """
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
                "actions": statement.get("actions", []),
                "resources": statement.get("resources", []),
                "conditions": conditions,
            }
        return
    for statement in _listed(json.loads(_plain(policy))["Statement"]):
        conditions = [
            (test, variable, _listed(values))
            for test, pairs in statement.get("Condition", {}).items()
            for variable, values in pairs.items()
        ]
        yield {
            "effect": statement["Effect"],
            "actions": _listed(statement.get("Action", [])),
            "resources": _listed(statement.get("Resource", [])),
            "conditions": conditions,
        }


def _applies(statement: Mapping[str, Any], action: str, resource: str, context: Context) -> bool:
    names = [each.lower() for each in statement["actions"]]
    return (
        any(fnmatch.fnmatchcase(action.lower(), name) for name in names)
        and any(_matches(resource, each) for each in statement["resources"])
        and all(_holds(condition, context, statement) for condition in statement["conditions"])
    )


def _matches(resource: str, pattern: str) -> bool:
    # A "[" is no wildcard to IAM.
    return fnmatch.fnmatchcase(resource, pattern.replace("[", "[[]"))


def _holds(
    condition: tuple[str, str, Sequence[str]], context: Context, statement: Mapping[str, Any]
) -> bool:
    test, variable, values = condition
    operator = _OPERATOR.fullmatch(test)
    value = {key.lower(): each for key, each in context.items()}.get(variable.lower())
    if operator is None:
        # Of two answers, the one that lets less through.
        return bool(statement["effect"] == "Deny")
    if value is None:
        return operator[3] is not None
    return any(_matches(value, each) for each in values)


def _address(reference: object) -> str | None:
    match = _REFERENCE.fullmatch(reference) if isinstance(reference, str) else None
    return match[1] if match else None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _plain(text: str) -> str:
    for escaped, plain in _UNESCAPED:
        text = text.replace(escaped, plain)
    return text
