"""A function created outside this stack."""

from __future__ import annotations

import re

from cdktf import Fn, TerraformProvider
from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.aws_names import FUNCTION_NAME, FUNCTION_NAME_RULE
from lambda_container.function.function import Function
from lambda_container.function.own_place import check_role
from lambda_container.role.execution_role import AnyRole, ExecutionRole
from lambda_container.role.existing_role import ExistingRole
from lambda_container.terraform.caller_identity import location
from lambda_container.terraform.placement import Placement

_QUALIFIER = re.compile(r"\$LATEST|[A-Za-z0-9_-]{1,128}")
_QUALIFIER_RULE = "be an alias name, a version number or '$LATEST'"
_RESOURCE = re.compile(
    r"function:(?P<name>[A-Za-z0-9_-]{1,64})(?::(?P<qualifier>[A-Za-z0-9_$-]+))?"
)
_ARN_RULE = "be a function's ARN, 'arn:aws:lambda:...:function:NAME', with or without ':QUALIFIER'"


class ExistingFunction(Function):
    """An existing function, version or alias, by its name or ARN; it is never modified.

    Returned by ``ContainerFunction.from_name`` and ``ContainerFunction.from_arn``. It can get
    aliases, permissions, URLs and so on; methods that change the role need ``role=``.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        *,
        function_name: str,
        arn: str | None,
        qualifier: str | None,
        role: AnyRole | None,
        placement: Placement,
    ) -> None:
        super().__init__(scope, id)
        self.function_name, self.qualifier, self.role = function_name, qualifier, role
        self.placement = placement
        if arn is None:
            arn = location(self, placement).function_arn(function_name)
            arn = arn if qualifier is None else f"{arn}:{qualifier}"
        self.arn = arn


def from_name(
    scope: Construct,
    id_: str,
    function_name: str,
    *,
    qualifier: str | None,
    role: AnyRole | None,
    region: str | None,
    provider: TerraformProvider | None,
) -> ExistingFunction:
    """See ``ContainerFunction.from_name``."""
    arguments = Arguments.of("ExistingFunction", scope, id_)
    arguments.pattern("function_name", function_name, FUNCTION_NAME, FUNCTION_NAME_RULE)
    arguments.optional(arguments.pattern, "qualifier", qualifier, _QUALIFIER, _QUALIFIER_RULE)
    arguments.optional(arguments.instance, "role", role, ExecutionRole, ExistingRole)
    check_role(arguments, scope, role)
    placement = arguments.placement(region, provider)
    return ExistingFunction(
        scope,
        id_,
        function_name=function_name,
        arn=None,
        qualifier=qualifier,
        role=role,
        placement=placement,
    )


def from_arn(
    scope: Construct, id_: str, arn: str, role: AnyRole | None, provider: TerraformProvider | None
) -> ExistingFunction:
    """See ``ContainerFunction.from_arn``."""
    arguments = Arguments.of("ExistingFunction", scope, id_)
    arguments.optional(arguments.instance, "role", role, ExecutionRole, ExistingRole)
    check_role(arguments, scope, role)
    parts = arguments.arn("arn", arn, "lambda", "function:")
    if parts is None:
        fields = Fn.split(":", arn)
        name, qualifier, region = Fn.element(fields, 6), None, Fn.element(fields, 3)
    else:
        match = _RESOURCE.fullmatch(parts["resource"])
        if match is None:
            arguments.fail("arn", _ARN_RULE, arn)
        name, qualifier = match["name"], match["qualifier"]
        arguments.account_id("arn", parts["account"])
        region = arguments.region("arn", parts["region"])
    placement = Placement(region, arguments.provider(provider))
    return ExistingFunction(
        scope, id_, function_name=name, arn=arn, qualifier=qualifier, role=role, placement=placement
    )
