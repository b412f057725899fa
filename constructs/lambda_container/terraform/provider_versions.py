"""The versions of Terraform and of its providers that a stack asks for, and that its JSON needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jsii
from cdktf import Aspects, IAspect, TerraformElement, TerraformStack
from constructs import IConstruct

from lambda_container.errors import InvalidArgument
from lambda_container.terraform.construct_tree import forget, is_made, kept_on, path_of, stack_of
from lambda_container.terraform.version_range import lowest, version

TESTED: Mapping[str, str] = {"aws": ">= 6.25, < 7", "docker": ">= 4.3, < 5"}
"""The ranges of the providers that tests cover; those of a stack that asks for none.

6.25 is the schema of the bindings. 3.8 of kreuzwerker/docker is the first with a build block, 3.9
reads without an engine, 4.3 can turn attestations off.
"""
TERRAFORM = ">= 1.10"
"""The first Terraform with ephemeral resources, and the first with a lock file in S3, as OpenTofu
1.10 is; OpenTofu has ephemeral resources from 1.11."""

# No construct of a program is called like it.
_ID = "LambdaContainerVersions"


@dataclass(frozen=True, slots=True)
class Need:
    """What a stack's JSON needs of a provider.

    Attributes:
        provider: Its local name: ``aws`` or ``docker``.
        at_least: Its first version that has it, such as ``6.22``.
        what: What it is, for a message.
    """

    provider: str
    at_least: str
    what: str


SCHEMA = Need("aws", "6.0", "arguments such as region, which the library writes")
EPHEMERAL_TOKEN = Need("aws", "6.22", "the ephemeral token (or login='ecr-login')")
BUILDS = Need("docker", "4.3", "a build without attestations, which Lambda rejects")


@dataclass
class _Versions:
    """What a stack asks for and needs, so far."""

    asked: dict[str, str] = field(default_factory=dict)
    # Each with the path of what needs it first, if it is a construct.
    needs: dict[Need, str] = field(default_factory=lambda: {SCHEMA: "", BUILDS: ""})
    # What was made in one of two ways, by provider and the version that decided.
    decided: dict[tuple[str, str], bool] = field(default_factory=dict)
    required: TerraformElement | None = None
    builds: bool = False


def range_of(scope: IConstruct, provider: str) -> str:
    """The range of a provider that the stack of ``scope`` asks for."""
    return _of(scope).asked.get(provider, TESTED[provider])


def need(scope: IConstruct, what: Need) -> None:
    """Note what a stack's JSON needs.

    Raises:
        InvalidArgument: The stack asks for a range that begins below it.
    """
    versions = _of(scope)
    if what not in versions.needs:
        path, asked = path_of(scope), versions.asked.get(what.provider)
        if asked is not None:
            _check(stack_of(scope), what, path, asked)
        versions.needs[what] = path


def is_at_least(scope: IConstruct, provider: str, minimum: str) -> bool:
    """Whether all that a stack asks for is at least a version, which then decides what is made."""
    decided = _of(scope).decided
    key = provider, minimum
    if key not in decided:
        decided[key] = _begins_at(range_of(scope, provider), minimum)
    return decided[key]


def ask_for(stack: TerraformStack, ranges: Mapping[str, str]) -> None:
    """Let a stack ask for a range of each of some providers.

    Raises:
        InvalidArgument: One begins below what the JSON needs, or what was made depends on it.
    """
    versions = _of(stack)
    for what, path in versions.needs.items():
        if what.provider in ranges and (not path or is_made(stack, path)):
            _check(stack, what, path, ranges[what.provider])
    for (provider, minimum), answer in versions.decided.items():
        if provider in ranges and _begins_at(ranges[provider], minimum) != answer:
            rule = f"be set before what depends on it: what is made differs from {minimum} on"
            raise InvalidArgument(subject_of(stack), provider, rule, ranges[provider])
    versions.asked.update(ranges)
    for provider, constraint in ranges.items():
        stack.add_override(f"terraform.required_providers.{provider}.version", constraint)
    write_versions(stack)


def write_versions(scope: IConstruct) -> None:
    """Have a stack's JSON ask for Terraform and for hashicorp/aws; a second call does nothing."""
    versions = _of(scope)
    if versions.required is None:
        versions.required = _Required(stack_of(scope))


def build_with_docker(scope: IConstruct) -> None:
    """Have a stack's JSON ask for kreuzwerker/docker, too."""
    _of(scope).builds = True


def subject_of(stack: TerraformStack) -> str:
    """The subject of errors."""
    return f"require_providers of {path_of(stack)!r}"


def _of(scope: IConstruct) -> _Versions:
    return kept_on(stack_of(scope), "versions", _Versions)


def _check(stack: TerraformStack, what: Need, path: str, constraint: str) -> None:
    if not _begins_at(constraint, what.at_least):
        rule = f"begin at {what.at_least} or newer, the first with {what.what}"
        rule += f" of {path}" if path else ""
        raise InvalidArgument(subject_of(stack), what.provider, rule, constraint)


def _begins_at(constraint: str, minimum: str) -> bool:
    found = lowest(constraint)
    return found is not None and found >= version(minimum)


class _Required(TerraformElement):
    """Writes what a stack asks for where an ``add_override`` of the program takes precedence.

    Each provider brings the single version of its bindings. What comes later is written over it.
    """

    def __init__(self, stack: TerraformStack) -> None:
        super().__init__(stack, _ID)
        self._stack = stack
        self._providers = len(stack.all_providers())
        Aspects.of(self).add(_Last(self))

    def be_last(self) -> None:
        """Come after all providers of the stack."""
        if len(self._stack.all_providers()) != self._providers:
            forget(self)
            _of(self._stack).required = _Required(self._stack)

    @jsii.member(jsii_name="toTerraform")
    def to_terraform(self) -> Any:
        """Called by Node whenever the stack is written."""
        versions = _of(self._stack)
        sources = {
            one.terraform_resource_type: one.terraform_provider_source
            for one in self._stack.all_providers()
        }
        providers: dict[str, dict[str, str]] = {}
        if "aws" in sources:
            providers["aws"] = {"version": range_of(self._stack, "aws")}
            if sources["aws"] == "aws":
                providers["aws"]["source"] = "hashicorp/aws"  # as CDK Terrain writes it
        if versions.builds or "docker" in versions.asked:
            providers["docker"] = {"version": range_of(self._stack, "docker")}
            if "docker" not in sources:
                # Terraform would look for hashicorp/docker.
                providers["docker"]["source"] = "kreuzwerker/docker"
        required = {"required_providers": providers} if providers else {}
        return {"terraform": {"required_version": TERRAFORM, **required}}


@jsii.implements(IAspect)
class _Last:
    """Called by Node before the stack is written."""

    def __init__(self, required: _Required) -> None:
        self._required = required

    def visit(self, node: IConstruct) -> None:
        """Called for the element alone: it has no children."""
        self._required.be_last()
