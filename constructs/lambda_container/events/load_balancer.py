"""An Application Load Balancer as a source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.lb_listener_rule import (
    LbListenerRule,
    LbListenerRuleAction,
    LbListenerRuleCondition,
    LbListenerRuleConditionHostHeader,
    LbListenerRuleConditionPathPattern,
)
from cdktf_cdktf_provider_aws.lb_target_group import LbTargetGroup
from cdktf_cdktf_provider_aws.lb_target_group_attachment import LbTargetGroupAttachment
from constructs import Construct

from lambda_container.checks.arguments import Arguments, Number
from lambda_container.events.health_check import HealthCheck
from lambda_container.events.source_arn import SourceKind, id_of
from lambda_container.terraform.escaping import literal, literal_texts

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.data_aws_lb_listener import DataAwsLbListener
    from cdktf_cdktf_provider_aws.lb_listener import LbListener

    from lambda_container.function.invocable import Invocable

_LISTENER = SourceKind("elasticloadbalancing", "listener/app/", ("aws_lb_listener",))
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
_NAME = re.compile(r"(?!internal-)(?!-)[A-Za-z0-9-]{1,32}(?<!-)")
_NAME_RULE = "be 1 to 32 letters, digits and '-', without one at its ends, and not 'internal-...'"
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html
_PRIORITY = (1, 50_000)
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
_VALUES_OF_A_CONDITION = 3
_VALUES_OF_A_RULE = 5
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
_VALUE_LIMIT = 128


@dataclass(frozen=True)
class LoadBalancerEventSource:
    """Requests to an Application Load Balancer, which answers with what the function returns.

    Becomes ``aws_lb_target_group`` of type ``lambda`` with its ``aws_lb_target_group_attachment``,
    and ``aws_lb_listener_rule`` where a listener is given. Who may send requests is the load
    balancer's matter: its security group, and actions of the listener that authenticate.

    Attributes:
        listener: An ``LbListener`` of Terraform's, or the listener's ARN. Default: none; a
            listener of one's own then forwards to ``target_group``.
        path_patterns: For the listener's rule: such as ``/orders/*``; at most 3.
        host_headers: The same for hosts, such as ``*.example.com``; at most 3, and 5 with
            ``path_patterns``.
        priority: 1 to 50,000, which no other rule of the listener has. Default: behind the others.
        multi_value_headers: Whether events have ``multiValueHeaders`` and
            ``multiValueQueryStringParameters``, and answers too. Default: no, which keeps the
            last value of each name.
        health_check: Whether and how the function is checked. Default: not.
        name: 1 to 32 letters, digits and ``-``, for the target group. Default: Terraform makes
            one up.
        tags: At most 50, for target group and rule.
        id: The id in the function. Default: ``LoadBalancer-`` and the name.

    Raises:
        InvalidArgument: A value that Elastic Load Balancing would refuse.
    """

    listener: LbListener | DataAwsLbListener | str | None = None
    path_patterns: Sequence[str] = ()
    host_headers: Sequence[str] = ()
    priority: Number | None = None
    multi_value_headers: bool = False
    health_check: HealthCheck | None = None
    name: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    id: str | None = None

    def __post_init__(self) -> None:
        arguments = Arguments("LoadBalancerEventSource")
        if self.listener is not None:
            _LISTENER.arn_of(arguments, "listener", self.listener)
        count = 0
        for name in ("path_patterns", "host_headers"):
            values = arguments.strings(name, getattr(self, name), _VALUE_LIMIT)
            count += len(values)
            if len(values) > _VALUES_OF_A_CONDITION:
                rule = f"have at most {_VALUES_OF_A_CONDITION} texts"
                arguments.fail(name, rule, len(values))
            self._check_listener(arguments, name, given=bool(values))
        if count > _VALUES_OF_A_RULE:
            rule = f"have at most {_VALUES_OF_A_RULE} texts together with path_patterns"
            arguments.fail("host_headers", rule, count)
        if self.listener is not None and not count:
            rule = "be given, or host_headers: a listener's rule needs a condition"
            arguments.fail("path_patterns", rule, self.path_patterns)
        if self.priority is not None:
            arguments.integer("priority", self.priority, *_PRIORITY)
            self._check_listener(arguments, "priority", given=True)
        arguments.boolean("multi_value_headers", self.multi_value_headers)
        if self.health_check is not None:
            arguments.instance("health_check", self.health_check, HealthCheck)
        if self.name is not None:
            arguments.pattern("name", self.name, _NAME, _NAME_RULE)
        arguments.tags("tags", self.tags)

    @property
    def listener_arn(self) -> str | None:
        """The listener's ARN."""
        if self.listener is None:
            return None
        return _LISTENER.arn_of(Arguments("LoadBalancerEventSource"), "listener", self.listener)

    def bind(self, target: Invocable) -> LoadBalancerTarget:
        """Make the target group; see ``add_event_source``."""
        return LoadBalancerTarget(target, self)

    def conditions(self) -> list[LbListenerRuleCondition]:
        """The rule's ``condition``."""
        conditions = []
        if self.path_patterns:
            paths = [literal(value) for value in self.path_patterns]
            condition = LbListenerRuleConditionPathPattern(values=paths)
            conditions.append(LbListenerRuleCondition(path_pattern=condition))
        if self.host_headers:
            hosts = [literal(value) for value in self.host_headers]
            host_header = LbListenerRuleConditionHostHeader(values=hosts)
            conditions.append(LbListenerRuleCondition(host_header=host_header))
        return conditions

    def _check_listener(self, arguments: Arguments, name: str, *, given: bool) -> None:
        if given and self.listener is None:
            arguments.fail(name, "be given with listener= only", getattr(self, name))


class LoadBalancerTarget(Construct):
    """A function behind a load balancer; made by ``add_event_source``.

    Attributes:
        target_group: The ``aws_lb_target_group``; listeners forward to its ``arn``.
        permission: The ``aws_lambda_permission``.
        attachment: The ``aws_lb_target_group_attachment``.
        listener_rule: The ``aws_lb_listener_rule``; ``None`` without a listener.
    """

    def __init__(self, target: Invocable, source: LoadBalancerEventSource) -> None:
        id_ = id_of("LoadBalancer", source.name) if source.id is None else source.id
        Arguments.of("LoadBalancerTarget", target, id_)
        super().__init__(target, id_)
        tags = literal_texts(source.tags) or None
        self.target_group = LbTargetGroup(
            self,
            "Resource",
            name=source.name,
            target_type="lambda",
            lambda_multi_value_headers_enabled=source.multi_value_headers,
            health_check=None if source.health_check is None else source.health_check.block(),
            # A listener that forwards to a group keeps it from being deleted.
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
            tags=tags,
            **target.placement,
        )
        self.permission = target.add_permission(
            f"{id_}-Permission",
            principal="elasticloadbalancing.amazonaws.com",
            source_arn=self.target_group.arn,
        )
        self.attachment = LbTargetGroupAttachment(
            self,
            "Attachment",
            target_group_arn=self.target_group.arn,
            target_id=target.arn,
            depends_on=[self.permission],
            **target.placement,
        )
        listener = source.listener_arn
        self.listener_rule: LbListenerRule | None = None
        if listener is not None:
            self.listener_rule = LbListenerRule(
                self,
                "ListenerRule",
                listener_arn=listener,
                priority=source.priority,
                condition=source.conditions(),
                action=[
                    LbListenerRuleAction(type="forward", target_group_arn=self.target_group.arn)
                ],
                # Requests that come before the function is there would be answered with 503.
                depends_on=[self.attachment],
                tags=tags,
                **target.placement,
            )
