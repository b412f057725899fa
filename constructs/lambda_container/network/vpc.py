"""A VPC created outside this stack."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cdktf import TerraformProvider
from cdktf_cdktf_provider_aws.data_aws_subnets import DataAwsSubnets, DataAwsSubnetsFilter
from cdktf_cdktf_provider_aws.data_aws_vpc import DataAwsVpc
from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.terraform.escaping import literal_texts
from lambda_container.terraform.library_construct import LibraryConstruct

VPC_ID = re.compile(r"vpc-[0-9a-f]{8,17}")
VPC_ID_RULE = "be a VPC's id such as 'vpc-0123456789abcdef0'"


class Vpc(LibraryConstruct):
    """An existing VPC, by its id or tags; it is never modified.

    Returned by ``Vpc.from_id`` and ``Vpc.from_tags``.

    Attributes:
        vpc_id: The VPC's id.
        data: The ``aws_vpc`` data source that found it; ``None`` if the id was given.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        *,
        vpc_id: str | None,
        tags: Mapping[str, str] | None,
        region: str | None,
        provider: TerraformProvider | None,
    ) -> None:
        arguments = Arguments.of("Vpc", scope, id)
        if tags is None:
            arguments.pattern("vpc_id", vpc_id or "", VPC_ID, VPC_ID_RULE)
        elif not arguments.tags("tags", tags, only=None):
            arguments.fail("tags", "not be empty", tags)
        placement = arguments.placement(region, provider)

        super().__init__(scope, id)
        self.placement = placement
        self.data: DataAwsVpc | None = None
        if vpc_id is None:
            self.data = DataAwsVpc(self, "Data", tags=literal_texts(tags or {}), **self.placement)
            vpc_id = self.data.id
        self.vpc_id: str = vpc_id

    @staticmethod
    def from_id(
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        vpc_id: str,
        *,
        region: str | None = None,
        provider: TerraformProvider | None = None,
    ) -> Vpc:
        """An existing VPC, by its id.

        Args:
            scope: The parent construct, in a stack with an AWS provider.
            id: ASCII letters, digits, ``-`` and ``_``; unique in its scope.
            vpc_id: Such as ``vpc-0123456789abcdef0``, or a reference to one.
            region: The Region, if it differs from the provider's.
            provider: An aliased AWS provider.

        Raises:
            InvalidArgument: Not a VPC's id.
        """
        return Vpc(scope, id, vpc_id=vpc_id, tags=None, region=region, provider=provider)

    @staticmethod
    def from_tags(
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        tags: Mapping[str, str],
        *,
        region: str | None = None,
        provider: TerraformProvider | None = None,
    ) -> Vpc:
        """The one VPC that has all of these tags; Terraform fails if several match.

        Args:
            scope: The parent construct, in a stack with an AWS provider.
            id: ASCII letters, digits, ``-`` and ``_``; unique in its scope.
            tags: Such as ``{"Name": "main"}``.
            region: The Region, if it differs from the provider's.
            provider: An aliased AWS provider.

        Raises:
            InvalidArgument: No tags, or invalid tags.
        """
        return Vpc(scope, id, vpc_id=None, tags=tags, region=region, provider=provider)

    def find_subnets(
        self,
        id: str,  # noqa: A002 - constructs' own name
        *,
        tags: Mapping[str, str],
    ) -> list[str]:
        """The ids of the VPC's subnets that have all of these tags, as a reference to a list.

        Args:
            id: ASCII letters, digits, ``-`` and ``_``; unique in this VPC.
            tags: Such as ``{"Tier": "private"}``.

        Raises:
            InvalidArgument: No tags, or invalid tags.
        """
        arguments = Arguments.of("Subnets", self, id)
        checked_tags = arguments.tags("tags", tags, only=None)
        if not checked_tags:
            arguments.fail("tags", "not be empty", tags)
        found = DataAwsSubnets(
            self,
            id,
            filter=[DataAwsSubnetsFilter(name="vpc-id", values=[self.vpc_id])],
            tags=literal_texts(checked_tags),
            **self.placement,
        )
        ids: list[str] = found.ids
        return ids
