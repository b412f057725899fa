"""A topic that CodeDeploy tells of deployments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cdktf_cdktf_provider_aws.codedeploy_deployment_group import (
    CodedeployDeploymentGroupTriggerConfiguration,
)
from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.same_region import check_same_region
from lambda_container.iam.grant import granted
from lambda_container.iam.statement import Statement
from lambda_container.terraform.escaping import literal

if TYPE_CHECKING:
    from lambda_container.function.alias import Alias
    from lambda_container.iam.grants import KmsKeyOrArn, Topic

# Those of the API without what concerns instances, which Lambda has none of:
# https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_TriggerConfig.html
TriggerEvent = Literal[
    "DeploymentFailure",
    "DeploymentRollback",
    "DeploymentStart",
    "DeploymentStop",
    "DeploymentSuccess",
]

# CodeDeploy documents none; nobody reads a longer one.
_NAME_LIMIT = 256
# https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html
_TRIGGERS = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class TriggerConfiguration:
    """A topic that CodeDeploy tells of a deployment's events.

    A ``trigger_configuration`` of ``aws_codedeploy_deployment_group``. CodeDeploy's role may then
    publish to the topic, and use its key.

    Attributes:
        trigger_name: 1 to 256 characters, unique in a deployment group.
        trigger_events: What CodeDeploy tells of; at least one.
        trigger_target_arn: A standard topic: an ``aws_sns_topic`` (a resource or a data source), a
            topic of this library, or the ARN of one.
        kms_key: The key that encrypts the topic. Default: the one that the topic names; none for a
            data source and for an ARN.

    Raises:
        InvalidArgument: No event, an unknown one, or a FIFO topic: CodeDeploy sends no group ids.
    """

    trigger_name: str
    trigger_events: Sequence[TriggerEvent]
    trigger_target_arn: Topic
    kms_key: KmsKeyOrArn | None = None

    def __post_init__(self) -> None:
        arguments = Arguments("TriggerConfiguration")
        arguments.text("trigger_name", self.trigger_name, _NAME_LIMIT)
        events = arguments.known_strings("trigger_events", self.trigger_events, _NAME_LIMIT)
        arguments.each(arguments.choice, "trigger_events", events, TriggerEvent)
        if not events or len(set(events)) < len(events):
            arguments.fail("trigger_events", "name each event once, and at least one", events)
        object.__setattr__(self, "trigger_events", tuple(events))
        topic = self.trigger_target_arn
        fifo = topic.endswith(".fifo") if isinstance(topic, str) else _is_fifo(topic)
        if fifo:
            rule = "be a standard topic, not a FIFO one"
            arguments.fail("trigger_target_arn", rule, topic)

    def block(
        self, arguments: Arguments, scope: Construct
    ) -> tuple[CodedeployDeploymentGroupTriggerConfiguration, list[Statement]]:
        """The block of a deployment group, and what CodeDeploy's role needs for it.

        Raises:
            InvalidArgument: Not a topic, or a key that cannot be told.
        """
        arn, statements = granted(
            arguments,
            scope,
            "trigger_target_arn",
            self.trigger_target_arn,
            "publish",
            kms_key=self.kms_key,
        )
        block = CodedeployDeploymentGroupTriggerConfiguration(
            trigger_name=literal(self.trigger_name),
            trigger_events=list(self.trigger_events),
            trigger_target_arn=arn,
        )
        return block, statements


def trigger_blocks(
    arguments: Arguments, alias: Alias, given: Sequence[TriggerConfiguration]
) -> tuple[list[CodedeployDeploymentGroupTriggerConfiguration], list[Statement]]:
    """The blocks of a deployment group, and what CodeDeploy's role needs for them.

    Raises:
        InvalidArgument: Too many, two of one name, a topic of another Region, or no topic.
    """
    name = "trigger_configuration"
    triggers = arguments.items(name, given, TriggerConfiguration)
    names = [trigger.trigger_name for trigger in triggers]
    if len(names) > _TRIGGERS:
        arguments.fail(name, f"have at most {_TRIGGERS} triggers", len(names))
    if len(set(names)) < len(names):
        arguments.fail(name, "have a trigger_name of its own each", names)
    blocks, statements = [], []
    for trigger in triggers:
        check_same_region(arguments, alias, alias.placement, **{name: trigger.trigger_target_arn})
        block, needed = trigger.block(arguments, alias)
        blocks.append(block)
        statements += needed
    return blocks, statements


def _is_fifo(topic: object) -> bool:
    """Whether a topic's construct says that it is a FIFO one."""
    return getattr(getattr(topic, "resource", topic), "fifo_topic_input", None) is True
