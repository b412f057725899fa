"""Terraform's state in an S3 bucket."""

from __future__ import annotations

import re

from cdktf import S3Backend, TerraformStack

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.subject import named
from lambda_container.terraform.construct_tree import app_reference, kept_on, node_of, path_of
from lambda_container.terraform.provider_versions import write_versions

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
_BUCKET = re.compile(
    r"(?!xn--|sthree-|amzn-s3-demo-|(?:[0-9]+\.){3}[0-9]+$)(?!.*(?:\.\.|\.-|-\.))"
    r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?<!-s3alias)(?<!--ol-s3)(?<!\.mrap)(?<!--x-s3)"
    r"(?<!--table-s3)"
)
_BUCKET_RULE = (
    "be the name of a general purpose bucket: 3 to 63 lowercase letters, digits, '-' and '.'"
)
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
_KEY = re.compile(r"(?!/)[A-Za-z0-9!_.*'()/-]{1,1024}(?<!/)")
_KEY_RULE = "be 1 to 1024 letters, digits and '!_.*'()/-', not beginning or ending with '/'"
# Terraform's own rule: of the ids, only UUIDs of RFC 4122 and those of multi-Region keys.
_ID = r"[a-f0-9]{8}-[a-f0-9]{4}-[1-5][a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}|mrk-[a-f0-9]{32}"
_ALIAS = r"alias/[A-Za-z0-9/_-]{1,250}"
_KMS_KEY = re.compile(
    rf"{_ALIAS}|{_ID}|arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{{12}}:(?:key/(?:{_ID})|{_ALIAS})"
)
_KMS_KEY_RULE = "be the ARN or id of a KMS key, or an alias such as 'alias/terraform-state'"
_STATE = "state"
_READ = "Terraform reads it before it evaluates anything"

# By app, bucket and key.
_stacks: dict[tuple[str, str, str], TerraformStack] = {}


def s3_backend(
    stack: TerraformStack,
    *,
    bucket: str,
    region: str,
    key: str | None = None,
    kms_key_id: str | None = None,
) -> S3Backend:
    """Keep a stack's state in S3: encrypted, with a lock file beside it.

    Becomes Terraform's ``s3`` backend and ``required_version = ">= 1.10"``, the first Terraform and
    the first OpenTofu with a lock file. The bucket must exist and should keep versions. For other
    settings, use ``add_override`` of what is returned, and that of the stack for a narrower
    ``required_version``.

    Args:
        stack: The stack, which has no backend yet.
        bucket: The bucket's name, 3 to 63 characters.
        region: The bucket's Region.
        key: The state's key, 1 to 1,024 characters. Default: the stack's name and ``.tfstate``.
        kms_key_id: The KMS key that encrypts the state: its ARN or id, or an alias of at most 256
            characters. Default: the bucket's encryption.

    Raises:
        InvalidArgument: A value that S3 rejects, a reference, a stack that has a backend, or the
            state of another stack.
    """
    Arguments(named("s3_backend", None)).instance("stack", stack, TerraformStack)
    node = node_of(stack)
    arguments = Arguments(f"s3_backend of {node.path!r}")
    if node.try_find_child("backend") is not None:
        arguments.fail("stack", "have no backend yet", node.path)
    key = f"{node.id}.tfstate" if key is None else key
    given = {"bucket": bucket, "region": region, "key": key, "kms_key_id": kms_key_id}
    for name, value in given.items():
        if value is not None:
            arguments.known(name, value, _READ)
    arguments.pattern("bucket", bucket, _BUCKET, _BUCKET_RULE)
    arguments.region("region", region)
    arguments.pattern("key", key, _KEY, _KEY_RULE)
    arguments.optional(arguments.pattern, "kms_key_id", kms_key_id, _KMS_KEY, _KMS_KEY_RULE)
    if (kms_key_id or "").startswith("arn:") and f":{region}:" not in (kms_key_id or ""):
        arguments.fail("kms_key_id", f"be in {region}, the bucket's Region", kms_key_id)
    _check_unique(arguments, stack, bucket, key)
    backend = S3Backend(
        stack, bucket=bucket, key=key, region=region, encrypt=True, kms_key_id=kms_key_id
    )
    # cdktf 0.21 has no argument for it.
    backend.add_override("use_lockfile", True)
    write_versions(stack)
    kept_on(stack, _STATE, lambda: (bucket, key))
    return backend


def state_of(stack: TerraformStack) -> tuple[str, str] | None:
    """The bucket and the key of a stack's state; ``None`` if ``s3_backend`` was not called."""
    found: tuple[str, str] | None = kept_on(stack, _STATE, lambda: None)
    return found


def _check_unique(arguments: Arguments, stack: TerraformStack, bucket: str, key: str) -> None:
    """Two stacks with one state would destroy what the other made."""
    owner = _stacks.setdefault((app_reference(stack), bucket, key), stack)
    if owner is not stack:
        rule = f"not be the state of another stack, {path_of(owner)!r}"
        arguments.fail("key", rule, key)
