"""What a key becomes, and who may use it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lambda_container import (
    EncryptionKey,
    ExecutionRole,
    InvalidArgument,
    Principal,
    Repository,
    Statement,
)
from tests.synth import Synth

ARN = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
ACCOUNT = "${data.aws_caller_identity.LambdaContainerCallerIdentity.account_id}"
REGION = "${data.aws_region.LambdaContainerRegion.id}"
PARTITION = "${data.aws_partition.LambdaContainerPartition.partition}"
SUFFIX = "${data.aws_partition.LambdaContainerPartition.dns_suffix}"
ROOT = {
    "Sid": "Account",
    "Effect": "Allow",
    "Principal": {"AWS": [f"arn:{PARTITION}:iam::{ACCOUNT}:root"]},
    "Action": ["kms:*"],
    "Resource": ["*"],
}
SNS = Statement(
    principals=[Principal("Service", ["sns.amazonaws.com"])],
    actions=["kms:Decrypt", "kms:GenerateDataKey"],
    resources=["*"],
)


def policy(synth: Synth) -> list[dict[str, Any]]:
    document = json.loads(synth.resource("aws_kms_key")["policy"])
    assert document.pop("Version") == "2012-10-17"
    statements: list[dict[str, Any]] = document.pop("Statement")
    assert document == {}
    return statements


def test_a_key_rotates_and_has_an_alias(stack: TerraformStack, synth: Synth) -> None:
    EncryptionKey(stack, "Key")
    key = synth.resource("aws_kms_key")
    del key["policy"]
    assert key == {
        "description": "dev/Key",
        "enable_key_rotation": True,
        "rotation_period_in_days": 365,
        "deletion_window_in_days": 30,
        "multi_region": False,
    }
    (name,) = synth.resources("aws_kms_key")
    assert synth.resource("aws_kms_alias") == {
        "name": "alias/dev/Key",
        "target_key_id": f"${{aws_kms_key.{name}.key_id}}",
    }


def test_the_accounts_own_policies_decide_by_default(stack: TerraformStack, synth: Synth) -> None:
    EncryptionKey(stack, "Key")
    assert policy(synth) == [ROOT]


def test_every_argument_arrives(stack: TerraformStack, synth: Synth) -> None:
    EncryptionKey(
        stack,
        "Key",
        alias="alias/team/orders",
        description="${x}",
        rotation_period_in_days=90,
        deletion_window_in_days=7,
        multi_region=True,
        statements=[SNS],
        tags={"Team": "shop"},
    )
    key = synth.resource("aws_kms_key")
    assert key["description"] == "$${x}"
    assert (key["rotation_period_in_days"], key["deletion_window_in_days"]) == (90, 7)
    assert key["multi_region"] is True
    assert key["tags"] == {"Team": "shop"}
    assert synth.resource("aws_kms_alias")["name"] == "alias/team/orders"
    assert policy(synth)[1]["Principal"] == {"Service": ["sns.amazonaws.com"]}


def test_cloudwatch_logs_of_the_region_may_use_it_for_named_log_groups_only(
    stack: TerraformStack, synth: Synth
) -> None:
    key = EncryptionKey(stack, "Key")
    for name in ("/aws/lambda/a", "/aws/lambda/b", "/aws/lambda/a"):
        key.allow_log_group(name)
    root, logs = policy(synth)
    assert root == ROOT
    assert logs["Principal"] == {"Service": [f"logs.{REGION}.{SUFFIX}"]}
    groups = f"arn:{PARTITION}:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/"
    assert logs["Condition"] == {
        "ArnEquals": {"kms:EncryptionContext:aws:logs:arn": [f"{groups}a", f"{groups}b"]}
    }
    assert not {"kms:*", "kms:CreateGrant", "*"} & set(logs["Action"])


def test_more_can_be_said_later(stack: TerraformStack, synth: Synth) -> None:
    EncryptionKey(stack, "Key").add_statements(SNS)
    actions = [statement["Action"] for statement in policy(synth)]
    assert actions == [["kms:*"], ["kms:Decrypt", "kms:GenerateDataKey"]]


def test_the_policys_texts_are_literal(stack: TerraformStack, synth: Synth) -> None:
    owner = Statement(
        principals=[Principal("AWS", ["arn:aws:iam::111122223333:role/${aws:username}"])],
        actions=["kms:Decrypt"],
        resources=["*"],
    )
    EncryptionKey(stack, "Key", statements=[owner])
    assert 'role/${"$"}{aws:username}' in synth.resource("aws_kms_key")["policy"]


def test_a_policy_that_kms_would_refuse_for_its_size_is_refused(stack: TerraformStack) -> None:
    key = EncryptionKey(stack, "Key")
    names = [f"/aws/lambda/{'f' * 60}{number:04d}" for number in range(400)]
    for name in names[:200]:
        key.allow_log_group(name)
    with pytest.raises(InvalidArgument, match="EncryptionKey 'dev/Key': policy must have at most"):
        list(map(key.allow_log_group, names[200:]))


def test_roles_get_the_least_that_reading_and_writing_need(
    stack: TerraformStack, synth: Synth
) -> None:
    key = EncryptionKey(stack, "Key")
    reader, writer = ExecutionRole(stack, "Reader"), ExecutionRole(stack, "Writer")
    key.grant_decrypt(reader)
    key.grant_encrypt_decrypt(writer)
    (name,) = synth.resources("aws_kms_key")
    resources = [f"${{aws_kms_key.{name}.arn}}"]
    assert synth.statements("Reader_Policy") == [
        {"effect": "Allow", "actions": ["kms:Decrypt"], "resources": resources}
    ]
    assert synth.statements("Writer_Policy") == [
        {
            "effect": "Allow",
            "actions": ["kms:Decrypt", "kms:GenerateDataKey"],
            "resources": resources,
        }
    ]


def test_an_existing_key_is_used_and_never_modified(stack: TerraformStack, synth: Synth) -> None:
    key = EncryptionKey.from_arn(ARN)
    key.allow_log_group("/aws/lambda/a")
    key.grant_decrypt(ExecutionRole(stack, "Role"))
    assert synth.resources("aws_kms_key") == {}
    (statement,) = synth.statements("Role_Policy")
    assert statement["resources"] == [ARN]


def test_a_repository_takes_a_key_or_its_arn(stack: TerraformStack, synth: Synth) -> None:
    reference = TerraformVariable(stack, "key", type="string").string_value
    keys: dict[str, Any] = {
        "a": EncryptionKey(stack, "Key"),
        "b": EncryptionKey.from_arn(ARN),
        "c": ARN,
        "d": reference,
    }
    for name, key in keys.items():
        Repository(stack, name, name=f"repository/{name}", kms_key=key)
    (made,) = synth.resources("aws_kms_key")
    made_with = [
        repository["encryption_configuration"]
        for repository in synth.resources("aws_ecr_repository").values()
    ]
    assert made_with == [
        [{"encryption_type": "KMS", "kms_key": key}]
        for key in (f"${{aws_kms_key.{made}.arn}}", ARN, ARN, "${var.key}")
    ]


def test_another_provider_makes_everything_of_a_key(stack: TerraformStack, synth: Synth) -> None:
    other = AwsProvider(stack, "other", region="us-east-1", alias="other")
    EncryptionKey(stack, "Key", provider=other)
    made = [
        synth.resource("aws_kms_key"),
        synth.resource("aws_kms_alias"),
        *synth.data("aws_caller_identity").values(),
        *synth.data("aws_region").values(),
        *synth.data("aws_partition").values(),
    ]
    assert [item["provider"] for item in made] == ["aws.other"] * 5


def test_a_region_of_its_own_reaches_everything_of_a_key(
    stack: TerraformStack, synth: Synth
) -> None:
    key = EncryptionKey(stack, "Key", region="us-east-1", create_timeout="5m")
    key.allow_log_group("/aws/lambda/a")
    assert synth.resource("aws_kms_key")["region"] == "us-east-1"
    assert synth.resource("aws_kms_key")["timeouts"] == {"create": "5m"}
    assert synth.resource("aws_kms_alias")["region"] == "us-east-1"
    assert policy(synth)[1]["Principal"] == {"Service": [f"logs.us-east-1.{SUFFIX}"]}
    assert synth.data("aws_region") == {}
