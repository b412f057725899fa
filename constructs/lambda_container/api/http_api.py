"""HTTP APIs whose routes invoke functions or aliases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cdktf import TerraformProvider
from cdktf_cdktf_provider_aws.apigatewayv2_api import (
    Apigatewayv2Api,
    Apigatewayv2ApiCorsConfiguration,
)
from cdktf_cdktf_provider_aws.apigatewayv2_integration import Apigatewayv2Integration
from cdktf_cdktf_provider_aws.apigatewayv2_stage import (
    Apigatewayv2Stage,
    Apigatewayv2StageAccessLogSettings,
    Apigatewayv2StageDefaultRouteSettings,
)
from constructs import Construct

from lambda_container import defaults
from lambda_container.api.access_log import ACCESS_LOG_FORMAT
from lambda_container.api.api_checks import check_api, check_target
from lambda_container.api.authorizers import Authorizer, authorization_type, make_authorizer
from lambda_container.api.domain_name import DomainName
from lambda_container.api.http_api_parts import HttpApiParts
from lambda_container.api.route import HttpRoute
from lambda_container.api.route_key import RouteKey, identifier
from lambda_container.checks.arguments import Arguments
from lambda_container.checks.subject import named
from lambda_container.checks.values import Number
from lambda_container.function.cors import Cors
from lambda_container.function.invocable import Invocable
from lambda_container.key.key_argument import Key, optional_key
from lambda_container.observability.log_group import log_group
from lambda_container.terraform.construct_tree import path_of
from lambda_container.terraform.escaping import literal, optional_literal

# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
_QUOTAS = "docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html"
_TIMEOUT_SECONDS = 30
_SCOPE_LIMIT = 10
_TEXT_LIMIT = 64


class HttpApi(HttpApiParts):
    """An HTTP API whose routes invoke functions.

    Becomes ``aws_apigatewayv2_api``, an ``aws_apigatewayv2_stage`` ``$default`` that deploys each
    change, and the ``aws_cloudwatch_log_group`` of its access log.

    Args:
        scope: The parent construct, in a stack with an AWS provider.
        id: ASCII letters, digits, ``-`` and ``_``; unique in its scope.
        name: 1 to 128 characters. Default: the construct's path, joined by ``-``.
        description: At most 1,024 characters.
        cors: What browsers may do from other origins. Default: nothing.
        throttling_rate_limit: Requests per second, 1 or more. Default: 500.
        throttling_burst_limit: Requests in a burst, 1 to 2,147,483,647. Default: 250, a quarter of
            an account's default concurrent executions.
        log_retention_in_days: Retention of the access log. Default: 365.
        kms_key: A customer managed key for the access log. Default: AWS's key.
        disable_execute_api_endpoint: Whether the API is reachable only through a custom domain.
        region: The AWS Region. Default: the provider's.
        tags: At most 50.
        provider: An aliased AWS provider.

    Attributes:
        resource: The ``aws_apigatewayv2_api``.
        stage: The ``aws_apigatewayv2_stage``.
        log_group: The ``aws_cloudwatch_log_group``.
        routes: Every ``HttpRoute``, by its route key.
        integrations: Every ``aws_apigatewayv2_integration``, by its target's path.
        authorizers: The ``aws_apigatewayv2_authorizer`` of each authorizer.
        tags: Its tags, as literal text.
        api_id: The API's id, as a reference.
        execution_arn: The prefix of the ARNs of its requests, as a reference.
        url: The API's URL, as a reference.
        placement: Region and provider.

    Raises:
        InvalidArgument: A value that API Gateway rejects.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        *,
        name: str | None = None,
        description: str | None = None,
        cors: Cors | None = None,
        throttling_rate_limit: float = defaults.THROTTLING_RATE_LIMIT,
        throttling_burst_limit: Number = defaults.THROTTLING_BURST_LIMIT,
        log_retention_in_days: Number = defaults.LOG_RETENTION_IN_DAYS,
        kms_key: Key | None = None,
        disable_execute_api_endpoint: bool = False,
        region: str | None = None,
        tags: Mapping[str, str] | None = None,
        provider: TerraformProvider | None = None,
    ) -> None:
        arguments = Arguments.of("HttpApi", scope, id)
        name = arguments.default_name(name)
        check_api(
            arguments,
            name=name,
            description=description,
            throttling_rate_limit=throttling_rate_limit,
            throttling_burst_limit=throttling_burst_limit,
            log_retention_in_days=log_retention_in_days,
            disable_execute_api_endpoint=disable_execute_api_endpoint,
        )
        placement = arguments.placement(region, provider)
        key = optional_key(arguments, kms_key, placement)
        literal_tags = arguments.literal_tags(tags, provider)
        arguments.optional(arguments.instance, "cors", cors, Cors)

        super().__init__(scope, id)
        self._subject = arguments.subject
        self.placement, self.tags = placement, literal_tags
        self.routes: dict[str, HttpRoute] = {}
        self.integrations: dict[str, Apigatewayv2Integration] = {}
        self.authorizers = {}
        self._keys: dict[str, str] = {}
        self.resource = Apigatewayv2Api(
            self,
            "Resource",
            name=literal(name),
            description=optional_literal(description),
            protocol_type="HTTP",
            cors_configuration=None if cors is None else _cors_configuration(cors),
            disable_execute_api_endpoint=disable_execute_api_endpoint,
            tags=literal_tags,
            **self.placement,
        )
        self.api_id = self.resource.id
        self.execution_arn = self.resource.execution_arn
        # This prefix needs no entry in AWS's log delivery policy, whose size is limited.
        self.log_group = log_group(
            self,
            name=f"/aws/vendedlogs/http-api/{arguments.path.replace('/', '-')}",
            retention_in_days=log_retention_in_days,
            key=key,
            tags=literal_tags,
            placement=self.placement,
        )
        self.stage = Apigatewayv2Stage(
            self,
            "Stage",
            api_id=self.api_id,
            name="$default",
            auto_deploy=True,
            access_log_settings=Apigatewayv2StageAccessLogSettings(
                destination_arn=self.log_group.arn, format=ACCESS_LOG_FORMAT
            ),
            default_route_settings=Apigatewayv2StageDefaultRouteSettings(
                throttling_rate_limit=throttling_rate_limit,
                throttling_burst_limit=throttling_burst_limit,
            ),
            tags=literal_tags,
            **self.placement,
        )
        self.url: str = self.stage.invoke_url

    def add_route(
        self,
        route_key: str,
        target: Invocable,
        *,
        authorizer: Authorizer | None = None,
        scopes: Sequence[str] = (),
        public: bool = False,
    ) -> HttpRoute:
        """Add a route that invokes a function or an alias.

        Args:
            route_key: Such as ``GET /orders/{id}``, ``ANY /files/{path+}`` or ``$default``.
            target: The function or the alias.
            authorizer: Who may call: whoever has a token (``JwtAuthorizer``), whom a function lets
                in (``LambdaAuthorizer``), or who has IAM credentials (``AWS_IAM``).
            scopes: At most 10, with a ``JwtAuthorizer``; a token needs at least one of them.
            public: Whether anyone may call without an authorizer; must be explicit.

        Raises:
            InvalidArgument: The key is invalid or already in use, or there is no authorizer.

        Warns:
            LambdaContainerWarning: The function's timeout is longer than API Gateway waits.
        """
        arguments = Arguments(named(f"{self._subject} route", route_key))
        key = RouteKey.checked(arguments, route_key)
        if key.requests in self._keys:
            taken = self._keys[key.requests]
            arguments.fail("route_key", f"be unique: {taken!r} takes the same requests", route_key)
        check_target(arguments, target, limit=_TIMEOUT_SECONDS, source=_QUOTAS)
        kind = authorization_type(arguments, authorizer, public=public)
        checked_scopes = arguments.strings("scopes", scopes, _TEXT_LIMIT)
        if checked_scopes and kind != "JWT":
            arguments.fail("scopes", "be given with a JwtAuthorizer only", checked_scopes)
        if len(checked_scopes) > _SCOPE_LIMIT:
            arguments.fail("scopes", f"have at most {_SCOPE_LIMIT} scopes", len(checked_scopes))
        made = make_authorizer(self, arguments, authorizer)

        route = self.routes[key.text] = HttpRoute(
            self,
            key,
            api_id=self.api_id,
            execution_arn=self.execution_arn,
            placement=self.placement,
            target=target,
            integration=self._integration(target),
            authorization_type=kind,
            authorizer=made,
            scopes=[literal(scope) for scope in checked_scopes] or None,
        )
        self._keys[key.requests] = key.text
        return route

    def add_domain_name(
        self, domain_name: str, *, certificate_arn: str, api_mapping_key: str | None = None
    ) -> DomainName:
        """Give the API a domain name of one's own.

        Args:
            domain_name: Such as ``api.example.com``, in lowercase, at most 253 characters.
            certificate_arn: A certificate of ACM for it, in the API's Region.
            api_mapping_key: The path below which the API is reached, such as ``orders``; at most
                300 characters. Default: none, the whole domain.

        Returns:
            The domain; DNS has to lead to its ``target_domain_name``.

        Raises:
            InvalidArgument: A value that API Gateway rejects, or a domain that the API has already.
        """
        return DomainName(
            self, domain_name, certificate_arn=certificate_arn, api_mapping_key=api_mapping_key
        )

    def _integration(self, target: Invocable) -> Apigatewayv2Integration:
        path = path_of(target)
        if path not in self.integrations:
            self.integrations[path] = Apigatewayv2Integration(
                self,
                f"Integration-{identifier(path)}",
                api_id=self.api_id,
                integration_type="AWS_PROXY",
                integration_uri=target.arn,
                payload_format_version="2.0",
                **self.placement,
            )
        return self.integrations[path]


def _cors_configuration(cors: Cors) -> Apigatewayv2ApiCorsConfiguration:
    def texts(values: Sequence[str]) -> list[str] | None:
        return [literal(value) for value in values] or None

    return Apigatewayv2ApiCorsConfiguration(
        allow_credentials=cors.allow_credentials,
        allow_origins=texts(cors.allow_origins),
        allow_methods=texts(cors.allow_methods),
        allow_headers=texts(cors.allow_headers),
        expose_headers=texts(cors.expose_headers),
        max_age=cors.max_age,
    )
