"""Optional statements of policies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tools.module import options
from tools.module.expressions import Json, joined, only_each, resolve


def vary_statements(document: Json) -> None:
    """Divide a document's statements into permanent and optional ones."""
    always: list[Json] = []
    sometimes: list[Json] = []
    for statement in document["statement"]:
        for part, condition in _parts(statement):
            varied = _varied(part, condition)
            (always if varied is part else sometimes).append(varied)
    document.pop("statement")
    if always:
        document["statement"] = always
    if sometimes:
        document["dynamic"] = {"statement": sometimes}


def _parts(statement: Json) -> Iterator[tuple[Json, str | None]]:
    """Split a statement by the conditions of its actions."""
    actions: Any = statement["actions"]
    if "sid" in statement and statement["sid"] in options.SIDS:
        yield statement, options.SIDS[statement["sid"]]
        return
    if isinstance(actions, str):
        yield statement, None
        return
    groups: dict[str | None, list[str]] = {}
    for action in actions:
        condition = next((c for a, c in options.ACTIONS.items() if action.startswith(a)), None)
        groups.setdefault(condition, []).append(action)
    for condition, part in groups.items():
        yield (statement if len(groups) == 1 else {**statement, "actions": part}), condition


def _varied(statement: Json, condition: str | None) -> Json:
    actions: Any = statement["actions"]
    if isinstance(actions, str):
        content = dict(statement)
        (condition_block,) = content.pop("condition")
        content["dynamic"] = {
            "condition": {"for_each": "${statement.value.conditions}", "content": condition_block}
        }
        return {"for_each": f"${{{options.REPEATED[actions]}}}", "content": content}
    resources: Any = statement.get("resources")
    if only_each(resources):
        known = f"[{joined(resources)}]"
        if condition is not None:
            known = f"{condition} ? {known} : []"
        for_each = f"${{[for resources in {known} : resources if length(resources) > 0]}}"
        return {"for_each": for_each, "content": {**statement, "resources": "${statement.value}"}}
    if condition is not None:
        return {"for_each": f"${{{condition} ? [true] : []}}", "content": resolve(statement)}
    return statement
