"""A call may take what depends on another output of it: no output waits for more than it tells."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.modules.mocked import AWS, Mocked, copy_without_docker
from tests.terraform import Terraform
from tools.module import MODULE

_ALIAS: dict[str, Any] = {"publish": True, "aliases": {"live": {}}}
# What a call takes, in which OUTSIDE stands for something that is made of an output of it. What the
# role's policy names, such as a queue, comes before the function, and cannot be made of it.
OUTSIDE = "OUTSIDE"
TAKEN: dict[str, tuple[str, dict[str, Any]]] = {
    "pinned": (
        "function.name",
        {"publish": True, "aliases": {"live": {"function_version": OUTSIDE}}},
    ),
    "canary": (
        "function.version",
        {
            "publish": True,
            "aliases": {
                "live": {
                    "function_version": "3",
                    "additional_version_weights": f"${{{{ ({OUTSIDE}) = 0.1 }}}}",
                }
            },
        },
    ),
    "site": ("alias.invoke_arn", {**_ALIAS, "url": {"cors": {"allow_origins": [OUTSIDE]}}}),
    "trigger": ("function.arn", {"url": {"cors": {"allow_origins": [OUTSIDE]}}}),
    "tagged": ("content_hash", {"tags": {"Hash": OUTSIDE}}),
    "permitted": ("url", {"url": {}, "permissions": {"a": {"principal": OUTSIDE}}}),
    "alarmed": ("alias.arn", {**_ALIAS, "alarms": {"topic_arn": OUTSIDE}}),
    "told": ("repository.url", {"environment": {"URL": OUTSIDE}}),
    "logged": ("log_group.arn", {"environment": {"LOGS": OUTSIDE}}),
    "allowed": ("dead_letter_queue.arn", {"policy_jsons": {"a": OUTSIDE}}),
    "attached": ("role.name", {"environment": {"ROLE": OUTSIDE}}),
}


def test_there_is_no_cycle(terraform: Terraform, tmp_path: Path) -> None:
    copy_without_docker(MODULE, tmp_path / "module")
    outside = {name: {"input": f"${{module.{name}.{told}}}"} for name, (told, _) in TAKEN.items()}
    calls = {
        name: {"source": "./module", "function_name": name, "source_path": ".", **_with(name, call)}
        for name, (_, call) in TAKEN.items()
    }
    root = {
        "provider": {"aws": {}},
        "terraform": {"required_providers": {"aws": AWS}},
        "resource": {"terraform_data": outside},
        "module": calls,
    }
    (tmp_path / "main.tf.json").write_text(json.dumps(root))
    Mocked(tmp_path, terraform)
    assert "The configuration is valid" in terraform.run("validate", "-no-color", cwd=tmp_path)


def _with(name: str, call: Any) -> Any:
    """The call, with the outside's reference in its place."""
    reference = f"terraform_data.{name}.output"
    text = json.dumps(call)
    whole = text.replace(f'"{OUTSIDE}"', json.dumps(f"${{{reference}}}"))
    return json.loads(whole.replace(OUTSIDE, reference))
