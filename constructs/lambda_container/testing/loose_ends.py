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
_BOUND = re.compile(rf"\bfor\s+({_NAME})(?:\s*,\s*({_NAME}))?\s+in\b")
_INDEX = re.compile(r"\[[^\]]*\]")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def loose_ends(json: Mapping[str, Any]) -> list[str]:
    """Everything that a stack names and does not declare, as sentences; empty if all is well.

    Args:
        json: The stack's JSON.
    """
    declared = set(_declared(json))
    unresolved = (string for string in strings(json) if _TOKEN_MARK in string)
    found = [f"{string!r} holds {_TOKEN_MARK!r}" for string in unresolved]
    for address, block in _blocks(json):
        missing = [name for name in _names(block) if name not in declared]
        found += [f"{address} refers to {name}, which is not declared" for name in missing]
        for lifecycle in _listed(block.get("lifecycle")):
            for trigger in lifecycle.get("replace_triggered_by") or ():
                names = _BLOCK.findall(_INDEX.sub("", trigger))
                found += [
                    f"{address} is replaced by {name}, which is not declared"
                    for name in names
                    if name not in declared
                ]
        for dependency in _listed(block.get("depends_on")):
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
    for section in ("import", "moved"):
        for block in _listed(json.get(section)):
            address = block["to"].partition("[")[0]
            inside = address.startswith("module.")
            whole = ".".join(address.split(".")[:2]) if inside else address
            if whole not in declared:
                yield f"{section} leads to {address}, which is not declared"
    for section in ("moved", "removed"):
        for block in _listed(json.get(section)):
            is_counted = str(block.get("to")).startswith(f"{block['from']}[")
            if block["from"] in declared and not is_counted:
                yield f"{section} leads from {block['from']}, which is still declared"


def _declared(json: Mapping[str, Any]) -> Iterator[str]:
    for section, prefix in (("resource", ""), ("data", "data."), ("ephemeral", "ephemeral.")):
        for type_, name, _ in _named(json, section):
            yield f"{prefix}{type_}.{name}"
    for section, prefix in (("variable", "var"), ("locals", "local"), ("module", "module")):
        for blocks in _listed(json.get(section)):
            yield from (f"{prefix}.{name}" for name in blocks)
    for terraform in _listed(json.get("terraform")):
        # A provider without settings needs no block.
        for required in _listed(terraform.get("required_providers")):
            yield from required
    for name, one in _provider_blocks(json):
        yield name
        if "alias" in one:
            yield f"{name}.{one['alias']}"


def _blocks(json: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every block that can refer to others, with its address."""
    for section, prefix in (("resource", ""), ("data", "data."), ("ephemeral", "ephemeral.")):
        for type_, name, block in _named(json, section):
            yield f"{prefix}{type_}.{name}", block
    for section in ("output", "module", "variable", "check"):
        for blocks in _listed(json.get(section)):
            for name, named in blocks.items():
                for one in _listed(named):
                    yield f"{section}.{name}", one
    for name, one in _provider_blocks(json):
        yield f"provider.{name}", one
    for one in _listed(json.get("import")):
        yield "import", one
    for one in _listed(json.get("locals")):
        yield "locals", one


def _named(json: Mapping[str, Any], section: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for types in _listed(json.get(section)):
        for type_, named in types.items():
            for blocks in _listed(named):
                for name, block in blocks.items():
                    for one in _listed(block):
                        yield type_, name, one


def _provider_blocks(json: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for providers in _listed(json.get("provider")):
        for name, configurations in providers.items():
            for one in _listed(configurations):
                yield name, one


def _listed(value: Any) -> list[Any]:
    """A block, or several: Terraform's JSON allows both nearly everywhere."""
    return [] if value is None else value if isinstance(value, list) else [value]


def _names(block: Mapping[str, Any]) -> Iterator[str]:
    for string in strings(block):
        code = _COMMENT.sub("", evaluated(string))
        bound = {name for names in _BOUND.findall(code) for name in names}
        yield from _NAMED.findall(code)
        for expression in template(string).expressions:
            yield from (f"{kind}.{name}" for kind, name in _INDEXED.findall(expression))
        for name in _BLOCK.findall(code):
            type_ = name.removeprefix("data.").removeprefix("ephemeral.").partition(".")[0]
            # Every type of resource has an underscore, and nothing else that has attributes.
            if "_" in type_ and type_ not in bound:
                yield name
