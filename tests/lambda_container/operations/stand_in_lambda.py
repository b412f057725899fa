"""AWS Lambda in memory; what it answers has the shape that botocore's own model says."""

# ruff: noqa: N803 - arguments have AWS's own names

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from tests.lambda_container.operations.botocore_shapes import valid

HOST = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"
_PAGE = 2


@dataclass
class StandInFunction:
    """A function.

    Attributes:
        digest: Of the image of ``$LATEST``.
        repository: What its images are in.
        versions: The digest of each published version.
        aliases: The version of each alias, and the weights of others.
    """

    digest: str
    repository: str = "dev/hello"
    versions: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, tuple[str, dict[str, float]]] = field(default_factory=dict)
    log_group: str = "/shared"

    def publish(self, digest: str) -> str:
        self.digest = digest
        self.versions[number := str(len(self.versions) + 1)] = digest
        return number


class StandInLambda:
    """Functions by name, as a client of botocore's sees them."""

    def __init__(self, functions: dict[str, StandInFunction]) -> None:
        self.functions = functions
        self.lists_all = True

    def get_function(self, *, FunctionName: str, Qualifier: str = "$LATEST") -> Any:
        function = self._function(FunctionName)
        if Qualifier in function.aliases:
            Qualifier = function.aliases[Qualifier][0]  # noqa: N806
        versions = {**function.versions, "$LATEST": function.digest}
        if Qualifier not in versions:
            raise _not_found(f"{FunctionName}:{Qualifier}")
        digest = versions[Qualifier]
        uri = f"{HOST}/{function.repository}@{digest}"
        code = {"RepositoryType": "ECR", "ImageUri": uri, "ResolvedImageUri": uri}
        configuration = {
            "FunctionName": FunctionName,
            "Version": Qualifier,
            "PackageType": "Image",
            "LastModified": "2026-11-26T12:00:00.000+0000",
            "LoggingConfig": {"LogGroup": function.log_group},
            "State": "Active",
        }
        return valid("lambda", "GetFunction", {"Code": code, "Configuration": configuration})

    def update_alias(
        self,
        *,
        FunctionName: str,
        Name: str,
        FunctionVersion: str,
        RoutingConfig: dict[str, dict[str, float]],
    ) -> Any:
        aliases = self._function(FunctionName).aliases
        aliases[Name] = (FunctionVersion, RoutingConfig["AdditionalVersionWeights"])
        return valid("lambda", "UpdateAlias", {"Name": Name, "FunctionVersion": FunctionVersion})

    def get_paginator(self, operation: str) -> Any:
        return _Pages(self, operation)

    def list_versions_by_function(self, FunctionName: str) -> list[Any]:
        function = self._function(FunctionName)
        numbers = ["$LATEST", *function.versions]
        modified = "2026-11-29T08:00:00.000+0000"
        return [{"Version": number, "LastModified": modified} for number in numbers]

    def list_functions(self, FunctionVersion: str) -> list[Any]:
        assert FunctionVersion == "ALL"
        return [
            {"FunctionName": name, "Version": number, "PackageType": "Image"}
            for name, function in self.functions.items()
            for number in ("$LATEST", *(function.versions if self.lists_all else ()))
        ]

    def list_aliases(self, FunctionName: str) -> list[Any]:
        return [
            {
                "Name": name,
                "FunctionVersion": version,
                **({"RoutingConfig": {"AdditionalVersionWeights": weights}} if weights else {}),
            }
            for name, (version, weights) in self._function(FunctionName).aliases.items()
        ]

    def _function(self, name: str) -> StandInFunction:
        if name not in self.functions:
            raise _not_found(name)
        return self.functions[name]


def _not_found(name: str) -> ClientError:
    error = {"Code": "ResourceNotFoundException", "Message": f"not found: {name}"}
    return ClientError({"Error": error}, "GetFunction")


@dataclass
class _Pages:
    client: StandInLambda
    operation: str

    def paginate(self, **arguments: Any) -> Iterator[Any]:
        keys = {
            "list_versions_by_function": "Versions",
            "list_aliases": "Aliases",
            "list_functions": "Functions",
        }
        key = keys[self.operation]
        found = getattr(self.client, self.operation)(**arguments)
        name = "".join(word.title() for word in self.operation.split("_"))
        for start in range(0, max(len(found), 1), _PAGE):
            yield valid("lambda", name, {key: found[start : start + _PAGE]})
