"""The real Terraform with mock providers: ``terraform test`` and ``mock_provider``.

It needs hashicorp/aws only for its schemas. Resources of the Docker provider, which may not be
available, are omitted: ``tests/e2e/test_module.py`` tests them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.terraform import GO, Terraform
from tools.module import Block, blocks

Json = dict[str, Any]
_LINES = re.MULTILINE | re.DOTALL

AWS: Json = {"source": "hashicorp/aws"}
ACCOUNT = "111122223333"
REGION = "eu-west-1"
HOST = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
DIGEST = f"sha256:{'0' * 64}"


def arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"


_MADE: Mapping[str, Json] = {
    "aws_cloudwatch_log_group": {"arn": arn("logs", "log-group:made")},
    "aws_ecr_repository": {
        "arn": arn("ecr", "repository/made"),
        "repository_url": f"{HOST}/made",
        "registry_id": ACCOUNT,
    },
    "aws_iam_role": {"arn": f"arn:aws:iam::{ACCOUNT}:role/made"},
    "aws_lambda_alias": {"arn": arn("lambda", "function:made:live")},
    "aws_cloudwatch_metric_alarm": {"arn": arn("cloudwatch", "alarm:made")},
    "aws_lambda_event_source_mapping": {"uuid": "made"},
    "aws_lambda_function": {"arn": arn("lambda", "function:made"), "version": "7"},
    "aws_sqs_queue": {"arn": arn("sqs", "made"), "url": "https://made"},
}
_KNOWN: Mapping[str, Json] = {
    "aws_caller_identity": {"account_id": ACCOUNT},
    "aws_ecr_image": {"image_digest": DIGEST},
    "aws_ecr_repository": {"repository_url": f"{HOST}/theirs", "registry_id": ACCOUNT},
    "aws_iam_policy_document": {"json": "{}"},
    "aws_partition": {"partition": "aws", "dns_suffix": "amazonaws.com"},
    "aws_region": {"id": REGION},
}
_MOCK = {
    kind: {type_: {"defaults": values} for type_, values in types.items()}
    for kind, types in (("mock_resource", _MADE), ("mock_data", _KNOWN))
}


def without_docker(configuration: Json) -> Json:
    """The configuration for a machine without a Docker provider: a digest replaces a push."""
    configuration = json.loads(json.dumps(configuration))
    resources = configuration.get("resource", {})
    # An image's stand-in has its triggers and preconditions.
    stand_ins = {
        name: {
            **({"count": image["count"]} if "count" in image else {}),
            "triggers_replace": image["triggers"],
            "lifecycle": {"precondition": image["lifecycle"].get("precondition", [])},
        }
        for name, image in resources.pop("docker_registry_image", {}).items()
    }
    if stand_ins:
        resources["terraform_data"] = stand_ins
    configuration.get("provider", {}).pop("docker", None)
    configuration.get("terraform", {}).get("required_providers", {}).pop("docker", None)
    return configuration


def copy_without_docker(module: Path, folder: Path) -> None:
    """Copy the module, adapted for a machine without a Docker provider."""
    folder.mkdir(parents=True)
    for script in module.glob("*.sh"):
        shutil.copy2(script, folder)
    for file in module.glob("*.tf"):
        text = file.read_text()
        text = re.sub(r"    docker = \{\n.*?\n    \}\n", "", text, flags=re.DOTALL)
        for block in blocks(module):
            if block.labels[:1] == ("docker_registry_image",):
                text = text.replace(block.text, _stand_in(block))
        text = text.replace(
            "docker_registry_image.image[*].sha256_digest",
            f'[for build in terraform_data.image : "{DIGEST}"]',
        )
        (folder / file.name).write_text(text)


def _stand_in(image: Block) -> str:
    """What has the image's count, triggers and preconditions."""
    triggers = re.search(r"^  triggers = (merge\(\n.*?\n  \))\n", image.body, _LINES)
    lifecycle = re.search(r"^  lifecycle \{\n.*?\n  \}\n", image.body, _LINES)
    assert triggers is not None
    assert lifecycle is not None
    kept = re.sub(r"^    (?:#|ignore_changes).*\n", "", lifecycle[0], flags=re.MULTILINE)
    count = f"  count = {image.argument('count')}\n\n  triggers_replace = {triggers[1]}\n"
    return f'resource "terraform_data" "image" {{\n{count}\n{kept}}}\n'


class Mocked:
    """A folder of Terraform configuration, and the real Terraform without an AWS account."""

    def __init__(
        self, folder: Path, terraform: Terraform, *, environment: Mapping[str, str] = GO
    ) -> None:
        self.folder, self._terraform, self._environment = folder, terraform, environment
        terraform.run("init", f"-plugin-dir={terraform.plugins}", cwd=folder)

    def plan(self, **variables: object) -> list[Json]:
        """The diagnostics of a plan, as Terraform's own JSON."""
        return _wrong(self._run("plan", variables))

    def fail(self, **variables: object) -> list[Json]:
        """The diagnostics of an apply."""
        return _wrong(self._run("apply", variables))

    def apply(self, **variables: object) -> Json:
        """The resulting state, as Terraform's own JSON."""
        messages = self._run("apply", variables)
        errors = [each for each in _wrong(messages) if each["severity"] == "error"]
        assert errors == [], "\n".join(f"{e['summary']}: {e.get('detail')}" for e in errors)
        (state,) = (m["test_state"] for m in messages if m["type"] == "test_state")
        found: Json = state
        return found

    def _run(self, command: str, variables: Mapping[str, object]) -> list[Json]:
        run = {"command": command, "variables": variables} if variables else {"command": command}
        test = {"mock_provider": {"aws": _MOCK}, "run": {"it": run}}
        tests = self.folder / "tests"
        tests.mkdir(exist_ok=True)
        (tests / "it.tftest.json").write_text(json.dumps(test))
        done = subprocess.run(
            [self._terraform.executable, "test", "-json", "-verbose"],
            cwd=self.folder,
            env={**os.environ, **self._environment, "CHECKPOINT_DISABLE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert '"type":"test_summary"' in done.stdout, done.stdout + done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


def _wrong(messages: list[Json]) -> list[Json]:
    return [m["diagnostic"] for m in messages if m["type"] == "diagnostic"]
