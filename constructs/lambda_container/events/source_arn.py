"""What an event source is given as: an ARN, a resource of Terraform, or a construct of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lambda_container.checks.arguments import Arguments
from lambda_container.terraform.references import is_token

_NOT_FOR_IDS = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class SourceKind:
    """What a kind of source is called.

    Attributes:
        service: In its ARN.
        resource: What the ARN's resource begins with.
        types: Terraform's types of resources and data sources that stand for it.
        attribute: Their attribute that is the ARN.
    """

    service: str
    resource: str
    types: tuple[str, ...]
    attribute: str = "arn"

    def arn_of(self, arguments: Arguments, argument: str, value: Any) -> str:
        """The ARN that an argument means.

        Raises:
            InvalidArgument: Something else than an ARN, or than a resource, of this kind.
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
    """A construct's id: the kind, and what is known now of the names."""
    known = [name for name in names if name and not is_token(name)]
    return "-".join(_NOT_FOR_IDS.sub("-", part).strip("-") for part in (kind, *known))
