"""How Lambda reaches a source: secrets and networks, in the form of Lambda's API."""

from __future__ import annotations

from cdktf_cdktf_provider_aws.lambda_event_source_mapping import (
    LambdaEventSourceMappingSourceAccessConfiguration,
)

from lambda_container.checks.arguments import Arguments
from lambda_container.iam.statement import Statement


def check_secret(arguments: Arguments, argument: str, arn: str) -> None:
    """Reject anything but the ARN of a secret.

    Raises:
        InvalidArgument: Not the ARN of a secret.
    """
    arguments.arn(argument, arn, "secretsmanager", "secret:")


def read_secrets(*arns: str | None) -> list[Statement]:
    """Permissions that a role needs to read secrets."""
    known = [arn for arn in arns if arn is not None]
    actions = ["secretsmanager:GetSecretValue"]
    return [Statement(actions=actions, resources=known)] if known else []


def access(type_: str, uri: str) -> LambdaEventSourceMappingSourceAccessConfiguration:
    """One ``source_access_configuration``."""
    return LambdaEventSourceMappingSourceAccessConfiguration(type=type_, uri=uri)
