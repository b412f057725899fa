"""Function URLs: HTTPS endpoints of functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from cdktf import Fn
from cdktf_cdktf_provider_aws.cloudcontrolapi_resource import CloudcontrolapiResource
from cdktf_cdktf_provider_aws.lambda_function_url import LambdaFunctionUrl
from cdktf_cdktf_provider_aws.lambda_permission import LambdaPermission

from lambda_container.checks.arguments import Arguments
from lambda_container.function.caller_checks import check_callable
from lambda_container.function.cors import METHODS, Cors
from lambda_container.function.permission import check_permission
from lambda_container.iam.condition import Condition
from lambda_container.iam.grantee import Grantee, as_grantee
from lambda_container.iam.statement import Statement
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.terraform.provider_versions import is_at_least

if TYPE_CHECKING:
    from lambda_container.function.invocable import Invocable

InvokeMode = Literal["BUFFERED", "RESPONSE_STREAM"]

# https://github.com/hashicorp/terraform-provider-aws/blob/main/CHANGELOG.md
_INVOKED_VIA_URL = "6.28"
_METHODS_OF_A_URL = 6


class FunctionUrl(LibraryConstruct):
    """An HTTPS endpoint of a function or an alias; returned by ``add_url``.

    Becomes ``aws_lambda_function_url``. Since October 2025, a caller needs two permissions:
    ``lambda:InvokeFunctionUrl``, and ``lambda:InvokeFunction`` through a URL. ``grant_invoke``
    gives both to a role of the same account, ``allow`` to other callers; a public URL gives both
    to everybody. hashicorp/aws has an argument for "through a URL" from 6.28 on: where the stack
    asks for that (``require_providers(stack, aws=">= 6.28, < 7")``), it is used. Otherwise, that
    permission is an ``aws_cloudcontrolapi_resource`` of the type ``AWS::Lambda::Permission``:
    without the condition, the callers could invoke the function without its URL, too.

    Attributes:
        resource: The ``aws_lambda_function_url``.
        authorization_type: ``AWS_IAM`` or ``NONE``.
        url: The URL, as a reference.
        permissions: An ``aws_lambda_permission`` for each principal of its policy.
        invoke_permissions: The ``aws_lambda_permission`` or ``aws_cloudcontrolapi_resource``
            through a URL, for each of them.
    """

    def __init__(
        self,
        target: Invocable,
        id: str,  # noqa: A002 - constructs' own name
        *,
        public: bool,
        cors: Cors | None,
        invoke_mode: InvokeMode,
    ) -> None:
        arguments = Arguments.of("FunctionUrl", target, id)
        arguments.switch("public", public)
        if cors is not None:
            arguments.instance("cors", cors, Cors)
            _check_methods(arguments, cors)
        arguments.literal("invoke_mode", invoke_mode, InvokeMode)
        _check_target(arguments, target)

        super().__init__(target, id)
        self._target = target
        self.authorization_type: Literal["AWS_IAM", "NONE"] = "NONE" if public else "AWS_IAM"
        self.resource = LambdaFunctionUrl(
            self,
            "Resource",
            function_name=target.function_name,
            qualifier=target.qualifier,
            authorization_type=self.authorization_type,
            cors=None if cors is None else cors.block(),
            invoke_mode=invoke_mode,
            **target.tied,
            **target.placement,
        )
        self.url: str = self.resource.function_url
        self.permissions: list[LambdaPermission] = []
        self.invoke_permissions: list[LambdaPermission | CloudcontrolapiResource] = []
        if public:
            self._permit("Public", principal="*")

    def grant_invoke(self, grantee: Grantee) -> None:
        """Let a role (or a function's role) of this account call the URL, with both permissions."""
        as_grantee(self, grantee).add_statements(
            Statement(
                actions=["lambda:InvokeFunctionUrl"],
                resources=[self._target.composed_arn],
                conditions=[
                    Condition(
                        "StringEquals", "lambda:FunctionUrlAuthType", [self.authorization_type]
                    )
                ],
            ),
            Statement(
                actions=["lambda:InvokeFunction"],
                resources=[self._target.composed_arn],
                conditions=[Condition("Bool", "lambda:InvokedViaFunctionUrl", ["true"])],
            ),
        )

    def allow(
        self,
        id: str,  # noqa: A002 - constructs' own name
        *,
        principal: str,
        source_arn: str | None = None,
        source_account: str | None = None,
        principal_org_id: str | None = None,
    ) -> LambdaPermission:
        """Let a service, another account or one of its identities call the URL.

        Becomes two ``aws_lambda_permission``, or one and an ``aws_cloudcontrolapi_resource``.

        Args:
            id: ASCII letters, digits, ``-`` and ``_``; unique in this URL.
            principal: A service such as ``cloudfront.amazonaws.com``, which needs a source; an
                account's id; or the ARN of an IAM identity. At most 2,048 characters.
            source_arn: The resource that the service acts for.
            source_account: The account that the service acts for.
            principal_org_id: The organization that the principal must belong to.

        Raises:
            InvalidArgument: A value that Lambda rejects, or an unrestricted principal.
        """
        arguments = Arguments.of("Permission", self, id)
        check_permission(
            arguments,
            principal=principal,
            source_arn=source_arn,
            source_account=source_account,
            principal_org_id=principal_org_id,
            event_source_token=None,
        )
        return self._permit(
            id,
            principal=principal,
            source_arn=source_arn,
            source_account=source_account,
            principal_org_id=principal_org_id,
        )

    def _permit(
        self,
        id: str,  # noqa: A002
        *,
        principal: str,
        source_arn: str | None = None,
        source_account: str | None = None,
        principal_org_id: str | None = None,
    ) -> LambdaPermission:
        who = {
            "principal": principal,
            "source_arn": source_arn,
            "source_account": source_account,
            "principal_org_id": principal_org_id,
        }
        permission = self._permission(
            id, "lambda:InvokeFunctionUrl", who, function_url_auth_type=self.authorization_type
        )
        self.permissions.append(permission)
        self.invoke_permissions.append(self._invoke_permission(f"{id}ViaUrl", who))
        return permission

    def _permission(
        self, id_: str, action: str, who: Mapping[str, Any], **options: Any
    ) -> LambdaPermission:
        target = self._target
        return LambdaPermission(
            self,
            id_,
            action=action,
            function_name=target.function_name,
            qualifier=target.qualifier,
            **who,
            **options,
            **target.tied,
            **target.placement,
        )

    def _invoke_permission(
        self, id_: str, who: Mapping[str, Any]
    ) -> LambdaPermission | CloudcontrolapiResource:
        if is_at_least(self, "aws", _INVOKED_VIA_URL):
            permission = self._permission(id_, "lambda:InvokeFunction", who)
            # The bindings of 6.25 do not know it.
            permission.add_override("invoked_via_function_url", True)
            return permission
        target = self._target
        name = target.function_name
        state = {
            "Action": "lambda:InvokeFunction",
            "FunctionName": name if target.qualifier is None else f"{name}:{target.qualifier}",
            "InvokedViaFunctionUrl": True,
            "Principal": who["principal"],
            "PrincipalOrgID": who["principal_org_id"],
            "SourceAccount": who["source_account"],
            "SourceArn": who["source_arn"],
        }
        return CloudcontrolapiResource(
            self,
            id_,
            type_name="AWS::Lambda::Permission",
            desired_state=Fn.jsonencode({k: v for k, v in state.items() if v is not None}),
            **target.tied,
            **target.placement,
        )


def _check_methods(arguments: Arguments, cors: Cors) -> None:
    if len(cors.allow_methods) > _METHODS_OF_A_URL:
        rule = f"have at most {_METHODS_OF_A_URL} allow_methods for a function's URL"
        arguments.fail("cors", rule, list(cors.allow_methods))
    if "OPTIONS" in cors.allow_methods:
        rule = (
            f"have allow_methods of {', '.join(METHODS)}: a function's URL answers OPTIONS itself"
        )
        arguments.fail("cors", rule, "OPTIONS")


def _check_target(arguments: Arguments, target: Invocable) -> None:
    check_callable(arguments, "function", target, "to get a URL")
    if target.qualifier is not None and target.qualifier.isdecimal():
        arguments.fail("qualifier", "be an alias to get a URL", target.qualifier)
