"""Deployed functions: look up the image of one, and invoke one."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from lambda_container.aws_api.errors import explained
from lambda_container.aws_api.session import Aws
from lambda_container.invocation import Invocation, json_or_text

# Lambda's longest timeout, and time for the response.
_READ_SECONDS = 900 + 30


@dataclass(frozen=True, kw_only=True, slots=True)
class DeployedFunction:
    """A function as it is deployed.

    Attributes:
        name: Its name.
        region: Its Region.
        log_group: The log group that it writes to.
        modified: When its code or configuration was last changed.
        image: The image of ``$LATEST`` as a URI with a digest, if Lambda tells it.
        state: Lambda's state of it, such as ``Active``.
        clock: By how much AWS's clock is ahead of this machine's.
    """

    name: str
    region: str
    log_group: str
    modified: datetime
    image: str | None
    state: str
    clock: timedelta

    @property
    def has_own_log_group(self) -> bool:
        """Whether the log group is the one that Lambda gives it by default."""
        return self.log_group == f"/aws/lambda/{self.name}"


def deployed_function(aws: Aws, name: str, region: str) -> DeployedFunction:
    """Return a function as it is deployed.

    Raises:
        ResourceMissing: There is no such function.
        AwsError: Lambda refuses.
    """
    with explained(f"Lambda in {region}: function {name!r}"):
        answer = aws.client("lambda", region).get_function(FunctionName=name)
    configuration = answer["Configuration"]
    logging = configuration.get("LoggingConfig", {})
    return DeployedFunction(
        name=name,
        region=region,
        log_group=logging.get("LogGroup") or f"/aws/lambda/{name}",
        modified=datetime.strptime(configuration["LastModified"], "%Y-%m-%dT%H:%M:%S.%f%z"),
        image=_with_digest(answer["Code"]),
        state=configuration.get("State", "Active"),
        clock=_clock(answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date")),
    )


def _clock(date: str | None) -> timedelta:
    if date is None:
        return timedelta()
    ahead = parsedate_to_datetime(date) - datetime.now(UTC)
    # The header has whole seconds.
    return ahead if abs(ahead) > timedelta(seconds=5) else timedelta()


def _with_digest(code: Mapping[str, str]) -> str | None:
    for key in ("ResolvedImageUri", "ImageUri"):
        if "@sha256:" in code.get(key, ""):
            return code[key]
    return None


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
    return _with_digest(code)


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
        request=answer.get("ResponseMetadata", {}).get("RequestId"),
    )
