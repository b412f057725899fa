"""What a service takes on to act for a source."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf import TerraformProvider
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from constructs import Construct

from lambda_container.iam.policy_document import PolicyDocument
from lambda_container.iam.statement import Condition, Principal, Statement


def service_role(
    scope: Construct,
    *,
    service: str,
    conditions: Sequence[Condition],
    name: str,
    statements: Sequence[Statement],
    provider: TerraformProvider | None,
) -> tuple[IamRole, IamRolePolicy]:
    """A role that one service may take on, and its policy.

    Args:
        scope: What the role is for.
        service: Such as ``scheduler.amazonaws.com``.
        conditions: On whose behalf.
        name: What role and policy are called; Terraform completes the role's.
        statements: What the role may do.
        provider: An aliased AWS provider.
    """
    trust = Statement(
        actions=["sts:AssumeRole"],
        principals=[Principal("Service", [service])],
        conditions=conditions,
    )
    role = IamRole(
        scope,
        "Role",
        name_prefix=f"{name}-",
        assume_role_policy=PolicyDocument(scope, "TrustDocument", [trust], provider=provider).json,
        provider=provider,
    )
    policy = IamRolePolicy(
        scope,
        "Policy",
        name=name,
        role=role.name,
        policy=PolicyDocument(scope, "PolicyDocument", statements, provider=provider).json,
        provider=provider,
    )
    return role, policy
