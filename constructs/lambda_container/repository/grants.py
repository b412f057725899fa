"""What a role needs to pull from, or push to, a repository."""

from __future__ import annotations

from lambda_container.iam import Grantee, Statement

_PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
_PUSH = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:CompleteLayerUpload",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
)
# Logging in belongs to no repository: IAM offers no narrower resource.
_LOGIN = Statement(sid="EcrLogin", actions=["ecr:GetAuthorizationToken"], resources=["*"])


class RepositoryGrants:
    """The grants that made and existing repositories share."""

    arn: str

    def grant_pull(self, grantee: Grantee) -> None:
        """Let a role (or a function's role) log in to ECR and pull from this repository."""
        grantee.add_statements(_LOGIN, Statement(actions=_PULL, resources=[self.arn]))

    def grant_push(self, grantee: Grantee) -> None:
        """Let a role (or a function's role) log in to ECR and push to this repository."""
        grantee.add_statements(_LOGIN, Statement(actions=_PUSH, resources=[self.arn]))
