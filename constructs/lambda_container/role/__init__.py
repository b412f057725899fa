"""IAM roles that functions run as."""

from lambda_container.role.execution_role import ExecutionRole
from lambda_container.role.existing import ExistingRole

__all__ = ["ExecutionRole", "ExistingRole"]
