"""The registry that holds a repository, as Docker logs in to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cdktf import TerraformProvider

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
        host: The host name, known when Terraform plans; ``None`` for the AWS provider's own
            registry, whose token says it.
        region: The Region of the token where it is not the AWS provider's.
        provider: The aliased AWS provider that asks for the token.
    """

    login: RegistryLogin = "ephemeral-token"
    key: str = "ecr"
    host: str | None = None
    region: str | None = None
    provider: TerraformProvider | None = None
