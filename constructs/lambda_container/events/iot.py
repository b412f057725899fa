"""AWS IoT as a source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from cdktf import Fn
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from cdktf_cdktf_provider_aws.iot_topic_rule import (
    IotTopicRule,
    IotTopicRuleErrorAction,
    IotTopicRuleErrorActionSns,
    IotTopicRuleErrorActionSqs,
    IotTopicRuleLambda,
)

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.physical_names import check_unique_name
from lambda_container.events.iot_sql import RULE_LIMIT, check_sql
from lambda_container.events.service_role import service_role
from lambda_container.events.source_arn import id_of
from lambda_container.function.destination import Destination
from lambda_container.iam.condition import Condition
from lambda_container.role.role_place import RolePlace
from lambda_container.terraform.caller_identity import Location, location
from lambda_container.terraform.construct_tree import path_of
from lambda_container.terraform.escaping import literal, literal_texts, optional_literal
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.terraform.references import is_token

if TYPE_CHECKING:
    from lambda_container.function.invocable import Invocable

SqlVersion = Literal["2016-03-23", "2015-10-08", "beta"]

# https://docs.aws.amazon.com/iot/latest/apireference/API_CreateTopicRule.html
_NAME = re.compile(r"\w{1,128}", re.ASCII)
_NAME_RULE = "be 1 to 128 letters, digits and '_'"
_NOT_FOR_NAMES = re.compile(r"\W", re.ASCII)


@dataclass(frozen=True)
class IotEventSource:
    """Device messages that a rule selects; becomes ``aws_iot_topic_rule``.

    Attributes:
        sql: Such as ``SELECT *, topic(2) AS device FROM 'shop/+/orders' WHERE total > 0``; the
            result is the function's event. Without FROM, the rule gets only messages published
            to ``$aws/rules/NAME`` (Basic Ingest).
        sql_version: ``2016-03-23`` (default), ``2015-10-08`` or ``beta``.
        name: 1 to 128 letters, digits and ``_``. Default: the construct's path, joined by ``_``.
        description: Literal text.
        error_action: Where AWS IoT sends a message that it could not deliver to the function, with
            the reason: a ``Destination.queue`` or ``.topic``, for which the rule gets its own
            role. Default: the message is lost.
        enabled: Whether the rule is enabled. Default: yes.
        tags: At most 50.
        role_path: The path of the error action's role. Default: that of the function's role.
        permissions_boundary: The ARN of a managed policy that bounds it. Default: that of the
            function's role.
        id: The construct id in the function. Default: ``Iot-`` and the name.

    Raises:
        InvalidArgument: A value that AWS IoT rejects.
    """

    sql: str
    sql_version: SqlVersion = "2016-03-23"
    name: str | None = None
    description: str | None = None
    error_action: Destination | None = None
    enabled: bool = True
    tags: Mapping[str, str] = field(default_factory=dict)
    role_path: str | None = None
    permissions_boundary: str | None = None
    id: str | None = None

    def __post_init__(self) -> None:
        arguments = Arguments("IotEventSource")
        check_sql(arguments, "sql", self.sql)
        arguments.literal("sql_version", self.sql_version, SqlVersion)
        arguments.optional(arguments.pattern, "name", self.name, _NAME, _NAME_RULE)
        arguments.optional(arguments.text, "description", self.description, RULE_LIMIT)
        if self.error_action is not None:
            arguments.instance("error_action", self.error_action, Destination)
            if self.error_action.kind not in ("queue", "topic"):
                rule = "be a Destination.queue or a Destination.topic"
                arguments.fail("error_action", rule, self.error_action.kind)
        arguments.boolean("enabled", self.enabled)
        arguments.tags("tags", self.tags)
        _ = self.role_place

    @property
    def role_place(self) -> RolePlace:
        """Path and permissions boundary of the role for the error action."""
        arguments = Arguments("IotEventSource")
        return RolePlace.checked(arguments, self.role_path, self.permissions_boundary)

    def bind(self, target: Invocable) -> IotRule:
        """Create the rule; see ``add_event_source``."""
        return IotRule(target, self)


class IotRule(LibraryConstruct):
    """An AWS IoT rule that invokes a function; created by ``add_event_source``.

    Attributes:
        resource: The ``aws_iot_topic_rule``.
        permission: The ``aws_lambda_permission``.
        role: The ``aws_iam_role`` for the error action, if there is one.
        policy: Its ``aws_iam_role_policy``.
    """

    def __init__(self, target: Invocable, source: IotEventSource) -> None:
        id_ = id_of("Iot", source.name) if source.id is None else source.id
        arguments = Arguments.of("IotRule", target, id_)
        name = source.name
        if name is None:
            name = _NOT_FOR_NAMES.sub("_", f"{path_of(target)}/{id_}")
            arguments.pattern("name", name, _NAME, _NAME_RULE)
        check_unique_name(arguments, target, "IoT rule", name, placement=target.placement)
        super().__init__(target, id_)
        here = location(target, target.placement)
        everything = f"arn:{here.partition}:iot:{here.region}:{here.account}"
        # Composed: the rule is created only once it may invoke the function.
        self.permission = target.add_permission(
            f"{id_}-Permission",
            principal="iot.amazonaws.com",
            source_arn=f"{everything}:rule/{name}",
        )
        self.role: IamRole | None = None
        self.policy: IamRolePolicy | None = None
        if source.error_action is not None:
            # https://docs.aws.amazon.com/iot/latest/developerguide/cross-service-confused-deputy-prevention.html
            self.role, self.policy = service_role(
                self,
                service="iot.amazonaws.com",
                conditions=[
                    Condition("StringEquals", "aws:SourceAccount", [here.account]),
                    Condition("ArnLike", "aws:SourceArn", [f"{everything}:*"]),
                ],
                name="iot-rule",
                statements=source.error_action.statements(),
                place=source.role_place.like(target.role),
                provider=target.placement.provider,
            )
        self.resource = IotTopicRule(
            self,
            "Resource",
            name=name,
            description=optional_literal(source.description),
            sql=literal(source.sql),
            sql_version=source.sql_version,
            enabled=source.enabled,
            lambda_=[IotTopicRuleLambda(function_arn=target.arn)],
            error_action=_error_action(source.error_action, self.role, here),
            tags=literal_texts(source.tags) or None,
            depends_on=[self.permission, *([] if self.policy is None else [self.policy])],
            **target.placement,
        )


def _error_action(
    destination: Destination | None, role: IamRole | None, here: Location
) -> IotTopicRuleErrorAction | None:
    if destination is None or role is None:
        return None
    if destination.kind == "topic":
        topic = IotTopicRuleErrorActionSns(
            target_arn=destination.arn, role_arn=role.arn, message_format="RAW"
        )
        return IotTopicRuleErrorAction(sns=topic)
    queue = IotTopicRuleErrorActionSqs(
        queue_url=_queue_url(destination.arn, here), role_arn=role.arn, use_base64=False
    )
    return IotTopicRuleErrorAction(sqs=queue)


def _queue_url(arn: str, here: Location) -> str:
    # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html
    if is_token(arn):
        parts = Fn.split(":", arn)
        region, account, name = (Fn.element(parts, i) for i in (3, 4, 5))
    else:
        region, account, name = arn.split(":")[3:]
    return f"https://sqs.{region}.{here.dns_suffix}/{account}/{name}"
