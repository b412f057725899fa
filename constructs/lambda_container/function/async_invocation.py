"""Retries and destinations of asynchronous invocations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.lambda_function_event_invoke_config import (
    LambdaFunctionEventInvokeConfig,
    LambdaFunctionEventInvokeConfigDestinationConfig,
    LambdaFunctionEventInvokeConfigDestinationConfigOnFailure,
    LambdaFunctionEventInvokeConfigDestinationConfigOnSuccess,
)

from lambda_container import defaults
from lambda_container.checks.arguments import Arguments
from lambda_container.checks.same_region import check_same_region
from lambda_container.checks.values import Number
from lambda_container.function.destination import Destination
from lambda_container.function.service_permissions import allow_lambda
from lambda_container.function.watched_feature import Watched
from lambda_container.terraform.construct_tree import in_stack

if TYPE_CHECKING:
    from lambda_container.function.invocable import Invocable

# https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
_RETRIES = (0, 2)
_AGE_SECONDS = (60, defaults.MAXIMUM_EVENT_AGE_IN_SECONDS)
_ID = "AsyncInvocation"


def configure_async(
    target: Invocable,
    *,
    maximum_retry_attempts: Number,
    maximum_event_age_in_seconds: Number,
    on_success: Destination | None,
    on_failure: Destination | None,
) -> LambdaFunctionEventInvokeConfig:
    """See ``Invocable.configure_async``."""
    arguments = Arguments.of(_ID, target, _ID)
    arguments.integer("maximum_retry_attempts", maximum_retry_attempts, *_RETRIES)
    seconds = (*_AGE_SECONDS, "seconds")
    arguments.integer("maximum_event_age_in_seconds", maximum_event_age_in_seconds, *seconds)
    for name, destination in (("on_success", on_success), ("on_failure", on_failure)):
        if destination is not None:
            arguments.instance(name, destination, Destination)
    here = {"on_success": on_success, "on_failure": on_failure}
    check_same_region(arguments, target, target.placement, **here)
    if on_success is not None and on_success.kind == "bucket":
        arguments.fail("on_success", "not be a bucket: buckets take failures only", on_success)
    for destination in filter(None, (on_success, on_failure)):
        allow_lambda(target.role, destination.statements())
    destinations = LambdaFunctionEventInvokeConfigDestinationConfig(
        on_success=None
        if on_success is None
        else LambdaFunctionEventInvokeConfigDestinationConfigOnSuccess(destination=on_success.arn),
        on_failure=None
        if on_failure is None
        else LambdaFunctionEventInvokeConfigDestinationConfigOnFailure(destination=on_failure.arn),
    )
    configuration = LambdaFunctionEventInvokeConfig(
        target,
        _ID,
        function_name=target.function_name,
        qualifier=target.qualifier,
        maximum_retry_attempts=maximum_retry_attempts,
        maximum_event_age_in_seconds=maximum_event_age_in_seconds,
        destination_config=destinations if on_success or on_failure else None,
        depends_on=in_stack(target, target.role_dependencies) if on_success or on_failure else None,
        **target.tied,
        **target.placement,
    )
    if on_success or on_failure:
        target.let_wait(configuration)
        target.watch(Watched(feature="destination"))
    return configuration
