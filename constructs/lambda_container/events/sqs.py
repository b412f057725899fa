"""Amazon SQS as a source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cdktf_cdktf_provider_aws.lambda_event_source_mapping import (
    LambdaEventSourceMappingScalingConfig,
)

from lambda_container.caller import warn
from lambda_container.checks import rule_phrases
from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Number
from lambda_container.events.event_source_mapping import EventSourceMapping
from lambda_container.events.filtered_source import (
    FilteredSource,
    Metric,
    check_metrics,
    metrics_block,
)
from lambda_container.events.polled_source import decrypt
from lambda_container.events.provisioned_pollers import ProvisionedPollers
from lambda_container.events.source_arn import SourceKind, id_of
from lambda_container.iam.statement import Statement
from lambda_container.key.key_argument import AnyKey
from lambda_container.messaging.undelivered_events import watch_dead_letters
from lambda_container.messaging.work_queue import TIMEOUTS_PER_VISIBILITY, Queue, check_visibility
from lambda_container.terraform.references import is_token

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.data_aws_sqs_queue import DataAwsSqsQueue
    from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue

    from lambda_container.function.invocable import Invocable

_KIND = SourceKind("sqs", "", ("aws_sqs_queue",))
# https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
BATCH_WITHOUT_WINDOW = 10
_DEFAULT_BATCH = 10
# https://docs.aws.amazon.com/lambda/latest/api/API_ScalingConfig.html
CONCURRENCY = (2, 1000)
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
_DEFAULT_VISIBILITY_SECONDS = 30
_LEAST_POLLERS, _MOST_POLLERS = 2, 10_000
FIFO_BATCH_RULE = f"{rule_phrases.within(1, BATCH_WITHOUT_WINDOW)} for a FIFO queue"
FIFO_WINDOW_RULE = "be 0, because a FIFO queue has no batching window"
WINDOW_RULE = f"be 1 or more seconds with a batch_size above {BATCH_WITHOUT_WINDOW}"
WAITING_RULE = "be 2 or more with maximum_batching_window_in_seconds: one message never waits"


@dataclass(frozen=True)
class SqsEventSource(FilteredSource):
    """An Amazon SQS queue, standard or FIFO.

    Also takes the arguments of ``FilteredSource`` and ``PolledSource``: ``batch_size`` is 10 by
    default, and at most 10,000, or 10 for FIFO; above 10 it requires a
    ``maximum_batching_window_in_seconds``, which FIFO cannot have.

    Attributes:
        queue: A ``Queue``, a Terraform ``SqsQueue``, or the queue's ARN.
        report_batch_item_failures: Whether Lambda retries only the messages whose ids the function
            returns in ``batchItemFailures``. Default: yes.
        maximum_concurrency: Maximum concurrent invocations, 2 to 1,000. Default: Lambda's own.
        provisioned_pollers: Dedicated event pollers; not with ``maximum_concurrency``.
        metrics: ``["EventCount"]`` for metrics of the mapping. Default: none.

    Raises:
        InvalidArgument: A value that Lambda rejects.

    Warns:
        LambdaContainerWarning: A visibility timeout below six times the function's timeout, or a
            ``maximum_concurrency`` above the function's reserved concurrency.
    """

    queue: Queue | SqsQueue | DataAwsSqsQueue | str
    report_batch_item_failures: bool = True
    maximum_concurrency: Number | None = None
    provisioned_pollers: ProvisionedPollers | None = None
    metrics: Sequence[Metric] = ()

    kind = "Sqs"
    exclusive = "queue"
    default_batch_size = _DEFAULT_BATCH
    default_window = 0

    @property
    def arn(self) -> str:
        """The queue's ARN."""
        if isinstance(self.queue, Queue):
            return self.queue.arn
        return _KIND.arn_of(Arguments("SqsEventSource"), "queue", self.queue)

    @property
    def name(self) -> str | None:
        """The queue's name, if known."""
        if isinstance(self.queue, Queue):
            return self.queue.name
        if isinstance(self.queue, str):
            return None if is_token(self.queue) else self.queue.rpartition(":")[2]
        name: str | None = self.queue.name_input
        return name

    @property
    def fifo(self) -> bool:
        """Whether the queue is known to be a FIFO queue."""
        return self.name is not None and self.name.endswith(".fifo")

    @property
    def default_id(self) -> str:
        """``Sqs-`` and the queue's name."""
        return id_of(self.kind, self.name)

    @property
    def key(self) -> AnyKey | None:
        """The customer managed key, if any; by default that of the ``Queue``."""
        return super().key or (self.queue.kms_key if isinstance(self.queue, Queue) else None)

    def bind(self, target: Invocable) -> EventSourceMapping:
        """Create the mapping; see ``add_event_source``."""
        mapping = super().bind(target)
        if isinstance(self.queue, Queue):
            watch_dead_letters(target, self.id or self.default_id, self.queue.dead_letter_queue)
        return mapping

    def statements(self, target: Invocable) -> list[Statement]:
        """Permissions to receive and delete messages."""
        actions = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
        return [Statement(actions=actions, resources=[self.arn]), *decrypt(self.key)]

    def settings(self, target: Invocable) -> dict[str, Any]:
        """The mapping's arguments for SQS."""
        return {
            **super().settings(target),
            "event_source_arn": self.arn,
            "function_response_types": ["ReportBatchItemFailures"]
            if self.report_batch_item_failures
            else None,
            "scaling_config": None
            if self.maximum_concurrency is None
            else LambdaEventSourceMappingScalingConfig(
                maximum_concurrency=self.maximum_concurrency
            ),
            "provisioned_poller_config": self.provisioned_pollers
            and self.provisioned_pollers.block(least=_LEAST_POLLERS),
            "metrics_config": metrics_block(self.metrics),
        }

    def check_target(self, arguments: Arguments, target: Invocable) -> None:
        """Reject a visibility timeout below the function's; warn about one below six times that."""
        self._check_visibility(arguments, target.timeout)
        self._check_reserved(arguments, target)

    def _check(self, arguments: Arguments) -> None:
        if not isinstance(self.queue, Queue):
            _KIND.arn_of(arguments, "queue", self.queue)
        super()._check(arguments)
        arguments.switch("report_batch_item_failures", self.report_batch_item_failures)
        self._check_batch(arguments)
        if self.maximum_concurrency is not None:
            arguments.integer("maximum_concurrency", self.maximum_concurrency, *CONCURRENCY)
        if self.provisioned_pollers is not None:
            arguments.instance("provisioned_pollers", self.provisioned_pollers, ProvisionedPollers)
            self.provisioned_pollers.check(arguments, least=_LEAST_POLLERS, most=_MOST_POLLERS)
            # https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
            if self.maximum_concurrency is not None:
                rule = "not be given together with maximum_concurrency"
                arguments.fail("provisioned_pollers", rule, self.provisioned_pollers)
        check_metrics(arguments, self.metrics)

    def _check_batch(self, arguments: Arguments) -> None:
        size = _DEFAULT_BATCH if self.batch_size is None else self.batch_size
        window = self.maximum_batching_window_in_seconds or 0
        if self.fifo:
            if not is_token(size) and size > BATCH_WITHOUT_WINDOW:
                arguments.fail("batch_size", FIFO_BATCH_RULE, size)
            if is_token(window) or window > 0:
                arguments.fail("maximum_batching_window_in_seconds", FIFO_WINDOW_RULE, window)
        elif not is_token(size) and size > BATCH_WITHOUT_WINDOW and window == 0:
            arguments.fail("maximum_batching_window_in_seconds", WINDOW_RULE, window)
        if size == 1 and not is_token(window) and window > 0:
            arguments.fail("batch_size", WAITING_RULE, size)

    def _check_visibility(self, arguments: Arguments, timeout: Number | None) -> None:
        if isinstance(self.queue, Queue):
            visibility: Number | None = self.queue.visibility_timeout_seconds
        elif hasattr(self.queue, "visibility_timeout_seconds_input"):
            given = self.queue.visibility_timeout_seconds_input
            visibility = _DEFAULT_VISIBILITY_SECONDS if given is None else given
        else:
            visibility = None
        if visibility is None or timeout is None or is_token(visibility) or is_token(timeout):
            return
        check_visibility(arguments, visibility, timeout)
        window = self.maximum_batching_window_in_seconds or 0
        advised = TIMEOUTS_PER_VISIBILITY * timeout + (0 if is_token(window) else window)
        if visibility < advised:
            warn(
                f"{arguments.subject}: the queue's visibility_timeout_seconds is {visibility:.0f};"
                " AWS advises six times the function's timeout and the batching window,"
                f" {advised:.0f}, or messages may be processed twice"
            )

    def _check_reserved(self, arguments: Arguments, target: Invocable) -> None:
        resource = getattr(getattr(target, "function", target), "resource", None)
        most = self.maximum_concurrency
        if most is None or is_token(most) or resource is None:
            return
        reserved = resource.reserved_concurrent_executions_input
        if reserved is not None and not is_token(reserved) and 0 <= reserved < most:
            warn(
                f"{arguments.subject}: maximum_concurrency is {most}, but the function has reserved"
                f" {reserved:.0f}: more invocations are throttled, and their messages may become"
                " dead letters"
            )
