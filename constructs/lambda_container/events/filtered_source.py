"""Filters for the records of a polled source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from cdktf_cdktf_provider_aws.lambda_event_source_mapping import (
    LambdaEventSourceMappingFilterCriteria,
    LambdaEventSourceMappingFilterCriteriaFilter,
    LambdaEventSourceMappingMetricsConfig,
)

from lambda_container.checks.arguments import Arguments
from lambda_container.events.filter_pattern import FILTER_PATTERN, Pattern, pattern_json
from lambda_container.events.polled_source import PolledSource
from lambda_container.iam.condition import Condition
from lambda_container.iam.principal import Principal
from lambda_container.iam.statement import Statement
from lambda_container.key.encryption_key import EncryptionKey
from lambda_container.key.key_argument import Key, as_key
from lambda_container.terraform.references import is_token

if TYPE_CHECKING:
    from lambda_container.function.invocable import Invocable

Metric = Literal["EventCount"]

# https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
_FILTERS = 10
_FILTERS_RULE = "have at most 10 patterns, or 5 unless AWS raised the account's quota"


@dataclass(frozen=True, kw_only=True)
class FilteredSource(PolledSource):
    """A polled source whose records can be filtered.

    Attributes:
        filters: Patterns as dicts, such as ``{"body": {"state": ["paid"]}}``; a record that
            matches any of them is sent; others are dropped. At most 5, or 10 if AWS raised the
            quota. Default: all records are sent.
        filter_kms_key: A customer managed key that encrypts the filters. An ``EncryptionKey`` then
            allows Lambda to decrypt them. Default: AWS's own key.
    """

    filters: Sequence[Pattern] = ()
    filter_kms_key: Key | None = None

    def _check(self, arguments: Arguments) -> None:
        super()._check(arguments)
        self._patterns(arguments)
        if self.filter_kms_key is not None:
            as_key(arguments, "filter_kms_key", self.filter_kms_key)
            if not self.filters:
                arguments.fail("filters", "be given with filter_kms_key", self.filters)

    def settings(self, target: Invocable) -> dict[str, Any]:
        """The filters and their key."""
        patterns = self._patterns(Arguments(type(self).__name__))
        return {
            "filter_criteria": LambdaEventSourceMappingFilterCriteria(
                filter=[
                    LambdaEventSourceMappingFilterCriteriaFilter(pattern=pattern)
                    for pattern in patterns
                ]
            )
            if patterns
            else None,
            "kms_key_arn": self._filter_key_arn(target),
        }

    def _patterns(self, arguments: Arguments) -> list[str]:
        filters: Any = self.filters
        if isinstance(filters, (str, bytes, dict)) or not isinstance(filters, Sequence):
            arguments.fail("filters", "be a list of patterns", filters)
        if is_token(filters) or len(filters) > _FILTERS:
            arguments.fail("filters", _FILTERS_RULE, len(filters))
        return [
            pattern_json(arguments, f"filters[{i}]", pattern, FILTER_PATTERN)
            for i, pattern in enumerate(filters)
        ]

    def _filter_key_arn(self, target: Invocable) -> str | None:
        if self.filter_kms_key is None:
            return None
        key = as_key(Arguments(type(self).__name__), "filter_kms_key", self.filter_kms_key)
        if isinstance(key, EncryptionKey):
            key.add_statements(_decrypt_filters(target))
        return key.arn


def metrics_block(metrics: Sequence[Metric]) -> LambdaEventSourceMappingMetricsConfig | None:
    """The mapping's ``metrics_config``."""
    return LambdaEventSourceMappingMetricsConfig(metrics=list(metrics)) if metrics else None


def check_metrics(arguments: Arguments, metrics: Sequence[Metric]) -> None:
    """Reject metrics that Lambda does not have.

    Raises:
        InvalidArgument: An unknown metric, or not a list.
    """
    names = arguments.strings("metrics", metrics, 64)
    arguments.each(arguments.literal, "metrics", names, Metric)


def _decrypt_filters(target: Invocable) -> Statement:
    # https://docs.aws.amazon.com/lambda/latest/dg/security-encryption-at-rest.html has the
    # encryption context that Lambda uses.
    function = getattr(target, "function", target)
    arn = function.composed_arn
    return Statement(
        principals=[Principal("Service", ["lambda.amazonaws.com"])],
        actions=["kms:Decrypt"],
        resources=["*"],
        conditions=[
            Condition("ArnLike", "kms:EncryptionContext:aws:lambda:FunctionArn", [arn, f"{arn}:*"])
        ],
    )
