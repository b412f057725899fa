"""The stack of each environment."""

from __future__ import annotations

from pathlib import Path

import pytest
from cdktf import App, Testing
from msgspec.structs import replace
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from lambda_container import InvalidArgument
from lambda_container.manifest.stack_reader import read_manifests
from stacks.environment import (
    Environment,
    EnvironmentFileError,
    FunctionSettings,
    ProviderVersions,
    S3State,
    read_environments,
)
from stacks.lambda_container_stack import LambdaContainerStack
from tests.synth import Synth

PROJECT = Path(__file__).parents[2]
FUNCTIONS = PROJECT / "functions"
ENVIRONMENTS = {e.name: e for e in read_environments(PROJECT / "stacks" / "environments")}
DEV = ENVIRONMENTS["dev"]


def stack_of(environment: Environment, functions: Path = FUNCTIONS) -> LambdaContainerStack:
    return LambdaContainerStack(
        Testing.app(), environment.name, environment=environment, functions=functions
    )


@pytest.fixture
def json_snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


def test_there_are_three_environments() -> None:
    assert sorted(ENVIRONMENTS) == ["dev", "prod", "stage"]


@pytest.mark.parametrize("name", sorted(ENVIRONMENTS))
def test_the_json_of_an_environment(
    name: str, json_snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(PROJECT)
    assert Synth(stack_of(ENVIRONMENTS[name])).json == json_snapshot


def test_state_is_a_file_beside_cdktf_out_by_default() -> None:
    assert Synth(stack_of(DEV)).json["terraform"]["backend"] == {
        "local": {"path": "../../../terraform.dev.tfstate"}
    }


def test_state_in_s3_is_encrypted_and_locked() -> None:
    state = S3State(bucket="states", region="eu-west-1", kms_key_id="alias/state")
    assert Synth(stack_of(replace(DEV, state=state))).json["terraform"]["backend"] == {
        "s3": {
            "bucket": "states",
            "key": "lambda-container/dev.tfstate",
            "region": "eu-west-1",
            "encrypt": True,
            "kms_key_id": "alias/state",
            "use_lockfile": True,
        }
    }


@pytest.mark.parametrize(
    ("given", "key"),
    [({"bucket": "S"}, "state.bucket"), ({"kms_key_id": "x"}, "state.kms_key_id"),
     ({"region": "here"}, "state.region")],
)  # fmt: skip
def test_a_state_that_cannot_be_names_the_file(given: dict[str, str], key: str) -> None:
    good = {"bucket": "states", "region": "eu-west-1", "kms_key_id": "alias/state"}
    with pytest.raises(EnvironmentFileError, match=rf"dev\.toml: key '{key}': s3_backend of 'dev'"):
        stack_of(replace(DEV, state=S3State(**{**good, **given})))


def test_the_versions_of_the_providers_are_the_environments() -> None:
    versions = ProviderVersions(aws="~> 6.40", docker="~> 4.5")
    required = Synth(stack_of(replace(DEV, providers=versions))).json["terraform"]
    found = {name: one["version"] for name, one in required["required_providers"].items()}
    assert found == {"aws": "~> 6.40", "docker": "~> 4.5"}


@pytest.mark.parametrize(
    ("versions", "message"),
    [
        (ProviderVersions(aws="6.x"), "providers.aws': .* must be a constraint on releases"),
        (ProviderVersions(docker="~> 3.9"), r"providers.docker': .* must begin at 4\.3"),
        # Only the functions' images need it.
        (ProviderVersions(aws="~> 6.21.0"), r"providers.aws': .* must begin at 6\.22"),
        (ProviderVersions(), "providers.aws': .* must be given, or docker"),
    ],
)
def test_versions_that_cannot_be_name_the_file(versions: ProviderVersions, message: str) -> None:
    with pytest.raises(EnvironmentFileError, match=rf"dev\.toml: key '{message}"):
        stack_of(replace(DEV, providers=versions))


def test_terraform_may_change_only_the_environments_account() -> None:
    environment = replace(DEV, tags={"Price": "5"})
    assert Synth(stack_of(environment)).json["provider"]["aws"] == [
        {
            "region": "eu-west-1",
            "allowed_account_ids": ["111122223333"],
            "default_tags": [{"tags": {"Environment": "dev", "Price": "5"}}],
        }
    ]


def test_docker_logs_in_as_the_environment_says() -> None:
    whole = Synth(stack_of(replace(DEV, login="ecr-login"))).json
    assert "ephemeral" not in whole
    assert "config_file_content" in whole["provider"]["docker"][0]["registry_auth"][0]


def keys(environment: Environment) -> tuple[Synth, set[object]]:
    """What encrypts the images, environments, logs and dead letters."""
    synth = Synth(stack_of(environment))
    found: set[object] = {
        f.get("kms_key_arn") for f in synth.resources("aws_lambda_function").values()
    }
    found |= {g.get("kms_key_id") for g in synth.resources("aws_cloudwatch_log_group").values()}
    found |= {q.get("kms_master_key_id") for q in synth.resources("aws_sqs_queue").values()}
    for repository in synth.resources("aws_ecr_repository").values():
        found.add(repository["encryption_configuration"][0].get("kms_key"))
    return synth, found


def test_aws_keys_encrypt_by_default() -> None:
    assert keys(DEV)[1] == {None}


def test_one_key_that_is_made_encrypts_everything() -> None:
    synth, found = keys(replace(DEV, kms_key=True))
    (name,) = synth.resources("aws_kms_key")
    assert found == {f"${{aws_kms_key.{name}.arn}}"}
    assert synth.resource("aws_kms_alias")["name"] == "alias/dev/lambda-container"
    assert "log-group:/aws/lambda/dev-hello" in synth.resource("aws_kms_key")["policy"]


def test_one_key_that_exists_encrypts_everything() -> None:
    arn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    synth, found = keys(replace(DEV, kms_key=arn))
    assert found == {arn}
    assert synth.resources("aws_kms_key") == {}


def test_a_key_that_is_none_names_the_file() -> None:
    with pytest.raises(EnvironmentFileError, match=r"dev\.toml: key 'kms_key': .* must be an ARN"):
        stack_of(replace(DEV, kms_key="alias/mine"))


PUBLISHED = replace(DEV, build="published", repositories="published")


def test_a_published_environment_needs_no_docker() -> None:
    whole = Synth(stack_of(PUBLISHED)).json
    assert set(whole["provider"]) == {"aws"}
    assert "aws_ecr_repository" not in whole["resource"]
    assert {data["name"] for data in whole["data"]["aws_ecr_repository"].values()} == {
        "dev/hello",
        "dev/hello-ric",
    }


def test_terraform_may_keep_the_repositories_of_published_images() -> None:
    stack = Synth(stack_of(replace(PUBLISHED, repositories="terraform")))
    assert len(stack.resources("aws_ecr_repository")) == 2
    assert len(stack.data("aws_ecr_image")) == 2


def test_a_stack_is_marked_for_sync(tmp_path: Path) -> None:
    for sync in (True, False):
        app = App(outdir=str(tmp_path))
        environment = replace(PUBLISHED, sync=sync)
        LambdaContainerStack(app, "dev", environment=environment, functions=FUNCTIONS)
        app.synth()
        (manifest,) = read_manifests(tmp_path)
        assert manifest.sync is sync


def test_only_what_is_published_is_synced() -> None:
    with pytest.raises(EnvironmentFileError, match=r"dev.toml: key 'sync': needs published images"):
        stack_of(replace(DEV, sync=True))


def test_repositories_that_terraform_fills_are_terraforms() -> None:
    with pytest.raises(
        EnvironmentFileError, match=r"dev.toml: key 'repositories': needs published images"
    ):
        stack_of(replace(PUBLISHED, build="terraform"))


def test_every_function_has_its_outputs_described() -> None:
    outputs = Synth(stack_of(DEV)).json["output"]
    kinds = {"function_name", "function_arn", "image_uri", "repository_url", "role_arn"}
    kinds |= {"log_group", "dead_letter_queue_url"}
    assert set(outputs) == {f"{name}_{kind}" for name in ("hello", "hello-ric") for kind in kinds}
    assert all(output["description"].startswith("The ") for output in outputs.values())


def test_sizes_come_from_the_environment() -> None:
    settings = FunctionSettings(
        memory_size=300, timeout=7, architecture="arm64", environment={"LEVEL": "debug"}
    )
    function = Synth(stack_of(replace(DEV, functions={"hello": settings}))).resource(
        "aws_lambda_function"
    )
    assert (function["memory_size"], function["timeout"]) == (300, 7)
    assert function["architectures"] == ["arm64"]
    assert function["environment"] == {"variables": {"LEVEL": "debug"}}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"account": "1"}, "key 'account': .*account must be an AWS account id of 12 digits"),
        ({"region": "europe"}, "key 'region': .*region must be a Region code"),
        ({"tags": {"aws:x": ""}}, "key 'tags': .*not begin with 'aws:'"),
        ({"log_retention_in_days": 2}, "key 'log_retention_in_days': .*must be one of 0, 1, 3"),
        (
            {"functions": {"hello": FunctionSettings(timeout=901)}},
            "key 'functions.hello.timeout': .*timeout must be 1 to 900 seconds, got 901",
        ),
        (
            {"functions": {"hello": FunctionSettings(environment={"AWS_REGION": "x"})}},
            "key 'functions.hello.environment': .*not be one that Lambda reserves",
        ),
        (
            {"functions": {"helo": FunctionSettings()}},
            "key 'functions.helo': there is no folder 'helo'.*; allowed: hello, hello-ric",
        ),
    ],
)
def test_a_wrong_value_names_the_file_and_the_key(change: dict[str, object], message: str) -> None:
    with pytest.raises(EnvironmentFileError, match=f"dev.toml: {message}"):
        stack_of(replace(DEV, **change))


def test_a_function_that_cannot_be_built_is_no_fault_of_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "hello"
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM scratch")
    (folder / ".dockerignore").write_text("[")
    environment = replace(DEV, functions={"hello": FunctionSettings()})
    with pytest.raises(InvalidArgument, match="ContainerImage"):
        stack_of(environment, tmp_path)
