"""The permissions boundary of every role that a deployment creates.

It stays the same when a function is granted something new, since CI may not change it: a role can
never do what lets it gain more, whatever its own policies say.
"""

from __future__ import annotations

import json

from lambda_container.bootstrap.foundation import PATH, Foundation
from lambda_container.terraform.escaping import literal

# Services that decide who may do what.
_NEVER = ("account:*", "iam:*", "identitystore:*", "organizations:*", "sso-directory:*", "sso:*")


def boundary_text(foundation: Foundation) -> str:
    """The boundary's policy, as text."""
    partition, account = foundation.partition, foundation.account
    bucket = f"arn:{partition}:s3:::{foundation.state_bucket}"
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "AtMost", "Effect": "Allow", "NotAction": list(_NEVER), "Resource": "*"},
            {
                "Sid": "NotTheFoundation",
                "Effect": "Deny",
                "Action": ["s3:*", "sts:AssumeRole"],
                "Resource": [bucket, f"{bucket}/*", f"arn:{partition}:iam::{account}:role{PATH}*"],
            },
        ],
    }
    return literal(json.dumps(policy, separators=(",", ":")))
