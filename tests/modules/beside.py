"""Calls of several modules in one configuration, with the real Terraform and mock providers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.modules.mocked import AWS, Json, Mocked, copy_without_docker
from tests.terraform import Terraform
from tools.module import MODULES, blocks


def call(module: str, **arguments: object) -> Json:
    """A call of one of the modules."""
    return {"source": f"./{module}", **arguments}


class Beside:
    """Configurations that call the modules, which are copied beside them."""

    def __init__(self, folder: Path, terraform: Terraform) -> None:
        self._folder, self._terraform = folder, terraform

    def of(self, calls: Mapping[str, Json], **more: object) -> Mocked:
        """A configuration with these calls, and more blocks if wanted."""
        for name, module in MODULES.items():
            if not (self._folder / name).exists():
                copy_without_docker(module, self._folder / name)
        root = {
            "terraform": {"required_providers": {"aws": AWS}},
            "provider": {"aws": {}},
            "module": calls,
            **more,
        }
        (self._folder / "main.tf.json").write_text(json.dumps(root))
        return Mocked(self._folder, self._terraform)

    def untold(
        self, module: Path, good: Json, wrong: Sequence[tuple[Json, str]]
    ) -> list[tuple[Json | None, str]]:
        """What Terraform does not say: of these messages, and of the rules that there are.

        Args:
            module: The module's folder.
            good: Arguments that are right.
            wrong: Arguments that replace them, each with the beginning of a message.
        """
        calls = {f"call{i}": call(module.name, **good | each) for i, (each, _) in enumerate(wrong)}
        told: dict[str, list[str]] = {}
        for _ in range(2):  # a plan ends after the variables, if one is wrong
            for message in self.of(calls).plan():
                text = f"{message.get('detail', '')} {message.get('snippet')}"
                where = re.search(r"call\d+", f"{message.get('address', '')} {text}")
                told.setdefault(where.group() if where else "", []).append(message["detail"])
            calls = {name: arguments for name, arguments in calls.items() if name not in told}
        everything = [text for texts in told.values() for text in texts]
        untold: list[tuple[Json | None, str]] = [
            (each, message)
            for i, (each, message) in enumerate(wrong)
            if not any(message in text for text in told.get(f"call{i}", told.get("", [])))
        ]
        rules = {
            match.partition("${")[0].strip()
            for block in blocks(module)
            for match in re.findall(r'error_message = "((?:[^"\\]|\\.)*)', block.body)
            if block.kind != "check"
        }
        return untold + [
            (None, rule) for rule in sorted(rules) if not any(rule in text for text in everything)
        ]
