"""The part of a VPC that a function is connected to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cdktf_cdktf_provider_aws.lambda_function import LambdaFunctionVpcConfig

from lambda_container.caller import warn
from lambda_container.checks import rule_phrases
from lambda_container.checks.arguments import Arguments
from lambda_container.terraform.references import is_token

# https://docs.aws.amazon.com/lambda/latest/api/API_VpcConfig.html
SUBNETS = 16
_ID_LIMIT = 1024
SECURITY_GROUPS = 5
SUBNET = re.compile(r"subnet-[0-9a-f]{8,17}")
SUBNET_RULE = "be a subnet's id such as 'subnet-0123456789abcdef0'"
SECURITY_GROUP = re.compile(r"sg-[0-9a-f]{8,17}")
SECURITY_GROUP_RULE = "be a security group's id such as 'sg-0123456789abcdef0'"


@dataclass(frozen=True, kw_only=True, slots=True)
class VpcConfig:
    """Subnets and security groups of one VPC.

    Lambda creates network interfaces there with the function's role, which gets exactly the
    permissions for that. They are denied to the function's own code.

    Attributes:
        subnet_ids: 1 to 16 ids, or a reference to a list, such as ``Vpc.find_subnets`` returns.
        security_group_ids: 1 to 5 ids, or a reference to a list.
        ipv6_allowed_for_dual_stack: Whether IPv6 is allowed in dual-stack subnets. Default: no.
        replace_security_groups_on_destroy: Whether Lambda's network interfaces, which remain for
            up to 20 minutes after the function, move to other security groups, so that the
            function's own can be destroyed at once. Default: no.
        replacement_security_group_ids: The groups they move to. Default: the VPC's default group.

    Raises:
        InvalidArgument: An invalid id, or more ids than Lambda accepts.

    Warns:
        LambdaContainerWarning: Only one subnet: the function fails if its zone does.
    """

    subnet_ids: Sequence[str]
    security_group_ids: Sequence[str]
    ipv6_allowed_for_dual_stack: bool = False
    replace_security_groups_on_destroy: bool = False
    replacement_security_group_ids: Sequence[str] = ()

    def __post_init__(self) -> None:
        arguments = Arguments("VpcConfig")
        self._ids(arguments, "subnet_ids", SUBNETS, SUBNET, SUBNET_RULE)
        group = (SECURITY_GROUPS, SECURITY_GROUP, SECURITY_GROUP_RULE)
        self._ids(arguments, "security_group_ids", *group)
        arguments.boolean("ipv6_allowed_for_dual_stack", self.ipv6_allowed_for_dual_stack)
        replace = self.replace_security_groups_on_destroy
        arguments.boolean("replace_security_groups_on_destroy", replace)
        if self.replacement_security_group_ids != ():
            self._ids(arguments, "replacement_security_group_ids", *group)
            if replace is False:
                rule = "be given with replace_security_groups_on_destroy=True only"
                given = self.replacement_security_group_ids
                arguments.fail("replacement_security_group_ids", rule, given)
        if len(self.subnet_ids) == 1 and not is_token(self.subnet_ids):
            warn(
                f"VpcConfig: subnet_ids has only one subnet, {self.subnet_ids[0]!r}: the function"
                " fails if its Availability Zone does; pass two subnets in different zones"
            )

    def block(self) -> dict[str, Any]:
        """The function's arguments for the VPC."""
        return {
            "vpc_config": LambdaFunctionVpcConfig(
                subnet_ids=list(self.subnet_ids),
                security_group_ids=list(self.security_group_ids),
                ipv6_allowed_for_dual_stack=self.ipv6_allowed_for_dual_stack,
            ),
            "replace_security_groups_on_destroy": self.replace_security_groups_on_destroy or None,
            "replacement_security_group_ids": list(self.replacement_security_group_ids) or None,
        }

    def _ids(
        self, arguments: Arguments, name: str, maximum: int, pattern: re.Pattern[str], rule: str
    ) -> None:
        values = getattr(self, name)
        ids = arguments.strings(name, values, _ID_LIMIT)
        if is_token(ids):
            return
        if not 1 <= len(ids) <= maximum:
            arguments.fail(name, rule_phrases.ids(maximum), values)
        arguments.each(arguments.pattern, name, ids, pattern, rule)
