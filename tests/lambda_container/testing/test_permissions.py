"""``template.can`` answers as IAM does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.iam_policy import IamPolicy
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket

from lambda_container import (
    Condition,
    ContainerFunction,
    ContainerImage,
    ExecutionRole,
    InvalidArgument,
    Statement,
)
from lambda_container.testing import Template
from tests.aws import ACCOUNT, URI

BUCKET = "arn:aws:s3:::orders"
ROLE = "aws_iam_role.Role"


def template(*statements: dict[str, Any]) -> Template:
    """A stack with one role and its inline policy."""
    policy = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    resources = {
        "aws_iam_role": {"Role": {}, "Other": {}},
        "aws_iam_role_policy": {"P": {"role": "${aws_iam_role.Role.id}", "policy": policy}},
    }
    return Template({"resource": resources})


def allow(action: Any, resource: Any, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


@pytest.mark.parametrize(
    ("action", "resource", "is_allowed"),
    [
        ("s3:GetObject", f"{BUCKET}/a", True),
        ("S3:getobject", f"{BUCKET}/a", True),
        ("s3:GetObject", BUCKET, False),
        ("s3:PutObject", f"{BUCKET}/a", False),
        ("s3:ListBucket", BUCKET, True),
        ("s3:DeleteObject", f"{BUCKET}/a", False),
    ],
)
def test_an_action_is_allowed_on_what_is_named(
    action: str, resource: str, is_allowed: bool
) -> None:
    found = template(allow("s3:Get*", f"{BUCKET}/*"), allow(["s3:ListBucket"], [BUCKET]))
    assert found.can(ROLE, action, resource) is is_allowed


def test_a_denial_wins() -> None:
    deny = {"Effect": "Deny", "Action": "s3:*", "Resource": f"{BUCKET}/secret/*"}
    found = template(allow("s3:GetObject", "*"), deny)
    assert found.can(ROLE, "s3:GetObject", f"{BUCKET}/a")
    assert not found.can(ROLE, "s3:GetObject", f"{BUCKET}/secret/a")


@pytest.mark.parametrize(
    ("test", "context", "is_allowed"),
    [
        ("StringEquals", {"aws:SourceAccount": ACCOUNT}, True),
        ("StringEquals", {"AWS:sourceaccount": ACCOUNT}, True),
        ("StringEquals", {"aws:SourceAccount": "1"}, False),
        ("StringEquals", {}, False),
        ("StringEqualsIfExists", {}, True),
        ("StringNotEquals", {"aws:SourceAccount": "1"}, True),
        ("StringNotEquals", {"aws:SourceAccount": ACCOUNT}, False),
        ("StringNotEquals", {}, True),
        ("ArnLike", {"aws:SourceAccount": ACCOUNT}, True),
    ],
)
def test_a_condition_holds_for_the_context_that_is_given(
    test: str, context: dict[str, str], is_allowed: bool
) -> None:
    condition = {test: {"aws:SourceAccount": ACCOUNT}}
    found = template(allow("s3:GetObject", "*", Condition=condition))
    assert found.can(ROLE, "s3:GetObject", f"{BUCKET}/a", context) is is_allowed


def test_equal_is_not_alike() -> None:
    anybody = {"StringEquals": {"aws:SourceAccount": "*"}}
    found = template(allow("s3:GetObject", "*", Condition=anybody))
    context = {"aws:SourceAccount": ACCOUNT}
    assert not found.can(ROLE, "s3:GetObject", BUCKET, context)
    alike = {"StringLike": {"aws:SourceAccount": "*"}}
    found = template(allow("s3:GetObject", "*", Condition=alike))
    assert found.can(ROLE, "s3:GetObject", BUCKET, context)


def test_what_is_left_out_is_understood() -> None:
    found = template(
        {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"},
        {"Effect": "Deny", "Action": "s3:*", "NotResource": f"{BUCKET}/*"},
        {"Effect": "Deny", "NotAction": ["s3:*", "sqs:*"], "Resource": "*"},
    )
    assert found.can(ROLE, "s3:GetObject", f"{BUCKET}/a")
    assert not found.can(ROLE, "s3:GetObject", "arn:aws:s3:::other/a")
    assert not found.can(ROLE, "sns:Publish", "arn:aws:sns:eu-west-1:111122223333:a")
    assert not found.can(ROLE, "iam:GetRole", "arn:aws:iam::111122223333:role/a")


@pytest.mark.parametrize(("value", "is_allowed"), [("true", True), ("false", False)])
def test_null_asks_whether_a_request_has_a_key(value: str, is_allowed: bool) -> None:
    condition = {"Null": {"aws:PrincipalTag/team": value}}
    found = template(allow("s3:GetObject", "*", Condition=condition))
    assert found.can(ROLE, "s3:GetObject", BUCKET) is is_allowed


def test_a_condition_that_cannot_be_decided_is_an_error() -> None:
    condition = {"DateLessThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}}
    found = template(allow("s3:GetObject", "*", Condition=condition))
    with pytest.raises(InvalidArgument, match="can be decided here, and DateLessThan cannot"):
        found.can(ROLE, "s3:GetObject", BUCKET)


@pytest.mark.parametrize(
    ("action", "resource", "message"),
    [
        ("GetObject", BUCKET, "action must be one action"),
        ("s3:*", BUCKET, "action must be one action"),
        ("s3:GetObject", "orders/a", "resource must be an ARN, or a reference"),
        ("s3:GetObject", "${TfToken[TOKEN.1]}", "resource must be an ARN, or a reference"),
        ("s3:GetObject", None, "resource must be an ARN"),
    ],
)
def test_a_question_that_means_nothing_is_refused(action: Any, resource: Any, message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        template(allow("s3:*", "*")).can(ROLE, action, resource)


def test_another_role_has_nothing_of_it() -> None:
    found = template(allow("s3:GetObject", "*"))
    assert not found.can("aws_iam_role.Other", "s3:GetObject", f"{BUCKET}/a")


@pytest.mark.parametrize("role", ["aws_iam_role.Nobody", "Role", "aws_iam_role_policy.P", None])
def test_what_is_no_role_is_refused(role: Any) -> None:
    with pytest.raises(InvalidArgument, match=r"role must be a role or a function of the stack: "):
        template().can(role, "s3:GetObject", BUCKET)


def test_a_function_answers_for_its_role(stack: TerraformStack) -> None:
    function = ContainerFunction(stack, "Orders", image=ContainerImage.from_uri(URI))
    bucket = S3Bucket(stack, "Bucket")
    function.grant_read(bucket)
    found = Template.from_stack(stack)
    block = found.has_resource("aws_lambda_function")
    arn = found.has_resource("aws_s3_bucket").ref("arn")
    assert found.can(block, "s3:GetObject", f"{arn}/incoming/1")
    assert found.can(block, "s3:ListBucket", arn)
    assert not found.can(block, "s3:PutObject", f"{arn}/incoming/1")


def test_attached_policies_count(stack: TerraformStack) -> None:
    role = ExecutionRole(stack, "Role")
    policy = json.dumps({"Statement": allow("s3:GetObject", f"{BUCKET}/*")})
    role.attach_policy(IamPolicy(stack, "Policy", name="p", policy=policy).arn)
    with pytest.warns(match="AWS managed policy"):
        role.attach_policy("arn:aws:iam::aws:policy/AmazonS3FullAccess")
    found = Template.from_stack(stack)
    assert found.can(found.has_resource("aws_iam_role"), "s3:GetObject", f"{BUCKET}/a")
    assert not found.can(found.has_resource("aws_iam_role"), "s3:PutObject", f"{BUCKET}/a")


def test_statements_beyond_the_inline_policy_count(stack: TerraformStack) -> None:
    role = ExecutionRole(stack, "Role")
    keys = [f"{BUCKET}/{'x' * 200}/{number}" for number in range(60)]
    for key in keys:
        role.add_statements(
            Statement(
                actions=["s3:GetObject"],
                resources=[key],
                conditions=[Condition("StringEquals", "aws:SourceAccount", [key[-2:]])],
            )
        )
    found = Template.from_stack(stack)
    block = found.has_resource("aws_iam_role")
    assert found.find_resources("aws_iam_policy")
    for key in keys:
        assert found.can(block, "s3:GetObject", key, {"aws:SourceAccount": key[-2:]})
