"""The alarms that watch a deployment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from lambda_container.caller import warn
from lambda_container.checks.arguments import Arguments
from lambda_container.checks.same_region import check_same_region
from lambda_container.deployment.traffic_shift import TrafficShift
from lambda_container.terraform.references import is_token

if TYPE_CHECKING:
    from lambda_container.function.alias import Alias
    from lambda_container.observability.alarm import Alarm
    from lambda_container.observability.function_alarms import FunctionAlarms

AlarmNames: TypeAlias = "Sequence[str | Alarm] | Mapping[str, str | Alarm] | FunctionAlarms"

# https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html
_ALARMS = 10
_NAME_LIMIT = 255
_MINUTE = 60
_RULE = "be a list or mapping of alarms or of their names, or what add_alarms returns"


def checked_names(arguments: Arguments, alarms: AlarmNames) -> list[str]:
    """The names in ``alarm_names``: of a list, a mapping, alarms or what ``add_alarms`` returns."""
    given: Any = getattr(alarms, "names", alarms)
    if isinstance(given, Mapping):
        given = list(given.values())
    if not isinstance(given, (list, tuple)):
        arguments.fail("alarm_names", _RULE, alarms)
    found: list[Any] = [getattr(each, "name", each) for each in given]
    names = arguments.strings("alarm_names", found, _NAME_LIMIT)
    if len(names) > _ALARMS:
        arguments.fail("alarm_names", f"have at most {_ALARMS} names", len(names))
    return names


def check_alarms(
    arguments: Arguments, alias: Alias, alarms: AlarmNames, traffic: TrafficShift
) -> None:
    """Refuse alarms of another Region, and warn of those that come too late for the deployment."""
    shares = _partial_shares(traffic)
    rates = (alias.metrics.error_rate, alias.function.metrics.error_rate)
    given: Any = getattr(alarms, "alarms", alarms)
    for alarm in given.values() if isinstance(given, Mapping) else given:
        check_same_region(arguments, alias, alias.placement, alarm_names=alarm)
        rule = getattr(alarm, "rule", None)
        if not shares or rule is None or is_token(rule.period):
            continue
        is_share = alarm.metric in rates and isinstance(rule.threshold, (int, float))
        least = rule.threshold if is_share and not is_token(rule.threshold) else 0
        available = sum(share > least for share in shares) * (traffic.interval or 0) * _MINUTE
        needed = rule.period * rule.datapoints_to_alarm
        subject = f"{arguments.subject}: the alarm {alarm.node.id!r}"
        if available == 0:
            warn(
                f"{subject} goes off above {least:g} % of failed invocations, and the new version"
                f" never has more than {max(shares)} % of them before it has all: a"
                " lower threshold, or a larger percentage, lets it stop the deployment"
            )
        elif needed > available:
            warn(
                f"{subject} needs {needed:.0f} seconds of bad data, and the new version has enough"
                f" of the traffic for {available} seconds before it has all: a longer interval, or"
                " fewer datapoints_to_alarm, lets it stop the deployment"
            )


def _partial_shares(traffic: TrafficShift) -> Sequence[int]:
    """The percentages of the traffic that the new version has, one after the other, before all."""
    step = traffic.percentage
    if step is None:
        return ()
    return range(step, 100, step) if traffic.kind == "TimeBasedLinear" else (step,)
