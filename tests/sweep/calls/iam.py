"""The calls of policies."""

from __future__ import annotations

from lambda_container import Condition, Principal, Statement
from tests.aws import ACCOUNT
from tests.sweep.calls.call import Call
from tests.sweep.calls.common import BUCKET, in_policy, in_role, with_principal

CALLS: dict[str, Call] = {
    "Condition": Call(
        lambda scene, **a: in_role(
            scene,
            Statement(actions=["s3:GetObject"], resources=[BUCKET], conditions=[Condition(**a)]),
        ),
        {"test": "StringEquals", "variable": "aws:SourceAccount", "values": [ACCOUNT]},
        ["test", "variable", "values"],
    ),
    "Principal": Call(
        with_principal,
        {"type": "AWS", "identifiers": [f"arn:aws:iam::{ACCOUNT}:root"]},
        ["type", "identifiers"],
    ),
    "Statement": Call(
        lambda scene, **a: in_policy(scene, Statement(**a)),
        {
            "actions": ["s3:GetObject"],
            "resources": [f"{BUCKET}/*"],
            "effect": "Deny",
            "conditions": [Condition("StringEquals", "aws:SourceAccount", [ACCOUNT])],
            "principals": [Principal("Service", ["s3.amazonaws.com"])],
            "sid": "Orders",
            "allow_wildcards": True,
        },
        ["actions", "resources"],
    ),
}
