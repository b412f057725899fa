"""The calls of stacks: their state, and what may change them."""

from __future__ import annotations

from cdktf import TerraformStack, Testing

from lambda_container import allow_sync, s3_backend
from tests.aws import REGION
from tests.sweep.calls.call import Call, Of

CALLS: dict[str, Call] = {
    "allow_sync": Call(
        lambda scene, **a: allow_sync(**a), {"stack": Of(lambda scene: scene.stack)}, ["stack"]
    ),
    "s3_backend": Call(
        lambda scene, **a: s3_backend(**a),
        {
            "stack": Of(lambda scene: TerraformStack(Testing.app(), "dev")),
            "bucket": "shop-state",
            "region": REGION,
            "key": "orders.tfstate",
            "kms_key_id": "alias/terraform-state",
        },
        ["stack", "bucket", "region"],
    ),
}
