"""Grants of access to a resource: an L1 construct, one of this library's, or an ARN."""

from __future__ import annotations

import re
from typing import Any

from cdktf import TerraformResource
from constructs import Construct

from lambda_container.checks import rule_phrases
from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import ARN
from lambda_container.iam.granted_kind import GrantedKind, Verb, kinds_of
from lambda_container.iam.grantee import Grantee
from lambda_container.iam.statement import Statement
from lambda_container.key.key_argument import as_key
from lambda_container.terraform.references import is_token, resolved

# What is a key's ARN, or will be.
_KEY = re.compile(
    r"arn:[^:]*:kms:[^:]*:[^:]*:key/.+|\$\{(?:data\.)?aws_kms_(?:external_key|key|replica_external_key|replica_key)"
    r"\.[\w-]+(?:\[\d+\])?\.arn\}|\$\{(?:data\.)?aws_kms_alias\.[\w-]+\.target_key_arn\}"
)
_ARN = "_lambda_container_arn"
_KEY_TYPES = ("aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key")
# AWS's own keys: their policies let everyone in the account use them through the service.
_AWS_KEY = re.compile(r"alias/aws/.*|arn:[^:]*:kms:[^:]*:[^:]*:alias/aws/.*|AWS_OWNED_KMS_KEY")
_OTHERWISE = "; for what else there is, allow() names actions and ARNs"
_KEY_RULE = "be given, because the {noun}'s own {argument} is neither a key's ARN nor one's .arn"


def grant(
    grantee: Grantee, argument: str, resource: Any, *verbs: Verb, kms_key: Any = None
) -> None:
    """Add to a grantee's role what it needs for some verbs on a resource.

    Args:
        grantee: A role or a function.
        argument: Name of the argument that has the resource.
        resource: A construct, or an ARN.
        verbs: The verbs; kinds are those of the first.
        kms_key: The key that encrypts the resource, if it cannot tell.

    Raises:
        InvalidArgument: No resource of a kind that the verb is for, or a key that cannot be told.
        UnsupportedArgument: The role is an existing role, which is never modified.
    """
    arguments = _arguments(grantee)
    _, statements = granted(
        arguments, grantee, argument, resource, *verbs, kms_key=kms_key, otherwise=_OTHERWISE
    )
    grantee.add_statements(*statements)


def granted(
    arguments: Arguments,
    scope: object,
    argument: str,
    resource: Any,
    *verbs: Verb,
    kms_key: Any = None,
    otherwise: str = "",
) -> tuple[str, list[Statement]]:
    """A resource's ARN, and what a role needs for some verbs on it.

    Args:
        arguments: The checks of the call.
        scope: A construct of the program, or something else where there is none.
        argument: Name of the argument that has the resource.
        resource: A construct, or an ARN.
        verbs: The verbs; kinds are those of the first.
        kms_key: The key that encrypts the resource, if it cannot tell.
        otherwise: What there is for other resources, at the end of a message.

    Raises:
        InvalidArgument: No resource of a kind that the verb is for, or a key that cannot be told.
    """
    found = _kind(arguments, scope, argument, resource, verbs[0])
    if found is None:
        nouns = " or ".join(f"an {kind.types[0]}" for kind in kinds_of(verbs[0]))
        arguments.fail(argument, f"be {nouns}, or the ARN of one{otherwise}", resource)
    kind, arn, of = found
    statements = [
        Statement(actions=list(actions), resources=[f"{arn}{end}" for end in ends.split("|")])
        for verb in verbs
        for ends, actions in kind.actions[verb].items()
    ]
    key_arn = _key_arn(arguments, scope, kind, of, kms_key)
    if key_arn is not None:
        actions = sorted({action for verb in verbs for action in kind.encrypts[verb]})
        statements.append(Statement(actions=actions, resources=[key_arn]))
    return arn, statements


def grant_decrypt(grantee: Grantee, key: Any) -> None:
    """Add to a grantee's role what it needs to decrypt with a key.

    Raises:
        InvalidArgument: Not a key.
        UnsupportedArgument: The role is an existing role, which is never modified.
    """
    arguments = _arguments(grantee)
    key = _key_or_arn(key)
    if arguments.holds_reference("key", key) and not _KEY.fullmatch(_known(grantee, key)):
        rule = "be a key, or the .arn of one: IAM knows keys by their ARNs only"
        arguments.fail("key", rule, key)
    as_key(arguments, "key", key).grant_decrypt(grantee)


def _arguments(grantee: Grantee) -> Arguments:
    if isinstance(grantee, Construct):
        return Arguments.about(grantee)
    return Arguments(type(grantee).__name__)


def _arn_of(of: Any) -> str:
    """The ARN of an L1 construct, always as the same reference, so that statements are merged."""
    if _ARN not in vars(of):
        setattr(of, _ARN, of.arn)
    arn: str = getattr(of, _ARN)
    return arn


def _key_or_arn(key: Any) -> Any:
    return _arn_of(key) if getattr(key, "terraform_resource_type", None) in _KEY_TYPES else key


def _construct_of(resource: Any) -> Any:
    """The L1 construct: itself, or what a construct of this library has made."""
    return getattr(resource, "resource", resource)


def _kind(
    arguments: Arguments, scope: object, argument: str, resource: Any, verb: Verb
) -> tuple[GrantedKind, str, Any] | None:
    """The kind of a resource, its ARN and, if there is one, its L1 construct."""
    kinds = kinds_of(verb)
    of = _construct_of(resource)
    for kind in kinds:
        if getattr(of, "terraform_resource_type", None) in kind.types:
            return kind, _arn_of(of) if of is resource else resource.arn, of
    arn = resource if isinstance(resource, str) else getattr(of, "arn", None)
    if isinstance(arn, str) and not hasattr(of, "terraform_resource_type"):
        arguments.holds_reference(argument, arn)  # and none of another program
        known = _known(scope, arn)
        for kind in kinds:
            if _fits(arguments, argument, kind, arn, known):
                return kind, arn, None
    return None


def _fits(arguments: Arguments, argument: str, kind: GrantedKind, arn: str, known: str) -> bool:
    if is_token(arn):
        return kind.pattern.fullmatch(known) is not None
    match = ARN.fullmatch(arn)
    if match is None or match["service"] != kind.service:
        return False
    arguments.arn(argument, arn, kind.service, kind.resource)
    if not re.fullmatch(kind.resource + kind.name, match["resource"]):
        arguments.fail(argument, rule_phrases.arn(kind.service, kind.resource), arn)
    return True


def _key_arn(
    arguments: Arguments, scope: object, kind: GrantedKind, of: Any, kms_key: Any
) -> str | None:
    if kms_key is not None:
        return as_key(arguments, "kms_key", _key_or_arn(kms_key)).arn
    own = _own_key(kind, of)
    if own is not None and not _KEY.fullmatch(_known(scope, own)):
        rule = _KEY_RULE.format(noun=kind.noun, argument=kind.key)
        arguments.fail("kms_key", rule, None)
    return own


def _known(scope: object, text: str) -> str:
    """A text as Terraform reads it; a grantee that is no construct is never modified anyway."""
    return resolved(scope, text) if isinstance(scope, Construct) else text


def _own_key(kind: GrantedKind, of: Any) -> str | None:
    """What the resource itself says of its key; a data source says nothing before apply."""
    if not isinstance(of, TerraformResource):
        return None
    *blocks, name = kind.key.split(".")
    value: Any = of
    for block in blocks:
        value = getattr(value, block)
    key = getattr(value, f"{name}_input")
    return key if isinstance(key, str) and not _AWS_KEY.fullmatch(key) else None
