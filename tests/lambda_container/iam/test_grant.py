"""A role gets what it needs of a resource, and nothing of anything else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cdktf import TerraformStack, Token
from cdktf_cdktf_provider_aws.data_aws_secretsmanager_secret import DataAwsSecretsmanagerSecret
from cdktf_cdktf_provider_aws.dynamodb_table import (
    DynamodbTable,
    DynamodbTableAttribute,
    DynamodbTableServerSideEncryption,
)
from cdktf_cdktf_provider_aws.kms_alias import KmsAlias
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.secretsmanager_secret import SecretsmanagerSecret
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
from cdktf_cdktf_provider_aws.ssm_parameter import SsmParameter
from markdown_it import MarkdownIt

from lambda_container import (
    AlarmTopic,
    ContainerFunction,
    ContainerImage,
    DeadLetterQueue,
    EncryptionKey,
    ExecutionRole,
    InvalidArgument,
    Queue,
    UnsupportedArgument,
)
from lambda_container.iam.granted_kind import KINDS, GrantedKind, Verb
from lambda_container.testing import Template
from tests.aws import ACCOUNT, URI

Grant = Callable[..., None]
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/orders"
QUEUE = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:orders.fifo"
TOPIC = f"arn:aws:sns:eu-west-1:{ACCOUNT}:orders"
SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:db-AbCdEf"
PARAMETER = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/db/host"
DOCS = Path(__file__).parents[3] / "docs" / "grants.md"


def table(scope: TerraformStack, **arguments: Any) -> DynamodbTable:
    attribute = [DynamodbTableAttribute(name="id", type="S")]
    return DynamodbTable(scope, "T", name="orders", hash_key="id", attribute=attribute, **arguments)


@pytest.fixture
def role(stack: TerraformStack) -> ExecutionRole:
    return ExecutionRole(stack, "Role")


def granted(stack: TerraformStack) -> dict[str, list[str]]:
    """The actions of each resource of the role's policy."""
    found: dict[str, list[str]] = {}
    template = Template.from_stack(stack)
    for block in template.find_data("aws_iam_policy_document"):
        if block.name.startswith("Role_"):
            for statement in block.arguments["statement"]:
                assert statement["effect"] == "Allow"
                for resource in statement["resources"]:
                    found.setdefault(resource, []).extend(statement["actions"])
    return {resource: sorted(actions) for resource, actions in found.items()}


READ_TABLE = [
    "dynamodb:BatchGetItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DescribeTable",
    "dynamodb:GetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
]


def test_reading_a_bucket(stack: TerraformStack, role: ExecutionRole) -> None:
    role.grant_read(S3Bucket(stack, "B"))
    assert granted(stack) == {
        "${aws_s3_bucket.B.arn}": ["s3:ListBucket"],
        "${aws_s3_bucket.B.arn}/*": ["s3:GetObject"],
    }


def test_reading_and_writing_a_table_and_its_indexes(
    stack: TerraformStack, role: ExecutionRole
) -> None:
    role.grant_read_write(table(stack))
    assert granted(stack) == {
        "${aws_dynamodb_table.T.arn}": sorted(
            [
                *READ_TABLE,
                "dynamodb:BatchWriteItem",
                "dynamodb:DeleteItem",
                "dynamodb:PutItem",
                "dynamodb:UpdateItem",
            ]
        ),
        "${aws_dynamodb_table.T.arn}/index/*": ["dynamodb:Query", "dynamodb:Scan"],
    }


@pytest.mark.parametrize(
    ("verb", "arn", "actions"),
    [
        ("grant_read", SECRET, ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]),
        ("grant_read", PARAMETER, ["ssm:GetParameter", "ssm:GetParameters"]),
        (
            "grant_read_write",
            PARAMETER,
            ["ssm:GetParameter", "ssm:GetParameters", "ssm:PutParameter"],
        ),
        ("grant_write", PARAMETER, ["ssm:PutParameter"]),
        ("grant_write", SECRET, ["secretsmanager:PutSecretValue"]),
        ("grant_send", QUEUE, ["sqs:GetQueueUrl", "sqs:SendMessage"]),
        ("grant_publish", TOPIC, ["sns:Publish"]),
        ("grant_decrypt", KEY, ["kms:Decrypt"]),
    ],
)
def test_an_arn(
    stack: TerraformStack, role: ExecutionRole, verb: str, arn: str, actions: list[str]
) -> None:
    getattr(role, verb)(arn)
    assert granted(stack) == {arn: actions}


def test_writing_is_not_reading(stack: TerraformStack, role: ExecutionRole) -> None:
    role.grant_write(S3Bucket(stack, "B"), kms_key=KEY)
    assert granted(stack) == {
        "${aws_s3_bucket.B.arn}/*": ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"],
        KEY: ["kms:Decrypt", "kms:GenerateDataKey"],
    }


