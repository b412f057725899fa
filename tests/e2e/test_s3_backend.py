"""The values that ``s3_backend`` takes are those that Terraform takes."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from cdktf import TerraformStack, Testing

from lambda_container import InvalidArgument, s3_backend
from tests.lambda_container.state.test_s3_backend import GOOD, KEY, KMS
from tests.synth import Synth
from tests.terraform import find_terraform


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("kms_key_id", KEY),
        ("kms_key_id", "57ff7a43-341d-46b6-aee3-a450c9de6dc8"),
        ("kms_key_id", f"{KMS}:key/mrk-1234567890abcdef1234567890abcdef"),
        ("kms_key_id", "alias/a/b_c-d"),
        ("kms_key_id", f"{KMS}:alias/state"),
        # Terraform takes UUIDs of RFC 4122 only.
        ("kms_key_id", f"{KMS}:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
        ("kms_key_id", "key/57ff7a43-341d-46b6-aee3-a450c9de6dc8"),
        ("kms_key_id", "state"),
        ("key", "a/./b"),
        ("key", "/a"),
        ("key", "a/"),
    ],
)
def test_terraform_agrees(argument: str, value: str, tmp_path: Path) -> None:
    terraform, empty = find_terraform(), TerraformStack(Testing.app(), "orders")
    with suppress(InvalidArgument):
        s3_backend(empty, **{**GOOD, argument: value})
    taken = "terraform" in Synth(empty).json
    nowhere = {
        "access_key": "a",
        "secret_key": "b",
        "endpoints": {"s3": "http://127.0.0.1:1"},
        "max_retries": 0,
        "skip_credentials_validation": True,
        "skip_requesting_account_id": True,
        "use_path_style": True,
    }
    backend = {**GOOD, "key": "a", argument: value, **nowhere}
    document = {"terraform": {"backend": {"s3": backend}}}
    (tmp_path / "main.tf.json").write_text(json.dumps(document))
    with pytest.raises(AssertionError) as failed:  # there is no bucket
        terraform.run("init", "-no-color", cwd=tmp_path)
    assert ("127.0.0.1:1" in str(failed.value) and "Invalid" not in str(failed.value)) is taken
