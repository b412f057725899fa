"""What polls a source for a function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.lambda_event_source_mapping import (
    LambdaEventSourceMapping,
    LambdaEventSourceMappingDestinationConfig,
    LambdaEventSourceMappingDestinationConfigOnFailure,
)
from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.function.service_permissions import allow_lambda
from lambda_container.terraform.escaping import literal_texts

if TYPE_CHECKING:
    from lambda_container.events.polled_source import PolledSource
    from lambda_container.function.invocable import Invocable


class EventSourceMapping(Construct):
    """What polls a source for a function or alias; made by ``add_event_source``.

    Becomes ``aws_lambda_event_source_mapping``, which waits for the policy of the function's role:
    Lambda tries the permissions when the mapping is made.

    Attributes:
        resource: The ``aws_lambda_event_source_mapping``.
        source: What it polls.
        uuid: The mapping's UUID, as a reference.
        arn: The mapping's ARN, as a reference.

    Raises:
        InvalidArgument: A function that cannot have this source, or has it already.
    """

    def __init__(self, target: Invocable, source: PolledSource) -> None:
        id_ = source.default_id if source.id is None else source.id
        arguments = Arguments.of(type(source).__name__, target, id_)
        source.check_target(arguments, target)

        super().__init__(target, id_)
        self.source = source
        on_failure = source.destination
        allow_lambda(
            target.role,
            [*source.statements(target), *([] if on_failure is None else on_failure.statements())],
        )
        self.resource = LambdaEventSourceMapping(
            self,
            "Resource",
            function_name=target.arn,
            enabled=source.enabled,
            batch_size=source.batch_size,
            maximum_batching_window_in_seconds=source.maximum_batching_window_in_seconds,
            destination_config=None
            if on_failure is None
            else LambdaEventSourceMappingDestinationConfig(
                on_failure=LambdaEventSourceMappingDestinationConfigOnFailure(
                    destination_arn=on_failure.arn
                )
            ),
            tags=literal_texts(source.tags) or None,
            depends_on=list(target.role_dependencies) or None,
            **source.settings(target),
            **target.placement,
        )
        target.let_wait(self.resource)
        self.uuid: str = self.resource.uuid
        self.arn: str = self.resource.arn
