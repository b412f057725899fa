"""Checks that a function suits its callers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_container.caller import warn
from lambda_container.checks.arguments import Arguments
from lambda_container.terraform.references import is_token

if TYPE_CHECKING:
    from lambda_container.function.invocable import Invocable


def check_callable(arguments: Arguments, argument: str, target: Invocable, purpose: str) -> None:
    """Reject a target that only Lambda's own API can invoke.

    Args:
        arguments: The checks of the construct that the target is passed to.
        argument: The argument's name.
        target: A function or an alias.
        purpose: The purpose, such as ``to get a URL``.

    Raises:
        InvalidArgument: A function with tenant isolation, or a durable function without a version.
    """
    # https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation.html
    if target.traits.per_tenant:
        rule = f"have no tenant_isolation_mode {purpose}: its caller cannot name a tenant"
        arguments.fail(argument, rule, "PER_TENANT")
    # https://docs.aws.amazon.com/lambda/latest/dg/durable-invoking.html
    if target.traits.durable and target.qualifier is None:
        rule = f"have a published version and an alias {purpose}, because it is durable"
        arguments.fail(argument, rule, "$LATEST")


def warn_of_timeout(
    arguments: Arguments, argument: str, target: Invocable, *, seconds: int, consequence: str
) -> None:
    """Warn if a caller does not wait for the function's whole timeout.

    Args:
        arguments: The checks of the construct that the target is passed to.
        argument: The argument's name.
        target: A function or an alias.
        seconds: How long the caller waits.
        consequence: The caller's reaction, and the page that documents it.
    """
    timeout = target.timeout
    if isinstance(timeout, int) and not is_token(timeout) and timeout > seconds:
        warn(
            f"{arguments.subject}: {argument} should have a timeout of at most {seconds} seconds,"
            f" after which {consequence}, got {timeout}"
        )
