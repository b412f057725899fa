"""HTTP in front of functions: an HTTP API with routes, and a REST API that passes everything on."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lambda_container.api.http_api import HttpApi
    from lambda_container.api.jwt_authorizer import JwtAuthorizer
    from lambda_container.api.rest_proxy import RestProxy
    from lambda_container.api.route import HttpRoute

# Imported when it is asked for: a stack seldom needs both kinds.
_MODULES = {
    "HttpApi": "http_api",
    "HttpRoute": "route",
    "JwtAuthorizer": "jwt_authorizer",
    "RestProxy": "rest_proxy",
}

__all__ = ["HttpApi", "HttpRoute", "JwtAuthorizer", "RestProxy"]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
