"""The effects of variables: how many instances a resource has, and which blocks.

Addresses are part of the module's interface, because callers have them in their state. ``moved.py``
lists former ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_ALIAS = "Function/Alias-placeholder"

NAMES: Mapping[str, str] = {
    "LambdaContainerCallerIdentity": "here",
    "LambdaContainerPartition": "here",
    "LambdaContainerRegion": "here",
    "LambdaContainerTrustDocument": "trust",
    "ExistingRepository/Data": "existing",
    "Repository/Resource": "repository",
    "Repository/Policy": "repository",
    "Repository/PolicyDocument": "repository",
    "Repository/LifecyclePolicy": "repository",
    "Role/Resource": "role",
    "Role/Policy": "role",
    "Role/PolicyDocument": "role",
    "Function/Build/Resource": "image",
    "Function/Image": "tagged",
    "Function/Resource": "function",
    "Function/LogGroup": "function",
    "Function/DeadLetters/Resource": "dead_letters",
    "Function/DeadLetters/Policy": "dead_letters",
    "Function/DeadLetters/PolicyDocument": "dead_letters",
    f"{_ALIAS}/Resource": "alias",
    f"{_ALIAS}/Url/Resource": "url",
    f"{_ALIAS}/Url/Public": "public_url",
    f"{_ALIAS}/Url/PublicViaUrl": "public_url",
    f"{_ALIAS}/Sqs/Resource": "sqs",
    f"{_ALIAS}/Kinesis/Resource": "kinesis",
    f"{_ALIAS}/DynamoDb/Resource": "dynamodb",
}
"""The name of each resource, by the path of its construct."""

_OWN_REPOSITORY = "var.image_uri == null && var.repository.arn == null"
_DEAD_LETTERS = "var.dead_letter_queue"
_URL = "var.url != null"
_PUBLIC_URL = "try(var.url.public, false)"
_ROLE = "var.role_arn == null"
_BUILT = "var.source_path != null"

COUNTS: Mapping[str, str] = {
    "aws_ecr_repository.repository": _OWN_REPOSITORY,
    "aws_ecr_repository_policy.repository": _OWN_REPOSITORY,
    "data.aws_iam_policy_document.repository": _OWN_REPOSITORY,
    "aws_ecr_lifecycle_policy.repository": (
        f'{_OWN_REPOSITORY} && var.repository.lifecycle_policy != ""'
    ),
    "data.aws_ecr_repository.existing": "var.image_uri == null && var.repository.arn != null",
    "docker_registry_image.image": _BUILT,
    "data.aws_ecr_image.tagged": "var.image_tag != null",
    "aws_iam_role.role": _ROLE,
    "aws_iam_role_policy.role": _ROLE,
    "data.aws_iam_policy_document.role": _ROLE,
    "data.aws_iam_policy_document.trust": _ROLE,
    "aws_sqs_queue.dead_letters": _DEAD_LETTERS,
    "aws_sqs_queue_policy.dead_letters": _DEAD_LETTERS,
    "data.aws_iam_policy_document.dead_letters": _DEAD_LETTERS,
    "aws_lambda_alias.alias": "var.alias != null",
    "aws_lambda_function_url.url": _URL,
    "aws_lambda_permission.public_url": _PUBLIC_URL,
    "aws_cloudcontrolapi_resource.public_url": _PUBLIC_URL,
}
"""Optional resources, and the condition for creating each."""

FOR_EACH: Mapping[str, str] = {
    f"aws_lambda_event_source_mapping.{kind}": f"var.{kind}_event_sources"
    for kind in ("sqs", "kinesis", "dynamodb")
}
"""Resources that are created once for each element of a variable."""

FALLBACKS: Mapping[str, str] = {
    "aws_iam_role.role.arn": "var.role_arn",
    "aws_lambda_alias.alias.arn": "aws_lambda_function.function.arn",
}
"""Replacements for attributes of resources that are not created. Default: null."""

_FILTERS = {
    "for_each": "${length(each.value.filters) > 0 ? [each.value.filters] : []}",
    "content": {
        "dynamic": {
            "filter": {
                "for_each": "${filter_criteria.value}",
                "content": {"pattern": "${filter.value}"},
            }
        }
    },
}
BLOCKS: Mapping[str, Mapping[str, str | dict[str, Any]]] = {
    "aws_lambda_function.function": {
        "dead_letter_config": _DEAD_LETTERS,
        # The size of a sensitive map may be shown, but not its content.
        "environment": "nonsensitive(length(var.environment)) > 0",
        "image_config": (
            "length(var.command) + length(var.entry_point) > 0 || var.working_directory != null"
        ),
        "vpc_config": "var.vpc_config != null",
    },
    "aws_lambda_function_url.url": {"cors": "var.url.cors != null"},
    "aws_lambda_event_source_mapping.sqs": {
        "scaling_config": "each.value.maximum_concurrency != null",
        "filter_criteria": _FILTERS,
    },
    "aws_lambda_event_source_mapping.kinesis": {"filter_criteria": _FILTERS},
    "aws_lambda_event_source_mapping.dynamodb": {"filter_criteria": _FILTERS},
}
"""Optional blocks: the condition, or a replacement for the block."""

ACTIONS: Mapping[str, str] = {
    "dynamodb:ListStreams": "length(var.dynamodb_event_sources) > 0",
    "ec2:": "var.vpc_config != null",
    "kms:GenerateDataKey": _DEAD_LETTERS,
}
"""Conditions for actions of the role, by action or service, if the resources do not decide."""

SIDS: Mapping[str, str] = {
    "AccountsPull": "length(var.repository.pull_accounts) > 0",
    "Traces": 'var.tracing == "Active"',
}
"""Conditions for statements, by Sid."""

REPEATED: Mapping[str, str] = {"${statement.value.actions}": "var.policy_statements"}
"""The collection that a statement is repeated for, by its actions."""

ATTRIBUTES: Mapping[tuple[str, str], tuple[str, str]] = {
    ("aws_cloudcontrolapi_resource.public_url", "desired_state"): (
        ":${aws_lambda_alias.alias.name}",
        "%{ if var.alias != null }:${var.alias.name}%{ endif }",
    )
}
"""Parts of strings that refer to optional resources, and their replacements."""
