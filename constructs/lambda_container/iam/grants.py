"""The verbs that grant a role access to resources which are no functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

from lambda_container.iam.grantee import Allowable
from lambda_container.iam.statement import Statement

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.data_aws_dynamodb_table import DataAwsDynamodbTable
    from cdktf_cdktf_provider_aws.data_aws_kms_key import DataAwsKmsKey
    from cdktf_cdktf_provider_aws.data_aws_s3_bucket import DataAwsS3Bucket
    from cdktf_cdktf_provider_aws.data_aws_secretsmanager_secret import DataAwsSecretsmanagerSecret
    from cdktf_cdktf_provider_aws.data_aws_sns_topic import DataAwsSnsTopic
    from cdktf_cdktf_provider_aws.data_aws_sqs_queue import DataAwsSqsQueue
    from cdktf_cdktf_provider_aws.data_aws_ssm_parameter import DataAwsSsmParameter
    from cdktf_cdktf_provider_aws.dynamodb_table import DynamodbTable
    from cdktf_cdktf_provider_aws.kms_external_key import KmsExternalKey
    from cdktf_cdktf_provider_aws.kms_key import KmsKey
    from cdktf_cdktf_provider_aws.kms_replica_key import KmsReplicaKey
    from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
    from cdktf_cdktf_provider_aws.secretsmanager_secret import SecretsmanagerSecret
    from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
    from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
    from cdktf_cdktf_provider_aws.ssm_parameter import SsmParameter

    from lambda_container.key.key_argument import Key

    class MadeQueue(Protocol):
        """A queue of this library."""

        @property
        def resource(self) -> SqsQueue:
            """The queue."""

    class MadeTopic(Protocol):
        """A topic of this library."""

        @property
        def resource(self) -> SnsTopic:
            """The topic."""

    Readable: TypeAlias = (
        S3Bucket
        | DataAwsS3Bucket
        | DynamodbTable
        | DataAwsDynamodbTable
        | SecretsmanagerSecret
        | DataAwsSecretsmanagerSecret
        | SsmParameter
        | DataAwsSsmParameter
        | str
    )
    AnyQueue: TypeAlias = SqsQueue | DataAwsSqsQueue | MadeQueue | str
    Topic: TypeAlias = SnsTopic | DataAwsSnsTopic | MadeTopic | str
    KmsKeyOrArn: TypeAlias = Key | KmsKey | KmsExternalKey | KmsReplicaKey | DataAwsKmsKey


class Grants(Allowable):
    """The verbs that roles and functions have."""

    def add_statements(self, *statements: Statement) -> None:
        """Add statements to the role's own policies."""
        raise NotImplementedError

    def grant_read(self, resource: Readable, *, kms_key: KmsKeyOrArn | None = None) -> None:
        """Let the role read what is in a bucket, a table, a secret or a parameter.

        Which actions that is, for which ARNs, and what a key needs: docs/grants.md lists it.

        Args:
            resource: An ``aws_s3_bucket``, ``aws_dynamodb_table``, ``aws_secretsmanager_secret`` or
                ``aws_ssm_parameter``, as a resource or a data source; or the ARN of one.
            kms_key: The key that encrypts it. Default: the one that the resource names; none for a
                bucket whose encryption is a resource of its own, for a data source and for an ARN.

        Raises:
            InvalidArgument: Something else, or a resource that names its key other than by an ARN.
            UnsupportedArgument: The role is an existing role, which is never modified.
        """
        from lambda_container.iam.grant import grant  # noqa: PLC0415

        grant(self, "resource", resource, "read", kms_key=kms_key)

    def grant_write(self, resource: Readable, *, kms_key: KmsKeyOrArn | None = None) -> None:
        """Let the role write and delete what is in a bucket, table, secret or parameter.

        Secrets and parameters get new values, and are not deleted. Nothing can be read.

        Args:
            resource: As for ``grant_read``.
            kms_key: As for ``grant_read``.

        Raises:
            InvalidArgument: Something else, or a resource that names its key other than by an ARN.
            UnsupportedArgument: The role is an existing role, which is never modified.
        """
        from lambda_container.iam.grant import grant  # noqa: PLC0415

        grant(self, "resource", resource, "write", kms_key=kms_key)

    def grant_read_write(self, resource: Readable, *, kms_key: KmsKeyOrArn | None = None) -> None:
        """Let the role read, write and delete what is in a bucket, table, secret or parameter.

        Secrets and parameters get new values, and are not deleted.

        Args:
            resource: As for ``grant_read``.
            kms_key: As for ``grant_read``.

        Raises:
            InvalidArgument: Something else, or a resource that names its key other than by an ARN.
            UnsupportedArgument: The role is an existing role, which is never modified.
        """
        from lambda_container.iam.grant import grant  # noqa: PLC0415

        grant(self, "resource", resource, "read", "write", kms_key=kms_key)

    def grant_send(self, queue: AnyQueue, *, kms_key: KmsKeyOrArn | None = None) -> None:
        """Let the role send messages to a queue.

        To process its messages instead, add it as an event source.

        Args:
            queue: A ``Queue``, a ``DeadLetterQueue``, an ``aws_sqs_queue`` (a resource or a data
                source), or the ARN of one.
            kms_key: The key that encrypts it. Default: the one that the queue names; none for a
                data source and for an ARN.

        Raises:
            InvalidArgument: Something else, or a queue that names its key other than by an ARN.
            UnsupportedArgument: The role is an existing role, which is never modified.
        """
        from lambda_container.iam.grant import grant  # noqa: PLC0415

        grant(self, "queue", queue, "send", kms_key=kms_key)

    def grant_publish(self, topic: Topic, *, kms_key: KmsKeyOrArn | None = None) -> None:
        """Let the role publish messages to a topic.

        Args:
            topic: An ``aws_sns_topic`` (a resource or a data source), a topic of this library, or
                the ARN of one.
            kms_key: The key that encrypts it. Default: the one that the topic names; none for a
                data source and for an ARN.

        Raises:
            InvalidArgument: Something else, or a topic that names its key other than by an ARN.
            UnsupportedArgument: The role is an existing role, which is never modified.
        """
        from lambda_container.iam.grant import grant  # noqa: PLC0415

        grant(self, "topic", topic, "publish", kms_key=kms_key)

    def grant_decrypt(self, key: KmsKeyOrArn) -> None:
        """Let the role decrypt data with a key.

        Args:
            key: An ``EncryptionKey``, an ``aws_kms_key`` (also an external or a replica key, or the
                data source), or the ARN of one.

        Raises:
            InvalidArgument: Something else.
            UnsupportedArgument: The role is an existing role, which is never modified.
        """
        from lambda_container.iam.grant import grant_decrypt  # noqa: PLC0415

        grant_decrypt(self, key)
