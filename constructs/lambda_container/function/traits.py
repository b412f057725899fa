"""Features that determine which methods a function supports."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Traits:
    """Features of a function that exclude others; unknown ones count as absent.

    Attributes:
        durable: It has a ``durable_config``.
        per_tenant: Each of its execution environments serves one tenant.
        managed_instances: It has a ``capacity_provider_config``.
    """

    durable: bool = False
    per_tenant: bool = False
    managed_instances: bool = False
