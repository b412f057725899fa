"""The roles that jobs of CI assume, with the token that their CI system signs for each job."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence

from cdktf_cdktf_provider_aws.iam_openid_connect_provider import IamOpenidConnectProvider
from cdktf_cdktf_provider_aws.iam_policy import IamPolicy
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment
from constructs import Construct

from lambda_container.bootstrap.ci_system import ROLES, CiSystem, Role
from lambda_container.bootstrap.foundation import PATH, Foundation
from lambda_container.checks.arguments import Arguments
from lambda_container.iam.condition import Condition
from lambda_container.iam.merge import packed
from lambda_container.iam.principal import Principal
from lambda_container.iam.statement import Statement
from lambda_container.role.role_policies import ATTACHED_DEFAULT, MANAGED_LIMIT
from lambda_container.terraform.escaping import literal

_SESSION_SECONDS = 3600


class CiRoles:
    """The roles of one environment.

    Attributes:
        roles: The ``aws_iam_role`` of each.
        policies: Their ``aws_iam_policy``.
        provider: The ``aws_iam_openid_connect_provider``, if it is made here.
    """

    def __init__(
        self,
        scope: Construct,
        arguments: Arguments,
        foundation: Foundation,
        *,
        ci: CiSystem,
        subjects: Mapping[Role, Sequence[str]],
        statements: Mapping[Role, Sequence[Statement]],
        create_identity_provider: bool,
    ) -> None:
        self.roles: dict[Role, IamRole] = {}
        self.policies: list[IamPolicy] = []
        self.provider: IamOpenidConnectProvider | None = None
        if create_identity_provider:
            self.provider = IamOpenidConnectProvider(
                scope, "IdentityProvider", url=f"https://{ci.issuer}", client_id_list=[ci.audience]
            )
        arn = f"arn:{foundation.partition}:iam::{foundation.account}:oidc-provider/{ci.issuer}"
        for role in ROLES:
            trust = Statement(
                actions=["sts:AssumeRoleWithWebIdentity"],
                principals=[Principal("Federated", [arn])],
                conditions=[
                    Condition("StringEquals", f"{ci.issuer}:aud", [ci.audience]),
                    Condition("StringLike", f"{ci.issuer}:sub", subjects[role]),
                ],
            )
            self.roles[role] = IamRole(
                scope,
                f"{role.capitalize()}Role",
                name=f"{foundation.name}-{role}",
                path=PATH,
                max_session_duration=_SESSION_SECONDS,
                assume_role_policy=policy_text([trust]),
                depends_on=[] if self.provider is None else [self.provider],
            )
            self._allow(scope, arguments, foundation, role, statements[role])

    def _allow(
        self,
        scope: Construct,
        arguments: Arguments,
        foundation: Foundation,
        role: Role,
        statements: Sequence[Statement],
    ) -> None:
        parts = packed(statements, itertools.repeat(MANAGED_LIMIT))
        if len(parts) > ATTACHED_DEFAULT:
            rule = (
                f"have fewer types of resources: the role {role} would need {len(parts)} policies"
            )
            arguments.fail("stack", rule, None)
        for number, part in enumerate(parts, start=1):
            policy = IamPolicy(
                scope,
                f"{role.capitalize()}Policy{number}",
                name=f"{foundation.name}-{role}-{number}",
                path=PATH,
                policy=policy_text(part),
            )
            IamRolePolicyAttachment(
                scope,
                f"{role.capitalize()}PolicyAttachment{number}",
                role=self.roles[role].name,
                policy_arn=policy.arn,
            )
            self.policies.append(policy)


def policy_text(statements: Sequence[Statement]) -> str:
    """A policy as literal text: it is shown before anything is applied, and scanners read it."""
    documents = [statement.document() for statement in statements]
    policy = {"Version": "2012-10-17", "Statement": documents}
    return literal(json.dumps(policy, separators=(",", ":")))
