"""What an API writes of each request."""

from __future__ import annotations

import json

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
