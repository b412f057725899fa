"""The tags of images, and how many digits of a hash each part has.

Terraform's builds are tagged ``HASH-TIME-KEY``, published images ``HASH``.
"""

from __future__ import annotations

import hashlib

HASH_DIGITS = 12
"""Digits of the content hash in the tag of an image that Terraform builds."""

KEY_DIGITS = 8
"""Digits of the construct's key: 32 bits distinguish images of one content in one repository."""

TIME_FORMAT = "YYYYMMDDhhmmss"
"""The time of the plan, in Terraform's ``formatdate`` syntax."""

PUBLISHED_DIGITS = 32
"""Digits in the tag of a published image: 128 bits, half of the hash, are unique for good."""


def hash_prefix(content_hash: str) -> str:
    """The part of a tag that is known before anything is built."""
    return content_hash[:HASH_DIGITS]


def construct_key(text: str) -> str:
    """Digits that distinguish a construct, by its path or by what it is for."""
    return hashlib.sha256(text.encode()).hexdigest()[:KEY_DIGITS]


def published_tag(digest: str) -> str:
    """The tag of a published image, from 64 hexadecimal digits."""
    return digest[:PUBLISHED_DIGITS]
