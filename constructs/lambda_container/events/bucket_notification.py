"""S3 bucket notifications: one resource for all functions of a bucket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.s3_bucket_notification import (
    S3BucketNotification,
    S3BucketNotificationLambdaFunction,
)

from lambda_container.build.image_tag import construct_key
from lambda_container.checks.arguments import Arguments
from lambda_container.events.source_arn import id_of
from lambda_container.terraform.construct_tree import address_of, once_a_stack
from lambda_container.terraform.escaping import optional_literal
from lambda_container.terraform.placement import Placement
from lambda_container.terraform.references import is_token, resolved

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.lambda_permission import LambdaPermission
    from constructs import Construct

# https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html
_CONFIGURATIONS = 100


@dataclass(frozen=True, slots=True)
class Delivery:
    """The events of a bucket that go to one function.

    Attributes:
        events: Such as ``s3:ObjectCreated:*``.
        prefix: The prefix of the object keys.
        suffix: The suffix of the object keys.
        function_arn: The function or alias.
    """

    events: Sequence[str]
    prefix: str | None
    suffix: str | None
    function_arn: str

    def overlaps(self, other: Delivery) -> str | None:
        """An event that both would get for the same object; ``None`` if none is known."""
        affixes = (self.prefix, self.suffix, other.prefix, other.suffix)
        if any(is_token(affix) for affix in affixes):
            return None
        prefixes = sorted((self.prefix or "", other.prefix or ""), key=len)
        suffixes = sorted((self.suffix or "", other.suffix or ""), key=len)
        if not (prefixes[1].startswith(prefixes[0]) and suffixes[1].endswith(suffixes[0])):
            return None
        return next((a for a in self.events for b in other.events if _same(a, b)), None)

    def block(self) -> S3BucketNotificationLambdaFunction:
        """The notification's ``lambda_function``."""
        return S3BucketNotificationLambdaFunction(
            events=sorted(self.events),
            filter_prefix=optional_literal(self.prefix),
            filter_suffix=optional_literal(self.suffix),
            lambda_function_arn=self.function_arn,
        )


class BucketNotification:
    """The only ``aws_s3_bucket_notification`` of a bucket in a stack; functions are added to it.

    Attributes:
        resource: The ``aws_s3_bucket_notification``, to which queues and topics can be added.
        deliveries: The deliveries that it configures.
    """

    def __init__(self, stack: TerraformStack, id_: str, bucket: str, placement: Placement) -> None:
        self.deliveries: list[Delivery] = []
        self._permissions: list[str] = []
        self.resource = S3BucketNotification(stack, id_, bucket=bucket, **placement)

    @classmethod
    def of(
        cls, scope: Construct, bucket: str, arn: str, placement: Placement
    ) -> BucketNotification:
        """The bucket's notification, created on first use.

        Args:
            scope: Any construct of the stack.
            bucket: The bucket's name.
            arn: The bucket's ARN, which identifies it.
            placement: Region and provider.
        """
        # A token has a different number each time it is rendered; resolved, it names the bucket.
        known = resolved(scope, arn)
        # Ids have no dots, and the names of two buckets may differ only by a dot.
        tail = construct_key(known)
        noun = id_of("S3Notification", None if is_token(bucket) else bucket, tail)
        found: BucketNotification = once_a_stack(
            scope, placement.provider, noun, lambda stack, id_: cls(stack, id_, bucket, placement)
        )
        return found

    def check(self, arguments: Arguments, delivery: Delivery) -> None:
        """Reject a delivery that S3 rejects next to the existing ones.

        Raises:
            InvalidArgument: The event already goes elsewhere, or there are too many configurations.
        """
        # https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
        for other in self.deliveries:
            event = delivery.overlaps(other)
            if event is not None:
                rule = (
                    f"not share {event} with another function of the bucket whose prefix"
                    f" {other.prefix or ''!r} and suffix {other.suffix or ''!r} both overlap with"
                    " these: S3 rejects that; to notify several functions, use EventBridge or SNS"
                )
                arguments.fail("events", rule, [delivery.prefix or "", delivery.suffix or ""])
        if len(self.deliveries) >= _CONFIGURATIONS:
            rule = f"have at most {_CONFIGURATIONS} notification configurations"
            arguments.fail("bucket", rule, len(self.deliveries) + 1)

    def add(self, delivery: Delivery, permission: LambdaPermission) -> None:
        """Notify one more function, once S3 may invoke it."""
        self.deliveries.append(delivery)
        self._permissions.append(address_of(permission))
        # The order in which functions are added is no change.
        ordered = sorted(
            self.deliveries,
            key=lambda one: (sorted(one.events), one.prefix or "", one.suffix or ""),
        )
        self.resource.put_lambda_function([one.block() for one in ordered])
        self.resource.depends_on = sorted(self._permissions)


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    return any(a.endswith(":*") and b.startswith(a[:-1]) for a, b in ((one, other), (other, one)))
