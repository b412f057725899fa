"""Event source mappings: Lambda polls a source for a function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cdktf_cdktf_provider_aws.lambda_event_source_mapping import (
    LambdaEventSourceMapping,
    LambdaEventSourceMappingDestinationConfig,
    LambdaEventSourceMappingDestinationConfigOnFailure,
)

from lambda_container.terraform.construct_tree import in_stack
from lambda_container.terraform.library_construct import LibraryConstruct

if TYPE_CHECKING:
    from lambda_container.events.event_source import EventSource
    from lambda_container.function.destination import Destination
    from lambda_container.function.invocable import Invocable


class EventSourceMapping(LibraryConstruct):
    """An event source mapping for a function or alias; created by ``add_event_source``.

    Becomes ``aws_lambda_event_source_mapping``, which waits for the policy of the function's role:
    Lambda checks the permissions when the mapping is created.

    Attributes:
        resource: The ``aws_lambda_event_source_mapping``.
        source: The source that it polls.
        uuid: The mapping's UUID, as a reference.
        arn: The mapping's ARN, as a reference.
    """

    def __init__(
        self,
        target: Invocable,
        id: str,  # noqa: A002 - constructs' own name
        *,
        source: EventSource[Any],
        on_failure: Destination | None,
        **settings: Any,
    ) -> None:
        super().__init__(target, id)
        self.source = source
        self.resource = LambdaEventSourceMapping(
            self,
            "Resource",
            function_name=target.arn,
            destination_config=None
            if on_failure is None
            else LambdaEventSourceMappingDestinationConfig(
                on_failure=LambdaEventSourceMappingDestinationConfigOnFailure(
                    destination_arn=on_failure.arn
                )
            ),
            depends_on=in_stack(target, target.role_dependencies) or None,
            **settings,
            **target.placement,
        )
        target.let_wait(self.resource)
        self.uuid: str = self.resource.uuid
        self.arn: str = self.resource.arn
