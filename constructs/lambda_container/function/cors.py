"""Access to functions and APIs from other sites in browsers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf_cdktf_provider_aws.lambda_function_url import LambdaFunctionUrlCors

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Number
from lambda_container.terraform.escaping import literal

# https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html
METHODS = ("GET", "PUT", "HEAD", "POST", "PATCH", "DELETE", "*")
# https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid.html
API_METHODS = (*METHODS, "OPTIONS")
ITEMS = 100
ORIGIN_LIMIT = 253
HEADER_LIMIT = 1024
MAX_AGE_SECONDS = (0, 86_400)
ITEMS_RULE = f"have at most {ITEMS} texts"
SITES_RULE = "name each site with allow_credentials=True: every site could act as the user"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cors:
    """Access from other sites in browsers (CORS).

    Attributes:
        allow_origins: Origins such as ``https://example.com``, or ``*``; at most 100.
        allow_methods: HTTP methods, or ``*``. A function's URL takes at most 6, and no
            ``OPTIONS``, which it answers itself.
        allow_headers: Headers of requests; at most 100.
        expose_headers: Headers of responses that scripts may read; at most 100.
        allow_credentials: Whether cookies may be sent; not with ``*`` as origin. Default: no.
        max_age: 0 (default) to 86,400 seconds for which browsers cache these settings.

    Raises:
        InvalidArgument: A value that Lambda or every browser rejects.
    """

    allow_origins: Sequence[str] = ()
    allow_methods: Sequence[str] = ()
    allow_headers: Sequence[str] = ()
    expose_headers: Sequence[str] = ()
    allow_credentials: bool = False
    max_age: Number = 0

    def __post_init__(self) -> None:
        arguments = Arguments("Cors")
        for name, limit in (
            ("allow_origins", ORIGIN_LIMIT),
            ("allow_methods", HEADER_LIMIT),
            ("allow_headers", HEADER_LIMIT),
            ("expose_headers", HEADER_LIMIT),
        ):
            items = arguments.strings(name, getattr(self, name), limit)
            if len(items) > ITEMS:
                arguments.fail(name, ITEMS_RULE, len(items))
            object.__setattr__(self, name, tuple(items))
        arguments.each(arguments.one_of, "allow_methods", self.allow_methods, API_METHODS)
        arguments.boolean("allow_credentials", self.allow_credentials)
        if self.allow_credentials is True and "*" in self.allow_origins:
            arguments.fail("allow_origins", SITES_RULE, list(self.allow_origins))
        arguments.integer("max_age", self.max_age, *MAX_AGE_SECONDS, "seconds")

    def block(self) -> LambdaFunctionUrlCors:
        """The URL's ``cors``."""
        return LambdaFunctionUrlCors(
            allow_credentials=self.allow_credentials,
            allow_origins=_literal(self.allow_origins),
            allow_methods=_literal(self.allow_methods),
            allow_headers=_literal(self.allow_headers),
            expose_headers=_literal(self.expose_headers),
            max_age=self.max_age,
        )


def _literal(texts: Sequence[str]) -> list[str] | None:
    return [literal(text) for text in texts] or None
