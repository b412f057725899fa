"""VPCs that something else made."""

from __future__ import annotations

import pytest
from cdktf import TerraformStack

from lambda_container import InvalidArgument, Vpc
from tests.synth import Synth

VPC = "vpc-0123456789abcdef0"


def test_a_vpc_by_its_id_asks_aws_for_nothing(stack: TerraformStack, synth: Synth) -> None:
    vpc = Vpc.from_id(stack, "Vpc", VPC)
    assert vpc.vpc_id == VPC
    assert synth.data("aws_vpc") == {}


def test_a_vpc_by_its_tags(stack: TerraformStack, synth: Synth) -> None:
    vpc = Vpc.from_tags(stack, "Vpc", {"Name": "main", "Cost": "${5}"}, region="eu-north-1")
    vpc.find_subnets("Private", tags={"Tier": "private"})
    ((name, data),) = synth.data("aws_vpc").items()
    assert data == {"tags": {"Name": "main", "Cost": "$${5}"}, "region": "eu-north-1"}
    (subnets,) = synth.data("aws_subnets").values()
    assert subnets == {
        "filter": [{"name": "vpc-id", "values": [f"${{data.aws_vpc.{name}.id}}"]}],
        "tags": {"Tier": "private"},
        "region": "eu-north-1",
    }


def test_what_is_looked_for_is_said(stack: TerraformStack) -> None:
    with pytest.raises(InvalidArgument, match="Vpc 'dev/A': tags must not be empty"):
        Vpc.from_tags(stack, "A", {})
    with pytest.raises(InvalidArgument, match="Vpc 'dev/A': vpc_id must be a VPC's id such as"):
        Vpc.from_id(stack, "A", "main")
    vpc = Vpc.from_id(stack, "Vpc", VPC)
    with pytest.raises(InvalidArgument, match="Subnets 'dev/Vpc/B': tags must not be empty"):
        vpc.find_subnets("B", tags={})
