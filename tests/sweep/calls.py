"""For every public call: how to make it, with a valid value of each of its parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cdktf import TerraformProvider
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lambda_container import (
    Alarm,
    AlarmRule,
    AlarmTopic,
    AnomalyBand,
    BuildSecret,
    CapacityProviderConfig,
    CognitoEventSource,
    Condition,
    ContainerFunction,
    ContainerImage,
    Cors,
    Dashboard,
    DeadLetterQueue,
    DeadLetterTopic,
    Destination,
    DocumentDbEventSource,
    DurableConfig,
    DynamoDbEventSource,
    EncryptionKey,
    EventBridgeEventSource,
    ExecutionRole,
    FileSystemConfig,
    HealthCheck,
    HttpApi,
    InputTransformer,
    IotEventSource,
    JwtAuthorizer,
    KafkaEventSource,
    KinesisEventSource,
    LifecycleRule,
    LoadBalancerEventSource,
    LogQuery,
    LogsEventSource,
    Metric,
    MetricMath,
    MqEventSource,
    MskEventSource,
    Principal,
    ProvisionedPollers,
    Queue,
    Repository,
    RestProxy,
    S3EventSource,
    ScheduleEventSource,
    SecretRotationEventSource,
    SecurityGroup,
    SecurityGroupRule,
    SnsEventSource,
    SqsEventSource,
    Statement,
    Timeouts,
    TrafficShift,
    Vpc,
    VpcConfig,
    raw,
)
from tests.aws import ACCOUNT, REGION, URI
from tests.sweep.scene import Scene, arn

KEY = arn("kms", "key/1234abcd-12ab-34cd-56ef-1234567890ab")
QUEUE = arn("sqs", "orders")
TOPIC = arn("sns", "orders")
SECRET = arn("secretsmanager", "secret:orders-AbCdEf")
ROLE = arn("iam", "role/orders", region="")
BUCKET = "arn:aws:s3:::orders"


@dataclass(frozen=True)
class Of:
    """A value that is made in the scene of the call."""

    make: Callable[[Scene], Any]


@dataclass(frozen=True)
class Call:
    """One public call.

    Attributes:
        make: Makes it in a scene, and whatever carries its result into the JSON.
        valid: A valid value of each parameter.
        required: The parameters of the least call.
        together: What a parameter is given together with.
        instead: The parameters that a parameter replaces.
    """

    make: Callable[..., Any]
    valid: Mapping[str, Any]
    required: Sequence[str] = ()
    together: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    instead: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def arguments(self, parameter: str) -> dict[str, Any]:
        """The arguments of the least call with a parameter, without the parameter itself."""
        left_out = {parameter, *self.instead.get(parameter, ())}
        least = {name: self.valid[name] for name in self.required if name not in left_out}
        return {**least, **self.together.get(parameter, {})}

    def run(self, scene: Scene, arguments: Mapping[str, Any]) -> None:
        """Make the call."""
        resolved = {name: resolve(scene, value) for name, value in arguments.items()}
        scene.run(lambda: self.make(scene, **resolved))


def resolve(scene: Scene, value: Any) -> Any:
    """A value of a call in its scene."""
    return value.make(scene) if isinstance(value, Of) else value


def _provider(scene: Scene) -> TerraformProvider:
    scope = scene.scope()
    return AwsProvider(scope, "aws", alias=scope.node.id, region=REGION)


# What many calls have in common.
TAGS = {"team": "orders"}
SCOPED: dict[str, Any] = {"scope": Of(Scene.scope), "id": "It"}
PROVIDER: dict[str, Any] = {"provider": Of(_provider)}
PLACED: dict[str, Any] = {**SCOPED, **PROVIDER, "region": REGION, "tags": TAGS}
EXISTING = Of(Scene.existing)
REPOSITORY = Of(lambda scene: scene.repository)
GRANTEE = Of(lambda scene: scene.role)
POLLED: dict[str, Any] = {
    "id": "Source",
    "batch_size": 5,
    "maximum_batching_window_in_seconds": 5,
    "enabled": True,
    "kms_key": KEY,
    "tags": TAGS,
}
FILTERED: dict[str, Any] = {"filters": [{"body": {"a": ["b"]}}], "filter_kms_key": KEY}
RETRIED: dict[str, Any] = {
    "report_batch_item_failures": True,
    "bisect_batch_on_function_error": True,
    "maximum_retry_attempts": 3,
    "maximum_record_age_in_seconds": 60,
    "on_failure": Of(lambda scene: Destination.queue(QUEUE)),
}
STREAM: dict[str, Any] = {
    "starting_position": "LATEST",
    "parallelization_factor": 2,
    "tumbling_window_in_seconds": 5,
    "metrics": ["EventCount"],
}
KAFKA: dict[str, Any] = {
    "topic": "orders",
    "starting_position": "LATEST",
    "starting_position_timestamp": "2026-01-31T08:00:00Z",
    "consumer_group_id": "orders",
    "secret_arn": SECRET,
    "provisioned_pollers": Of(lambda scene: ProvisionedPollers(minimum_pollers=1)),
    "metrics": ["EventCount"],
}
POLLERS = {"provisioned_pollers": Of(lambda scene: ProvisionedPollers(minimum_pollers=1))}
AT_TIMESTAMP = {"starting_position": "AT_TIMESTAMP"}
DEAD_LETTERS = Of(lambda scene: DeadLetterQueue(scene.scope(), "It"))
STATEMENT = Statement(actions=["s3:GetObject"], resources=[f"{BUCKET}/*"])
KEY_STATEMENT = Statement(
    principals=[Principal("AWS", [f"arn:aws:iam::{ACCOUNT}:root"])],
    actions=["kms:Decrypt"],
    resources=["*"],
)
RULE = Of(lambda scene: AlarmRule(threshold=5))
METRIC = Of(lambda scene: Metric(namespace="Shop", metric_name="Orders"))
QUEUE_DESTINATION = Of(lambda scene: Destination.queue(QUEUE))
CORS = Of(lambda scene: Cors(allow_origins=["https://example.com"]))
HTTPS = Of(
    lambda scene: [
        SecurityGroupRule(description="a", cidr_ipv4="10.0.0.0/8", from_port=1, to_port=2)
    ]
)
VPC = Of(lambda scene: Vpc.from_id(scene.scope(), "Vpc", "vpc-0a1b2c3d"))


def _source(kind: Callable[..., Any]) -> Callable[..., Any]:
    return lambda scene, **a: scene.existing().add_event_source(kind(**a))


def _each(add: Callable[..., None], *, statements: Any) -> None:
    add(*statements) if isinstance(statements, list) else add(statements)


def _in_role(scene: Scene, statement: Statement) -> None:
    scene.new_role().add_statements(statement)


def _in_policy(scene: Scene, statement: Statement) -> None:
    if statement.principals:
        trust = replace(statement, actions=["sts:AssumeRole"])
        ExecutionRole(scene.scope(), "It", trust=[trust])
    else:
        _in_role(scene, statement)


def _principal(scene: Scene, **a: Any) -> None:
    statement = Statement(principals=[Principal(**a)], actions=["kms:Decrypt"], resources=["*"])
    EncryptionKey(scene.scope(), "It", statements=[statement])


def _alarm(scene: Scene, **a: Any) -> None:
    defaults = {"metric": METRIC.make(scene), "rule": AlarmRule(threshold=5)}
    Alarm(scene.scope(), "It", **{**defaults, **a})


def _destination(scene: Scene, destination: Destination) -> None:
    target = scene.existing()
    target.configure_async(on_failure=destination)


def _image(scene: Scene, image: ContainerImage) -> None:
    scene.function(image=image)


def _built(scene: Scene, **a: Any) -> None:
    _image(scene, ContainerImage.build(**{"repository": scene.repository, **a}))


def _secret(scene: Scene, **a: Any) -> None:
    _built(scene, context=scene.folder, secrets=[BuildSecret(**a)], build="published")


CALLS: dict[str, Call] = {
    "Alarm": Call(
        lambda scene, **a: Alarm(**a),
        {
            **PLACED,
            "metric": METRIC,
            "rule": RULE,
            "topic": TOPIC,
            "notify_ok": False,
            "treat_missing_data": "breaching",
            "name": "orders",
            "description": "late",
        },
        ["scope", "id", "metric", "rule"],
        {"notify_ok": {"topic": TOPIC}},
    ),
    "AlarmRule": Call(
        lambda scene, **a: _alarm(scene, rule=AlarmRule(**a)),
        {"threshold": 5, "period": 60, "evaluation_periods": 5, "datapoints_to_alarm": 3},
        ["threshold"],
    ),
    "AlarmTopic": Call(
        lambda scene, **a: AlarmTopic(**a),
        {**PLACED, "name": "orders", "kms_key": KEY},
        ["scope", "id"],
    ),
    "AlarmTopic.add_subscription": Call(
        lambda scene, **a: scene.once(
            "topic", lambda: AlarmTopic(scene.scope(), "It")
        ).add_subscription(**a),
        {
            "id": "OnCall",
            "protocol": "https",
            "endpoint": "https://example.com/alarms",
            "endpoint_auto_confirms": True,
        },
        ["id", "protocol", "endpoint"],
    ),
    "Alias.add_provisioned_concurrency": Call(
        lambda scene, **a: scene.alias().add_provisioned_concurrency(**a),
        {"provisioned_concurrent_executions": 2, "skip_destroy": True},
        ["provisioned_concurrent_executions"],
    ),
    "Alias.deploy_gradually": Call(
        lambda scene, **a: scene.alias().deploy_gradually(**a),
        {
            "traffic": Of(lambda scene: TrafficShift.canary(percentage=10, interval=5)),
            "alarm_names": ["orders"],
            "before_allow_traffic": EXISTING,
            "after_allow_traffic": EXISTING,
            "start": False,
        },
        ["traffic", "alarm_names"],
    ),
    "Allowable.allow": Call(
        lambda scene, **a: scene.function().allow(**a),
        {
            "actions": ["s3:GetObject"],
            "resources": [f"{BUCKET}/*"],
            "conditions": [Condition("StringEquals", "aws:SourceAccount", [ACCOUNT])],
            "allow_wildcards": True,
        },
        ["actions", "resources"],
    ),
    "AnomalyBand": Call(
        lambda scene, **a: _alarm(scene, rule=AlarmRule(threshold=AnomalyBand(**a))),
        {"deviations": 2},
    ),
    "BuildSecret": Call(
        _secret,
        {"id": "pip", "env": "PIP", "src": "app.py"},
        ["id", "env"],
        instead={"src": ["env"]},
    ),
    "CapacityProviderConfig": Call(
        lambda scene, **a: scene.function(
            memory_size=2048, publish=True, capacity_provider_config=CapacityProviderConfig(**a)
        ),
        {
            "capacity_provider_arn": arn("lambda", "capacity-provider:orders"),
            "execution_environment_memory_gib_per_vcpu": 4,
            "per_execution_environment_max_concurrency": 5,
        },
        ["capacity_provider_arn"],
    ),
    "CognitoEventSource": Call(
        _source(CognitoEventSource),
        {
            "user_pool": arn("cognito-idp", "userpool/eu-west-1_a1b2c3d4e"),
            "triggers": ["pre_sign_up"],
            "pre_token_generation_version": "V2_0",
            "kms_key": KEY,
            "id": "Source",
        },
        ["user_pool", "triggers"],
        {
            "pre_token_generation_version": {"triggers": ["pre_token_generation"]},
            "kms_key": {"triggers": ["custom_sms_sender"]},
        },
    ),
    "Condition": Call(
        lambda scene, **a: _in_role(
            scene,
            Statement(actions=["s3:GetObject"], resources=[BUCKET], conditions=[Condition(**a)]),
        ),
        {"test": "StringEquals", "variable": "aws:SourceAccount", "values": [ACCOUNT]},
        ["test", "variable", "values"],
    ),
    "ContainerFunction": Call(
        lambda scene, **a: ContainerFunction(**a),
        {
            **PLACED,
            "image": Of(lambda scene: scene.image),
            "function_name": "orders",
            "description": "orders",
            "role": Of(lambda scene: scene.role),
            "memory_size": 256,
            "timeout": 5,
            "ephemeral_storage": 600,
            "environment": {"LEVEL": "info"},
            "kms_key": KEY,
            "architecture": "x86_64",
            "entry_point": ["python"],
            "command": ["app.handler"],
            "working_directory": "/var/task",
            "tracing": "PassThrough",
            "log_retention_in_days": 14,
            "log_format": "Text",
            "application_log_level": "WARN",
            "system_log_level": "WARN",
            "reserved_concurrent_executions": 5,
            "publish": True,
            "publish_to": "LATEST_PUBLISHED",
            "dead_letter_target": QUEUE_DESTINATION,
            "vpc_config": Of(
                lambda scene: VpcConfig(
                    subnet_ids=["subnet-0a1b2c3d"], security_group_ids=["sg-0a1b2c3d"]
                )
            ),
            "file_system_config": Of(
                lambda scene: FileSystemConfig(
                    arn=arn("elasticfilesystem", "access-point/fsap-0a1b2c3d4e5f60718"),
                    file_system_arn=arn("elasticfilesystem", "file-system/fs-0a1b2c3d"),
                    local_mount_path="/mnt/a",
                )
            ),
            "durable_config": Of(lambda scene: DurableConfig(execution_timeout=900)),
            "tenant_isolation_mode": "PER_TENANT",
            "capacity_provider_config": Of(
                lambda scene: CapacityProviderConfig(
                    capacity_provider_arn=arn("lambda", "capacity-provider:orders")
                )
            ),
            "skip_destroy": True,
            "timeouts": Of(lambda scene: Timeouts(create="10m")),
        },
        ["scope", "id", "image"],
        {
            "publish_to": {
                "publish": True,
                "memory_size": 2048,
                "capacity_provider_config": Of(
                    lambda scene: CapacityProviderConfig(
                        capacity_provider_arn=arn("lambda", "capacity-provider:orders")
                    )
                ),
            },
            "capacity_provider_config": {"memory_size": 2048, "publish": True},
            "file_system_config": {
                "vpc_config": Of(
                    lambda scene: VpcConfig(
                        subnet_ids=["subnet-0a1b2c3d"], security_group_ids=["sg-0a1b2c3d"]
                    )
                )
            },
        },
    ),
    "ContainerImage.build": Call(
        _built,
        {
            "context": Of(lambda scene: scene.folder),
            "repository": REPOSITORY,
            "dockerfile": "Dockerfile",
            "target": "final",
            "build_args": {"VERSION": "1"},
            "public_build_args": ["MAX_TOKEN"],
            "secrets": Of(lambda scene: [BuildSecret(id="pip", src="app.py")]),
            "labels": {"org.team": "orders"},
            "architecture": "x86_64",
            "extra_hash": "1",
            "build": "published",
            "lock": "lambda-container.lock.json",
        },
        ["context", "repository"],
        {"lock": {"build": "published"}, "public_build_args": {"build_args": {"MAX_TOKEN": "5"}}},
    ),
    "ContainerImage.from_repository": Call(
        lambda scene, **a: _image(scene, ContainerImage.from_repository(**a)),
        {"repository": REPOSITORY, "digest": f"sha256:{'0' * 64}", "tag": "v1"},
        ["repository", "digest"],
        instead={"tag": ["digest"]},
    ),
    "ContainerImage.from_uri": Call(
        lambda scene, **a: _image(scene, ContainerImage.from_uri(**a)), {"uri": URI}, ["uri"]
    ),
    "Cors": Call(
        lambda scene, **a: (
            scene.existing().add_url(cors=Cors(**a)),
            HttpApi(scene.scope(), "It", cors=Cors(**a)),
        ),
        {
            "allow_origins": ["https://example.com"],
            "allow_methods": ["GET"],
            "allow_headers": ["x-team"],
            "expose_headers": ["x-team"],
            "allow_credentials": True,
            "max_age": 60,
        },
        ["allow_origins"],
    ),
    "Dashboard": Call(
        lambda scene, **a: Dashboard(**a),
        {**SCOPED, **PROVIDER, "functions": Of(lambda scene: [scene.existing()]), "name": "orders"},
        ["scope", "id", "functions"],
    ),
    "DeadLetterQueue": Call(
        lambda scene, **a: DeadLetterQueue(**a),
        {**PLACED, "name": "orders", "fifo": True, "message_retention_seconds": 60, "kms_key": KEY},
        ["scope", "id"],
    ),
    "DeadLetterTopic": Call(
        lambda scene, **a: DeadLetterTopic(**a),
        {**PLACED, "name": "orders", "kms_key": KEY},
        ["scope", "id"],
    ),
    "DeadLetterTopic.grant_publish": Call(
        lambda scene, **a: scene.once(
            "topic", lambda: DeadLetterTopic(scene.scope(), "It")
        ).grant_publish(**a),
        {"grantee": GRANTEE},
        ["grantee"],
    ),
    "Destination": Call(
        lambda scene, **a: _destination(scene, Destination(**a)),
        {"kind": "queue", "arn": QUEUE, "kms_key": None, "policy_arn": QUEUE},
        ["kind", "arn"],
    ),
    "Destination.bucket": Call(
        lambda scene, **a: _destination(scene, Destination.bucket(**a)),
        {"arn": BUCKET, "kms_key": KEY},
        ["arn"],
    ),
    "Destination.event_bus": Call(
        lambda scene, **a: _destination(scene, Destination.event_bus(**a)),
        {"arn": arn("events", "event-bus/orders")},
        ["arn"],
    ),
    "Destination.function": Call(
        lambda scene, **a: _destination(scene, Destination.function(**a)),
        {"function": arn("lambda", "function:orders")},
        ["function"],
    ),
    "Destination.queue": Call(
        lambda scene, **a: _destination(scene, Destination.queue(**a)),
        {"queue": QUEUE, "kms_key": KEY},
        ["queue"],
    ),
    "Destination.topic": Call(
        lambda scene, **a: _destination(scene, Destination.topic(**a)),
        {"topic": TOPIC, "kms_key": KEY},
        ["topic"],
    ),
    "DocumentDbEventSource": Call(
        _source(DocumentDbEventSource),
        {
            **POLLED,
            "cluster": arn("rds", "cluster:orders"),
            "database_name": "orders",
            "secret_arn": SECRET,
            "collection_name": "orders",
            "full_document": "UpdateLookup",
            "starting_position": "LATEST",
            "starting_position_timestamp": "2026-01-31T08:00:00Z",
        },
        ["cluster", "database_name", "secret_arn", "starting_position"],
        {"starting_position_timestamp": AT_TIMESTAMP},
    ),
    "DurableConfig": Call(
        lambda scene, **a: scene.function(durable_config=DurableConfig(**a)),
        {"execution_timeout": 900, "retention_period": 5},
        ["execution_timeout"],
    ),
    "DynamoDbEventSource": Call(
        _source(DynamoDbEventSource),
        {
            **POLLED,
            **FILTERED,
            **RETRIED,
            **STREAM,
            "stream": arn("dynamodb", "table/orders/stream/2026-01-01T00:00:00.000"),
        },
        ["stream", "starting_position"],
        {"filter_kms_key": {"filters": [{"a": ["b"]}]}},
    ),
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
        lambda scene, **a: _each(scene.new_key().add_statements, **a),
        {"statements": [KEY_STATEMENT]},
        ["statements"],
    ),
    "EncryptionKey.from_arn": Call(
        lambda scene, **a: scene.function(kms_key=EncryptionKey.from_arn(**a)),
        {"arn": KEY},
        ["arn"],
    ),
    "EventBridgeEventSource": Call(
        _source(EventBridgeEventSource),
        {
            "pattern": {"source": ["shop"]},
            "bus": arn("events", "event-bus/orders"),
            "name": "orders",
            "description": "orders",
            "input": {"a": "b"},
            "input_transformer": Of(lambda scene: InputTransformer("<a>", {"a": "$.detail.a"})),
            "maximum_retry_attempts": 3,
            "maximum_event_age_in_seconds": 60,
            "dead_letters": DEAD_LETTERS,
            "enabled": True,
            "tags": TAGS,
            "id": "Source",
        },
        ["pattern"],
    ),
    "ExecutionRole": Call(
        lambda scene, **a: ExecutionRole(**a),
        {
            **SCOPED,
            **PROVIDER,
            "tags": TAGS,
            "name": "orders",
            "name_prefix": "orders",
            "path": "/team/",
            "description": "orders",
            "permissions_boundary": arn("iam", "policy/limit", region=""),
            "max_session_duration": 3600,
            "force_detach_policies": True,
            "trust": [
                Statement(
                    principals=[Principal("Service", ["scheduler.amazonaws.com"])],
                    actions=["sts:AssumeRole"],
                )
            ],
            "statements": [STATEMENT],
        },
        ["scope", "id"],
    ),
    "ExecutionRole.add_statements": Call(
        lambda scene, **a: _each(scene.new_role().add_statements, **a),
        {"statements": [STATEMENT]},
        ["statements"],
    ),
    "ExecutionRole.attach_policy": Call(
        lambda scene, **a: scene.new_role().attach_policy(**a),
        {"policy_arn": arn("iam", "policy/orders", region=""), "wait": False},
        ["policy_arn"],
    ),
    "ExecutionRole.from_arn": Call(
        lambda scene, **a: scene.function(role=ExecutionRole.from_arn(**a)), {"arn": ROLE}, ["arn"]
    ),
    "FileSystemConfig": Call(
        lambda scene, **a: scene.function(
            vpc_config=VpcConfig(
                subnet_ids=["subnet-0a1b2c3d"], security_group_ids=["sg-0a1b2c3d"]
            ),
            file_system_config=FileSystemConfig(**a),
        ),
        {
            "arn": arn("elasticfilesystem", "access-point/fsap-0a1b2c3d4e5f60718"),
            "file_system_arn": arn("elasticfilesystem", "file-system/fs-0a1b2c3d"),
            "local_mount_path": "/mnt/a",
            "read_only": True,
            "mount_targets": [],
        },
        ["arn", "file_system_arn", "local_mount_path"],
    ),
    "Function.add_alias": Call(
        lambda scene, **a: scene.function(publish=True).add_alias(**a),
        {
            "name": "live",
            "version": "1",
            "additional_versions": {"2": 0.1},
            "description": "orders",
        },
        ["name"],
        {"additional_versions": {"version": "1"}},
    ),
    "Function.add_log_metric_filter": Call(
        lambda scene, **a: scene.existing().add_log_metric_filter(**a),
        {
            "id": "Filter",
            "pattern": "ERROR",
            "metric_name": "Errors",
            "namespace": "Shop",
            "value": "1",
            "default_value": 0,
            "dimensions": {"Team": "$.team"},
            "unit": "Count",
            "name": "orders",
        },
        ["id", "pattern", "metric_name", "namespace"],
        {"dimensions": {"pattern": "{ $.team = * }"}},
    ),
    "Function.add_saved_query": Call(
        lambda scene, **a: scene.existing().add_saved_query(**a),
        {"query": Of(lambda scene: LogQuery("orders", "fields @timestamp"))},
        ["query"],
    ),
    "Function.configure_recursion": Call(
        lambda scene, **a: scene.existing().configure_recursion(**a),
        {"recursive_loop": "Allow"},
        ["recursive_loop"],
    ),
    "Function.from_arn": Call(
        lambda scene, **a: ContainerFunction.from_arn(**a).add_url(),
        {
            **SCOPED,
            **PROVIDER,
            "arn": arn("lambda", "function:orders"),
            "role": Of(lambda scene: scene.role),
        },
        ["scope", "id", "arn"],
    ),
    "Function.from_name": Call(
        lambda scene, **a: ContainerFunction.from_name(**a).configure_async(),
        {
            **SCOPED,
            **PROVIDER,
            "function_name": "orders",
            "qualifier": "live",
            "role": Of(lambda scene: scene.role),
            "region": REGION,
        },
        ["scope", "id", "function_name"],
    ),
    "FunctionUrl.allow": Call(
        lambda scene, **a: scene.url().allow(**a),
        {
            "id": "Allow",
            "principal": ACCOUNT,
            "source_arn": BUCKET,
            "source_account": ACCOUNT,
            "principal_org_id": "o-a1b2c3d4e5",
        },
        ["id", "principal"],
    ),
    "FunctionUrl.grant_invoke": Call(
        lambda scene, **a: scene.url().grant_invoke(**a), {"grantee": GRANTEE}, ["grantee"]
    ),
    "HealthCheck": Call(
        _source(lambda **a: LoadBalancerEventSource(health_check=HealthCheck(**a))),
        {
            "path": "/health",
            "interval": 40,
            "timeout": 5,
            "healthy_threshold": 3,
            "unhealthy_threshold": 3,
            "matcher": "200-299",
        },
    ),
    "HttpApi": Call(
        lambda scene, **a: HttpApi(**a),
        {
            **PLACED,
            "name": "orders",
            "description": "orders",
            "cors": CORS,
            "throttling_rate_limit": 5,
            "throttling_burst_limit": 5,
            "log_retention_in_days": 14,
            "kms_key": KEY,
            "disable_execute_api_endpoint": True,
        },
        ["scope", "id"],
    ),
    "HttpApi.add_route": Call(
        lambda scene, **a: scene.api().add_route(**a),
        {
            "route_key": "GET /orders/{id}",
            "target": EXISTING,
            "authorizer": "AWS_IAM",
            "scopes": ["orders/read"],
            "public": True,
        },
        ["route_key", "target", "authorizer"],
        {
            "scopes": {
                "authorizer": Of(
                    lambda scene: JwtAuthorizer(issuer="https://example.com", audience=["a"])
                )
            }
        },
        {"public": ["authorizer"]},
    ),
    "HttpRoute.grant_invoke": Call(
        lambda scene, **a: (
            scene.api()
            .add_route("$default", scene.existing(), authorizer="AWS_IAM")
            .grant_invoke(**a)
        ),
        {"grantee": GRANTEE},
        ["grantee"],
    ),
    "InputTransformer": Call(
        _source(
            lambda **a: EventBridgeEventSource(
                {"source": ["shop"]}, input_transformer=InputTransformer(**a)
            )
        ),
        {"template": '{"a": <a>}', "paths": {"a": "$.detail.a"}},
        ["template", "paths"],
    ),
    "Invocable.add_alarms": Call(
        lambda scene, **a: scene.existing().add_alarms(**a),
        {
            "topic": TOPIC,
            "notify_ok": False,
            "error_rate": RULE,
            "throttles": RULE,
            "duration": RULE,
            "dead_letters": RULE,
            "delivery_failures": RULE,
            "iterator_age": RULE,
            "timeout": 5,
        },
        together={"duration": {"timeout": 5}, "notify_ok": {"topic": TOPIC}},
    ),
    "Invocable.add_event_source": Call(
        lambda scene, **a: scene.existing().add_event_source(**a),
        {"source": Of(lambda scene: SqsEventSource(QUEUE))},
        ["source"],
    ),
    "Invocable.add_statements": Call(
        lambda scene, **a: _each(scene.function().add_statements, **a),
        {"statements": [STATEMENT]},
        ["statements"],
    ),
    "Invocable.add_url": Call(
        lambda scene, **a: scene.existing().add_url(**a),
        {"public": True, "cors": CORS, "invoke_mode": "RESPONSE_STREAM"},
    ),
    "Invocable.configure_async": Call(
        lambda scene, **a: scene.existing().configure_async(**a),
        {
            "maximum_retry_attempts": 1,
            "maximum_event_age_in_seconds": 60,
            "on_success": QUEUE_DESTINATION,
            "on_failure": QUEUE_DESTINATION,
        },
    ),
    "Invocable.grant_invoke": Call(
        lambda scene, **a: scene.existing().grant_invoke(**a), {"grantee": ACCOUNT}, ["grantee"]
    ),
    "IotEventSource": Call(
        _source(IotEventSource),
        {
            "sql": "SELECT * FROM 'orders'",
            "sql_version": "2016-03-23",
            "name": "orders",
            "description": "orders",
            "error_action": QUEUE_DESTINATION,
            "enabled": True,
            "tags": TAGS,
            "id": "Source",
        },
        ["sql"],
    ),
    "JwtAuthorizer": Call(
        lambda scene, **a: scene.api().add_route(
            "$default", scene.existing(), authorizer=JwtAuthorizer(**a)
        ),
        {
            "issuer": "https://example.com",
            "audience": ["orders"],
            "identity_source": "$request.header.Authorization",
            "name": "jwt",
        },
        ["issuer", "audience"],
    ),
    "KafkaEventSource": Call(
        _source(KafkaEventSource),
        {
            **POLLED,
            **FILTERED,
            **RETRIED,
            **KAFKA,
            "bootstrap_servers": ["b1.example.com:9092"],
            "authentication": "BASIC_AUTH",
            "server_root_ca_secret_arn": SECRET,
            "subnet_ids": ["subnet-0a1b2c3d"],
            "security_group_ids": ["sg-0a1b2c3d"],
        },
        ["bootstrap_servers", "topic", "starting_position", "authentication", "secret_arn"],
        {
            "starting_position_timestamp": AT_TIMESTAMP,
            "subnet_ids": {"security_group_ids": ["sg-0a1b2c3d"]},
            "security_group_ids": {"subnet_ids": ["subnet-0a1b2c3d"]},
            "filter_kms_key": {"filters": [{"value": {"a": ["b"]}}]},
            "report_batch_item_failures": POLLERS,
            "bisect_batch_on_function_error": POLLERS,
            "maximum_retry_attempts": POLLERS,
            "maximum_record_age_in_seconds": POLLERS,
            "metrics": POLLERS,
        },
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
    "KinesisEventSource": Call(
        _source(KinesisEventSource),
        {
            **POLLED,
            **FILTERED,
            **RETRIED,
            **STREAM,
            "stream": arn("kinesis", "stream/orders"),
            "starting_position_timestamp": "2026-01-31T08:00:00Z",
        },
        ["stream", "starting_position"],
        {
            "filter_kms_key": {"filters": [{"data": {"a": ["b"]}}]},
            "starting_position_timestamp": AT_TIMESTAMP,
        },
    ),
    "LifecycleRule": Call(
        lambda scene, **a: Repository(
            scope := scene.scope(),
            "It",
            name=scope.node.id.lower(),
            lifecycle_rules=[LifecycleRule(**a)],
        ),
        {
            "since_image_pushed": 5,
            "image_count_more_than": 5,
            "tag_status": "any",
            "tag_pattern_list": ["v*"],
            "tag_prefix_list": ["v"],
            "description": "orders",
        },
        ["since_image_pushed"],
        {"tag_pattern_list": {"tag_status": "tagged"}, "tag_prefix_list": {"tag_status": "tagged"}},
        {"image_count_more_than": ["since_image_pushed"]},
    ),
    "LoadBalancerEventSource": Call(
        _source(LoadBalancerEventSource),
        {
            "listener": arn(
                "elasticloadbalancing", "listener/app/a/0123456789abcdef/0123456789abcdef"
            ),
            "path_patterns": ["/orders/*"],
            "host_headers": ["*.example.com"],
            "priority": 5,
            "multi_value_headers": True,
            "health_check": Of(lambda scene: HealthCheck()),
            "name": "orders",
            "tags": TAGS,
            "id": "Source",
        },
        ["listener", "path_patterns"],
    ),
    "LogQuery": Call(
        lambda scene, **a: scene.existing().add_saved_query(LogQuery(**a)),
        {"name": "orders", "query_string": "fields @timestamp"},
        ["name", "query_string"],
    ),
    "LogsEventSource": Call(
        _source(LogsEventSource),
        {"log_group": "orders", "filter_pattern": "ERROR", "name": "orders", "id": "Source"},
        ["log_group"],
    ),
    "MadeFunction.add_dead_letter_queue": Call(
        lambda scene, **a: scene.function().add_dead_letter_queue(**a),
        {"message_retention_seconds": 60},
    ),
    "MadeFunction.enable_adot": Call(
        lambda scene, **a: scene.function().enable_adot(**a),
        {"exec_wrapper": "/opt/otel-instrument", "in_base_image": True},
        ["in_base_image"],
    ),
    "MadeFunction.enable_insights": Call(
        lambda scene, **a: scene.function().enable_insights(**a),
        {"in_base_image": True},
        ["in_base_image"],
    ),
    "MadeFunction.set_environment": Call(
        lambda scene, **a: scene.function().set_environment(**a),
        {"key": "LEVEL", "value": "info"},
        ["key", "value"],
    ),
    "Metric": Call(
        lambda scene, **a: _alarm(scene, metric=Metric(**a)),
        {
            "namespace": "Shop",
            "metric_name": "Orders",
            "dimensions": {"Team": "orders"},
            "statistic": "p99",
            "period": 60,
            "unit": "Count",
        },
        ["namespace", "metric_name"],
    ),
    "MetricMath": Call(
        lambda scene, **a: _alarm(scene, metric=MetricMath(**a)),
        {
            "expression": "a * 2",
            "metrics": Of(lambda scene: {"a": METRIC.make(scene)}),
            "label": "orders",
        },
        ["expression", "metrics", "label"],
    ),
    "MqEventSource": Call(
        _source(MqEventSource),
        {
            **POLLED,
            **FILTERED,
            "broker": arn("mq", "broker:orders:b-1234abcd-12ab-34cd-56ef-1234567890ab"),
            "queue": "orders",
            "secret_arn": SECRET,
            "virtual_host": "orders",
        },
        ["broker", "queue", "secret_arn"],
        {"filter_kms_key": {"filters": [{"data": {"a": ["b"]}}]}},
    ),
    "MskEventSource": Call(
        _source(MskEventSource),
        {
            **POLLED,
            **FILTERED,
            **RETRIED,
            **KAFKA,
            "cluster": arn("kafka", "cluster/orders/1234abcd-12ab-34cd-56ef-1234567890ab-1"),
            "authentication": "SASL_SCRAM_512_AUTH",
        },
        ["cluster", "topic", "starting_position"],
        {
            "starting_position_timestamp": AT_TIMESTAMP,
            "authentication": {"secret_arn": SECRET},
            "secret_arn": {"authentication": "SASL_SCRAM_512_AUTH"},
            "kms_key": {"authentication": "SASL_SCRAM_512_AUTH", "secret_arn": SECRET},
            "filter_kms_key": {"filters": [{"value": {"a": ["b"]}}]},
            "report_batch_item_failures": POLLERS,
            "bisect_batch_on_function_error": POLLERS,
            "maximum_retry_attempts": POLLERS,
            "maximum_record_age_in_seconds": POLLERS,
            "metrics": POLLERS,
        },
    ),
    "Permissible.add_permission": Call(
        lambda scene, **a: scene.existing().add_permission(**a),
        {
            "id": "Allow",
            "principal": "s3.amazonaws.com",
            "action": "lambda:InvokeFunction",
            "source_arn": BUCKET,
            "source_account": ACCOUNT,
            "principal_org_id": "o-a1b2c3d4e5",
            "event_source_token": "orders",
            "statement_id": "orders",
        },
        ["id", "principal", "source_arn", "source_account"],
        {"principal_org_id": {"principal": "*"}},
    ),
    "Principal": Call(
        _principal,
        {"type": "AWS", "identifiers": [f"arn:aws:iam::{ACCOUNT}:root"]},
        ["type", "identifiers"],
    ),
    "ProvisionedConcurrency.add_scaling": Call(
        lambda scene, **a: scene.concurrency().add_scaling(**a),
        {"min_capacity": 1, "max_capacity": 5},
        ["min_capacity", "max_capacity"],
    ),
    "ProvisionedPollers": Call(
        _source(lambda **a: SqsEventSource(QUEUE, provisioned_pollers=ProvisionedPollers(**a))),
        {"minimum_pollers": 2, "maximum_pollers": 5},
    ),
    "Queue": Call(
        lambda scene, **a: Queue(**a),
        {
            **PLACED,
            "name": "orders",
            "function": EXISTING,
            "visibility_timeout_seconds": 60,
            "max_receive_count": 3,
            "message_retention_seconds": 60,
            "delay_seconds": 5,
            "max_message_size": 2048,
            "fifo": True,
            "content_based_deduplication": True,
            "kms_key": KEY,
        },
        ["scope", "id", "visibility_timeout_seconds"],
        {"content_based_deduplication": {"fifo": True}},
        {"function": ["visibility_timeout_seconds"]},
    ),
    "QueueGrants.grant_consume_messages": Call(
        lambda scene, **a: scene.queue().grant_consume_messages(**a),
        {"grantee": GRANTEE},
        ["grantee"],
    ),
    "QueueGrants.grant_send_messages": Call(
        lambda scene, **a: scene.queue().grant_send_messages(**a), {"grantee": GRANTEE}, ["grantee"]
    ),
    "Repository": Call(
        lambda scene, **a: Repository(**a),
        {
            **PLACED,
            "name": "orders",
            "image_tag_mutability": "MUTABLE",
            "image_tag_mutability_exclusion_filter": ["v*"],
            "scan_on_push": False,
            "encryption_type": "AES256",
            "kms_key": KEY,
            "force_delete": True,
            "lifecycle_rules": [LifecycleRule(since_image_pushed=3)],
            "pull_accounts": [ACCOUNT],
            "login": "ecr-login",
            "delete_timeout": "5m",
        },
        ["scope", "id", "name"],
        {
            "image_tag_mutability_exclusion_filter": {
                "image_tag_mutability": "MUTABLE_WITH_EXCLUSION"
            }
        },
    ),
    "Repository.from_arn": Call(
        lambda scene, **a: _built(scene, context=scene.folder, repository=Repository.from_arn(**a)),
        {**SCOPED, **PROVIDER, "arn": arn("ecr", "repository/orders"), "login": "ecr-login"},
        ["scope", "id", "arn"],
    ),
    "Repository.from_name": Call(
        lambda scene, **a: _built(
            scene, context=scene.folder, repository=Repository.from_name(**a)
        ),
        {**SCOPED, **PROVIDER, "name": "orders", "registry_id": ACCOUNT, "login": "ecr-login"},
        ["scope", "id", "name"],
    ),
    "RepositoryGrants.grant_pull": Call(
        lambda scene, **a: scene.repository.grant_pull(**a), {"grantee": GRANTEE}, ["grantee"]
    ),
    "RepositoryGrants.grant_push": Call(
        lambda scene, **a: scene.repository.grant_push(**a), {"grantee": GRANTEE}, ["grantee"]
    ),
    "RestProxy": Call(
        lambda scene, **a: RestProxy(**a),
        {
            **PLACED,
            "target": EXISTING,
            "public": True,
            "name": "orders",
            "description": "orders",
            "stage_name": "v1",
            "tracing": False,
            "throttling_rate_limit": 5,
            "throttling_burst_limit": 5,
            "log_retention_in_days": 14,
            "kms_key": KEY,
            "disable_execute_api_endpoint": True,
        },
        ["scope", "id", "target"],
    ),
    "RestProxy.grant_invoke": Call(
        lambda scene, **a: RestProxy(scene.scope(), "It", target=scene.existing()).grant_invoke(
            **a
        ),
        {"grantee": GRANTEE},
        ["grantee"],
    ),
    "S3EventSource": Call(
        _source(S3EventSource),
        {
            "bucket": BUCKET,
            "events": ["s3:ObjectCreated:Put"],
            "prefix": "in/",
            "suffix": ".csv",
            "source_account": ACCOUNT,
            "id": "Source",
        },
        ["bucket"],
    ),
    "Scaling.on_schedule": Call(
        lambda scene, **a: scene.scaling().on_schedule(**a),
        {
            "id": "Night",
            "schedule": "cron(0 8 * * ? *)",
            "min_capacity": 1,
            "max_capacity": 5,
            "timezone": "Europe/Paris",
        },
        ["id", "schedule", "min_capacity", "max_capacity"],
    ),
    "Scaling.on_utilization": Call(
        lambda scene, **a: scene.scaling().on_utilization(**a),
        {
            "target": 0.5,
            "scale_in_cooldown": 60,
            "scale_out_cooldown": 60,
            "disable_scale_in": True,
        },
    ),
    "ScheduleEventSource": Call(
        _source(ScheduleEventSource),
        {
            "schedule_expression": "rate(5 minutes)",
            "timezone": "Europe/Paris",
            "flexible_time_window": 5,
            "input": {"a": "b"},
            "start_date": "2026-01-31T08:00:00Z",
            "end_date": "2099-01-31T08:00:00Z",
            "name": "orders",
            "description": "orders",
            "group": "orders",
            "maximum_retry_attempts": 3,
            "maximum_event_age_in_seconds": 60,
            "dead_letters": DEAD_LETTERS,
            "kms_key": KEY,
            "enabled": True,
            "id": "Source",
        },
        ["schedule_expression"],
        {"timezone": {"schedule_expression": "cron(0 8 * * ? *)"}},
    ),
    "SecretRotationEventSource": Call(
        _source(SecretRotationEventSource),
        {
            "secret": SECRET,
            "automatically_after_days": 5,
            "schedule_expression": "rate(10 days)",
            "duration": "3h",
            "rotate_immediately": False,
            "kms_key": KEY,
            "id": "Source",
        },
        ["secret", "automatically_after_days"],
        instead={"schedule_expression": ["automatically_after_days"]},
    ),
    "SecurityGroup": Call(
        lambda scene, **a: SecurityGroup(**a),
        {
            **PLACED,
            "vpc": "vpc-0a1b2c3d",
            "name": "orders",
            "description": "orders",
            "egress": HTTPS,
            "ingress": HTTPS,
        },
        ["scope", "id", "vpc"],
    ),
    "SecurityGroupRule": Call(
        lambda scene, **a: SecurityGroup(
            scene.scope(), "It", vpc="vpc-0a1b2c3d", egress=[SecurityGroupRule(**a)]
        ),
        {
            "description": "orders",
            "ip_protocol": "tcp",
            "from_port": 1,
            "to_port": 500,
            "cidr_ipv4": "10.0.0.0/8",
            "cidr_ipv6": "fd00::/8",
            "prefix_list_id": "pl-0a1b2c3d",
            "referenced_security_group_id": "sg-0a1b2c3d",
        },
        ["description", "from_port", "to_port", "cidr_ipv4"],
        instead={
            "cidr_ipv6": ["cidr_ipv4"],
            "prefix_list_id": ["cidr_ipv4"],
            "referenced_security_group_id": ["cidr_ipv4"],
        },
    ),
    "SnsEventSource": Call(
        _source(SnsEventSource),
        {
            "topic": TOPIC,
            "filter_policy": {"team": ["orders"]},
            "filter_policy_scope": "MessageBody",
            "dead_letters": DEAD_LETTERS,
            "raw_message_delivery": False,
            "id": "Source",
        },
        ["topic"],
        {"filter_policy_scope": {"filter_policy": {"team": ["orders"]}}},
    ),
    "SqsEventSource": Call(
        _source(SqsEventSource),
        {
            **POLLED,
            **FILTERED,
            "queue": QUEUE,
            "report_batch_item_failures": False,
            "maximum_concurrency": 5,
            "provisioned_pollers": Of(lambda scene: ProvisionedPollers(minimum_pollers=2)),
            "metrics": ["EventCount"],
        },
        ["queue"],
        {"filter_kms_key": {"filters": [{"body": {"a": ["b"]}}]}},
    ),
    "Statement": Call(
        lambda scene, **a: _in_policy(scene, Statement(**a)),
        {
            "actions": ["s3:GetObject"],
            "resources": [f"{BUCKET}/*"],
            "effect": "Deny",
            "conditions": [Condition("StringEquals", "aws:SourceAccount", [ACCOUNT])],
            "principals": [Principal("Service", ["s3.amazonaws.com"])],
            "sid": "Orders",
            "allow_wildcards": True,
        },
        ["actions", "resources"],
    ),
    "Timeouts": Call(
        lambda scene, **a: scene.function(timeouts=Timeouts(**a)),
        {"create": "10m", "update": "10m", "delete": "10m"},
    ),
    "TrafficShift": Call(
        lambda scene, **a: scene.alias().deploy_gradually(TrafficShift(**a), alarm_names=["a"]),
        {"kind": "TimeBasedCanary", "percentage": 10, "interval": 5},
        ["kind", "percentage", "interval"],
    ),
    "TrafficShift.canary": Call(
        lambda scene, **a: scene.alias().deploy_gradually(
            TrafficShift.canary(**a), alarm_names=["a"]
        ),
        {"percentage": 10, "interval": 5},
        ["percentage", "interval"],
    ),
    "TrafficShift.linear": Call(
        lambda scene, **a: scene.alias().deploy_gradually(
            TrafficShift.linear(**a), alarm_names=["a"]
        ),
        {"percentage": 10, "interval": 5},
        ["percentage", "interval"],
    ),
    "Vpc.find_subnets": Call(
        lambda scene, **a: scene.function(
            vpc_config=VpcConfig(
                subnet_ids=VPC.make(scene).find_subnets(**a), security_group_ids=["sg-0a1b2c3d"]
            )
        ),
        {"id": "Private", "tags": TAGS},
        ["id", "tags"],
    ),
    "Vpc.from_id": Call(
        lambda scene, **a: SecurityGroup(scene.scope(), "It", vpc=Vpc.from_id(**a)),
        {**SCOPED, **PROVIDER, "vpc_id": "vpc-0a1b2c3d", "region": REGION},
        ["scope", "id", "vpc_id"],
    ),
    "Vpc.from_tags": Call(
        lambda scene, **a: SecurityGroup(scene.scope(), "It", vpc=Vpc.from_tags(**a)),
        {**PLACED},
        ["scope", "id", "tags"],
    ),
    "VpcConfig": Call(
        lambda scene, **a: scene.function(vpc_config=VpcConfig(**a)),
        {
            "subnet_ids": ["subnet-0a1b2c3d"],
            "security_group_ids": ["sg-0a1b2c3d"],
            "ipv6_allowed_for_dual_stack": True,
            "replace_security_groups_on_destroy": True,
            "replacement_security_group_ids": ["sg-0a1b2c3d"],
        },
        ["subnet_ids", "security_group_ids"],
        {"replacement_security_group_ids": {"replace_security_groups_on_destroy": True}},
    ),
    "raw": Call(
        lambda scene, **a: scene.string and scene.function(description=raw(**a)),
        {"expression": "${var.string}"},
        ["expression"],
    ),
}
