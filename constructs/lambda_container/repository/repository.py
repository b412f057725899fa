"""An Amazon ECR repository for function images."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from cdktf import ITerraformDependable, TerraformProvider
from cdktf_cdktf_provider_aws.ecr_lifecycle_policy import EcrLifecyclePolicy
from cdktf_cdktf_provider_aws.ecr_repository import (
    EcrRepository,
    EcrRepositoryEncryptionConfiguration,
    EcrRepositoryImageScanningConfiguration,
    EcrRepositoryImageTagMutabilityExclusionFilter,
    EcrRepositoryTimeouts,
)
from cdktf_cdktf_provider_aws.ecr_repository_policy import EcrRepositoryPolicy
from constructs import Construct

from lambda_container import defaults
from lambda_container.checks.arguments import Arguments
from lambda_container.checks.aws_names import REPOSITORY_NAME, REPOSITORY_RULE
from lambda_container.checks.physical_names import check_unique_name
from lambda_container.iam.policy_document import PolicyDocument
from lambda_container.key.key_argument import Key, optional_key
from lambda_container.manifest.entries import RepositoryEntry
from lambda_container.repository.docker_registry import (
    Registry,
    RegistryLogin,
    host_of,
    registry_key,
)
from lambda_container.repository.existing_repository import (
    ExistingRepository,
    repository_from_arn,
    repository_from_name,
)
from lambda_container.repository.lifecycle_policy import (
    EXPIRE_UNTAGGED,
    LifecycleRule,
    lifecycle_policy,
)
from lambda_container.repository.repository_grants import RepositoryGrants, pull_statements
from lambda_container.terraform.construct_tree import below
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.terraform.provider_versions import Need, need
from lambda_container.terraform.references import is_token

TagMutability = Literal[
    "IMMUTABLE", "MUTABLE", "IMMUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION"
]
EncryptionType = Literal["KMS", "AES256"]

# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageTagMutabilityExclusionFilter.html
# https://github.com/hashicorp/terraform-provider-aws/blob/main/CHANGELOG.md
_EXCLUSIONS = Need("aws", "6.8", "image_tag_mutability_exclusion_filter")
_EXCLUSION_FILTER = re.compile(r"(?=.{1,128}$)[0-9A-Za-z._-]*(?:\*[0-9A-Za-z._-]*){0,2}")
_EXCLUSION_RULE = "be 1 to 128 letters, digits, '.', '_' and '-', with at most two '*'"
_EXCLUSION_FILTERS_LIMIT = 5
KMS_RULE = "be given with encryption_type 'KMS' only"


class Repository(LibraryConstruct, RepositoryGrants):
    """A private repository that Lambda may pull from.

    Becomes ``aws_ecr_repository``, ``aws_ecr_repository_policy`` and, unless ``lifecycle_rules``
    is empty, ``aws_ecr_lifecycle_policy``.

    Args:
        scope: The parent construct, in a stack with an AWS provider.
        id: ASCII letters, digits, ``-`` and ``_``; unique in its scope.
        name: 2 to 256 lowercase letters, digits and separators.
        image_tag_mutability: ``IMMUTABLE`` (default), ``MUTABLE``, or one of the two
            ``..._WITH_EXCLUSION``.
        image_tag_mutability_exclusion_filter: Patterns of tags with the opposite mutability: at
            most 5, at most two ``*`` each; required with ``..._WITH_EXCLUSION``, else rejected.
        scan_on_push: Whether ECR scans each image that is pushed. Default: yes.
        encryption_type: ``KMS`` (default) or ``AES256``.
        kms_key: An ``EncryptionKey``, or the ARN of a customer key. Default: the key that AWS
            manages for ECR.
        force_delete: Whether destroying the repository deletes its images too. Default: no.
        lifecycle_rules: Rules for deleting images, in order of priority. Default: untagged
            images expire after 14 days.
        pull_accounts: Ids of other accounts whose roles and functions may pull.
        tags: At most 50.
        login: How Docker logs in to push, see ``RegistryLogin``. Default: an ephemeral token.
        delete_timeout: How long Terraform waits for the deletion, such as ``"30m"``. Default: 20
            minutes.
        region: The Region, if it differs from the provider's.
        provider: An aliased AWS provider, for another account or Region.

    Attributes:
        resource: The ``aws_ecr_repository``.
        policy: The ``aws_ecr_repository_policy``; functions that run its images wait for it.
        lifecycle_policy: The ``aws_ecr_lifecycle_policy``, if any.
        name: The name, as a reference.
        arn: The ARN, as a reference.
        repository_url: The URL for pushing and pulling images, without a tag, as a reference.
        registry_id: The account that owns the repository, as a reference.
        registry: The registry that holds it.
        entry: Its entry in the stack's manifest.

    Raises:
        InvalidArgument: A value that ECR rejects.

    Warns:
        LambdaContainerWarning: A lifecycle rule can expire an image that a function runs.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        *,
        name: str,
        image_tag_mutability: TagMutability = defaults.IMAGE_TAG_MUTABILITY,
        image_tag_mutability_exclusion_filter: Sequence[str] = (),
        scan_on_push: bool = defaults.SCAN_ON_PUSH,
        encryption_type: EncryptionType = defaults.ENCRYPTION_TYPE,
        kms_key: Key | None = None,
        force_delete: bool = False,
        lifecycle_rules: Sequence[LifecycleRule] = (EXPIRE_UNTAGGED,),
        pull_accounts: Sequence[str] = (),
        tags: Mapping[str, str] | None = None,
        login: RegistryLogin = "ephemeral-token",
        delete_timeout: str | None = None,
        region: str | None = None,
        provider: TerraformProvider | None = None,
    ) -> None:
        arguments = Arguments.of("Repository", scope, id)
        arguments.pattern("name", name, REPOSITORY_NAME, REPOSITORY_RULE)
        arguments.literal("image_tag_mutability", image_tag_mutability, TagMutability)
        exclusions = _exclusions(
            arguments, image_tag_mutability, image_tag_mutability_exclusion_filter
        )
        arguments.boolean("scan_on_push", scan_on_push)
        arguments.literal("encryption_type", encryption_type, EncryptionType)
        if kms_key is not None and encryption_type != "KMS" and not is_token(encryption_type):
            arguments.fail("kms_key", KMS_RULE, kms_key)
        arguments.boolean("force_delete", force_delete)
        policy = lifecycle_policy(arguments, lifecycle_rules)
        accounts = arguments.known_strings("pull_accounts", pull_accounts, 12)
        arguments.each(arguments.account_id, "pull_accounts", accounts)
        literal_tags = arguments.literal_tags(tags, provider)
        arguments.choice("login", login, RegistryLogin)
        arguments.optional(arguments.duration, "delete_timeout", delete_timeout)
        placement = arguments.placement(region, provider)
        key = optional_key(arguments, kms_key, placement)
        check_unique_name(arguments, scope, "repository", name, placement=placement)

        super().__init__(scope, id)
        if exclusions is not None:
            need(self, _EXCLUSIONS)
        self.placement = placement
        self.resource = EcrRepository(
            self,
            "Resource",
            name=name,
            image_tag_mutability=image_tag_mutability,
            image_tag_mutability_exclusion_filter=exclusions,
            image_scanning_configuration=EcrRepositoryImageScanningConfiguration(
                scan_on_push=scan_on_push
            ),
            encryption_configuration=[
                EcrRepositoryEncryptionConfiguration(
                    encryption_type=encryption_type, kms_key=None if key is None else key.arn
                )
            ],
            force_delete=force_delete,
            timeouts=None
            if delete_timeout is None
            else EcrRepositoryTimeouts(delete=delete_timeout),
            tags=literal_tags,
            **placement,
        )
        self.name: str = self.resource.name
        self.arn = self.resource.arn
        self.repository_url: str = self.resource.repository_url
        self.registry_id: str = self.resource.registry_id
        alias = None if provider is None else provider.alias
        self.registry = Registry(
            login=login,
            key=registry_key(self, alias, region),
            host=(
                None
                if login == "ephemeral-token" and region is None
                else host_of(self.repository_url)
            ),
            **placement,
        )
        self.entry = RepositoryEntry(
            name=name,
            managed=True,
            region=region,
            provider=None if provider is None else provider.fqn,
        )
        self._document = PolicyDocument(
            self, "PolicyDocument", pull_statements(self.arn, accounts), provider=provider
        )
        self.policy = EcrRepositoryPolicy(
            self, "Policy", repository=self.name, policy=self._document.json, **placement
        )
        below(self.policy, self)
        self.lifecycle_policy: EcrLifecyclePolicy | None = None
        if lifecycle_rules:
            self.lifecycle_policy = EcrLifecyclePolicy(
                self, "LifecyclePolicy", repository=self.name, policy=policy, **placement
            )

    @property
    def dependencies(self) -> tuple[ITerraformDependable, ...]:
        """The policy that lets Lambda pull, which functions wait for."""
        return (self.policy,)

    @staticmethod
    def from_name(
        scope: Construct,
        id: str,  # noqa: A002
        name: str,
        *,
        registry_id: str | None = None,
        login: RegistryLogin = "ephemeral-token",
        provider: TerraformProvider | None = None,
    ) -> ExistingRepository:
        """An existing repository, which is never modified.

        Args:
            scope: The parent construct.
            id: ASCII letters, digits, ``-`` and ``_``; unique in its scope.
            name: The repository's name.
            registry_id: The account that owns it. Default: the AWS provider's.
            login: How Docker logs in to push.
            provider: An aliased AWS provider.

        Raises:
            InvalidArgument: An invalid name or account id.
        """
        return repository_from_name(
            scope, id, name, registry_id=registry_id, login=login, provider=provider
        )

    @staticmethod
    def from_arn(
        scope: Construct,
        id: str,  # noqa: A002
        arn: str,
        *,
        login: RegistryLogin = "ephemeral-token",
        provider: TerraformProvider | None = None,
    ) -> ExistingRepository:
        """An existing repository in any account and Region, which is never modified.

        Args:
            scope: The parent construct.
            id: ASCII letters, digits, ``-`` and ``_``; unique in its scope.
            arn: ``arn:PARTITION:ecr:REGION:ACCOUNT:repository/NAME``, or a reference to one.
            login: How Docker logs in to push.
            provider: An aliased AWS provider.

        Raises:
            InvalidArgument: Not the ARN of a repository.
        """
        return repository_from_arn(scope, id, arn, login, provider)


AnyRepository = Repository | ExistingRepository
"""A repository that is created, or an existing one."""


def _exclusions(
    arguments: Arguments, mutability: str, filters: Sequence[str]
) -> list[EcrRepositoryImageTagMutabilityExclusionFilter] | None:
    argument = "image_tag_mutability_exclusion_filter"
    patterns = arguments.known_strings(argument, filters, 128)
    if bool(patterns) != mutability.endswith("_WITH_EXCLUSION"):
        rule = "be given if image_tag_mutability is ..._WITH_EXCLUSION, and only then"
        arguments.fail(argument, rule, filters)
    if len(patterns) > _EXCLUSION_FILTERS_LIMIT:
        arguments.fail(argument, f"have at most {_EXCLUSION_FILTERS_LIMIT} patterns", filters)
    arguments.each(arguments.pattern, argument, patterns, _EXCLUSION_FILTER, _EXCLUSION_RULE)
    return [
        EcrRepositoryImageTagMutabilityExclusionFilter(filter=pattern, filter_type="WILDCARD")
        for pattern in patterns
    ] or None
