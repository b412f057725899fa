"""What the ARNs of each kind of resource look like, beyond their service."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = "[A-Za-z0-9_-]"
_PATH = r"(?:[A-Za-z0-9_+=,.@-]+/)*[A-Za-z0-9_+=,.@-]"


@dataclass(frozen=True, slots=True)
class ArnResource:
    """The resource part of one kind of ARN, and where such resources are.

    Attributes:
        pattern: The syntax of the resource part; compiled on first use.
        regional: Whether the ARN has a Region.
        owned: Whether the ARN has an account.
    """

    pattern: str
    regional: bool = True
    owned: bool = True

    def fits(self, region: str, account: str, resource: str) -> bool:
        """Whether the parts of an ARN are those of such a resource."""
        located = bool(region) is self.regional and bool(account) is self.owned
        return located and re.fullmatch(self.pattern, resource) is not None


# https://docs.aws.amazon.com/service-authorization/latest/reference/ has the ARNs of each service;
# the lengths and characters of names are those of the call that creates the resource.
ARN_RESOURCES: dict[tuple[str, str], ArnResource] = {
    ("cognito-idp", "userpool/"): ArnResource(r"userpool/[\w-]{1,55}"),
    ("elasticfilesystem", "access-point/"): ArnResource(r"access-point/fsap-[0-9a-f]{17}"),
    ("elasticfilesystem", "file-system/"): ArnResource(r"file-system/fs-[0-9a-f]{8,40}"),
    ("elasticloadbalancing", "listener/app/"): ArnResource(
        r"listener/app/[A-Za-z0-9-]{1,32}/[0-9a-f]{1,32}/[0-9a-f]{1,32}"
    ),
    ("events", "event-bus/"): ArnResource(r"event-bus/[A-Za-z0-9/._-]{1,256}"),
    ("iam", "policy/"): ArnResource(rf"policy/{_PATH}{{1,128}}", regional=False),
    ("iam", "role/"): ArnResource(rf"role/{_PATH}{{1,64}}", regional=False),
    ("kafka", "cluster/"): ArnResource(r"cluster/[A-Za-z0-9-]{1,64}/[A-Za-z0-9-]{1,64}"),
    ("kinesis", "stream/"): ArnResource(
        r"stream/[A-Za-z0-9_.-]{1,128}(?:/consumer/[A-Za-z0-9_.:-]{1,150})?"
    ),
    ("kms", "key/"): ArnResource(rf"key/{_NAME}{{1,128}}"),
    ("lambda", "capacity-provider:"): ArnResource(rf"capacity-provider:{_NAME}{{1,64}}"),
    ("lambda", "function:"): ArnResource(
        rf"function:{_NAME}{{1,64}}(?::[A-Za-z0-9$_.-]{{1,128}})?"
    ),
    ("mq", "broker:"): ArnResource(rf"broker:{_NAME}{{1,50}}:[A-Za-z0-9-]{{1,64}}"),
    ("rds", "cluster:"): ArnResource(r"cluster:[A-Za-z0-9-]{1,63}"),
    ("s3", ""): ArnResource(r"[A-Za-z0-9._-]{3,255}", regional=False, owned=False),
    ("secretsmanager", "secret:"): ArnResource(r"secret:[A-Za-z0-9/_+=.@!-]{1,519}"),
    ("sns", ""): ArnResource(rf"{_NAME}{{1,256}}(?:\.fifo)?"),
    ("sqs", ""): ArnResource(rf"{_NAME}{{1,80}}(?:\.fifo)?"),
}
