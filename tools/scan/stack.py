"""A synthesized stack, and its IAM policies as IAM's own JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_DOCUMENT = re.compile(r"\$\{data\.aws_iam_policy_document\.([\w-]+)\.json\}")
_REFERENCE = re.compile(r"(?<!\$)\$\{[^}]*\}")
# An ARN that is a reference, with or without a final wildcard.
_ARN = re.compile(r"\$\{[^{}]*\}(?:[:/]\*)?")
# Replacements for references, so that the result is a well-formed ARN.
_PLACEHOLDERS = {
    "partition": "aws",
    "account": "111122223333",
    "region": "eu-west-1",
    "dns_suffix": "amazonaws.com",
}
_POLICY_ARGUMENTS = ("assume_role_policy", "policy", "access_policy", "resource_policy")
# Their "policy" is not an IAM policy.
_NO_IAM = ("aws_ecr_lifecycle_policy", "aws_appautoscaling_policy")


class UnreadablePolicyError(ValueError):
    """A policy has an unknown form and therefore cannot be trusted."""


class Stack:
    """The Terraform JSON of one stack."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content

    def resources(self, *types: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Type, name and arguments of every resource, or only of the given types."""
        for type_, named in sorted(self.content.get("resource", {}).items()):
            if not types or type_ in types:
                for name, arguments in sorted(named.items()):
                    yield type_, name, arguments

    def policies(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Each resource that has an IAM policy, and the policy's statements.

        Raises:
            UnreadablePolicyError: A policy is neither JSON nor a policy document.
        """
        for type_, name, arguments in self.resources():
            if type_ in _NO_IAM:
                continue
            for argument in _POLICY_ARGUMENTS:
                if isinstance(text := arguments.get(argument), str):
                    yield f"{type_}.{name}", self._statements(f"{type_}.{name}", text)

    def _statements(self, resource: str, text: str) -> list[dict[str, Any]]:
        if found := _DOCUMENT.fullmatch(text):
            document = self.content["data"]["aws_iam_policy_document"][found[1]]
            if {"source_policy_documents", "override_policy_documents"} & set(document):
                raise UnreadablePolicyError(f"{resource}: a policy made of other documents")
            return [_from_block(block) for block in document["statement"]]
        try:
            statements = json.loads(_without_references(text))["Statement"]
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadablePolicyError(f"{resource}: neither JSON nor a document") from error
        return statements if isinstance(statements, list) else [statements]


def _from_block(block: dict[str, Any]) -> dict[str, Any]:
    statement: dict[str, Any] = {"Effect": block.get("effect", "Allow")}
    names = {
        "actions": "Action",
        "not_actions": "NotAction",
        "resources": "Resource",
        "not_resources": "NotResource",
    }
    for argument, name in names.items():
        if argument in block:
            statement[name] = [
                "*" if _ARN.fullmatch(value) else _without_references(value)
                for value in block[argument]
            ]
    for argument, name in {"principals": "Principal", "not_principals": "NotPrincipal"}.items():
        for principal in block.get(argument, ()):
            identifiers = statement.setdefault(name, {}).setdefault(principal["type"], [])
            identifiers += map(_without_references, principal["identifiers"])
    for condition in block.get("condition", ()):
        operator = statement.setdefault("Condition", {}).setdefault(condition["test"], {})
        operator.setdefault(condition["variable"], []).extend(
            map(_without_references, condition["values"])
        )
    return statement


def _without_references(text: str) -> str:
    text = _REFERENCE.sub(lambda found: _placeholder(found.group()), text)
    return text.replace("$${", "${").replace("%%{", "%{")


def _placeholder(reference: str) -> str:
    if reference == '${"$"}':
        return "$"
    if reference.endswith(".arn}"):
        return "arn:aws:service:eu-west-1:111122223333:placeholder"
    for part, value in _PLACEHOLDERS.items():
        if part in reference.lower():
            return value
    if found := re.search(r"split\(\":\".*, (\d)\)", reference):
        return {"1": "aws", "3": "eu-west-1", "4": "111122223333"}.get(found[1], "placeholder")
    return "placeholder"
