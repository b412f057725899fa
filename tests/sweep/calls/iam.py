"""The calls of policies."""

from __future__ import annotations

from lambda_container import Condition, Principal, Statement
from tests.aws import ACCOUNT
from tests.sweep.calls.call import Call
from tests.sweep.calls.common import (
    BUCKET,
    KEY,
    QUEUE,
    SECRET,
    TOPIC,
    in_policy,
    in_role,
    with_principal,
)

CALLS: dict[str, Call] = {
    "Grants.grant_decrypt": Call(
        lambda scene, **a: scene.role.grant_decrypt(**a), {"key": KEY}, ["key"]
    ),
    "Grants.grant_publish": Call(
        lambda scene, **a: scene.role.grant_publish(**a),
        {"topic": TOPIC, "kms_key": KEY},
        ["topic"],
    ),
    "Grants.grant_read": Call(
        lambda scene, **a: scene.role.grant_read(**a),
        {"resource": BUCKET, "kms_key": KEY},
        ["resource"],
    ),
    "Grants.grant_write": Call(
        lambda scene, **a: scene.role.grant_write(**a),
        {"resource": BUCKET, "kms_key": KEY},
        ["resource"],
    ),
    "Grants.grant_read_write": Call(
        lambda scene, **a: scene.role.grant_read_write(**a),
        {"resource": SECRET, "kms_key": KEY},
        ["resource"],
    ),
    "Grants.grant_send": Call(
        lambda scene, **a: scene.role.grant_send(**a), {"queue": QUEUE, "kms_key": KEY}, ["queue"]
    ),
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
