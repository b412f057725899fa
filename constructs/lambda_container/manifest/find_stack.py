"""Look up a stack by its name."""

from __future__ import annotations

from collections.abc import Sequence

from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import StackManifest
from lambda_container.suggestion import names_like


class UnknownStack(LambdaContainerError):  # noqa: N818 - reads as what it says
    """There is no stack with that name."""


def stack_named(manifests: Sequence[StackManifest], name: str) -> StackManifest:
    """Return the stack with a name.

    Raises:
        UnknownStack: There is no such stack; the message suggests one.
    """
    names = {manifest.name: manifest for manifest in manifests}
    if name not in names:
        raise UnknownStack(f"there is no stack {name!r}; {names_like(name, names)}")
    return names[name]
