"""Aliases: names for versions of a function."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.lambda_alias import LambdaAlias, LambdaAliasRoutingConfig

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Number
from lambda_container.function.invocable import Invocable
from lambda_container.function.watched_feature import Watched
from lambda_container.terraform.escaping import optional_literal
from lambda_container.terraform.references import is_token

if TYPE_CHECKING:
    from lambda_container.deployment.deployment_alarms import AlarmNames
    from lambda_container.deployment.gradual_deployment import GradualDeployment
    from lambda_container.deployment.traffic_shift import TrafficShift
    from lambda_container.deployment.trigger_configuration import TriggerConfiguration
    from lambda_container.function.function import Function
    from lambda_container.function.provisioned_concurrency import ProvisionedConcurrency

# https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html
NAME = re.compile(r"(?![0-9]+$)[A-Za-z0-9_-]{1,128}")
NAME_RULE = "be 1 to 128 letters, digits, '-' and '_', and not a number"
_VERSION = re.compile(r"\$LATEST|[1-9][0-9]{0,19}")
_VERSION_RULE = "be a version number as a string, or '$LATEST'"
_PUBLISHED = re.compile(r"[1-9][0-9]{0,19}")
_PUBLISHED_RULE = "be a published version number as a string"
_DESCRIPTION_LIMIT = 256
_LATEST = "$LATEST"


class Alias(Invocable):
    """A name for a version, which stays while versions change; returned by ``add_alias``.

    Becomes ``aws_lambda_alias``.

    Attributes:
        resource: The ``aws_lambda_alias``.
        function: The function.
        name: The alias's name.
        version: The version that was given, as a string or reference.
        weighted: Whether a second version gets a share of the traffic.
    """

    def __init__(
        self,
        function: Function,
        name: str,
        *,
        version: str | None,
        additional_versions: Mapping[str, float],
        description: str | None,
    ) -> None:
        subject = f"{function.node.path}:{name}" if isinstance(name, str) else function.node.path
        arguments = Arguments(f"Alias {subject!r}")
        known = f"{NAME_RULE} or a reference"
        if is_token(name):
            arguments.fail("name", known, name)
        arguments.pattern("name", name, NAME, known)
        if function.qualifier is not None:
            rule = "be a function without a qualifier"
            arguments.fail("function", rule, function.qualifier)
        if version is None:
            version = function.version
            if version is None:
                rule = "be given, because the function does not have publish=True"
                arguments.fail("version", rule, None)
        arguments.pattern("version", version, _VERSION, _VERSION_RULE)
        weights = _weights(arguments, version, additional_versions)
        if description is not None:
            arguments.text("description", description, _DESCRIPTION_LIMIT, minimum=0)
        id_ = f"Alias-{name}"
        if function.node.try_find_child(id_) is not None:
            arguments.fail("name", "be unique among the function's aliases", name)

        super().__init__(function, id_)
        self._arguments = arguments
        self.function, self.name, self.version = function, name, version
        self.weighted = bool(weights)
        self.function_name, self.role = function.function_name, function.role
        self.traits, self.placement = function.traits, function.placement
        self.timeout = function.timeout
        self.resource = LambdaAlias(
            self,
            "Resource",
            name=name,
            description=optional_literal(description),
            function_name=function.function_name,
            function_version=version,
            routing_config=LambdaAliasRoutingConfig(additional_version_weights=weights)
            if weights
            else None,
            **function.tied,
            **self.placement,
        )
        self.arn = self.resource.arn
        self.qualifier: str = self.resource.name

    @property
    def replaced_with(self) -> list[str]:
        """What replaces the function."""
        return self.function.replaced_with

    @property
    def composed_arn(self) -> str:
        """Its ARN for policies, composed from the function's."""
        return f"{self.function.composed_arn}:{self.name}"

    @property
    def label(self) -> str:
        """Its display name: the function's name and its own."""
        return f"{self.function.known_name}-{self.name}"

    def watch(self, watched: Watched) -> None:
        """Register a feature that alarms watch, for the alias and its function."""
        super().watch(watched)
        self.function.watch(watched)

    def add_provisioned_concurrency(
        self, provisioned_concurrent_executions: Number, *, skip_destroy: bool = False
    ) -> ProvisionedConcurrency:
        """Keep execution environments warm; see ``ProvisionedConcurrency``.

        Args:
            provisioned_concurrent_executions: Their number, 1 or more.
            skip_destroy: Whether to keep them when their resource is destroyed. Default: no.

        Raises:
            InvalidArgument: A number that Lambda rejects, or an unsupported alias: of ``$LATEST``,
                with weights, or of a function with tenant isolation or managed instances.
        """
        from lambda_container.function.provisioned_concurrency import ProvisionedConcurrency  # noqa: PLC0415

        return ProvisionedConcurrency(
            self,
            "ProvisionedConcurrency",
            provisioned_concurrent_executions=provisioned_concurrent_executions,
            skip_destroy=skip_destroy,
        )

    def deploy_gradually(
        self,
        traffic: TrafficShift,
        *,
        alarm_names: AlarmNames = (),
        before_allow_traffic: Function | None = None,
        after_allow_traffic: Function | None = None,
        start: bool = True,
        app_name: str | None = None,
        deployment_group_name: str = "deployment",
        trigger_configuration: Sequence[TriggerConfiguration] = (),
        role_path: str | None = None,
        permissions_boundary: str | None = None,
    ) -> GradualDeployment:
        """Shift traffic to each new version with CodeDeploy; see ``GradualDeployment``.

        Args:
            traffic: One of ``TrafficShift.canary(...)``, ``.linear(...)`` or ``.all_at_once()``.
            alarm_names: CloudWatch alarms that stop a deployment and roll it back; at most 10:
                names or each ``Alarm``, a mapping of them, or what ``add_alarms`` returns.
            before_allow_traffic: A function that checks the new version before it gets traffic.
            after_allow_traffic: A function that checks the new version once it gets all traffic.
            start: Whether ``terraform apply`` starts each deployment with the AWS CLI and waits for
                it (default); otherwise, a pipeline must.
            app_name: The name of the ``aws_codedeploy_app``: 1 to 100 letters, digits and
                ``._+=,@-``. Default: the names of the function and the alias.
            deployment_group_name: The name of the ``aws_codedeploy_deployment_group``, likewise.
            trigger_configuration: Topics that CodeDeploy tells of deployments, at most 10.
            role_path: The path of CodeDeploy's role. Default: that of the function's role.
            permissions_boundary: The ARN of a managed policy that bounds it. Default: that of the
                function's role.

        Raises:
            InvalidArgument: A value that CodeDeploy rejects.
        """
        from lambda_container.deployment.gradual_deployment import GradualDeployment  # noqa: PLC0415

        return GradualDeployment(
            self,
            "Deployment",
            traffic=traffic,
            alarm_names=alarm_names,
            before_allow_traffic=before_allow_traffic,
            after_allow_traffic=after_allow_traffic,
            start=start,
            app_name=app_name,
            deployment_group_name=deployment_group_name,
            trigger_configuration=trigger_configuration,
            role_path=role_path,
            permissions_boundary=permissions_boundary,
        )


def _weights(
    arguments: Arguments, version: str, additional_versions: Mapping[str, float]
) -> dict[str, float]:
    name = "additional_versions"
    weights: dict[str, float] = arguments.mapping(name, additional_versions)
    if len(weights) > 1:
        arguments.fail(name, "name at most one version", sorted(weights))
    for other, weight in weights.items():
        arguments.pattern(f"{name} key", other, _PUBLISHED, _PUBLISHED_RULE)
        if other == version:
            arguments.fail(f"{name} key", "be a version other than the alias's own", other)
        arguments.number(f"{name}[{other!r}]", weight, 0, 1)
    if weights and version == _LATEST:
        arguments.fail("version", f"{_PUBLISHED_RULE} with {name}", version)
    return weights
