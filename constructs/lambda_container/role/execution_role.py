"""The execution role of a function."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cdktf import ITerraformDependable, TerraformProvider, TerraformResource, TerraformStack
from cdktf_cdktf_provider_aws.iam_policy import IamPolicy
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from cdktf_cdktf_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment
from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.aws_names import ROLE_NAME, ROLE_NAME_RULE, ROLE_PATH, ROLE_PATH_RULE
from lambda_container.checks.physical_names import check_unique_name
from lambda_container.checks.same_region import check_same_partition
from lambda_container.checks.values import Alphabet, Number
from lambda_container.iam.condition import Condition
from lambda_container.iam.grants import Grants
from lambda_container.iam.policy_document import PolicyDocument
from lambda_container.iam.principal import Principal
from lambda_container.iam.statement import Statement
from lambda_container.role.existing_role import ExistingRole
from lambda_container.role.required_boundary import required_boundary
from lambda_container.role.role_policies import RolePolicies
from lambda_container.terraform.caller_identity import account_id
from lambda_container.terraform.construct_tree import once_a_stack
from lambda_container.terraform.escaping import optional_literal
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.terraform.placement import Placement
from lambda_container.terraform.references import is_token
from lambda_container.terraform.replacement import new_one_first

# https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
_DESCRIPTION_LIMIT = 1000
_DESCRIPTION = Alphabet(
    re.compile(r"[ -~\u00a1-\u00ff]*"), "hold printable characters up to U+00FF only"
)
# Terraform appends 26 characters to a prefix, and IAM allows 64.
_NAME_PREFIX_LIMIT = 38
_SESSION_SECONDS = (3600, 43_200)
_TRACES = Statement(
    sid="Traces",
    actions=["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
    resources=["*"],  # X-Ray cannot limit write actions to a resource
)


class ExecutionRole(LibraryConstruct, Grants):
    """A least-privilege role that Lambda in this account may assume.

    Becomes ``aws_iam_role``, whose trust policy allows ``lambda.amazonaws.com`` for this account,
    and one inline ``aws_iam_role_policy``. A function adds the permissions that it needs: to write
    to its own log group and, if tracing is on, to send traces. Functions may share a role.

    Statements are merged and ordered. Those beyond the 10,240 characters that IAM allows inline
    go to ``aws_iam_policy`` resources of at most 6,144 each. A reference counts as 128.

    Args:
        scope: The parent construct.
        id: ASCII letters, digits, ``-`` and ``_``; unique in its scope.
        name: 1 to 64 letters, digits and ``_+=,.@-``. Default: Terraform generates a name from
            ``name_prefix``, so that one account can hold the stack twice.
        name_prefix: At most 38 of the same characters. Default: the id.
        path: Begins and ends with ``/``. Default: ``/``.
        description: At most 1,000 characters.
        permissions_boundary: The ARN of a policy that limits the role.
        max_session_duration: 3,600 (IAM's default) to 43,200 seconds per session of the role.
        force_detach_policies: Whether destroying the role detaches policies that Terraform does
            not manage. Default: no.
        trust: Statements with further principals that may assume the role, such as
            ``edgelambda.amazonaws.com``.
        statements: Permissions of the function beyond logs and traces.
        tags: At most 50.
        provider: An aliased AWS provider, for another account.

    Attributes:
        resource: The ``aws_iam_role``.
        policies: Its inline and managed policies.
        arn: The role's ARN, as a reference.
        name: The role's name, as a reference.

    Raises:
        InvalidArgument: A value that IAM rejects.

    Warns:
        LambdaContainerWarning: The role needs more policies than IAM allows by default.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        *,
        name: str | None = None,
        name_prefix: str | None = None,
        path: str = "/",
        description: str | None = None,
        permissions_boundary: str | None = None,
        max_session_duration: Number | None = None,
        force_detach_policies: bool = False,
        trust: Sequence[Statement] = (),
        statements: Sequence[Statement] = (),
        tags: Mapping[str, str] | None = None,
        provider: TerraformProvider | None = None,
    ) -> None:
        arguments = Arguments.of("ExecutionRole", scope, id)
        if name is not None:
            arguments.pattern("name", name, ROLE_NAME, ROLE_NAME_RULE)
            if name_prefix is not None:
                arguments.fail("name_prefix", "not be given together with name", name_prefix)
        elif name_prefix is None:
            name_prefix = f"{id[: _NAME_PREFIX_LIMIT - 1]}-"
        if name_prefix is not None:
            rule = f"{ROLE_NAME_RULE}, at most {_NAME_PREFIX_LIMIT}"
            arguments.pattern("name_prefix", name_prefix, ROLE_NAME, rule)
            if len(name_prefix) > _NAME_PREFIX_LIMIT:
                arguments.fail("name_prefix", rule, name_prefix)
        arguments.pattern("path", path, ROLE_PATH, ROLE_PATH_RULE)
        if description is not None:
            arguments.text("description", description, _DESCRIPTION_LIMIT, only=_DESCRIPTION)
        if permissions_boundary is None:
            permissions_boundary = required_boundary(scope)
        else:
            boundary = permissions_boundary
            arguments.arn("permissions_boundary", boundary, "iam", "policy/")
            where = Placement(None, provider)
            check_same_partition(arguments, scope, where, permissions_boundary=boundary)
        if max_session_duration is not None:
            seconds = (*_SESSION_SECONDS, "seconds")
            arguments.integer("max_session_duration", max_session_duration, *seconds)
        arguments.boolean("force_detach_policies", force_detach_policies)
        _check_trust(arguments, trust)
        _check_statements(arguments, statements)
        arguments.provider(provider)
        literal_tags = arguments.literal_tags(tags, provider, of_role=True)
        if name is not None:
            where = Placement(None, provider)
            # To IAM, the case of a name makes no difference.
            check_unique_name(arguments, scope, "role", name.lower(), placement=where)

        super().__init__(scope, id)
        self._arguments = arguments
        self.resource = IamRole(
            self,
            "Resource",
            name=name,
            name_prefix=name_prefix,
            path=path,
            description=optional_literal(description),
            assume_role_policy=self._trust_policy(trust, provider),
            permissions_boundary=permissions_boundary,
            max_session_duration=max_session_duration,
            force_detach_policies=force_detach_policies or None,
            tags=literal_tags,
            provider=provider,
            **({} if name_prefix is None else new_one_first()),
        )
        self.path, self.permissions_boundary = path, permissions_boundary
        self.arn: str = self.resource.arn
        self.name: str = self.resource.name
        self.policies = RolePolicies(
            self,
            arguments,
            # Its id, which is its name, is not known while the role is replaced: policies are, too.
            role_name=self.resource.id,
            name_prefix=name_prefix or f"{id}-",
            path=path,
            provider=provider,
        )
        self.add_statements(*statements)

    @property
    def policy(self) -> IamRolePolicy | None:
        """The inline ``aws_iam_role_policy``; ``None`` while the role has no permissions."""
        return self.policies.inline

    @property
    def managed_policies(self) -> tuple[IamPolicy, ...]:
        """An ``aws_iam_policy`` for each part beyond the size limit of the inline policy."""
        return tuple(self.policies.managed)

    @staticmethod
    def from_arn(arn: str) -> ExistingRole:
        """An existing role, which is never modified.

        Args:
            arn: ``arn:PARTITION:iam::ACCOUNT:role/NAME``, or a reference to one.

        Raises:
            InvalidArgument: Not the ARN of a role.
        """
        return ExistingRole(arn)

    @property
    def dependencies(self) -> tuple[ITerraformDependable, ...]:
        """The resources that give the role its permissions."""
        return self.policies.resources

    def before(self, resource: TerraformResource) -> None:
        """Make a resource that uses the role wait for policies that are added later, too.

        Args:
            resource: A resource that already waits for ``dependencies``.
        """
        self.policies.before(resource)

    def add_statements(self, *statements: Statement) -> None:
        """Add permissions to the role; those that it has already are not added again.

        Raises:
            InvalidArgument: Two statements with the same Sid, or more statements than IAM allows.
        """
        _check_statements(self._arguments, statements)
        if statements:
            self.policies.add(statements)

    def attach_policy(self, policy_arn: str, *, wait: bool = True) -> IamRolePolicyAttachment:
        """Attach a managed policy; becomes ``aws_iam_role_policy_attachment``.

        Args:
            policy_arn: ``arn:PARTITION:iam::ACCOUNT:policy/NAME``, or a reference to one.
            wait: Whether functions that already use the role wait for the policy. Default: yes.
                ``False`` avoids a dependency cycle if a policy of this stack refers to them.

        Raises:
            InvalidArgument: Not the ARN of a policy, or more policies than IAM allows.

        Warns:
            LambdaContainerWarning: An AWS managed policy, which is never least privilege.
        """
        self._arguments.switch("wait", wait)
        return self.policies.attach(policy_arn, wait=wait)

    def allow_function(self, *, log_group_arn: str, traced: bool) -> None:
        """Let a function write to its log group and, if it is traced, send traces."""
        logs = Statement(
            actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[f"{log_group_arn}:*"]
        )
        self.add_statements(logs, *([_TRACES] if traced else []))

    def _trust_policy(self, more: Sequence[Statement], provider: TerraformProvider | None) -> str:
        trust = _trust(account_id(self, provider))
        if more:
            own = PolicyDocument(self, "TrustDocument", [trust, *more], provider=provider)
            return own.json

        def make(stack: TerraformStack, id_: str) -> str:
            return PolicyDocument(stack, id_, [trust], provider=provider).json

        shared: str = once_a_stack(self, provider, "TrustDocument", make)
        return shared


