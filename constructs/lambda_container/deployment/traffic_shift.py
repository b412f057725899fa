"""How traffic shifts from one version to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cdktf_cdktf_provider_aws.codedeploy_deployment_config import (
    CodedeployDeploymentConfigTrafficRoutingConfig as Routing,
)
from cdktf_cdktf_provider_aws.codedeploy_deployment_config import (
    CodedeployDeploymentConfigTrafficRoutingConfigTimeBasedCanary as Canary,
)
from cdktf_cdktf_provider_aws.codedeploy_deployment_config import (
    CodedeployDeploymentConfigTrafficRoutingConfigTimeBasedLinear as Linear,
)

from lambda_container.checks.arguments import Arguments

Kind = Literal["AllAtOnce", "TimeBasedCanary", "TimeBasedLinear"]

# https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_TimeBasedCanary.html
_PERCENTAGE = (1, 99)
# https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html: two days in total.
_INTERVAL_MINUTES = (1, 2880)
_IN_NAME = "it is part of a name"
# https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
_PREDEFINED: dict[tuple[Kind, int | None, int | None], str] = {
    ("AllAtOnce", None, None): "CodeDeployDefault.LambdaAllAtOnce",
    **{
        ("TimeBasedCanary", 10, n): f"CodeDeployDefault.LambdaCanary10Percent{n}Minutes"
        for n in (5, 10, 15, 30)
    },
    **{
        ("TimeBasedLinear", 10, n): (
            f"CodeDeployDefault.LambdaLinear10PercentEvery{n}Minute{'s' if n > 1 else ''}"
        )
        for n in (1, 2, 3, 10)
    },
}


@dataclass(frozen=True, slots=True)
class TrafficShift:
    """A way to shift traffic; created by ``canary``, ``linear`` and ``all_at_once``.

    Attributes:
        kind: CodeDeploy's name for it.
        percentage: The size of a step, 1 to 99 percent.
        interval: The time between steps, 1 to 2,880 minutes (two days).

    Raises:
        InvalidArgument: A number that CodeDeploy rejects.
    """

    kind: Kind
    percentage: int | None = None
    interval: int | None = None

    def __post_init__(self) -> None:
        arguments = Arguments("TrafficShift")
        arguments.choice("kind", self.kind, Kind)
        if self.kind == "AllAtOnce":
            return
        percentage, interval = self.percentage, self.interval
        if percentage is None:
            arguments.fail("percentage", "be given", percentage)
        if interval is None:
            arguments.fail("interval", "be given", interval)
        arguments.integer("percentage", percentage, *_PERCENTAGE, "percent")
        arguments.integer("interval", interval, *_INTERVAL_MINUTES, "minutes")
        arguments.known("percentage", percentage, _IN_NAME)
        arguments.known("interval", interval, _IN_NAME)
        steps = -(-100 // percentage) - 1
        if self.kind == "TimeBasedLinear" and steps * interval > _INTERVAL_MINUTES[1]:
            rule = f"be at most {_INTERVAL_MINUTES[1]} minutes for all {steps} steps"
            arguments.fail("interval", rule, interval)

    @classmethod
    def canary(cls, *, percentage: int, interval: int) -> TrafficShift:
        """Shift ``percentage`` of the traffic first, and the rest after ``interval`` minutes."""
        return cls("TimeBasedCanary", percentage, interval)

    @classmethod
    def linear(cls, *, percentage: int, interval: int) -> TrafficShift:
        """Shift ``percentage`` of the traffic every ``interval`` minutes."""
        return cls("TimeBasedLinear", percentage, interval)

    @classmethod
    def all_at_once(cls) -> TrafficShift:
        """Shift all traffic at once, after ``before_allow_traffic`` succeeds."""
        return cls("AllAtOnce")

    @property
    def predefined(self) -> str | None:
        """The predefined CodeDeploy configuration, if there is one."""
        return _PREDEFINED.get((self.kind, self.percentage, self.interval))

    def block(self) -> Routing:
        """The configuration's ``traffic_routing_config``."""
        steps = {"percentage": self.percentage, "interval": self.interval}
        return Routing(
            type=self.kind,
            time_based_canary=Canary(**steps) if self.kind == "TimeBasedCanary" else None,
            time_based_linear=Linear(**steps) if self.kind == "TimeBasedLinear" else None,
        )
