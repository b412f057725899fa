"""The builder that Docker's buildx would use."""

from __future__ import annotations

from functools import lru_cache

from lambda_container.engine.builder import BuilderState
from lambda_container.operations.doctor.machine import Machine


@lru_cache(maxsize=1)  # several checks ask
def selected_builder(machine: Machine) -> BuilderState | None:
    """Return it; ``None`` if there is no buildx, or it does not tell."""
    path = machine.find("docker")
    if path is None:
        return None
    answer = machine.ask(path, "buildx", "inspect")
    return BuilderState.read(answer.output) if answer.status == 0 else None
