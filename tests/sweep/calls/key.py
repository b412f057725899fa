"""The calls of keys."""

from __future__ import annotations

from lambda_container import EncryptionKey
from tests.sweep.calls.call import Call
from tests.sweep.calls.common import GRANTEE, KEY, KEY_STATEMENT, PLACED, for_each

CALLS: dict[str, Call] = {
    "EncryptionKey": Call(
        lambda scene, **a: EncryptionKey(**a),
        {
            **PLACED,
            "alias": "alias/orders",
            "description": "orders",
            "rotation_period_in_days": 100,
            "deletion_window_in_days": 10,
            "multi_region": True,
            "statements": [KEY_STATEMENT],
            "create_timeout": "5m",
        },
        ["scope", "id"],
    ),
    "EncryptionKey.add_statements": Call(
        lambda scene, **a: for_each(scene.new_key().add_statements, **a),
        {"statements": [KEY_STATEMENT]},
        ["statements"],
    ),
    "EncryptionKey.from_arn": Call(
        lambda scene, **a: scene.function(kms_key=EncryptionKey.from_arn(**a)),
        {"arn": KEY},
        ["arn"],
    ),
    "KeyGrants.grant_decrypt": Call(
        lambda scene, **a: EncryptionKey.from_arn(KEY).grant_decrypt(**a),
        {"grantee": GRANTEE},
        ["grantee"],
    ),
    "KeyGrants.grant_encrypt_decrypt": Call(
        lambda scene, **a: EncryptionKey.from_arn(KEY).grant_encrypt_decrypt(**a),
        {"grantee": GRANTEE},
        ["grantee"],
    ),
}
