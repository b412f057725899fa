"""The examples are applied as they are, as far as the emulator goes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.emulator import ACCOUNT, REGISTRY, Emulator
from tests.e2e.environment import Deployment
from tests.e2e.project import Example
from tests.e2e.terraform import Installation

_POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}],
}


@pytest.fixture(scope="module")
def surroundings(emulator: Emulator) -> None:
    """What the examples expect to be there."""
    ec2 = emulator.client("ec2")
    for name in ("production", "shop"):
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        ec2.create_tags(Resources=[vpc], Tags=[{"Key": "Name", "Value": name}])
        for number, zone in enumerate("ab"):
            subnet = ec2.create_subnet(
                VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"us-east-1{zone}"
            )["Subnet"]["SubnetId"]
            ec2.create_tags(Resources=[subnet], Tags=[{"Key": "Tier", "Value": "private"}])
    iam = emulator.client("iam")
    for name in ("workloads", "read-orders"):
        iam.create_policy(PolicyName=name, PolicyDocument=json.dumps(_POLICY))
    emulator.client("s3").create_bucket(Bucket="example-terraform-state")
    emulator.client("lambda").create_function(
        FunctionName="legacy-orders",
        PackageType="Image",
        Role=f"arn:aws:iam::{ACCOUNT}:role/legacy",
        Code={"ImageUri": f"{REGISTRY}/legacy:1"},
    )


@pytest.fixture(
    params=[("hardened", "hardened"), ("full", "shop"), ("python-app", "python-app")],
    ids=lambda names: names[0],
)
def example(
    request: pytest.FixtureRequest,
    surroundings: None,
    work: Path,
    emulator: Emulator,
    terraform: Installation,
) -> Iterator[Deployment[Example]]:
    name, stack_name = request.param
    example = Deployment(Example(work / "examples" / name, name, stack_name), terraform)
    yield example
    emulator.empty_repositories(f"{stack_name}/")  # which the examples protect
    example.destroy()
    assert example.workspace.resources() == []


def test_an_example_applies_and_then_has_nothing_to_do(
    example: Deployment[Example], emulator: Emulator
) -> None:
    example.apply()

    assert example.plan().actions == {}
    for function in emulator.client("lambda").list_functions()["Functions"]:
        if function["FunctionName"].startswith(f"{example.source.stack_name}-"):
            assert emulator.configuration(function["FunctionName"])["State"] == "Active"
