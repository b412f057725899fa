"""Detection of strings that look like secrets."""

from __future__ import annotations

import re

_NAMES = r"SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY"
NAME = re.compile(rf"(?:^|_)(?:{_NAMES})(?:_|$)", re.IGNORECASE)
_LAST = re.compile(
    rf"(?:^|_)(?:{_NAMES}|(?:SECRET|SIGNING|ENCRYPTION)_?KEY|PASS|PGPASSWORD)$|_PWD$", re.IGNORECASE
)
_SETTING = re.compile(r"true|false|[0-9.]+", re.IGNORECASE)
# In the syntax of Terraform's regular expressions, too: without looking ahead or behind.
VALUE = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\bgh[oprsu]_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{22,}\b|\bglpat-[A-Za-z0-9_-]{20,}"
    r"|://[^/@\s]+@|://[^/@\s:]*:[^@\s]*@|\b[\w.-]+:[^@\s/:]+@[\w-]+(?:\.[\w-]+)+:[0-9]+"
    r"|\bsk-[A-Za-z0-9_-]{20,}|\bnpm_[A-Za-z0-9]{36}\b|\bAIza[A-Za-z0-9_-]{35}\b"
    r"|\bdckr_pat_[A-Za-z0-9_-]{20,}|hooks\.slack\.com/services/\S+|[?&]sig=[^&\s]+"
    r"|\bsk_(?:live|test)_[A-Za-z0-9]{10,}|\bxox[abprs]-[A-Za-z0-9-]{10,}"
    r"|\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+"
)
# A name that should hold a secret, and what is assigned to it: NAME=VALUE, 'NAME': 'VALUE'.
_ASSIGNED = re.compile(
    rf"((?:{_NAMES})[\w.-]*(?:['\"]?\s*=\s*|['\"]\s*:\s*)['\"]?)[^\s'\",}}]+", re.IGNORECASE
)
# A key that somebody wrote as NAME=VALUE.
_KEY = re.compile(r"(\[['\"][^'\"=]*=)[^'\"]*")
_SECRET_KEY = re.compile(rf"\[['\"][^'\"]*(?:{_NAMES})", re.IGNORECASE)
# Arguments into which secrets are put, rightly or by mistake.
_SENSITIVE = frozenset(
    {
        "build_args",
        "command",
        "entry_point",
        "env",
        "environment",
        "event_source_token",
        "extra_hash",
        "input",
        "key",
        "labels",
        "public_build_args",
        "secret",
        "secret_arn",
        "secrets",
        "server_root_ca_secret_arn",
        "src",
        "template",
        "value",
    }
)
_ROOT = re.compile(r"[\[ .]")


def is_secret_name(name: str) -> bool:
    """Whether a variable of this name should hold a secret, such as ``PIP_TOKEN``."""
    return NAME.search(name) is not None


def is_secret_itself(name: str, value: str) -> bool:
    """Whether a variable is a secret by its name, and not an ARN, a number or a switch."""
    is_setting = value.startswith("arn:") or _SETTING.fullmatch(value) is not None
    return _LAST.search(name) is not None and not is_setting


def holds_secret(value: str) -> bool:
    """Whether a value has the form of a key, a token or a password in a URL."""
    return VALUE.search(value) is not None


def may_hold_secret(argument: str) -> bool:
    """Whether an argument is one into which secrets are put, rightly or by mistake.

    Args:
        argument: As errors name it, such as ``environment['A']``. A key, as in ``environment
            key``, is a name.
    """
    if argument.endswith(" key"):
        return False
    root = _ROOT.split(argument, maxsplit=1)[0]
    return root in _SENSITIVE or _SECRET_KEY.search(argument) is not None


def without_secrets(text: str) -> str:
    """A text for an error, without the parts that have the form of a secret."""
    text = VALUE.sub("(not shown)", text)
    return _KEY.sub(r"\1(not shown)", _ASSIGNED.sub(r"\1(not shown)", text))
