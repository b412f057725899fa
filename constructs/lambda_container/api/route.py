"""A route of an HTTP API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cdktf_cdktf_provider_aws.apigatewayv2_authorizer import Apigatewayv2Authorizer
from cdktf_cdktf_provider_aws.apigatewayv2_integration import Apigatewayv2Integration
from cdktf_cdktf_provider_aws.apigatewayv2_route import Apigatewayv2Route
from constructs import Construct

from lambda_container.api.route_key import RouteKey, identifier
from lambda_container.errors import UnsupportedArgument
from lambda_container.iam.grantee import Grantee, as_grantee
from lambda_container.iam.statement import Statement
from lambda_container.terraform.construct_tree import path_of
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.terraform.placement import Placement

if TYPE_CHECKING:
    from lambda_container.function.invocable import Invocable

AuthorizationType = Literal["AWS_IAM", "CUSTOM", "JWT", "NONE"]


class HttpRoute(LibraryConstruct):
    """A route of an HTTP API; created by ``HttpApi.add_route``.

    Becomes ``aws_apigatewayv2_route`` and an ``aws_lambda_permission`` for the requests of this
    route only.

    Attributes:
        resource: The ``aws_apigatewayv2_route``.
        integration: The ``aws_apigatewayv2_integration``, shared by all routes to the target.
        permission: The ``aws_lambda_permission``.
        authorization_type: ``AWS_IAM``, ``CUSTOM``, ``JWT`` or ``NONE``.
    """

    def __init__(
        self,
        api: Construct,
        key: RouteKey,
        *,
        api_id: str,
        execution_arn: str,
        placement: Placement,
        target: Invocable,
        integration: Apigatewayv2Integration,
        authorization_type: AuthorizationType,
        authorizer: Apigatewayv2Authorizer | None,
        scopes: list[str] | None,
    ) -> None:
        super().__init__(api, key.id)
        self.authorization_type, self.integration = authorization_type, integration
        # The '*' is for the stage: the API has only one.
        self._requests = f"{execution_arn}/*/{key.pattern}"
        self._key = key
        self.resource = Apigatewayv2Route(
            self,
            "Resource",
            api_id=api_id,
            route_key=key.text,
            target=f"integrations/{integration.id}",
            authorization_type=authorization_type,
            authorizer_id=None if authorizer is None else authorizer.id,
            authorization_scopes=scopes,
            **placement,
        )
        self.permission = target.permit(
            self,
            identifier(f"{path_of(api)} {key.text}"),
            principal="apigateway.amazonaws.com",
            source_arn=self._requests,
        )

    def grant_invoke(self, grantee: Grantee) -> None:
        """Allow a role (or a function's role) in this account to call this route.

        Raises:
            UnsupportedArgument: The route does not use IAM credentials.
        """
        if self.authorization_type != "AWS_IAM":
            reason = "only routes with the authorizer 'AWS_IAM' check IAM permissions"
            raise UnsupportedArgument(f"HttpRoute {self._key.text!r}", "grant_invoke", reason)
        # The $default route takes requests with any method and path.
        resource = self._requests.replace("/$default", "/*")
        as_grantee(self, grantee).add_statements(
            Statement(actions=["execute-api:Invoke"], resources=[resource])
        )
