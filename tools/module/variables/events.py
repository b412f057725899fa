"""Variables of the event sources."""

from __future__ import annotations

from lambda_container.events.dynamodb import STREAM, STREAM_RULE
from lambda_container.events.polled_source import BATCH_SIZE, WINDOW_SECONDS
from lambda_container.events.retried_source import AGE_SECONDS, AGE_UNIT, ATTEMPTS
from lambda_container.events.sqs import (
    BATCH_WITHOUT_WINDOW,
    CONCURRENCY,
    FIFO_BATCH_RULE,
    FIFO_WINDOW_RULE,
    WAITING_RULE,
    WINDOW_RULE,
)
from lambda_container.events.stream_source import FACTOR
from tools.module.rules import Rule, Values
from tools.module.variables.variable import Variable, of_each


def variables() -> dict[str, Variable]:
    """The variables, by their names."""
    common = (
        "batch_size = optional(number), maximum_batching_window_in_seconds = optional(number), "
        "enabled = optional(bool, true), filters = optional(list(string), []), "
        "kms_key_arn = optional(string)"
    )
    stream = (
        "arn = string, starting_position = string, parallelization_factor = optional(number), "
        "maximum_retry_attempts = optional(number), "
        "maximum_record_age_in_seconds = optional(number), "
        f"bisect_batch_on_function_error = optional(bool), {common}"
    )
    each = "each of whose keys is part of an address"
    return {
        "sqs_event_sources": Variable(
            type="map(object({ arn = string, maximum_concurrency = optional(number), "
            f"{common} }}))",
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
        f"[for it in var.{name} : {{ size = coalesce(it.batch_size, 10), "
        f'window = coalesce(it.{window}, 0), fifo = endswith(it.arn, ".fifo") }}]'
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
