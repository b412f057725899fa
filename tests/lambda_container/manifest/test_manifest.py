"""What is written beside a stack's resources, and read again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cdktf import App, LocalBackend, TerraformStack, TerraformVariable
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lambda_container import (
    BuildSecret,
    ContainerFunction,
    ContainerImage,
    Repository,
    TrafficShift,
)
from lambda_container.manifest.entries import AliasEntry, StackManifest
from lambda_container.manifest.literal_text import plain
from lambda_container.manifest.stack_reader import ManifestError, read_manifest, read_manifests
from tests.aws import URI


@pytest.fixture
def outdir(tmp_path: Path) -> Path:
    context = tmp_path / "functions" / "hello"
    context.mkdir(parents=True)
    (context / "Dockerfile").write_text("FROM scratch AS app\nCOPY app.py /\n")
    (context / "app.py").write_text("")
    outdir = tmp_path / "cdktf.out"
    app = App(outdir=str(outdir))
    stack = TerraformStack(app, "dev")
    LocalBackend(stack, path="terraform.tfstate")
    AwsProvider(stack, "aws", region="eu-west-1", allowed_account_ids=["111122223333"])
    level = TerraformVariable(stack, "level", type="string")
    image = ContainerImage.build(
        context,
        repository=Repository(stack, "Repository", name="hello"),
        architecture="arm64",
        target="app",
        build_args={"VERSION": "${1}"},
        labels={"org.team": "shop"},
        secrets=[BuildSecret(id="token", src="pip.token")],
        id="Hello-Image",
    )
    ContainerFunction(
        stack,
        "Hello",
        image=image,
        memory_size=512,
        timeout=30,
        environment={"LEVEL": level.string_value, "TEXT": "a ${b} %{c}"},
        command=["app.handler"],
        entry_point=["/entry"],
        working_directory="/work",
    )
    other = ContainerFunction(stack, "Other", image=image, publish=True)
    other.add_alias("live")
    other.add_alias("first", version="1")
    other.add_alias("gradual").deploy_gradually(
        TrafficShift.linear(percentage=10, interval=1), alarm_names=["errors"]
    )
    uri = URI
    ContainerFunction(stack, "Existing", image=ContainerImage.from_uri(uri))
    app.synth()
    return outdir


@pytest.fixture
def manifest(outdir: Path) -> StackManifest:
    (manifest,) = read_manifests(outdir)
    return manifest


def test_a_function_knows_its_aliases(manifest: StackManifest) -> None:
    aliases = {function.id: function.aliases for function in manifest.functions}
    assert aliases["Hello"] == ()
    assert aliases["Other"] == (
        AliasEntry(name="first", is_newest=False, is_gradual=False),
        AliasEntry(name="gradual", is_newest=True, is_gradual=True),
        AliasEntry(name="live", is_newest=True, is_gradual=False),
    )


def test_an_image_says_how_it_is_built(manifest: StackManifest) -> None:
    (image,) = manifest.images
    assert image.id == "Hello-Image"
    inputs = image.inputs
    assert (inputs.context, inputs.dockerfile) == (
        "../../../functions/hello",
        "../../../functions/hello/Dockerfile",
    )
    assert (image.build, inputs.platform, inputs.target) == ("terraform", "linux/arm64", "app")
    assert inputs.build_args == {"VERSION": "${1}"}
    assert inputs.labels == {"org.team": "shop"}
    assert [(secret.id, secret.src) for secret in inputs.secrets] == [("token", "pip.token")]
    assert image.build_log is not None
    assert image.build_log.startswith("Hello-")
    assert len(image.content_hash) == 64
    assert Path(manifest.inputs(image).context).name == "hello"


def test_a_repository_says_where_it_is(manifest: StackManifest) -> None:
    repository = manifest.image("Hello-Image").repository
    assert repository.managed
    assert repository.address == "aws_ecr_repository.Repository_22E53BBD"
    assert (repository.name, repository.registry_id, repository.region) == (
        "hello",
        "111122223333",
        "eu-west-1",
    )


def test_a_function_is_as_its_resource_says(manifest: StackManifest) -> None:
    existing, hello, other = manifest.functions
    assert (hello.path, hello.function_name, hello.image) == (
        "dev/Hello",
        "dev-Hello",
        "Hello-Image",
    )
    assert (hello.memory_size, hello.timeout, hello.ephemeral_storage) == (512, 30, 512)
    assert hello.environment == {"TEXT": "a ${b} %{c}"}
    assert hello.references == {"LEVEL": "${var.level}"}
    assert (hello.entry_point, hello.command, hello.working_directory) == (
        ("/entry",),
        ("app.handler",),
        "/work",
    )
    assert (hello.architecture, hello.region) == ("arm64", "eu-west-1")
    assert other.image == "Hello-Image", "one image, built once"
    assert existing.image is None
    assert str(existing.image_uri).endswith("0" * 64)


def test_reading_needs_no_jsii(outdir: Path) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from lambda_container.manifest.stack_reader import read_manifests\n"
        "print(*[each.name for each in read_manifests(Path(sys.argv[1]))])\n"
        "assert 'jsii' not in sys.modules and 'cdktf' not in sys.modules\n"
    )
    assert subprocess.check_output([sys.executable, "-c", code, outdir], text=True) == "dev\n"


def test_no_path_of_this_machine_is_written(outdir: Path, tmp_path: Path) -> None:
    written = json.loads((outdir / "stacks" / "dev" / "cdk.tf.json").read_text())
    assert str(tmp_path) not in json.dumps(written["//"]["lambda_container"])


def test_a_stack_without_functions_needs_nothing(tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path))
    LocalBackend(TerraformStack(app, "empty"), path="terraform.tfstate")
    app.synth()
    (manifest,) = read_manifests(tmp_path)
    assert (manifest.images, manifest.functions) == ((), ())


def test_nothing_was_synthesized(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="contains no stacks; synthesize the app first"):
        read_manifests(tmp_path)
    with pytest.raises(ManifestError, match=r"cdk\.tf\.json: is missing"):
        read_manifest(tmp_path)


def test_another_version_wrote_it(outdir: Path) -> None:
    file = outdir / "stacks" / "dev" / "cdk.tf.json"
    written = json.loads(file.read_text())
    written["//"]["lambda_container"]["schema"] = 0
    file.write_text(json.dumps(written))
    with pytest.raises(ManifestError, match="written by another version"):
        read_manifests(outdir)


def test_it_is_no_manifest(outdir: Path) -> None:
    file = outdir / "stacks" / "dev" / "cdk.tf.json"
    written = json.loads(file.read_text())
    del written["//"]["lambda_container"]["images"]["Hello-Image"]["platform"]
    file.write_text(json.dumps(written))
    with pytest.raises(ManifestError, match="missing required field `platform`"):
        read_manifests(outdir)
    file.write_text("{")
    with pytest.raises(ManifestError, match="cannot be read"):
        read_manifests(outdir)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", ""),
        ("$5 100%", "$5 100%"),
        ("$${a} %%{b}", "${a} %{b}"),
        ("$$${a}", "$${a}"),
        ("${a}", None),
        ("$${a}${b}", None),
        ("%{if a}", None),
    ],
)
def test_what_terraform_evaluates_is_told_from_what_it_takes_as_it_is(
    written: str, meant: str | None
) -> None:
    assert plain(written) == meant
