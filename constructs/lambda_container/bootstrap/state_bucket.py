"""A bucket for Terraform's state: versioned, encrypted, over TLS only, and never public."""

from __future__ import annotations

import json

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.s3_bucket_policy import S3BucketPolicy
from cdktf_cdktf_provider_aws.s3_bucket_public_access_block import S3BucketPublicAccessBlock
from cdktf_cdktf_provider_aws.s3_bucket_server_side_encryption_configuration import (
    S3BucketServerSideEncryptionConfigurationA,
    S3BucketServerSideEncryptionConfigurationRuleA,
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA,
)
from cdktf_cdktf_provider_aws.s3_bucket_versioning import (
    S3BucketVersioningA,
    S3BucketVersioningVersioningConfiguration,
)
from constructs import Construct

from lambda_container.bootstrap.foundation import Foundation
from lambda_container.terraform.escaping import literal


def make_state_bucket(scope: Construct, foundation: Foundation) -> S3Bucket:
    """Make the bucket of a foundation; Terraform refuses to delete it.

    No version expires: they are a state's only backup, and have a few kilobytes.
    """
    bucket = S3Bucket(
        scope,
        "StateBucket",
        bucket=foundation.state_bucket,
        lifecycle=TerraformResourceLifecycle(prevent_destroy=True),
    )
    name = bucket.bucket
    S3BucketPublicAccessBlock(
        scope,
        "StateBucketPublicAccessBlock",
        bucket=name,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
    )
    S3BucketVersioningA(
        scope,
        "StateBucketVersioning",
        bucket=name,
        versioning_configuration=S3BucketVersioningVersioningConfiguration(status="Enabled"),
    )
    by_default = S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA(
        sse_algorithm="AES256"
    )
    S3BucketServerSideEncryptionConfigurationA(
        scope,
        "StateBucketEncryption",
        bucket=name,
        rule=[
            S3BucketServerSideEncryptionConfigurationRuleA(
                apply_server_side_encryption_by_default=by_default
            )
        ],
    )
    S3BucketPolicy(scope, "StateBucketPolicy", bucket=name, policy=_tls_only(foundation))
    return bucket


def _tls_only(foundation: Foundation) -> str:
    arn = f"arn:{foundation.partition}:s3:::{foundation.state_bucket}"
    statement = {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return literal(
        json.dumps({"Version": "2012-10-17", "Statement": [statement]}, separators=(",", ":"))
    )
