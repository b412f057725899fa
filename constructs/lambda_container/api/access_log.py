"""Where an API writes a line for each request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from constructs import Construct

from lambda_container.arguments import Number
from lambda_container.key import EncryptionKey, ExistingKey

# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
# Those that REST APIs have too; no header and no claim, which may hold secrets.
ACCESS_LOG_FORMAT = json.dumps(
    {
        "requestId": "$context.requestId",
        "requestTime": "$context.requestTime",
        "sourceIp": "$context.identity.sourceIp",
        "httpMethod": "$context.httpMethod",
        "path": "$context.path",
        "protocol": "$context.protocol",
        "status": "$context.status",
        "responseLength": "$context.responseLength",
        "responseLatency": "$context.responseLatency",
        "integrationStatus": "$context.integration.status",
        "integrationError": "$context.integration.error",
        "error": "$context.error.message",
    },
    separators=(",", ":"),
)
"""A line of the access log: JSON."""


def access_log_group(
    scope: Construct,
    *,
    name: str,
    retention_in_days: Number,
    key: EncryptionKey | ExistingKey | None,
    tags: Mapping[str, str] | None,
    placement: Mapping[str, Any],
) -> CloudwatchLogGroup:
    """The log group of an API's stage, encrypted by AWS's key or a customer's."""
    if key is not None:
        key.allow_log_group(name)
    return CloudwatchLogGroup(
        scope,
        "LogGroup",
        name=name,
        retention_in_days=retention_in_days,
        kms_key_id=None if key is None else key.arn,
        tags=tags,
        **placement,
    )
