"""The kinds of resources that a role is granted access to, and what each verb allows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Verb = Literal["read", "write", "send", "publish"]


@dataclass(frozen=True, kw_only=True)
class GrantedKind:
    """One kind of resource.

    Attributes:
        noun: Its name in messages.
        service: Service of its ARN.
        resource: Prefix of the ARN's resource part.
        name: Pattern of what follows the prefix.
        types: Terraform's types, of resources and data sources.
        actions: By verb, and by suffix of the ARN, the actions that it allows.
        encrypts: What the service does with the resource's key on behalf of the caller, by verb.
        key: The argument of the resource that names its key.
    """

    noun: str
    service: str
    resource: str
    name: str
    types: tuple[str, ...]
    actions: Mapping[Verb, Mapping[str, Sequence[str]]]
    encrypts: Mapping[Verb, Sequence[str]]
    key: str
    pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        types = "|".join(self.types)
        # An ARN as Terraform reads it, such as ${data.aws_s3_bucket.Incoming.arn}.
        reference = re.compile(rf"\$\{{(?:data\.)?(?:{types})\.[\w-]+(?:\[\d+\])?\.arn\}}")
        object.__setattr__(self, "pattern", reference)


# Actions and ARNs: https://docs.aws.amazon.com/service-authorization/latest/reference/
# Keys: the page on encryption of each service says what callers need to be allowed.
_DECRYPT = ("kms:Decrypt",)
_BOTH = ("kms:Decrypt", "kms:GenerateDataKey")
BUCKET = GrantedKind(
    noun="bucket",
    service="s3",
    resource="",
    name=r"[a-z0-9._-]{3,63}",
    types=("aws_s3_bucket",),
    actions={
        "read": {"": ["s3:ListBucket"], "/*": ["s3:GetObject"]},
        "write": {"/*": ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"]},
    },
    # A multipart upload decrypts its parts.
    encrypts={"read": _DECRYPT, "write": _BOTH},
    key=(
        "server_side_encryption_configuration.rule.apply_server_side_encryption_by_default"
        ".kms_master_key_id"
    ),
)
TABLE = GrantedKind(
    noun="table",
    service="dynamodb",
    resource="table/",
    name=r"[A-Za-z0-9_.-]{3,255}",
    types=("aws_dynamodb_table",),
    actions={
        "read": {
            "": [
                "dynamodb:BatchGetItem",
                "dynamodb:ConditionCheckItem",
                "dynamodb:DescribeTable",
                "dynamodb:GetItem",
            ],
            # Its indexes, too.
            "|/index/*": ["dynamodb:Query", "dynamodb:Scan"],
        },
        "write": {
            "": [
                "dynamodb:BatchWriteItem",
                "dynamodb:DeleteItem",
                "dynamodb:PutItem",
                "dynamodb:UpdateItem",
            ]
        },
    },
    encrypts={"read": _DECRYPT, "write": _DECRYPT},
    key="server_side_encryption.kms_key_arn",
)
SECRET = GrantedKind(
    noun="secret",
    service="secretsmanager",
    resource="secret:",
    # IAM compares it whole, with the six characters that Secrets Manager adds.
    name=r"[A-Za-z0-9/_+=.@!-]{1,512}-[A-Za-z0-9]{6}",
    types=("aws_secretsmanager_secret",),
    actions={
        "read": {"": ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]},
        "write": {"": ["secretsmanager:PutSecretValue"]},
    },
    encrypts={"read": _DECRYPT, "write": _BOTH},
    key="kms_key_id",
)
PARAMETER = GrantedKind(
    noun="parameter",
    service="ssm",
    resource="parameter/",
    name=r"(?!/|.*//)[A-Za-z0-9_./-]{1,1011}",
    types=("aws_ssm_parameter",),
    actions={
        "read": {"": ["ssm:GetParameter", "ssm:GetParameters"]},
        "write": {"": ["ssm:PutParameter"]},
    },
    # Standard parameters are encrypted by KMS itself, advanced ones with a data key.
    encrypts={"read": _DECRYPT, "write": (*_BOTH, "kms:Encrypt")},
    key="key_id",
)
QUEUE = GrantedKind(
    noun="queue",
    service="sqs",
    resource="",
    name=r"[A-Za-z0-9_-]{1,80}(?:\.fifo)?",
    types=("aws_sqs_queue",),
    actions={"send": {"": ["sqs:GetQueueUrl", "sqs:SendMessage"]}},
    encrypts={"send": _BOTH},
    key="kms_master_key_id",
)
TOPIC = GrantedKind(
    noun="topic",
    service="sns",
    resource="",
    name=r"[A-Za-z0-9_-]{1,256}(?:\.fifo)?",
    types=("aws_sns_topic",),
    actions={"publish": {"": ["sns:Publish"]}},
    encrypts={"publish": _BOTH},
    key="kms_master_key_id",
)
KINDS = (BUCKET, TABLE, SECRET, PARAMETER, QUEUE, TOPIC)


def kinds_of(verb: Verb) -> tuple[GrantedKind, ...]:
    """The kinds that a verb is for."""
    return tuple(kind for kind in KINDS if verb in kind.actions)
