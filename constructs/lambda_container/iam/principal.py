"""A principal of an IAM policy's statement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lambda_container.checks.arguments import Arguments
from lambda_container.iam.element import LATIN, TEXT_LIMIT, freeze, is_empty
from lambda_container.terraform.references import is_token

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
_DOMAIN = r"(?:[a-z0-9-]+\.)+[a-z0-9-]+"
_IDENTIFIERS = {
    "Service": (re.compile(rf"{_DOMAIN}|\*"), "be a service such as 's3.amazonaws.com'"),
    # Deleted identities turn into their unique ids, such as AROA...
    "AWS": (
        re.compile(
            r"\*|[0-9]{12}|A[A-Z0-9]{15,127}"
            r"|arn:aws[a-z-]*:iam::[0-9]{12}:(?:root|(?:user|role)/[!-)+->@-~]+)"
            r"|arn:aws[a-z-]*:sts::[0-9]{12}:(?:assumed-role|federated-user)/[!-)+->@-~]+"
            r"|arn:aws[a-z-]*:iam::cloudfront:user/[ -)+->@-~]+"
        ),
        "be '*', an account's id, or the ARN of an account's root, a user, a role or a session",
    ),
    "Federated": (
        re.compile(
            rf"\*|{_DOMAIN}(?:/\S+)?|arn:aws[a-z-]*:iam::[0-9]{{12}}:(?:saml|oidc)-provider/.+"
        ),
        "be the ARN of an identity provider, or a provider such as 'accounts.google.com'",
    ),
}


@dataclass(frozen=True, slots=True)
class Principal:
    """A principal of a statement in a resource policy.

    Attributes:
        type: ``Service``, ``AWS`` or ``Federated``.
        identifiers: Service names, or ARNs.
    """

    type: Literal["Service", "AWS", "Federated"]
    identifiers: Sequence[str]

    def __post_init__(self) -> None:
        arguments = Arguments("Principal")
        arguments.one_of("type", self.type, ("Service", "AWS", "Federated"))
        identifiers = arguments.strings("identifiers", self.identifiers, TEXT_LIMIT, only=LATIN)
        if is_empty(identifiers):
            arguments.fail("identifiers", "not be empty", identifiers)
        if not is_token(self.type):
            pattern, rule = _IDENTIFIERS[self.type]
            for i, identifier in enumerate([] if is_token(identifiers) else identifiers):
                if not is_token(identifier) and not pattern.fullmatch(identifier):
                    arguments.fail(f"identifiers[{i}]", rule, identifier)
        freeze(self, "identifiers", identifiers)