def test_the_arn_of_a_resource_is_as_good_as_the_resource(
    stack: TerraformStack, role: ExecutionRole
) -> None:
    role.grant_read(table(stack).arn)
    assert granted(stack)["${aws_dynamodb_table.T.arn}"] == READ_TABLE


def test_verbs_add_up(stack: TerraformStack, role: ExecutionRole) -> None:
    bucket = S3Bucket(stack, "B")
    role.grant_read(bucket)
    role.grant_read_write(bucket)
    assert granted(stack) == {
        "${aws_s3_bucket.B.arn}": ["s3:ListBucket"],
        "${aws_s3_bucket.B.arn}/*": [
            "s3:AbortMultipartUpload",
            "s3:DeleteObject",
            "s3:GetObject",
            "s3:PutObject",
        ],
    }


def test_constructs_of_this_library(stack: TerraformStack, role: ExecutionRole) -> None:
    key = EncryptionKey(stack, "Key")
    role.grant_send(Queue(stack, "Q", visibility_timeout_seconds=60, kms_key=key))
    role.grant_send(DeadLetterQueue(stack, "D"))
    role.grant_publish(AlarmTopic(stack, "A", kms_key=key))
    role.grant_decrypt(key)
    found = {re.sub("_[0-9A-F]{8}", "", arn): actions for arn, actions in granted(stack).items()}
    assert found == {
        "${aws_sqs_queue.Q.arn}": ["sqs:GetQueueUrl", "sqs:SendMessage"],
        "${aws_sqs_queue.D.arn}": ["sqs:GetQueueUrl", "sqs:SendMessage"],
        "${aws_sns_topic.A.arn}": ["sns:Publish"],
        "${aws_kms_key.Key.arn}": ["kms:Decrypt", "kms:GenerateDataKey"],
    }


def encrypted(kind: GrantedKind, stack: TerraformStack, key: str) -> Any:
    by_default = {"sse_algorithm": "aws:kms", "kms_master_key_id": key}
    rule = {"apply_server_side_encryption_by_default": by_default}
    makers: dict[str, Callable[[], Any]] = {
        "bucket": lambda: S3Bucket(stack, "B", server_side_encryption_configuration={"rule": rule}),
        "table": lambda: table(
            stack,
            server_side_encryption=DynamodbTableServerSideEncryption(enabled=True, kms_key_arn=key),
        ),
        "secret": lambda: SecretsmanagerSecret(stack, "S", kms_key_id=key),
        "parameter": lambda: SsmParameter(
            stack, "P", name="/p", type="SecureString", key_id=key, value_wo="x"
        ),
        "queue": lambda: SqsQueue(stack, "Q", kms_master_key_id=key),
        "topic": lambda: SnsTopic(stack, "N", kms_master_key_id=key),
    }
    return makers[kind.noun]()


def verb_of(kind: GrantedKind) -> str:
    verb: Verb = next(iter(kind.actions))
    return f"grant_{verb}"


ENCRYPTED = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.noun)


@ENCRYPTED
@pytest.mark.parametrize("is_literal", [True, False], ids=["arn", "reference"])
def test_the_key_of_a_resource_is_granted_too(
    stack: TerraformStack, role: ExecutionRole, kind: GrantedKind, is_literal: bool
) -> None:
    key = KEY if is_literal else KmsKey(stack, "Key").arn
    getattr(role, verb_of(kind))(encrypted(kind, stack, key))
    found = granted(stack)[KEY if is_literal else "${aws_kms_key.Key.arn}"]
    assert found == sorted(kind.encrypts[next(iter(kind.actions))])


@ENCRYPTED
def test_a_key_that_the_resource_names_otherwise_has_to_be_given(
    stack: TerraformStack, role: ExecutionRole, kind: GrantedKind
) -> None:
    resource = encrypted(kind, stack, "alias/orders")
    with pytest.raises(InvalidArgument, match=rf"kms_key must be given, because the {kind.noun}'s"):
        getattr(role, verb_of(kind))(resource)
    getattr(role, verb_of(kind))(resource, kms_key=KEY)
    assert KEY in granted(stack)


def test_the_id_of_a_key_is_no_arn(stack: TerraformStack, role: ExecutionRole) -> None:
    key = KmsKey(stack, "Key")
    with pytest.raises(InvalidArgument, match="kms_key must be given"):
        role.grant_send(SqsQueue(stack, "Q", kms_master_key_id=key.key_id))
    alias = KmsAlias(stack, "Alias", target_key_id=key.key_id)
    role.grant_send(SqsQueue(stack, "R", kms_master_key_id=alias.target_key_arn))
    assert "${aws_kms_alias.Alias.target_key_arn}" in granted(stack)


