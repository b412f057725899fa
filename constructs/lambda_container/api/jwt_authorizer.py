"""JWT authorizers for the routes of an HTTP API."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lambda_container.checks.arguments import Arguments
from lambda_container.terraform.references import is_token

# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
_AUDIENCE_LIMIT = 50
# https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html
_NAME_LIMIT = 128
_TEXT_LIMIT = 1024
_ISSUER = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[^\s?#{}]*)?")
_ISSUER_RULE = "be the issuer's https:// URL, exactly as in the token's 'iss' claim"
_IDENTITY_SOURCE = re.compile(r"\$request\.(?:header|querystring)\.[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_IDENTITY_SOURCE_RULE = "be '$request.header.NAME' or '$request.querystring.NAME'"


@dataclass(frozen=True, kw_only=True, slots=True)
class JwtAuthorizer:
    """An authorizer for JSON web tokens from an OpenID Connect or OAuth 2.0 provider.

    Becomes one ``aws_apigatewayv2_authorizer`` in each API that uses it.

    Attributes:
        issuer: The ``iss`` claim, such as
            ``https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a1b2c3d4e``.
        audience: 1 to 50 values; the ``aud`` claim (or ``client_id``) must be one of them.
        identity_source: Where the token is. Default: ``$request.header.Authorization``.
        name: 1 to 128 characters, unique in an API. Default: ``jwt``.

    Raises:
        InvalidArgument: A value that API Gateway rejects, or an issuer that does not use HTTPS.
    """

    issuer: str
    audience: Sequence[str]
    identity_source: str = "$request.header.Authorization"
    name: str = "jwt"

    def __post_init__(self) -> None:
        arguments = Arguments("JwtAuthorizer")
        arguments.pattern("issuer", self.issuer, _ISSUER, _ISSUER_RULE)
        audience = arguments.strings("audience", self.audience, _TEXT_LIMIT)
        if not is_token(audience) and not 1 <= len(audience) <= _AUDIENCE_LIMIT:
            arguments.fail("audience", f"have 1 to {_AUDIENCE_LIMIT} values", len(audience))
        # HttpApi keeps authorizers by value, so they must be hashable.
        object.__setattr__(self, "audience", tuple(audience))
        rule = _IDENTITY_SOURCE_RULE
        arguments.pattern("identity_source", self.identity_source, _IDENTITY_SOURCE, rule)
        arguments.text("name", self.name, _NAME_LIMIT)
        arguments.known("name", self.name, "it is part of an address")
