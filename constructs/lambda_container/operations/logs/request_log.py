"""The whole log of one invocation, of which Lambda's answer has only the end."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from lambda_container.aws_api.functions import deployed_function
from lambda_container.aws_api.session import Aws
from lambda_container.errors import LambdaContainerError
from lambda_container.invocation import Invocation
from lambda_container.manifest.entries import FunctionEntry
from lambda_container.operations.logs.function_log import FunctionLog
from lambda_container.operations.logs.log_line import parse

_WAIT_SECONDS = 30
_POLL_SECONDS = 1
_BEFORE = timedelta(minutes=1)


def whole_log(
    aws: Aws,
    function: FunctionEntry,
    invocation: Invocation,
    started: datetime,
    note: Callable[[str], None],
) -> Invocation:
    """Return an invocation with its whole log, which CloudWatch has some seconds later.

    Args:
        aws: Identity that reads.
        function: The function, whose name is known.
        invocation: The invocation.
        started: When it began, by this machine's clock.
        note: Called with a message if CloudWatch does not have all of it within 30 seconds.

    Raises:
        LambdaContainerError: The function's Region is not known.
        AwsError: The log cannot be read.
    """
    lines = [parse(line) for line in invocation.logs]
    # The end of the log names it, too, and better than an answer that somebody else passed on.
    named = [line.request for line in lines if line.is_platform and line.request is not None]
    request = named[-1] if named else invocation.request
    if function.function_name is None or function.region is None or request is None:
        raise LambdaContainerError(
            f"{function.path}: its Region must be known at synth to read its log"
        )
    deployed = deployed_function(aws, function.function_name, function.region)
    log = FunctionLog(name=function.id, function=deployed, aws=aws)
    start = int((started + deployed.clock - _BEFORE).timestamp() * 1000)
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        events = log.events_of_request(request, start)
        if log.has_ended(request, events):
            break
        if time.monotonic() > deadline:
            note(f"{function.path}: CloudWatch does not have the whole log yet")
            break
        time.sleep(_POLL_SECONDS)
    if not events:
        return invocation
    return replace(invocation, logs=tuple(event.message.rstrip("\n") for event in events))
