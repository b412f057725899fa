"""The access log format of an API."""

from __future__ import annotations

import json

# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
# Only variables that REST APIs have too; no headers or claims, which may hold secrets.
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
        # Why a token was refused, such as: the token has expired.
        "authorizerError": "$context.authorizer.error",
    },
    separators=(",", ":"),
)
"""The format of an access log line: JSON."""
