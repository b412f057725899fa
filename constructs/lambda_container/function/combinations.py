"""Arguments of a function that exclude or need each other."""

from __future__ import annotations

from lambda_container.arguments import Arguments, Number
from lambda_container.function.traits import Traits

# https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
MEMORY_MB = (128, 10_240)
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html
MANAGED_MEMORY_MB = (2048, 32_768)


def check_combinations(
    arguments: Arguments,
    traits: Traits,
    *,
    memory_size: Number,
    reserved_concurrent_executions: Number,
    publish: bool,
    publish_to: str | None,
    vpc_config: object,
    file_system_config: object,
) -> None:
    """Refuse what Lambda refuses.

    Raises:
        InvalidArgument: An argument that another one excludes, or that lacks one it needs.
    """
    if file_system_config is not None and vpc_config is None:
        rule = "be given with vpc_config, which reaches the mount targets"
        arguments.fail("file_system_config", rule, file_system_config)
    if publish_to is not None and not (publish and traits.managed_instances):
        rule = "be given with publish=True and capacity_provider_config only"
        arguments.fail("publish_to", rule, publish_to)
    if not traits.managed_instances:
        arguments.integer("memory_size", memory_size, *MEMORY_MB, "MB")
        return
    name = "capacity_provider_config"
    arguments.integer("memory_size", memory_size, *MANAGED_MEMORY_MB, "MB")
    if not publish:
        arguments.fail("publish", f"be True with {name}: versions get instances", publish)
    if reserved_concurrent_executions != -1:
        rule = f"not be given with {name}"
        arguments.fail("reserved_concurrent_executions", rule, reserved_concurrent_executions)
    if vpc_config is not None:
        arguments.fail("vpc_config", f"not be given with {name}, which has its own", vpc_config)
    if traits.per_tenant:
        arguments.fail("tenant_isolation_mode", f"not be given with {name}", "PER_TENANT")
