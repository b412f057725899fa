"""What those who invoke a function expect of it."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from lambda_container.checks.arguments import Arguments
from lambda_container.errors import LambdaContainerWarning
from lambda_container.terraform.references import is_token

if TYPE_CHECKING:
    from lambda_container.function.invocable import Invocable


def check_callable(arguments: Arguments, argument: str, target: Invocable, purpose: str) -> None:
    """Refuse what nobody but Lambda's own API can invoke.

    Args:
        arguments: The checks that the function is one of.
        argument: Its name.
        target: A function or an alias.
        purpose: What it would be for, such as ``to get a URL``.

    Raises:
        InvalidArgument: A function for tenants, or a durable one without its version.
    """
    # https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation.html
    if target.traits.per_tenant:
        rule = f"have no tenant_isolation_mode {purpose}, which names no tenant"
        arguments.fail(argument, rule, "PER_TENANT")
    # https://docs.aws.amazon.com/lambda/latest/dg/durable-invoking.html
    if target.traits.durable and target.qualifier is None:
        rule = f"be published and have an alias {purpose}, because it is durable"
        arguments.fail(argument, rule, "$LATEST")


def warn_of_timeout(
    arguments: Arguments, argument: str, target: Invocable, *, seconds: int, consequence: str
) -> None:
    """Warn where a caller does not wait as long as the function may take.

    Args:
        arguments: The checks that the function is one of.
        argument: Its name.
        target: A function or an alias.
        seconds: How long the caller waits.
        consequence: What the caller does then, and the page that says so.
    """
    timeout = target.timeout
    if isinstance(timeout, int) and not is_token(timeout) and timeout > seconds:
        warnings.warn(
            f"{arguments.subject}: {argument} should have a timeout of at most {seconds} seconds,"
            f" after which {consequence}, got {timeout}",
            LambdaContainerWarning,
            stacklevel=5,
        )
