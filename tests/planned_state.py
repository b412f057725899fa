"""The state that an apply would leave, made from plans alone: no AWS takes part."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.aws import ACCOUNT
from tests.terraform import Terraform

_META = {"depends_on", "lifecycle", "provider", "count", "for_each", "dynamic"}
# Data sources that hashicorp/aws answers by itself.
_ANSWERED = ("aws_iam_policy_document", "aws_partition", "aws_region")
# What needs another provider, or AWS when it is planned.
LEFT_OUT = ("docker_registry_image", "aws_cloudcontrolapi_resource", "terraform_data")
_DIGEST = f"sha256:{'0' * 64}"
_ARN = f"arn:aws:iam::{ACCOUNT}:role/planned"
# A plan refers to what the one before made up: after three, nothing is made up any more.
_ROUNDS = 5


@dataclass(frozen=True)
class Change:
    """What a plan wants with one resource.

    Attributes:
        actions: Such as ``["update"]``.
        before: Its attributes in the state.
        after: Its planned attributes.
    """

    actions: list[str]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


class PlannedState:
    """A folder with the state of a document, in which others are planned.

    Args:
        folder: An empty folder.
        terraform: The real Terraform, with ``hashicorp/aws``.
        environment: Variables of its runs.
    """

    def __init__(
        self, folder: Path, terraform: Terraform, environment: Mapping[str, str] = {}
    ) -> None:
        self._folder, self._terraform, self._environment = folder, terraform, environment
        self._serial = 0
        self._write("main.tf.json", {"terraform": self._required, "provider": {"aws": [{}]}})
        terraform.run("init", f"-plugin-dir={terraform.plugins}", cwd=folder)

    def init(self, document: Mapping[str, Any]) -> None:
        """Initialize again, for a document that calls a module of the folder."""
        self._write("main.tf.json", self.known(document))
        self._terraform.run("init", f"-plugin-dir={self._terraform.plugins}", cwd=self._folder)

    @property
    def _required(self) -> dict[str, Any]:
        version = self._terraform.aws_version
        return {"required_providers": {"aws": {"source": "hashicorp/aws", "version": version}}}

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The schemas of the provider that is at hand."""
        text = self._run("providers", "schema", "-json")
        schemas = json.loads(text)["provider_schemas"]
        found: dict[str, Any] = next(v for k, v in schemas.items() if k.endswith("/aws"))
        return found

    def settle(self, document: Mapping[str, Any]) -> None:
        """Plan a document, and take for the state what is planned, until nothing changes."""
        (self._folder / "terraform.tfstate").unlink(missing_ok=True)
        for _ in range(_ROUNDS):
            changes = self._plan(document)
            if all(change["change"]["actions"] == ["no-op"] for change in changes):
                return
            self._keep(changes)
        pending = [c["address"] for c in changes if c["change"]["actions"] != ["no-op"]]
        raise AssertionError(f"a plan over its own state changes {pending}")

    def plan(self, document: Mapping[str, Any]) -> dict[str, Change]:
        """What another document would change, by address."""
        return {
            change["address"]: Change(
                change["change"]["actions"], change["change"]["before"], change["change"]["after"]
            )
            for change in self._plan(document)
            if change["change"]["actions"] != ["no-op"]
        }

    def changed(self, document: Mapping[str, Any]) -> set[str]:
        """The addresses of what another document would change."""
        self._write("main.tf.json", self.known(document))
        options = ("-refresh=false", "-input=false", "-json")
        output = self._run("plan", *options)
        messages = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
        planned = [m["change"] for m in messages if m["type"] == "planned_change"]
        return {one["resource"]["addr"] for one in planned if one["action"] != "read"}

    def known(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """A document with what this provider knows, and what can be planned without AWS."""
        return json.loads(json.dumps(self._known(deepcopy(dict(document)))))  # type: ignore[no-any-return]

    def _plan(self, document: Mapping[str, Any]) -> list[dict[str, Any]]:
        self._write("main.tf.json", self.known(document))
        out = "-out=out.plan"
        self._run("plan", "-refresh=false", "-input=false", out)
        plan = json.loads(self._run("show", "-json", "out.plan"))
        return [c for c in plan.get("resource_changes", []) if c["mode"] == "managed"]

    def _run(self, *arguments: str) -> str:
        return self._terraform.run(*arguments, cwd=self._folder, environment=self._environment)

    def _keep(self, changes: list[dict[str, Any]]) -> None:
        resources = []
        for one in changes:
            if one["change"]["after"] is None:
                continue
            schema = self.schema["resource_schemas"][one["type"]]
            change, module = one["change"], one.get("module_address")
            unknown, before = change["after_unknown"], change["before"] or {}
            attributes = _filled(change["after"], unknown, schema["block"])
            kept = [name for name in before if unknown.get(name) is True]
            instance = {
                **({"index_key": one["index"]} if "index" in one else {}),
                "schema_version": schema["version"],
                "attributes": {**attributes, **{name: before[name] for name in kept}},
            }
            resources.append(
                {
                    **({"module": module} if module else {}),
                    "mode": "managed",
                    "type": one["type"],
                    "name": one["name"],
                    "provider": f'provider["{one["provider_name"]}"]',
                    "instances": [instance],
                }
            )
        self._serial += 1
        state = {"version": 4, "serial": self._serial, "lineage": "planned", "outputs": {}}
        self._write("terraform.tfstate", {**state, "resources": resources})

    def _write(self, name: str, content: Mapping[str, Any]) -> None:
        (self._folder / name).write_text(json.dumps(content))

    def _known(self, document: dict[str, Any]) -> dict[str, Any]:
        for section in ("resource", "data"):
            schemas = self.schema[f"{section.replace('data', 'data_source')}_schemas"]
            for kind in list(document.get(section, {})):
                if kind in LEFT_OUT:
                    del document[section][kind]
                    continue
                named = document[section][kind]
                for name, block in named.items():
                    named[name] = _pruned(block, schemas[kind]["block"])
        document.pop("ephemeral", None)
        document["terraform"] = self._required
        document["provider"] = {
            "aws": [
                {
                    **configuration,
                    "access_key": "planned",
                    "secret_key": "planned",
                    "skip_credentials_validation": True,
                    "skip_metadata_api_check": "true",
                    "skip_requesting_account_id": True,
                }
                for configuration in document["provider"]["aws"]
            ]
        }
        return self._without_data(document)

    def _without_data(self, document: dict[str, Any]) -> dict[str, Any]:
        """What data sources would ask AWS for becomes a local value."""
        answers, places = {}, {}
        for kind in [kind for kind in document.get("data", {}) if kind not in _ANSWERED]:
            attributes = self.schema["data_source_schemas"][kind]["block"]["attributes"]
            for name, block in document["data"].pop(kind).items():
                made_up = {a: _made_up(a, s.get("type")) for a, s in attributes.items()}
                given = {key: value for key, value in block.items() if key in attributes}
                one = {**made_up, **given}
                answers[f"{kind}_{name}"] = [] if "count" in block else one
                places[f"data.{kind}.{name}"] = f"local.{kind}_{name}"
        text = json.dumps(document)
        for address, place in places.items():
            text = re.sub(rf'"{re.escape(address)}",?\s*', "", text)
            text = re.sub(rf"{re.escape(address)}(?=[.\[])", place, text)
        text = re.sub(r"\$\{docker_registry_image\.[\w-]+\.sha256_digest\}", _DIGEST, text)
        for kind in LEFT_OUT:
            text = re.sub(rf'"{kind}\.[\w-]+",?\s*', "", text)
        text = re.sub(r",\s*\]", "]", text)
        # Newer than hashicorp/aws 5.100.
        text = text.replace("MUTABLE_WITH_EXCLUSION", "MUTABLE")
        found: dict[str, Any] = json.loads(text)
        return {**found, "locals": {**found.get("locals", {}), **answers}}


def _pruned(block: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    attributes, blocks = schema.get("attributes", {}), schema.get("block_types", {})
    kept: dict[str, Any] = {}
    for name, value in block.items():
        if name in _META or name in attributes:
            kept[name] = value
        elif name in blocks:
            inner = blocks[name]["block"]
            several = isinstance(value, list)
            kept[name] = [_pruned(v, inner) for v in value] if several else _pruned(value, inner)
    return kept


def _filled(after: Mapping[str, Any], unknown: Any, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Planned attributes, with something for each that is known after the apply only."""
    unknown = unknown if isinstance(unknown, dict) else {}
    filled: dict[str, Any] = {}
    for name, attribute in schema.get("attributes", {}).items():
        kind = attribute.get("type")
        if unknown.get(name) is not True:
            filled[name] = _filled_value(after.get(name), unknown.get(name), kind)
        elif kind == "string" and attribute.get("optional"):
            filled[name] = "planned" if "name" in name or name == "id" else ""
        else:
            filled[name] = _made_up(name, kind)
    for name, nested in schema.get("block_types", {}).items():
        value, missing, block = after.get(name), unknown.get(name), nested["block"]
        if missing is True:
            filled[name] = []
        elif nested["nesting_mode"] == "single":
            filled[name] = None if value is None else _filled(value, missing, block)
        else:
            each = missing if isinstance(missing, list) else []
            each = [*each, *[{}] * len(value or ())]
            filled[name] = [_filled(v, m, block) for v, m in zip(value or (), each, strict=False)]
    return filled


def _filled_value(value: Any, unknown: Any, kind: Any) -> Any:
    if not unknown:
        return value
    if unknown is True:
        return _made_up("", kind)
    if isinstance(unknown, list):
        pairs = zip(value or (), unknown, strict=False)
        return [_filled_value(v, u, kind[1]) for v, u in pairs]
    value = value or {}
    inner = kind[1] if kind[0] == "object" else dict.fromkeys({*value, *unknown}, kind[1])
    return {key: _filled_value(value.get(key), unknown.get(key), inner[key]) for key in inner}


def _made_up(name: str, kind: Any) -> Any:
    if isinstance(kind, list):
        if kind[0] == "object":
            return {key: _made_up(key, inner) for key, inner in kind[1].items()}
        return {} if kind[0] == "map" else []
    values = {"string": ACCOUNT if name == "account_id" else _ARN, "number": 1, "bool": False}
    return values.get(kind)
