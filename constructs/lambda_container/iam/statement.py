"""One statement of an IAM policy."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from cdktf_cdktf_provider_aws.data_aws_iam_policy_document import (
    DataAwsIamPolicyDocumentStatement,
    DataAwsIamPolicyDocumentStatementCondition,
    DataAwsIamPolicyDocumentStatementPrincipals,
)

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.subject import named
from lambda_container.iam.condition import Condition
from lambda_container.iam.element import LATIN, TEXT_LIMIT, freeze
from lambda_container.iam.principal import Principal
from lambda_container.terraform.escaping import literal
from lambda_container.terraform.references import is_token

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
# Neither the service nor the action has a case.
ACTION = re.compile(r"\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+")
SID = re.compile(r"[A-Za-z0-9]{1,128}")
# A resource that is, or whose service is, named by wildcards only.
WILDCARD_RESOURCE = re.compile(r"\*|arn(?::[^:]*)?:[*?:]*|arn:[^:]*:[^:]*(?::[^:]*){2}:[*?:/]*")
# https://docs.aws.amazon.com/service-authorization/latest/reference/: IAM offers no narrower
# resource for these.
UNSCOPED_ACTIONS = frozenset(
    {
        "cloudwatch:PutMetricData",
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
        "ecr:GetAuthorizationToken",
        "xray:GetSamplingRules",
        "xray:GetSamplingTargets",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    }
)
_UNSCOPED = frozenset(action.lower() for action in UNSCOPED_ACTIONS)
_RESOURCE = re.compile(
    r"\*|arn:(?:aws[a-z-]*|[*?]+):[a-z0-9*?-]+:[a-z0-9*?-]*:[0-9a-z*?]*:.+|arn:[a-z*?-]*(?::[*?]*){0,4}"
)
_RESOURCE_RULE = "be an ARN or '*'"
_PASS_ROLE = "iam:passrole"  # noqa: S105 - an action
_ANY_ROLE = re.compile(r"[*?]+|arn:[^:]*:[^:]*:[^:]*:[^:]*:(?:[*?]+|r[ole*?]*(?:/[*?/]+)?)")
ANYBODY_RULE = "name whom it admits: '*' is everybody, unless allow_wildcards=True is given"
ACTION_RULE = "be an IAM action such as 's3:GetObject'"
SID_RULE = "be 1 to 128 ASCII letters and digits"
WILDCARD_ACTION_RULE = "name one action, unless allow_wildcards=True is given"
WILDCARD_RESOURCE_RULE = "name what is meant, unless allow_wildcards=True is given"


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """A statement of an IAM policy.

    Attributes:
        actions: Such as ``["s3:GetObject"]``; at least one.
        resources: ARNs, literal or references; empty in a repository's policy, which always
            applies to the repository.
        allow_wildcards: Whether a statement that allows something may have ``*`` in an action, as
            a resource, or as a principal without conditions. Actions that IAM cannot limit to a
            resource, and the policy of a resource, may always have ``*`` as their resource.
        effect: ``Allow`` (default) or ``Deny``.
        conditions: All of them must hold.
        principals: In resource policies only.
        sid: ASCII letters and digits; unique in its policy.

    Raises:
        InvalidArgument: An action, ARN or Sid that IAM rejects, or a wildcard.
    """

    actions: Sequence[str]
    resources: Sequence[str] = ()
    effect: Literal["Allow", "Deny"] = "Allow"
    conditions: Sequence[Condition] = ()
    principals: Sequence[Principal] = ()
    sid: str | None = None
    allow_wildcards: bool = field(default=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        arguments = Arguments(named("Statement", self.sid))
        arguments.optional(arguments.pattern, "sid", self.sid, SID, SID_RULE)
        freeze(self, "actions", arguments.strings("actions", self.actions, TEXT_LIMIT))
        if not self.actions:
            arguments.fail("actions", "not be empty", self.actions)
        arguments.each(arguments.pattern, "actions", self.actions, ACTION, ACTION_RULE)
        resources = arguments.strings("resources", self.resources, TEXT_LIMIT, only=LATIN)
        arguments.each(_check_resource(arguments), "resources", resources)
        freeze(self, "resources", resources)
        arguments.one_of("effect", self.effect, ("Allow", "Deny"))
        freeze(self, "conditions", arguments.items("conditions", self.conditions, Condition))
        freeze(self, "principals", arguments.items("principals", self.principals, Principal))
        arguments.switch("allow_wildcards", self.allow_wildcards)
        if self.effect != "Deny" and not self.allow_wildcards:  # a reference may be "Allow"
            _refuse_wildcards(arguments, self)

    @property
    def has_list_reference(self) -> bool:
        """Whether one of its lists is a reference, to which no other items can be added."""
        lists = [self.actions, self.resources]
        lists += [condition.values for condition in self.conditions]
        lists += [principal.identifiers for principal in self.principals]
        return any(map(is_token, lists))

    def document(self) -> dict[str, Any]:
        """The statement as IAM's own JSON, with strings not escaped for Terraform."""
        conditions: dict[str, dict[str, list[str]]] = {}
        for condition in self.conditions:
            values = conditions.setdefault(condition.test, {}).setdefault(condition.variable, [])
            values += condition.values
        principals: dict[str, list[str]] = {}
        for principal in self.principals:
            principals.setdefault(principal.type, []).extend(principal.identifiers)
        return {
            **({} if self.sid is None else {"Sid": self.sid}),
            "Effect": self.effect,
            **({"Principal": principals} if principals else {}),
            "Action": list(self.actions),
            **({"Resource": list(self.resources)} if self.resources else {}),
            **({"Condition": conditions} if conditions else {}),
        }

    def render(self) -> DataAwsIamPolicyDocumentStatement:
        """The statement as Terraform's ``statement`` block, with literal strings."""
        return DataAwsIamPolicyDocumentStatement(
            sid=self.sid,
            effect=self.effect,
            actions=list(self.actions),
            resources=[literal(resource) for resource in self.resources] or None,
            principals=[
                DataAwsIamPolicyDocumentStatementPrincipals(
                    type=principal.type, identifiers=[literal(i) for i in principal.identifiers]
                )
                for principal in self.principals
            ]
            or None,
            condition=[
                DataAwsIamPolicyDocumentStatementCondition(
                    test=literal(condition.test),
                    variable=literal(condition.variable),
                    values=[literal(value) for value in condition.values],
                )
                for condition in self.conditions
            ]
            or None,
        )


