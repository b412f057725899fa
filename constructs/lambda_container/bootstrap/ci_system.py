"""The CI systems whose jobs may assume roles, by the tokens that they sign for each job."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from lambda_container.checks.arguments import Arguments

Role = Literal["plan", "publish", "promote", "deploy"]
PullRequests = Literal["none", "plan", "publish"]
"""What jobs of pull requests may do; who publishes may plan, too."""
PULL_REQUESTS: tuple[PullRequests, ...] = ("none", "plan", "publish")

ROLES: tuple[Role, ...] = ("plan", "publish", "promote", "deploy")

_READ = "it is part of policies that are known at synthesis"
# With the ids that GitHub puts into the subjects of newer repositories.
_GITHUB_REPOSITORY = re.compile(
    r"[A-Za-z0-9-]{1,39}(?:@[0-9]{1,20})?/[A-Za-z0-9._-]{1,100}(?:@[0-9]{1,20})?"
)
_GITLAB_PROJECT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)+")
_NAME = re.compile(r"[A-Za-z0-9._/-]{1,255}")
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z0-9-]+(?:/[a-z0-9._-]+)*")


@dataclass(frozen=True, kw_only=True)
class GitHub:
    """GitHub Actions.

    Attributes:
        repository: ``ORGANIZATION/REPOSITORY``; where GitHub puts their ids into the subjects of
            tokens, ``ORGANIZATION@ID/REPOSITORY@ID``.
        branch: The branch that is deployed, at most 255 characters. Default: ``main``.
        issuer: Host and path of the tokens' issuer. Default: github.com's; GitHub Enterprise has
            others.

    Raises:
        InvalidArgument: No repository, branch or host.
    """

    repository: str
    branch: str = "main"
    issuer: str = "token.actions.githubusercontent.com"

    audience = "sts.amazonaws.com"

    def __post_init__(self) -> None:
        arguments = Arguments("GitHub")
        for argument in ("repository", "branch", "issuer"):
            arguments.known(argument, getattr(self, argument), _READ)
        rule = "be ORGANIZATION/REPOSITORY"
        arguments.pattern("repository", self.repository, _GITHUB_REPOSITORY, rule)
        arguments.pattern("branch", self.branch, _NAME, "be a branch")
        arguments.pattern("issuer", self.issuer, _HOST, "be a host and path, without https://")

    def subjects(self, role: Role, environment: str, *, pull_requests: PullRequests) -> list[str]:
        """The subjects of the jobs that may assume a role.

        Args:
            role: The role.
            environment: Name of the environment of GitHub in which deployments are approved.
            pull_requests: What jobs of pull requests may do.
        """
        repository = f"repo:{self.repository}"
        if role == "deploy":
            return [f"{repository}:environment:{environment}"]
        on_branch = f"{repository}:ref:refs/heads/{self.branch}"
        asks = _asks(role, pull_requests)
        return [on_branch, *([f"{repository}:pull_request"] if asks else [])]


@dataclass(frozen=True, kw_only=True)
class GitLab:
    """GitLab CI/CD.

    Its tokens do not name the environment, so a protected environment has to guard ``deploy``.

    Attributes:
        project: ``GROUP/PROJECT``, also with subgroups.
        branch: The branch that is deployed, at most 255 characters. Default: ``main``.
        issuer: Host and path of the instance. Default: ``gitlab.com``.

    Raises:
        InvalidArgument: No project, branch or host.
    """

    project: str
    branch: str = "main"
    issuer: str = "gitlab.com"

    def __post_init__(self) -> None:
        arguments = Arguments("GitLab")
        for argument in ("project", "branch", "issuer"):
            arguments.known(argument, getattr(self, argument), _READ)
        arguments.pattern("project", self.project, _GITLAB_PROJECT, "be GROUP/PROJECT")
        arguments.pattern("branch", self.branch, _NAME, "be a branch")
        arguments.pattern("issuer", self.issuer, _HOST, "be a host and path, without https://")

    @property
    def audience(self) -> str:
        """The audience of the tokens."""
        return f"https://{self.issuer}"

    def subjects(self, role: Role, environment: str, *, pull_requests: PullRequests) -> list[str]:
        """The subjects of the jobs that may assume a role: see ``GitHub``."""
        project = f"project_path:{self.project}:ref_type:branch:ref"
        asks = _asks(role, pull_requests)
        return [f"{project}:{'*' if asks else self.branch}"]


CiSystem = GitHub | GitLab


def _asks(role: Role, pull_requests: PullRequests) -> bool:
    """Whether jobs of pull requests may assume a role."""
    return role in {"none": (), "plan": ("plan",), "publish": ("plan", "publish")}[pull_requests]
