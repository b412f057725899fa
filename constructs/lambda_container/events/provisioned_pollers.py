"""Provisioned event pollers."""

from __future__ import annotations

from dataclasses import dataclass

from cdktf_cdktf_provider_aws.lambda_event_source_mapping import (
    LambdaEventSourceMappingProvisionedPollerConfig,
)

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Number
from lambda_container.terraform.references import is_token

_MOST = 200
"""Lambda's own default, written so that taking a value back is a change."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ProvisionedPollers:
    """Event pollers that run before events arrive, and are billed separately.

    Attributes:
        minimum_pollers: 1 to 200; for SQS 2 or more. Default: the lowest value.
        maximum_pollers: 1 to 2,000; for SQS 2 to 10,000. Default: 200.

    Raises:
        InvalidArgument: A value that Lambda rejects.
    """

    minimum_pollers: Number | None = None
    maximum_pollers: Number | None = None

    def check(self, arguments: Arguments, *, least: int, most: int) -> None:
        """Reject values that Lambda rejects for one kind of source."""
        # https://docs.aws.amazon.com/lambda/latest/api/API_ProvisionedPollerConfig.html
        bounds = {"minimum_pollers": (least, 200), "maximum_pollers": (least, most)}
        for name, (lowest, highest) in bounds.items():
            value = getattr(self, name)
            if value is not None:
                arguments.integer(f"provisioned_pollers.{name}", value, lowest, highest)
        low = least if self.minimum_pollers is None else self.minimum_pollers
        high = _MOST if self.maximum_pollers is None else self.maximum_pollers
        if not is_token(low) and not is_token(high) and low > high:
            rule = f"be at least minimum_pollers, {low}"
            arguments.fail("provisioned_pollers.maximum_pollers", rule, high)

    def block(self, *, least: int) -> LambdaEventSourceMappingProvisionedPollerConfig:
        """The mapping's ``provisioned_poller_config``."""
        # hashicorp/aws ignores an empty block.
        return LambdaEventSourceMappingProvisionedPollerConfig(
            minimum_pollers=least if self.minimum_pollers is None else self.minimum_pollers,
            maximum_pollers=_MOST if self.maximum_pollers is None else self.maximum_pollers,
        )
