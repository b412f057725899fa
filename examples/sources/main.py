"""The sources that the example ``events`` has no room for."""

from __future__ import annotations

from pathlib import Path

# First, because it makes the provider packages load lazily.
from lambda_container import (
    CognitoEventSource,
    ContainerFunction,
    ContainerImage,
    DeadLetterQueue,
    Destination,
    DocumentDbEventSource,
    EncryptionKey,
    HealthCheck,
    IotEventSource,
    KafkaEventSource,
    LoadBalancerEventSource,
    MqEventSource,
    MskEventSource,
    ProvisionedPollers,
    Repository,
    RestProxy,
    SecretRotationEventSource,
)

# isort: split
from cdktf import App, LocalBackend, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.cognito_user_pool import CognitoUserPool
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.secretsmanager_secret import SecretsmanagerSecret
from constructs import Construct

FUNCTIONS = Path(__file__).resolve().parents[2] / "functions"
ACCOUNT = "111122223333"
REGION = "eu-west-1"
HERE = f"{REGION}:{ACCOUNT}"
SECRETS = f"arn:aws:secretsmanager:{HERE}:secret"


class Sources(TerraformStack):
    """People come in by load balancer, API and user pool; devices and brokers send."""

    def __init__(self, scope: Construct, id: str) -> None:  # noqa: A002
        super().__init__(scope, id)
        LocalBackend(self, path="../../../terraform.sources.tfstate")
        AwsProvider(self, "aws", region=REGION, allowed_account_ids=[ACCOUNT])
        self.key = EncryptionKey(self, "Key", alias="alias/sources")
        repository = Repository(self, "Repository", name="sources/functions", kms_key=self.key)
        self.image = ContainerImage.build(FUNCTIONS / "hello", repository=repository)
        self._answer()
        self._look_after()
        self._read()

    def _function(self, id: str) -> ContainerFunction:  # noqa: A002
        function = ContainerFunction(
            self,
            id,
            image=self.image,
            kms_key=self.key,
            timeout=5,
            reserved_concurrent_executions=20,
        )
        function.add_dead_letter_queue()
        return function

    def _answer(self) -> None:
        web = self._function("Web")
        web.add_event_source(
            LoadBalancerEventSource(
                f"arn:aws:elasticloadbalancing:{HERE}:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc",
                path_patterns=["/orders", "/orders/*"],
                priority=10,
                multi_value_headers=True,
                health_check=HealthCheck(path="/health"),
                name="orders",
            )
        )
        proxy = RestProxy(self, "Rest", target=web, kms_key=self.key)
        TerraformOutput(self, "rest_url", value=proxy.url)
        pool = CognitoUserPool(self, "Pool", name="shop", deletion_protection="ACTIVE")
        web.add_event_source(CognitoEventSource(pool, ["pre_sign_up", "pre_token_generation"]))
        theirs = f"arn:aws:cognito-idp:{HERE}:userpool/{REGION}_AbCdEfGhI"
        web.add_event_source(CognitoEventSource(theirs, ["post_confirmation"]))

    def _look_after(self) -> None:
        things = self._function("Things")
        lost = DeadLetterQueue(self, "Lost", kms_key=self.key)
        things.add_event_source(
            IotEventSource(
                "SELECT *, topic(2) AS device FROM 'shop/+/orders' WHERE total > 0",
                name="orders",
                error_action=Destination.queue(lost),
            )
        )
        secret = SecretsmanagerSecret(self, "Secret", name="sources/db", kms_key_id=self.key.arn)
        things.add_event_source(SecretRotationEventSource(secret, 30, kms_key=self.key))

    def _read(self) -> None:
        records = self._function("Records")
        pollers = ProvisionedPollers(minimum_pollers=1, maximum_pollers=4)
        records.add_event_source(
            MskEventSource(
                f"arn:aws:kafka:{HERE}:cluster/shop/0a1b2c3d-1",
                topic="orders",
                starting_position="LATEST",
                consumer_group_id="orders",
                provisioned_pollers=pollers,
            )
        )
        records.add_event_source(
            KafkaEventSource(
                ["b1.example.com:9096", "b2.example.com:9096"],
                topic="returns",
                starting_position="TRIM_HORIZON",
                authentication="SASL_SCRAM_512_AUTH",
                secret_arn=f"{SECRETS}:kafka-AbCd12",
                subnet_ids=["subnet-0a1b2c3d"],
                security_group_ids=["sg-0a1b2c3d"],
            )
        )
        records.add_event_source(
            MqEventSource(
                f"arn:aws:mq:{HERE}:broker:shop:b-0a1b2c3d",
                queue="orders",
                secret_arn=f"{SECRETS}:broker-AbCd12",
            )
        )
        records.add_event_source(
            DocumentDbEventSource(
                f"arn:aws:rds:{HERE}:cluster:shop",
                database_name="orders",
                collection_name="paid",
                secret_arn=f"{SECRETS}:documents-AbCd12",
                starting_position="LATEST",
            )
        )


app = App()
Sources(app, "sources")
app.synth()
