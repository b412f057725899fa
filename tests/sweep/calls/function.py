"""The calls of functions."""

from __future__ import annotations

from lambda_container import (
    CapacityProviderConfig,
    ContainerFunction,
    Cors,
    Destination,
    DurableConfig,
    FileSystemConfig,
    HttpApi,
    LogQuery,
    SqsEventSource,
    Timeouts,
    TrafficShift,
    TriggerConfiguration,
    VpcConfig,
)
from tests.aws import ACCOUNT, REGION
from tests.sweep.calls.call import Call, Of
from tests.sweep.calls.common import (
    BUCKET,
    CORS,
    EXISTING,
    GRANTEE,
    KEY,
    PLACED,
    PROVIDER,
    QUEUE,
    QUEUE_DESTINATION,
    RULE,
    SCOPED,
    STATEMENT,
    TOPIC,
    for_each,
    with_destination,
)
from tests.sweep.scene import arn

TRIGGER = TriggerConfiguration(
    trigger_name="failures", trigger_events=["DeploymentFailure"], trigger_target_arn=TOPIC
)

CALLS: dict[str, Call] = {
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
            "role_path": "/team/",
            "permissions_boundary": f"arn:aws:iam::{ACCOUNT}:policy/limit",
            "start": False,
            "app_name": "orders-live",
            "deployment_group_name": "live",
            "trigger_configuration": [TRIGGER],
        },
        ["traffic", "alarm_names"],
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
    "Destination": Call(
        lambda scene, **a: with_destination(scene, Destination(**a)),
        {"kind": "queue", "arn": QUEUE, "kms_key": None, "policy_arn": QUEUE},
        ["kind", "arn"],
    ),
    "Destination.bucket": Call(
        lambda scene, **a: with_destination(scene, Destination.bucket(**a)),
        {"arn": BUCKET, "kms_key": KEY},
        ["arn"],
    ),
    "Destination.event_bus": Call(
        lambda scene, **a: with_destination(scene, Destination.event_bus(**a)),
        {"arn": arn("events", "event-bus/orders")},
        ["arn"],
    ),
    "Destination.function": Call(
        lambda scene, **a: with_destination(scene, Destination.function(**a)),
        {"function": arn("lambda", "function:orders")},
        ["function"],
    ),
    "Destination.queue": Call(
        lambda scene, **a: with_destination(scene, Destination.queue(**a)),
        {"queue": QUEUE, "kms_key": KEY},
        ["queue"],
    ),
    "Destination.topic": Call(
        lambda scene, **a: with_destination(scene, Destination.topic(**a)),
        {"topic": TOPIC, "kms_key": KEY},
        ["topic"],
    ),
    "DurableConfig": Call(
        lambda scene, **a: scene.function(durable_config=DurableConfig(**a)),
        {"execution_timeout": 900, "retention_period": 5},
        ["execution_timeout"],
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
        lambda scene, **a: for_each(scene.function().add_statements, **a),
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
    "ProvisionedConcurrency.add_scaling": Call(
        lambda scene, **a: scene.concurrency().add_scaling(**a),
        {"min_capacity": 1, "max_capacity": 5},
        ["min_capacity", "max_capacity"],
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
    "Timeouts": Call(
        lambda scene, **a: scene.function(timeouts=Timeouts(**a)),
        {"create": "10m", "update": "10m", "delete": "10m"},
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
}
