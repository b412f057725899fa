"""A stack with one function, which everything that the emulator delivers from invokes."""

import os
from pathlib import Path

# First, because it makes the provider packages load lazily.
from lambda_container import (
    CognitoEventSource,
    ContainerFunction,
    ContainerImage,
    DynamoDbEventSource,
    EventBridgeEventSource,
    HttpApi,
    IotEventSource,
    KinesisEventSource,
    LoadBalancerEventSource,
    LogsEventSource,
    Queue,
    Repository,
    RestProxy,
    S3EventSource,
    ScheduleEventSource,
    SecretRotationEventSource,
    SnsEventSource,
    SqsEventSource,
)

# isort: split
from cdktf import App, LocalBackend, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.cognito_user_pool import CognitoUserPool
from cdktf_cdktf_provider_aws.data_aws_subnets import DataAwsSubnets
from cdktf_cdktf_provider_aws.dynamodb_table import DynamodbTable
from cdktf_cdktf_provider_aws.kinesis_stream import KinesisStream
from cdktf_cdktf_provider_aws.lb import Lb
from cdktf_cdktf_provider_aws.lb_listener import (
    LbListener,
    LbListenerDefaultAction,
    LbListenerDefaultActionFixedResponse,
)
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.secretsmanager_secret import SecretsmanagerSecret
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic

HERE = Path(__file__).parent

app = App(outdir=str(HERE / "cdktf.out"))
stack = TerraformStack(app, "listeners")
LocalBackend(stack, path="../../../terraform.listeners.tfstate")
AwsProvider(stack, "aws", region=os.environ["AWS_REGION"])
repository = Repository(stack, "Repository", name="listeners", force_delete=True, login="ecr-login")
listener = ContainerFunction(
    stack,
    "Listener",
    function_name="listener",
    image=ContainerImage.build(HERE / "function", repository=repository),
    timeout=10,
)
queue = Queue(stack, "Queue", function=listener)
topic = SnsTopic(stack, "Topic", name="listened-topic")
bucket = S3Bucket(stack, "Bucket", bucket="listened-bucket", force_destroy=True)
stream = KinesisStream(stack, "Stream", name="listened-stream", shard_count=1)
table = DynamodbTable(
    stack,
    "Table",
    name="listened-table",
    billing_mode="PAY_PER_REQUEST",
    hash_key="id",
    attribute=[{"name": "id", "type": "S"}],
    stream_enabled=True,
    stream_view_type="NEW_IMAGE",
)
listener.add_event_source(SqsEventSource(queue, filters=[{"body": {"heard": [True]}}]))
listener.add_event_source(SnsEventSource(topic, filter_policy={"heard": ["yes"]}))
listener.add_event_source(S3EventSource(bucket, events=["s3:ObjectCreated:*"], prefix="heard/"))
listener.add_event_source(EventBridgeEventSource(pattern={"source": ["e2e.heard"]}))
# The emulator's own default batch size is 10 where AWS's is 100, which Terraform knows better.
listener.add_event_source(
    KinesisEventSource(stream, starting_position="TRIM_HORIZON", batch_size=100)
)
listener.add_event_source(
    DynamoDbEventSource(table, starting_position="TRIM_HORIZON", batch_size=100)
)
logs = CloudwatchLogGroup(stack, "Logs", name="/listened/logs")
listener.add_event_source(LogsEventSource(logs, filter_pattern="heard"))
listener.add_event_source(IotEventSource("SELECT * FROM 'heard/+'", name="heard"))
pool = CognitoUserPool(stack, "Pool", name="listened-pool")
listener.add_event_source(CognitoEventSource(pool, ["pre_token_generation"]))
listener.add_event_source(ScheduleEventSource("rate(1 minute)", name="heard", input={"heard": 1}))
secret = SecretsmanagerSecret(stack, "Secret", name="listened-secret", recovery_window_in_days=0)
listener.add_event_source(SecretRotationEventSource(secret, 30))
api = HttpApi(stack, "Api")
api.add_route("GET /heard/{text}", listener, public=True)
rest = RestProxy(stack, "Rest", target=listener, public=True)
balancer = Lb(
    stack,
    "Balancer",
    name="listened-balancer",
    internal=True,
    subnets=DataAwsSubnets(stack, "Subnets").ids,
)
front = LbListener(
    stack,
    "Front",
    load_balancer_arn=balancer.arn,
    port=80,
    protocol="HTTP",
    default_action=[
        LbListenerDefaultAction(
            type="fixed-response",
            fixed_response=LbListenerDefaultActionFixedResponse(
                content_type="text/plain", status_code="404"
            ),
        )
    ],
)
listener.add_event_source(LoadBalancerEventSource(front, path_patterns=["/heard/*"], priority=1))
listener.add_alarms()
TerraformOutput(stack, "api_id", value=api.api_id)
TerraformOutput(stack, "pool_id", value=pool.id)
TerraformOutput(stack, "rest_id", value=rest.api_id)
TerraformOutput(stack, "queue_url", value=queue.url)
TerraformOutput(stack, "topic_arn", value=topic.arn)
app.synth()