AnyRole = ExecutionRole | ExistingRole
"""A role that is created, or an existing one."""


# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
_TRUSTED = re.compile(
    r"sts:(?:\*|AssumeRole\*?|AssumeRoleWithSAML|AssumeRoleWithWebIdentity|TagSession"
    r"|SetSourceIdentity|SetContext)",
    re.IGNORECASE,
)


def _trust(account: str) -> Statement:
    return Statement(
        actions=["sts:AssumeRole"],
        principals=[Principal("Service", ["lambda.amazonaws.com"])],
        conditions=[Condition("StringEquals", "aws:SourceAccount", [account])],
    )


def _check_trust(arguments: Arguments, trust: Sequence[Statement]) -> None:
    for i, statement in enumerate(arguments.items("trust", trust, Statement)):
        if not statement.principals:
            arguments.fail(f"trust[{i}]", "have principals", statement)
        if statement.resources:
            rule = "have no resources: a trust policy is about the role itself"
            arguments.fail(f"trust[{i}]", rule, list(statement.resources))
        for action in statement.actions:
            # IAM: "AssumeRole policy may only specify STS AssumeRole actions."
            if not is_token(action) and not _TRUSTED.fullmatch(action):
                rule = "have actions of assuming a role only, such as 'sts:AssumeRole'"
                arguments.fail(f"trust[{i}]", rule, action)


def _check_statements(arguments: Arguments, statements: Sequence[Statement]) -> None:
    for i, statement in enumerate(arguments.items("statements", statements, Statement)):
        if statement.principals:
            rule = "have no principals: the policy of a role is for the role; see trust="
            arguments.fail(f"statements[{i}]", rule, statement)
        if not statement.resources:
            arguments.fail(f"statements[{i}]", "have resources", statement)
