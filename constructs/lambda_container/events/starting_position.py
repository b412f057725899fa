"""The position in a stream where a function starts to read."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from lambda_container.checks.arguments import Arguments
from lambda_container.terraform.references import is_token

StartingPosition = Literal["TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"]

_AT = "AT_TIMESTAMP"
_TIMESTAMP_RULE = "be a time with a UTC offset, such as '2026-01-31T08:00:00Z'"


def check_starting_position(
    arguments: Arguments,
    position: str | None,
    timestamp: str | None,
    allowed: tuple[str, ...] = ("TRIM_HORIZON", "LATEST", _AT),
) -> None:
    """Reject a position that Lambda rejects.

    Raises:
        InvalidArgument: No position, or a timestamp without ``AT_TIMESTAMP``.
    """
    # https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
    if position is None:
        words = ", ".join(allowed)
        arguments.fail("starting_position", f"be given: one of {words}", position)
    arguments.one_of("starting_position", position, allowed)
    if timestamp is None:
        if position == _AT:
            rule = f"be given with starting_position {_AT}"
            arguments.fail("starting_position_timestamp", rule, timestamp)
        return
    if position != _AT and not is_token(position):
        rule = f"be given with starting_position {_AT} only"
        arguments.fail("starting_position_timestamp", rule, timestamp)
    arguments.text("starting_position_timestamp", timestamp, 64)
    known = not arguments.holds_reference("starting_position_timestamp", timestamp)
    if known and not _is_time(timestamp):
        arguments.fail("starting_position_timestamp", _TIMESTAMP_RULE, timestamp)


def _is_time(text: str) -> bool:
    try:
        return "T" in text and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
