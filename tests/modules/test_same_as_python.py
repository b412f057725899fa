"""The module and the Python library create the same resources from the same inputs.

The real Terraform applies both with mock providers, and the resulting resources are compared
attribute by attribute.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lambda_container import BuildSecret, ContainerFunction, ContainerImage, Repository
from tests.modules.compared import differences, resources
from tests.modules.mocked import Mocked
from tests.modules.programs import INPUTS, escaped, synthesized
from tests.synth import Synth
from tests.terraform import Terraform
from tools.module import blocks


@pytest.mark.parametrize("case", INPUTS)
def test_the_module_makes_what_the_library_makes(
    case: str, module: Path, terraform: Terraform, tmp_path: Path
) -> None:
    make, variables = INPUTS[case]
    ours = Mocked(module, terraform).apply(function_name="orders", **escaped(variables))
    theirs = Mocked(synthesized(make, module / "source", tmp_path / "python"), terraform).apply()

    assert differences(resources(ours), resources(theirs)) == {}


def test_what_belongs_to_docker_has_the_same_arguments(module: Path, tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path / "python"))
    stack = TerraformStack(app, "python")
    AwsProvider(stack, "aws", region="eu-west-1")
    repository = Repository(stack, "Repository", name="orders", login="ecr-login")
    image = ContainerImage.build(
        module / "source",
        repository=repository,
        target="0",
        build_args={"A": "1"},
        labels={"b": "2"},
        secrets=[BuildSecret(id="c", env="PATH")],
        architecture="arm64",
    )
    ContainerFunction(stack, "Function", image=image, function_name="orders")
    built = Synth(stack).resource("docker_registry_image")
    (ours,) = (b for b in blocks() if b.labels == ("docker_registry_image", "image"))
    (build,) = re.findall(r"^  build \{\n(.*?)^  \}", ours.body, re.MULTILINE | re.DOTALL)

    named = set(re.findall(r"^    (?:dynamic \")?(\w+)", build, re.MULTILINE))
    assert named == set(built["build"])
    for name in ("provenance", "sbom"):
        assert f'{name} = "{built["build"][name]}"' in re.sub(" +", " ", build)
    top = set(re.findall(r"^  (\w+)", ours.body, re.MULTILINE))
    assert top == {*built, "count"}
    assert built["lifecycle"]["ignore_changes"] == ["name", "build"]
    assert "ignore_changes = [name, build]" in ours.body
