"""A REST API that passes every request to one function."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Literal

from cdktf import TerraformProvider, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.api_gateway_deployment import ApiGatewayDeployment
from cdktf_cdktf_provider_aws.api_gateway_integration import ApiGatewayIntegration
from cdktf_cdktf_provider_aws.api_gateway_method import ApiGatewayMethod
from cdktf_cdktf_provider_aws.api_gateway_method_settings import (
    ApiGatewayMethodSettings,
    ApiGatewayMethodSettingsSettings,
)
from cdktf_cdktf_provider_aws.api_gateway_resource import ApiGatewayResource
from cdktf_cdktf_provider_aws.api_gateway_rest_api import (
    ApiGatewayRestApi,
    ApiGatewayRestApiEndpointConfiguration,
)
from cdktf_cdktf_provider_aws.api_gateway_stage import (
    ApiGatewayStage,
    ApiGatewayStageAccessLogSettings,
)
from constructs import Construct

from lambda_container import defaults
from lambda_container.api.access_log import ACCESS_LOG_FORMAT
from lambda_container.api.api_checks import check_api, check_target
from lambda_container.api.route_key import identifier
from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Number
from lambda_container.errors import UnsupportedArgument
from lambda_container.function.invocable import Invocable
from lambda_container.iam.grantee import Grantee, as_grantee
from lambda_container.iam.statement import Statement
from lambda_container.key.key_argument import Key, optional_key
from lambda_container.observability.log_group import log_group
from lambda_container.terraform.caller_identity import location
from lambda_container.terraform.construct_tree import path_of
from lambda_container.terraform.escaping import literal
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.terraform.references import is_token

# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
_QUOTAS = (
    "docs.aws.amazon.com/apigateway/latest/developerguide/"
    "api-gateway-execution-service-limits-table.html"
)
_TIMEOUT_SECONDS = 29
# https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html
_STAGE_NAME = re.compile(r"[A-Za-z0-9_-]{1,128}")
# https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html
_INVOCATION = "2015-03-31/functions"


class RestProxy(LibraryConstruct):
    """A REST API that passes every method and path to one function or alias.

    Becomes ``aws_api_gateway_rest_api`` (Regional), ``aws_api_gateway_resource`` ``{proxy+}``,
    ``aws_api_gateway_method`` and ``aws_api_gateway_integration`` for it and for the root,
    ``aws_api_gateway_deployment``, ``aws_api_gateway_stage``, ``aws_api_gateway_method_settings``,
    ``aws_lambda_permission`` and the ``aws_cloudwatch_log_group`` of the access log. REST APIs
    write logs with a role that is set once per account and Region (``aws_api_gateway_account``):
    it must exist, and is not created here.

    Args:
        scope: The parent construct, in a stack with an AWS provider.
        id: ASCII letters, digits, ``-`` and ``_``; unique in its scope.
        target: The function or the alias.
        public: Whether anyone may call. Default: no; callers sign with IAM credentials.
        name: 1 to 128 characters. Default: the construct's path, joined by ``-``.
        description: At most 1,024 characters. Default: the construct's path.
        stage_name: 1 to 128 letters, digits, ``-`` and ``_``. Default: ``live``.
        tracing: Whether X-Ray traces requests. Default: yes.
        throttling_rate_limit: Requests per second, 1 or more. Default: 500.
        throttling_burst_limit: Requests in a burst, 1 to 2,147,483,647. Default: 250.
        log_retention_in_days: Retention of the access log. Default: 365.
        kms_key: A customer managed key for the access log. Default: AWS's key.
        disable_execute_api_endpoint: Whether the API is reachable only through a custom domain.
        region: The AWS Region. Default: the provider's.
        tags: At most 50.
        provider: An aliased AWS provider.

    Attributes:
        resource: The ``aws_api_gateway_rest_api``.
        proxy: The ``aws_api_gateway_resource``.
        methods: The ``aws_api_gateway_method`` of the root and of the proxy.
        integrations: The ``aws_api_gateway_integration`` of each.
        deployment: The ``aws_api_gateway_deployment``.
        stage: The ``aws_api_gateway_stage``.
        method_settings: The ``aws_api_gateway_method_settings``.
        permission: The ``aws_lambda_permission``.
        log_group: The ``aws_cloudwatch_log_group``.
        authorization: ``AWS_IAM`` or ``NONE``.
        api_id: The API's id, as a reference.
        url: The API's URL, as a reference.

    Raises:
        InvalidArgument: A value that API Gateway rejects.

    Warns:
        LambdaContainerWarning: The function's timeout is longer than API Gateway waits.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        *,
        target: Invocable,
        public: bool = False,
        name: str | None = None,
        description: str | None = None,
        stage_name: str = "live",
        tracing: bool = True,
        throttling_rate_limit: float = defaults.THROTTLING_RATE_LIMIT,
        throttling_burst_limit: Number = defaults.THROTTLING_BURST_LIMIT,
        log_retention_in_days: Number = defaults.LOG_RETENTION_IN_DAYS,
        kms_key: Key | None = None,
        disable_execute_api_endpoint: bool = False,
        region: str | None = None,
        tags: Mapping[str, str] | None = None,
        provider: TerraformProvider | None = None,
    ) -> None:
        arguments = Arguments.of("RestProxy", scope, id)
        check_target(arguments, target, limit=_TIMEOUT_SECONDS, source=_QUOTAS)
        arguments.switch("public", public)
        rule = "be 1 to 128 letters, digits, '-' and '_'"
        arguments.pattern("stage_name", stage_name, _STAGE_NAME, rule)
        arguments.switch("tracing", tracing)
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

        super().__init__(scope, id)
        self._subject = arguments.subject
        self._placement = placement
        self.authorization: Literal["AWS_IAM", "NONE"] = "NONE" if public else "AWS_IAM"
        self.resource = ApiGatewayRestApi(
            self,
            "Resource",
            name=literal(name),
            description=literal(arguments.path if description is None else description),
            endpoint_configuration=ApiGatewayRestApiEndpointConfiguration(types=["REGIONAL"]),
            disable_execute_api_endpoint=disable_execute_api_endpoint,
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
            tags=literal_tags,
            **self._placement,
        )
        self.api_id: str = self.resource.id
        self.proxy = ApiGatewayResource(
            self,
            "Proxy",
            rest_api_id=self.api_id,
            parent_id=self.resource.root_resource_id,
            path_part="{proxy+}",
            **self._placement,
        )
        self.methods: list[ApiGatewayMethod] = []
        self.integrations: list[ApiGatewayIntegration] = []
        here = location(self, self._placement)
        service = f"arn:{here.partition}:apigateway:{here.region}:lambda"
        # Composed: the deployment is replaced before it is destroyed, and so would be the function.
        uri = f"{service}:path/{_INVOCATION}/{target.composed_arn}/invocations"
        self._pass_on("Root", self.resource.root_resource_id, uri)
        self._pass_on("Proxy", self.proxy.id, uri)
        # Everything that a deployment depends on: a change to any of it must redeploy the API.
        known_arn = None if is_token(target.arn) else target.arn
        parts = json.dumps([self.authorization, path_of(target), known_arn])
        self.deployment = ApiGatewayDeployment(
            self,
            "Deployment",
            rest_api_id=self.api_id,
            triggers={"redeployment": hashlib.sha256(parts.encode()).hexdigest()},
            depends_on=[*self.methods, *self.integrations],
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
            **self._placement,
        )
        self.log_group = log_group(
            self,
            name=f"/aws/vendedlogs/rest-api/{arguments.path.replace('/', '-')}",
            retention_in_days=log_retention_in_days,
            key=key,
            tags=literal_tags,
            placement=self._placement,
        )
        self.stage = ApiGatewayStage(
            self,
            "Stage",
            rest_api_id=self.api_id,
            deployment_id=self.deployment.id,
            stage_name=stage_name,
            xray_tracing_enabled=tracing,
            access_log_settings=ApiGatewayStageAccessLogSettings(
                destination_arn=self.log_group.arn, format=ACCESS_LOG_FORMAT
            ),
            tags=literal_tags,
            **self._placement,
        )
        self.url: str = self.stage.invoke_url
        self.method_settings = ApiGatewayMethodSettings(
            self,
            "MethodSettings",
            rest_api_id=self.api_id,
            stage_name=self.stage.stage_name,
            method_path="*/*",
            settings=ApiGatewayMethodSettingsSettings(
                throttling_rate_limit=throttling_rate_limit,
                throttling_burst_limit=throttling_burst_limit,
                metrics_enabled=True,
                # True would log full requests and responses.
                data_trace_enabled=False,
            ),
            **self._placement,
        )
        self._requests = f"{self.resource.execution_arn}/{stage_name}/*/*"
        self.permission = target.permit(
            self,
            identifier(arguments.path),
            principal="apigateway.amazonaws.com",
            source_arn=self._requests,
        )

    def grant_invoke(self, grantee: Grantee) -> None:
        """Allow a role (or a function's role) in this account to send any request.

        Raises:
            UnsupportedArgument: The API is public and does not use IAM credentials.
        """
        if self.authorization != "AWS_IAM":
            reason = "the API is public, so callers need no permission"
            raise UnsupportedArgument(self._subject, "grant_invoke", reason)
        as_grantee(self, grantee).add_statements(
            Statement(actions=["execute-api:Invoke"], resources=[self._requests])
        )

    def _pass_on(self, name: str, resource_id: str, uri: str) -> None:
        method = ApiGatewayMethod(
            self,
            f"{name}Method",
            rest_api_id=self.api_id,
            resource_id=resource_id,
            http_method="ANY",
            authorization=self.authorization,
            **self._placement,
        )
        self.methods.append(method)
        self.integrations.append(
            ApiGatewayIntegration(
                self,
                f"{name}Integration",
                rest_api_id=self.api_id,
                resource_id=resource_id,
                http_method=method.http_method,
                type="AWS_PROXY",
                # Lambda is always invoked with POST, whatever the request's method.
                integration_http_method="POST",
                uri=uri,
                **self._placement,
            )
        )
