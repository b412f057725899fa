"""Grants to pull from and push to a repository."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf import Fn

from lambda_container.iam.condition import Condition
from lambda_container.iam.grantee import Grantee, as_grantee
from lambda_container.iam.principal import Principal
from lambda_container.iam.statement import Statement
from lambda_container.repository_policy import LAMBDA, LAMBDA_SID, READ_ACTIONS, functions_arn

_PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
_PUSH = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:CompleteLayerUpload",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
)
# Login is not specific to a repository: IAM offers no narrower resource.
_LOGIN = Statement(sid="EcrLogin", actions=["ecr:GetAuthorizationToken"], resources=["*"])


class RepositoryGrants:
    """The grants that new and existing repositories share."""

    arn: str

    def grant_pull(self, grantee: Grantee) -> None:
        """Let a role (or a function's role) log in to ECR and pull from this repository."""
        as_grantee(self, grantee).add_statements(
            _LOGIN, Statement(actions=_PULL, resources=[self.arn])
        )

    def grant_push(self, grantee: Grantee) -> None:
        """Let a role (or a function's role) log in to ECR and push to this repository."""
        as_grantee(self, grantee).add_statements(
            _LOGIN, Statement(actions=_PUSH, resources=[self.arn])
        )


def pull_statements(arn: str, pull_accounts: Sequence[str]) -> list[Statement]:
    """The repository's policy: Lambda, for these accounts' functions, and the accounts may pull."""
    # Partition, Region and account are the repository's own, whatever provider creates it.
    fields = Fn.split(":", arn)
    partition, region, owner = (Fn.element(fields, i) for i in (1, 3, 4))
    statements = [
        Statement(
            sid=LAMBDA_SID,
            principals=[Principal("Service", [LAMBDA])],
            actions=READ_ACTIONS,
            conditions=[
                Condition(
                    "ArnLike",
                    "aws:SourceArn",
                    [
                        functions_arn(partition, region, account)
                        for account in [owner, *pull_accounts]
                    ],
                )
            ],
        )
    ]
    if pull_accounts:
        roots = [f"arn:{partition}:iam::{account}:root" for account in pull_accounts]
        statements.append(
            Statement(
                sid="AccountsPull", principals=[Principal("AWS", roots)], actions=READ_ACTIONS
            )
        )
    return statements
