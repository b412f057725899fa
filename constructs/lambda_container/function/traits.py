"""What decides which verbs a function has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Traits:
    """Features of a function that exclude others; unknown ones count as absent.

    Attributes:
        durable: It has a ``durable_config``.
        per_tenant: Its execution environments are one tenant's each.
        managed_instances: It has a ``capacity_provider_config``.
    """

    durable: bool = False
    per_tenant: bool = False
    managed_instances: bool = False
