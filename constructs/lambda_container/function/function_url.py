"""Function URLs: HTTPS endpoints of functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cdktf import Fn
from cdktf_cdktf_provider_aws.cloudcontrolapi_resource import CloudcontrolapiResource
from cdktf_cdktf_provider_aws.lambda_function_url import LambdaFunctionUrl, LambdaFunctionUrlCors
from cdktf_cdktf_provider_aws.lambda_permission import LambdaPermission

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Number
from lambda_container.function.caller_checks import check_callable
from lambda_container.function.permission import check_permission
from lambda_container.iam.condition import Condition
from lambda_container.iam.grantee import Grantee, as_grantee
from lambda_container.iam.statement import Statement
from lambda_container.terraform.escaping import literal
from lambda_container.terraform.library_construct import LibraryConstruct

if TYPE_CHECKING:
    from lambda_container.function.invocable import Invocable

InvokeMode = Literal["BUFFERED", "RESPONSE_STREAM"]

# https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html
METHODS = ("GET", "PUT", "HEAD", "POST", "PATCH", "DELETE", "*")
_METHODS_OF_A_URL = 6
# https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid.html
API_METHODS = (*METHODS, "OPTIONS")
ITEMS = 100
ORIGIN_LIMIT = 253
HEADER_LIMIT = 1024
MAX_AGE_SECONDS = (0, 86_400)
ITEMS_RULE = f"have at most {ITEMS} texts"
SITES_RULE = "name each site with allow_credentials=True: every site could act as the user"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cors:
    """Access from other sites in browsers (CORS).

    Attributes:
        allow_origins: Origins such as ``https://example.com``, or ``*``; at most 100.
        allow_methods: HTTP methods, or ``*``. A function's URL takes at most 6, and no
            ``OPTIONS``, which it answers itself.
        allow_headers: Headers of requests; at most 100.
        expose_headers: Headers of responses that scripts may read; at most 100.
        allow_credentials: Whether cookies may be sent; not with ``*`` as origin. Default: no.
        max_age: 0 (default) to 86,400 seconds for which browsers cache these settings.

    Raises:
        InvalidArgument: A value that Lambda or every browser rejects.
    """

    allow_origins: Sequence[str] = ()
    allow_methods: Sequence[str] = ()
    allow_headers: Sequence[str] = ()
    expose_headers: Sequence[str] = ()
    allow_credentials: bool = False
    max_age: Number = 0

    def __post_init__(self) -> None:
        arguments = Arguments("Cors")
        for name, limit in (
            ("allow_origins", ORIGIN_LIMIT),
            ("allow_methods", HEADER_LIMIT),
            ("allow_headers", HEADER_LIMIT),
            ("expose_headers", HEADER_LIMIT),
        ):
            items = arguments.strings(name, getattr(self, name), limit)
            if len(items) > ITEMS:
                arguments.fail(name, ITEMS_RULE, len(items))
            object.__setattr__(self, name, tuple(items))
        arguments.each(arguments.one_of, "allow_methods", self.allow_methods, API_METHODS)
        arguments.boolean("allow_credentials", self.allow_credentials)
        if self.allow_credentials is True and "*" in self.allow_origins:
            arguments.fail("allow_origins", SITES_RULE, list(self.allow_origins))
        arguments.integer("max_age", self.max_age, *MAX_AGE_SECONDS, "seconds")

    def block(self) -> LambdaFunctionUrlCors:
        """The URL's ``cors``."""
        return LambdaFunctionUrlCors(
            allow_credentials=self.allow_credentials,
            allow_origins=_literal(self.allow_origins),
            allow_methods=_literal(self.allow_methods),
            allow_headers=_literal(self.allow_headers),
            expose_headers=_literal(self.expose_headers),
            max_age=self.max_age,
        )


class FunctionUrl(LibraryConstruct):
    """An HTTPS endpoint of a function or an alias; returned by ``add_url``.

    Becomes ``aws_lambda_function_url``. Since October 2025, a caller needs two permissions:
    ``lambda:InvokeFunctionUrl``, and ``lambda:InvokeFunction`` through a URL. ``grant_invoke``
    gives both to a role of the same account, ``allow`` to other callers; a public URL gives both
    to everybody. hashicorp/aws 6.25 has no argument for "through a URL" (6.29 has), so that
    permission is an ``aws_cloudcontrolapi_resource`` of the type ``AWS::Lambda::Permission``:
    without the condition, the callers could invoke the function without its URL, too.

    Attributes:
        resource: The ``aws_lambda_function_url``.
        authorization_type: ``AWS_IAM`` or ``NONE``.
        url: The URL, as a reference.
        permissions: An ``aws_lambda_permission`` for each principal of its policy.
        invoke_permissions: The ``aws_cloudcontrolapi_resource`` for each of them.
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
        self.invoke_permissions: list[CloudcontrolapiResource] = []
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

        Becomes ``aws_lambda_permission`` and ``aws_cloudcontrolapi_resource``.

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
        target = self._target
        permission = LambdaPermission(
            self,
            id,
            action="lambda:InvokeFunctionUrl",
            principal=principal,
            function_name=target.function_name,
            qualifier=target.qualifier,
            function_url_auth_type=self.authorization_type,
            source_arn=source_arn,
            source_account=source_account,
            principal_org_id=principal_org_id,
            **target.tied,
            **target.placement,
        )
        name = target.function_name
        state = {
            "Action": "lambda:InvokeFunction",
            "FunctionName": name if target.qualifier is None else f"{name}:{target.qualifier}",
            "InvokedViaFunctionUrl": True,
            "Principal": principal,
            "PrincipalOrgID": principal_org_id,
            "SourceAccount": source_account,
            "SourceArn": source_arn,
        }
        invoke = CloudcontrolapiResource(
            self,
            f"{id}ViaUrl",
            type_name="AWS::Lambda::Permission",
            desired_state=Fn.jsonencode({k: v for k, v in state.items() if v is not None}),
            **target.tied,
            **target.placement,
        )
        self.permissions.append(permission)
        self.invoke_permissions.append(invoke)
        return permission


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


def _literal(texts: Sequence[str]) -> list[str] | None:
    return [literal(text) for text in texts] or None
