"""A shop that uses nearly everything that the library can do."""

from __future__ import annotations

from pathlib import Path

# First, because it makes the provider packages load lazily.
from lambda_container import (
    Condition,
    ContainerFunction,
    ContainerImage,
    Cors,
    DeadLetterQueue,
    Destination,
    DurableConfig,
    EncryptionKey,
    ExecutionRole,
    FileSystemConfig,
    LifecycleRule,
    Repository,
    SecurityGroup,
    Timeouts,
    TrafficShift,
    Vpc,
    VpcConfig,
)

# isort: split
from cdktf import App, LocalBackend, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.efs_access_point import (
    EfsAccessPoint,
    EfsAccessPointPosixUser,
    EfsAccessPointRootDirectory,
    EfsAccessPointRootDirectoryCreationInfo,
)
from cdktf_cdktf_provider_aws.efs_file_system import EfsFileSystem
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

FUNCTIONS = Path(__file__).resolve().parents[2] / "functions"
ACCOUNT = "111122223333"
REGION = "eu-west-1"


class Shop(TerraformStack):
    """Orders are taken behind a URL, followed up by a workflow, and reported at night."""

    def __init__(self, scope: Construct, id: str) -> None:  # noqa: A002
        super().__init__(scope, id)
        LocalBackend(self, path="../../../terraform.shop.tfstate")
        AwsProvider(self, "aws", region=REGION, allowed_account_ids=[ACCOUNT])
        self.key = EncryptionKey(self, "Key", alias="alias/shop")
        repository = Repository(
            self,
            "Repository",
            name="shop/functions",
            kms_key=self.key,
            lifecycle_rules=[LifecycleRule(since_image_pushed=7, description="untagged")],
            pull_accounts=["444455556666"],
        )
        # One image, built and pushed once, for every function.
        self.image = ContainerImage.build(FUNCTIONS / "hello", repository=repository)
        orders = self._take_orders()
        self._follow_up(orders)
        self._report()
        legacy = ContainerFunction.from_name(self, "Legacy", "legacy-orders")
        legacy.add_permission(
            "Events",
            principal="events.amazonaws.com",
            source_arn=f"arn:aws:events:{REGION}:{ACCOUNT}:rule/orders",
        )

    def _take_orders(self) -> ContainerFunction:
        vpc = Vpc.from_tags(self, "Vpc", {"Name": "shop"})
        group = SecurityGroup(self, "SecurityGroup", vpc=vpc)
        files = EfsFileSystem(self, "Files", encrypted=True, kms_key_id=self.key.arn)
        access_point = EfsAccessPoint(
            self,
            "AccessPoint",
            file_system_id=files.id,
            posix_user=EfsAccessPointPosixUser(uid=1000, gid=1000),
            root_directory=EfsAccessPointRootDirectory(
                path="/orders",
                creation_info=EfsAccessPointRootDirectoryCreationInfo(
                    owner_uid=1000, owner_gid=1000, permissions="750"
                ),
            ),
        )
        function = ContainerFunction(
            self,
            "TakeOrder",
            image=self.image,
            description="Takes an order",
            kms_key=self.key,
            memory_size=512,
            timeout=20,
            ephemeral_storage=1024,
            environment={"LEVEL": "info"},
            application_log_level="INFO",
            system_log_level="WARN",
            reserved_concurrent_executions=50,
            publish=True,
            vpc_config=VpcConfig(
                subnet_ids=vpc.find_subnets("PrivateSubnets", tags={"Tier": "private"}),
                security_group_ids=[group.security_group_id],
            ),
            file_system_config=FileSystemConfig(
                arn=access_point.arn, file_system_arn=files.arn, local_mount_path="/mnt/orders"
            ),
            timeouts=Timeouts(create="15m"),
            tags={"Team": "shop"},
        )
        function.add_dead_letter_queue()
        function.configure_recursion("Terminate")
        function.allow(
            ["dynamodb:PutItem"],
            [f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/orders"],
            [Condition("StringEquals", "aws:RequestedRegion", [REGION])],
        )
        live = function.add_alias("live")
        live.deploy_gradually(
            TrafficShift.canary(percentage=10, interval=5), alarm_names=["orders-failing"]
        )
        concurrency = live.add_provisioned_concurrency(2)
        scaling = concurrency.add_scaling(min_capacity=2, max_capacity=20)
        scaling.on_utilization(target=0.7)
        scaling.on_schedule(
            "Morning", schedule="cron(0 7 * * ? *)", min_capacity=10, max_capacity=20
        )
        url = live.add_url(cors=Cors(allow_origins=["https://shop.example.com"]))
        TerraformOutput(self, "url", value=url.url)
        return function

    def _follow_up(self, orders: ContainerFunction) -> None:
        workflow = ContainerFunction(
            self,
            "FollowUp",
            image=self.image,
            command=["app.handler"],
            kms_key=self.key,
            publish=True,
            durable_config=DurableConfig(execution_timeout=86_400, retention_period=14),
        )
        workflow.add_dead_letter_queue()
        workflow.add_alias("live").grant_invoke(orders)

    def _report(self) -> None:
        role = ExecutionRole(
            self,
            "ReportRole",
            path="/shop/",
            permissions_boundary=f"arn:aws:iam::{ACCOUNT}:policy/workloads",
        )
        role.attach_policy(f"arn:aws:iam::{ACCOUNT}:policy/read-orders")
        failed = DeadLetterQueue(self, "FailedReports", kms_key=self.key)
        report = ContainerFunction(
            self,
            "Report",
            image=self.image,
            role=role,
            command=["app.handler"],
            kms_key=self.key,
            dead_letter_target=Destination.queue(failed),
        )
        report.configure_async(
            maximum_retry_attempts=1,
            maximum_event_age_in_seconds=3600,
            on_failure=Destination.queue(failed),
        )
        report.add_permission(
            "Nightly",
            principal="events.amazonaws.com",
            source_arn=f"arn:aws:events:{REGION}:{ACCOUNT}:rule/nightly",
        )


app = App()
Shop(app, "shop")
app.synth()
