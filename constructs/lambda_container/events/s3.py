"""Amazon S3 as a source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cdktf import Fn

from lambda_container.caller import warn
from lambda_container.checks.arguments import Arguments
from lambda_container.events.bucket_notification import BucketNotification, Delivery
from lambda_container.events.source_arn import SourceKind, id_of
from lambda_container.terraform.caller_identity import account_id
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.terraform.references import is_token

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.data_aws_s3_bucket import DataAwsS3Bucket
    from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket

    from lambda_container.function.invocable import Invocable

# https://docs.aws.amazon.com/AmazonS3/latest/API/API_LambdaFunctionConfiguration.html
S3Event = Literal[
    "s3:IntelligentTiering",
    "s3:LifecycleExpiration:*",
    "s3:LifecycleExpiration:Delete",
    "s3:LifecycleExpiration:DeleteMarkerCreated",
    "s3:LifecycleTransition",
    "s3:ObjectAcl:Put",
    "s3:ObjectAnnotation:*",
    "s3:ObjectAnnotation:Delete",
    "s3:ObjectAnnotation:Put",
    "s3:ObjectCreated:*",
    "s3:ObjectCreated:CompleteMultipartUpload",
    "s3:ObjectCreated:Copy",
    "s3:ObjectCreated:Post",
    "s3:ObjectCreated:Put",
    "s3:ObjectRemoved:*",
    "s3:ObjectRemoved:Delete",
    "s3:ObjectRemoved:DeleteMarkerCreated",
    "s3:ObjectRestore:*",
    "s3:ObjectRestore:Completed",
    "s3:ObjectRestore:Delete",
    "s3:ObjectRestore:Post",
    "s3:ObjectRetention:Put",
    "s3:ObjectTagging:*",
    "s3:ObjectTagging:Delete",
    "s3:ObjectTagging:Put",
    "s3:ReducedRedundancyLostObject",
    "s3:Replication:*",
    "s3:Replication:OperationFailedReplication",
    "s3:Replication:OperationMissedThreshold",
    "s3:Replication:OperationNotTracked",
    "s3:Replication:OperationReplicatedAfterThreshold",
]

_KIND = SourceKind("s3", "", ("aws_s3_bucket",))
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
_KEY_LIMIT = 1024


@dataclass(frozen=True)
class S3EventSource:
    """An Amazon S3 bucket in the function's Region.

    All functions of a stack that one bucket invokes share its ``aws_s3_bucket_notification``: S3
    keeps one for each bucket, and a second one, even in another stack, replaces the first.

    Attributes:
        bucket: A Terraform ``S3Bucket``, or the bucket's ARN. Give a bucket in the same way
            throughout a stack.
        events: The object events to send. Default: ``["s3:ObjectCreated:*"]``.
        prefix: The prefix of the object keys, such as ``incoming/``. Default: any.
        suffix: The suffix of the object keys, such as ``.csv``. Default: any.
        source_account: The account that owns the bucket. Default: the function's own.
        id: The construct id in the function. Default: ``S3-`` and the bucket's name.

    Raises:
        InvalidArgument: A value that S3 rejects.

    Warns:
        LambdaContainerWarning: A ``*`` in a prefix or suffix, which S3 takes literally.
    """

    bucket: S3Bucket | DataAwsS3Bucket | str
    events: Sequence[S3Event] = ("s3:ObjectCreated:*",)
    prefix: str | None = None
    suffix: str | None = None
    source_account: str | None = None
    id: str | None = None

    def __post_init__(self) -> None:
        arguments = Arguments("S3EventSource")
        _KIND.arn_of(arguments, "bucket", self.bucket)
        events = arguments.known_strings("events", self.events, _KEY_LIMIT)
        if not events:
            arguments.fail("events", "have at least one event", self.events)
        arguments.each(arguments.choice, "events", events, S3Event)
        for name, value in (("prefix", self.prefix), ("suffix", self.suffix)):
            if value is None:
                continue
            arguments.text(name, value, _KEY_LIMIT)
            if "*" in value:
                warning = f"S3EventSource: {name} {value!r} has a '*', which S3 takes literally"
                warn(warning)
        arguments.optional(arguments.account_id, "source_account", self.source_account)

    @property
    def arn(self) -> str:
        """The bucket's ARN."""
        return _KIND.arn_of(Arguments("S3EventSource"), "bucket", self.bucket)

    @property
    def name(self) -> str | None:
        """The bucket's name, if known."""
        if isinstance(self.bucket, str):
            return None if is_token(self.bucket) else self.bucket.rpartition(":")[2]
        name: str | None = self.bucket.bucket_input
        return name

    @property
    def bucket_name(self) -> str:
        """The bucket's name, as a string or reference."""
        if not isinstance(self.bucket, str):
            bucket: str = self.bucket.bucket
            return bucket
        return self.name or Fn.element(Fn.split(":::", self.bucket), 1)

    def bind(self, target: Invocable) -> S3Subscription:
        """Add the function to the bucket's notification; see ``add_event_source``."""
        return S3Subscription(target, self)


class S3Subscription(LibraryConstruct):
    """A function's share of a bucket's notifications; created by ``add_event_source``.

    Attributes:
        permission: The ``aws_lambda_permission``.
        notification: The notification that all functions of the bucket share.
    """

    def __init__(self, target: Invocable, source: S3EventSource) -> None:
        id_ = id_of("S3", source.name) if source.id is None else source.id
        arguments = Arguments.of("S3Subscription", target, id_)
        self.notification = BucketNotification.of(
            target, source.bucket_name, source.arn, target.placement
        )
        delivery = Delivery(tuple(source.events), source.prefix, source.suffix, target.arn)
        self.notification.check(arguments, delivery)
        super().__init__(target, id_)
        account = source.source_account or account_id(target, target.placement.provider)
        self.permission = target.add_permission(
            f"{id_}-Permission",
            principal="s3.amazonaws.com",
            source_arn=source.arn,
            source_account=account,
        )
        self.notification.add(delivery, self.permission)
