"""The registry that holds a repository, as Docker logs in to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cdktf import Fn, TerraformProvider

RegistryLogin = Literal["ephemeral-token", "ecr-login"]
"""``ephemeral-token``: Terraform fetches a token that reaches neither state nor plan (Terraform
1.10, hashicorp/aws 6.22 or newer). ``ecr-login``: Docker's ECR credential helper, installed where
Terraform runs."""


@dataclass(frozen=True, kw_only=True)
class Registry:
    """The private ECR registry of one account in one Region.

    Attributes:
        login: How the Docker provider logs in.
        key: What tells the registries of a stack apart; becomes part of Terraform's names.
        host: The host name; ``None`` where the token itself says it, which is the AWS provider's
            own registry.
        region: The Region of the token where it is not the AWS provider's.
        provider: The aliased AWS provider that asks for the token.
    """

    login: RegistryLogin = "ephemeral-token"
    key: str = "ecr"
    host: str | None = None
    region: str | None = None
    provider: TerraformProvider | None = None


def host_of(repository_url: str) -> str:
    """The host name in a repository's address, as a reference."""
    return Fn.element(Fn.split("/", repository_url), 0)  # type: ignore[no-any-return]
