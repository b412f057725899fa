"""Findings of the scanners, and the allow-list."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

import msgspec

ALLOWED = Path(__file__).with_name("allowed.toml")


class Finding(msgspec.Struct, frozen=True, order=True):
    """One security problem.

    Attributes:
        id: The check that found it, such as ``CKV_AWS_115``.
        resource: The resource, such as ``aws_lambda_function.hello``.
        text: The description of the problem.
    """

    id: str
    resource: str
    text: str


class Allowance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check that may fail.

    Attributes:
        id: The check.
        reason: Why its failure is accepted.
        targets: The targets where it may fail; ``*`` (default) is every target.
        except_targets: The targets where it may not fail.
        about: A string that the finding's text must contain.
    """

    id: str
    reason: str
    targets: frozenset[str] = frozenset({"*"})
    except_targets: frozenset[str] = frozenset()
    about: str = ""

    def covers(self, target: str, finding: Finding) -> bool:
        """Whether a finding in a target is accepted."""
        here = "*" in self.targets or target in self.targets
        named = finding.id == self.id and self.about in finding.text
        return here and target not in self.except_targets and named


def read_allowances(file: Path = ALLOWED) -> list[Allowance]:
    """Read the allow-list.

    Raises:
        msgspec.ValidationError: An entry has no reason, or an unknown key.
    """
    return msgspec.convert(tomllib.loads(file.read_text())["allowed"], list[Allowance])


def unexpected(
    target: str, findings: Iterable[Finding], allowances: Iterable[Allowance]
) -> list[Finding]:
    """The findings that the allow-list does not allow."""
    allowed = list(allowances)
    return sorted(f for f in set(findings) if not any(a.covers(target, f) for a in allowed))
