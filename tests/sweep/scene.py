"""A stack in which one public call of the library is tried, and what such calls need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import jsii
from cdktf import TerraformStack, TerraformVariable, Testing
from cdktf_cdktf_provider_aws.data_aws_caller_identity import DataAwsCallerIdentity
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from lambda_container import (
    Alias,
    ContainerFunction,
    ContainerImage,
    DeadLetterQueue,
    EncryptionKey,
    ExecutionRole,
    ExistingFunction,
    FunctionUrl,
    HttpApi,
    ProvisionedConcurrency,
    Repository,
    Scaling,
)
from tests.aws import ACCOUNT, REGION, URI

T = TypeVar("T")
_TAKEN = ("_lambda_container_boundary", "_lambda_container_names", "_lambda_container_sources_")


class Accepted(BaseException):
    """All checks of a call passed: it is about to create something."""


class Scene:
    """A stack, its references and what calls hang on.

    Args:
        folder: A build context.
        checks_only: Whether calls end with ``Accepted`` where they would create something. What
            they hang on is then made only once.
    """

    def __init__(self, folder: Path, *, checks_only: bool = False) -> None:
        self.folder = folder
        self.stack = TerraformStack(Testing.app(), "dev")
        AwsProvider(self.stack, "aws", region=REGION)
        self._calls = 0
        self._checks_only = checks_only
        self._kept: dict[str, Any] = {}

    def run(self, call: Callable[[], Any]) -> None:
        """Make a call.

        Raises:
            Accepted: The scene is for checks only, and they passed.
        """
        if self._checks_only:  # names of what was not made are free
            self._forget_names()
            vars(self.stack).pop("_lambda_container_images", None)
        with _nothing_is_created() if self._checks_only else nullcontext():
            call()
        if self._checks_only:
            raise Accepted

    def skip_to(self, number: int) -> None:
        """Count the next scopes from a number, and take names that are taken already."""
        self._calls = number
        self._forget_names()

    def _forget_names(self) -> None:
        for kept in (self.stack, *self._kept.values()):
            for private in [name for name in vars(kept) if name.startswith(_TAKEN)]:
                del vars(kept)[private]

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What a call hangs on: a new one for each call, or one for all that are only checked."""
        if not self._checks_only:
            return make()
        if name not in self._kept:
            with _anything_is_created():
                self._kept[name] = make()
        kept: T = self._kept[name]
        return kept

    def scope(self) -> Construct:
        """A scope of its own for each call."""
        return self.once("scope", self._scope)

    def _scope(self) -> Construct:
        self._calls += 1
        return Construct(self.stack, f"Call{self._calls}")

    @cached_property
    def string(self) -> str:
        """A reference to a string."""
        with _anything_is_created():
            return TerraformVariable(self.stack, "string", type="string", default="x").string_value

    @cached_property
    def number(self) -> float:
        """A reference to a number."""
        with _anything_is_created():
            return TerraformVariable(self.stack, "number", type="number", default=5).number_value

    @cached_property
    def boolean(self) -> Any:
        """A reference to a bool."""
        with _anything_is_created():
            return TerraformVariable(self.stack, "bool", type="bool", default=False).boolean_value

    @cached_property
    def strings(self) -> list[str]:
        """A reference to a list of strings."""
        kind = "list(string)"
        with _anything_is_created():
            return TerraformVariable(self.stack, "strings", type=kind, default=["x"]).list_value

    @cached_property
    def account(self) -> str:
        """An attribute of a data source."""
        with _anything_is_created():
            return DataAwsCallerIdentity(self.stack, "caller").account_id

    @cached_property
    def image(self) -> ContainerImage:
        """An existing image."""
        return ContainerImage.from_uri(URI)

    @cached_property
    def repository(self) -> Repository:
        """A repository."""
        with _anything_is_created():
            return Repository(self.stack, "Repository", name="scene")

    @cached_property
    def role(self) -> ExecutionRole:
        """A role."""
        with _anything_is_created():
            return ExecutionRole(self.stack, "Role")

    def existing(self) -> ExistingFunction:
        """An existing function, whose role is known."""

        def make() -> ExistingFunction:
            scope = self._scope()
            name = f"existing{self._calls}"
            return ContainerFunction.from_name(scope, "Existing", name, role=self.role)

        return self.once("existing", make)

    def function(self, **arguments: Any) -> ContainerFunction:
        """A new function; one for all that are only checked, if it has no arguments."""

        def make() -> ContainerFunction:
            return ContainerFunction(self._scope(), "It", **{"image": self.image, **arguments})

        if set(arguments) - {"publish"}:
            return ContainerFunction(self.scope(), "It", **{"image": self.image, **arguments})
        return self.once(f"function {arguments}", make)

    def alias(self) -> Alias:
        """An alias of a new function."""
        return self.once("alias", lambda: self.function(publish=True).add_alias("live"))

    def api(self) -> HttpApi:
        """An HTTP API."""
        return self.once("api", lambda: HttpApi(self._scope(), "Api"))

    def url(self) -> FunctionUrl:
        """A function's URL."""
        return self.once("url", lambda: self.existing().add_url())

    def bare(self) -> Construct:
        """A construct that is nothing else."""
        return self.once("bare", lambda: Construct(self._scope(), "Bare"))

    def queue(self) -> DeadLetterQueue:
        """A dead-letter queue."""
        return self.once("queue", lambda: DeadLetterQueue(self._scope(), "It"))

    def new_role(self) -> ExecutionRole:
        """A role of its own for each call."""
        return self.once("role", lambda: ExecutionRole(self._scope(), "It"))

    def new_key(self) -> EncryptionKey:
        """A key of its own for each call."""
        return self.once("key", lambda: EncryptionKey(self._scope(), "It"))

    def concurrency(self) -> ProvisionedConcurrency:
        """Provisioned concurrency of a new alias."""
        return self.once("concurrency", lambda: self.alias().add_provisioned_concurrency(2))

    def scaling(self) -> Scaling:
        """Scaling of new provisioned concurrency."""
        capacities = {"min_capacity": 1, "max_capacity": 5}
        return self.once("scaling", lambda: self.concurrency().add_scaling(**capacities))


@contextmanager
def _nothing_is_created() -> Iterator[None]:
    def accept(*arguments: Any, **options: Any) -> Any:
        raise Accepted

    with _creating(accept):
        yield


@contextmanager
def _anything_is_created() -> Iterator[None]:
    with _creating(_CREATE):
        yield


@contextmanager
def _creating(create: Any) -> Iterator[None]:
    before = jsii.create
    jsii.create = create
    try:
        yield
    finally:
        jsii.create = before


_CREATE = jsii.create


def arn(service: str, resource: str, *, region: str = REGION, account: str = ACCOUNT) -> str:
    """An ARN of the tests' account."""
    return f"arn:aws:{service}:{region}:{account}:{resource}"
