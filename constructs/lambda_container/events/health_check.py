"""Health checks of a load balancer for a function."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cdktf_cdktf_provider_aws.lb_target_group import LbTargetGroupHealthCheck

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Number
from lambda_container.terraform.escaping import literal
from lambda_container.terraform.references import is_token

# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
_PATH = re.compile(r"/[!-~]{0,1023}")
_INTERVAL_SECONDS = (5, 300)
_TIMEOUT_SECONDS = (2, 120)
_THRESHOLD = (2, 10)
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html
_CODE = r"[2-4][0-9][0-9]"
_RANGE = re.compile(rf"({_CODE})-({_CODE})")
_MATCHER = re.compile(rf"{_CODE}(-{_CODE})?(,{_CODE}(-{_CODE})?)*")


@dataclass(frozen=True, kw_only=True, slots=True)
class HealthCheck:
    """Requests that an Application Load Balancer sends to check that a function responds.

    Each request is a billed invocation that serves no caller.

    Attributes:
        path: Begins with ``/``; at most 1,024 characters. Default: ``/``.
        interval: 5 to 300 seconds between requests, more than ``timeout``. Default: 35.
        timeout: 2 to 120 seconds to wait for a response. Default: 30.
        healthy_threshold: 2 to 10 consecutive successes that make the function healthy. Default: 5.
        unhealthy_threshold: 2 to 10 consecutive failures that make it unhealthy. Default: 2.
        matcher: HTTP codes that mean success, such as ``200``, ``200,204`` or ``200-399``; 200 to
            499. Default: ``200``.

    Raises:
        InvalidArgument: A value that Elastic Load Balancing rejects.
    """

    path: str = "/"
    interval: Number = 35
    timeout: Number = 30
    healthy_threshold: Number = 5
    unhealthy_threshold: Number = 2
    matcher: str = "200"

    def __post_init__(self) -> None:
        arguments = Arguments("HealthCheck")
        rule = "begin with '/' and be at most 1024 characters without spaces"
        arguments.pattern("path", self.path, _PATH, rule)
        arguments.integer("interval", self.interval, *_INTERVAL_SECONDS, "seconds")
        arguments.integer("timeout", self.timeout, *_TIMEOUT_SECONDS, "seconds")
        known = not (is_token(self.interval) or is_token(self.timeout))
        if known and self.timeout >= self.interval:
            rule = f"be less than the interval of {self.interval} seconds"
            arguments.fail("timeout", rule, self.timeout)
        arguments.integer("healthy_threshold", self.healthy_threshold, *_THRESHOLD)
        arguments.integer("unhealthy_threshold", self.unhealthy_threshold, *_THRESHOLD)
        rule = "be HTTP codes of 200 to 499, such as '200', '200,204' or '200-399'"
        arguments.pattern("matcher", self.matcher, _MATCHER, rule)
        for first, last in _RANGE.findall(self.matcher):
            if first > last:
                arguments.fail("matcher", "name the lower code of a range first", self.matcher)

    def block(self, *, enabled: bool = True) -> LbTargetGroupHealthCheck:
        """The target group's ``health_check``; also written if it is off, so that it can go off."""
        return LbTargetGroupHealthCheck(
            enabled=enabled,
            path=literal(self.path),
            interval=self.interval,
            timeout=self.timeout,
            healthy_threshold=self.healthy_threshold,
            unhealthy_threshold=self.unhealthy_threshold,
            matcher=self.matcher,
        )
