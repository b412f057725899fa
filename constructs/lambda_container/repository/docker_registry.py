"""The registry of a repository, and how Docker logs in to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cdktf import Fn, TerraformProvider
from constructs import Construct

from lambda_container.terraform.construct_tree import path_of
from lambda_container.terraform.manifest_record import below_stack
from lambda_container.terraform.references import is_token

RegistryLogin = Literal["ephemeral-token", "ecr-login"]
"""``ephemeral-token``: Terraform fetches a token that is kept in neither state nor plan (Terraform
1.10, hashicorp/aws 6.22 or newer). ``ecr-login``: Docker's ECR credential helper, installed where
Terraform runs."""


@dataclass(frozen=True, kw_only=True)
class Registry:
    """The private ECR registry of one account in one Region.

    Attributes:
        login: How the Docker provider logs in.
        key: Unique for each registry of a stack; becomes part of names in Terraform.
        host: The host name; ``None`` for the AWS provider's own registry, whose token contains it.
        region: The Region of the token, if it differs from the AWS provider's.
        provider: The aliased AWS provider that requests the token.
    """

    login: RegistryLogin = "ephemeral-token"
    key: str = "ecr"
    host: str | None = None
    region: str | None = None
    provider: TerraformProvider | None = None


def registry_key(repository: Construct, *parts: str | None) -> str:
    """The key of a repository's registry: what distinguishes it from the AWS provider's own.

    If a part is a reference, every repository has a registry of its own, named after its path.
    """
    if any(map(is_token, parts)):
        parts = (below_stack(repository, path_of(repository)).replace("/", "-"),)
    return "-".join(["ecr", *filter(None, parts)])


def host_of(repository_url: str) -> str:
    """The host name in a repository's URL, as a reference."""
    return Fn.element(Fn.split("/", repository_url), 0)  # type: ignore[no-any-return]
