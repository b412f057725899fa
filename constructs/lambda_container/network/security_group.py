"""Security groups, which limit a function's network traffic in a VPC."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from cdktf import TerraformProvider
from cdktf_cdktf_provider_aws.security_group import SecurityGroup as AwsSecurityGroup
from cdktf_cdktf_provider_aws.vpc_security_group_egress_rule import VpcSecurityGroupEgressRule
from cdktf_cdktf_provider_aws.vpc_security_group_ingress_rule import VpcSecurityGroupIngressRule
from constructs import Construct

from lambda_container.build.image_tag import construct_key
from lambda_container.checks.arguments import Arguments
from lambda_container.checks.physical_names import check_unique_name
from lambda_container.checks.values import Number
from lambda_container.function.vpc_config import SECURITY_GROUP, SECURITY_GROUP_RULE
from lambda_container.network.vpc import VPC_ID, VPC_ID_RULE, Vpc
from lambda_container.terraform.construct_tree import name_prefix, path_of
from lambda_container.terraform.escaping import literal, optional_literal
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.terraform.references import is_token, resolved

# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
_NAME = re.compile(r"(?!sg-)[A-Za-z0-9._\-:/()#,@\[\]+=&;{}!$* ]{1,255}")
_NAME_RULE = (
    "be 1 to 255 letters, digits, spaces and '._-:/()#,@[]+=&;{}!$*', not beginning with 'sg-'"
)
_DESCRIPTION = re.compile(r"[A-Za-z0-9._\-:/()#,@\[\]+=&;{}!$* ]{1,255}")
_DESCRIPTION_RULE = "be 1 to 255 letters, digits, spaces and '._-:/()#,@[]+=&;{}!$*'"
# Terraform adds 26 characters.
_PREFIX_LIMIT = 229
_PREFIX_LIST = re.compile(r"pl-[0-9a-f]{8,17}")
_PORT = (0, 65_535)
_PROTOCOL = re.compile(r"tcp|udp|icmp|icmpv6|-1|[0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5]")
_CIDR = re.compile(r"[0-9A-Fa-f:.]+/[0-9]{1,3}")
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html: only these have
# ports, or types and codes.
_WITH_PORTS = frozenset({"tcp", "udp", "icmp", "6", "17", "1"})
_ICMP = frozenset({"icmp", "icmpv6", "1", "58"})
_PEERS = ("cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id")
# https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
_RULES = 60


def _check_network(
    arguments: Arguments,
    name: str,
    value: str | None,
    kind: type[ipaddress.IPv4Network] | type[ipaddress.IPv6Network],
) -> None:
    if value is None or arguments.holds_reference(name, value):
        return
    try:
        if type(value) is str and _CIDR.fullmatch(value):
            kind(value)
            return
    except ValueError:
        pass
    version = "IPv4" if kind is ipaddress.IPv4Network else "IPv6"
    example = "10.0.0.0/16" if kind is ipaddress.IPv4Network else "2001:db8::/32"
    arguments.fail(name, f"be an {version} CIDR block such as '{example}'", value)


@dataclass(frozen=True, kw_only=True, slots=True)
class SecurityGroupRule:
    """One rule of a security group, with exactly one peer.

    Attributes:
        description: The reason for the rule; 1 to 255 characters.
        ip_protocol: ``tcp`` (default), ``udp``, ``icmp``, ``icmpv6``, ``-1`` for all, or a number.
        from_port: The first port, 0 to 65,535; not with protocol ``-1``. Required for ``tcp``,
            ``udp`` and ``icmp``.
        to_port: The last port. Default: the first.
        cidr_ipv4: An IPv4 CIDR block such as ``10.0.0.0/16``.
        cidr_ipv6: An IPv6 CIDR block such as ``::/0``.
        prefix_list_id: The id of a prefix list.
        referenced_security_group_id: The id of a security group.

    Raises:
        InvalidArgument: A value that EC2 rejects, or not exactly one peer.
    """

    description: str
    ip_protocol: str = "tcp"
    from_port: Number | None = None
    to_port: Number | None = None
    cidr_ipv4: str | None = None
    cidr_ipv6: str | None = None
    prefix_list_id: str | None = None
    referenced_security_group_id: str | None = None

    def __post_init__(self) -> None:
        arguments = Arguments("SecurityGroupRule")
        arguments.pattern("description", self.description, _DESCRIPTION, _DESCRIPTION_RULE)
        rule = "be 'tcp', 'udp', 'icmp', 'icmpv6', '-1' or a protocol number"
        arguments.pattern("ip_protocol", self.ip_protocol, _PROTOCOL, rule)
        self._check_ports(arguments)
        peers = [name for name in _PEERS if getattr(self, name) is not None]
        if len(peers) != 1:
            arguments.fail("cidr_ipv4", f"be given, or only one of {', '.join(_PEERS[1:])}", peers)
        _check_network(arguments, "cidr_ipv4", self.cidr_ipv4, ipaddress.IPv4Network)
        _check_network(arguments, "cidr_ipv6", self.cidr_ipv6, ipaddress.IPv6Network)
        if self.prefix_list_id is not None:
            rule = "be a prefix list's id such as 'pl-0123456789abcdef0'"
            arguments.pattern("prefix_list_id", self.prefix_list_id, _PREFIX_LIST, rule)
        if (group := self.referenced_security_group_id) is not None:
            name = "referenced_security_group_id"
            arguments.pattern(name, group, SECURITY_GROUP, SECURITY_GROUP_RULE)

    def _check_ports(self, arguments: Arguments) -> None:
        if self.ip_protocol == "-1":
            for name in ("from_port", "to_port"):
                if (port := getattr(self, name)) is not None:
                    arguments.fail(name, "not be given with ip_protocol '-1'", port)
            return
        if self.ip_protocol in _ICMP:
            kind = (-1, 255, "(an ICMP type or code, -1 for all)")
        else:
            kind = (*_PORT, "")
        if self.from_port is None and self.to_port is None:
            if self.ip_protocol in _WITH_PORTS:
                arguments.fail("from_port", "be given", None)
            return
        if self.from_port is None:
            arguments.fail("from_port", "be given with to_port", None)
        arguments.integer("from_port", self.from_port, *kind)
        if self.to_port is None:
            object.__setattr__(self, "to_port", self.from_port)
            return
        arguments.integer("to_port", self.to_port, *kind)
        ports = (self.from_port, self.to_port)
        if kind[0] == 0 and not any(map(is_token, ports)) and self.to_port < self.from_port:
            arguments.fail("to_port", f"be {self.from_port} or more", self.to_port)


HTTPS_OUT = (
    SecurityGroupRule(description="HTTPS out", from_port=443, cidr_ipv4="0.0.0.0/0"),
    SecurityGroupRule(description="HTTPS out over IPv6", from_port=443, cidr_ipv6="::/0"),
)
"""HTTPS to all addresses, as AWS's own endpoints need, and nothing else."""


