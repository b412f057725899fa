"""The file of findings that a team has looked at, and accepts for a time."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from lambda_container.aws_api.image_scan import Finding
from lambda_container.errors import LambdaContainerError

IGNORE_FILE = "lambda-container.ignore.toml"
"""The file's name; it lies beside cdktf.json."""


class IgnoreFileError(LambdaContainerError):
    """The file cannot be read."""


class Ignored(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A finding that is accepted.

    Attributes:
        id: Its id, such as ``CVE-2026-1234``.
        until: The last day on which it is accepted.
        reason: Why.
        package: The package in which. Default: any.
    """

    id: str
    until: datetime.date
    reason: str
    package: str | None = None

    def accepts(self, finding: Finding, today: datetime.date) -> bool:
        """Whether it accepts a finding on a day."""
        return (
            self.id == finding.id
            and self.package in (None, finding.package)
            and today <= self.until
        )


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ignore: tuple[Ignored, ...] = ()


def read_ignored(path: Path) -> Sequence[Ignored]:
    """Read the file.

    Raises:
        IgnoreFileError: It does not exist, cannot be read, or an entry lacks a reason.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        ignored = msgspec.convert(content, _File, strict=True).ignore
    except OSError as error:
        raise IgnoreFileError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, msgspec.ValidationError) as error:
        raise IgnoreFileError(f"{path}: {error}") from error
    for each in ignored:
        if not each.reason.strip():
            raise IgnoreFileError(f"{path}: {each.id}: reason must say why it is accepted")
        if isinstance(each.until, datetime.datetime):
            raise IgnoreFileError(f"{path}: {each.id}: until must be a date, such as 2027-01-31")
    return ignored
