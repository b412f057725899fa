"""Change the code of a deployed function."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from lambda_container.aws_api.errors import AwsError, explained
from lambda_container.aws_api.session import Aws

_POLL_SECONDS = 0.25
_SECONDS = 300
# Another update, maybe of somebody else, is in progress.
_BUSY = "ResourceConflictException"


def update_code(aws: Aws, name: str, region: str, image_uri: str) -> None:
    """Let a function run an image, and wait until it does.

    Args:
        aws: Identity that updates.
        name: The function's name.
        region: Its Region.
        image_uri: The image, by digest.

    Raises:
        AwsError: There is no such function, or Lambda cannot run the image.
    """
    client = aws.client("lambda", region)
    where = f"Lambda in {region}: function {name!r}"
    deadline = time.monotonic() + _SECONDS

    def update() -> Mapping[str, Any]:
        answer: Mapping[str, Any] = client.update_function_code(
            FunctionName=name, ImageUri=image_uri
        )
        return answer

    answer = _when_idle(where, update, deadline)
    while answer.get("LastUpdateStatus") == "InProgress" or answer.get("State") == "Pending":
        if time.monotonic() > deadline:
            raise AwsError(f"{where}: its update did not end within {_SECONDS} seconds")
        time.sleep(_POLL_SECONDS)
        with explained(where):
            answer = client.get_function_configuration(FunctionName=name)
    if answer.get("LastUpdateStatus") == "Failed":
        reason = answer.get("LastUpdateStatusReason", "no reason")
        raise AwsError(f"{where}: its update failed: {reason}")


def publish_version(aws: Aws, name: str, region: str) -> str:
    """Publish what a function runs as a version; return its number.

    Raises:
        AwsError: Lambda refuses.
    """
    client = aws.client("lambda", region)
    where = f"Lambda in {region}: function {name!r}"

    def publish() -> Mapping[str, Any]:
        answer: Mapping[str, Any] = client.publish_version(FunctionName=name)
        return answer

    number: str = _when_idle(where, publish, time.monotonic() + _SECONDS)["Version"]
    return number


def _when_idle(
    where: str, call: Callable[[], Mapping[str, Any]], deadline: float
) -> Mapping[str, Any]:
    while True:
        with explained(where):
            try:
                return call()
            except ClientError as error:
                busy = error.response.get("Error", {}).get("Code") == _BUSY
                if not busy or time.monotonic() > deadline:
                    raise
        time.sleep(_POLL_SECONDS)
