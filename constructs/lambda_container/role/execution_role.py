"""The role that a function runs as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cdktf import ITerraformDependable, TerraformProvider, TerraformResource, TerraformStack
from cdktf_cdktf_provider_aws.iam_policy import IamPolicy
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from cdktf_cdktf_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment
from constructs import Construct

from lambda_container.checks.arguments import Arguments, Number
from lambda_container.checks.aws_names import ROLE_NAME, ROLE_NAME_RULE, ROLE_PATH, ROLE_PATH_RULE
from lambda_container.iam.grantee import Allowable
from lambda_container.iam.policy_document import PolicyDocument
from lambda_container.iam.statement import Condition, Principal, Statement
from lambda_container.role.existing_role import ExistingRole
from lambda_container.role.role_policies import RolePolicies
from lambda_container.terraform.caller_identity import account_id
from lambda_container.terraform.construct_tree import below, once_a_stack
from lambda_container.terraform.escaping import optional_literal

# https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
_DESCRIPTION_LIMIT = 1000
# Terraform appends 26 characters to a prefix, and IAM allows 64.
_NAME_PREFIX_LIMIT = 38
_SESSION_SECONDS = (3600, 43_200)
_TRACES = Statement(
    sid="Traces",
    actions=["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
    resources=["*"],  # X-Ray has no resource that writing could be limited to
)


class ExecutionRole(Construct, Allowable):
    """A role that Lambda of this account may take on, with least privilege.

    Becomes ``aws_iam_role`` with a trust for ``lambda.amazonaws.com`` limited to the account, and
    one inline ``aws_iam_role_policy``. A function adds what it needs: to write to its own log
    group, and traces where it is traced. Several functions may share a role.

    Statements are merged and ordered. What exceeds the 10,240 characters that IAM allows inline
    goes to an ``aws_iam_policy`` of at most 6,144, and so on. A reference counts as 128.

    Args:
        scope: The construct above.
        id: ASCII letters, digits, ``-`` and ``_``; unique in its scope.
        name: 1 to 64 letters, digits and ``_+=,.@-``. Default: Terraform completes the name from
            ``name_prefix``, so that the same stack fits twice into one account.
        name_prefix: At most 38 of the same characters. Default: the id.
        path: Begins and ends with ``/``. Default: ``/``.
        description: At most 1,000 characters.
        permissions_boundary: The ARN of a policy that limits the role.
        max_session_duration: 3,600 (IAM's default) to 43,200 seconds, for who assumes the role.
        force_detach_policies: Whether destroying the role detaches policies that Terraform does
            not know. Default: no.
        trust: Who else may take the role on: statements with principals, such as
            ``edgelambda.amazonaws.com``.
        statements: What the function may do beyond logs and traces.
        tags: At most 50.
        provider: An aliased AWS provider, for another account.

    Attributes:
        resource: The ``aws_iam_role``.
        policies: Everything that gives it permissions.
        arn: The role's ARN, as a reference.
        name: The role's name, as a reference.

    Raises:
        InvalidArgument: A value that IAM would refuse.

    Warns:
        LambdaContainerWarning: The role needs more policies than IAM attaches by default.
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
        arguments.optional(arguments.text, "description", description, _DESCRIPTION_LIMIT)
        if permissions_boundary is not None:
            arguments.arn("permissions_boundary", permissions_boundary, "iam", "policy/")
        if max_session_duration is not None:
            seconds = (*_SESSION_SECONDS, "seconds")
            arguments.integer("max_session_duration", max_session_duration, *seconds)
        arguments.boolean("force_detach_policies", force_detach_policies)
        for i, statement in enumerate(arguments.items("trust", trust, Statement)):
            if not statement.principals:
                arguments.fail(f"trust[{i}]", "have principals", statement)
        arguments.items("statements", statements, Statement)
        literal_tags = arguments.literal_tags(tags)

        super().__init__(scope, id)
        below(self, scope)
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
        )
        self.arn: str = self.resource.arn
        self.name: str = self.resource.name
        self.policies = RolePolicies(
            self,
            arguments,
            role_name=self.name,
            name_prefix=name_prefix or f"{id}-",
            path=path,
            provider=provider,
        )
        self.add_statements(*statements)

    @property
    def policy(self) -> IamRolePolicy | None:
        """The inline ``aws_iam_role_policy``; ``None`` until the role may do anything."""
        return self.policies.inline

    @property
    def managed_policies(self) -> tuple[IamPolicy, ...]:
        """An ``aws_iam_policy`` for each part that the inline policy has no room for."""
        return tuple(self.policies.managed)

    @staticmethod
    def from_arn(arn: str) -> ExistingRole:
        """A role that exists; it is never modified.

        Args:
            arn: ``arn:PARTITION:iam::ACCOUNT:role/NAME``, or a reference to one.

        Raises:
            InvalidArgument: An ARN that is not a role's.
        """
        return ExistingRole(arn)

    @property
    def dependencies(self) -> tuple[ITerraformDependable, ...]:
        """What must exist before the role may do its work."""
        return self.policies.resources

    def before(self, resource: TerraformResource) -> None:
        """Let a resource that does the role's work wait for the policies that come later, too.

        Args:
            resource: One that waits for ``dependencies`` already.
        """
        self.policies.before(resource)

    def add_statements(self, *statements: Statement) -> None:
        """Let the role do more; what it may do already is not added again.

        Raises:
            InvalidArgument: Two statements of one Sid, or more than IAM's policies hold.
        """
        self._arguments.items("statements", statements, Statement)
        if statements:
            self.policies.add(statements)

    def attach_policy(self, policy_arn: str, *, wait: bool = True) -> IamRolePolicyAttachment:
        """Attach a managed policy; becomes ``aws_iam_role_policy_attachment``.

        Args:
            policy_arn: ``arn:PARTITION:iam::ACCOUNT:policy/NAME``, or a reference to one.
            wait: Whether the role's functions that are made already wait for it. Default: yes.
                ``False`` is for a policy of this stack's that refers to such a function, for which
                Terraform would find a cycle.

        Raises:
            InvalidArgument: An ARN that is not a policy's, or more policies than IAM attaches.

        Warns:
            LambdaContainerWarning: The policy is AWS's own, which is never least privilege.
        """
        self._arguments.boolean("wait", wait)
        return self.policies.attach(policy_arn, wait=wait)

    def allow_function(self, *, log_group_arn: str, traced: bool) -> None:
        """Let a function write to its log group, and traces."""
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


def _trust(account: str) -> Statement:
    return Statement(
        actions=["sts:AssumeRole"],
        principals=[Principal("Service", ["lambda.amazonaws.com"])],
        conditions=[Condition("StringEquals", "aws:SourceAccount", [account])],
    )
