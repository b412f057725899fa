"""Amazon CloudWatch Logs as a source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.cloudwatch_log_subscription_filter import (
    CloudwatchLogSubscriptionFilter,
)

from lambda_container.checks.arguments import Arguments
from lambda_container.events.source_arn import SourceKind, id_of
from lambda_container.terraform.caller_identity import location
from lambda_container.terraform.construct_tree import kept_on, stack_of
from lambda_container.terraform.escaping import literal
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.terraform.references import is_token

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
    from cdktf_cdktf_provider_aws.data_aws_cloudwatch_log_group import DataAwsCloudwatchLogGroup

    from lambda_container.function.invocable import Invocable

_KIND = SourceKind("logs", "log-group:", ("aws_cloudwatch_log_group",), attribute="name")
# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html
_GROUP = re.compile(r"[./#A-Za-z0-9_-]{1,512}")
_NAME = re.compile(r"[^:*\x00-\x1f]{1,512}")
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
_SUBSCRIPTIONS = 2
_PATTERN_LIMIT = 1024


@dataclass(frozen=True)
class LogsEventSource:
    """A log group; becomes ``aws_cloudwatch_log_subscription_filter``.

    CloudWatch Logs allows two subscription filters for each log group.

    Attributes:
        log_group: A Terraform ``CloudwatchLogGroup``, or the group's name, in the function's
            account and Region; not the function's own, which would be an endless loop.
        filter_pattern: The log lines to match, in the syntax of CloudWatch Logs, such as
            ``{ $.level = "ERROR" }``; at most 1,024 characters. Default: all.
        name: 1 to 512 characters without ``:`` and ``*``. Default: the names of the function
            and the alias.
        id: The construct id in the function. Default: ``Logs-`` and the group's name.

    Raises:
        InvalidArgument: A value that CloudWatch Logs rejects.
    """

    log_group: CloudwatchLogGroup | DataAwsCloudwatchLogGroup | str
    filter_pattern: str = ""
    name: str | None = None
    id: str | None = None

    def __post_init__(self) -> None:
        arguments = Arguments("LogsEventSource")
        if isinstance(self.log_group, str):
            rule = "be a log group's name of 1 to 512 letters, digits, '.', '-', '_', '/' and '#'"
            arguments.pattern("log_group", self.log_group, _GROUP, rule)
        else:
            _KIND.arn_of(arguments, "log_group", self.log_group)
        arguments.text("filter_pattern", self.filter_pattern, _PATTERN_LIMIT, minimum=0)
        if self.name is not None:
            rule = "be 1 to 512 characters without ':' and '*'"
            arguments.pattern("name", self.name, _NAME, rule)

    @property
    def group_name(self) -> str:
        """The log group's name, as a string or reference."""
        if isinstance(self.log_group, str):
            return self.log_group
        name: str = self.log_group.name
        return name

    def bind(self, target: Invocable) -> LogSubscription:
        """Create the subscription filter; see ``add_event_source``."""
        return LogSubscription(target, self)


class LogSubscription(LibraryConstruct):
    """A function's subscription to a log group; created by ``add_event_source``.

    Attributes:
        resource: The ``aws_cloudwatch_log_subscription_filter``.
        permission: The ``aws_lambda_permission``.
    """

    def __init__(self, target: Invocable, source: LogsEventSource) -> None:
        group = source.log_group
        known = group if isinstance(group, str) else group.name_input
        id_ = id_of("Logs", known) if source.id is None else source.id
        arguments = Arguments.of("LogSubscription", target, id_)
        function = getattr(target, "function", target)
        own = getattr(function, "log_group", None)
        name = getattr(function, "known_name", None)
        if (own is not None and own is group) or (name and known == f"/aws/lambda/{name}"):
            rule = "not be the function's own: each log line would invoke it and cause new lines"
            arguments.fail("log_group", rule, known)
        subscribers = _subscribers(target, known)
        if len(subscribers) >= _SUBSCRIPTIONS:
            rule = f"have at most {_SUBSCRIPTIONS} subscriptions, and has {', '.join(subscribers)}"
            arguments.fail("log_group", rule, known)
        super().__init__(target, id_)
        subscribers.append(arguments.path)
        where = location(target, target.placement)
        here = f"arn:{where.partition}:logs:{where.region}:{where.account}"
        self.permission = target.add_permission(
            f"{id_}-Permission",
            principal="logs.amazonaws.com",
            source_arn=f"{here}:log-group:{source.group_name}:*",
            source_account=where.account,
        )
        qualifier = target.qualifier
        default = (
            target.function_name if qualifier is None else f"{target.function_name}-{qualifier}"
        )
        self.resource = CloudwatchLogSubscriptionFilter(
            self,
            "Resource",
            name=default if source.name is None else literal(source.name),
            log_group_name=source.group_name,
            filter_pattern=literal(source.filter_pattern),
            destination_arn=target.arn,
            depends_on=[self.permission],
            **target.placement,
        )


def _subscribers(target: Invocable, log_group: str | None) -> list[str]:
    """The paths of a log group's subscriptions in this stack, which can grow."""
    if log_group is None or is_token(log_group):
        return []
    placement = target.placement
    alias = None if placement.provider is None else placement.provider.alias
    groups: dict[object, list[str]] = kept_on(stack_of(target), "log_subscribers", dict)
    return groups.setdefault((alias, placement.region, log_group), [])
