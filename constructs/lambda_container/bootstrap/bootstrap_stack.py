"""The stack that an environment is built on: its state's bucket, and the roles of its CI."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cdktf import TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.iam_policy import IamPolicy
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderDefaultTags
from constructs import Construct

from lambda_container.bootstrap.boundary import boundary_text
from lambda_container.bootstrap.ci_permissions import CiPermissions
from lambda_container.bootstrap.ci_roles import CiRoles
from lambda_container.bootstrap.ci_system import (
    PULL_REQUESTS,
    ROLES,
    CiSystem,
    GitHub,
    GitLab,
    PullRequests,
    Role,
)
from lambda_container.bootstrap.foundation import PATH, Foundation
from lambda_container.bootstrap.state_bucket import make_state_bucket
from lambda_container.checks.arguments import Arguments
from lambda_container.iam.statement import Statement
from lambda_container.state.s3_backend import s3_backend, state_of
from lambda_container.terraform.at_synthesis import at_synthesis
from lambda_container.terraform.construct_tree import node_of, path_of
from lambda_container.terraform.library_construct import ConstructorSignature

# A subject has colons between its parts.
_ENVIRONMENT = re.compile(r"[A-Za-z0-9 ._/-]{1,255}")
_ENVIRONMENT_RULE = "be 1 to 255 letters, digits, spaces and '._/-'"
_TYPE = re.compile(r"[a-z][a-z0-9]*_[a-z0-9_]+")
_TAGGED = "the stack has nothing to refer to"
_STATE_KEY = "bootstrap.tfstate"
_COMPLETE = "be complete before its BootstrapStack is made: something was added to it since"


class BootstrapStack(TerraformStack):
    """What an environment needs before its first deployment, derived from the environment's stack.

    Becomes an S3 bucket for the state (versioned, encrypted, TLS only, no public access, kept by
    ``prevent_destroy``), an ``aws_iam_policy`` that limits every role of the environment, and with
    ``ci`` an ``aws_iam_openid_connect_provider`` and four roles: ``plan``, ``publish``, ``promote``
    and ``deploy``, each with the least that its jobs need for the types of resources that the stack
    has, limited to the names of the environment. ``lambda-container bootstrap`` applies it.

    Args:
        scope: The app.
        id: The stack's name: ASCII letters, digits, ``-`` and ``_``.
        foundation: The environment's account, Region and names.
        stack: The environment's stack, complete, whose state is in the foundation's bucket.
        ci: The CI system whose jobs assume the roles. Default: none, and no roles.
        environment: Name of the environment of GitHub in which deployments are approved. Default:
            the stack's name. 1 to 255 letters, digits, spaces and ``._/-``.
        pull_requests: What jobs of pull requests may do: ``none``, ``plan`` (default) or
            ``publish``, which includes to plan.
        create_identity_provider: Whether to create the identity provider, of which an account has
            only one for each issuer. Default: yes.
        permissions: What a deployment needs for types of resources that the library does not know,
            by type, such as ``{"aws_sfn_state_machine": [Statement(...)]}``.
        tags: Default tags, at most 50.

    Attributes:
        roles: The ``aws_iam_role`` of each role, by its name.
        bucket: The ``aws_s3_bucket``.
        boundary: The ``aws_iam_policy`` that limits roles.

    Raises:
        InvalidArgument: A stack whose state is elsewhere, a type of resource that is not known, or
            a name of a resource that is not the environment's.
    """

    __signature__ = ConstructorSignature()

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        *,
        foundation: Foundation,
        stack: TerraformStack,
        ci: CiSystem | None = None,
        environment: str | None = None,
        pull_requests: PullRequests = "plan",
        create_identity_provider: bool = True,
        permissions: Mapping[str, Sequence[Statement]] | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        arguments = Arguments.of("BootstrapStack", scope, id, is_stack=True)
        arguments.instance("foundation", foundation, Foundation)
        arguments.instance("stack", stack, TerraformStack)
        arguments.of_same_app("stack", stack, scope)
        if ci is not None:
            arguments.instance("ci", ci, GitHub, GitLab)
        arguments.one_of("pull_requests", pull_requests, PULL_REQUESTS)
        arguments.known("pull_requests", pull_requests, "it is part of trust policies")
        arguments.switch("create_identity_provider", create_identity_provider)
        name = node_of(stack).id
        if environment is not None:
            if not isinstance(ci, GitHub):
                arguments.fail("environment", "be given for GitHub only", environment)
            arguments.known("environment", environment, "it is part of a role's trust policy")
            arguments.pattern("environment", environment, _ENVIRONMENT, _ENVIRONMENT_RULE)
        more = {} if permissions is None else arguments.mapping("permissions", permissions)
        for type_, statements in more.items():
            arguments.pattern("permissions key", type_, _TYPE, "be a type such as 'aws_s3_bucket'")
            arguments.known("permissions key", type_, "it is compared with those of the stack")
            arguments.items(f"permissions[{type_!r}]", statements, Statement)
        literal_tags = arguments.tags("tags", tags or {})
        for tag, text in literal_tags.items():
            arguments.known("tags key", tag, _TAGGED)
            arguments.known(f"tags[{tag!r}]", text, _TAGGED)
        key = _state_key(arguments, foundation, stack)

        def statements_now() -> dict[Role, list[Statement]]:
            needed = CiPermissions(
                arguments,
                foundation,
                stack,
                state_key=key,
                permissions=more,
                # Whoever can push a branch must not open a repository to others.
                creates_repositories=pull_requests != "publish",
            )
            return {role: needed.of(role) for role in ROLES}

        statements_of = statements_now()
        super().__init__(scope, id)
        AwsProvider(
            self,
            "aws",
            region=foundation.region,
            allowed_account_ids=[foundation.account],
            default_tags=[AwsProviderDefaultTags(tags=literal_tags)] if literal_tags else None,
        )
        s3_backend(self, bucket=foundation.state_bucket, key=_STATE_KEY, region=foundation.region)
        self.bucket = make_state_bucket(self, foundation)
        self.boundary = IamPolicy(
            self,
            "Boundary",
            name=f"{foundation.name}-boundary",
            path=PATH,
            policy=boundary_text(foundation),
        )
        self.roles = {}
        TerraformOutput(self, "state_bucket", value=foundation.state_bucket)
        if ci is not None:
            made = CiRoles(
                self,
                arguments,
                foundation,
                ci=ci,
                subjects={
                    role: ci.subjects(role, environment or name, pull_requests=pull_requests)
                    for role in ROLES
                },
                statements=statements_of,
                create_identity_provider=create_identity_provider,
            )
            self.roles = made.roles
            for role in ROLES:
                TerraformOutput(self, f"{role}_role", value=foundation.role_arn(role))
        entry = {
            "stack": name,
            "bucket": foundation.state_bucket,
            "region": foundation.region,
            "key": _STATE_KEY,
            "account": foundation.account,
        }
        self.add_override("//.lambda_container_bootstrap", entry)

        def check_complete() -> None:
            if statements_now() != statements_of:
                arguments.fail("stack", _COMPLETE, path_of(stack))

        at_synthesis(self, check_complete)


def _state_key(arguments: Arguments, foundation: Foundation, stack: TerraformStack) -> str:
    state = state_of(stack)
    if state is None or state[0] != foundation.state_bucket:
        wanted = f"s3_backend(stack, bucket={foundation.state_bucket!r}, ...)"
        rule = f"keep its state in the foundation's bucket: {wanted}"
        arguments.fail("stack", rule, path_of(stack))
    return state[1]
