"""A role's policies are merged, ordered, and kept under IAM's limits."""

from __future__ import annotations

import warnings

import pytest
from cdktf import TerraformStack, TerraformVariable
from hypothesis import given
from hypothesis import strategies as st

from lambda_container import (
    Condition,
    ExecutionRole,
    InvalidArgument,
    LambdaContainerWarning,
    Principal,
    Statement,
    UnsupportedArgument,
)
from lambda_container.iam.merge import merged, packed, size
from lambda_container.role.role_policies import INLINE_LIMIT, MANAGED_LIMIT
from tests.synth import Synth

AWS_POLICY = "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole"
OUR_POLICY = "arn:aws:iam::111122223333:policy/team/orders"
TLS = Condition("Bool", "aws:SecureTransport", ["true"])


def bucket(number: int) -> str:
    return f"arn:aws:s3:::{'b' * 50}{number:04d}"


def policies(role: ExecutionRole) -> list[list[Statement]]:
    return [document.statements for document in role.policies.documents]


def test_statements_of_the_same_actions_share_one() -> None:
    first = Statement(actions=["s3:GetObject"], resources=[bucket(1)])
    second = Statement(actions=["s3:GetObject"], resources=[bucket(2), bucket(1)])
    assert merged([first, second]) == [
        Statement(actions=["s3:GetObject"], resources=[bucket(1), bucket(2)])
    ]


def test_statements_of_the_same_resources_share_one_with_sorted_actions() -> None:
    first = Statement(actions=["s3:PutObject"], resources=[bucket(1)])
    second = Statement(actions=["s3:GetObject"], resources=[bucket(1)])
    assert merged([first, second]) == [
        Statement(actions=["s3:GetObject", "s3:PutObject"], resources=[bucket(1)])
    ]


@pytest.mark.parametrize(
    "other",
    [
        Statement(actions=["s3:GetObject"], resources=[bucket(2)], conditions=[TLS]),
        Statement(actions=["s3:GetObject"], resources=[bucket(2)], effect="Deny"),
        Statement(actions=["s3:GetObject"], resources=[bucket(2)], sid="Other"),
        Statement(actions=["s3:PutObject"], resources=[bucket(2)]),
    ],
)
def test_statements_that_differ_otherwise_stay_apart(other: Statement) -> None:
    statement = Statement(actions=["s3:GetObject"], resources=[bucket(1)])
    assert len(merged([statement, other])) == 2


def test_the_order_of_grants_does_not_decide_the_order_of_statements() -> None:
    statements = [
        Statement(actions=["sqs:SendMessage"], resources=["arn:aws:sqs:eu-west-1:1:a"]),
        Statement(actions=["dynamodb:GetItem"], resources=["arn:aws:dynamodb:::table/a"]),
        Statement(actions=["a4b:Get"], resources=["*"], effect="Deny"),
    ]
    assert merged(statements) == merged(reversed(statements))
    assert [s.effect for s in merged(statements)] == ["Allow", "Allow", "Deny"]


ACTIONS = st.sampled_from(["s3:GetObject", "s3:PutObject", "sqs:SendMessage", "kms:Decrypt"])
STATEMENTS = st.builds(
    Statement,
    actions=st.lists(ACTIONS, min_size=1, max_size=4),
    resources=st.lists(st.integers(0, 400).map(bucket), min_size=1, max_size=80),
    effect=st.sampled_from(["Allow", "Deny"]),
    conditions=st.sampled_from([(), (TLS,)]),
)


def meaning(statements: list[Statement]) -> set[tuple[object, ...]]:
    return {
        (s.effect, s.conditions, action, resource)
        for s in statements
        for action in s.actions
        for resource in s.resources
    }


@given(st.lists(STATEMENTS, max_size=30))
def test_packing_changes_no_meaning_and_every_policy_fits(statements: list[Statement]) -> None:
    limits = [3000, *[1000] * 1000]
    parts = packed(merged(statements), iter(limits))
    assert meaning([s for part in parts for s in part]) == meaning(statements)
    assert all(size(part) <= limit for part, limit in zip(parts, limits, strict=False))


def test_what_exceeds_the_inline_limit_goes_to_managed_policies(
    stack: TerraformStack, synth: Synth
) -> None:
    role = ExecutionRole(stack, "Role", path="/team/")
    role.add_statements(
        *(
            Statement(actions=[f"s3:Do{n}"], resources=[bucket(n)], conditions=[TLS])
            for n in range(150)
        )
    )
    inline, *managed = policies(role)
    assert INLINE_LIMIT >= size(inline) > 0.9 * INLINE_LIMIT
    assert all(size(part) <= MANAGED_LIMIT for part in managed)
    assert len(managed) == len(synth.resources("aws_iam_policy")) > 1
    attachments = synth.resources("aws_iam_role_policy_attachment").values()
    arns = {f"${{aws_iam_policy.{name}.arn}}" for name in synth.resources("aws_iam_policy")}
    assert {attachment["policy_arn"] for attachment in attachments} == arns
    for policy in synth.resources("aws_iam_policy").values():
        assert policy["path"] == "/team/"
        assert policy["name_prefix"] == "Role-"
    parts = [role.policies.inline, *role.policies.attachments.values()]
    assert list(role.dependencies) == parts


