"""What building an image becomes, and that DESIGN's promises are wired in."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from cdktf import App, TerraformStack, Testing
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lambda_container import (
    BuildSecret,
    BuiltImage,
    ContainerFunction,
    ContainerImage,
    InvalidArgument,
    LambdaContainerWarning,
    Repository,
)
from lambda_container.bindings import STARTED_IN
from lambda_container.image import stack_folder
from lambda_container.testing.expressions import Template, template
from tests.synth import Synth

THEIRS = "arn:aws:ecr:us-east-1:444455556666:repository/orders"


def test_one_change_is_one_build_one_push_and_one_update(
    stack: TerraformStack, synth: Synth, repository: Repository, context: Path
) -> None:
    image = ContainerImage.build(context, repository=repository, id="Code")
    ContainerFunction(stack, "Hello", image=image)
    (registry_image,) = synth.resources("docker_registry_image")
    (ecr,) = synth.resources("aws_ecr_repository")
    url = f"${{aws_ecr_repository.{ecr}.repository_url}}"
    time = '${formatdate("YYYYMMDDhhmmss", plantimestamp())}'
    key = hashlib.sha256(b"dev/Code").hexdigest()[:8]
    made = synth.resource("docker_registry_image")
    assert "build" in made
    assert {name: value for name, value in made.items() if name != "build"} == {
        "name": f"{url}:{image.content_hash[:12]}-{time}-{key}",
        "triggers": {"content_hash": image.content_hash, "repository": url},
        "keep_remotely": True,
        "lifecycle": {"ignore_changes": ["name", "build"]},
    }
    assert synth.resource("aws_lambda_function")["image_uri"] == (
        f"{url}@${{docker_registry_image.{registry_image}.sha256_digest}}"
    )
    assert {"docker_image", "terraform_data"}.isdisjoint(synth.json["resource"])


def test_two_images_of_one_content_in_one_repository_have_tags_of_their_own(
    stack: TerraformStack, synth: Synth, repository: Repository, context: Path
) -> None:
    other = TerraformStack(App.of(stack), "prod")
    AwsProvider(other, "aws", region="us-east-1")
    theirs = Repository.from_arn(other, "Theirs", THEIRS)
    for id_ in ("A", "B"):
        image = ContainerImage.build(context, repository=repository, id=f"Image{id_}")
        ContainerFunction(stack, id_, image=image)
    ContainerFunction(other, "A", image=ContainerImage.build(context, repository=theirs))

    made = [*synth.resources("docker_registry_image").values()]
    made += Synth(other).resources("docker_registry_image").values()

    assert len({image["triggers"]["content_hash"] for image in made}) == 1
    tags = {image["name"].partition("repository_url}:")[2] or image["name"] for image in made}
    assert len({tag.rpartition("-")[2] for tag in tags}) == 3


def test_every_argument_of_the_build_reaches_docker(
    stack: TerraformStack,
    synth: Synth,
    repository: Repository,
    context: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PIP_CONF", "")
    image = ContainerImage.build(
        context,
        repository=repository,
        target="0",
        build_args={"VERSION": "${1}"},
        secrets=[BuildSecret(id="pip", env="PIP_CONF"), BuildSecret(id="net", src="netrc")],
        labels={"org.team": "%{shop}"},
        architecture="arm64",
        id="Code",
    )
    ContainerFunction(stack, "Hello", image=image)
    build = synth.resource("docker_registry_image")["build"]
    del build["context"], build["dockerfile"]
    assert build == {
        "target": "0",
        "build_args": {"VERSION": "$${1}"},
        "secrets": [{"id": "net", "src": "netrc"}, {"id": "pip", "env": "PIP_CONF"}],
        "label": {"org.team": "%%{shop}"},
        "labels": {"org.team": "%%{shop}"},
        "platform": "linux/arm64",
        "provenance": "false",
        "sbom": "false",
        "build_log_file": f"Code-{hashlib.sha256(b'dev/Code').hexdigest()[:8]}.build.log",
    }


def test_paths_lead_from_the_folder_that_terraform_runs_in(tmp_path: Path, context: Path) -> None:
    app = App(outdir=str(tmp_path / "cdktf.out"))
    stack = TerraformStack(app, "dev")
    AwsProvider(stack, "aws", region="eu-west-1")
    repository = Repository(stack, "Repository", name="hello")
    image = ContainerImage.build(context, repository=repository)
    ContainerFunction(stack, "Hello", image=image)
    build = Synth(stack).resource("docker_registry_image")["build"]
    assert build["context"] == "../../../hello"
    assert build["dockerfile"] == "Dockerfile"


def test_in_tests_paths_are_those_of_cdktf_out(
    stack: TerraformStack,
    synth: Synth,
    repository: Repository,
    context: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(context.parent)
    image = ContainerImage.build("hello", repository=repository)
    ContainerFunction(stack, "Hello", image=image)
    assert synth.resource("docker_registry_image")["build"]["context"] == "../../../hello"


def test_several_functions_of_one_image_build_once(
    stack: TerraformStack, synth: Synth, repository: Repository, context: Path
) -> None:
    image = ContainerImage.build(context, repository=repository)
    ContainerFunction(stack, "A", image=image, command=["app.a"])
    ContainerFunction(stack, "B", image=image, command=["app.b"])
    assert len(synth.resources("docker_registry_image")) == 1
    uris = {function["image_uri"] for function in synth.resources("aws_lambda_function").values()}
    assert len(uris) == 1


def test_one_image_serves_several_stacks(context: Path) -> None:
    app = Testing.app()
    stacks = [TerraformStack(app, name) for name in ("a", "b")]
    repository = Repository.from_arn(stacks[0], "Theirs", THEIRS)
    image = ContainerImage.build(context, repository=repository)
    for stack in stacks:
        AwsProvider(stack, "aws", region="us-east-1")
        ContainerFunction(stack, "Hello", image=image)
        assert len(Synth(stack).resources("docker_registry_image")) == 1


def hashes(repository: Repository, context: Path) -> str:
    return ContainerImage.build(context, repository=repository).content_hash


def test_the_order_of_arguments_is_no_part_of_the_identity(
    repository: Repository, context: Path
) -> None:
    def build(args: dict[str, str]) -> BuiltImage:
        return ContainerImage.build(context, repository=repository, build_args=args)

    assert build({"A": "1", "B": "2"}).content_hash == build({"B": "2", "A": "1"}).content_hash


def test_the_repository_is_no_part_of_the_identity(
    stack: TerraformStack, repository: Repository, context: Path
) -> None:
    assert hashes(repository, context) == hashes(Repository(stack, "Other", name="other"), context)


@pytest.mark.parametrize(
    "argument",
    [
        {"target": "0"},
        {"build_args": {"A": "1"}},
        {"labels": {"a": "1"}},
        {"secrets": [BuildSecret(id="a", src="a")]},
        {"architecture": "arm64"},
        {"extra_hash": "x"},
    ],
    ids=lambda argument: next(iter(argument)),
)
def test_each_argument_changes_the_identity(
    repository: Repository, context: Path, argument: dict[str, object]
) -> None:
    changed = ContainerImage.build(context, repository=repository, **argument)  # type: ignore[arg-type]
    assert changed.content_hash != hashes(repository, context)


def test_where_a_secret_comes_from_is_no_part_of_the_identity(
    repository: Repository, context: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(secret: BuildSecret) -> BuiltImage:
        return ContainerImage.build(context, repository=repository, secrets=[secret])

    monkeypatch.setenv("PIP", "secret")
    by_env, by_file = BuildSecret(id="pip", env="PIP"), BuildSecret(id="pip", src="pip.conf")
    assert build(by_env).content_hash == build(by_file).content_hash


def test_a_secret_whose_variable_is_not_set_is_warned_of(
    repository: Repository, context: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_TOKEN", raising=False)
    secrets = [BuildSecret(id="pip", env="PIP_TOKEN")]

    with pytest.warns(
        LambdaContainerWarning, match=r"PIP_TOKEN of the secret 'pip' is not"
    ) as seen:
        ContainerImage.build(context, repository=repository, secrets=secrets)

    assert [warning.filename for warning in seen] == [__file__]


@pytest.mark.filterwarnings("error")
def test_a_variable_that_is_empty_is_meant(
    repository: Repository, context: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_TOKEN", "")
    secrets = [BuildSecret(id="pip", env="PIP_TOKEN")]

    ContainerImage.build(context, repository=repository, secrets=secrets)


@pytest.mark.filterwarnings("error")
def test_only_terraforms_builds_need_the_variable_where_they_are_synthesized(
    repository: Repository, context: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_TOKEN", raising=False)
    secrets = [BuildSecret(id="pip", env="PIP_TOKEN")]

    ContainerImage.build(context, repository=repository, secrets=secrets, build="published")


@pytest.mark.parametrize("name", ["${x}", "%{if}", "a b", "é", "it's", 'say "x"', "$", "a,b"])
def test_names_of_folders_and_files_are_literal(
    name: str, stack: TerraformStack, synth: Synth, repository: Repository, tmp_path: Path
) -> None:
    root = tmp_path / name
    root.mkdir()
    (root / f"{name}.Dockerfile").write_text("FROM scratch\n")

    image = ContainerImage.build(root, repository=repository, dockerfile=f"{name}.Dockerfile")
    ContainerFunction(stack, "Hello", image=image)

    build = synth.resource("docker_registry_image")["build"]
    escaped = name.replace("${", "$${").replace("%{", "%%{")
    assert build["dockerfile"] == f"{escaped}.Dockerfile"
    assert build["context"].endswith(f"/{escaped}")


def test_a_context_that_is_a_link_is_the_folder_that_it_leads_to(
    stack: TerraformStack, synth: Synth, repository: Repository, context: Path
) -> None:
    link = context.with_name("link")
    link.symlink_to(context)

    ContainerFunction(stack, "Hello", image=ContainerImage.build(link, repository=repository))

    assert synth.resource("docker_registry_image")["build"]["context"].endswith("/hello")


@pytest.mark.parametrize("context", ["../fn", "../../data/fn"])
def test_a_context_beyond_a_link_to_the_project_is_refused(
    context: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # By its letters the path leads to home/fn, which is another folder or none.
    for folder in ("data/app", "data/fn", "home/fn"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "Dockerfile").write_text(f"FROM scratch\nLABEL in={folder}\n")
    (tmp_path / "home" / "app").symlink_to("../data/app")
    here = tmp_path / "home" / "app"
    monkeypatch.setattr(stack_folder, "STARTED_IN", (os.path.realpath(here), str(here)))

    with pytest.raises(InvalidArgument, match="context must not be reached by"):
        _build_in(App(outdir="cdktf.out"), here / context)


def test_an_output_folder_that_is_a_link_elsewhere_is_refused(
    tmp_path: Path, context: Path
) -> None:
    (tmp_path / "elsewhere" / "deeper" / "out").mkdir(parents=True)
    (tmp_path / "project").mkdir()
    outdir = tmp_path / "project" / "cdktf.out"
    outdir.symlink_to("../elsewhere/deeper/out")

    with pytest.raises(InvalidArgument, match="context must not be reached by"):
        _build_in(App(outdir=str(outdir)), context)


def test_a_link_to_the_whole_project_is_no_matter(
    tmp_path: Path, context: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    link = tmp_path / "link"
    monkeypatch.setattr(stack_folder, "STARTED_IN", (os.path.realpath(link), str(link)))

    stack = _build_in(App(outdir="cdktf.out"), link / "hello")

    build = Synth(stack).resource("docker_registry_image")["build"]
    assert build["context"] == "../../../hello"


def test_the_paths_stay_those_of_the_import_wherever_the_process_goes(
    tmp_path: Path, context: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(context.parent)
    stack = _build_in(App(outdir="cdktf.out"), Path("hello"))
    build = Synth(stack).resource("docker_registry_image")["build"]
    folder = Path(STARTED_IN[0]) / "cdktf.out/stacks/dev"
    assert (folder / build["context"]).resolve() == context.resolve()


@pytest.mark.parametrize("name", ['a${file("x")}', "%{if true}y%{endif}", "$${x}"])
def test_the_names_of_a_context_and_a_dockerfile_are_literal(
    name: str, stack: TerraformStack, synth: Synth, repository: Repository, tmp_path: Path
) -> None:
    context = tmp_path / name
    context.mkdir()
    (context / name).write_text("FROM scratch\n")
    image = ContainerImage.build(context, dockerfile=name, repository=repository)
    ContainerFunction(stack, "Hello", image=image)
    build = synth.resource("docker_registry_image")["build"]
    assert template(build["dockerfile"]) == Template(name)
    assert template(build["context"]).text.endswith(name)
    assert template(build["context"]).expressions == []


def test_a_file_that_lambdas_user_cannot_read_is_another_image_and_a_warning(
    repository: Repository, context: Path
) -> None:
    before = ContainerImage.build(context, repository=repository).content_hash
    (context / "app.py").chmod(0o600)
    with pytest.warns(LambdaContainerWarning, match=r"app\.py cannot be read by all") as warned:
        after = ContainerImage.build(context, repository=repository).content_hash
    assert after != before
    assert Path(warned[0].filename) == Path(__file__)
    (context / "Dockerfile").write_text("FROM scratch\nCOPY --chmod=0444 app.py .\n")
    ContainerImage.build(context, repository=repository)


def _build_in(app: App, context: Path) -> TerraformStack:
    stack = TerraformStack(app, "dev")
    AwsProvider(stack, "aws", region="eu-west-1")
    repository = Repository(stack, "Repository", name="hello")
    ContainerFunction(stack, "Hello", image=ContainerImage.build(context, repository=repository))
    return stack