def _check_resource(arguments: Arguments) -> Callable[[str, str], None]:
    def check(argument: str, resource: str) -> None:
        if not is_token(resource) and not _RESOURCE.fullmatch(resource):
            arguments.fail(argument, _RESOURCE_RULE, resource)

    return check


def _refuse_wildcards(arguments: Arguments, statement: Statement) -> None:
    for i, action in enumerate(statement.actions):
        if "*" in action or "?" in action:
            arguments.fail(f"actions[{i}]", WILDCARD_ACTION_RULE, action)
    passes_roles = any(action.lower() == _PASS_ROLE for action in statement.actions)
    for i, resource in enumerate(statement.resources):
        unlimited = not statement.principals and WILDCARD_RESOURCE.fullmatch(resource)
        if unlimited and not _are_unscoped(statement.actions):
            arguments.fail(f"resources[{i}]", WILDCARD_RESOURCE_RULE, resource)
        if passes_roles and _ANY_ROLE.fullmatch(resource):
            arguments.fail(f"resources[{i}]", WILDCARD_RESOURCE_RULE, resource)
    for i, principal in enumerate(statement.principals):
        if "*" in principal.identifiers and not any(c.limits for c in statement.conditions):
            arguments.fail(f"principals[{i}]", ANYBODY_RULE, "*")


def _are_unscoped(actions: Sequence[str]) -> bool:
    return _UNSCOPED.issuperset(action.lower() for action in actions)