def test_no_policy_of_a_large_role_is_over_its_limit(stack: TerraformStack) -> None:
    role = ExecutionRole(stack, "Role")
    role.allow(["s3:GetObject"], [bucket(number) for number in range(400)])
    first, *others = policies(role)
    assert INLINE_LIMIT >= size(first) > 0.9 * INLINE_LIMIT
    assert all(size(part) <= MANAGED_LIMIT for part in others)
    assert sum(len(s.resources) for part in [first, *others] for s in part) == 400


def test_references_count_as_much_as_a_long_arn(stack: TerraformStack) -> None:
    role = ExecutionRole(stack, "Role")
    tables = [TerraformVariable(stack, f"t{i}", type="string").string_value for i in range(100)]
    role.allow(["dynamodb:GetItem"], tables)
    assert len(role.managed_policies) == 1


def test_what_is_added_later_finds_its_place(stack: TerraformStack, synth: Synth) -> None:
    role = ExecutionRole(stack, "Role")
    for start in range(0, 300, 100):
        role.allow(["s3:GetObject"], [bucket(number) for number in range(start, start + 100)])
    assert all(size(part) <= MANAGED_LIMIT for part in policies(role)[1:])
    documents = synth.data("aws_iam_policy_document")
    named = [
        resource
        for name, document in documents.items()
        if "Trust" not in name
        for statement in document["statement"]
        for resource in statement["resources"]
    ]
    assert sorted(named) == [bucket(number) for number in range(300)]


def test_more_than_iam_attaches_is_refused(stack: TerraformStack) -> None:
    role = ExecutionRole(stack, "Role")
    resources = [bucket(number) for number in range(2500)]
    with (
        pytest.warns(LambdaContainerWarning, match="more than 10 managed policies"),
        pytest.raises(InvalidArgument, match="statements must fit into 25 managed policies"),
    ):
        role.allow(["s3:GetObject"], resources)


def test_a_policy_of_ones_own_is_attached_once(stack: TerraformStack, synth: Synth) -> None:
    role = ExecutionRole(stack, "Role")
    assert role.attach_policy(OUR_POLICY) is role.attach_policy(OUR_POLICY)
    attachment = synth.resource("aws_iam_role_policy_attachment")
    assert attachment["policy_arn"] == OUR_POLICY
    (role_name,) = synth.resources("aws_iam_role")
    assert attachment["role"] == f"${{aws_iam_role.{role_name}.id}}"
    assert len(role.dependencies) == 1


def test_a_policy_by_reference_is_attached(stack: TerraformStack, synth: Synth) -> None:
    arn = TerraformVariable(stack, "arn", type="string").string_value
    ExecutionRole(stack, "Role").attach_policy(arn)
    assert synth.resource("aws_iam_role_policy_attachment")["policy_arn"] == "${var.arn}"


def test_a_policy_of_aws_warns(stack: TerraformStack, synth: Synth) -> None:
    role = ExecutionRole(stack, "Role")
    with pytest.warns(LambdaContainerWarning, match="ExecutionRole 'dev/Role'.*AWS managed policy"):
        role.attach_policy(AWS_POLICY)
    assert synth.resource("aws_iam_role_policy_attachment")["policy_arn"] == AWS_POLICY


def test_a_policy_of_ones_own_does_not_warn(stack: TerraformStack) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ExecutionRole(stack, "Role").attach_policy(OUR_POLICY)


def test_an_existing_role_gets_no_policy() -> None:
    role = ExecutionRole.from_arn("arn:aws:iam::111122223333:role/theirs")
    with pytest.raises(UnsupportedArgument, match=f"attach {OUR_POLICY} where the role is created"):
        role.attach_policy(OUR_POLICY)
    with pytest.raises(UnsupportedArgument, match="allow s3:GetObject where the role is created"):
        role.allow(["s3:GetObject"], [bucket(1)])


def test_others_may_be_trusted_as_well(stack: TerraformStack, synth: Synth) -> None:
    edge = Statement(
        actions=["sts:AssumeRole"], principals=[Principal("Service", ["edgelambda.amazonaws.com"])]
    )
    ExecutionRole(
        stack, "Role", trust=[edge], max_session_duration=7200, force_detach_policies=True
    )
    services = [s["principals"][0]["identifiers"] for s in synth.statements("Role_Trust")]
    assert services == [["edgelambda.amazonaws.com"], ["lambda.amazonaws.com"]]
    role = synth.resource("aws_iam_role")
    assert (role["max_session_duration"], role["force_detach_policies"]) == (7200, True)
