"""The names of what ``BootstrapStack`` makes, which the environment's own stack refers to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lambda_container.bootstrap.ci_system import ROLES, Role
from lambda_container.checks import rule_phrases
from lambda_container.checks.arguments import Arguments
from lambda_container.checks.same_region import partition_of
from lambda_container.checks.subject import named

_NAME = re.compile(r"(?!tf(?:-|\Z))(?=.{1,32}\Z)[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NAME_RULE = "be 1 to 32 lowercase letters, digits and single hyphens, starting with a letter"
_PREFIX = re.compile(r"(?!tf(?:-|\Z))(?=.{1,32}\Z)[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*")
_PREFIX_RULE = (
    "be 1 to 32 letters, digits and single hyphens, starting with a letter, but not with 'tf-', as"
    " the buckets of states do"
)
_ACCOUNT = re.compile(r"[0-9]{12}")
_READ = "it is part of names and policies that are known at synthesis"

_BUCKETS = "tf-"
PATH = "/lambda-container/"
"""IAM path of the roles and policies, apart from those that a deployment may change."""


@dataclass(frozen=True, kw_only=True)
class Foundation:
    """What an environment is built on: its account, its state's bucket, its roles and their limits.

    ``BootstrapStack`` makes it; the environment's stack refers to it by names that are known
    without asking AWS.

    Attributes:
        name: Begins the names of what is made, such as ``dev-orders``: 1 to 32 lowercase letters,
            digits and single hyphens. Unique in the account.
        account: The account's id, 12 digits.
        region: The Region.
        name_prefixes: What the names of the environment's resources begin with, each followed by
            ``-`` or ``/``; its roles are limited to them. 1 to 32 letters, digits and hyphens each,
            not beginning with ``tf-``. Default: ``name``.

    Raises:
        InvalidArgument: A name that S3 or IAM rejects, or a reference.
    """

    name: str
    account: str
    region: str
    name_prefixes: Sequence[str] = ()

    def __post_init__(self) -> None:
        arguments = Arguments(named("Foundation", self.name))
        for argument in ("name", "account", "region"):
            arguments.known(argument, getattr(self, argument), _READ)
        arguments.pattern("name", self.name, _NAME, _NAME_RULE)
        arguments.pattern("account", self.account, _ACCOUNT, rule_phrases.ACCOUNT_ID)
        arguments.region("region", self.region)
        prefixes = arguments.known_strings("name_prefixes", self.name_prefixes, 32)
        arguments.each(arguments.known, "name_prefixes", prefixes, _READ)
        arguments.each(arguments.pattern, "name_prefixes", prefixes, _PREFIX, _PREFIX_RULE)
        object.__setattr__(self, "name_prefixes", tuple(prefixes) or (self.name,))

    @property
    def partition(self) -> str:
        """The partition of the Region, such as ``aws``."""
        return partition_of(self.region)

    @property
    def state_bucket(self) -> str:
        """The name of the bucket for Terraform's state, for ``s3_backend``."""
        # No prefix of an environment begins so: its roles cannot change the bucket.
        return f"{_BUCKETS}{self.name}-{self.account}-{self.region}"

    @property
    def permissions_boundary(self) -> str:
        """The ARN of the policy that limits every role of the environment."""
        return f"arn:{self.partition}:iam::{self.account}:policy{PATH}{self.name}-boundary"

    def role_arn(self, role: Role) -> str:
        """The ARN of a role for CI.

        Args:
            role: ``plan``, ``publish``, ``promote`` or ``deploy``.

        Raises:
            InvalidArgument: Another word.
        """
        arguments = Arguments(named("Foundation", self.name))
        arguments.one_of("role", role, ROLES)
        arguments.known("role", role, _READ)
        return f"arn:{self.partition}:iam::{self.account}:role{PATH}{self.name}-{role}"
