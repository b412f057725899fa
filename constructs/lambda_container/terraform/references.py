"""Distinguish unresolved Terraform references from literal values.

A query to cdktf costs a round trip to Node (0.5 ms) for each value, so only values that look like
one of its encodings are queried.
"""

from __future__ import annotations

import re

from cdktf import DefaultTokenResolver, StringConcat, Token, Tokenization
from constructs import IConstruct

from lambda_container.bindings.seen_references import seen

# cdktf's encoding of a reference inside a string; and also as a whole list or the key of a map.
STRING_TOKEN = re.compile(r"\$\{TfToken\[[A-Za-z0-9:._-]+\]\}")
MAP_TOKEN = re.compile(r"&\{TfToken\[[A-Za-z0-9:._-]+\]\}")
ANY_TOKEN = re.compile(r"[$#&]\{TfToken\[[A-Za-z0-9:._-]+\]\}")
_TOKEN_MARK = "TfToken["  # noqa: S105 - a marker, not a credential
# Number tokens are doubles near -1.9e289: no AWS quantity comes near. Infinity would crash jsii.
_NUMBER_TOKENS = (-1e300, -1e200)


def is_token(value: object) -> bool:
    """Whether a value is or contains an unresolved Terraform reference."""
    if value is None or isinstance(value, bool):
        return False
    if isinstance(value, str):
        return _TOKEN_MARK in value and bool(
            STRING_TOKEN.search(value) or MAP_TOKEN.fullmatch(value)
        )
    if isinstance(value, (int, float)):
        lowest, highest = _NUMBER_TOKENS
        return lowest < value < highest and bool(Token.is_unresolved(value))
    if isinstance(value, (list, tuple)):
        return any(isinstance(item, str) and item.startswith("#{TfToken[") for item in value)
    if isinstance(value, dict):
        return any(isinstance(key, str) and _TOKEN_MARK in key for key in value)
    return bool(Token.is_unresolved(value)) if hasattr(value, "__jsii_ref__") else False


def names_unknown_reference(text: str) -> bool:
    """Whether a text looks like a reference, but is none of this program.

    cdktf would fail for it at synthesis, without the construct's name.
    """
    if _TOKEN_MARK not in text:
        return False
    if MAP_TOKEN.fullmatch(text):  # as the only key of a map
        return not _exists(f"${text[1:]}")
    if _TOKEN_MARK in STRING_TOKEN.sub("", text):
        return True
    return not all(map(_exists, STRING_TOKEN.findall(text)))


def names_unknown_list(item: str) -> bool:
    """Whether the only item of a list looks like a reference to one, but is none of ours."""
    return ANY_TOKEN.fullmatch(item) is None or not _exists(f"${item[1:]}")


def _exists(token: str) -> bool:
    if seen(token.removeprefix("${TfToken[").removesuffix("]}")):
        return True
    try:
        Tokenization.reverse_string(token)
    except RuntimeError:
        return False
    return True


def resolved(scope: IConstruct, text: str) -> str:
    """A string with references as Terraform reads them: cdktf numbers its tokens anew each time."""
    if not is_token(text):
        return text
    resolver = DefaultTokenResolver(StringConcat())
    return str(Tokenization.resolve(text, preparing=False, resolver=resolver, scope=scope))
