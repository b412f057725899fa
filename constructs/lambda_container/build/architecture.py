"""Lambda's instruction sets, and the image platform that each needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Architecture = Literal["x86_64", "arm64"]
"""The instruction sets that Lambda supports."""

PLATFORMS: Mapping[Architecture, str] = {"x86_64": "linux/amd64", "arm64": "linux/arm64"}
"""The image platform of each architecture."""


def platform_of(config: Mapping[str, Any]) -> str:
    """The platform of an image's configuration, such as ``linux/arm64``."""
    return f"{config.get('os')}/{config.get('architecture')}"
