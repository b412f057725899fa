"""Variables of the event sources."""

from __future__ import annotations

from lambda_container.events.dynamodb import STREAM, STREAM_RULE
from lambda_container.events.polled_source import BATCH_SIZE, WINDOW_SECONDS, PolledSource
from lambda_container.events.retried_source import AGE_SECONDS, AGE_UNIT, ATTEMPTS, RetriedSource
from lambda_container.events.sqs import (
    BATCH_WITHOUT_WINDOW,
    CONCURRENCY,
    FIFO_BATCH_RULE,
    FIFO_WINDOW_RULE,
    WAITING_RULE,
    WINDOW_RULE,
    SqsEventSource,
)
from lambda_container.events.stream_source import FACTOR, StreamSource
from tools.module.rules import Rule, Values
from tools.module.variables.variable import Variable, of_each


def variables() -> dict[str, Variable]:
    """The variables, by their names."""
    stream = (
        "arn = string, starting_position = string, "
        f"parallelization_factor = optional(number, {StreamSource.parallelization_factor}), "
        f"maximum_retry_attempts = optional(number, {RetriedSource.maximum_retry_attempts}), "
        "maximum_record_age_in_seconds = "
        f"optional(number, {RetriedSource.maximum_record_age_in_seconds}), "
        f"bisect_batch_on_function_error = optional(bool, false), {_common(StreamSource)}"
    )
    each = "each of whose keys is part of an address"
    return {
        "sqs_event_sources": Variable(
            type="map(object({ arn = string, maximum_concurrency = optional(number), "
            f"{_common(SqsEventSource)} }}))",
            description=f"Queues of SQS that Lambda polls, {each}; batch_size is 10 by default.",
            default={},
            rules=(
                of_each("sqs_event_sources", "arn").arn("sqs"),
                *of_each("sqs_event_sources", "maximum_concurrency").within(*CONCURRENCY),
                *_polled("sqs_event_sources"),
                *_sqs_batches(),
            ),
        ),
        "kinesis_event_sources": Variable(
            type=f"map(object({{ {stream} }}))",
            description=f"Data streams of Kinesis that Lambda polls, {each}.",
            default={},
            rules=(
                of_each("kinesis_event_sources", "arn").arn("kinesis", "stream/"),
                *_stream("kinesis_event_sources"),
            ),
        ),
        "dynamodb_event_sources": Variable(
            type=f"map(object({{ {stream} }}))",
            description=f"Streams of DynamoDB tables that Lambda polls, {each}.",
            default={},
            rules=(
                of_each("dynamodb_event_sources", "arn").matching(STREAM, STREAM_RULE),
                *_stream("dynamodb_event_sources"),
            ),
        ),
    }


def _common(source: type[PolledSource]) -> str:
    """The attributes of each source; defaults are written, so that a value can be taken back."""
    return (
        f"batch_size = optional(number, {source.default_batch_size}), "
        f"maximum_batching_window_in_seconds = optional(number, {source.default_window}), "
        "enabled = optional(bool, true), filters = optional(list(string), []), "
        "kms_key_arn = optional(string)"
    )


def _polled(name: str) -> list[Rule]:
    return [
        *of_each(name, "batch_size").within(*BATCH_SIZE),
        *of_each(name, "maximum_batching_window_in_seconds").within(*WINDOW_SECONDS, "seconds"),
        of_each(name, "kms_key_arn").arn("kms", "key/"),
        Values(f"{name}.filters", f"flatten([for it in var.{name} : it.filters])").must(
            "can(keys(jsondecode(item)))", "be patterns, as JSON"
        ),
    ]


def _stream(name: str) -> list[Rule]:
    return [
        # AT_TIMESTAMP needs a time, which the module has no variable for.
        of_each(name, "starting_position").one_of(("TRIM_HORIZON", "LATEST")),
        *of_each(name, "parallelization_factor").within(*FACTOR),
        *of_each(name, "maximum_retry_attempts").within(*ATTEMPTS),
        *of_each(name, "maximum_record_age_in_seconds").within(*AGE_SECONDS, AGE_UNIT, or_else=-1),
        *_polled(name),
    ]


def _sqs_batches() -> list[Rule]:
    name, window = "sqs_event_sources", "maximum_batching_window_in_seconds"
    queues = (
        f"[for it in var.{name} : {{ size = it.batch_size, "
        f'window = it.{window}, fifo = endswith(it.arn, ".fifo") }}]'
    )
    sizes = Values(f"{name}.batch_size", queues)
    windows = Values(f"{name}.{window}", queues)
    most = BATCH_WITHOUT_WINDOW
    return [
        sizes.must(f"!item.fifo || item.size <= {most}", FIFO_BATCH_RULE, shown="item.size"),
        windows.must("!item.fifo || item.window == 0", FIFO_WINDOW_RULE, shown="item.window"),
        windows.must(
            f"item.fifo || item.size <= {most} || item.window > 0", WINDOW_RULE, shown="item.window"
        ),
        sizes.must("item.size != 1 || item.window == 0", WAITING_RULE, shown="item.size"),
    ]
