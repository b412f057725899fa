"""A source of the library for projects that tests create."""

from __future__ import annotations

from lambda_container.base import DISTRIBUTION
from lambda_container.operations.new_project.library_source import LibrarySource

WHEEL = f"wheels/{DISTRIBUTION.replace('-', '_')}-1.2.3-py3-none-any.whl"
SOURCE = LibrarySource(requirement=f"./{WHEEL}[testing]", wheel=(WHEEL, b"a wheel"))
