"""A secret that a build may read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.subject import named

_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,255}")
_PATH_LIMIT = 4096
_DELIMITERS = frozenset(',"')


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildSecret:
    """The source of a secret, on the machine where Terraform runs; never its value.

    The Dockerfile reads it with ``RUN --mount=type=secret,id=ID``. Exactly one of ``env`` and
    ``src`` is given.

    Attributes:
        id: The name that the Dockerfile uses.
        env: An environment variable of the Terraform process.
        src: A file, relative to the folder that Terraform runs in, or absolute; at most 4,096
            characters, without commas and double quotes, which Docker's option for secrets does
            not support.

    Raises:
        InvalidArgument: Not exactly one of env and src, or an invalid id or path.
    """

    id: str
    env: str | None = None
    src: str | None = None

    def __post_init__(self) -> None:
        arguments = Arguments(named("BuildSecret", self.id))
        arguments.pattern("id", self.id, _ID, "be 1 to 128 letters, digits, '_', '.' and '-'")
        if (self.env is None) == (self.src is None):
            arguments.fail("env", "be given, or src instead, and not both", self.env)
        if self.env is not None:
            arguments.pattern("env", self.env, _VARIABLE, "be the name of an environment variable")
        if self.src is not None:
            arguments.text("src", self.src, _PATH_LIMIT)
            if _DELIMITERS.intersection(self.src):
                arguments.fail("src", "contain neither ',' nor '\"'", self.src)
        for name in ("id", "env", "src"):
            arguments.known(name, getattr(self, name), "a build outside Terraform needs it")
