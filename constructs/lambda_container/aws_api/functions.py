"""What needs AWS: credentials to pass on, and the function that is deployed."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lambda_container.engine.invocation import Invocation, json_or_text
from lambda_container.errors import LambdaContainerError

# The longest that Lambda lets a function take, and its way back.
_READ_SECONDS = 900 + 30


class AwsError(LambdaContainerError):
    """AWS cannot be asked, or refuses."""


def credentials_of(profile: str | None) -> dict[str, str]:
    """The variables with the credentials of a profile, or of this environment.

    Raises:
        AwsError: There are none.
    """
    with _readable_errors():
        found = _session(profile).get_credentials()
        frozen = None if found is None else found.get_frozen_credentials()
    if frozen is None:
        raise AwsError("there are no AWS credentials to pass on: log in, or name a profile")
    variables = {
        "AWS_ACCESS_KEY_ID": frozen.access_key,
        "AWS_SECRET_ACCESS_KEY": frozen.secret_key,
    }
    return variables if not frozen.token else {**variables, "AWS_SESSION_TOKEN": frozen.token}


def invoke_deployed(
    function_name: str,
    event: str,
    *,
    region: str | None = None,
    qualifier: str | None = None,
    profile: str | None = None,
) -> Invocation:
    """Invoke the function that is deployed, once, and wait for its answer.

    Args:
        function_name: Its name in AWS.
        event: JSON text.
        region: Its Region. Default: the profile's.
        qualifier: A version or an alias. Default: what was deployed last.
        profile: Whose credentials to use. Default: those of this environment.

    Raises:
        AwsError: There is no such function, or AWS refuses.
    """
    from botocore.config import Config  # noqa: PLC0415 - takes as long as a function

    optional = {} if qualifier is None else {"Qualifier": qualifier}
    with _readable_errors():
        client = _session(profile).create_client(
            "lambda",
            region_name=region,
            # A second try would be a second invocation.
            config=Config(read_timeout=_READ_SECONDS, retries={"total_max_attempts": 1}),
        )
        answer = client.invoke(
            FunctionName=function_name, Payload=event.encode(), LogType="Tail", **optional
        )
        payload = answer["Payload"].read().decode(errors="replace")
    logs = base64.b64decode(answer.get("LogResult", "")).decode(errors="replace")
    return Invocation(
        answer=json_or_text(payload),
        is_error="FunctionError" in answer,
        logs=tuple(logs.splitlines()),
    )


def _session(profile: str | None) -> Any:
    from botocore.session import Session  # noqa: PLC0415 - see above

    return Session(profile=profile)


@contextmanager
def _readable_errors() -> Iterator[None]:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - see above

    try:
        yield
    except ClientError as error:
        told = error.response.get("Error", {})
        raise AwsError(f"AWS refuses: {told.get('Code')}: {told.get('Message')}") from error
    except BotoCoreError as error:
        raise AwsError(f"AWS cannot be asked: {error}") from error
