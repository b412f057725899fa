"""The arguments that all sources polled by Lambda share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Number
from lambda_container.events.added_once import check_added_once
from lambda_container.events.event_source_mapping import EventSourceMapping
from lambda_container.function.destination import Destination
from lambda_container.function.service_permissions import allow_lambda
from lambda_container.iam.statement import Statement
from lambda_container.key.key_argument import AnyKey, Key, optional_key
from lambda_container.terraform.escaping import literal_texts

if TYPE_CHECKING:
    from lambda_container.function.invocable import Invocable

# https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
BATCH_SIZE = (1, 10_000)
WINDOW_SECONDS = (0, 300)


@dataclass(frozen=True, kw_only=True)
class PolledSource:
    """A source that Lambda polls; becomes ``aws_lambda_event_source_mapping``.

    The function's role gets the permissions to read the source, and the mapping waits for its
    policy. An existing role must already have them.

    Attributes:
        id: The mapping's construct id in the function. Default: the source's kind, and its name if
            known at synthesis.
        batch_size: Maximum records in one event: 1 to 10,000. The default and the actual limit
            depend on the source.
        maximum_batching_window_in_seconds: 0 to 300 seconds to wait for a full batch. Default:
            0 for SQS and streams, and Lambda's own 0.5 seconds for the rest, which cannot be set
            again: a value that is taken back there becomes 0.
        enabled: Whether Lambda polls the source. Default: yes.
        kms_key: The customer managed key that encrypts the source; the role may then use it.
        tags: At most 50, for the mapping.
    """

    id: str | None = None
    batch_size: Number | None = None
    maximum_batching_window_in_seconds: Number | None = None
    enabled: bool = True
    kms_key: Key | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    #: The kind of source, as in the mapping's id.
    kind: ClassVar[str]
    #: Lambda's own default, written so that taking a value back is a change.
    default_batch_size: ClassVar[int] = 100
    #: The same; ``None`` where it is half a second, which Terraform cannot say.
    default_window: ClassVar[int | None] = None
    #: The argument of a source that a function can have only once.
    exclusive: ClassVar[str | None] = None

    def __post_init__(self) -> None:
        self._check(Arguments(type(self).__name__))

    def bind(self, target: Invocable) -> EventSourceMapping:
        """Create the mapping; see ``add_event_source``.

        Raises:
            InvalidArgument: The function cannot have this source, or already has it.
        """
        id_ = self.default_id if self.id is None else self.id
        arguments = Arguments.of(type(self).__name__, target, id_)
        self.check_target(arguments, target)
        if self.exclusive is not None:  # the last check: it remembers the source
            source = getattr(self, self.exclusive)
            check_added_once(arguments, target, self.exclusive, source)
        on_failure = self.destination
        needed = [*self.statements(target), *(on_failure.statements() if on_failure else ())]
        allow_lambda(target.role, needed)
        return EventSourceMapping(
            target,
            id_,
            source=self,
            on_failure=on_failure,
            enabled=self.enabled,
            batch_size=self.default_batch_size if self.batch_size is None else self.batch_size,
            maximum_batching_window_in_seconds=self.default_window
            if self.maximum_batching_window_in_seconds is None
            else self.maximum_batching_window_in_seconds,
            tags=literal_texts(self.tags) or None,
            **self.settings(target),
        )

    @property
    def default_id(self) -> str:
        """The source's kind and name."""
        raise NotImplementedError

    @property
    def key(self) -> AnyKey | None:
        """The customer managed key, if any."""
        return optional_key(Arguments(type(self).__name__), self.kms_key)

    @property
    def destination(self) -> Destination | None:
        """The destination for records of failed batches, if any."""
        return None

    def check_target(self, arguments: Arguments, target: Invocable) -> None:
        """Reject, or warn about, settings that conflict with the function's."""

    def statements(self, target: Invocable) -> list[Statement]:
        """Permissions that the function's role needs to read the source."""
        raise NotImplementedError

    def settings(self, target: Invocable) -> dict[str, Any]:
        """The mapping's arguments that are specific to the source."""
        raise NotImplementedError

    def _check(self, arguments: Arguments) -> None:
        arguments.optional(arguments.integer, "batch_size", self.batch_size, *BATCH_SIZE)
        if self.maximum_batching_window_in_seconds is not None:
            seconds = (*WINDOW_SECONDS, "seconds")
            window = self.maximum_batching_window_in_seconds
            arguments.integer("maximum_batching_window_in_seconds", window, *seconds)
        arguments.boolean("enabled", self.enabled)
        optional_key(arguments, self.kms_key)
        arguments.tags("tags", self.tags)


def check_destination(arguments: Arguments, destination: Destination | None) -> None:
    """Reject destinations that Lambda does not support for records of failed batches.

    Raises:
        InvalidArgument: Not a ``Destination``, or a function or an event bus.
    """
    # https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
    if destination is None:
        return
    arguments.instance("on_failure", destination, Destination)
    if destination.kind not in ("queue", "topic", "bucket"):
        arguments.fail("on_failure", "be a queue, a topic or a bucket", destination)


def decrypt(key: AnyKey | None) -> Sequence[Statement]:
    """Permissions that a role needs to decrypt with a key."""
    return () if key is None else [Statement(actions=["kms:Decrypt"], resources=[key.arn])]
