"""What the parts of an HTTP API know of it."""

from __future__ import annotations

from cdktf_cdktf_provider_aws.apigatewayv2_authorizer import Apigatewayv2Authorizer
from cdktf_cdktf_provider_aws.apigatewayv2_stage import Apigatewayv2Stage

from lambda_container.api.jwt_authorizer import JwtAuthorizer
from lambda_container.api.lambda_authorizer import LambdaAuthorizer
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.terraform.placement import Placement

AnyAuthorizer = JwtAuthorizer | LambdaAuthorizer


class HttpApiParts(LibraryConstruct):
    """The base class of ``HttpApi``.

    Attributes:
        api_id: The API's id, as a reference.
        execution_arn: The prefix of the ARNs of its requests, as a reference.
        stage: The ``aws_apigatewayv2_stage``.
        authorizers: The ``aws_apigatewayv2_authorizer`` of each authorizer.
        placement: Region and provider.
        tags: Its tags, as literal text.
    """

    api_id: str
    execution_arn: str
    stage: Apigatewayv2Stage
    authorizers: dict[AnyAuthorizer, Apigatewayv2Authorizer]
    placement: Placement
    tags: dict[str, str] | None
