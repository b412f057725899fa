"""How long Terraform waits for Lambda."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass

from cdktf_cdktf_provider_aws.lambda_function import LambdaFunctionTimeouts

from lambda_container.checks.arguments import Arguments

_DURATION = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?(?:ns|us|µs|ms|s|m|h))+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeouts:
    """How long Terraform waits for Lambda; durations such as ``"10m"``.

    Attributes:
        create: Default: 10 minutes.
        update: Default: 10 minutes.
        delete: Default: 10 minutes.

    Raises:
        InvalidArgument: Not a duration in Go's syntax.
    """

    create: str | None = None
    update: str | None = None
    delete: str | None = None

    def __post_init__(self) -> None:
        arguments = Arguments("Timeouts")
        for name in ("create", "update", "delete"):
            if (value := getattr(self, name)) is not None:
                arguments.pattern(name, value, _DURATION, "be a duration such as '10m'")

    def block(self) -> LambdaFunctionTimeouts:
        """The function's ``timeouts``."""
        return LambdaFunctionTimeouts(**asdict(self))
