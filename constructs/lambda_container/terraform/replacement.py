"""The order in which Terraform replaces a resource."""

from __future__ import annotations

from typing import Any

from cdktf import TerraformResourceLifecycle


def new_one_first() -> dict[str, Any]:
    """The arguments of a resource whose replacement is created before it is destroyed.

    Otherwise a function has no role while that is replaced. Names that Terraform generates allow
    it: two resources cannot have the same name at once. All that such a resource refers to is
    replaced in the same order, so it may refer to nothing that has a name of its own: a role's
    policy, which names functions and tables, cannot have these arguments.
    """
    return {"lifecycle": TerraformResourceLifecycle(create_before_destroy=True)}
