"""What a role becomes."""

from __future__ import annotations

from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lambda_container import (
    Condition,
    ContainerFunction,
    ContainerImage,
    ExecutionRole,
    Principal,
    Statement,
)
from tests.aws import URI
from tests.synth import Synth

IMAGE = ContainerImage.from_uri(URI)
READ = Statement(
    sid="Read",
    actions=["s3:GetObject"],
    resources=["arn:aws:s3:::orders/${aws:username}/*"],
    conditions=[Condition("Bool", "aws:SecureTransport", ["true"])],
)


def test_only_lambda_of_this_account_may_take_the_role(stack: TerraformStack, synth: Synth) -> None:
    ExecutionRole(stack, "Role")
    account = "${data.aws_caller_identity.LambdaContainerCallerIdentity.account_id}"
    assert synth.statements("LambdaContainerTrust") == [
        {
            "effect": "Allow",
            "actions": ["sts:AssumeRole"],
            "principals": [{"type": "Service", "identifiers": ["lambda.amazonaws.com"]}],
            "condition": [
                {"test": "StringEquals", "variable": "aws:SourceAccount", "values": [account]}
            ],
        }
    ]


def test_roles_share_one_look_at_the_account(stack: TerraformStack, synth: Synth) -> None:
    ExecutionRole(stack, "A")
    ExecutionRole(stack, "B")
    assert len(synth.data("aws_caller_identity")) == 1


def test_roles_of_one_provider_share_their_trust_unless_they_trust_others_too(
    stack: TerraformStack, synth: Synth
) -> None:
    other = AwsProvider(stack, "other", alias="other", region="us-east-1")
    edge = Statement(
        actions=["sts:AssumeRole"], principals=[Principal("Service", ["edgelambda.amazonaws.com"])]
    )
    ExecutionRole(stack, "A")
    ExecutionRole(stack, "B")
    ExecutionRole(stack, "C", provider=other)
    ExecutionRole(stack, "D", trust=[edge])

    roles = synth.resources("aws_iam_role")
    trusts = {name[0]: role["assume_role_policy"] for name, role in roles.items()}
    assert trusts["A"] == trusts["B"]
    assert len(set(trusts.values())) == 3


def test_a_role_that_may_do_nothing_has_no_policy(stack: TerraformStack, synth: Synth) -> None:
    role = ExecutionRole(stack, "Role")
    assert role.policy is None
    assert synth.resources("aws_iam_role_policy") == {}


def test_statements_become_one_inline_policy_with_literal_texts(
    stack: TerraformStack, synth: Synth
) -> None:
    role = ExecutionRole(stack, "Role", statements=[READ])
    role.add_statements(READ, Statement(effect="Deny", actions=["s3:*"], resources=["*"]))
    assert synth.statements("Role_Policy") == [
        {
            "sid": "Read",
            "effect": "Allow",
            "actions": ["s3:GetObject"],
            "resources": ["arn:aws:s3:::orders/$${aws:username}/*"],
            "condition": [{"test": "Bool", "variable": "aws:SecureTransport", "values": ["true"]}],
        },
        {"effect": "Deny", "actions": ["s3:*"], "resources": ["*"]},
    ]
    (name,) = synth.resources("aws_iam_role")
    policy = synth.resource("aws_iam_role_policy")
    assert policy["role"] == f"${{aws_iam_role.{name}.id}}"
    assert policy["policy"].startswith("${data.aws_iam_policy_document.Role_PolicyDocument")


def test_name_path_boundary_description_and_tags_reach_the_role(
    stack: TerraformStack, synth: Synth
) -> None:
    ExecutionRole(
        stack,
        "Role",
        name="orders",
        path="/team/",
        description="${x}",
        permissions_boundary="arn:aws:iam::111122223333:policy/limit",
        tags={"Team": "shop"},
    )
    role = synth.resource("aws_iam_role")
    del role["assume_role_policy"]
    assert role == {
        "name": "orders",
        "path": "/team/",
        "description": "$${x}",
        "permissions_boundary": "arn:aws:iam::111122223333:policy/limit",
        "tags": {"Team": "shop"},
    }


def test_a_role_without_name_fits_twice_into_an_account(
    stack: TerraformStack, synth: Synth
) -> None:
    ExecutionRole(stack, "A" * 60)
    assert synth.resource("aws_iam_role")["name_prefix"] == f"{'A' * 37}-"


def test_functions_share_a_role_that_may_write_to_each_log_group(
    stack: TerraformStack, synth: Synth
) -> None:
    role = ExecutionRole(stack, "Role")
    for id_ in ("A", "B"):
        ContainerFunction(stack, id_, image=IMAGE, role=role)
    logs, traces = synth.statements("Role_Policy")
    groups = list(synth.resources("aws_cloudwatch_log_group"))
    assert logs["resources"] == [f"${{aws_cloudwatch_log_group.{group}.arn}}:*" for group in groups]
    assert traces["sid"] == "Traces"
    assert len(synth.resources("aws_iam_role")) == 1


def test_an_existing_role_is_used_and_never_modified(stack: TerraformStack, synth: Synth) -> None:
    arn = "arn:aws:iam::111122223333:role/theirs"
    ContainerFunction(stack, "Hello", image=IMAGE, role=ExecutionRole.from_arn(arn))
    assert synth.resource("aws_lambda_function")["role"] == arn
    assert synth.resources("aws_iam_role") == {}
    assert synth.resources("aws_iam_role_policy") == {}
    assert synth.data("aws_iam_policy_document") == {}


def test_another_provider_makes_everything_of_a_role(stack: TerraformStack, synth: Synth) -> None:
    other = AwsProvider(stack, "other", region="us-east-1", alias="other")
    ExecutionRole(stack, "Role", statements=[READ], provider=other)
    made = [
        synth.resource("aws_iam_role"),
        synth.resource("aws_iam_role_policy"),
        *synth.data("aws_iam_policy_document").values(),
        *synth.data("aws_caller_identity").values(),
    ]
    assert [item["provider"] for item in made] == ["aws.other"] * 5
