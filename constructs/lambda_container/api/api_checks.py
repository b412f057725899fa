"""The arguments that HTTP and REST APIs share."""

from __future__ import annotations

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Number
from lambda_container.function.caller_checks import check_callable, warn_of_timeout
from lambda_container.function.invocable import Invocable
from lambda_container.function.log_settings import check_retention

# https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html
_NAME_LIMIT = 128
_DESCRIPTION_LIMIT = 1024
# With a rate of 0, a stage rejects every request.
_THROTTLING = (1, 2_147_483_647)


def check_api(
    arguments: Arguments,
    *,
    name: str,
    description: str | None,
    throttling_rate_limit: float,
    throttling_burst_limit: Number,
    log_retention_in_days: Number,
    disable_execute_api_endpoint: bool,
) -> None:
    """Check the arguments that both kinds of API share."""
    arguments.text("name", name, _NAME_LIMIT)
    arguments.optional(arguments.text, "description", description, _DESCRIPTION_LIMIT)
    rate = (*_THROTTLING, "requests per second")
    arguments.number("throttling_rate_limit", throttling_rate_limit, *rate)
    arguments.integer("throttling_burst_limit", throttling_burst_limit, *_THROTTLING)
    check_retention(arguments, log_retention_in_days)
    arguments.boolean("disable_execute_api_endpoint", disable_execute_api_endpoint)


def check_target(arguments: Arguments, target: Invocable, *, limit: int, source: str) -> None:
    """Reject targets that API Gateway cannot invoke, and warn of a timeout above its limit.

    Args:
        arguments: The checks for the arguments of the API or route.
        target: A function or an alias.
        limit: Seconds that the API waits for the function.
        source: The page that documents the limit.

    Raises:
        InvalidArgument: Neither a function nor an alias, or one that an API cannot invoke.
    """
    arguments.instance("target", target, Invocable)
    check_callable(arguments, "target", target, "to be invoked by an API")
    consequence = f"API Gateway returns 504 while the function keeps running ({source})"
    warn_of_timeout(arguments, "target", target, seconds=limit, consequence=consequence)
