"""The calls of roles."""

from __future__ import annotations

from typing import Any

from lambda_container import (
    Condition,
    ExecutionRole,
    Principal,
    Statement,
    require_permissions_boundary,
)
from tests.aws import ACCOUNT
from tests.sweep.calls.call import Call, Of
from tests.sweep.calls.common import BUCKET, PROVIDER, ROLE, SCOPED, STATEMENT, TAGS, for_each
from tests.sweep.scene import Scene, arn


def role_after(scene: Scene, **arguments: Any) -> None:
    """A role that the boundary is for."""
    require_permissions_boundary(**arguments)
    ExecutionRole(scene.scope(), "Role")


CALLS: dict[str, Call] = {
    "require_permissions_boundary": Call(
        role_after,
        {
            "stack": Of(lambda scene: scene.stack),
            "policy_arn": arn("iam", "policy/orders", region=""),
        },
        ["stack", "policy_arn"],
    ),
    "Allowable.allow": Call(
        lambda scene, **a: scene.function().allow(**a),
        {
            "actions": ["s3:GetObject"],
            "resources": [f"{BUCKET}/*"],
            "conditions": [Condition("StringEquals", "aws:SourceAccount", [ACCOUNT])],
            "allow_wildcards": True,
        },
        ["actions", "resources"],
    ),
    "ExecutionRole": Call(
        lambda scene, **a: ExecutionRole(**a),
        {
            **SCOPED,
            **PROVIDER,
            "tags": TAGS,
            "name": "orders",
            "name_prefix": "orders",
            "path": "/team/",
            "description": "orders",
            "permissions_boundary": arn("iam", "policy/limit", region=""),
            "max_session_duration": 3600,
            "force_detach_policies": True,
            "trust": [
                Statement(
                    principals=[Principal("Service", ["scheduler.amazonaws.com"])],
                    actions=["sts:AssumeRole"],
                )
            ],
            "statements": [STATEMENT],
        },
        ["scope", "id"],
    ),
    "ExecutionRole.add_statements": Call(
        lambda scene, **a: for_each(scene.new_role().add_statements, **a),
        {"statements": [STATEMENT]},
        ["statements"],
    ),
    "ExecutionRole.attach_policy": Call(
        lambda scene, **a: scene.new_role().attach_policy(**a),
        {"policy_arn": arn("iam", "policy/orders", region=""), "wait": False},
        ["policy_arn"],
    ),
    "ExecutionRole.from_arn": Call(
        lambda scene, **a: scene.function(role=ExecutionRole.from_arn(**a)), {"arn": ROLE}, ["arn"]
    ),
}
