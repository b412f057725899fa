"""What a stack's JSON names and does not declare."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lambda_container.testing.expressions import evaluated, strings, template

_NAME = r"[A-Za-z_][\w-]*"
_BLOCK = re.compile(rf"(?<![\w.-])((?:data\.|ephemeral\.)?{_NAME}\.{_NAME})")
_NAMED = re.compile(rf"(?<![\w.-])((?:var|local|module)\.{_NAME})")
_INDEXED = re.compile(rf'(?<![\w.-])(var|local|module)\[\s*"({_NAME})"')
_ADDRESS = re.compile(
    rf"(?:data\.|ephemeral\.)?{_NAME}\.{_NAME}(?:\[[^\]]+\])?|module\.{_NAME}(?:\[[^\]]+\])?"
)
_TOKEN_MARK = "TfToken["  # noqa: S105 - a marker, not a credential
_BUILT_IN = "terraform_data"


def loose_ends(json: Mapping[str, Any]) -> list[str]:
    """Everything that a stack names and does not declare, as sentences; empty if all is well.

    Args:
        json: The stack's JSON.
    """
    declared = set(_declared(json))
    prefixes = tuple(f"{name}_" for name in _providers(json))
    unresolved = (string for string in strings(json) if _TOKEN_MARK in string)
    found = [f"{string!r} holds {_TOKEN_MARK!r}" for string in unresolved]
    for address, block in _blocks(json):
        missing = [name for name in _names(block, prefixes) if name not in declared]
        found += [f"{address} refers to {name}, which is not declared" for name in missing]
        for trigger in (block.get("lifecycle") or {}).get("replace_triggered_by") or ():
            missing = [name for name in _BLOCK.findall(trigger) if name not in declared]
            found += [f"{address} is replaced by {name}, which is not declared" for name in missing]
        dependencies = block.get("depends_on") or ()
        for dependency in [dependencies] if isinstance(dependencies, str) else dependencies:
            if not _ADDRESS.fullmatch(dependency):
                found.append(f"{address} depends on {dependency}, which is no whole block")
            elif dependency.partition("[")[0] not in declared:
                found.append(f"{address} depends on {dependency}, which is not declared")
        given = block.get("providers")
        providers = given.values() if isinstance(given, dict) else [block.get("provider")]
        found += [
            f"{address} has the provider {provider}, which is not declared"
            for provider in providers
            if isinstance(provider, str) and provider not in declared
        ]
    found += _moves(json, declared)
    return sorted(set(found))


def _moves(json: Mapping[str, Any], declared: set[str]) -> Iterator[str]:
    """What ``import``, ``moved`` and ``removed`` say that the rest of the stack contradicts."""
    for section, member in (("import", "to"), ("moved", "to")):
        for block in json.get(section, ()):
            address = block[member]
            if address.partition("[")[0] not in declared:
                yield f"{section} leads to {address}, which is not declared"
    for section in ("moved", "removed"):
        for block in json.get(section, ()):
            if block["from"] in declared:
                yield f"{section} leads from {block['from']}, which is still declared"


def _declared(json: Mapping[str, Any]) -> Iterator[str]:
    for section, prefix in (("resource", ""), ("data", "data."), ("ephemeral", "ephemeral.")):
        for type_, blocks in json.get(section, {}).items():
            yield from (f"{prefix}{type_}.{name}" for name in blocks)
    for section, prefix in (("variable", "var"), ("locals", "local"), ("module", "module")):
        yield from (f"{prefix}.{name}" for name in json.get(section, {}))
    for name, configurations in json.get("provider", {}).items():
        for one in configurations if isinstance(configurations, list) else [configurations]:
            yield name
            if "alias" in one:
                yield f"{name}.{one['alias']}"


def _providers(json: Mapping[str, Any]) -> set[str]:
    required = json.get("terraform", {}).get("required_providers", {})
    return {*required, *json.get("provider", {})}


def _blocks(json: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every block that can refer to others, with its address."""
    for section, prefix in (("resource", ""), ("data", "data."), ("ephemeral", "ephemeral.")):
        for type_, blocks in json.get(section, {}).items():
            for name, block in blocks.items():
                for one in block if isinstance(block, list) else [block]:
                    yield f"{prefix}{type_}.{name}", one
    for section in ("output", "module"):
        for name, block in json.get(section, {}).items():
            yield f"{section}.{name}", block
    for name, configurations in json.get("provider", {}).items():
        for one in configurations if isinstance(configurations, list) else [configurations]:
            yield f"provider.{name}", one
    yield "locals", json.get("locals", {})


def _names(block: Mapping[str, Any], prefixes: tuple[str, ...]) -> Iterator[str]:
    for string in strings(block):
        code = evaluated(string)
        yield from _NAMED.findall(code)
        for expression in template(string).expressions:
            yield from (f"{kind}.{name}" for kind, name in _INDEXED.findall(expression))
        for name in _BLOCK.findall(code):
            type_ = name.removeprefix("data.").removeprefix("ephemeral.")
            if type_.startswith((*prefixes, f"{_BUILT_IN}.")):
                yield name
