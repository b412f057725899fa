"""Detection of strings that look like secrets."""

from __future__ import annotations

import re

NAME = re.compile(
    r"(?:^|_)(?:SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|API_?KEY|ACCESS_?KEY|"
    r"PRIVATE_?KEY)(?:_|$)",
    re.IGNORECASE,
)
VALUE = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\bgh[opsu]_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{22,}\b|\bglpat-[A-Za-z0-9_-]{20,}"
    r"|://[^/@\s:]+:[^/@\s]+@"
)


def is_secret_name(name: str) -> bool:
    """Whether a variable of this name should hold a secret, such as ``PIP_TOKEN``."""
    return NAME.search(name) is not None


def holds_secret(value: str) -> bool:
    """Whether a value has the form of a key, a token or a password in a URL."""
    return VALUE.search(value) is not None
