"""The account that Terraform works in."""

from __future__ import annotations

from cdktf import TerraformProvider, TerraformStack
from cdktf_cdktf_provider_aws.data_aws_caller_identity import DataAwsCallerIdentity
from constructs import Construct

_PREFIX = "LambdaContainerCallerIdentity"


def account_id(scope: Construct, provider: TerraformProvider | None) -> str:
    """The account's id, as a reference; one ``aws_caller_identity`` a stack and AWS provider."""
    stack = TerraformStack.of(scope)
    id_ = _PREFIX if provider is None else f"{_PREFIX}-{provider.alias or 'default'}"
    identity = stack.node.try_find_child(id_)
    if identity is None:
        identity = DataAwsCallerIdentity(stack, id_, provider=provider)
    account: str = identity.account_id  # type: ignore[attr-defined]
    return account
