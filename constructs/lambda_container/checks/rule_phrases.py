"""Wording of rules in error messages, to follow "must"; the Terraform module shares it."""

from __future__ import annotations

from collections.abc import Iterable

ACCOUNT_ID = "be an AWS account id of 12 digits"
NO_CONTROL_CHARACTERS = "hold no control characters"
NO_UNKNOWN_REFERENCE = "hold no 'TfToken[' that is not a reference of this program"
NO_LIST_REFERENCE_AMONG_ITEMS = (
    "not mix a reference to a list with other items: use Token.as_list(Fn.concat([...]))"
)
NOT_EVALUATED = "hold no '${', '%{' or final '$' beside a reference: Terraform would evaluate it"
TAG_KEY = "not begin with 'aws:', which AWS keeps"
WHOLE = "a whole number, "


def within(minimum: int, maximum: int, unit: str = "", kind: str = "") -> str:
    """Rule for a whole number; ``kind`` is given if the value is not one."""
    return f"be {kind}{minimum} to {maximum} {unit}".rstrip()


def one_of(words: Iterable[str]) -> str:
    """Rule for one of a few words."""
    return f"be one of {', '.join(words)}"


def length(minimum: int, maximum: int) -> str:
    """Rule for the length of a string."""
    return f"have {minimum} to {maximum} characters"


def arn(service: str | None, resource: str = "") -> str:
    """Rule for an ARN of one service, or of any."""
    return f"be an ARN such as 'arn:aws:{service or 'SERVICE'}:...:{resource}...'"


def ids(maximum: int) -> str:
    """Rule for the number of ids."""
    return f"have 1 to {maximum} ids"


def tags(maximum: int) -> str:
    """Rule for the number of tags."""
    return f"have at most {maximum} tags"
