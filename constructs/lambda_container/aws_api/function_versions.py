"""Versions and aliases of deployed functions."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from lambda_container.aws_api.errors import AwsError, ResourceMissing, explained
from lambda_container.aws_api.functions import image_of_function
from lambda_container.aws_api.session import Aws

LATEST = "$LATEST"
_CALLS = 8


def versions_of_function(aws: Aws, name: str, region: str) -> list[str]:
    """Return the numbers of a function's versions, the newest first after ``$LATEST``.

    Raises:
        AwsError: There is no such function.
    """
    with explained(f"Lambda in {region}: function {name!r}"):
        pages = aws.client("lambda", region).get_paginator("list_versions_by_function")
        found = [
            each["Version"]
            for page in pages.paginate(FunctionName=name)
            for each in page["Versions"]
        ]
    return sorted(found, key=_order, reverse=True)


def _order(number: str) -> float:
    return float("inf") if number == LATEST else int(number)


@dataclass(frozen=True, kw_only=True, slots=True)
class DeployedAlias:
    """An alias of a function.

    Attributes:
        name: Its name.
        version: The version that it names.
        weights: Shares of other versions, from 0 to 1.
    """

    name: str
    version: str
    weights: dict[str, float]


def aliases_of_function(aws: Aws, name: str, region: str) -> Iterator[DeployedAlias]:
    """Yield the aliases of a function.

    Raises:
        AwsError: There is no such function.
    """
    with explained(f"Lambda in {region}: function {name!r}"):
        pages = aws.client("lambda", region).get_paginator("list_aliases")
        found = [each for page in pages.paginate(FunctionName=name) for each in page["Aliases"]]
    for each in found:
        weights = (each.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
        yield DeployedAlias(name=each["Name"], version=each["FunctionVersion"], weights=weights)


def move_alias(aws: Aws, name: str, region: str, alias: str, version: str) -> None:
    """Let an alias send all traffic to a version.

    Raises:
        AwsError: There is no such function or alias.
    """
    with explained(f"Lambda in {region}: alias {alias!r} of function {name!r}"):
        aws.client("lambda", region).update_alias(
            FunctionName=name,
            Name=alias,
            FunctionVersion=version,
            RoutingConfig={"AdditionalVersionWeights": {}},
        )


def digests_in_use(aws: Aws, region: str) -> dict[str, str]:
    """Return the digests of the images that an identity's account has in functions.

    Each version of each function counts, whoever deployed it, and so each alias.

    Returns:
        A version that runs it, such as ``orders:7``, by the digest.

    Raises:
        AwsError: Lambda refuses; or the image of a version is not known.
    """
    client = aws.client("lambda", region)
    where = f"Lambda in {region}"
    with explained(where):
        pages = client.get_paginator("list_functions").paginate(FunctionVersion="ALL")
        listed = {
            (each["FunctionName"], each["Version"])
            for page in pages
            for each in page["Functions"]
            if each.get("PackageType") == "Image"
        }

    def versions_of(name: str) -> set[tuple[str, str]]:
        try:
            found = versions_of_function(aws, name, region)
        except ResourceMissing:
            return set()  # deleted meanwhile
        return {(name, number) for number in found}

    def digest_of(version: tuple[str, str]) -> str | None:
        name, number = version
        try:
            uri = image_of_function(aws, name, region, qualifier=number)
        except ResourceMissing:
            return None  # deleted meanwhile
        if uri is None:
            raise AwsError(f"{where}: {name}:{number} does not tell the digest of its image")
        return uri.partition("@")[2]

    with ThreadPoolExecutor(_CALLS) as pool:
        # Asked twice: an image is lost for ever if a version is overlooked.
        for more in pool.map(versions_of, sorted({name for name, _ in listed})):
            listed |= more
        versions = sorted(listed)
        found = list(pool.map(digest_of, versions))
    return {
        digest: f"{name}:{number}"
        for (name, number), digest in zip(versions, found, strict=True)
        if digest is not None
    }
