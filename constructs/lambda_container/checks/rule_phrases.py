"""What the errors say of a rule, to be read after "must"; the Terraform module says it too."""

from __future__ import annotations

from collections.abc import Iterable

ACCOUNT_ID = "be an AWS account id of 12 digits"
NO_CONTROL_CHARACTERS = "hold no control characters"
TAG_KEY = "not begin with 'aws:', which AWS keeps"
WHOLE = "a whole number, "


def within(minimum: int, maximum: int, unit: str = "", kind: str = "") -> str:
    """Of a whole number; its kind where the value is none."""
    return f"be {kind}{minimum} to {maximum} {unit}".rstrip()


def one_of(words: Iterable[str]) -> str:
    """Of one of a few words."""
    return f"be one of {', '.join(words)}"


def length(minimum: int, maximum: int) -> str:
    """Of a text's characters."""
    return f"have {minimum} to {maximum} characters"


def arn(service: str | None, resource: str = "") -> str:
    """Of an ARN of one service, or of any."""
    return f"be an ARN such as 'arn:aws:{service or 'SERVICE'}:...:{resource}...'"


def ids(maximum: int) -> str:
    """Of the number of ids."""
    return f"have 1 to {maximum} ids"


def tags(maximum: int) -> str:
    """Of the number of tags."""
    return f"have at most {maximum} tags"
