"""A customer key, with a policy that lets AWS services use it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from cdktf import TerraformProvider
from cdktf_cdktf_provider_aws.kms_alias import KmsAlias
from cdktf_cdktf_provider_aws.kms_key import KmsKey, KmsKeyTimeouts
from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.physical_names import check_unique_name
from lambda_container.checks.values import Number
from lambda_container.iam.condition import Condition
from lambda_container.iam.merge import merged, size
from lambda_container.iam.principal import Principal
from lambda_container.iam.statement import Statement
from lambda_container.key.existing_key import ExistingKey
from lambda_container.key.key_grants import KeyGrants
from lambda_container.terraform.caller_identity import location
from lambda_container.terraform.escaping import literal
from lambda_container.terraform.library_construct import LibraryConstruct

# https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
_DESCRIPTION_LIMIT = 8192
# https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html
_POLICY_LIMIT = 32_768
_REFERENCE_SIZE = 16  # most are an account, a Region or a partition
# https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
_ALIAS = re.compile(r"alias/(?!aws/)[A-Za-z0-9/_-]{1,250}")
_ALIAS_RULE = "be 'alias/' and 1 to 250 letters, digits and '/_-', not beginning with 'aws/'"
# https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html
_ROTATION_DAYS = (90, 2560)
# https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
_DELETION_DAYS = (7, 30)
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
_LOGS_ACTIONS = (
    "kms:Decrypt*",
    "kms:Describe*",
    "kms:Encrypt*",
    "kms:GenerateDataKey*",
    "kms:ReEncrypt*",
)


class EncryptionKey(LibraryConstruct, KeyGrants):
    """A symmetric customer key that rotates, with an alias.

    Becomes ``aws_kms_key`` and ``aws_kms_alias``. Pass it as ``kms_key=`` to functions and
    repositories: its policy then lets CloudWatch Logs use it for exactly their log groups. Lambda
    and SQS use it with the role's permissions, ECR with those of the repository's creator. The
    account's IAM policies control all other access.

    Args:
        scope: The parent construct, in a stack with an AWS provider.
        id: ASCII letters, digits, ``-`` and ``_``; unique in its scope.
        alias: ``alias/`` and a name. Default: ``alias/`` and the construct's path.
        description: At most 8,192 characters. Default: the construct's path.
        rotation_period_in_days: 90 to 2,560 days between rotations. Default: 365.
        deletion_window_in_days: 7 to 30 (default) days before a destroyed key is deleted.
        multi_region: Whether it can be replicated to other Regions; cannot be changed later.
        statements: Further statements of its policy, with principals, and with ``*`` (the key
            itself) as their resource.
        create_timeout: How long Terraform waits for the key, such as ``"5m"``. Default: 2 minutes.
        region: The Region, if it differs from the provider's.
        tags: At most 50.
        provider: An aliased AWS provider, for another account or Region.

    Attributes:
        placement: Region and provider.
        resource: The ``aws_kms_key``.
        alias: The ``aws_kms_alias``.
        arn: The key's ARN, as a reference.
        key_id: The key's id, as a reference.

    Raises:
        InvalidArgument: A value that KMS rejects.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        *,
        alias: str | None = None,
        description: str | None = None,
        rotation_period_in_days: Number = 365,
        deletion_window_in_days: Number = 30,
        multi_region: bool = False,
        statements: Sequence[Statement] = (),
        create_timeout: str | None = None,
        region: str | None = None,
        tags: Mapping[str, str] | None = None,
        provider: TerraformProvider | None = None,
    ) -> None:
        arguments = Arguments.of("EncryptionKey", scope, id)
        if alias is None:
            alias = f"alias/{arguments.path}"
        arguments.pattern("alias", alias, _ALIAS, _ALIAS_RULE)
        if description is not None:
            arguments.text("description", description, _DESCRIPTION_LIMIT, minimum=0)
        days = (*_ROTATION_DAYS, "days")
        arguments.integer("rotation_period_in_days", rotation_period_in_days, *days)
        days = (*_DELETION_DAYS, "days")
        arguments.integer("deletion_window_in_days", deletion_window_in_days, *days)
        arguments.boolean("multi_region", multi_region)
        _check_statements(arguments, statements)
        arguments.optional(arguments.duration, "create_timeout", create_timeout)
        placement = arguments.placement(region, provider)
        check_unique_name(
            arguments,
            scope,
            "alias",
            alias,
            placement=placement,
            argument="alias",
            plural="aliases",
        )
        literal_tags = arguments.literal_tags(tags, provider)

        super().__init__(scope, id)
        self.placement = placement
        self._arguments = arguments
        self._location = location(self, placement)
        self._statements = [_account(self._location.partition, self._location.account), *statements]
        self._log_groups: list[str] = []
        self.resource = KmsKey(
            self,
            "Resource",
            description=literal(arguments.path if description is None else description),
            enable_key_rotation=True,
            rotation_period_in_days=rotation_period_in_days,
            deletion_window_in_days=deletion_window_in_days,
            multi_region=multi_region,
            policy=self._policy(),
            timeouts=None if create_timeout is None else KmsKeyTimeouts(create=create_timeout),
            tags=literal_tags,
            **placement,
        )
        self.arn = self.resource.arn
        self.key_id: str = self.resource.key_id
        self.alias = KmsAlias(
            self, "Alias", name=alias, target_key_id=self.key_id, region=region, provider=provider
        )

    @staticmethod
    def from_arn(arn: str) -> ExistingKey:
        """An existing key, whose policy is never modified.

        Args:
            arn: ``arn:PARTITION:kms:REGION:ACCOUNT:key/ID``, or a reference to one.

        Raises:
            InvalidArgument: Not the ARN of a key.
        """
        return ExistingKey(arn)

    def add_statements(self, *statements: Statement) -> None:
        """Add statements to the key's policy.

        Args:
            statements: Statements with principals, and with ``*`` (the key itself) as resource.

        Raises:
            InvalidArgument: A statement without principals, or a policy above KMS's size limit.
        """
        _check_statements(self._arguments, statements)
        self._statements += statements
        self.resource.policy = self._policy()

    def allow_log_group(self, log_group_name: str) -> None:
        """Let CloudWatch Logs encrypt one log group of the key's account and Region."""
        if log_group_name not in self._log_groups:
            self._log_groups.append(log_group_name)
            self.resource.policy = self._policy()

    def _policy(self) -> str:
        statements = merged([*self._statements, *self._logs()])
        sids = [statement.sid for statement in statements if statement.sid is not None]
        if len(set(sids)) < len(sids):
            rule = "have a sid of its own; 'Account' and 'CloudWatchLogs' are the key's"
            self._arguments.fail("statements", rule, sorted(sids))
        if (length := size(statements, _REFERENCE_SIZE)) > _POLICY_LIMIT:
            rule = f"have at most {_POLICY_LIMIT} characters; use another key for some functions"
            self._arguments.fail("policy", rule, f"{length} characters")
        documents = [statement.document() for statement in statements]
        # A string, not an aws_iam_policy_document: checkov cannot read a key's policy otherwise.
        policy = {"Version": "2012-10-17", "Statement": documents}
        return literal(json.dumps(policy, separators=(",", ":"), ensure_ascii=False))

    def _logs(self) -> list[Statement]:
        if not self._log_groups:
            return []
        here = self._location
        prefix = f"arn:{here.partition}:logs:{here.region}:{here.account}:log-group:"
        return [
            Statement(
                sid="CloudWatchLogs",
                principals=[Principal("Service", [f"logs.{here.region}.{here.dns_suffix}"])],
                actions=_LOGS_ACTIONS,
                allow_wildcards=True,
                resources=["*"],
                conditions=[
                    Condition(
                        "ArnEquals",
                        "kms:EncryptionContext:aws:logs:arn",
                        [f"{prefix}{name}" for name in self._log_groups],
                    )
                ],
            )
        ]


def _check_statements(arguments: Arguments, statements: Sequence[Statement]) -> None:
    for i, statement in enumerate(arguments.items("statements", statements, Statement)):
        if not statement.principals:
            arguments.fail(f"statements[{i}]", "have principals", statement)
        if tuple(statement.resources) != ("*",):
            arguments.fail(f"statements[{i}]", "have the resource '*', the key itself", statement)
        if statement.has_list_reference:
            rule = "have no reference to a list, which a policy written as text cannot hold"
            arguments.fail(f"statements[{i}]", rule, statement)


def _account(partition: str, account: str) -> Statement:
    # Without it, only the principals in its policy could use and change the key:
    # https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    return Statement(
        sid="Account",
        principals=[Principal("AWS", [f"arn:{partition}:iam::{account}:root"])],
        actions=["kms:*"],
        resources=["*"],
        allow_wildcards=True,
    )
