"""The order in which Terraform replaces a resource."""

from __future__ import annotations

from typing import Any

from cdktf import TerraformResourceLifecycle


def new_one_first() -> dict[str, Any]:
    """The arguments of a resource whose replacement is created before it is destroyed.

    Otherwise a function has no role, or its role no permissions, while they are replaced. Names
    that Terraform generates allow it: two resources cannot have the same name at once.
    """
    return {"lifecycle": TerraformResourceLifecycle(create_before_destroy=True)}
