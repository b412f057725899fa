"""The permissions boundary of every role that a deployment creates.

It stays the same when a function is granted something new, since CI may not change it. Whatever a
role's own policies say, it can neither change who may do what, nor take another role, directly or
through what AWS runs with one, nor read a state.
"""

from __future__ import annotations

import json

from lambda_container.bootstrap.foundation import Foundation
from lambda_container.terraform.escaping import literal

# What decides who may do what, takes another role, or lets AWS run something with another role.
_NEVER = (
    "account:*",
    "cloudformation:*",
    "codebuild:*",
    "codepipeline:*",
    "ec2:RunInstances",
    "ecs:RunTask",
    "glue:*",
    "iam:*",
    "identitystore:*",
    "lambda:AddPermission",
    "lambda:CreateFunction",
    "lambda:UpdateFunctionCode",
    "lambda:UpdateFunctionConfiguration",
    "organizations:*",
    "ssm:SendCommand",
    "ssm:StartAutomationExecution",
    "ssm:StartSession",
    "sso-directory:*",
    "sso:*",
    "sts:AssumeRole",
)


def boundary_text(foundation: Foundation) -> str:
    """The boundary's policy, as text."""
    # The states of all environments and projects of the account.
    buckets = f"arn:{foundation.partition}:s3:::tf-*"
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "AtMost", "Effect": "Allow", "NotAction": list(_NEVER), "Resource": "*"},
            {
                "Sid": "NoState",
                "Effect": "Deny",
                "Action": "s3:*",
                "Resource": [buckets, f"{buckets}/*"],
            },
        ],
    }
    return literal(json.dumps(policy, separators=(",", ":")))
