"""Deployed functions: look up the image of one, and invoke one."""

from __future__ import annotations

import base64

from lambda_container.aws_api.errors import explained
from lambda_container.aws_api.session import Aws
from lambda_container.invocation import Invocation, json_or_text

# Lambda's longest timeout, and time for the response.
_READ_SECONDS = 900 + 30


def image_of_function(
    aws: Aws, name: str, region: str, *, qualifier: str | None = None
) -> str | None:
    """Return the image of a function as a URI with a digest; ``None`` without a digest.

    Args:
        aws: Identity that reads.
        name: The function's name.
        region: Its Region.
        qualifier: A version or an alias. Default: the latest deployment.

    Raises:
        AwsError: There is no such function.
    """
    optional = {} if qualifier is None else {"Qualifier": qualifier}
    with explained(f"Lambda in {region}: function {name!r}"):
        code = aws.client("lambda", region).get_function(FunctionName=name, **optional)["Code"]
    for key in ("ResolvedImageUri", "ImageUri"):
        if "@sha256:" in code.get(key, ""):
            return str(code[key])
    return None


def invoke_deployed(
    aws: Aws, name: str, event: str, *, region: str | None = None, qualifier: str | None = None
) -> Invocation:
    """Invoke a function once, and wait for its response.

    Args:
        aws: Identity that invokes the function.
        name: Its name in AWS.
        event: The event as a JSON string.
        region: Its Region. Default: the profile's.
        qualifier: A version or an alias. Default: the latest deployment.

    Raises:
        AwsError: The function does not exist, or AWS refuses the call.
    """
    optional = {} if qualifier is None else {"Qualifier": qualifier}
    # A retry would be a second invocation.
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
