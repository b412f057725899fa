"""What an AWS provider is known to do at synthesis: its Region, and the tags that it adds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cdktf import TerraformProvider
from constructs import IConstruct

from lambda_container.terraform.construct_tree import kept_on, node_of, stack_of
from lambda_container.terraform.placement import Placement
from lambda_container.terraform.references import is_token


def known_region(scope: IConstruct, placement: Placement) -> str | None:
    """The Region that resources are made in, if it is literal."""
    if placement.region is not None:
        return None if is_token(placement.region) else placement.region
    region: str | None = _known(scope, placement.provider)["region"]
    return region


def default_tags(scope: IConstruct, provider: TerraformProvider | None) -> Mapping[str, str]:
    """The tags that a provider adds to each resource, if they are literal."""
    tags: Mapping[str, str] = _known(scope, provider)["tags"]
    return tags


def _known(scope: IConstruct, provider: TerraformProvider | None) -> dict[str, Any]:
    alias = None if provider is None else provider.alias
    known: dict[str | None, dict[str, Any]] = kept_on(stack_of(scope), "providers", dict)
    if alias not in known:
        found: Any = provider or _default_provider(scope)
        region = getattr(found, "region", None)
        known[alias] = {
            "region": region if isinstance(region, str) and not is_token(region) else None,
            "tags": _tags_of(getattr(found, "default_tags", None)),
        }
    return known[alias]


def _tags_of(blocks: object) -> Mapping[str, str]:
    if not isinstance(blocks, list):
        return {}
    given = [getattr(block, "tags", None) for block in blocks]
    return {key: text for tags in given if isinstance(tags, dict) for key, text in tags.items()}


def _default_provider(scope: IConstruct) -> TerraformProvider | None:
    for child in node_of(stack_of(scope)).children:
        is_aws = getattr(child, "terraform_resource_type", None) == "aws"
        if isinstance(child, TerraformProvider) and is_aws and child.alias is None:
            return child
    return None
