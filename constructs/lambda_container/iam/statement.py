"""One statement of an IAM policy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from cdktf_cdktf_provider_aws.data_aws_iam_policy_document import (
    DataAwsIamPolicyDocumentStatement,
    DataAwsIamPolicyDocumentStatementCondition,
    DataAwsIamPolicyDocumentStatementPrincipals,
)

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.subject import named
from lambda_container.checks.values import Alphabet
from lambda_container.iam.condition_value import check_condition_value
from lambda_container.terraform.escaping import literal
from lambda_container.terraform.references import is_token

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
# Neither the service nor the action has a case.
ACTION = re.compile(r"\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+")
SID = re.compile(r"[A-Za-z0-9]{1,128}")
TEXT_LIMIT = 2048
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
_LATIN = Alphabet(re.compile(r"[ -\u00ff]*"), "hold characters up to U+00FF only, as IAM does")
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
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
_OPERATOR = re.compile(
    r"(?:ForAllValues:|ForAnyValue:)?(?:String(?:Not)?(?:Equals|EqualsIgnoreCase|Like)"
    r"|Numeric(?:NotEquals|(?:Less|Greater)Than(?:Equals)?|Equals)"
    r"|Date(?:NotEquals|(?:Less|Greater)Than(?:Equals)?|Equals)"
    r"|Bool|BinaryEquals|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like))(?:IfExists)?|Null"
)
_OPERATOR_RULE = "be a condition operator of IAM such as 'StringEquals'"
_RESOURCE = re.compile(
    r"\*|arn:(?:aws[a-z-]*|[*?]+):[a-z0-9*?-]+:[a-z0-9*?-]*:[0-9a-z*?]*:.+|arn:[a-z*?-]*(?::[*?]*){0,4}"
)
_RESOURCE_RULE = "be an ARN or '*'"
_PASS_ROLE = "iam:passrole"  # noqa: S105 - an action
_ANY_ROLE = re.compile(r"[*?]+|arn:[^:]*:[^:]*:[^:]*:[^:]*:(?:[*?]+|r[ole*?]*(?:/[*?/]+)?)")
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
_WHO = (
    *("aws:principal", "aws:source", "aws:userid", "aws:username", "aws:calledvia"),
    *("kms:calleraccount", "kms:viaservice", "sts:externalid"),
)
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
_DOMAIN = r"(?:[a-z0-9-]+\.)+[a-z0-9-]+"
_IDENTIFIERS = {
    "Service": (re.compile(rf"{_DOMAIN}|\*"), "be a service such as 's3.amazonaws.com'"),
    # Deleted identities turn into their unique ids, such as AROA...
    "AWS": (
        re.compile(
            r"\*|[0-9]{12}|A[A-Z0-9]{15,127}"
            r"|arn:aws[a-z-]*:(?:iam|sts)::(?:[0-9]{12}|cloudfront):[ -~]+"
        ),
        "be '*', an account's id, or the ARN of an IAM identity",
    ),
    "Federated": (
        re.compile(
            rf"\*|{_DOMAIN}(?:/\S+)?|arn:aws[a-z-]*:iam::[0-9]{{12}}:(?:saml|oidc)-provider/.+"
        ),
        "be the ARN of an identity provider, or a provider such as 'accounts.google.com'",
    ),
}
ANYBODY_RULE = "name whom it admits: '*' is everybody, unless allow_wildcards=True is given"
ACTION_RULE = "be an IAM action such as 's3:GetObject'"
SID_RULE = "be 1 to 128 ASCII letters and digits"
WILDCARD_ACTION_RULE = "name one action, unless allow_wildcards=True is given"
WILDCARD_RESOURCE_RULE = "name what is meant, unless allow_wildcards=True is given"


def _freeze(instance: object, attribute: str, values: Iterable[object]) -> None:
    # Statements are compared and hashed, but callers pass lists.
    object.__setattr__(instance, attribute, tuple(values))


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of a statement, such as ``Condition("StringEquals", "aws:SourceAccount", [a])``.

    Attributes:
        test: IAM's condition operator, at most 2,048 characters.
        variable: The condition key, at most 2,048 characters.
        values: The values to compare with; one match is enough.
    """

    test: str
    variable: str
    values: Sequence[str]

    def __post_init__(self) -> None:
        arguments = Arguments("Condition")
        arguments.pattern("test", self.test, _OPERATOR, _OPERATOR_RULE)
        arguments.text("variable", self.variable, TEXT_LIMIT, only=_LATIN)
        if is_empty(self.values):
            arguments.fail("values", "not be empty", self.values)
        values = arguments.strings("values", self.values, TEXT_LIMIT, only=_LATIN)
        if not is_token(self.test):
            arguments.each(check_condition_value, "values", values, arguments, self.test)
        _freeze(self, "values", values)


@dataclass(frozen=True, slots=True)
class Principal:
    """A principal of a statement in a resource policy.

    Attributes:
        type: ``Service``, ``AWS`` or ``Federated``.
        identifiers: Service names, or ARNs.
    """

    type: Literal["Service", "AWS", "Federated"]
    identifiers: Sequence[str]

    def __post_init__(self) -> None:
        arguments = Arguments("Principal")
        arguments.one_of("type", self.type, ("Service", "AWS", "Federated"))
        identifiers = arguments.strings("identifiers", self.identifiers, TEXT_LIMIT, only=_LATIN)
        if is_empty(identifiers):
            arguments.fail("identifiers", "not be empty", identifiers)
        if not is_token(self.type):
            pattern, rule = _IDENTIFIERS[self.type]
            for i, identifier in enumerate([] if is_token(identifiers) else identifiers):
                if not is_token(identifier) and not pattern.fullmatch(identifier):
                    arguments.fail(f"identifiers[{i}]", rule, identifier)
        _freeze(self, "identifiers", identifiers)


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
        _freeze(self, "actions", arguments.strings("actions", self.actions, TEXT_LIMIT))
        if not self.actions:
            arguments.fail("actions", "not be empty", self.actions)
        arguments.each(arguments.pattern, "actions", self.actions, ACTION, ACTION_RULE)
        resources = arguments.strings("resources", self.resources, TEXT_LIMIT, only=_LATIN)
        arguments.each(_check_resource(arguments), "resources", resources)
        _freeze(self, "resources", resources)
        arguments.one_of("effect", self.effect, ("Allow", "Deny"))
        _freeze(self, "conditions", arguments.items("conditions", self.conditions, Condition))
        _freeze(self, "principals", arguments.items("principals", self.principals, Principal))
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


def is_empty(values: Sequence[str]) -> bool:
    """Whether a list has nothing in it."""
    return isinstance(values, (list, tuple)) and not values


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
        if "*" in principal.identifiers and not any(map(_limits, statement.conditions)):
            arguments.fail(f"principals[{i}]", ANYBODY_RULE, "*")


def _limits(condition: Condition) -> bool:
    """Whether a condition says whom or what a statement admits."""
    named = condition.variable.lower().startswith(_WHO)
    return named and not any(set(value) <= {"*", "?"} for value in condition.values)


def _are_unscoped(actions: Sequence[str]) -> bool:
    return _UNSCOPED.issuperset(action.lower() for action in actions)
