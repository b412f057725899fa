"""Rewrite cdktf's JSON of a stack into a module's, with optional and repeated resources.

It handles Terraform's JSON, and knows nothing about Lambda.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tools.module.values import EACH

Json = dict[str, Any]
_EACH = re.compile(rf"{EACH}(?P<given>_given)?\((?P<collection>[^()]+)\)(?P<attribute>(?:\.\w+)*)")
_WHOLE = re.compile(r"\$\{(?P<expression>[^{}]*)\}")
_LITERAL_KEYS = frozenset({"depends_on", "ignore_changes"})
"""Arguments that Terraform reads as addresses, so they cannot refer to instances."""


def resources(module: Json) -> Iterator[tuple[str, Json]]:
    """Every resource and data source, by its address."""
    for kind, prefix in (("data", "data."), ("resource", "")):
        for type_, named in module.get(kind, {}).items():
            for name, body in named.items():
                yield f"{prefix}{type_}.{name}", body


def name(stack: Json, names: Mapping[str, str]) -> Json:
    """Replace cdktf's names of resources.

    Args:
        stack: The JSON with cdktf's metadata, which is removed.
        names: A name for each construct, by its path below the stack.

    Raises:
        KeyError: A construct has no name, or two share one.
    """
    renamed: dict[str, str] = {}
    named: Json = {}
    for kind in ("data", "resource"):
        for type_, bodies in stack[kind].items():
            for old, body in bodies.items():
                path = body.pop("//")["metadata"]["path"].partition("/")[2]
                renamed[f"{type_}.{old}"] = f"{type_}.{names[path]}"
                of_type = named.setdefault(kind, {}).setdefault(type_, {})
                if names[path] in of_type:
                    raise KeyError(f"{type_}.{names[path]}: the name is used twice")
                of_type[names[path]] = body
    addresses = re.compile("|".join(map(re.escape, sorted(renamed, key=len, reverse=True))))
    text = addresses.sub(lambda found: renamed[found.group()], json.dumps(named))
    result: Json = json.loads(text)
    return result


class Counted:
    """Optional resources, and the references to them."""

    def __init__(self, counts: Mapping[str, str], fallbacks: Mapping[str, str]) -> None:
        self._counts, self._fallbacks = counts, fallbacks
        addresses = "|".join(map(re.escape, sorted(counts, key=len, reverse=True)))
        self._reference = re.compile(rf"(?<![\w.])(?P<address>{addresses})\.(?P<attribute>\w+)")

    def apply(self, module: Json) -> None:
        """Add ``count`` to optional resources, and rewrite every reference to them."""
        for address, body in resources(module):
            rewritten = self._rewrite(body, address)
            body.clear()
            body.update(rewritten)
            if address in self._counts:
                body["count"] = f"${{{self._counts[address]} ? 1 : 0}}"

    def scalar(self, text: str) -> str:
        """Rewrite the references to optional resources in a string."""
        return self._reference.sub(self._one, text)

    def _one(self, found: re.Match[str]) -> str:
        one = f"one({found['address']}[*].{found['attribute']})"
        fallback = self._fallbacks.get(found.group())
        return one if fallback is None else f"coalesce({one}, {fallback})"

    def _rewrite(self, value: Any, address: str) -> Any:
        if isinstance(value, dict):
            return {
                key: item if key in _LITERAL_KEYS else self._rewrite(item, address)
                for key, item in value.items()
            }
        if isinstance(value, list):
            return [self._rewrite(self._marked(item, address), address) for item in value]
        return self.scalar(value) if isinstance(value, str) else value

    def _marked(self, item: Any, address: str) -> Any:
        """Mark a list item that may be missing, so that it is omitted instead of null."""
        whole = _WHOLE.fullmatch(item) if isinstance(item, str) else None
        found = whole and self._reference.fullmatch(whole["expression"])
        if not found or self._counts[found["address"]] == self._counts.get(address):
            return item
        return f"${{{EACH}({found['address']}[*]).{found['attribute']}}}"


def repeat(module: Json, for_each: Mapping[str, str]) -> None:
    """Add ``for_each`` to resources that exist once per element of a collection."""
    for address, body in resources(module):
        if address in for_each:
            collection = for_each[address]
            text = json.dumps(body).replace(f"{EACH}({collection})", "each.value")
            body.clear()
            body.update(json.loads(text), for_each=f"${{{collection}}}")


def vary(body: Json, block: str, when: str | Json) -> None:
    """Make a block of a resource optional.

    Args:
        body: The resource.
        block: The block's name.
        when: The condition, or the dynamic block to write instead.
    """
    content = body.pop(block)
    if isinstance(when, str):
        (content,) = content if isinstance(content, list) else [content]
        when = {"for_each": f"${{{when} ? [true] : []}}", "content": content}
    body.setdefault("dynamic", {})[block] = when


def resolve(value: Any) -> Any:
    """Replace the marks of ``values.each`` with expressions."""
    if isinstance(value, dict):
        return {key: resolve(item) for key, item in value.items()}
    if isinstance(value, list):
        if any(isinstance(item, str) and EACH in item for item in value):
            return f"${{{joined(value)}}}"
        return [resolve(item) for item in value]
    if isinstance(value, str):
        # Outside of lists, a mark stands for the variable itself.
        return _EACH.sub(
            lambda found: found["collection"].removesuffix("[*]") + found["attribute"], value
        )
    return value


def only_each(items: object) -> bool:
    """Whether every item of a list may be missing."""
    return isinstance(items, list) and all(EACH in item for item in items)


def joined(items: Sequence[str]) -> str:
    """A list as an expression; each marked string stands for any number of items."""
    parts: list[str] = []
    plain: list[str] = []
    for item in items:
        found = _EACH.search(item)
        if found is None:
            plain.append(expression(item))
            continue
        if plain:
            parts.append(f"[{', '.join(plain)}]")
            plain = []
        one = f"item{found['attribute']}"
        text = expression(item[: found.start()] + one + item[found.end() :])
        given = f" if {one} != null" if found["given"] else ""
        parts.append(f"[for item in {found['collection']} : {text}{given}]")
    if plain:
        parts.append(f"[{', '.join(plain)}]")
    return parts[0] if len(parts) == 1 else f"concat({', '.join(parts)})"


def expression(text: str) -> str:
    """A string of Terraform's JSON as an expression: a quoted template, or a sole interpolation."""
    whole = _WHOLE.fullmatch(text)
    return whole["expression"] if whole else quoted(text)


def quoted(text: str) -> str:
    """A quoted string in Terraform's language; ``${...}`` is left unchanged."""
    parts: list[str] = []
    position = 0
    while (start := text.find("${", position)) >= 0:
        end = _end_of_interpolation(text, start + 2)
        parts += [_escaped(text[position:start]), text[start:end]]
        position = end
    return f'"{"".join(parts)}{_escaped(text[position:])}"'


def _escaped(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _end_of_interpolation(text: str, start: int) -> int:
    depth = 1
    for position in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return position + 1
    raise ValueError(f"{text!r} has an interpolation that does not end")
