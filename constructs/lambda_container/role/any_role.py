"""Roles that functions take."""

from __future__ import annotations

from lambda_container.role.execution_role import ExecutionRole
from lambda_container.role.existing_role import ExistingRole

AnyRole = ExecutionRole | ExistingRole
"""A role that is created, or an existing one."""
