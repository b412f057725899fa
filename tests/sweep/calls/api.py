"""The calls of APIs."""

from __future__ import annotations

from lambda_container import HttpApi, JwtAuthorizer, LambdaAuthorizer, RestProxy
from tests.sweep.calls.call import Call, Of
from tests.sweep.calls.common import CORS, EXISTING, GRANTEE, KEY, PLACED
from tests.sweep.scene import arn

CALLS: dict[str, Call] = {
    "HttpApi": Call(
        lambda scene, **a: HttpApi(**a),
        {
            **PLACED,
            "name": "orders",
            "description": "orders",
            "cors": CORS,
            "throttling_rate_limit": 5,
            "throttling_burst_limit": 5,
            "log_retention_in_days": 14,
            "kms_key": KEY,
            "disable_execute_api_endpoint": True,
        },
        ["scope", "id"],
    ),
    "HttpApi.add_route": Call(
        lambda scene, **a: scene.api().add_route(**a),
        {
            "route_key": "GET /orders/{id}",
            "target": EXISTING,
            "authorizer": "AWS_IAM",
            "scopes": ["orders/read"],
            "public": True,
        },
        ["route_key", "target", "authorizer"],
        {
            "scopes": {
                "authorizer": Of(
                    lambda scene: JwtAuthorizer(issuer="https://example.com", audience=["a"])
                )
            }
        },
        {"public": ["authorizer"]},
    ),
    "HttpApi.add_domain_name": Call(
        lambda scene, **a: scene.api().add_domain_name(**a),
        {
            "domain_name": "api.example.com",
            "certificate_arn": arn("acm", "certificate/1234abcd-12ab-34cd-56ef-1234567890ab"),
            "api_mapping_key": "orders",
        },
        ["domain_name", "certificate_arn"],
    ),
    "HttpRoute.grant_invoke": Call(
        lambda scene, **a: (
            scene.api()
            .add_route("$default", scene.existing(), authorizer="AWS_IAM")
            .grant_invoke(**a)
        ),
        {"grantee": GRANTEE},
        ["grantee"],
    ),
    "JwtAuthorizer": Call(
        lambda scene, **a: scene.api().add_route(
            "$default", scene.existing(), authorizer=JwtAuthorizer(**a)
        ),
        {
            "issuer": "https://example.com",
            "audience": ["orders"],
            "identity_source": "$request.header.Authorization",
            "name": "jwt",
        },
        ["issuer", "audience"],
    ),
    "LambdaAuthorizer": Call(
        lambda scene, **a: scene.api().add_route(
            "$default", scene.existing(), authorizer=LambdaAuthorizer(**a)
        ),
        {
            "target": EXISTING,
            "identity_sources": ["$request.header.Authorization"],
            "result_ttl_in_seconds": 60,
            "name": "lambda",
        },
        ["target"],
    ),
    "RestProxy": Call(
        lambda scene, **a: RestProxy(**a),
        {
            **PLACED,
            "target": EXISTING,
            "public": True,
            "name": "orders",
            "description": "orders",
            "stage_name": "v1",
            "tracing": False,
            "throttling_rate_limit": 5,
            "throttling_burst_limit": 5,
            "log_retention_in_days": 14,
            "kms_key": KEY,
            "disable_execute_api_endpoint": True,
        },
        ["scope", "id", "target"],
    ),
    "RestProxy.grant_invoke": Call(
        lambda scene, **a: RestProxy(scene.scope(), "It", target=scene.existing()).grant_invoke(
            **a
        ),
        {"grantee": GRANTEE},
        ["grantee"],
    ),
}
