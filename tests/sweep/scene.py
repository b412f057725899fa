"""A stack in which one public call of the library is tried, and what such calls need."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from cdktf import TerraformStack, TerraformVariable, Testing
from cdktf_cdktf_provider_aws.data_aws_caller_identity import DataAwsCallerIdentity
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from lambda_container import (
    Alias,
    ContainerFunction,
    ContainerImage,
    ExecutionRole,
    ExistingFunction,
    HttpApi,
    ProvisionedConcurrency,
    Repository,
    Scaling,
)
from tests.aws import ACCOUNT, REGION, URI


class Scene:
    """A stack, its references and, in a scope of its own for each call, what the call hangs on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stack = TerraformStack(Testing.app(), "dev")
        AwsProvider(self.stack, "aws", region=REGION)
        self._calls = 0

    def scope(self) -> Construct:
        """A scope of its own for each call."""
        self._calls += 1
        return Construct(self.stack, f"Call{self._calls}")

    @cached_property
    def string(self) -> str:
        """A reference to a string."""
        return TerraformVariable(self.stack, "string", type="string", default="x").string_value

    @cached_property
    def number(self) -> float:
        """A reference to a number."""
        return TerraformVariable(self.stack, "number", type="number", default=5).number_value

    @cached_property
    def boolean(self) -> Any:
        """A reference to a bool."""
        return TerraformVariable(self.stack, "boolean", type="bool", default=False).boolean_value

    @cached_property
    def strings(self) -> list[str]:
        """A reference to a list of strings."""
        kind = "list(string)"
        return TerraformVariable(self.stack, "strings", type=kind, default=["x"]).list_value

    @cached_property
    def account(self) -> str:
        """An attribute of a data source."""
        return DataAwsCallerIdentity(self.stack, "caller").account_id

    @cached_property
    def image(self) -> ContainerImage:
        """An existing image."""
        return ContainerImage.from_uri(URI)

    @cached_property
    def repository(self) -> Repository:
        """A repository."""
        return Repository(self.stack, "Repository", name="scene")

    @cached_property
    def role(self) -> ExecutionRole:
        """A role."""
        return ExecutionRole(self.stack, "Role")

    def existing(self) -> ExistingFunction:
        """An existing function, whose role is known."""
        scope = self.scope()
        name = f"existing{self._calls}"
        return ContainerFunction.from_name(scope, "Existing", name, role=self.role)

    def function(self, **arguments: Any) -> ContainerFunction:
        """A new function."""
        return ContainerFunction(self.scope(), "It", **{"image": self.image, **arguments})

    def alias(self) -> Alias:
        """An alias of a new function."""
        return self.function(publish=True).add_alias("live")

    def api(self) -> HttpApi:
        """An HTTP API."""
        return HttpApi(self.scope(), "Api")

    def concurrency(self) -> ProvisionedConcurrency:
        """Provisioned concurrency of a new alias."""
        return self.alias().add_provisioned_concurrency(2)

    def scaling(self) -> Scaling:
        """Scaling of new provisioned concurrency."""
        return self.concurrency().add_scaling(min_capacity=1, max_capacity=5)


def arn(service: str, resource: str, *, region: str = REGION, account: str = ACCOUNT) -> str:
    """An ARN of the tests' account."""
    return f"arn:aws:{service}:{region}:{account}:{resource}"
