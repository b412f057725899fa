"""The arguments that HTTP and REST APIs share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cdktf import TerraformProvider

from lambda_container.checks.arguments import Arguments, Number
from lambda_container.function.caller_checks import check_callable, warn_of_timeout
from lambda_container.function.invocable import Invocable
from lambda_container.function.log_settings import check_log_settings
from lambda_container.key.encryption_key import EncryptionKey
from lambda_container.key.existing_key import ExistingKey
from lambda_container.key.key_argument import Key, optional_key
from lambda_container.terraform.escaping import literal, optional_literal
from lambda_container.terraform.placement import Placement

# https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html
_NAME_LIMIT = 128
_DESCRIPTION_LIMIT = 1024
# With a rate of 0, a stage rejects every request.
_THROTTLING = (1, 2_147_483_647)


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The checked arguments.

    Attributes:
        name: The API's name.
        description: Escaped, or ``None``.
        key: The key that encrypts the access log, or ``None`` for AWS's key.
        tags: Escaped, or ``None``.
        placement: Region and provider.
    """

    name: str
    description: str | None
    key: EncryptionKey | ExistingKey | None
    tags: dict[str, str] | None
    placement: Placement

    @classmethod
    def checked(
        cls,
        arguments: Arguments,
        *,
        name: str | None,
        description: str | None,
        throttling_rate_limit: float,
        throttling_burst_limit: Number,
        log_retention_in_days: Number,
        kms_key: Key | None,
        disable_execute_api_endpoint: bool,
        region: str | None,
        tags: Mapping[str, str] | None,
        provider: TerraformProvider | None,
    ) -> Settings:
        """Check the arguments that both kinds of API share."""
        name = arguments.default_name(name)
        arguments.text("name", name, _NAME_LIMIT)
        arguments.optional(arguments.text, "description", description, _DESCRIPTION_LIMIT)
        rate = (*_THROTTLING, "requests per second")
        arguments.number("throttling_rate_limit", throttling_rate_limit, *rate)
        arguments.integer("throttling_burst_limit", throttling_burst_limit, *_THROTTLING)
        check_log_settings(
            arguments,
            log_retention_in_days=log_retention_in_days,
            log_format="JSON",
            application_log_level=None,
            system_log_level=None,
        )
        key = optional_key(arguments, kms_key)
        arguments.boolean("disable_execute_api_endpoint", disable_execute_api_endpoint)
        placement = arguments.placement(region, provider)
        literal_tags = arguments.literal_tags(tags)
        return cls(
            name=literal(name),
            description=optional_literal(description),
            key=key,
            tags=literal_tags,
            placement=placement,
        )


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
