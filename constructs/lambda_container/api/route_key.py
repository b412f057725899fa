"""Route keys: the method and the path of the requests that a route takes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lambda_container.build.image_tag import construct_key
from lambda_container.checks.arguments import Arguments

# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
DEFAULT = "$default"
_METHODS = ("ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
_SEGMENT = re.compile(r"[A-Za-z0-9._~!$&'()+,;=:@%-]+")
_VARIABLE = re.compile(r"\{([A-Za-z0-9._:-]+)(\+?)\}")
_RULE = (
    f"be '{DEFAULT}', or one of {', '.join(_METHODS)}, a space and a path such as"
    " '/orders/{id}' or '/files/{path+}'"
)


@dataclass(frozen=True, slots=True)
class RouteKey:
    """A valid route key.

    Attributes:
        text: The key as given.
        requests: The key without variable names: equal keys take the same requests.
        pattern: The requests in an ``execute-api`` ARN, such as ``GET/orders/*``.
    """

    text: str
    requests: str
    pattern: str

    @classmethod
    def checked(cls, arguments: Arguments, text: str) -> RouteKey:
        """Parse and check a key.

        Raises:
            InvalidArgument: An unknown method, no path, or variables that API Gateway rejects.
        """
        if text == DEFAULT:
            return cls(text, text, DEFAULT)
        method, _, path = text.partition(" ") if isinstance(text, str) else ("", "", "")
        if method not in _METHODS or not path.startswith("/"):
            arguments.fail("route_key", _RULE, text)
        names: list[str] = []
        segments = [] if path == "/" else path[1:].removesuffix("/").split("/")
        for i, segment in enumerate(segments):
            variable = _VARIABLE.fullmatch(segment)
            if variable is None and not _SEGMENT.fullmatch(segment):
                arguments.fail("route_key", _RULE, text)
            if variable is not None:
                names.append(variable[1])
                if variable[2] and i + 1 < len(segments):
                    arguments.fail("route_key", "have a greedy variable only at its end", text)
        if len(set(names)) < len(names):
            arguments.fail("route_key", "use each variable name only once", text)
        unnamed = _VARIABLE.sub(r"{\2}", path)
        verb = "*" if method == "ANY" else method
        return cls(text, f"{method} {unnamed}", f"{verb}{_VARIABLE.sub('*', path)}")

    @property
    def id(self) -> str:
        """The id of the route's construct."""
        return identifier(self.text)


def identifier(text: str) -> str:
    """A construct id for any string: its words, and a hash that makes the id unique."""
    words = "-".join(re.findall(r"[A-Za-z0-9]+", text))
    return f"{words}-{construct_key(text)}"
