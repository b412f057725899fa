"""Validate a stack's JSON with Terraform."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambda_container.errors import LambdaContainerError
from lambda_container.file_system import TERRAFORM_LOCK_FILE
from lambda_container.manifest.stack_json import STACK_JSON
from lambda_container.testing.template import Template

if TYPE_CHECKING:
    from cdktf import TerraformStack


class TerraformNotFound(LambdaContainerError):  # noqa: N818 - reads as what it says
    """Terraform is not installed."""

    def __init__(self) -> None:
        super().__init__("terraform is not on PATH: install Terraform 1.10 or newer")


class TerraformError(LambdaContainerError):
    """Terraform failed before it could validate; the message says why."""


class TerraformValidation:
    """``terraform validate``, with providers that are downloaded once for stacks that share them.

    It contacts no cloud and needs no credentials. Terraform's own settings apply to providers:
    ``TF_CLI_CONFIG_FILE``, ``TF_PLUGIN_CACHE_DIR``.

    Args:
        folder: The folder of the providers; if it is kept, later runs reuse them.

    Raises:
        TerraformNotFound: There is no ``terraform`` on PATH.
    """

    def __init__(self, folder: Path) -> None:
        executable = shutil.which("terraform")
        if executable is None:
            raise TerraformNotFound
        self._executable, self._folder = executable, folder

    def __call__(self, stack: Template | TerraformStack) -> None:
        """Assert that Terraform and the providers accept a stack.

        Raises:
            AssertionError: They do not; the message shows where and why.
            TerraformError: The providers could not be downloaded.
        """
        template = stack if isinstance(stack, Template) else Template.from_stack(stack)
        ready = self._ready(template)
        with tempfile.TemporaryDirectory() as work:
            (Path(work) / STACK_JSON).write_text(json.dumps(template.json), encoding="utf-8")
            shutil.copy(ready / TERRAFORM_LOCK_FILE, work)
            done = self._run("validate", "-json", cwd=Path(work), data=ready / ".terraform")
        try:
            answer = json.loads(done.stdout)
        except ValueError:
            raise TerraformError(f"terraform validate failed:\n{done.stderr.strip()}") from None
        if not answer["valid"]:
            errors = [one for one in answer["diagnostics"] if one["severity"] == "error"]
            raise AssertionError("\n".join(["Terraform rejects the stack:", *map(_shown, errors)]))

    def _ready(self, template: Template) -> Path:
        """Return a folder with the providers of a stack, initialized by ``terraform init``."""
        required = template.json.get("terraform", {}).get("required_providers", {})
        content = json.dumps({"terraform": {"required_providers": required}}, sort_keys=True)
        ready = self._folder / hashlib.sha256(content.encode()).hexdigest()
        if ready.exists():
            return ready
        self._folder.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=self._folder))
        try:
            (made / STACK_JSON).write_text(content, encoding="utf-8")
            done = self._run("init", "-backend=false", cwd=made, data=made / ".terraform")
            if done.returncode != 0:
                raise TerraformError(f"terraform init failed:\n{done.stderr.strip()}")
            (made / TERRAFORM_LOCK_FILE).touch()  # without providers there is none
            made.replace(ready)
        except OSError:
            if not ready.exists():  # another process was faster
                raise
        finally:
            shutil.rmtree(made, ignore_errors=True)
        return ready

    def _run(self, *arguments: str, cwd: Path, data: Path) -> subprocess.CompletedProcess[str]:
        variables = {
            **os.environ,
            "CHECKPOINT_DISABLE": "1",
            "TF_DATA_DIR": str(data),
            "TF_IN_AUTOMATION": "1",
            "TF_INPUT": "0",
        }
        return subprocess.run(  # noqa: S603 - Terraform, with nothing of the stack's on its command line
            [self._executable, *arguments, "-no-color"],
            cwd=cwd,
            env=variables,
            capture_output=True,
            text=True,
            check=False,
        )


def _shown(diagnostic: dict[str, Any]) -> str:
    where = (diagnostic.get("snippet") or {}).get("context")
    lines = [f"  {diagnostic['summary']}" + (f" ({where})" if where else "")]
    lines += [f"    {line}" for line in diagnostic.get("detail", "").splitlines()]
    return "\n".join(lines)
