"""What the rotation of secrets makes is valid to Terraform."""

from __future__ import annotations

from pathlib import Path

import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.secretsmanager_secret import SecretsmanagerSecret

from lambda_container import ContainerFunction, EncryptionKey, SecretRotationEventSource
from tests.lambda_container.function.test_terraform_accepts import validate
from tests.terraform import Terraform, find_terraform


@pytest.fixture(scope="module")
def terraform() -> Terraform:
    return find_terraform()


def test_terraform_accepts_rotations(
    stack: TerraformStack, function: ContainerFunction, terraform: Terraform, tmp_path: Path
) -> None:
    key = EncryptionKey(stack, "Key")
    secret = SecretsmanagerSecret(stack, "Secret", name="shop/db", kms_key_id=key.arn)
    other = SecretsmanagerSecret(stack, "Other", name="shop/api")
    function.add_alias("live").add_event_source(
        SecretRotationEventSource(
            secret,
            schedule_expression="cron(0 8 ? * SUN *)",
            duration="3h",
            rotate_immediately=False,
            kms_key=key,
        )
    )
    function.add_event_source(SecretRotationEventSource(other, 1000))
    assert validate(stack, terraform, tmp_path) >= {
        "aws_lambda_permission",
        "aws_secretsmanager_secret_rotation",
    }
