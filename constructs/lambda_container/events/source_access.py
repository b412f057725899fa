"""How Lambda reaches a source: secrets and networks, in the form of Lambda's API."""

from __future__ import annotations

import re

from cdktf_cdktf_provider_aws.lambda_event_source_mapping import (
    LambdaEventSourceMappingSourceAccessConfiguration,
)

from lambda_container.checks.arguments import Arguments
from lambda_container.iam.statement import Statement

# https://docs.aws.amazon.com/lambda/latest/api/API_SourceAccessConfiguration.html
_URI = re.compile(r"[ a-zA-Z0-9/*:_+=.@-]{1,200}")
_URI_RULE = "be 1 to 200 letters, digits, spaces and '-/*:_+=.@'"


def check_secret(arguments: Arguments, argument: str, arn: str) -> None:
    """Reject anything but the ARN of a secret.

    Raises:
        InvalidArgument: Not the ARN of a secret, or one that Lambda does not take as a URI.
    """
    arguments.arn(argument, arn, "secretsmanager", "secret:")
    check_uri(arguments, argument, arn)


def check_uri(arguments: Arguments, argument: str, uri: str) -> None:
    """Reject what Lambda does not take as the URI of a way to a source.

    Raises:
        InvalidArgument: Other characters, or more than 200.
    """
    arguments.pattern(argument, uri, _URI, _URI_RULE)


def read_secrets(*arns: str | None) -> list[Statement]:
    """Permissions that a role needs to read secrets."""
    known = [arn for arn in arns if arn is not None]
    actions = ["secretsmanager:GetSecretValue"]
    return [Statement(actions=actions, resources=known)] if known else []


def access(type_: str, uri: str) -> LambdaEventSourceMappingSourceAccessConfiguration:
    """One ``source_access_configuration``."""
    return LambdaEventSourceMappingSourceAccessConfiguration(type=type_, uri=uri)
