"""Provisioned concurrency: execution environments that are kept warm."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.appautoscaling_policy import (
    AppautoscalingPolicy,
    AppautoscalingPolicyTargetTrackingScalingPolicyConfiguration,
    AppautoscalingPolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecification,
)
from cdktf_cdktf_provider_aws.appautoscaling_scheduled_action import (
    AppautoscalingScheduledAction,
    AppautoscalingScheduledActionScalableTargetAction,
)
from cdktf_cdktf_provider_aws.appautoscaling_target import AppautoscalingTarget
from cdktf_cdktf_provider_aws.lambda_provisioned_concurrency_config import (
    LambdaProvisionedConcurrencyConfig,
)

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Number
from lambda_container.events.schedule_expression import check_expression
from lambda_container.terraform.construct_tree import kept_on
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.terraform.references import is_token

if TYPE_CHECKING:
    from lambda_container.function.alias import Alias

_LIMIT = 2**31 - 1
_NAMESPACE = "lambda"
_DIMENSION = "lambda:function:ProvisionedConcurrency"
_METRIC = "LambdaProvisionedConcurrencyUtilization"
# https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
_UTILIZATION = (0.1, 0.9)
_COOLDOWN_SECONDS = (0, _LIMIT)
# https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html
_ID_LIMIT = 256
_TIME_ZONE = re.compile(r"(?=.{1,64}$)[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*")


class ProvisionedConcurrency(LibraryConstruct):
    """Execution environments that are ready before requests arrive.

    Becomes ``aws_lambda_provisioned_concurrency_config``; made by
    ``Alias.add_provisioned_concurrency``. When the alias moves to another version, Lambda first
    prepares that version's environments.

    Attributes:
        resource: The ``aws_lambda_provisioned_concurrency_config``.
        alias: The alias.
    """

    def __init__(
        self,
        alias: Alias,
        id: str,  # noqa: A002 - constructs' own name
        *,
        provisioned_concurrent_executions: Number,
        skip_destroy: bool,
    ) -> None:
        arguments = Arguments.of("ProvisionedConcurrency", alias, id)
        name = "provisioned_concurrent_executions"
        arguments.integer(name, provisioned_concurrent_executions, 1, _LIMIT)
        arguments.boolean("skip_destroy", skip_destroy)
        if alias.version == "$LATEST":
            arguments.fail("version", "be a published version", alias.version)
        _check_reserved(arguments, alias, name, provisioned_concurrent_executions)
        if alias.weighted:
            arguments.fail("additional_versions", "not be set on the alias", alias.name)
        if alias.traits.per_tenant:
            arguments.fail("tenant_isolation_mode", "not be set on the function", "PER_TENANT")
        if alias.traits.managed_instances:
            rule = "not be set on the function"
            arguments.fail("capacity_provider_config", rule, alias.function_name)

        super().__init__(alias, id)
        self.alias = alias
        self.resource = LambdaProvisionedConcurrencyConfig(
            self,
            "Resource",
            function_name=alias.function_name,
            qualifier=alias.qualifier,
            provisioned_concurrent_executions=provisioned_concurrent_executions,
            skip_destroy=skip_destroy or None,
            **alias.tied,
            **alias.placement,
        )
        _reserve(alias, provisioned_concurrent_executions)

    def add_scaling(self, *, min_capacity: Number, max_capacity: Number) -> Scaling:
        """Scale the number with demand or the time of day; see ``Scaling``.

        Args:
            min_capacity: The minimum, 0 or more.
            max_capacity: The maximum, 1 or more.

        Raises:
            InvalidArgument: Numbers that Application Auto Scaling rejects.
        """
        return Scaling(self, "Scaling", min_capacity=min_capacity, max_capacity=max_capacity)


class Scaling(LibraryConstruct):
    """Provisioned concurrency between two bounds; see ``ProvisionedConcurrency.add_scaling``.

    Becomes ``aws_appautoscaling_target``. Terraform then ignores changes to the number itself.

    Attributes:
        resource: The ``aws_appautoscaling_target``.
    """

    def __init__(
        self,
        concurrency: ProvisionedConcurrency,
        id: str,  # noqa: A002 - constructs' own name
        *,
        min_capacity: Number,
        max_capacity: Number,
    ) -> None:
        arguments = Arguments.of("Scaling", concurrency, id)
        _check_capacity(arguments, min_capacity, max_capacity)
        _check_reserved(arguments, concurrency.alias, "max_capacity", max_capacity)

        super().__init__(concurrency, id)
        alias = concurrency.alias
        self._alias, self._placement = alias, alias.placement
        concurrency.resource.lifecycle = TerraformResourceLifecycle(
            ignore_changes=["provisioned_concurrent_executions"],
            replace_triggered_by=alias.replaced_with or None,
        )
        self.resource = AppautoscalingTarget(
            self,
            "Resource",
            service_namespace=_NAMESPACE,
            scalable_dimension=_DIMENSION,
            resource_id=f"function:{alias.function_name}:{alias.qualifier}",
            min_capacity=min_capacity,
            max_capacity=max_capacity,
            depends_on=[concurrency.resource],
            **self._placement,
        )
        self._resource_id: str = self.resource.resource_id
        _reserve(alias, max_capacity)

    def on_utilization(
        self,
        *,
        target: float = 0.7,
        scale_in_cooldown: Number | None = None,
        scale_out_cooldown: Number | None = None,
        disable_scale_in: bool = False,
    ) -> AppautoscalingPolicy:
        """Scale to a target share of busy environments; becomes ``aws_appautoscaling_policy``.

        Args:
            target: 0.1 to 0.9. Default: 0.7.
            scale_in_cooldown: Seconds to wait before the next reduction. Default: AWS's.
            scale_out_cooldown: Seconds to wait before the next increase. Default: AWS's.
            disable_scale_in: Whether the number is never reduced. Default: no.

        Raises:
            InvalidArgument: A number out of range, or a second policy.
        """
        arguments = Arguments.of("Utilization", self, "Utilization")
        arguments.number("target", target, *_UTILIZATION)
        for name, value in (
            ("scale_in_cooldown", scale_in_cooldown),
            ("scale_out_cooldown", scale_out_cooldown),
        ):
            if value is not None:
                arguments.integer(name, value, *_COOLDOWN_SECONDS, "seconds")
        arguments.boolean("disable_scale_in", disable_scale_in)
        metric = AppautoscalingPolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecification(  # noqa: E501
            predefined_metric_type=_METRIC
        )
        return AppautoscalingPolicy(
            self,
            "Utilization",
            name="utilization",
            policy_type="TargetTrackingScaling",
            service_namespace=_NAMESPACE,
            scalable_dimension=_DIMENSION,
            resource_id=self._resource_id,
            target_tracking_scaling_policy_configuration=AppautoscalingPolicyTargetTrackingScalingPolicyConfiguration(
                target_value=target,
                predefined_metric_specification=metric,
                scale_in_cooldown=scale_in_cooldown,
                scale_out_cooldown=scale_out_cooldown,
                disable_scale_in=disable_scale_in,
            ),
            **self._placement,
        )

    def on_schedule(
        self,
        id: str,  # noqa: A002 - constructs' own name
        *,
        schedule: str,
        min_capacity: Number,
        max_capacity: Number,
        timezone: str = "UTC",
    ) -> AppautoscalingScheduledAction:
        """Change the bounds on a schedule; becomes ``aws_appautoscaling_scheduled_action``.

        Args:
            id: At most 256 ASCII letters, digits, ``-`` and ``_``; unique in this scaling; also
                its name.
            schedule: ``cron(0 8 ? * MON-FRI *)``, ``rate(1 day)`` or ``at(2026-01-31T08:00:00)``.
            min_capacity: The minimum from then on.
            max_capacity: The maximum from then on, 1 or more.
            timezone: An IANA name. Default: UTC.

        Raises:
            InvalidArgument: A value that Application Auto Scaling rejects.
        """
        arguments = Arguments.of("Schedule", self, id)
        arguments.text("id", id, _ID_LIMIT)
        check_expression(arguments, "schedule", schedule)
        _check_capacity(arguments, min_capacity, max_capacity)
        _check_reserved(arguments, self._alias, "max_capacity", max_capacity)
        arguments.pattern("timezone", timezone, _TIME_ZONE, "be a time zone such as 'Europe/Paris'")
        action = AppautoscalingScheduledAction(
            self,
            id,
            name=id,
            service_namespace=_NAMESPACE,
            scalable_dimension=_DIMENSION,
            resource_id=self._resource_id,
            schedule=schedule,
            timezone=timezone,
            scalable_target_action=AppautoscalingScheduledActionScalableTargetAction(
                min_capacity=str(min_capacity), max_capacity=str(max_capacity)
            ),
            **self._placement,
        )
        _reserve(self._alias, max_capacity)
        return action


def _check_reserved(arguments: Arguments, alias: Alias, argument: str, number: Number) -> None:
    """The aliases of a function share what is reserved for it."""
    resource = getattr(alias.function, "resource", None)
    reserved = None if resource is None else resource.reserved_concurrent_executions_input
    shares: dict[str, Number] = kept_on(alias.function, "provisioned", dict)
    if is_token(number):
        return
    others = sum(share for name, share in shares.items() if name != alias.name)
    if reserved is not None and not is_token(reserved) and 0 <= reserved < others + number:
        rule = f"be at most the function's reserved_concurrent_executions, {reserved:.0f}"
        if others:
            rule = f"{rule}, of which its other aliases have {others:.0f}"
        arguments.fail(argument, rule, number)


def _reserve(alias: Alias, number: Number) -> None:
    """Remember an alias's share, once what needs it is made."""
    shares: dict[str, Number] = kept_on(alias.function, "provisioned", dict)
    if not is_token(number):
        shares[alias.name] = max(number, shares.get(alias.name, 0))


def _check_capacity(arguments: Arguments, min_capacity: Number, max_capacity: Number) -> None:
    arguments.integer("min_capacity", min_capacity, 0, _LIMIT)
    arguments.integer("max_capacity", max_capacity, 1, _LIMIT)
    known = not (is_token(min_capacity) or is_token(max_capacity))
    if known and max_capacity < min_capacity:
        arguments.fail("max_capacity", f"be {min_capacity} or more", max_capacity)
