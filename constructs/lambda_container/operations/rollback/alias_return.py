"""Move aliases to the versions of earlier images at once, before Terraform does anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lambda_container.aws_api.function_versions import (
    LATEST,
    aliases_of_function,
    move_alias,
    versions_of_function,
)
from lambda_container.aws_api.functions import image_of_function
from lambda_container.aws_api.session import Aws
from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import FunctionEntry
from lambda_container.operations.rollback.rollback import Return


@dataclass(frozen=True, kw_only=True, slots=True)
class AliasReturn:
    """What became of an alias.

    Attributes:
        function: The path of its function.
        alias: Its name.
        version: The version that gets all of its traffic now; ``None`` if it was not moved.
        before: The version that it named.
        reason: Why it was not moved, if it was not.
    """

    function: str
    alias: str
    version: str | None = None
    before: str | None = None
    reason: str | None = None


def return_aliases(returns: Iterable[Return], aws: Aws) -> Iterator[AliasReturn]:
    """Move each alias that follows the newest version to the newest version of the earlier image.

    What cannot be moved at once is left to the deployment; no error ends the others.
    """
    for each in returns:
        for function in each.wanted.stack.functions:
            if function.image == each.wanted.image.id:
                yield from _return(function, each.after.digest, aws)


def _return(function: FunctionEntry, digest: str, aws: Aws) -> Iterator[AliasReturn]:
    followers = [alias for alias in function.aliases if alias.is_newest]
    movable = [alias.name for alias in followers if not alias.is_gradual]
    for alias in followers:
        if alias.is_gradual:
            reason = "CodeDeploy moves it when the stack is deployed"
            yield AliasReturn(function=function.path, alias=alias.name, reason=reason)
    if not movable:
        return
    try:
        yield from _moved(function, movable, digest, aws)
    except LambdaContainerError as error:
        for name in movable:
            yield AliasReturn(function=function.path, alias=name, reason=str(error))


def _moved(
    function: FunctionEntry, names: list[str], digest: str, aws: Aws
) -> Iterator[AliasReturn]:
    name, region = function.function_name, function.region
    if name is None or region is None:
        raise LambdaContainerError("its function's name or Region is known only after apply")
    deployed = {each.name: each for each in aliases_of_function(aws, name, region)}
    version = _version_with(aws, name, region, digest)
    if version is None:
        raise LambdaContainerError("no version of its function has that image")
    for alias in names:
        before = deployed.get(alias)
        if before is None:
            reason = "it is not deployed"
            yield AliasReturn(function=function.path, alias=alias, reason=reason)
        elif before.version != version or before.weights:
            move_alias(aws, name, region, alias, version)
            yield AliasReturn(
                function=function.path, alias=alias, version=version, before=before.version
            )


def _version_with(aws: Aws, name: str, region: str, digest: str) -> str | None:
    for number in versions_of_function(aws, name, region):
        if number != LATEST:
            uri = image_of_function(aws, name, region, qualifier=number)
            if uri is not None and uri.endswith(f"@{digest}"):
                return number
    return None
