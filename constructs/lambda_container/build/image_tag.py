"""The tags of images, and the number of hash digits in each part.

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
"""Digits in the tag of a published image: 128 bits, half of the hash, are practically unique."""


def hash_prefix(content_hash: str) -> str:
    """Return the part of a tag that is known before anything is built."""
    return content_hash[:HASH_DIGITS]


def construct_key(text: str) -> str:
    """Return digits that identify a construct, by its path or its purpose."""
    return hashlib.sha256(text.encode()).hexdigest()[:KEY_DIGITS]


def published_tag(digest: str) -> str:
    """Return the tag of a published image, from 64 hexadecimal digits."""
    return digest[:PUBLISHED_DIGITS]
