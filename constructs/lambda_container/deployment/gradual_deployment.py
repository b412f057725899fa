"""Gradual deployment of new versions with CodeDeploy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cdktf import TerraformResource, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.codedeploy_app import CodedeployApp
from cdktf_cdktf_provider_aws.codedeploy_deployment_config import CodedeployDeploymentConfig
from cdktf_cdktf_provider_aws.codedeploy_deployment_group import (
    CodedeployDeploymentGroup,
    CodedeployDeploymentGroupAlarmConfiguration,
    CodedeployDeploymentGroupAutoRollbackConfiguration,
    CodedeployDeploymentGroupDeploymentStyle,
    CodedeployDeploymentGroupTriggerConfiguration,
)
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy

from lambda_container.caller import warn
from lambda_container.checks.arguments import Arguments
from lambda_container.checks.physical_names import check_unique_name
from lambda_container.checks.same_region import check_same_region
from lambda_container.deployment.codedeploy_permissions import codedeploy_permissions
from lambda_container.deployment.deployment_alarms import AlarmNames, check_alarms, checked_names
from lambda_container.deployment.revision import revision_of
from lambda_container.deployment.start import start_with_aws_cli
from lambda_container.deployment.traffic_shift import TrafficShift
from lambda_container.deployment.trigger_configuration import TriggerConfiguration, trigger_blocks
from lambda_container.function.service_permissions import allow_lambda
from lambda_container.iam.condition import Condition
from lambda_container.iam.policy_document import PolicyDocument
from lambda_container.iam.principal import Principal
from lambda_container.iam.statement import Statement
from lambda_container.role.role_place import RolePlace
from lambda_container.terraform.caller_identity import location
from lambda_container.terraform.escaping import literal
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.terraform.references import is_token
from lambda_container.terraform.replacement import new_one_first

if TYPE_CHECKING:
    from lambda_container.function.alias import Alias
    from lambda_container.function.function import Function

# https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html
_NAME_LIMIT = 100
_NAME = re.compile(rf"[A-Za-z0-9._+=,@-]{{1,{_NAME_LIMIT}}}")
_NAME_RULE = f"be letters, digits and any of '._+=,@-', at most {_NAME_LIMIT} characters"
_ROLE_PREFIX_LIMIT = 38


class GradualDeployment(LibraryConstruct):
    """Shifts an alias to each new version with CodeDeploy, and back when an alarm goes off.

    Becomes ``aws_codedeploy_app``, ``aws_codedeploy_deployment_group``, a least-privilege role for
    CodeDeploy, and ``aws_codedeploy_deployment_config`` unless CodeDeploy predefines one. Terraform
    creates the alias, and then leaves its version and weights to CodeDeploy. The previous version
    and its image remain until the version is deleted in Lambda. Created by
    ``Alias.deploy_gradually``.

    Attributes:
        app: The ``aws_codedeploy_app``.
        group: The ``aws_codedeploy_deployment_group``.
        config: The ``aws_codedeploy_deployment_config``; ``None`` for a predefined one.
        role: CodeDeploy's ``aws_iam_role``.
        policy: Its ``aws_iam_role_policy``.
        start: The ``terraform_data`` that starts deployments; ``None`` if a pipeline starts them.
        revision: The ``--revision`` for ``aws deploy create-deployment``, as a reference.
    """

    def __init__(
        self,
        alias: Alias,
        id: str,  # noqa: A002 - constructs' own name
        *,
        traffic: TrafficShift,
        alarm_names: AlarmNames,
        before_allow_traffic: Function | None,
        after_allow_traffic: Function | None,
        start: bool,
        app_name: str | None,
        deployment_group_name: str,
        trigger_configuration: Sequence[TriggerConfiguration],
        role_path: str | None,
        permissions_boundary: str | None,
    ) -> None:
        arguments = Arguments.of("GradualDeployment", alias, id)
        arguments.instance("traffic", traffic, TrafficShift)
        alarms = checked_names(arguments, alarm_names)
        hooks = {
            "BeforeAllowTraffic": before_allow_traffic,
            "AfterAllowTraffic": after_allow_traffic,
        }
        functions = _hooks(arguments, alias, before_allow_traffic, after_allow_traffic)
        arguments.switch("start", start)
        group = deployment_group_name
        _check_name(arguments, "deployment_group_name", group)
        triggers, publishing = trigger_blocks(arguments, alias, trigger_configuration)
        place = RolePlace.checked(arguments, role_path, permissions_boundary)
        hooked = {"before_allow_traffic": before_allow_traffic}
        hooked["after_allow_traffic"] = after_allow_traffic
        check_same_region(arguments, alias, alias.placement, **hooked)
        if alias.version == "$LATEST":
            arguments.fail("version", "be a published one", alias.version)
        known_name = _known_name(arguments, alias, app_name, traffic)
        if alias.weighted:
            arguments.fail("additional_versions", "not be given to the alias", alias.name)
        if not is_token(alarms) and not alarms and not any(hooks.values()):
            warn(
                f"{arguments.subject}: no alarm and no function watches it, so each version gets"
                " all traffic in the end, also one that fails: pass alarm_names=, such as what"
                " add_alarms() returns, or before_allow_traffic="
            )
        if traffic.percentage is None and alarms and not any(hooks.values()):
            warn(
                f"{arguments.subject}: all traffic shifts at once, and the deployment is over"
                " before an alarm can go off: pass a canary or linear shift, or a function that"
                " checks it"
            )
        check_alarms(arguments, alias, alarm_names, traffic)

        super().__init__(alias, id)
        self._alias, self._placement = alias, alias.placement
        alias.resource.lifecycle = TerraformResourceLifecycle(
            ignore_changes=["function_version", "routing_config"],
            replace_triggered_by=alias.replaced_with or None,
        )
        provider = alias.placement.provider
        where = location(self, alias.placement)
        name = f"{alias.function_name}-{alias.name}"
        self.app = CodedeployApp(
            self, "App", name=app_name or name, compute_platform="Lambda", **self._placement
        )
        self.config = self._config(traffic, name)
        self.role = self._role(where.account, place, provider)
        document = PolicyDocument(
            self,
            "PolicyDocument",
            [*codedeploy_permissions(alias, functions, alarms), *publishing],
            provider=provider,
        )
        self.policy = IamRolePolicy(
            self,
            "Policy",
            name="deployment",
            role=self.role.id,
            policy=document.json,
            provider=provider,
        )
        self.group = self._group(group, traffic, alarms, triggers)
        # Composed: the hooks' roles are created before CodeDeploy's, which may invoke the hooks.
        for function in functions:
            # Said with the hook's own data sources: its role may be of another stack.
            theirs = location(function, function.placement)
            here = f"arn:{theirs.partition}:codedeploy:{theirs.region}:{theirs.account}"
            group_arn = f"{here}:deploymentgroup:{known_name}/{group}"
            answer = Statement(
                actions=["codedeploy:PutLifecycleEventHookExecutionStatus"], resources=[group_arn]
            )
            allow_lambda(function.role, [answer])
        self.revision = revision_of(alias, hooks)
        self.start = self._start(where.region) if start else None

    def _config(self, traffic: TrafficShift, name: str) -> CodedeployDeploymentConfig | None:
        if traffic.predefined is not None:
            return None
        return CodedeployDeploymentConfig(
            self,
            "Config",
            deployment_config_name=_config_name(self._alias, traffic, name),
            compute_platform="Lambda",
            traffic_routing_config=traffic.block(),
            **self._placement,
        )

    def _role(self, account: str, place: RolePlace, provider: Any) -> IamRole:
        trust = Statement(
            actions=["sts:AssumeRole"],
            principals=[Principal("Service", ["codedeploy.amazonaws.com"])],
            conditions=[Condition("StringEquals", "aws:SourceAccount", [account])],
        )
        document = PolicyDocument(self, "TrustDocument", [trust], provider=provider)
        prefix = f"codedeploy-{self._alias.name}"[: _ROLE_PREFIX_LIMIT - 1]
        return IamRole(
            self,
            "Role",
            name_prefix=f"{prefix}-",
            **place.like(self._alias.role),
            assume_role_policy=document.json,
            provider=provider,
            **new_one_first(),
        )

    def _group(
        self,
        name: str,
        traffic: TrafficShift,
        alarms: list[str],
        triggers: list[CodedeployDeploymentGroupTriggerConfiguration],
    ) -> CodedeployDeploymentGroup:
        on_alarm = ["DEPLOYMENT_STOP_ON_ALARM"] if alarms else []
        return CodedeployDeploymentGroup(
            self,
            "Group",
            app_name=self.app.name,
            deployment_group_name=name,
            deployment_config_name=traffic.predefined
            if self.config is None
            else self.config.deployment_config_name,
            service_role_arn=self.role.arn,
            deployment_style=CodedeployDeploymentGroupDeploymentStyle(
                deployment_option="WITH_TRAFFIC_CONTROL", deployment_type="BLUE_GREEN"
            ),
            auto_rollback_configuration=CodedeployDeploymentGroupAutoRollbackConfiguration(
                enabled=True, events=["DEPLOYMENT_FAILURE", *on_alarm]
            ),
            alarm_configuration=CodedeployDeploymentGroupAlarmConfiguration(
                enabled=True, alarms=[literal(alarm) for alarm in alarms]
            )
            if alarms
            else None,
            trigger_configuration=triggers or None,
            depends_on=[self.policy],
            **self._placement,
        )

    def _start(self, region: str) -> TerraformResource:
        environment = {
            "APPLICATION": self.app.name,
            "CURRENT_VERSION": self._alias.resource.function_version,
            "DEPLOYMENT_GROUP": self.group.deployment_group_name,
            "DEPLOY_REGION": region,
            "REVISION": self.revision,
            "TARGET_VERSION": self._alias.version,
        }
        return start_with_aws_cli(
            self, "Start", target_version=self._alias.version, environment=environment
        )


def _config_name(alias: Alias, traffic: TrafficShift, name: str | None = None) -> str:
    return f"{name or alias.label}-{traffic.percentage}-percent-{traffic.interval}"


def _known_name(
    arguments: Arguments, alias: Alias, app_name: str | None, traffic: TrafficShift
) -> str:
    """The application's name, as far as it is known; what is named after the alias fits."""
    name = alias.label
    if app_name is not None:
        name = app_name
        _check_name(arguments, "app_name", name)
    elif not is_token(name) and len(name) > _NAME_LIMIT:
        rule = (
            f"have at most {_NAME_LIMIT} characters together with the function's name, or"
            " app_name= must be given"
        )
        arguments.fail("alias", rule, name)
    if traffic.predefined is None and len(_config_name(alias, traffic)) > _NAME_LIMIT:
        rule = f"make names of at most {_NAME_LIMIT} characters with function and percentage"
        arguments.fail("alias", rule, _config_name(alias, traffic))
    check_unique_name(
        arguments,
        alias,
        "CodeDeploy application",
        name,
        placement=alias.placement,
        argument="alias" if app_name is None else "app_name",
    )
    return name


def _check_name(arguments: Arguments, argument: str, name: str) -> None:
    arguments.pattern(argument, name, _NAME, _NAME_RULE)
    arguments.known(argument, name, "it is part of an ARN")


def _hooks(arguments: Arguments, alias: Alias, *hooks: Function | None) -> list[Function]:
    names = ("before_allow_traffic", "after_allow_traffic")
    functions: list[Function] = []
    for name, hook in zip(names, hooks, strict=True):
        if hook is None:
            continue
        # Importing the class of functions here would be a circular import.
        if not hasattr(hook, "add_alias"):
            arguments.fail(name, "be a function", hook)
        if hook is alias.function:
            arguments.fail(name, "be a different function from the one that is deployed", hook.arn)
        functions.append(hook)
    return functions
