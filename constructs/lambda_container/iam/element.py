"""What the elements of a policy statement have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lambda_container.checks.values import Alphabet

TEXT_LIMIT = 2048
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
LATIN = Alphabet(re.compile(r"[ -\u00ff]*"), "hold characters up to U+00FF only, as IAM does")


def is_empty(values: Sequence[str]) -> bool:
    """Whether a list has nothing in it."""
    return isinstance(values, (list, tuple)) and not values


def freeze(instance: object, attribute: str, values: Iterable[object]) -> None:
    """Store a list as a tuple: statements are compared and hashed, but callers pass lists."""
    object.__setattr__(instance, attribute, tuple(values))
