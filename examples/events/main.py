"""Everything that may invoke a function, and how one sees that it does well."""

from __future__ import annotations

from pathlib import Path

# First, because it makes the provider packages load lazily.
from lambda_container import (
    SLOWEST,
    AlarmTopic,
    ContainerFunction,
    ContainerImage,
    Dashboard,
    Destination,
    DynamoDbEventSource,
    EncryptionKey,
    EventBridgeEventSource,
    HttpApi,
    JwtAuthorizer,
    KinesisEventSource,
    LogsEventSource,
    Queue,
    Repository,
    S3EventSource,
    ScheduleEventSource,
    SnsEventSource,
    SqsEventSource,
)

# isort: split
from cdktf import App, LocalBackend, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

FUNCTIONS = Path(__file__).resolve().parents[2] / "functions"
ACCOUNT = "111122223333"
REGION = "eu-west-1"
HERE = f"{REGION}:{ACCOUNT}"


class Events(TerraformStack):
    """Orders come in by HTTP and by queue, changes are followed, and reports are made."""

    def __init__(self, scope: Construct, id: str) -> None:  # noqa: A002
        super().__init__(scope, id)
        LocalBackend(self, path="../../../terraform.events.tfstate")
        AwsProvider(self, "aws", region=REGION, allowed_account_ids=[ACCOUNT])
        self.key = EncryptionKey(self, "Key", alias="alias/events")
        repository = Repository(self, "Repository", name="events/functions", kms_key=self.key)
        self.image = ContainerImage.build(FUNCTIONS / "hello", repository=repository)
        functions = [self._take_orders(), self._follow_changes(), self._report()]
        topic = AlarmTopic(self, "Alarms", kms_key=self.key)
        topic.add_subscription("OnCall", protocol="email", endpoint="on-call@example.com")
        for function in functions:
            function.add_alarms(topic=topic)
        Dashboard(self, "Dashboard", functions=functions)

    def _function(self, id: str) -> ContainerFunction:  # noqa: A002
        function = ContainerFunction(
            self,
            id,
            image=self.image,
            kms_key=self.key,
            memory_size=512,
            timeout=20,
            reserved_concurrent_executions=50,
        )
        function.add_dead_letter_queue()
        function.add_saved_query(SLOWEST)
        return function

    def _take_orders(self) -> ContainerFunction:
        orders = self._function("Orders")
        queue = Queue(self, "Queue", function=orders, kms_key=self.key)
        orders.add_event_source(
            SqsEventSource(queue, filters=[{"body": {"state": ["paid"]}}], maximum_concurrency=10)
        )
        api = HttpApi(self, "Api", kms_key=self.key)
        login = JwtAuthorizer(issuer="https://login.example.com", audience=["shop"])
        api.add_route("GET /orders/{id}", orders, authorizer=login, scopes=["orders.read"])
        api.add_route("POST /orders", orders, authorizer="AWS_IAM")
        TerraformOutput(self, "api_id", value=api.api_id)
        return orders

    def _follow_changes(self) -> ContainerFunction:
        changes = self._function("Changes")
        failed = Queue(self, "Failed", function=changes, kms_key=self.key)
        changes.add_event_source(
            DynamoDbEventSource(
                f"arn:aws:dynamodb:{HERE}:table/orders/stream/2026-01-01T00:00:00.000",
                starting_position="LATEST",
                maximum_retry_attempts=3,
                bisect_batch_on_function_error=True,
                on_failure=Destination.queue(failed),
            )
        )
        changes.add_event_source(
            KinesisEventSource(
                f"arn:aws:kinesis:{HERE}:stream/clicks",
                starting_position="TRIM_HORIZON",
                maximum_record_age_in_seconds=3600,
                parallelization_factor=2,
            )
        )
        changes.add_event_source(
            SnsEventSource(f"arn:aws:sns:{HERE}:prices", filter_policy={"currency": ["EUR"]})
        )
        changes.add_event_source(
            S3EventSource("arn:aws:s3:::shop-uploads", prefix="orders/", suffix=".csv")
        )
        return changes

    def _report(self) -> ContainerFunction:
        report = self._function("Report")
        report.add_event_source(
            ScheduleEventSource(
                "cron(0 6 ? * MON-FRI *)", timezone="Europe/Berlin", kms_key=self.key
            )
        )
        report.add_event_source(
            EventBridgeEventSource(pattern={"source": ["shop.orders"], "detail-type": ["Closed"]})
        )
        report.add_event_source(LogsEventSource("/aws/ecs/shop", filter_pattern="ERROR"))
        return report


app = App()
Events(app, "events")
app.synth()
