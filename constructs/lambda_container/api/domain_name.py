"""A domain name of one's own for an HTTP API."""

from __future__ import annotations

import re

from cdktf_cdktf_provider_aws.apigatewayv2_api_mapping import Apigatewayv2ApiMapping
from cdktf_cdktf_provider_aws.apigatewayv2_domain_name import (
    Apigatewayv2DomainName,
    Apigatewayv2DomainNameDomainNameConfiguration,
)

from lambda_container.api.http_api_parts import HttpApiParts
from lambda_container.api.route_key import identifier
from lambda_container.checks.arguments import Arguments
from lambda_container.checks.same_region import check_same_region
from lambda_container.terraform.library_construct import LibraryConstruct

# https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/domainnames.html
_DOMAIN = re.compile(
    r"(?=.{1,253}\Z)(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}"
)
_DOMAIN_RULE = "be a domain name in lowercase, such as 'api.example.com' or '*.example.com'"
# https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/domainnames-domainname-apimappings.html
_MAPPING_KEY = re.compile(r"(?=.{1,300}\Z)[A-Za-z0-9$_.+!*'()-]+(?:/[A-Za-z0-9$_.+!*'()-]+)*")
_MAPPING_KEY_RULE = "be a path such as 'orders' or 'orders/v1', without slashes at its ends"


class DomainName(LibraryConstruct):
    """A domain name of an HTTP API; created by ``HttpApi.add_domain_name``.

    Becomes a Regional ``aws_apigatewayv2_domain_name`` with TLS 1.2, and an
    ``aws_apigatewayv2_api_mapping``. An alias record in DNS has to lead to ``target_domain_name``
    in ``hosted_zone_id``.

    Attributes:
        resource: The ``aws_apigatewayv2_domain_name``.
        mapping: The ``aws_apigatewayv2_api_mapping``.
        target_domain_name: What the record leads to, as a reference.
        hosted_zone_id: The hosted zone of the target, as a reference.
    """

    def __init__(
        self,
        api: HttpApiParts,
        domain_name: str,
        *,
        certificate_arn: str,
        api_mapping_key: str | None,
    ) -> None:
        arguments = Arguments.about(api)
        arguments.pattern("domain_name", domain_name, _DOMAIN, _DOMAIN_RULE)
        arguments.known("domain_name", domain_name, "it is part of an address")
        arguments.arn("certificate_arn", certificate_arn, "acm", "certificate/")
        check_same_region(arguments, api, api.placement, certificate_arn=certificate_arn)
        key = api_mapping_key
        arguments.optional(
            arguments.pattern, "api_mapping_key", key, _MAPPING_KEY, _MAPPING_KEY_RULE
        )
        id_ = f"Domain-{identifier(domain_name)}"
        Arguments.of("DomainName", api, id_)
        super().__init__(api, id_)
        self.resource = Apigatewayv2DomainName(
            self,
            "Resource",
            domain_name=domain_name,
            domain_name_configuration=Apigatewayv2DomainNameDomainNameConfiguration(
                certificate_arn=certificate_arn, endpoint_type="REGIONAL", security_policy="TLS_1_2"
            ),
            tags=api.tags,
            **api.placement,
        )
        self.mapping = Apigatewayv2ApiMapping(
            self,
            "Mapping",
            api_id=api.api_id,
            domain_name=self.resource.id,
            stage=api.stage.id,
            api_mapping_key=api_mapping_key,
            **api.placement,
        )
        configuration = self.resource.domain_name_configuration
        self.target_domain_name: str = configuration.target_domain_name
        self.hosted_zone_id: str = configuration.hosted_zone_id
