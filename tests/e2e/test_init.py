"""A new project, in an empty folder: written by the wheel's own command, tested by its own make."""

from __future__ import annotations

from tests.test_packaging import (  # noqa: F401 - fixtures
    new_project,
    test_a_new_project_passes_its_own_checks,
    test_a_new_project_passes_its_own_tests,
    wheel,
)
