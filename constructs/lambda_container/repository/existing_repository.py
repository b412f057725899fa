"""A repository created outside this stack."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from cdktf import Fn, ITerraformDependable, TerraformProvider
from cdktf_cdktf_provider_aws.data_aws_ecr_repository import DataAwsEcrRepository
from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.aws_names import REPOSITORY_NAME, REPOSITORY_RULE, dns_suffix
from lambda_container.manifest.entries import RepositoryEntry
from lambda_container.repository.docker_registry import (
    Registry,
    RegistryLogin,
    host_of,
    registry_key,
)
from lambda_container.repository.repository_grants import RepositoryGrants
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.terraform.placement import Placement


class ExistingRepository(LibraryConstruct, RepositoryGrants):
    """An existing repository, by its name or ARN; it is never modified.

    Returned by ``Repository.from_name`` and ``Repository.from_arn``. Attributes that the name or
    ARN does not contain are read from ``data.aws_ecr_repository``, which is created when needed.

    Attributes:
        name: The repository's name.
        registry: The registry that holds it.
        dependencies: Empty: its policy is managed elsewhere.
    """

    dependencies: tuple[ITerraformDependable, ...] = ()

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002
        *,
        name: str,
        registry_id: str | None,
        arn: str | None,
        repository_url: str | None,
        registry: Registry,
    ) -> None:
        super().__init__(scope, id)
        self.name = name
        self.registry = registry
        self._registry_id = registry_id
        if arn is not None:
            self.__dict__["arn"] = arn
        if repository_url is not None:
            self.__dict__["repository_url"] = repository_url

    @property
    def placement(self) -> Placement:
        """Its Region, if its ARN names it, and its provider."""
        return Placement(self.registry.region, self.registry.provider)

    @cached_property
    def data(self) -> DataAwsEcrRepository:
        """The ``aws_ecr_repository`` data source; created on first use."""
        return DataAwsEcrRepository(
            self,
            "Data",
            name=self.name,
            registry_id=self._registry_id,
            region=self.registry.region,
            provider=self.registry.provider,
        )

    @cached_property
    def arn(self) -> str:  # type: ignore[override]
        """The repository's ARN."""
        return self.data.arn

    @cached_property
    def repository_url(self) -> str:
        """The URL for pushing and pulling images, without a tag."""
        return self.data.repository_url

    @property
    def entry(self) -> RepositoryEntry:
        """Its entry in the stack's manifest."""
        provider = self.registry.provider
        return RepositoryEntry(
            name=self.name,
            registry_id=self._registry_id,
            region=self.registry.region,
            provider=None if provider is None else provider.fqn,
        )

    @property
    def registry_id(self) -> str:
        """The account that owns the repository."""
        return self._registry_id or self.data.registry_id


def repository_from_name(
    scope: Construct,
    id_: str,
    name: str,
    *,
    registry_id: str | None,
    login: RegistryLogin,
    provider: TerraformProvider | None,
) -> ExistingRepository:
    """See ``Repository.from_name``."""
    arguments = Arguments.of("Repository", scope, id_)
    arguments.pattern("name", name, REPOSITORY_NAME, REPOSITORY_RULE)
    arguments.choice("login", login, RegistryLogin)
    arguments.provider(provider)
    arguments.optional(arguments.account_id, "registry_id", registry_id)
    repository = ExistingRepository(
        scope,
        id_,
        name=name,
        registry_id=registry_id,
        arn=None,
        repository_url=None,
        registry=Registry(login=login, provider=provider),
    )
    if registry_id is not None or login == "ecr-login":
        key, host = registry_key(repository, registry_id), host_of(repository.repository_url)
        repository.registry = replace(repository.registry, key=key, host=host)
    return repository


def repository_from_arn(
    scope: Construct, id_: str, arn: str, login: RegistryLogin, provider: TerraformProvider | None
) -> ExistingRepository:
    """See ``Repository.from_arn``."""
    arguments = Arguments.of("Repository", scope, id_)
    arguments.choice("login", login, RegistryLogin)
    arguments.provider(provider)
    parts = arguments.arn("arn", arn, "ecr", "repository/")
    if parts is None:
        fields = Fn.split(":", arn)
        account, region = Fn.element(fields, 4), Fn.element(fields, 3)
        name = Fn.element(Fn.split(":repository/", arn), 1)
        repository = ExistingRepository(
            scope,
            id_,
            name=name,
            registry_id=account,
            arn=arn,
            repository_url=None,
            registry=Registry(login=login, region=region, provider=provider),
        )
        key, host = registry_key(repository, arn), host_of(repository.repository_url)
        repository.registry = replace(repository.registry, key=key, host=host)
        return repository
    name = arguments.pattern(
        "arn", parts["resource"].removeprefix("repository/"), REPOSITORY_NAME, REPOSITORY_RULE
    )
    arguments.account_id("arn", parts["account"])
    arguments.region("arn", parts["region"])
    account, region = parts["account"], parts["region"]
    host = f"{account}.dkr.ecr.{region}.{dns_suffix(parts['partition'])}"
    return ExistingRepository(
        scope,
        id_,
        name=name,
        registry_id=account,
        arn=arn,
        repository_url=f"{host}/{name}",
        registry=Registry(
            login=login, key=f"ecr-{account}-{region}", host=host, region=region, provider=provider
        ),
    )
