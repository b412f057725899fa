"""Repositories that images take."""

from __future__ import annotations

from lambda_container.repository.existing_repository import ExistingRepository
from lambda_container.repository.repository import Repository

AnyRepository = Repository | ExistingRepository
"""A repository that is created, or an existing one."""
