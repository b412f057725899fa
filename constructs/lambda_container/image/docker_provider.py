"""The stack's Docker provider, logged in to the registries that it pushes to."""

from __future__ import annotations

import json
from typing import cast

from cdktf import TerraformStack
from cdktf_cdktf_provider_docker.provider import DockerProvider, DockerProviderRegistryAuth
from constructs import Construct, IConstruct

from lambda_container.repository.docker_registry import Registry
from lambda_container.terraform.construct_tree import node_of, stack_of
from lambda_container.terraform.provider_versions import EPHEMERAL_TOKEN, build_with_docker, need

# No construct of a program is called like it.
_PROVIDER_ID = "LambdaContainerDocker"
_EPHEMERAL = "aws_ecr_authorization_token"


def log_in(scope: IConstruct, registry: Registry) -> None:
    """Log the stack's Docker provider, which is created on first use, in to ``registry``.

    A Docker provider that the stack has already is used, and its registries are kept. All state
    is in the construct tree: earlier logins are read from there.
    """
    stack = stack_of(scope)
    provider = _provider(stack)
    marker = f"Login-{registry.key}"
    if node_of(provider).try_find_child(marker) is None:
        Construct(provider, marker)
        build_with_docker(stack)
        logins = cast("list[DockerProviderRegistryAuth]", provider.registry_auth_input or [])
        provider.registry_auth = [*logins, _login(scope, registry)]


def _provider(stack: TerraformStack) -> DockerProvider:
    for child in node_of(stack).children:
        if _is_default(child):
            return cast("DockerProvider", child)
    return DockerProvider(stack, _PROVIDER_ID)


def _is_default(construct: IConstruct | None) -> bool:
    return isinstance(construct, DockerProvider) and construct.alias is None


def _login(scope: IConstruct, registry: Registry) -> DockerProviderRegistryAuth:
    token = f"ephemeral.{_EPHEMERAL}.{registry.key}"
    # The token's own address: if they differed, the provider would print its passwords.
    address = registry.host or f"${{{token}.proxy_endpoint}}"
    if registry.login == "ecr-login":
        content = json.dumps({"credsStore": "ecr-login"})
        return DockerProviderRegistryAuth(address=address, config_file_content=content)
    need(scope, EPHEMERAL_TOKEN)
    # cdktf has no class for ephemeral resources, which are stored in neither state nor plan.
    block: dict[str, object] = {}
    if registry.region is not None:
        block["region"] = registry.region
    if registry.provider is not None:
        block["provider"] = registry.provider.fqn
    stack_of(scope).add_override(token, block)
    return DockerProviderRegistryAuth(
        address=address, username=f"${{{token}.user_name}}", password=f"${{{token}.password}}"
    )
