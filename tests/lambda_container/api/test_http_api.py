"""HTTP APIs, their routes, and who may call them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable
from syrupy.assertion import SnapshotAssertion

from lambda_container import (
    ContainerFunction,
    ContainerImage,
    Cors,
    DurableConfig,
    EncryptionKey,
    ExecutionRole,
    HttpApi,
    InvalidArgument,
    JwtAuthorizer,
    LambdaAuthorizer,
    LambdaContainerWarning,
    UnsupportedArgument,
)
from tests.aws import URI
from tests.synth import Synth

IMAGE = ContainerImage.from_uri(URI)
JWT = JwtAuthorizer(issuer="https://login.example.com/", audience=["shop"])


@pytest.fixture
def api(stack: TerraformStack) -> HttpApi:
    return HttpApi(stack, "Api")


def permissions(synth: Synth) -> list[str]:
    arns = [p["source_arn"] for p in synth.resources("aws_lambda_permission").values()]
    return sorted(arn.partition(".execution_arn}")[2] for arn in arns)


def test_an_api_and_all_that_belongs_to_it(
    stack: TerraformStack,
    function: ContainerFunction,
    synth: Synth,
    json_snapshot: SnapshotAssertion,
) -> None:
    api = HttpApi(
        stack,
        "Api",
        cors=Cors(allow_origins=["https://example.com"], allow_methods=["GET"], max_age=60),
        kms_key=EncryptionKey(stack, "Key"),
        tags={"team": "shop"},
    )
    api.add_route("GET /orders/{id}", function, authorizer=JWT, scopes=["read"])
    api.add_route("POST /orders", function.add_alias("live"), authorizer="AWS_IAM")
    kinds = {"aws_cloudwatch_log_group", "aws_lambda_permission"}
    resources = synth.json["resource"]
    shown = {k: v for k, v in resources.items() if "apigateway" in k or k in kinds}
    assert shown == json_snapshot


def test_the_access_log_is_json_without_headers_or_claims(api: HttpApi, synth: Synth) -> None:
    settings = synth.resource("aws_apigatewayv2_stage")["access_log_settings"]
    (group,) = synth.resources("aws_cloudwatch_log_group")
    assert settings["destination_arn"] == f"${{aws_cloudwatch_log_group.{group}.arn}}"
    assert {"requestId", "status", "integrationError"} <= set(json.loads(settings["format"]))
    assert "header" not in settings["format"]
    assert "authorizer.claims" not in settings["format"]
    assert json.loads(settings["format"])["authorizerError"] == "$context.authorizer.error"
    assert synth.resource("aws_cloudwatch_log_group")["retention_in_days"] == 365


def test_a_targets_routes_share_one_integration(
    api: HttpApi, function: ContainerFunction, synth: Synth
) -> None:
    first = api.add_route("GET /a", function, authorizer="AWS_IAM")
    second = api.add_route("GET /b", function, authorizer="AWS_IAM")
    assert first.integration is second.integration
    (name,) = synth.resources("aws_lambda_function")
    assert synth.resource("aws_apigatewayv2_integration") == {
        "api_id": f"${{aws_apigatewayv2_api.{api.resource.friendly_unique_id}.id}}",
        "integration_type": "AWS_PROXY",
        "integration_uri": f"${{aws_lambda_function.{name}.arn}}",
        "payload_format_version": "2.0",
    }


def test_an_alias_has_an_integration_and_a_permission_of_its_own(
    api: HttpApi, function: ContainerFunction, synth: Synth
) -> None:
    api.add_route("GET /a", function, authorizer="AWS_IAM")
    api.add_route("GET /b", function.add_alias("live"), authorizer="AWS_IAM")
    assert len(synth.resources("aws_apigatewayv2_integration")) == 2
    (alias,) = synth.resources("aws_lambda_alias")
    qualifiers = [p.get("qualifier") for p in synth.resources("aws_lambda_permission").values()]
    assert sorted(qualifiers, key=str) == [f"${{aws_lambda_alias.{alias}.name}}", None]


@pytest.mark.parametrize(
    ("key", "requests"),
    [
        ("GET /", "/*/GET/"),
        ("GET /orders", "/*/GET/orders"),
        ("ANY /orders/{id}/lines/{line}", "/*/*/orders/*/lines/*"),
        ("PUT /files/{path+}", "/*/PUT/files/*"),
        ("$default", "/*/$default"),
    ],
)
def test_a_permission_is_for_the_requests_of_its_route(
    api: HttpApi, function: ContainerFunction, synth: Synth, key: str, requests: str
) -> None:
    api.add_route(key, function, public=True)
    assert permissions(synth) == [requests]
    assert synth.resource("aws_lambda_permission")["principal"] == "apigateway.amazonaws.com"
    assert synth.resource("aws_apigatewayv2_route")["route_key"] == key


def test_routes_with_the_same_words_are_two(
    api: HttpApi, function: ContainerFunction, synth: Synth
) -> None:
    api.add_route("GET /a-b", function, authorizer="AWS_IAM")
    api.add_route("GET /a/b", function, authorizer="AWS_IAM")
    assert permissions(synth) == ["/*/GET/a-b", "/*/GET/a/b"]


def test_an_authorizer_is_made_once(
    api: HttpApi, function: ContainerFunction, synth: Synth
) -> None:
    api.add_route("GET /a", function, authorizer=JWT)
    api.add_route(
        "GET /b",
        function,
        authorizer=JwtAuthorizer(issuer="https://login.example.com/", audience=["shop"]),
    )
    assert synth.resource("aws_apigatewayv2_authorizer") == {
        "api_id": f"${{aws_apigatewayv2_api.{api.resource.friendly_unique_id}.id}}",
        "authorizer_type": "JWT",
        "name": "jwt",
        "identity_sources": ["$request.header.Authorization"],
        "jwt_configuration": {"issuer": "https://login.example.com/", "audience": ["shop"]},
    }


def test_two_apis_may_invoke_one_function(
    stack: TerraformStack, api: HttpApi, function: ContainerFunction, synth: Synth
) -> None:
    api.add_route("GET /a", function, authorizer="AWS_IAM")
    HttpApi(stack, "Other").add_route("GET /a", function, authorizer="AWS_IAM")
    assert permissions(synth) == ["/*/GET/a", "/*/GET/a"]


@pytest.mark.parametrize(
    ("key", "requests"), [("GET /orders/{id}", "/*/GET/orders/*"), ("$default", "/*/*")]
)
def test_a_role_may_send_a_routes_requests(
    api: HttpApi, function: ContainerFunction, synth: Synth, key: str, requests: str
) -> None:
    route = api.add_route(key, function, authorizer="AWS_IAM")
    route.grant_invoke(ExecutionRole(api, "Caller"))
    assert synth.statements("Api_Caller_PolicyDocument") == [
        {
            "effect": "Allow",
            "actions": ["execute-api:Invoke"],
            "resources": [
                f"${{aws_apigatewayv2_api.{api.resource.friendly_unique_id}.execution_arn}}{requests}"
            ],
        }
    ]


def test_a_function_may_call_the_api_that_invokes_it(
    api: HttpApi, function: ContainerFunction, synth: Synth
) -> None:
    api.add_route("GET /", function, authorizer="AWS_IAM").grant_invoke(function)
    actions = [s["actions"] for s in synth.statements("Orders_Role_PolicyDocument")]
    assert ["execute-api:Invoke"] in actions


def test_a_permission_means_nothing_where_nobody_signs(
    stack: TerraformStack, api: HttpApi, function: ContainerFunction
) -> None:
    route = api.add_route("GET /", function, authorizer=JWT)
    with pytest.raises(UnsupportedArgument, match="only routes with the authorizer 'AWS_IAM'"):
        route.grant_invoke(ExecutionRole(stack, "Caller"))


def test_references_pass_everywhere(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    text = TerraformVariable(stack, "text", type="string").string_value
    number = TerraformVariable(stack, "number", type="number").number_value
    texts = TerraformVariable(stack, "texts", type="list(string)").list_value
    api = HttpApi(
        stack,
        "Api",
        name=text,
        description=text,
        kms_key=text,
        throttling_rate_limit=number,
        throttling_burst_limit=number,
        log_retention_in_days=number,
    )
    authorizer = JwtAuthorizer(issuer=text, audience=texts)
    theirs = ContainerFunction.from_name(stack, "Theirs", text)
    api.add_route("GET /", theirs, authorizer=authorizer, scopes=[text])
    assert synth.resource("aws_apigatewayv2_api")["name"] == "${var.text}"
    jwt = synth.resource("aws_apigatewayv2_authorizer")["jwt_configuration"]
    assert jwt == {"issuer": "${var.text}", "audience": "${var.texts}"}
    assert synth.resource("aws_apigatewayv2_route")["authorization_scopes"] == ["${var.text}"]
    limits = synth.resource("aws_apigatewayv2_stage")["default_route_settings"]
    assert limits["throttling_rate_limit"] == "${var.number}"


def test_api_gateway_does_not_wait_for_a_slow_function(stack: TerraformStack, api: HttpApi) -> None:
    slow = ContainerFunction(stack, "Slow", image=IMAGE, publish=True, timeout=31)
    with pytest.warns(LambdaContainerWarning, match=r"at most 30 seconds, .* got 31"):
        api.add_route("GET /", slow, authorizer="AWS_IAM")
    with pytest.warns(LambdaContainerWarning, match=r"at most 30 seconds, .* got 31"):
        api.add_route("GET /b", slow.add_alias("live"), authorizer="AWS_IAM")


def test_a_function_for_tenants_has_no_route(stack: TerraformStack, api: HttpApi) -> None:
    target = ContainerFunction(stack, "It", image=IMAGE, tenant_isolation_mode="PER_TENANT")
    with pytest.raises(InvalidArgument, match="target must have no tenant_isolation_mode"):
        api.add_route("GET /", target, authorizer="AWS_IAM")


def test_a_durable_function_has_a_route_by_alias_only(stack: TerraformStack, api: HttpApi) -> None:
    durable = DurableConfig(execution_timeout=3600)
    target = ContainerFunction(stack, "It", image=IMAGE, publish=True, durable_config=durable)
    with pytest.raises(InvalidArgument, match="target must have a published version and an alias"):
        api.add_route("GET /", target, authorizer="AWS_IAM")
    api.add_route("GET /", target.add_alias("live"), authorizer="AWS_IAM")


ANY: Any = "*"
Route = dict[str, Any]
IAM: Route = {"authorizer": "AWS_IAM"}


@pytest.mark.parametrize(
    ("key", "arguments", "message"),
    [
        ("GET", IAM, "route_key must be '\\$default', or one of ANY, DELETE"),
        ("get /a", IAM, "one of ANY, DELETE, GET"),
        ("TRACE /a", IAM, "one of ANY, DELETE, GET"),
        ("GET a", IAM, "a space and a path such as"),
        ("GET /a//b", IAM, "a space and a path such as"),
        ("GET /a?b", IAM, "a space and a path such as"),
        ("GET /a{b}", IAM, "a space and a path such as"),
        ("GET /${b}", IAM, "a space and a path such as"),
        (None, IAM, "a space and a path such as"),
        ("GET /{a+}/b", IAM, "greedy variable only at its end"),
        ("GET /{a}/{a}", IAM, "use each variable name only once"),
        ("GET /a", {}, "unless public=True lets everybody call, got None"),
        ("GET /a", {"public": "yes"}, "public must be True or False, got 'yes'"),
        ("GET /a", {**IAM, "public": True}, "public must be False with an authorizer"),
        (
            "GET /a",
            {"authorizer": "JWT"},
            "be a JwtAuthorizer, a LambdaAuthorizer or 'AWS_IAM', got 'JWT'",
        ),
        ("GET /a", {**IAM, "scopes": ["a"]}, "scopes must be given with a JwtAuthorizer only"),
        ("GET /a", {"authorizer": JWT, "scopes": ["a"] * 11}, "at most 10 scopes, got 11"),
        ("GET /a", {**IAM, "target": "orders"}, "target must be an Invocable, got 'orders'"),
    ],
)
def test_a_route_that_api_gateway_refuses_is_refused(
    api: HttpApi, function: ContainerFunction, key: str, arguments: Route, message: str
) -> None:
    with pytest.raises(InvalidArgument, match=message):
        api.add_route(key, **{"target": function, **arguments})
    assert api.routes == {}
    assert api.authorizers == {}


def test_two_routes_for_the_same_requests_are_refused(
    api: HttpApi, function: ContainerFunction
) -> None:
    api.add_route("GET /orders/{id}", function, authorizer="AWS_IAM")
    for key in ("GET /orders/{id}", "GET /orders/{order}"):
        with pytest.raises(InvalidArgument, match=r"'GET /orders/\{id\}' takes the same requests"):
            api.add_route(key, function, authorizer="AWS_IAM")
    api.add_route("GET /orders/{id+}", function, authorizer="AWS_IAM")
    api.add_route("ANY /orders/{id}", function, authorizer="AWS_IAM")


def test_two_authorizers_of_one_name_are_refused(api: HttpApi, function: ContainerFunction) -> None:
    api.add_route("GET /a", function, authorizer=JWT)
    other = JwtAuthorizer(issuer="https://other.example.com", audience=["shop"])
    with pytest.raises(InvalidArgument, match=r"a unique name: .* got 'jwt'"):
        api.add_route("GET /b", function, authorizer=other)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda s: HttpApi(s, "A", name="a" * 129), "name must have 1 to 128 characters"),
        (lambda s: HttpApi(s, "A", description="a" * 1025), "1 to 1024 characters"),
        (lambda s: HttpApi(s, "A", throttling_rate_limit=0), "1 to 2.14748e.09 requests per sec"),
        (lambda s: HttpApi(s, "A", throttling_burst_limit=1.5), "be a whole number, 1 to"),
        (lambda s: HttpApi(s, "A", log_retention_in_days=8), "log_retention_in_days must be one"),
        (lambda s: HttpApi(s, "A", kms_key="k"), "kms_key must be an ARN"),
        (lambda s: HttpApi(s, "A", disable_execute_api_endpoint=ANY), "must be True or False"),
        (lambda s: HttpApi(s, "A", region="here"), "region must be a Region code"),
        (lambda s: HttpApi(s, "A", tags={"aws:a": "b"}), "not begin with 'aws:'"),
        (lambda s: HttpApi(s, "A", cors=ANY), "cors must be a Cors, got"),
        (lambda s: JwtAuthorizer(issuer="http://a", audience=["a"]), "the issuer's https:// URL, "),
        (lambda s: JwtAuthorizer(issuer="https://a", audience=[]), "audience must have 1 to 50"),
        (lambda s: JwtAuthorizer(issuer="https://a", audience=["a"] * 51), "have 1 to 50 values"),
        (lambda s: JwtAuthorizer(issuer="https://a", audience="a"), "audience must be a list"),
        (
            lambda s: JwtAuthorizer(issuer="https://a", audience=["a"], identity_source="Auth"),
            r"be '\$request.header.NAME' or",
        ),
        (lambda s: JwtAuthorizer(issuer="https://a", audience=["a"], name=""), "not be empty"),
    ],
)
def test_what_api_gateway_refuses_is_refused(
    stack: TerraformStack, make: Callable[[TerraformStack], object], message: str
) -> None:
    with pytest.raises(InvalidArgument, match=message):
        make(stack)


def test_a_function_says_who_may_call(
    api: HttpApi, stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    gate = ContainerFunction(stack, "Gate", image=IMAGE, function_name="gate")
    authorizer = LambdaAuthorizer(target=gate, result_ttl_in_seconds=60)
    for route in ("GET /orders", "POST /orders"):
        api.add_route(route, function, authorizer=authorizer)
    (made,) = synth.resources("aws_apigatewayv2_authorizer").values()
    assert made["authorizer_type"] == "REQUEST"
    assert made["authorizer_payload_format_version"] == "2.0"
    assert made["enable_simple_responses"] is True
    assert made["identity_sources"] == ["$request.header.Authorization"]
    assert made["authorizer_result_ttl_in_seconds"] == 60
    assert re.search(
        r"path/2015-03-31/functions/\$\{aws_lambda_function\.Gate\w*\.arn\}/invocations$",
        made["authorizer_uri"],
    )
    routes = synth.resources("aws_apigatewayv2_route").values()
    assert {route["authorization_type"] for route in routes} == {"CUSTOM"}
    ours = [p for p in synth.resources("aws_lambda_permission").values() if "Gate" in str(p)]
    (permission,) = ours
    source = r"/authorizers/\$\{aws_apigatewayv2_authorizer\.\S+\.id\}$"
    assert re.search(source, permission["source_arn"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"target": "gate"}, "target must be"),
        ({"identity_sources": ["Authorization"]}, r"identity_sources\[0\] must be '\$request"),
        ({"result_ttl_in_seconds": 3601}, "result_ttl_in_seconds must be 0 to 3600 seconds"),
        (
            {"identity_sources": [], "result_ttl_in_seconds": 1},
            "result_ttl_in_seconds must be 0 without identity_sources",
        ),
        ({"name": ""}, "name must not be empty"),
    ],
)
def test_an_impossible_authorizer_is_refused(
    function: ContainerFunction, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidArgument, match=message):
        LambdaAuthorizer(**{"target": function, **arguments})


CERTIFICATE = "arn:aws:acm:eu-west-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab"


def test_a_domain_of_ones_own(api: HttpApi, synth: Synth) -> None:
    domain = api.add_domain_name(
        "api.example.com", certificate_arn=CERTIFICATE, api_mapping_key="orders/v1"
    )
    (made,) = synth.resources("aws_apigatewayv2_domain_name").values()
    assert made["domain_name_configuration"] == {
        "certificate_arn": CERTIFICATE,
        "endpoint_type": "REGIONAL",
        "security_policy": "TLS_1_2",
    }
    (mapping,) = synth.resources("aws_apigatewayv2_api_mapping").values()
    assert mapping["api_mapping_key"] == "orders/v1"
    assert domain.target_domain_name != domain.hosted_zone_id
    api.add_domain_name("*.example.com", certificate_arn=CERTIFICATE)
    with pytest.raises(InvalidArgument, match="must be unique"):
        api.add_domain_name("api.example.com", certificate_arn=CERTIFICATE)


@pytest.mark.parametrize(
    ("domain", "arguments", "message"),
    [
        ("API.example.com", {}, "domain_name must be a domain name in lowercase"),
        ("example", {}, "domain_name must be a domain name"),
        ("api.example.com", {"certificate_arn": "arn:aws:iam::1:x"}, "certificate_arn must be"),
        (
            "api.example.com",
            {"certificate_arn": CERTIFICATE.replace("eu-west-1", "us-east-1")},
            "certificate_arn must be in eu-west-1",
        ),
        ("api.example.com", {"api_mapping_key": "/orders"}, "api_mapping_key must be a path"),
    ],
)
def test_an_impossible_domain_is_refused(
    api: HttpApi, domain: str, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidArgument, match=message):
        api.add_domain_name(domain, **{"certificate_arn": CERTIFICATE, **arguments})
