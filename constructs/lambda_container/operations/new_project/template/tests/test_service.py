"""The stack of each environment."""

from pathlib import Path

import lambda_container  # noqa: F401 - first, so that the provider packages load lazily
import pytest
from cdktf import App, Testing
from lambda_container.testing import Template, TerraformSnapshotExtension
from syrupy.assertion import SnapshotAssertion

from stacks.bootstrap import bootstrap
from stacks.environments import ENVIRONMENTS, SERVICE, Environment
from stacks.service import ServiceStack

EACH = pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda one: one.name)


def service_of(app: App, environment: Environment) -> ServiceStack:
    """The stack as it is before anything is published."""
    no_lock = Path("no.lock.json")
    return ServiceStack(app, environment.name, environment=environment, lock=no_lock)


def template_of(environment: Environment) -> Template:
    return Template.from_stack(service_of(Testing.app(), environment))


@EACH
def test_the_json_of_an_environment(environment: Environment, snapshot: SnapshotAssertion) -> None:
    """`make test ARGS=--snapshot-update` accepts what changed; the diff is for review."""
    template = template_of(environment)
    assert template == snapshot.use_extension(TerraformSnapshotExtension)


@EACH
def test_what_an_environment_is_built_on(
    environment: Environment, snapshot: SnapshotAssertion
) -> None:
    app = Testing.app()
    template = Template.from_stack(bootstrap(app, environment, service_of(app, environment)))
    assert template == snapshot.use_extension(TerraformSnapshotExtension)


@EACH
def test_the_function_has_the_size_of_its_environment(environment: Environment) -> None:
    name = f"{environment.name}-{SERVICE}-hello"
    template_of(environment).has_resource(
        "aws_lambda_function",
        {"function_name": name, "memory_size": environment.memory_size},
        count=1,
    )


@EACH
def test_terraform_may_change_only_the_account_of_the_environment(environment: Environment) -> None:
    template_of(environment).has_provider("aws", {"allowed_account_ids": [environment.account]})


@EACH
def test_a_plan_needs_no_engine(environment: Environment) -> None:
    assert set(template_of(environment).json["provider"]) == {"aws"}