class SecurityGroup(LibraryConstruct):
    """A security group for functions; by default, HTTPS out and nothing in.

    Becomes ``aws_security_group``, ``aws_vpc_security_group_egress_rule`` and
    ``aws_vpc_security_group_ingress_rule``.

    Args:
        scope: The parent construct, in a stack with an AWS provider.
        id: ASCII letters, digits, ``-`` and ``_``; unique in its scope.
        vpc: A ``Vpc``, or a VPC's id.
        name: 1 to 255 characters. Default: Terraform generates one from the id.
        description: 1 to 255 characters; cannot be changed later.
        egress: At most 60 rules. Default: HTTPS to all addresses, over IPv4 and IPv6.
        ingress: At most 60 rules. Default: none; functions are not invoked through their VPC.
        tags: At most 50, for the group and its rules.
        region: The Region, if it differs from the VPC's or the provider's.
        provider: An aliased AWS provider.

    Attributes:
        resource: The ``aws_security_group``.
        egress: The egress rules.
        ingress: The ingress rules.
        security_group_id: The group's id, as a reference.

    Raises:
        InvalidArgument: A value that EC2 rejects.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        *,
        vpc: Vpc | str,
        name: str | None = None,
        description: str = "Lambda functions",
        egress: Sequence[SecurityGroupRule] = HTTPS_OUT,
        ingress: Sequence[SecurityGroupRule] = (),
        tags: Mapping[str, str] | None = None,
        region: str | None = None,
        provider: TerraformProvider | None = None,
    ) -> None:
        arguments = Arguments.of("SecurityGroup", scope, id)
        if isinstance(vpc, str):
            arguments.pattern("vpc", vpc, VPC_ID, VPC_ID_RULE)
        else:
            arguments.instance("vpc", vpc, Vpc)
        arguments.optional(arguments.pattern, "name", name, _NAME, _NAME_RULE)
        arguments.pattern("description", description, _DESCRIPTION, _DESCRIPTION_RULE)
        for argument, rules in (("egress", egress), ("ingress", ingress)):
            if len(arguments.items(argument, rules, SecurityGroupRule)) > _RULES:
                arguments.fail(argument, f"have at most {_RULES} rules", len(rules))
        placement = arguments.placement(region, provider)
        literal_tags = arguments.literal_tags(tags, provider)
        within = vpc if isinstance(vpc, str) else vpc.vpc_id
        if isinstance(vpc, Vpc):
            placement = placement.within(vpc.placement)
            within = path_of(vpc) if is_token(within) else within
        if name is not None:
            check_unique_name(
                arguments, scope, "security group", name.lower(), placement=placement, within=within
            )

        super().__init__(scope, id)
        self.resource = AwsSecurityGroup(
            self,
            "Resource",
            name=optional_literal(name),
            name_prefix=None if name is not None else name_prefix(self, _PREFIX_LIMIT),
            description=literal(description),
            vpc_id=vpc.vpc_id if isinstance(vpc, Vpc) else vpc,
            tags=literal_tags,
            **placement,
        )
        self.security_group_id: str = self.resource.id
        shared: dict[str, Any] = {
            "security_group_id": self.security_group_id,
            "tags": literal_tags,
            **placement,
        }
        self.egress = [
            VpcSecurityGroupEgressRule(self, id_, **_rule(rule), **shared)
            for id_, rule in self._named(arguments, "egress", egress)
        ]
        self.ingress = [
            VpcSecurityGroupIngressRule(self, id_, **_rule(rule), **shared)
            for id_, rule in self._named(arguments, "ingress", ingress)
        ]

    def _named(
        self, arguments: Arguments, argument: str, rules: Sequence[SecurityGroupRule]
    ) -> Iterator[tuple[str, SecurityGroupRule]]:
        """The rules with ids of what they allow: their order, and other rules, decide nothing."""
        named: dict[str, int] = {}
        for i, rule in enumerate(rules):
            parts = asdict(replace(rule, description="-"))
            known = [resolved(self, part) if is_token(part) else part for part in parts.values()]
            id_ = f"{argument.title()}-{construct_key(json.dumps(known))}"
            # EC2 refuses a second rule that differs in its description only.
            if (first := named.setdefault(id_, i)) != i:
                text = f"differ from {argument}[{first}] in more than its description"
                arguments.fail(f"{argument}[{i}]", text, rule.description)
            yield id_, rule


def _rule(rule: SecurityGroupRule) -> dict[str, Any]:
    return {**asdict(rule), "description": literal(rule.description)}
