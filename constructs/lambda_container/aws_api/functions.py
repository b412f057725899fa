"""Deployed functions: the image that one runs, and its answer to an event."""

from __future__ import annotations

import base64

from lambda_container.aws_api.errors import explained
from lambda_container.aws_api.session import Aws
from lambda_container.engine.invocation import Invocation, json_or_text

# The longest that Lambda lets a function take, and its way back.
_READ_SECONDS = 900 + 30


def image_of_function(aws: Aws, name: str, region: str) -> str | None:
    """The URI, with a digest, of the image that a function runs; ``None`` without a digest.

    Raises:
        AwsError: There is no such function.
    """
    with explained(f"Lambda in {region}: function {name!r}"):
        code = aws.client("lambda", region).get_function(FunctionName=name)["Code"]
    for key in ("ResolvedImageUri", "ImageUri"):
        if "@sha256:" in code.get(key, ""):
            return str(code[key])
    return None


def invoke_deployed(
    aws: Aws, name: str, event: str, *, region: str | None = None, qualifier: str | None = None
) -> Invocation:
    """Invoke a function once, and wait for its answer.

    Args:
        aws: Who invokes it.
        name: Its name in AWS.
        event: JSON text.
        region: Its Region. Default: the profile's.
        qualifier: A version or an alias. Default: what was deployed last.

    Raises:
        AwsError: There is no such function, or AWS refuses.
    """
    optional = {} if qualifier is None else {"Qualifier": qualifier}
    # A second try would be a second invocation.
    client = aws.client("lambda", region, read_timeout=_READ_SECONDS, attempts=1)
    with explained(f"Lambda{f' in {region}' if region else ''}: function {name!r}"):
        answer = client.invoke(
            FunctionName=name, Payload=event.encode(), LogType="Tail", **optional
        )
        payload = answer["Payload"].read().decode(errors="replace")
    logs = base64.b64decode(answer.get("LogResult", "")).decode(errors="replace")
    return Invocation(
        answer=json_or_text(payload),
        is_error="FunctionError" in answer,
        logs=tuple(logs.splitlines()),
    )
