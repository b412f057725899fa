"""Environment variables of a function."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from lambda_container.caller import warn
from lambda_container.checks.arguments import Arguments
from lambda_container.errors import Measured
from lambda_container.secret_detection import holds_secret, is_secret_itself
from lambda_container.terraform.escaping import literal
from lambda_container.terraform.references import STRING_TOKEN, is_token

# https://docs.aws.amazon.com/lambda/latest/api/API_Environment.html
KEY = re.compile(r"[a-zA-Z][a-zA-Z0-9_]+")
KEY_RULE = "begin with a letter, hold letters, digits and '_' only, and have 2 characters or more"
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
SIZE_LIMIT = 4096
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
RESERVED = frozenset(
    {
        "AWS_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_DEFAULT_REGION",
        "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "LAMBDA_RUNTIME_DIR",
        "LAMBDA_TASK_ROOT",
        "_HANDLER",
        "_X_AMZN_TRACE_ID",
    }
)
"""The names that Lambda sets itself and refuses from others; ``TZ`` is not among them."""
RESERVED_RULE = "not be one that Lambda reserves"
SIZE_RULE = f"have at most {SIZE_LIMIT} bytes in all, as JSON"


def environment_variables(
    arguments: Arguments, environment: Mapping[str, str]
) -> dict[str, str] | None:
    """Check environment variables, and make their values literal.

    Errors never show a value. The limit of 4,096 bytes is that of the variables as JSON, as far as
    they are known: references count nothing.
    """
    variables = arguments.mapping("environment", environment)
    known: dict[str, str] = {}
    secret: list[str] = []
    for key, value in variables.items():
        name = f"environment[{key!r}]"
        if key in RESERVED:
            arguments.fail("environment key", RESERVED_RULE, key)
        arguments.pattern("environment key", key, KEY, KEY_RULE)
        arguments.text(name, value, SIZE_LIMIT, minimum=0, multiline=True, secret=True)
        known[key] = STRING_TOKEN.sub("", value)
        if _looks_secret(key, value):
            secret.append(key)
    # Lambda measures the variables as JSON, with its quotes, colons and commas.
    document = json.dumps(known, separators=(",", ":"), ensure_ascii=False) if known else ""
    size = len(document.encode())
    if secret:
        warn(
            f"{arguments.subject}: environment {', '.join(secret)} looks like a secret, which"
            " everybody who may read the function's configuration, or the state, would see: keep it"
            " in Secrets Manager, and pass its ARN"
        )
    if size > SIZE_LIMIT:
        arguments.fail("environment", SIZE_RULE, Measured(f"{size} bytes"))
    return {key: literal(value) for key, value in variables.items()} or None


def _looks_secret(key: str, value: str) -> bool:
    if is_token(value) or not value:
        return False
    return holds_secret(value) or is_secret_itself(key, value)
