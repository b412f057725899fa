"""Permissions to invoke a function: statements of its resource policy."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cdktf import TerraformResourceLifecycle

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.physical_names import check_unique_name
from lambda_container.checks.same_region import check_same_partition
from lambda_container.terraform.construct_tree import path_of, stack_of
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.terraform.placement import Placement

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.lambda_permission import LambdaPermission
    from constructs import Construct

# https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
_ACTION = re.compile(r"lambda:[A-Za-z]{1,100}")
_STATEMENT_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_ORGANIZATION = re.compile(r"o-[a-z0-9]{10,32}")
_TOKEN = re.compile(r"[A-Za-z0-9._-]{1,256}")
_SERVICE = re.compile(r"(?:[a-z0-9-]+\.)+(?:amazonaws\.com(?:\.cn)?|amazon\.com)")
IDENTITY = re.compile(r"[0-9]{12}|arn:aws[a-z-]*:(?:iam|sts)::[0-9]{12}:[!-~]+")
IDENTITY_RULE = "be an account's id, or an IAM identity's ARN"
_PRINCIPAL_RULE = (
    "be a service such as 's3.amazonaws.com', an account's id, an IAM identity's ARN, or '*' with"
    " principal_org_id"
)


def is_service(principal: str) -> bool:
    """Whether a principal is an AWS service, which acts for resources of every account."""
    return _SERVICE.fullmatch(principal) is not None


def check_permission(
    arguments: Arguments,
    *,
    principal: str,
    source_arn: str | None,
    source_account: str | None,
    principal_org_id: str | None,
    event_source_token: str | None,
) -> None:
    """Reject a permission that would admit unknown callers.

    Raises:
        InvalidArgument: A value that Lambda rejects, or an unrestricted principal.
    """
    arguments.text("principal", principal, 2048)
    source = None if source_arn is None else arguments.arn("source_arn", source_arn, None)
    arguments.optional(arguments.account_id, "source_account", source_account)
    if principal_org_id is not None:
        rule = "be an organization's id such as 'o-a1b2c3d4e5'"
        arguments.pattern("principal_org_id", principal_org_id, _ORGANIZATION, rule)
    if event_source_token is not None:
        rule = "be 1 to 256 letters, digits, '.', '_' and '-'"
        arguments.pattern("event_source_token", event_source_token, _TOKEN, rule)
    if arguments.holds_reference("principal", principal):
        return
    if is_service(principal):
        if source_arn is None and source_account is None and event_source_token is None:
            rule = f"be given, or source_account, because {principal} acts for every account"
            arguments.fail("source_arn", rule, None)
        if source is not None and not source["account"] and source_account is None:
            rule = "be given with this source_arn, which does not contain an account"
            arguments.fail("source_account", rule, None)
    elif principal == "*":
        if principal_org_id is None:
            arguments.fail("principal", _PRINCIPAL_RULE, principal)
    elif not IDENTITY.fullmatch(principal):
        arguments.fail("principal", _PRINCIPAL_RULE, principal)


class Permissible(LibraryConstruct):
    """A function or an alias, whose resource policy may have statements.

    Attributes:
        qualifier: The alias or version that it refers to; ``None`` for the unpublished function.
        placement: Region and provider, for every resource that belongs to it.
    """

    qualifier: str | None = None
    placement: Placement

    @property
    def replaced_with(self) -> list[str]:
        """What of this stack takes along, when Terraform replaces it, all that belongs to it."""
        return []

    @property
    def tied(self) -> dict[str, Any]:
        """The arguments of a resource that belongs to it: Lambda deletes it with the function."""
        triggers = self.replaced_with
        if not triggers:
            return {}
        return {"lifecycle": TerraformResourceLifecycle(replace_triggered_by=triggers)}

    @cached_property
    def function_name(self) -> str:
        """The function's name."""
        raise NotImplementedError

    def permit(
        self,
        caller: Construct,
        id: str,  # noqa: A002 - constructs' own name
        *,
        principal: str,
        source_arn: str,
    ) -> LambdaPermission:
        """The permission for a construct that calls it, which may be of another stack.

        It is in the caller's stack, which refers to the function in any case: in the function's
        own, each stack would wait for the other.

        Raises:
            InvalidArgument: A function with a provider of its own, which the caller's stack lacks.
        """
        if stack_of(caller) is stack_of(self):
            return self.add_permission(id, principal=principal, source_arn=source_arn)
        from cdktf_cdktf_provider_aws.lambda_permission import LambdaPermission  # noqa: PLC0415

        if self.placement.provider is not None:
            rule = f"have no provider of its own to be called from the stack of {path_of(caller)!r}"
            Arguments.about(self).fail("provider", rule, path_of(self.placement.provider))
        return LambdaPermission(
            caller,
            id,
            action="lambda:InvokeFunction",
            principal=principal,
            function_name=self.function_name,
            qualifier=self.qualifier,
            source_arn=source_arn,
            region=self.placement.region,
        )

    def add_permission(
        self,
        id: str,  # noqa: A002 - constructs' own name
        *,
        principal: str,
        action: str = "lambda:InvokeFunction",
        source_arn: str | None = None,
        source_account: str | None = None,
        principal_org_id: str | None = None,
        event_source_token: str | None = None,
        statement_id: str | None = None,
    ) -> LambdaPermission:
        """Let a service, account or identity invoke it; becomes ``aws_lambda_permission``.

        Args:
            id: ASCII letters, digits, ``-`` and ``_``; unique in this construct.
            principal: A service such as ``s3.amazonaws.com``, which needs a source; an account's
                id; the ARN of an IAM identity; or ``*`` with ``principal_org_id``. At most 2,048
                characters.
            action: Default: ``lambda:InvokeFunction``.
            source_arn: The resource that the service acts for. An ARN without an account, such
                as a bucket's, needs ``source_account`` too.
            source_account: The account that the service acts for.
            principal_org_id: The organization that the principal must belong to.
            event_source_token: For Alexa: the skill's id.
            statement_id: Default: Terraform generates one.

        Raises:
            InvalidArgument: A value that Lambda rejects, or an unrestricted principal.
        """
        from cdktf_cdktf_provider_aws.lambda_permission import LambdaPermission  # noqa: PLC0415

        arguments = Arguments.of("Permission", self, id)
        check_permission(
            arguments,
            principal=principal,
            source_arn=source_arn,
            source_account=source_account,
            principal_org_id=principal_org_id,
            event_source_token=event_source_token,
        )
        check_same_partition(arguments, self, self.placement, source_arn=source_arn)
        arguments.pattern(
            "action", action, _ACTION, "be a Lambda action such as lambda:InvokeFunction"
        )
        if statement_id is not None:
            rule = "be 1 to 100 letters, digits, '-' and '_'"
            arguments.pattern("statement_id", statement_id, _STATEMENT_ID, rule)
            check_unique_name(
                arguments,
                self,
                "permission",
                statement_id,
                placement=self.placement,
                argument="statement_id",
                within=path_of(self),
            )
        return LambdaPermission(
            self,
            id,
            statement_id=statement_id,
            action=action,
            principal=principal,
            function_name=self.function_name,
            qualifier=self.qualifier,
            source_arn=source_arn,
            source_account=source_account,
            principal_org_id=principal_org_id,
            event_source_token=event_source_token,
            **self.tied,
            **self.placement,
        )
