"""What was found of one thing, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "warning", "failure"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the library needs, as it is on this machine.

    Attributes:
        subject: What was looked at, such as ``Terraform``.
        status: A ``failure`` stops some command; a ``warning`` may.
        found: What there is, in a few words; never a secret.
        advice: What to do; empty where nothing is to be done.
    """

    subject: str
    status: Status
    found: str
    advice: str = ""
