"""Images whose bases the lock file pins."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformStack, Testing
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lambda_container import ContainerFunction, ContainerImage, Repository
from lambda_container.image.built_image import BuiltImage
from lambda_container.manifest.lock_file import LockError, update_lock
from lambda_container.manifest.locked_image import PinnedBase
from lambda_container.manifest.stack_reader import read_manifests

ONE, TWO = (f"sha256:{digit * 64}" for digit in "12")
KEY = "python:3.13 linux/amd64"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cdktf.json").write_text("{}")
    (tmp_path / "orders").mkdir()
    (tmp_path / "orders" / "Dockerfile").write_text("FROM python:3.13\nCOPY . /\n")
    return tmp_path


def pin(folder: Path, digest: str, key: str = KEY) -> None:
    update_lock(folder / "lambda-container.lock.json", {}, {key: PinnedBase(digest=digest)})


def image(stack: TerraformStack, **arguments: Any) -> BuiltImage:
    AwsProvider(stack, "aws", region="eu-west-1")
    built = ContainerImage.build(
        "orders", repository=Repository(stack, "R", name="orders"), **arguments
    )
    ContainerFunction(stack, "Orders", image=built)
    return built


def synthesized(app: App, stack: TerraformStack) -> dict[str, Any]:
    app.synth()
    content: dict[str, Any] = json.loads(
        (Path(app.outdir) / "stacks" / stack.node.id / "cdk.tf.json").read_text()
    )
    return content


def test_a_pin_is_part_of_the_hash_and_no_part_of_the_address(folder: Path) -> None:
    hashes: set[str] = set()
    addresses: set[str] = set()
    for digest in (None, ONE, TWO):
        if digest is not None:
            pin(folder, digest)
        stack = TerraformStack(Testing.app(), "dev")
        hashes.add(image(stack).content_hash)
        addresses.add(*json.loads(Testing.synth(stack))["resource"]["docker_registry_image"])
    assert (len(hashes), len(addresses)) == (3, 1)


@pytest.mark.parametrize(
    "key", ["python:3.12 linux/amd64", "python:3.13 linux/arm64", "python:3.13"]
)
def test_a_pin_of_another_base_is_none_of_this_image(folder: Path, key: str) -> None:
    before = image(TerraformStack(Testing.app(), "dev")).content_hash
    pin(folder, ONE, key)
    assert image(TerraformStack(Testing.app(), "dev")).content_hash == before


def test_terraform_builds_from_a_dockerfile_by_digest(folder: Path) -> None:
    pin(folder, ONE)
    app = App(outdir=str(folder / "cdktf.out"))
    stack = TerraformStack(app, "dev")
    image(stack)
    (block,) = synthesized(app, stack)["resource"]["docker_registry_image"].values()
    assert block["build"]["context"] == "../../../orders"
    dockerfile = folder / "orders" / block["build"]["dockerfile"]
    assert dockerfile.resolve().parent == folder / "cdktf.out" / "stacks" / "dev"
    assert dockerfile.read_text() == f"FROM python@{ONE}\nCOPY . /\n"
    assert (folder / "orders" / "Dockerfile").read_text() == "FROM python:3.13\nCOPY . /\n"


def test_the_manifest_keeps_the_dockerfile_of_the_project_and_the_digests(folder: Path) -> None:
    pin(folder, ONE)
    app = App(outdir=str(folder / "cdktf.out"))
    stack = TerraformStack(app, "dev")
    image(stack, build="published")
    app.synth()
    (manifest,) = read_manifests(folder / "cdktf.out")
    (entry,) = manifest.images
    assert entry.inputs.dockerfile == "../../../orders/Dockerfile"
    assert entry.inputs.bases == {KEY: ONE}


def test_a_test_of_a_stack_writes_nothing(folder: Path) -> None:
    pin(folder, ONE)
    stack = TerraformStack(Testing.app(), "dev")
    image(stack)
    (block,) = json.loads(Testing.synth(stack))["resource"]["docker_registry_image"].values()
    assert block["build"]["dockerfile"].startswith("../cdktf.out/stacks/dev/")
    assert not (folder / "cdktf.out").exists()


def test_an_edited_pin_is_refused(folder: Path) -> None:
    file = folder / "lambda-container.lock.json"
    update_lock(file, {}, {KEY: PinnedBase(digest=ONE)})
    file.write_text(file.read_text().replace(ONE, TWO))
    with pytest.raises(LockError, match="the seal of the bases is broken"):
        image(TerraformStack(Testing.app(), "dev"))


def test_a_lock_file_of_ones_own_pins_what_it_is_given_to(folder: Path) -> None:
    update_lock(folder / "mine.json", {}, {KEY: PinnedBase(digest=ONE)})
    stack = TerraformStack(Testing.app(), "dev")
    assert image(stack, build="published", lock="mine.json").inputs.bases == {KEY: ONE}
