"""The calls of networks."""

from __future__ import annotations

from lambda_container import SecurityGroup, SecurityGroupRule, Vpc, VpcConfig
from tests.aws import REGION
from tests.sweep.calls.call import Call
from tests.sweep.calls.common import HTTPS, PLACED, PROVIDER, SCOPED, TAGS, VPC

CALLS: dict[str, Call] = {
    "SecurityGroup": Call(
        lambda scene, **a: SecurityGroup(**a),
        {
            **PLACED,
            "vpc": "vpc-0a1b2c3d",
            "name": "orders",
            "description": "orders",
            "egress": HTTPS,
            "ingress": HTTPS,
        },
        ["scope", "id", "vpc"],
    ),
    "SecurityGroupRule": Call(
        lambda scene, **a: SecurityGroup(
            scene.scope(), "It", vpc="vpc-0a1b2c3d", egress=[SecurityGroupRule(**a)]
        ),
        {
            "description": "orders",
            "ip_protocol": "tcp",
            "from_port": 1,
            "to_port": 500,
            "cidr_ipv4": "10.0.0.0/8",
            "cidr_ipv6": "fd00::/8",
            "prefix_list_id": "pl-0a1b2c3d",
            "referenced_security_group_id": "sg-0a1b2c3d",
        },
        ["description", "from_port", "to_port", "cidr_ipv4"],
        instead={
            "cidr_ipv6": ["cidr_ipv4"],
            "prefix_list_id": ["cidr_ipv4"],
            "referenced_security_group_id": ["cidr_ipv4"],
        },
    ),
    "Vpc.find_subnets": Call(
        lambda scene, **a: scene.function(
            vpc_config=VpcConfig(
                subnet_ids=VPC.make(scene).find_subnets(**a), security_group_ids=["sg-0a1b2c3d"]
            )
        ),
        {"id": "Private", "tags": TAGS},
        ["id", "tags"],
    ),
    "Vpc.from_id": Call(
        lambda scene, **a: SecurityGroup(scene.scope(), "It", vpc=Vpc.from_id(**a)),
        {**SCOPED, **PROVIDER, "vpc_id": "vpc-0a1b2c3d", "region": REGION},
        ["scope", "id", "vpc_id"],
    ),
    "Vpc.from_tags": Call(
        lambda scene, **a: SecurityGroup(scene.scope(), "It", vpc=Vpc.from_tags(**a)),
        {**PLACED},
        ["scope", "id", "tags"],
    ),
}
