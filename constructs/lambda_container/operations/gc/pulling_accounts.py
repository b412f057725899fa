"""Which accounts a repository's policy lets pull, whose functions may run its images."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lambda_container.repository_policy import READ_ACTIONS

ANYBODY = "*"
"""Stands for accounts that the policy does not name."""

_ACCOUNT = re.compile(r"[0-9]{12}")
_ARN_ACCOUNT = 4
# Keys of conditions whose values name the accounts that may pull.
_NAMING = frozenset(
    {"aws:principalaccount", "aws:principalarn", "aws:sourceaccount", "aws:sourcearn"}
)
_POSITIVE = re.compile(r"(ForAnyValue:)?(String|Arn)(Equals|Like)(IgnoreCase)?$")


def pulling_accounts(policy: Mapping[str, Any]) -> set[str]:
    """Return the accounts that a policy lets pull, with ``ANYBODY`` if it names no accounts.

    What the policy denies is not taken off: it may let fewer pull than are returned, not more.
    """
    found: set[str] = set()
    for statement in _list(policy.get("Statement")):
        if statement.get("Effect") == "Allow" and _is_about_pulling(statement):
            found.update(_accounts(statement))
    return found


def _is_about_pulling(statement: Mapping[str, Any]) -> bool:
    if "NotAction" in statement:
        return True
    patterns = [str(each).lower() for each in _list(statement.get("Action"))]
    actions = [action.lower() for action in READ_ACTIONS]
    return any(fnmatch.fnmatchcase(action, each) for each in patterns for action in actions)


def _accounts(statement: Mapping[str, Any]) -> Iterator[str]:
    principal = statement.get("Principal", ANYBODY)  # also of NotPrincipal
    of_kind = principal if isinstance(principal, Mapping) else {"AWS": principal}
    for kind, values in of_kind.items():
        for value in _list(values):
            named = _account(value) if kind == "AWS" else None
            yield from [named] if named is not None else _conditioned(statement)


def _conditioned(statement: Mapping[str, Any]) -> list[str]:
    """The accounts that a condition names, of a principal that may be anybody."""
    for operator, keys in (statement.get("Condition") or {}).items():
        if not _POSITIVE.fullmatch(operator):
            continue
        for key, values in keys.items():
            if key.lower() not in _NAMING:
                continue
            named = [_account(value) for value in _list(values)]
            if all(named):  # a value without an account is anybody's
                return [account for account in named if account is not None]
    return [ANYBODY]


def _account(value: Any) -> str | None:
    """The account that an ARN or a number names, and nothing but it."""
    parts = str(value).split(":")
    account = parts[_ARN_ACCOUNT] if len(parts) > _ARN_ACCOUNT else str(value)
    return account if _ACCOUNT.fullmatch(account) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
