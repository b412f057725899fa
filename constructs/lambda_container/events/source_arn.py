"""The ARN of an event source, from an ARN, a Terraform resource or a construct."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lambda_container.checks.arguments import Arguments
from lambda_container.terraform.references import is_token

_NOT_FOR_IDS = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class SourceKind:
    """The ARNs and Terraform types of one kind of source.

    Attributes:
        service: The service in its ARN.
        resource: The prefix of the ARN's resource part.
        types: Terraform's types of its resources and data sources.
        attribute: The attribute that has the ARN.
    """

    service: str
    resource: str
    types: tuple[str, ...]
    attribute: str = "arn"

    def arn_of(self, arguments: Arguments, argument: str, value: Any) -> str:
        """The ARN of the source in an argument.

        Raises:
            InvalidArgument: Neither an ARN nor a resource of this kind.
        """
        if isinstance(value, str):
            arguments.arn(argument, value, self.service, self.resource)
            return value
        if getattr(value, "terraform_resource_type", None) not in self.types:
            known = " or ".join(self.types)
            rule = f"be an ARN 'arn:aws:{self.service}:...:{self.resource}...', or an {known}"
            arguments.fail(argument, rule, value)
        arn: str = getattr(value, self.attribute)
        return arn


def id_of(kind: str, *names: str | None) -> str:
    """A construct id: the kind, and the names that are known at synthesis."""
    known = [name for name in names if name and not is_token(name)]
    return "-".join(_NOT_FOR_IDS.sub("-", part).strip("-") for part in (kind, *known))
