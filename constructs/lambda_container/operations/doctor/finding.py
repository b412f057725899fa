"""The result of a check, and a suggested fix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "warning", "failure"]


@dataclass(frozen=True, slots=True)
class Finding:
    """The state of one prerequisite on this machine.

    Attributes:
        subject: The prerequisite, such as ``Terraform``.
        status: A ``failure`` breaks some command; a ``warning`` may.
        found: Its state, in a few words; never a secret.
        advice: The suggested fix; empty if none is needed.
    """

    subject: str
    status: Status
    found: str
    advice: str = ""