def test_the_id_of_a_key_is_not_granted(stack: TerraformStack, role: ExecutionRole) -> None:
    key = KmsKey(stack, "Key")
    with pytest.raises(InvalidArgument, match=r"key must be a key, or the \.arn of one"):
        role.grant_decrypt(key.key_id)
    role.grant_decrypt(key.arn)
    role.grant_read(S3Bucket(stack, "B"), kms_key=key)
    assert set(granted(stack)["${aws_kms_key.Key.arn}"]) == {"kms:Decrypt"}


def test_a_key_of_aws_needs_no_permission(stack: TerraformStack, role: ExecutionRole) -> None:
    role.grant_send(SqsQueue(stack, "Q", kms_master_key_id="alias/aws/sqs"))
    assert list(granted(stack)) == ["${aws_sqs_queue.Q.arn}"]


def test_a_data_source_tells_no_key_and_takes_one(
    stack: TerraformStack, role: ExecutionRole
) -> None:
    secret = DataAwsSecretsmanagerSecret(stack, "S", name="db")
    role.grant_read(secret)
    assert list(granted(stack)) == ["${data.aws_secretsmanager_secret.S.arn}"]
    role.grant_read(secret, kms_key=EncryptionKey.from_arn(KEY))
    assert granted(stack)[KEY] == ["kms:Decrypt"]


def test_a_function_passes_it_to_its_role(stack: TerraformStack, role: ExecutionRole) -> None:
    image = ContainerImage.from_uri(URI)
    function = ContainerFunction(stack, "Orders", image=image, role=role)
    function.grant_read(S3Bucket(stack, "B"))
    assert "${aws_s3_bucket.B.arn}/*" in granted(stack)


def test_an_existing_role_is_never_changed() -> None:
    existing = ExecutionRole.from_arn(f"arn:aws:iam::{ACCOUNT}:role/orders")
    with pytest.raises(UnsupportedArgument, match="allow sqs:GetQueueUrl, sqs:SendMessage where"):
        existing.grant_send(QUEUE)


@pytest.mark.parametrize(
    ("verb", "wrong", "message"),
    [
        ("grant_read", QUEUE, "resource must be an aws_s3_bucket or an aws_dynamodb_table or"),
        ("grant_read", "orders", "resource must be an aws_s3_bucket"),
        ("grant_read", None, "resource must be an aws_s3_bucket"),
        ("grant_read", f"{TABLE}/stream/2026-01-01T00:00:00.000", "be an ARN such as"),
        ("grant_read", "arn:aws:s3:::orders/*", "be an ARN such as"),
        ("grant_send", TOPIC, "queue must be an aws_sqs_queue, or the ARN of one"),
        ("grant_send", "https://sqs.eu-west-1.amazonaws.com/1/q", "queue must be an aws_sqs_queue"),
        ("grant_publish", QUEUE, "topic must be an aws_sns_topic"),
        ("grant_decrypt", QUEUE, "key must be an ARN such as"),
        ("grant_decrypt", None, "key must be"),
        ("grant_read", SECRET.removesuffix("-AbCdEf"), "be an ARN such as"),
        ("grant_read", PARAMETER.replace("parameter/", "parameter//"), "be an ARN such as"),
    ],
)
def test_anything_else_is_refused(role: ExecutionRole, verb: str, wrong: Any, message: str) -> None:
    with pytest.raises(InvalidArgument, match=re.escape(message)) as caught:
        getattr(role, verb)(wrong)
    assert str(caught.value).startswith("ExecutionRole 'dev/Role': ")


def test_a_reference_to_something_else_is_refused(
    stack: TerraformStack, role: ExecutionRole
) -> None:
    others: list[Any] = [
        SqsQueue(stack, "Q"),
        SqsQueue(stack, "R").arn,
        Token.as_string("${var.arn}"),
    ]
    for other in others:
        with pytest.raises(InvalidArgument, match="resource must be an aws_s3_bucket"):
            role.grant_read(other)


def test_text_that_only_looks_like_a_reference_is_refused(
    stack: TerraformStack, role: ExecutionRole
) -> None:
    typed = "${TfToken[TOKEN.999999999]}"
    for verb in ("grant_read", "grant_send", "grant_publish", "grant_decrypt"):
        with pytest.raises(InvalidArgument, match="must hold no 'TfToken"):
            getattr(role, verb)(typed)
    with pytest.raises(InvalidArgument, match="kms_key must hold no 'TfToken"):
        role.grant_read(S3Bucket(stack, "B"), kms_key=typed)


def test_the_docs_name_every_action() -> None:
    rows = re.findall(r"^\| .*$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert MarkdownIt().parse("\n".join(rows))
    for kind in KINDS:
        for verb, ends in kind.actions.items():
            wanted = {action for actions in ends.values() for action in actions}
            wanted |= set(kind.encrypts[verb])
            (row,) = (r for r in rows if r.startswith(f"| {kind.noun} | {verb} |"))
            assert set(re.findall(r"`([a-z0-9]+:[A-Za-z]+)`", row)) == wanted
