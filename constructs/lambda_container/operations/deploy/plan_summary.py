"""What a plan changes, for people and programs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Action = Literal["create", "update", "replace", "delete", "forget", "import"]
ACTIONS: tuple[Action, ...] = ("create", "update", "replace", "delete", "forget", "import")
_REPLACED = ({"create", "delete"}, {"create", "forget"})
_FUNCTION = "aws_lambda_function"
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
# Types of resources that build or push an image when they are created.
_BUILDS = ("docker_registry_image", "docker_image")


@dataclass(frozen=True, kw_only=True)
class Change:
    """A resource that a plan changes.

    Attributes:
        address: Terraform's address.
        action: What is done with it.
        arguments: Names of the arguments and attributes that change, sorted.
        because: Names of the arguments that make it be replaced, sorted.
    """

    address: str
    action: Action
    arguments: tuple[str, ...] = ()
    because: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FunctionChange:
    """A function that a plan changes.

    Attributes:
        address: Terraform's address.
        function_name: Its name, if it is known.
        action: What is done with it.
        old_digest: Digest of the image that it runs; ``None`` if it runs none yet, or no digest.
        new_digest: Digest of its image after the plan; ``None`` if it is known only then.
    """

    address: str
    function_name: str | None
    action: Action
    old_digest: str | None
    new_digest: str | None


@dataclass(frozen=True, kw_only=True)
class PlanSummary:
    """A plan.

    Attributes:
        changes: The resources that change, sorted by action and address.
        functions: The functions among them.
        images: Names of the images that Terraform builds and pushes.
        outputs: Names of the outputs that change, sorted.
        drift: Addresses of resources that something else deleted, or whose arguments it changed.
    """

    changes: tuple[Change, ...]
    functions: tuple[FunctionChange, ...]
    images: tuple[str, ...]
    outputs: tuple[str, ...]
    drift: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether applying the plan would change neither a resource nor an output."""
        return not self.changes and not self.outputs

    @property
    def counts(self) -> dict[Action, int]:
        """The number of resources by action; also those that are 0."""
        found = Counter(change.action for change in self.changes)
        return {action: found[action] for action in ACTIONS}


def summary_of(shown: Mapping[str, Any]) -> PlanSummary:
    """Summarize a plan as ``terraform show -json`` gives it.

    https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
    """
    resources = shown.get("resource_changes", [])
    changes = [change for each in resources for change in _change(each)]
    return PlanSummary(
        changes=tuple(sorted(changes, key=_place)),
        functions=tuple(_functions(resources)),
        images=tuple(sorted(_images(resources))),
        outputs=tuple(
            sorted(
                name
                for name, change in shown.get("output_changes", {}).items()
                if change["actions"] != ["no-op"]
            )
        ),
        drift=tuple(sorted(_drifted(shown))),
    )


def _drifted(shown: Mapping[str, Any]) -> Iterator[str]:
    """Resources that something else deleted, or whose arguments it changed.

    Only arguments that the stack sets count: Terraform also reports what other resources of the
    stack did, such as the policies of a role, and what a provider reads in another form.
    """
    module = shown.get("configuration", {}).get("root_module", {})
    arguments = {
        each["address"]: each.get("expressions", {}) for each in module.get("resources", [])
    }
    for each in shown.get("resource_drift", []):
        change, address = each["change"], each["address"]
        before, after = change.get("before") or {}, change.get("after") or {}
        seen = arguments.get(address.partition("[")[0], {})
        changed = [k for k in seen if _said(before.get(k)) != _said(after.get(k))]
        if "delete" in change["actions"] or changed:
            yield address


def _said(value: Any) -> Any:
    """A value without what says nothing: providers read nothing, false and empty in many forms."""
    if isinstance(value, Mapping):
        return {key: said for key, each in value.items() if (said := _said(each))} or None
    if isinstance(value, list):
        return [said for each in value if (said := _said(each))] or None
    return value or None


def _place(change: Change) -> tuple[int, str]:
    return ACTIONS.index(change.action), change.address


def _action(resource: Mapping[str, Any]) -> Action | None:
    """What is done with a resource; ``None`` for what is only read or left alone."""
    if resource.get("mode") == "data":
        return None
    actions = set(resource["change"]["actions"])
    if actions in _REPLACED:
        return "replace"
    for action in ("create", "update", "delete", "forget"):
        if action in actions:
            return action
    return "import" if resource["change"].get("importing") else None


def _change(resource: Mapping[str, Any]) -> Iterator[Change]:
    action = _action(resource)
    if action is None:
        return
    change = resource["change"]
    is_seen = action in ("update", "replace")
    because = {str(path[0]) for path in change.get("replace_paths", []) if path}
    yield Change(
        address=resource["address"],
        action=action,
        arguments=tuple(sorted(_changed(change))) if is_seen else (),
        because=tuple(sorted(because)) if action == "replace" else (),
    )


def _changed(change: Mapping[str, Any]) -> Iterator[str]:
    """Names only: values may be secrets."""
    before, after = change.get("before") or {}, change.get("after") or {}
    unknown = change.get("after_unknown") or {}
    for name in {*before, *after, *unknown}:
        if unknown.get(name) is True or before.get(name) != after.get(name):
            yield name


def _functions(resources: list[Mapping[str, Any]]) -> Iterator[FunctionChange]:
    for resource in sorted(resources, key=lambda each: str(each["address"])):
        action = _action(resource)
        if resource.get("type") != _FUNCTION or action is None:
            continue
        before = resource["change"].get("before") or {}
        after = resource["change"].get("after") or {}
        name = after.get("function_name") or before.get("function_name")
        yield FunctionChange(
            address=resource["address"],
            function_name=name if isinstance(name, str) else None,
            action=action,
            old_digest=_digest(before),
            new_digest=_digest(after),
        )


def _digest(function: Mapping[str, Any]) -> str | None:
    found = _DIGEST.search(str(function.get("image_uri") or ""))
    return None if found is None else found.group()


def _images(resources: list[Mapping[str, Any]]) -> Iterator[str]:
    for resource in resources:
        if resource.get("type") in _BUILDS and _action(resource) in ("create", "replace"):
            after = resource["change"].get("after") or {}
            name = after.get("name")
            yield name if isinstance(name, str) else resource["address"]
