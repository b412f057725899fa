"""What IAM refuses in a policy, and what nobody means unasked, is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from cdktf import TerraformStack

from lambda_container import (
    Condition,
    EncryptionKey,
    ExecutionRole,
    InvalidArgument,
    Principal,
    Statement,
)
from tests.aws import ACCOUNT

ANYBODY = Principal("AWS", ["*"])
REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: Statement(actions=["s3:GetObject"], resources=["bucket"]), "be an ARN or '*'"),
    (lambda: Statement(actions=["s3:GetObject"], resources=["arn:aws:s3"]), "be an ARN or '*'"),
    (lambda: Condition("StringEqual", "a:b", ["c"]), "be a condition operator of IAM"),
    (lambda: Condition("NullIfExists", "a:b", ["true"]), "be a condition operator of IAM"),
    (lambda: Condition("StringEquals", "a:b", []), "values must not be empty"),
    (lambda: Condition("StringEquals", "SourceAccount", ["c"]), "variable must be a condition key"),
    (lambda: Principal("AWS", []), "identifiers must not be empty"),
    (lambda: Statement(actions=["kms:*"], resources=["*"], principals=[ANYBODY]),
     "name one action"),
    (lambda: Statement(actions=["kms:Decrypt"], resources=["*"], principals=[ANYBODY]),
     "'*' is everybody"),
    (lambda: Statement(actions=["iam:PassRole"], resources=[f"arn:aws:iam::{ACCOUNT}:role/*"]),
     "name what is meant"),
    (lambda: Statement(actions=["IAM:passrole"], resources=["*"]), "name what is meant"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "message"), REFUSED)
def test_what_iam_refuses_or_nobody_means_is_refused(
    make: Callable[[], object], message: str
) -> None:
    with pytest.raises(InvalidArgument) as raised:
        make()
    assert message in str(raised.value)


VALUES = {
    "NumericLessThanEquals": ["1", "-0.5"],
    "DateGreaterThan": [
        "2026-11-29T00:00:00Z",
        "2026-11-29",
        "2026-11",
        "2026",
        "2026-11-29T00:00+01:00",
        "1795910400",
    ],
    "Null": ["true"],
    "BoolIfExists": ["False"],
    "BinaryEquals": ["QmluYXJ5"],
    "NotIpAddress": ["203.0.113.0/24", "203.0.113.7", "2001:db8::/32"],
}


@pytest.mark.parametrize(
    "operator", ["StringNotLike", "ForAnyValue:StringEqualsIfExists", "ArnNotLike", *VALUES]
)
def test_every_operator_of_iam_is_taken(operator: str) -> None:
    for value in VALUES.get(operator, ["a"]):
        Condition(operator, "aws:SourceArn", [value, "${aws:PrincipalTag/a}"])
    if operator in VALUES:
        with pytest.raises(InvalidArgument, match=r"values\[0\] must be .*, got 'a'"):
            Condition(operator, "aws:SourceArn", ["a"])


@pytest.mark.parametrize(
    ("operator", "value"),
    [
        ("DateLessThan", "2026-W48-7"),
        ("DateLessThan", "2026-13"),
        ("DateLessThan", "2026-02-30"),
        ("DateLessThan", "2026-11-29T00:00:00"),
        ("DateLessThan", "٢٠٢٦"),
        ("IpAddress", "10.0.0.0/255.0.0.0"),
        ("IpAddress", "10.0.0.0/33"),
        ("BinaryEquals", "a_"),
        ("NumericEquals", "1e3"),
    ],
)
def test_a_value_that_an_operator_cannot_compare_is_refused(operator: str, value: str) -> None:
    with pytest.raises(InvalidArgument, match=r"Condition: values\[0\] must "):
        Condition(operator, "aws:SourceArn", [value])


@pytest.mark.parametrize(
    ("condition", "limits"),
    [
        (Condition("StringEquals", "aws:PrincipalOrgID", ["o-a"]), True),
        (Condition("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", ["o-a/*"]), True),
        (Condition("IpAddress", "aws:SourceIp", ["203.0.113.0/24"]), True),
        (Condition("StringNotEquals", "aws:PrincipalOrgID", ["o-a"]), False),
        (Condition("StringEqualsIfExists", "aws:PrincipalOrgID", ["o-a"]), False),
        (Condition("ForAllValues:StringEquals", "aws:PrincipalOrgID", ["o-a"]), False),
        (Condition("NotIpAddress", "aws:SourceIp", ["203.0.113.0/24"]), False),
        (Condition("IpAddress", "aws:SourceIp", ["203.0.113.0/24", "0.0.0.0/0"]), False),
        (Condition("IpAddress", "aws:SourceIp", ["::/0"]), False),
        (Condition("StringLike", "aws:PrincipalArn", ["*"]), False),
        (Condition("StringEquals", "aws:RequestedRegion", ["eu-west-1"]), False),
    ],
)
def test_everybody_is_admitted_if_a_condition_limits_whom(
    condition: Condition, limits: bool
) -> None:
    def make() -> Statement:
        return Statement(
            actions=["kms:Decrypt"], resources=["*"], principals=[ANYBODY], conditions=[condition]
        )

    if limits:
        make()
    else:
        with pytest.raises(InvalidArgument, match="'\\*' is everybody"):
            make()


@pytest.mark.parametrize(
    ("type_", "identifiers", "wrong"),
    [
        ("Service", ["s3.amazonaws.com", "logs.cn-north-1.amazonaws.com.cn"], ["s3", "a b.com"]),
        ("AWS", [ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root", "AROAEXAMPLE123456789",
                 f"arn:aws-cn:sts::{ACCOUNT}:assumed-role/a/b", "*"],
         ["me", f"arn:aws:s3::{ACCOUNT}:a", "1234", "arn:aws:iam:::role/a",
          *(f"arn:aws:iam::{ACCOUNT}:{n}" for n in ("role/app-*", "role/?", "group/a", "policy/a",
                                                    "instance-profile/a", "role/", "*"))]),
        ("Federated", ["accounts.google.com", f"arn:aws:iam::{ACCOUNT}:saml-provider/corp",
                       f"arn:aws:iam::{ACCOUNT}:oidc-provider/gitlab.com/a"],
         ["google", f"arn:aws:iam::{ACCOUNT}:role/a", "https://gitlab.com"]),
    ],
)  # fmt: skip
def test_a_principal_is_one_of_its_type(
    type_: Literal["Service", "AWS", "Federated"], identifiers: list[str], wrong: list[str]
) -> None:
    assert Principal(type_, identifiers).identifiers == tuple(identifiers)
    for identifier in wrong:
        with pytest.raises(InvalidArgument, match=r"identifiers\[0\] must be "):
            Principal(type_, [identifier])


SCHEDULER = [Principal("Service", ["scheduler.amazonaws.com"])]


@pytest.mark.parametrize("action", ["lambda:InvokeFunction", "sts:GetCallerIdentity"])
def test_a_trust_policy_is_about_assuming_the_role(action: str, stack: TerraformStack) -> None:
    with pytest.raises(InvalidArgument, match=r"trust\[0\] must have actions of assuming a ro"):
        ExecutionRole(stack, "Role", trust=[Statement(actions=[action], principals=SCHEDULER)])


def test_a_trust_policy_has_no_resources(stack: TerraformStack) -> None:
    statement = Statement(actions=["sts:AssumeRole"], principals=SCHEDULER, resources=["*"])
    with pytest.raises(InvalidArgument, match=r"trust\[0\] must have no resources"):
        ExecutionRole(stack, "Role", trust=[statement])


def test_sids_are_unique_in_the_policy_of_a_key(stack: TerraformStack) -> None:
    mine = Statement(sid="Account", actions=["kms:Decrypt"], resources=["*"], principals=SCHEDULER)
    with pytest.raises(InvalidArgument, match="statements must have a sid of its own; 'Account'"):
        EncryptionKey(stack, "Key", statements=[mine])


def test_a_roles_policy_has_no_principals(stack: TerraformStack) -> None:
    statement = Statement(
        actions=["s3:GetObject"], resources=["*"], principals=[ANYBODY], allow_wildcards=True
    )
    for add in (
        lambda: ExecutionRole(stack, "A", statements=[statement]),
        lambda: ExecutionRole(stack, "B").add_statements(statement),
    ):
        with pytest.raises(InvalidArgument, match=r"statements\[0\] must have no principals"):
            add()
