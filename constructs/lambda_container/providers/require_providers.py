"""The versions of the providers that a stack asks for."""

from __future__ import annotations

from cdktf import TerraformStack

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.subject import named
from lambda_container.terraform.provider_versions import TESTED, ask_for, subject_of
from lambda_container.terraform.version_range import lowest

_LIMIT = 200
_READ = "Terraform reads it before it evaluates anything"


def require_providers(
    stack: TerraformStack, *, aws: str | None = None, docker: str | None = None
) -> None:
    """Choose the versions of the providers in a stack, in place of the ranges that are tested.

    Becomes ``terraform.required_providers``. Without it, a stack with constructs of the library
    asks for hashicorp/aws ``>= 6.25, < 7`` and, where it builds, for kreuzwerker/docker
    ``>= 4.3, < 5``. Call it first: from 6.28 on, a function's URL needs no Cloud Control.

    Args:
        stack: The stack.
        aws: The versions of hashicorp/aws: a constraint in Terraform's syntax, of at most 200
            characters, whose lowest release has what the stack's JSON needs: 6.0 in any case, 6.8
            for exclusions of tag mutability, 6.22 for the ephemeral token of a build, 6.23 for
            tenants, 6.24 for capacity providers, 6.25 for durable functions. Default: as it was.
        docker: The versions of kreuzwerker/docker, likewise; 4.3 or newer. For stacks that have a
            Docker provider: those that build, or create one.

    Raises:
        InvalidArgument: No constraint, a pre-release, one that admits nothing or begins below what
            the JSON needs, or one that comes after what it would change.
    """
    Arguments(named("require_providers", None)).instance("stack", stack, TerraformStack)
    arguments = Arguments(subject_of(stack))
    given = {"aws": aws, "docker": docker}
    asked = {name: value for name, value in given.items() if value is not None}
    if not asked:
        arguments.fail("aws", "be given, or docker", None)
    for name, constraint in asked.items():
        arguments.known(name, constraint, _READ)
        arguments.text(name, constraint, _LIMIT)
        try:
            is_admitting = lowest(constraint) is not None
        except ValueError:
            rule = f"be a constraint on releases such as {TESTED[name]!r}"
            arguments.fail(name, rule, constraint)
        if not is_admitting:
            arguments.fail(name, "admit a release", constraint)
    ask_for(stack, asked)
