"""Terraform's state in S3."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import LocalBackend, TerraformStack, TerraformVariable, Testing

from lambda_container import InvalidArgument, s3_backend
from tests.aws import ACCOUNT, REGION
from tests.synth import Synth

KMS = f"arn:aws:kms:{REGION}:{ACCOUNT}"
KEY = f"{KMS}:key/57ff7a43-341d-46b6-aee3-a450c9de6dc8"
GOOD: dict[str, Any] = {"bucket": "shop-state", "region": REGION}


@pytest.fixture
def empty() -> TerraformStack:
    return TerraformStack(Testing.app(), "orders")


def test_the_state_is_encrypted_and_locked(empty: TerraformStack) -> None:
    s3_backend(empty, **GOOD, key="shop/orders.tfstate", kms_key_id=KEY)
    assert Synth(empty).json["terraform"] == {
        "backend": {
            "s3": {
                "bucket": "shop-state",
                "encrypt": True,
                "key": "shop/orders.tfstate",
                "kms_key_id": KEY,
                "region": REGION,
                "use_lockfile": True,
            }
        },
        "required_version": ">= 1.10",
    }


def test_the_key_is_the_stacks_name(empty: TerraformStack) -> None:
    backend = s3_backend(empty, **GOOD)
    backend.add_override("profile", "shop")
    found = Synth(empty).json["terraform"]["backend"]["s3"]
    assert found["key"] == "orders.tfstate"
    assert found["profile"] == "shop"
    assert "kms_key_id" not in found


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"bucket": "Shop"}, "bucket must be the name of a general purpose bucket: 3 to 63"),
        ({"bucket": "a..b"}, "bucket must be the name of a general"),
        ({"bucket": None}, "bucket must be the name of a general"),
        ({"bucket": "192.168.5.4"}, "bucket must be the name of a general"),
        ({"bucket": "a-s3alias"}, "bucket must be the name of a general"),
        ({"bucket": "my--use1-az4--x-s3"}, "bucket must be the name of a general"),
        ({"bucket": "my.-b"}, "bucket must be the name of a general"),
        ({"kms_key_id": KEY.replace(REGION, "us-east-2")}, f"kms_key_id must be in {REGION}"),
        ({"region": "here"}, "region must be a Region code"),
        ({"key": "/orders"}, "key must be 1 to 1024 letters"),
        ({"key": "orders/"}, "key must be 1 to 1024 letters"),
        ({"key": '${file("x")}'}, "key must be 1 to 1024 letters"),
        ({"kms_key_id": "state"}, "kms_key_id must be the ARN or id of a KMS key, or an alias"),
    ],
)
def test_what_s3_would_refuse_is_refused(
    given: dict[str, Any], message: str, empty: TerraformStack
) -> None:
    with pytest.raises(InvalidArgument, match=f"s3_backend of 'orders': {message}"):
        s3_backend(empty, **{**GOOD, **given})
    assert "terraform" not in Synth(empty).json


@pytest.mark.parametrize("argument", ["bucket", "region", "key"])
def test_a_reference_comes_too_late(argument: str, empty: TerraformStack) -> None:
    name = TerraformVariable(empty, "name", type="string").string_value
    with pytest.raises(
        InvalidArgument, match=f"{argument} must be a literal value: Terraform read"
    ):
        s3_backend(empty, **{**GOOD, argument: name})


def test_a_stack_has_one_backend(empty: TerraformStack) -> None:
    LocalBackend(empty, path="a.tfstate")
    with pytest.raises(InvalidArgument, match="stack must have no backend yet, got 'orders'"):
        s3_backend(empty, **GOOD)


def test_a_state_is_of_one_stack() -> None:
    app = Testing.app()
    first, second = (TerraformStack(app, name) for name in ("first", "second"))
    s3_backend(first, **GOOD, key="state")
    with pytest.raises(
        InvalidArgument, match="key must not be the state of another stack, 'first'"
    ):
        s3_backend(second, **GOOD, key="state")
    s3_backend(second, **GOOD, key="other")
    s3_backend(TerraformStack(Testing.app(), "elsewhere"), **GOOD, key="state")


def test_only_a_stack_has_a_backend() -> None:
    with pytest.raises(InvalidArgument, match="s3_backend: stack must be a TerraformStack"):
        s3_backend("orders", **GOOD)  # type: ignore[arg-type]
