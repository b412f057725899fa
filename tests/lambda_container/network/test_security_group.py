"""Security groups for functions."""

from __future__ import annotations

from cdktf import TerraformStack

from lambda_container import SecurityGroup, SecurityGroupRule, Vpc
from tests.synth import Synth

VPC = "vpc-0123456789abcdef0"


def test_a_function_may_talk_https_and_nothing_may_talk_to_it(
    stack: TerraformStack, synth: Synth
) -> None:
    SecurityGroup(stack, "Group", vpc=VPC)
    (name,) = synth.resources("aws_security_group")
    assert synth.resource("aws_security_group") == {
        "name_prefix": "dev-Group-",
        "description": "Lambda functions",
        "vpc_id": VPC,
    }
    rules = synth.resources("aws_vpc_security_group_egress_rule")
    shared = {
        "security_group_id": f"${{aws_security_group.{name}.id}}",
        "ip_protocol": "tcp",
        "from_port": 443,
        "to_port": 443,
    }
    assert sorted(rules.values(), key=lambda rule: str(rule["description"])) == [
        {**shared, "description": "HTTPS out", "cidr_ipv4": "0.0.0.0/0"},
        {**shared, "description": "HTTPS out over IPv6", "cidr_ipv6": "::/0"},
    ]
    assert synth.resources("aws_vpc_security_group_ingress_rule") == {}


def test_rules_say_what_else_is_allowed(stack: TerraformStack, synth: Synth) -> None:
    postgres = SecurityGroupRule(
        description="Database", from_port=5432, referenced_security_group_id="sg-0123456789abcdef0"
    )
    everything = SecurityGroupRule(
        description="All inside", ip_protocol="-1", cidr_ipv4="10.0.0.0/16"
    )
    echo = SecurityGroupRule(
        description="Ping",
        ip_protocol="icmp",
        from_port=8,
        to_port=-1,
        prefix_list_id="pl-12345678",
    )
    SecurityGroup(
        stack,
        "Group",
        vpc=Vpc.from_id(stack, "Vpc", VPC, region="eu-north-1"),
        name="orders",
        description="Orders",
        egress=[postgres],
        ingress=[everything, echo],
        tags={"Team": "shop"},
    )
    group = synth.resource("aws_security_group")
    assert (group["name"], group["description"]) == ("orders", "Orders")
    egress = synth.resource("aws_vpc_security_group_egress_rule")
    assert (egress["from_port"], egress["to_port"]) == (5432, 5432)
    assert egress["referenced_security_group_id"] == "sg-0123456789abcdef0"
    rules = synth.resources("aws_vpc_security_group_ingress_rule").values()
    first, second = sorted(rules, key=lambda rule: str(rule["description"]))
    assert (first["ip_protocol"], first["cidr_ipv4"]) == ("-1", "10.0.0.0/16")
    assert "from_port" not in first
    assert (second["from_port"], second["to_port"]) == (8, -1)
    for made in (group, egress, first, second):
        assert (made["tags"], made["region"]) == ({"Team": "shop"}, "eu-north-1")


def test_the_address_of_a_rule_says_what_it_allows(stack: TerraformStack, synth: Synth) -> None:
    one, two = (
        SecurityGroupRule(description=cidr, from_port=443, cidr_ipv4=cidr)
        for cidr in ("10.0.0.0/8", "192.168.0.0/16")
    )
    for id_, rules in (("A", [one, two]), ("B", [two, one]), ("C", [two])):
        SecurityGroup(stack, id_, vpc=VPC, egress=rules)
    found = synth.resources("aws_vpc_security_group_egress_rule")
    keys = {
        id_: {
            name.split("-")[1].split("_")[0]: rule["cidr_ipv4"]
            for name, rule in found.items()
            if name.startswith(f"{id_}_")
        }
        for id_ in "ABC"
    }
    assert keys["A"] == keys["B"]
    assert keys["C"].items() < keys["A"].items()
