"""A function with everything locked down that AWS lets one lock down."""

from __future__ import annotations

from pathlib import Path

# First, because it makes the provider packages load lazily.
from lambda_container import (
    ContainerFunction,
    ContainerImage,
    EncryptionKey,
    ExecutionRole,
    Repository,
    SecurityGroup,
    Vpc,
    VpcConfig,
    s3_backend,
)

# isort: split
from cdktf import App, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

FUNCTIONS = Path(__file__).resolve().parents[2] / "functions"
ACCOUNT = "111122223333"
REGION = "eu-west-1"


class Hardened(TerraformStack):
    """One function in a VPC, encrypted by one key, with a dead-letter queue and a boundary."""

    def __init__(self, scope: Construct, id: str) -> None:  # noqa: A002
        super().__init__(scope, id)
        self._keep_state_encrypted_and_locked()
        AwsProvider(self, "aws", region=REGION, allowed_account_ids=[ACCOUNT])
        key = EncryptionKey(self, "Key", alias="alias/hardened", description="Orders")
        repository = Repository(self, "Repository", name="hardened/orders", kms_key=key)
        vpc = Vpc.from_tags(self, "Vpc", {"Name": "production"})
        group = SecurityGroup(self, "SecurityGroup", vpc=vpc)
        role = ExecutionRole(
            self, "Role", permissions_boundary=f"arn:aws:iam::{ACCOUNT}:policy/workloads"
        )
        function = ContainerFunction(
            self,
            "Orders",
            image=ContainerImage.build(FUNCTIONS / "hello", repository=repository),
            role=role,
            kms_key=key,
            memory_size=256,
            timeout=10,
            environment={"LEVEL": "info"},
            reserved_concurrent_executions=10,
            vpc_config=VpcConfig(
                subnet_ids=vpc.find_subnets("PrivateSubnets", tags={"Tier": "private"}),
                security_group_ids=[group.security_group_id],
            ),
        )
        function.add_dead_letter_queue()
        TerraformOutput(self, "function_arn", value=function.arn)

    def _keep_state_encrypted_and_locked(self) -> None:
        s3_backend(
            self,
            bucket="example-terraform-state",
            region=REGION,
            kms_key_id="alias/terraform-state",
        )


app = App()
Hardened(app, "hardened")
app.synth()
