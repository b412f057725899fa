"""Telling values that Terraform will know later from values that are known now.

Asking cdktf costs a round trip to Node (0.5 ms) for each value, so only what looks like one of its
encodings is asked about.
"""

from __future__ import annotations

import re

from cdktf import DefaultTokenResolver, StringConcat, Token, Tokenization
from constructs import IConstruct

# cdktf's own encoding of a reference inside a string, or as all of a list or of a map's keys.
STRING_TOKEN = re.compile(r"[$#&]\{TfToken\[[^\]]+\]\}")
_TOKEN_MARK = "TfToken["  # noqa: S105 - a marker, not a credential
# Number tokens are doubles near -1.9e289: no quantity in AWS comes near. Infinity would end jsii.
_NUMBER_TOKENS = (-1e300, -1e200)


def is_token(value: object) -> bool:
    """Whether a value is, or holds, a reference that Terraform resolves later."""
    if value is None or isinstance(value, bool):
        return False
    if isinstance(value, str):
        return _TOKEN_MARK in value
    if isinstance(value, (int, float)):
        lowest, highest = _NUMBER_TOKENS
        return lowest < value < highest and bool(Token.is_unresolved(value))
    if isinstance(value, (list, tuple)):
        return any(isinstance(item, str) and item.startswith("#{TfToken[") for item in value)
    if isinstance(value, dict):
        return any(isinstance(key, str) and _TOKEN_MARK in key for key in value)
    return bool(Token.is_unresolved(value)) if hasattr(value, "__jsii_ref__") else False


def resolved(scope: IConstruct, text: str) -> str:
    """Text in which references are as Terraform reads them: cdktf numbers each anew."""
    if not is_token(text):
        return text
    resolver = DefaultTokenResolver(StringConcat())
    return str(Tokenization.resolve(text, preparing=False, resolver=resolver, scope=scope))
