"""What the roles of CI may do: the least that the jobs of one stack need."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cdktf import TerraformDataSource, TerraformResource, TerraformStack

from lambda_container.bootstrap.ci_system import Role
from lambda_container.bootstrap.foundation import Foundation
from lambda_container.bootstrap.permission_table import Needs, known_types, needs_of
from lambda_container.checks.arguments import Arguments
from lambda_container.iam.condition import Condition
from lambda_container.iam.merge import merged
from lambda_container.iam.statement import Statement
from lambda_container.suggestion import did_you_mean
from lambda_container.terraform.construct_tree import node_of, path_of
from lambda_container.terraform.references import is_token

Permissions = Mapping[str, Sequence[Statement]]

# docs/promotion.md lists who needs which.
_LOGIN = "ecr:GetAuthorizationToken"
_PULL = ("ecr:BatchGetImage", "ecr:DescribeImages", "ecr:GetDownloadUrlForLayer")
# promote --gate
_SCAN = ("ecr:DescribeImageScanFindings", "ecr:StartImageScan")
_PUSH = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:CompleteLayerUpload",
    "ecr:DescribeImages",
    "ecr:GetDownloadUrlForLayer",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
)
_CREATE = (
    "ecr:CreateRepository",
    "ecr:DescribeRepositories",
    "ecr:GetRepositoryPolicy",
    "ecr:PutLifecyclePolicy",
    "ecr:SetRepositoryPolicy",
)


_AWS = ("aws_", "awscc_")
_ROLE = "aws_iam_role"
_READS = re.compile(r"[a-z0-9-]+:(?:BatchGet|Describe|Get|List)\w*")


class CiPermissions:
    """What the jobs of one stack need.

    Args:
        arguments: The checks for the arguments of the ``BootstrapStack``.
        foundation: The environment.
        stack: The stack.
        state_key: Key of its state in the bucket.
        permissions: What a deployment needs for other types of resources, by type.
        creates_repositories: Whether who publishes may create repositories, and set their policies.

    Raises:
        InvalidArgument: A type of resource that is not known, or a name that is not the
            environment's.
    """

    def __init__(
        self,
        arguments: Arguments,
        foundation: Foundation,
        stack: TerraformStack,
        *,
        state_key: str,
        permissions: Permissions,
        creates_repositories: bool,
    ) -> None:
        self._foundation, self._state_key, self._permissions = foundation, state_key, permissions
        self._creates = creates_repositories
        self._needs: dict[str, Needs] = {}
        self._managed: set[str] = set()
        for resource in node_of(stack).find_all():
            if isinstance(resource, (TerraformResource, TerraformDataSource)):
                self._add(arguments, resource)

    def of(self, role: Role) -> list[Statement]:
        """The statements of a role, merged."""
        return merged(self._of(role))

    def _of(self, role: Role) -> Iterator[Statement]:
        if role in ("plan", "deploy"):
            yield from self._terraform(write=role == "deploy")
            yield from self._state(write=role == "deploy")
        if role in ("publish", "promote", "deploy"):
            yield Statement(actions=[_LOGIN], resources=["*"])
        if role in ("publish", "deploy"):
            yield Statement(actions=_PUSH, resources=self._repositories)
        if role == "deploy" or (role == "publish" and self._creates):
            yield Statement(actions=_CREATE, resources=self._repositories)
        if role == "promote":
            yield Statement(actions=[*_PULL, *_SCAN], resources=self._repositories)
            yield Statement(actions=["lambda:GetFunction"], resources=self._arns("lambda"))

    def _add(self, arguments: Arguments, resource: TerraformResource | TerraformDataSource) -> None:
        type_ = resource.terraform_resource_type
        needs = self._needs.get(type_) or needs_of(type_)
        if needs is None:
            # Other providers ask nothing of AWS.
            if type_ not in self._permissions and type_.startswith(_AWS):
                hint = did_you_mean(type_, known_types())
                rule = f"have what a deployment needs for each {type_}, such as {path_of(resource)}"
                arguments.fail("permissions", f"{rule}{f' ({hint})' if hint else ''}", None)
            return
        self._needs[type_] = needs
        if isinstance(resource, TerraformResource):
            self._managed.add(type_)
            self._check_name(arguments, resource, needs)
            if type_ == _ROLE:
                self._check_role(arguments, resource)

    def _check_name(self, arguments: Arguments, resource: TerraformResource, needs: Needs) -> None:
        """Refuse a name that the roles could not manage."""
        beginnings = tuple(
            f"{needs.before}{prefix}{end}"
            for prefix in self._foundation.name_prefixes
            for end in ("-", "/")
        )
        allowed = (*beginnings, *needs.others)
        if needs.named is None:
            return
        names = {
            argument: getattr(resource, f"{argument}_input", None)
            for argument in (needs.named, f"{needs.named}_prefix")
        }
        rule = (
            f"begin with one of {', '.join(map(repr, beginnings))}, to which the roles of its"
            " foundation are limited: give it such a name, or the foundation another of"
            " name_prefixes"
        )
        given = {argument: name for argument, name in names.items() if name is not None}
        for argument, name in (given or {needs.named: None}).items():
            is_known = not is_token(name)
            if is_known and not (isinstance(name, str) and name.startswith(allowed)):
                arguments.fail(f"{argument} of {path_of(resource)!r}", rule, name)

    def _check_role(self, arguments: Arguments, role: Any) -> None:
        """Refuse a role that a deployment could not create."""
        wanted = self._foundation.permissions_boundary
        if role.permissions_boundary_input != wanted:
            rule = f"be {wanted!r}, as require_permissions_boundary sets it"
            given = role.permissions_boundary_input
            arguments.fail(f"permissions_boundary of {path_of(role)!r}", rule, given)
        if role.path_input not in (None, "/"):
            rule = "be '/', in which the roles of a deployment are"
            arguments.fail(f"path of {path_of(role)!r}", rule, role.path_input)

    def _terraform(self, *, write: bool) -> Iterator[Statement]:
        for type_, needs in self._needs.items():
            # What is only looked up is never changed.
            changes = write and type_ in self._managed
            yield from needs.statements(self._foundation, write=changes)
        for statement in itertools.chain.from_iterable(self._permissions.values()):
            actions = [a for a in statement.actions if write or _READS.fullmatch(a)]
            if actions:
                yield replace(statement, actions=actions, allow_wildcards=True)

    def _state(self, *, write: bool) -> Iterator[Statement]:
        bucket = f"arn:{self._foundation.partition}:s3:::{self._foundation.state_bucket}"
        state, lock = f"{bucket}/{self._state_key}", f"{bucket}/{self._state_key}.tflock"
        keys = [self._state_key, f"{self._state_key}.tflock"]
        yield Statement(
            actions=["s3:ListBucket"],
            resources=[bucket],
            conditions=[Condition("StringEquals", "s3:prefix", keys)],
        )
        yield Statement(actions=["s3:GetObject"], resources=[state, *([lock] if write else [])])
        if write:
            yield Statement(actions=["s3:PutObject"], resources=[state, lock])
            yield Statement(actions=["s3:DeleteObject"], resources=[lock])

    @property
    def _repositories(self) -> list[str]:
        return [*self._arns("ecr", "-"), *self._arns("ecr", "/")]

    def _arns(self, service: str, end: str = "-") -> list[str]:
        kind = {"ecr": "repository/", "lambda": "function:"}[service]
        here = self._foundation
        prefix = f"arn:{here.partition}:{service}:{here.region}:{here.account}:{kind}"
        return [f"{prefix}{name}{end}*" for name in here.name_prefixes]
