"""The policies of a role, kept within IAM's limits."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from cdktf import ITerraformDependable, TerraformProvider, TerraformResource
from cdktf_cdktf_provider_aws.iam_policy import IamPolicy
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from cdktf_cdktf_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment
from constructs import Construct

from lambda_container.build.image_tag import construct_key
from lambda_container.caller import warn
from lambda_container.checks.arguments import Arguments
from lambda_container.checks.same_region import check_same_partition
from lambda_container.iam.merge import merged, packed
from lambda_container.iam.policy_document import PolicyDocument
from lambda_container.iam.statement import Statement
from lambda_container.terraform.construct_tree import address_of, below
from lambda_container.terraform.placement import Placement
from lambda_container.terraform.references import resolved

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
INLINE_LIMIT = 10_240
MANAGED_LIMIT = 6_144
ATTACHED_DEFAULT = 10
ATTACHED_LIMIT = 25


class RolePolicies:
    """A role's policies: one inline policy, and managed policies beyond its size limit.

    Attributes:
        documents: The documents of the inline and the managed policies.
        inline: The ``aws_iam_role_policy``; ``None`` while the role has no permissions.
        managed: An ``aws_iam_policy`` for each part beyond the size limit of the inline policy.
        attachments: An ``aws_iam_role_policy_attachment`` for each managed policy, by its ARN.
    """

    def __init__(
        self,
        role: Construct,
        arguments: Arguments,
        *,
        role_name: str,
        name_prefix: str,
        path: str,
        provider: TerraformProvider | None,
    ) -> None:
        self._role, self._arguments, self._role_name = role, arguments, role_name
        self._name_prefix, self._path, self._provider = name_prefix, path, provider
        self._statements: list[Statement] = []
        self.documents: list[PolicyDocument] = []
        self.inline: IamRolePolicy | None = None
        self.managed: list[IamPolicy] = []
        self.attachments: dict[str, IamRolePolicyAttachment] = {}
        self._waiting: list[TerraformResource] = []

    def before(self, resource: TerraformResource) -> None:
        """Make a resource wait for policies that are added later, too."""
        self._waiting.append(resource)

    @property
    def resources(self) -> tuple[ITerraformDependable, ...]:
        """All resources that give the role permissions."""
        inline = () if self.inline is None else (self.inline,)
        return (*inline, *self.attachments.values())

    def add(self, statements: Iterable[Statement]) -> None:
        """Add permissions to the role, in as few policies as possible."""
        self._statements = merged([*self._statements, *statements])
        limits = itertools.chain([INLINE_LIMIT], itertools.repeat(MANAGED_LIMIT))
        parts = packed(self._statements, limits)
        # A policy that is no longer needed stays, and repeats the first statement.
        parts += [parts[0][:1]] * (len(self.documents) - len(parts))
        for i, part in enumerate(parts):
            if i < len(self.documents):
                self.documents[i].put(part)
            elif i == 0:
                self._add_inline(part)
            else:
                self._add_managed(i, part)

    def attach(self, policy_arn: str, *, wait: bool) -> IamRolePolicyAttachment:
        """Attach a managed policy; a policy that is already attached is not attached again."""
        parts = self._arguments.arn("policy_arn", policy_arn, "iam", "policy/")
        where = Placement(None, self._provider)
        check_same_partition(self._arguments, self._role, where, policy_arn=policy_arn)
        if policy_arn in self.attachments:
            return self.attachments[policy_arn]
        if parts is not None and parts["account"] == "aws":
            self._warn(
                f"policy_arn {policy_arn!r} is an AWS managed policy: AWS may change it, and it"
                " is not limited to this function's resources; prefer allow() or add_statements()"
            )
        # Not a number: the order of two attachments decides nothing.
        known = policy_arn if parts is not None else resolved(self._role, policy_arn)
        name = parts["resource"].removeprefix("policy/") if parts is not None else known
        id_ = f"Attachment-{_id(name)}"
        if _id(name) != name or (parts is not None and parts["account"] == "aws"):
            id_ = f"{id_}-{construct_key(known)}"  # names can differ in '.', '/' and '-' only
        attachment = self._attach(id_, policy_arn)
        if wait:
            self._wait_for(attachment)
        return attachment

    def _add_inline(self, statements: list[Statement]) -> None:
        document = self._document("PolicyDocument", statements)
        self.inline = IamRolePolicy(
            self._role,
            "Policy",
            name="execution",
            role=self._role_name,
            policy=document.json,
            provider=self._provider,
        )
        below(self.inline, self._role)
        self._wait_for(self.inline)

    def _add_managed(self, number: int, statements: list[Statement]) -> None:
        document = self._document(f"PolicyDocument{number}", statements)
        policy = IamPolicy(
            self._role,
            f"Policy{number}",
            name_prefix=self._name_prefix,
            path=self._path,
            policy=document.json,
            provider=self._provider,
        )
        self.managed.append(policy)
        self._wait_for(self._attach(f"PolicyAttachment{number}", policy.arn))

    def _document(self, id_: str, statements: list[Statement]) -> PolicyDocument:
        document = PolicyDocument(self._role, id_, statements, provider=self._provider)
        self.documents.append(document)
        return document

    def _attach(self, id_: str, policy_arn: str) -> IamRolePolicyAttachment:
        count = len(self.attachments) + 1
        if count > ATTACHED_LIMIT:
            rule = f"fit into {ATTACHED_LIMIT} managed policies, IAM's limit"
            self._arguments.fail("statements", rule, count)
        if count == ATTACHED_DEFAULT + 1:
            self._warn(
                f"needs more than {ATTACHED_DEFAULT} managed policies, the default quota of an"
                " account: request an increase"
            )
        attachment = IamRolePolicyAttachment(
            self._role, id_, role=self._role_name, policy_arn=policy_arn, provider=self._provider
        )
        self.attachments[policy_arn] = attachment
        return attachment

    def _wait_for(self, policy: TerraformResource) -> None:
        for resource in self._waiting:
            resource.depends_on = [*(resource.depends_on or []), address_of(policy)]

    def _warn(self, text: str) -> None:
        warn(f"{self._arguments.subject}: {text}")


def _id(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")
