"""Path and permissions boundary of the roles that services assume for a function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.aws_names import ROLE_PATH, ROLE_PATH_RULE

_ROOT = "/"  # where Terraform puts a role by default


@dataclass(frozen=True, kw_only=True, slots=True)
class RolePlace:
    """Where a role is, and what bounds it; ``None`` for what the function's own role has.

    Attributes:
        path: Begins and ends with ``/``.
        permissions_boundary: The ARN of a managed policy.
    """

    path: str | None = None
    permissions_boundary: str | None = None

    @classmethod
    def checked(
        cls, arguments: Arguments, role_path: str | None, permissions_boundary: str | None
    ) -> RolePlace:
        """The arguments ``role_path`` and ``permissions_boundary``.

        Raises:
            InvalidArgument: Not a path, or not the ARN of a policy.
        """
        arguments.optional(arguments.pattern, "role_path", role_path, ROLE_PATH, ROLE_PATH_RULE)
        name = "permissions_boundary"
        arguments.optional(arguments.arn, name, permissions_boundary, "iam", "policy/")
        return cls(path=role_path, permissions_boundary=permissions_boundary)

    def like(self, role: object) -> dict[str, Any]:
        """The arguments of an ``aws_iam_role``, those of a role of this stack by default."""
        path = self.path or getattr(role, "path", _ROOT)
        boundary = self.permissions_boundary or getattr(role, "permissions_boundary", None)
        return {"path": None if path == _ROOT else path, "permissions_boundary": boundary}
