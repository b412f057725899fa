"""Checks of features that require or exclude each other."""

from __future__ import annotations

from typing import Any, Literal, Protocol

from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Number
from lambda_container.function.capacity_provider_config import CapacityProviderConfig
from lambda_container.function.destination import Destination
from lambda_container.function.durable_config import DurableConfig
from lambda_container.function.file_system_config import FileSystemConfig
from lambda_container.function.traits import Traits
from lambda_container.function.vpc_config import VpcConfig
from lambda_container.terraform.provider_versions import Need, need

TenantIsolationMode = Literal["PER_TENANT"]
PublishTo = Literal["LATEST_PUBLISHED"]
TracingMode = Literal["Active", "PassThrough"]

# https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
DESCRIPTION_LIMIT = 256
MEMORY_MB = (128, 10_240)
TIMEOUT_SECONDS = (1, 900)
EPHEMERAL_STORAGE_MB = (512, 10_240)
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-best-practices.html
# Lambda accepts up to 32,768 MB, but hashicorp/aws 6.25 does not:
# https://github.com/hashicorp/terraform-provider-aws/issues/46052
_MANAGED_MEMORY_MB = (2048, 10_240)
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html: the account's quota.
CONCURRENCY_LIMIT = 2**31 - 1
# https://github.com/hashicorp/terraform-provider-aws/blob/main/CHANGELOG.md
_NEEDS = {
    "per_tenant": Need("aws", "6.23", "tenant_isolation_mode"),
    "managed_instances": Need("aws", "6.24", "capacity_provider_config"),
    "durable": Need("aws", "6.25", "durable_config"),
}
_KINDS = {
    "dead_letter_target": Destination,
    "vpc_config": VpcConfig,
    "file_system_config": FileSystemConfig,
    "durable_config": DurableConfig,
    "capacity_provider_config": CapacityProviderConfig,
}


def check_features(
    arguments: Arguments,
    *,
    memory_size: Number,
    reserved_concurrent_executions: Number,
    publish: bool,
    publish_to: PublishTo | None,
    tenant_isolation_mode: TenantIsolationMode | None,
    **configurations: Any,
) -> Traits:
    """Reject combinations that Lambda rejects.

    Raises:
        InvalidArgument: An argument that excludes another, or that needs a missing one.
    """
    for name, kind in _KINDS.items():
        if configurations[name] is not None:
            arguments.instance(name, configurations[name], kind)
    name = "reserved_concurrent_executions"
    arguments.integer(name, reserved_concurrent_executions, -1, CONCURRENCY_LIMIT)
    arguments.boolean("publish", publish)
    target = configurations["dead_letter_target"]
    if target is not None and target.kind not in ("queue", "topic"):
        arguments.fail("dead_letter_target", "be a queue or a topic", target)
    file_system, vpc = configurations["file_system_config"], configurations["vpc_config"]
    if file_system is not None and vpc is None:
        rule = "be given with a vpc_config that reaches the mount targets"
        arguments.fail("file_system_config", rule, file_system)
    if tenant_isolation_mode is not None:
        arguments.literal("tenant_isolation_mode", tenant_isolation_mode, TenantIsolationMode)
    traits = Traits(
        durable=configurations["durable_config"] is not None,
        per_tenant=tenant_isolation_mode is not None,
        managed_instances=configurations["capacity_provider_config"] is not None,
    )
    if publish_to is not None:
        arguments.literal("publish_to", publish_to, PublishTo)
        if not (publish and traits.managed_instances):
            rule = "be given with publish=True and capacity_provider_config only"
            arguments.fail("publish_to", rule, publish_to)
    if not traits.managed_instances:
        arguments.integer("memory_size", memory_size, *MEMORY_MB, "MB")
        return traits
    provider = "capacity_provider_config"
    arguments.integer("memory_size", memory_size, *_MANAGED_MEMORY_MB, f"MB with {provider}")
    if not publish:
        arguments.fail("publish", f"be True with {provider}: only versions get instances", publish)
    if reserved_concurrent_executions != -1:
        arguments.fail(name, f"not be given with {provider}", reserved_concurrent_executions)
    if vpc is not None:
        arguments.fail("vpc_config", f"not be given with {provider}, which has its own", vpc)
    if traits.per_tenant:
        rule = f"not be given with {provider}"
        arguments.fail("tenant_isolation_mode", rule, tenant_isolation_mode)
    return traits


def note_needs(function: Construct, traits: Traits) -> None:
    """Refuse features that the providers of the stack's versions may not have.

    Raises:
        InvalidArgument: The stack asks for older ones.
    """
    for name, what in _NEEDS.items():
        if getattr(traits, name):
            need(function, what)


class _Configuration(Protocol):
    def block(self) -> Any: ...


def optional_block(configuration: _Configuration | None) -> Any:
    """The block of a configuration class, if there is one."""
    return None if configuration is None else configuration.block()
