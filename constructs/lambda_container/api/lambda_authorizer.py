"""Authorizers of an HTTP API that ask a function."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Number
from lambda_container.function.invocable import Invocable

# https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html
_NAME_LIMIT = 128
_TTL_SECONDS = (0, 3600)
_SOURCE = re.compile(
    r"\$request\.(?:header|querystring)\.[A-Za-z0-9!#$%&'*+.^_`|~-]+"
    r"|\$(?:context|stageVariables)\.[A-Za-z0-9._-]+"
)
_SOURCE_RULE = (
    "be '$request.header.NAME', '$request.querystring.NAME', '$context.NAME' or"
    " '$stageVariables.NAME'"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class LambdaAuthorizer:
    """An authorizer that asks a function, which answers ``{"isAuthorized": true}``.

    Becomes one ``aws_apigatewayv2_authorizer`` of the type ``REQUEST`` in each API that uses it,
    with payload 2.0 and simple responses, and an ``aws_lambda_permission`` for the authorizer only.

    Attributes:
        target: The function or the alias that is asked. It gets the request, and may add a
            ``context`` for the route's function.
        identity_sources: What the request must have: without one of them, API Gateway refuses it
            and asks nobody. At most 1,024 characters each. Default:
            ``$request.header.Authorization``.
        result_ttl_in_seconds: How long an answer is kept for the same identity sources, on every
            route of the API: 0 (never, the default) to 3,600 seconds. It needs identity sources.
        name: 1 to 128 characters, unique in an API. Default: ``lambda``.

    Raises:
        InvalidArgument: A value that API Gateway rejects.
    """

    target: Invocable
    identity_sources: Sequence[str] = ("$request.header.Authorization",)
    result_ttl_in_seconds: Number = 0
    name: str = "lambda"

    def __post_init__(self) -> None:
        arguments = Arguments("LambdaAuthorizer")
        arguments.instance("target", self.target, Invocable)
        sources = arguments.known_strings("identity_sources", self.identity_sources, 1024)
        arguments.each(arguments.pattern, "identity_sources", sources, _SOURCE, _SOURCE_RULE)
        # HttpApi keeps authorizers by value, so they must be hashable.
        object.__setattr__(self, "identity_sources", tuple(sources))
        ttl = self.result_ttl_in_seconds
        arguments.integer("result_ttl_in_seconds", ttl, *_TTL_SECONDS, "seconds")
        if ttl != 0 and not sources:
            rule = "be 0 without identity_sources, by which answers are kept"
            arguments.fail("result_ttl_in_seconds", rule, ttl)
        arguments.text("name", self.name, _NAME_LIMIT)
        arguments.known("name", self.name, "it is part of an address")
