"""Our own rules, for problems that checkov misses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lambda_container.secret_detection import holds_secret, is_secret_name
from tools.scan.finding import Finding
from tools.scan.stack import Stack, UnreadablePolicyError

# Condition keys that identify the caller, whatever they are compared with.
_WHO = (
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourcevpc",
    "aws:sourcevpce",
)
_NO_SECRET_SUFFIXES = ("_ARN", "_ID", "_NAME", "_PATH", "_URL")


def findings(stack: Stack) -> Iterator[Finding]:
    """Every violation of a rule."""
    yield from _policies(stack)
    yield from _permissions(stack)
    yield from _secrets(stack)
    yield from _backend(stack)


def _policies(stack: Stack) -> Iterator[Finding]:
    try:
        for resource, statements in stack.policies():
            if any(_is_public(statement) for statement in statements):
                yield Finding("LC_PUBLIC_POLICY", resource, "allows access from any AWS account")
            if any(_trusts_a_service_for_anybody(statement) for statement in statements):
                text = "allows a service to act for any account: aws:SourceAccount is missing"
                yield Finding("LC_CONFUSED_DEPUTY", resource, text)
    except UnreadablePolicyError as error:
        resource, _, text = str(error).partition(": ")
        yield Finding("LC_UNREADABLE_POLICY", resource, text)


def _permissions(stack: Stack) -> Iterator[Finding]:
    limits = ("source_arn", "source_account", "principal_org_id")
    for type_, name, permission in stack.resources("aws_lambda_permission"):
        principal = permission.get("principal", "")
        is_arn_or_account = principal.startswith("arn:") or principal.isdigit() or "$" in principal
        is_url = "function_url_auth_type" in permission or permission.get(
            "invoked_via_function_url"
        )
        if is_arn_or_account or any(permission.get(limit) for limit in limits):
            continue
        if principal == "*" and is_url:
            yield Finding("LC_PUBLIC_URL", f"{type_}.{name}", "allows anyone to call the URL")
        else:
            text = f"allows {principal} to call the function on behalf of any account"
            yield Finding("LC_UNCONDITIONED_PERMISSION", f"{type_}.{name}", text)


def _secrets(stack: Stack) -> Iterator[Finding]:
    for type_, name, function in stack.resources("aws_lambda_function"):
        variables = _block(function.get("environment")).get("variables", {})
        for key, value in variables.items():
            if _is_secret(key, value):
                text = f"has a likely secret in its environment: {key}"
                yield Finding("LC_SECRET", f"{type_}.{name}", text)
    for type_, name, image in stack.resources("docker_registry_image"):
        for key, value in _block(image.get("build")).get("build_args", {}).items():
            if _is_secret(key, value):
                text = f"has a likely secret in its build arguments: {key}"
                yield Finding("LC_SECRET", f"{type_}.{name}", text)


def _backend(stack: Stack) -> Iterator[Finding]:
    s3 = stack.content.get("terraform", {}).get("backend", {}).get("s3")
    if s3 is None:
        return
    if s3.get("encrypt") is not True:
        yield Finding("LC_STATE_ENCRYPTION", "terraform.backend.s3", "must encrypt the state")
    if not (s3.get("use_lockfile") is True or s3.get("dynamodb_table")):
        yield Finding("LC_STATE_LOCK", "terraform.backend.s3", "must lock the state")


def _is_public(statement: dict[str, Any]) -> bool:
    if statement.get("Effect") != "Allow":
        return False
    if "NotPrincipal" in statement:
        return True
    principal = statement.get("Principal", {})
    identifiers = (
        [i for values in principal.values() for i in _listed(values)]
        if isinstance(principal, dict)
        else _listed(principal)
    )
    return "*" in identifiers and not _says_who(statement)


def _trusts_a_service_for_anybody(statement: dict[str, Any]) -> bool:
    principal = statement.get("Principal")
    if statement.get("Effect") != "Allow" or not isinstance(principal, dict):
        return False
    # CloudWatch Logs' own key policy names the log group in the encryption context instead.
    context = "kms:encryptioncontext:aws:logs:arn"
    return "Service" in principal and not _says_who(statement, context)


def _says_who(statement: dict[str, Any], *others: str) -> bool:
    for operator, block in statement.get("Condition", {}).items():
        if "Not" in operator or operator in {"Null", "Bool"} or operator.endswith("IfExists"):
            continue
        for key, values in block.items():
            if key.lower() in (*_WHO, *others) and "*" not in _listed(values):
                return True
    return False


def _is_secret(name: str, value: object) -> bool:
    if not isinstance(value, str) or not value or value.startswith("${"):
        return False
    named = is_secret_name(name) and not name.upper().endswith(_NO_SECRET_SUFFIXES)
    return named or holds_secret(value)


def _block(block: Any) -> dict[str, Any]:
    if isinstance(block, list):
        block = block[0] if block else {}
    return block or {}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
