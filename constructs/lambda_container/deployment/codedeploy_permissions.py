"""What CodeDeploy's role may do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lambda_container.iam.statement import Statement

if TYPE_CHECKING:
    from lambda_container.function.alias import Alias
    from lambda_container.function.function import Function


def codedeploy_permissions(
    alias: Alias, hooks: Sequence[Function], alarms: Sequence[str]
) -> list[Statement]:
    """Move the alias, call its hooks and read its alarms."""
    statements = [
        Statement(
            actions=[
                "lambda:GetAlias",
                "lambda:GetProvisionedConcurrencyConfig",
                "lambda:UpdateAlias",
            ],
            resources=[alias.function.arn, f"{alias.function.arn}:*"],
        )
    ]
    if hooks:
        arns = [hook.arn for hook in hooks]
        statements.append(Statement(actions=["lambda:InvokeFunction"], resources=arns))
    if alarms:
        # A narrower resource would hide composite alarms:
        # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
        statements.append(
            Statement(actions=["cloudwatch:DescribeAlarms"], resources=["*"], allow_wildcards=True)
        )
    return statements
