"""Measure how long a function takes to start, locally."""

from __future__ import annotations

import re
import statistics
from dataclasses import dataclass

from lambda_container.engine.engine import Engine
from lambda_container.engine.local_function import LocalFunction, LocalRun
from lambda_container.errors import LambdaContainerError

STARTS = 3
"""How often a function is started to measure it."""

_DURATION = re.compile(r"\tDuration: (?P<ms>[0-9.]+) ms")


@dataclass(frozen=True, kw_only=True, slots=True)
class Initialisation:
    """How long a function takes; medians of several starts, in milliseconds.

    Attributes:
        first: The first request of an environment, which the emulator initializes with it.
        next: The request after it.
    """

    first: float
    next: float

    @property
    def initialisation(self) -> float:
        """What the first request takes longer: imports, and what the module does at its start."""
        return max(0.0, self.first - self.next)


def measure(engine: Engine, run: LocalRun, event: str, *, starts: int = STARTS) -> Initialisation:
    """Start a function several times, with two requests each.

    Raises:
        LambdaContainerError: It does not start, or fails.
    """
    pairs = [_one(engine, run, event) for _ in range(starts)]
    first, then = zip(*pairs, strict=True)
    return Initialisation(first=statistics.median(first), next=statistics.median(then))


def _one(engine: Engine, run: LocalRun, event: str) -> tuple[float, float]:
    with LocalFunction(engine, run) as running:
        durations = []
        for _ in range(2):
            invocation = running.request(event)
            found = _DURATION.search(invocation.report or "")
            if invocation.is_error or found is None:
                raise LambdaContainerError(
                    f"{run.name}: fails with this event, so that its start cannot be measured:"
                    f" {invocation.answer}"
                )
            durations.append(float(found["ms"]))
    return durations[0], durations[1]
