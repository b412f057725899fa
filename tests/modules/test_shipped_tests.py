"""The tests that ship with the module, by ``terraform test``."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.terraform import GO, Terraform
from tools.module import MODULE


def test_terraform_runs_them(module: Path, terraform: Terraform) -> None:
    shutil.copytree(MODULE / "tests", module / "tests")
    file = module / "tests" / "module.tftest.hcl"
    text = file.read_text()
    # Without a Docker provider at hand, what stands in for its resource has no provider to mock.
    text = text.replace('mock_provider "docker" {}\n', "")
    file.write_text(text.replace("docker_registry_image", "terraform_data"))
    terraform.run("init", f"-plugin-dir={terraform.plugins}", cwd=module)

    done = subprocess.run(
        [terraform.executable, "test", "-no-color"],
        cwd=module,
        env={**os.environ, **GO, "CHECKPOINT_DISABLE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    runs = len(re.findall(r'^run "', text, re.MULTILINE))
    assert f"Success! {runs} passed, 0 failed." in done.stdout, done.stdout + done.stderr
