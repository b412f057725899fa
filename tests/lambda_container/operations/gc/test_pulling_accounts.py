"""Whom a repository's policy lets pull."""

from __future__ import annotations

from typing import Any

import pytest

from lambda_container.operations.gc.pulling_accounts import ANYBODY, pulling_accounts

ONE, TWO = "111122223333", "444455556666"
FUNCTIONS = f"arn:aws:lambda:eu-west-1:{ONE}:function:*"


def allow(principal: Any, *, action: Any = "ecr:BatchGetImage", **more: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, **more}
    return {"Statement": [statement]}


@pytest.mark.parametrize(
    ("principal", "accounts"),
    [
        ({"AWS": ONE}, {ONE}),
        ({"AWS": f"arn:aws:iam::{ONE}:root"}, {ONE}),
        ({"AWS": [f"arn:aws:iam::{ONE}:role/{TWO}", TWO]}, {ONE, TWO}),
        ("*", {ANYBODY}),
        ({"AWS": "*"}, {ANYBODY}),
        ({"Service": "lambda.amazonaws.com"}, {ANYBODY}),
        ({"Federated": "cognito-identity.amazonaws.com"}, {ANYBODY}),
    ],
)
def test_principals(principal: Any, accounts: set[str]) -> None:
    assert pulling_accounts(allow(principal)) == accounts


@pytest.mark.parametrize(
    ("condition", "accounts"),
    [
        ({"ArnLike": {"aws:SourceArn": FUNCTIONS}}, {ONE}),
        ({"StringLike": {"aws:sourceArn": [FUNCTIONS, FUNCTIONS.replace(ONE, TWO)]}}, {ONE, TWO}),
        ({"StringEquals": {"aws:SourceAccount": TWO}}, {TWO}),
        ({"ForAnyValue:StringEquals": {"aws:PrincipalAccount": TWO}}, {TWO}),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-123456789012"}}, {ANYBODY}),
        ({"StringNotEquals": {"aws:SourceAccount": TWO}}, {ANYBODY}),
        ({"StringEqualsIfExists": {"aws:SourceAccount": TWO}}, {ANYBODY}),
        ({"ForAllValues:StringEquals": {"aws:SourceAccount": TWO}}, {ANYBODY}),
        ({"ArnLike": {"aws:SourceArn": [FUNCTIONS, "arn:aws:lambda:*:*:function:*"]}}, {ANYBODY}),
        ({"ArnLike": {"aws:SourceArn": f"arn:aws:lambda:*:*:function:x-{ONE}-*"}}, {ANYBODY}),
        ({"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::*:role/pull-{ONE}"}}, {ANYBODY}),
        ({"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ONE}:role/*"}}, {ONE}),
        ({"StringLike": {"aws:SourceAccount": f"{ONE[:-1]}*"}}, {ANYBODY}),
    ],
)
@pytest.mark.parametrize("principal", ["*", {"Service": "lambda.amazonaws.com"}])
def test_conditions_of_principals_that_may_be_anybody(
    principal: Any, condition: Any, accounts: set[str]
) -> None:
    assert pulling_accounts(allow(principal, Condition=condition)) == accounts


@pytest.mark.parametrize(
    ("action", "counts"),
    [
        ("ecr:BatchGetImage", True),
        ("ecr:batchgetimage", True),
        (["ecr:DescribeImages", "ecr:GetDownloadUrlForLayer"], True),
        ("ecr:*", True),
        ("ecr:Batch*", True),
        ("*", True),
        ("ecr:DescribeImages", False),
        ("ecr:PutImage", False),
    ],
)
def test_only_pulling_counts(action: Any, counts: bool) -> None:
    assert pulling_accounts(allow({"AWS": ONE}, action=action)) == ({ONE} if counts else set())


def test_what_is_not_named_counts() -> None:
    statement = {"Effect": "Allow", "NotPrincipal": {"AWS": ONE}, "NotAction": "ecr:PutImage"}
    assert pulling_accounts({"Statement": statement}) == {ANYBODY}


def test_what_is_denied_is_not_taken_off() -> None:
    statements = [{"Effect": "Deny", "Principal": "*", "Action": "ecr:*"}]
    assert pulling_accounts({"Statement": statements}) == set()
    assert pulling_accounts({}) == set()
