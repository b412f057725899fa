"""Roles that AWS services assume to invoke a function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cdktf import TerraformProvider
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from constructs import Construct

from lambda_container.iam.condition import Condition
from lambda_container.iam.policy_document import PolicyDocument
from lambda_container.iam.principal import Principal
from lambda_container.iam.statement import Statement
from lambda_container.terraform.construct_tree import name_prefix
from lambda_container.terraform.replacement import new_one_first


def service_role(
    scope: Construct,
    *,
    service: str,
    conditions: Sequence[Condition],
    name: str,
    statements: Sequence[Statement],
    place: Mapping[str, Any],
    provider: TerraformProvider | None,
) -> tuple[IamRole, IamRolePolicy]:
    """A role that one service may assume, and its policy.

    Args:
        scope: The construct that the role is for.
        service: Such as ``scheduler.amazonaws.com``.
        conditions: Conditions of the trust policy.
        name: The name of the policy.
        statements: Permissions of the role.
        place: Path and permissions boundary of the role.
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
        name_prefix=name_prefix(scope),
        **place,
        assume_role_policy=PolicyDocument(scope, "TrustDocument", [trust], provider=provider).json,
        provider=provider,
        **new_one_first(),
    )
    policy = IamRolePolicy(
        scope,
        "Policy",
        name=name,
        role=role.id,
        policy=PolicyDocument(scope, "PolicyDocument", statements, provider=provider).json,
        provider=provider,
    )
    return role, policy
