"""The authorizers of one HTTP API."""

from __future__ import annotations

from typing import Literal

from cdktf_cdktf_provider_aws.apigatewayv2_authorizer import (
    Apigatewayv2Authorizer,
    Apigatewayv2AuthorizerJwtConfiguration,
)

from lambda_container.api.http_api_parts import AnyAuthorizer, HttpApiParts
from lambda_container.api.jwt_authorizer import JwtAuthorizer
from lambda_container.api.lambda_authorizer import LambdaAuthorizer
from lambda_container.api.route import AuthorizationType
from lambda_container.api.route_key import identifier
from lambda_container.checks.arguments import Arguments
from lambda_container.terraform.caller_identity import location
from lambda_container.terraform.construct_tree import path_of
from lambda_container.terraform.escaping import literal

Authorizer = AnyAuthorizer | Literal["AWS_IAM"]

_RULE = "be a JwtAuthorizer, a LambdaAuthorizer or 'AWS_IAM'"


def authorization_type(
    arguments: Arguments, authorizer: object, *, public: bool
) -> AuthorizationType:
    """How a route finds out who may call.

    Raises:
        InvalidArgument: Neither an authorizer nor ``public``, or both.
    """
    arguments.switch("public", public)
    if authorizer is None:
        if not public:
            arguments.fail("authorizer", f"{_RULE}, unless public=True lets everybody call", None)
        return "NONE"
    if public:
        arguments.fail("public", "be False with an authorizer", public)
    if isinstance(authorizer, JwtAuthorizer):
        return "JWT"
    if isinstance(authorizer, LambdaAuthorizer):
        return "CUSTOM"
    if authorizer != "AWS_IAM":
        arguments.fail("authorizer", _RULE, authorizer)
    return "AWS_IAM"


def make_authorizer(
    api: HttpApiParts, arguments: Arguments, authorizer: object
) -> Apigatewayv2Authorizer | None:
    """The resource of an authorizer in an API, made once; ``None`` if it needs none.

    Raises:
        InvalidArgument: Another authorizer of the API has the same name.
    """
    if not isinstance(authorizer, (JwtAuthorizer, LambdaAuthorizer)):
        return None
    if authorizer not in api.authorizers:
        if any(authorizer.name == other.name for other in api.authorizers):
            rule = "have a unique name: another authorizer of this API has the same one"
            arguments.fail("authorizer", rule, authorizer.name)
        if isinstance(authorizer, JwtAuthorizer):
            api.authorizers[authorizer] = _jwt(api, authorizer)
        else:
            api.authorizers[authorizer] = _lambda(api, authorizer)
    return api.authorizers[authorizer]


def _jwt(api: HttpApiParts, authorizer: JwtAuthorizer) -> Apigatewayv2Authorizer:
    return Apigatewayv2Authorizer(
        api,
        f"Authorizer-{identifier(authorizer.name)}",
        api_id=api.api_id,
        authorizer_type="JWT",
        name=literal(authorizer.name),
        identity_sources=[authorizer.identity_source],
        jwt_configuration=Apigatewayv2AuthorizerJwtConfiguration(
            issuer=authorizer.issuer, audience=[literal(text) for text in authorizer.audience]
        ),
        **api.placement,
    )


def _lambda(api: HttpApiParts, authorizer: LambdaAuthorizer) -> Apigatewayv2Authorizer:
    here = location(api, api.placement)
    invoke = f"arn:{here.partition}:apigateway:{here.region}:lambda:path/2015-03-31/functions"
    made = Apigatewayv2Authorizer(
        api,
        f"Authorizer-{identifier(authorizer.name)}",
        api_id=api.api_id,
        authorizer_type="REQUEST",
        name=literal(authorizer.name),
        authorizer_uri=f"{invoke}/{authorizer.target.arn}/invocations",
        authorizer_payload_format_version="2.0",
        authorizer_result_ttl_in_seconds=authorizer.result_ttl_in_seconds,
        enable_simple_responses=True,
        identity_sources=list(authorizer.identity_sources) or None,
        **api.placement,
    )
    authorizer.target.permit(
        api,
        identifier(f"{path_of(api)} authorizer {authorizer.name}"),
        principal="apigateway.amazonaws.com",
        source_arn=f"{api.execution_arn}/authorizers/{made.id}",
    )
    return made
