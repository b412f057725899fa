"""Bad input of keys, roles and permissions: one plain error, before jsii."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack

from lambda_container import (
    Condition,
    EncryptionKey,
    ExecutionRole,
    InvalidArgument,
    Principal,
    Repository,
    Statement,
)

ALIAS_RULE = "be 'alias/' and 1 to 250 letters, digits and '/_-', not beginning with 'aws/'"
SERVICE = Principal("Service", ["sns.amazonaws.com"])

KEY: list[tuple[str, Any, str]] = [
    *[
        ("alias", x, ALIAS_RULE)
        for x in ("", "orders", "alias/", "alias/aws/lambda", "alias/a b", "alias/é", 5, b"alias/a")
    ],
    ("alias", f"alias/{'a' * 251}", ALIAS_RULE),
    ("alias", "alias/a\n", ALIAS_RULE),
    ("description", "a" * 8193, "have 0 to 8192 characters"),
    ("description", "a\0", "hold no control characters"),
    ("description", 5, "be a string, got 5"),
    ("rotation_period_in_days", 89, "be 90 to 2560 days, got 89"),
    ("rotation_period_in_days", 2561, "be 90 to 2560 days, got 2561"),
    ("rotation_period_in_days", math.nan, "be a whole number, 90 to 2560 days, got nan"),
    ("rotation_period_in_days", None, "be a whole number"),
    ("deletion_window_in_days", 6, "be 7 to 30 days, got 6"),
    ("deletion_window_in_days", 31, "be 7 to 30 days, got 31"),
    ("deletion_window_in_days", True, "be a whole number"),
    ("multi_region", "yes", "be True or False, got 'yes'"),
    ("statements", "kms:*", "be a list of Statement"),
    ("statements[0]", ["kms:*"], "be a Statement, got 'kms:*'"),
    ("statements[0]", [Statement(actions=["kms:Decrypt"])], "have principals"),
    (
        "statements[0]",
        [Statement(actions=["kms:Decrypt"], principals=[SERVICE])],
        "have the resource '*', the key itself",
    ),
    ("create_timeout", "5 minutes", "be a duration such as '10m', got '5 minutes'"),
    ("region", "mars", "be a Region code such as 'eu-west-1', got 'mars'"),
    ("tags", [("a", "b")], "map strings to strings"),
]

ROLE: list[tuple[str, Any, str]] = [
    ("max_session_duration", 3599, "be 3600 to 43200 seconds, got 3599"),
    ("max_session_duration", 43_201, "be 3600 to 43200 seconds, got 43201"),
    ("force_detach_policies", 1, "be True or False, got 1"),
    ("trust", SERVICE, "be a list of Statement"),
    ("trust[0]", [Statement(actions=["sts:AssumeRole"])], "have principals"),
]


@pytest.mark.parametrize(
    ("kind", "argument", "value", "rule"),
    [*((EncryptionKey, *row) for row in KEY), *((ExecutionRole, *row) for row in ROLE)],
)
def test_a_construct_refuses(
    stack: TerraformStack, kind: Any, argument: str, value: object, rule: str
) -> None:
    name = argument.partition("[")[0]
    with pytest.raises(InvalidArgument) as raised:
        kind(stack, "It", **{name: value})
    assert str(raised.value).startswith(f"{kind.__name__} 'dev/It': {argument} must ")
    assert rule in str(raised.value)
    assert stack.node.try_find_child("It") is None


def role(stack: TerraformStack) -> ExecutionRole:
    return ExecutionRole(stack, "Role")


@pytest.mark.parametrize(
    ("argument", "value", "rule"),
    [
        ("delete_timeout", "soon", "be a duration such as '10m', got 'soon'"),
        ("region", "Ireland", "be a Region code such as 'eu-west-1', got 'Ireland'"),
    ],
)
def test_a_repository_refuses(stack: TerraformStack, argument: str, value: Any, rule: str) -> None:
    arguments: dict[str, Any] = {argument: value}
    with pytest.raises(InvalidArgument, match=f"'dev/It': {argument} must {rule}"):
        Repository(stack, "It", name="hello", **arguments)


ALLOW = "unless allow_wildcards=True is given, got"
VALUES: list[tuple[Callable[[TerraformStack], object], str]] = [
    *[
        (
            lambda s, key=key: Repository(s, "It", name="ab", kms_key=key),
            "Repository 'dev/It': kms_key must be",
        )
        for key in (5, b"a", ["a"], "a", "alias/a", "arn:aws:kms:eu-west-1:111122223333:alias/a")
    ],
    (lambda s: EncryptionKey.from_arn("alias/a"), "ExistingKey: arn must be an ARN such as"),
    *[
        (
            lambda s, action=action: role(s).allow([action], ["arn:aws:s3:::orders/*"]),
            f"Statement: actions[0] must name one action, {ALLOW} {action!r}",
        )
        for action in ("s3:*", "s3:Get*", "*", "s3:GetObjec?")
    ],
    *[
        (
            lambda s, arn=arn: role(s).allow(["s3:GetObject"], ["arn:aws:s3:::orders/*", arn]),
            f"Statement: resources[1] must name what is meant, {ALLOW} {arn!r}",
        )
        for arn in (
            "*",
            "arn:*",
            "arn:aws:*",
            "arn:aws:s3:::*",
            "arn:aws:s3:*:*:*",
            "arn:*:*:*:*:*",
            "arn:aws:ec2:eu-west-1:111122223333:*/*",
            "arn:aws:sqs:eu-west-1:111122223333:*",
        )
    ],
    (
        lambda s: Statement(actions=["s3:GetObject", "ecr:GetAuthorizationToken"], resources=["*"]),
        "Statement: resources[0] must name what is meant",
    ),
    (
        lambda s: Statement(actions=["s3:Get"], allow_wildcards="yes"),  # type: ignore[arg-type]
        "Statement: allow_wildcards must be True or False, got 'yes'",
    ),
    (
        lambda s: role(s).allow("s3:GetObject", ["arn:aws:s3:::a"]),
        "Statement: actions must be a list of strings",
    ),
    (
        lambda s: role(s).add_statements("s3:GetObject"),  # type: ignore[arg-type]
        "ExecutionRole 'dev/Role': statements[0] must be a Statement",
    ),
    (
        lambda s: role(s).add_statements(
            Statement(sid="A", actions=["s3:GetObject"], resources=["arn:aws:s3:::a"]),
            Statement(sid="A", actions=["s3:PutObject"], resources=["arn:aws:s3:::b"]),
        ),
        "sid must be unique in its policy, got 'A'",
    ),
    *[
        (
            lambda s, arn=arn: role(s).attach_policy(arn),
            "ExecutionRole 'dev/Role': policy_arn must be an ARN such as 'arn:aws:iam:...:policy/",
        )
        for arn in (None, 5, "", "ReadOnly", "arn:aws:iam::111122223333:role/a")
    ],
]


@pytest.mark.parametrize(("make", "message"), VALUES)
def test_values_and_combinations_that_aws_refuses(
    stack: TerraformStack, make: Callable[[TerraformStack], object], message: str
) -> None:
    with pytest.raises(InvalidArgument) as raised:
        make(stack)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    "statement",
    [
        {"actions": ["s3:*"], "resources": ["*"], "effect": "Deny"},
        {"actions": ["s3:*"], "resources": ["*"], "allow_wildcards": True},
        {"actions": ["xray:PutTraceSegments"], "resources": ["*"]},
        {"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::orders/*"]},
        {"actions": ["s3:ListBucket"], "resources": ["arn:aws:s3:::orders-*"]},
        {"actions": ["kms:Decrypt"], "resources": ["*"], "principals": [SERVICE]},
    ],
)
def test_wildcards_that_are_meant_pass(statement: Any) -> None:
    assert Statement(**statement).actions


def test_a_condition_does_not_excuse_a_wildcard() -> None:
    with pytest.raises(InvalidArgument, match="must name what is meant"):
        Statement(
            actions=["s3:GetObject"],
            resources=["*"],
            conditions=[Condition("Bool", "aws:SecureTransport", ["true"])],
        )
