"""Region and provider of a construct's resources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cdktf import TerraformProvider


@dataclass(frozen=True, slots=True)
class Placement:
    """Region and provider of a construct's resources; unpacks to a resource's arguments.

    Attributes:
        region: The Region, if it differs from the provider's.
        provider: An aliased AWS provider. Default: the stack's own.
    """

    region: str | None = None
    provider: TerraformProvider | None = None

    def within(self, outer: Placement) -> Placement:
        """This placement, with unset values taken from another."""
        return Placement(self.region or outer.region, self.provider or outer.provider)

    def keys(self) -> Iterable[str]:
        """The arguments' names, for ``**placement``."""
        return ("region", "provider")

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)
