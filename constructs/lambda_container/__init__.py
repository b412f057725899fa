"""CDKTF constructs for AWS Lambda functions that are container images.

A function runs a ``ContainerImage``, built into a ``Repository``, as an
``ExecutionRole``:

    repository = Repository(self, "Repository", name="hello")
    image = ContainerImage.build("functions/hello", repository=repository)
    ContainerFunction(self, "Hello", image=image, memory_size=512, timeout=30)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

import lambda_container.bindings  # noqa: F401 - first: it makes the provider packages load lazily

# isort: split
if TYPE_CHECKING:
    from lambda_container.api import HttpApi, HttpRoute, JwtAuthorizer, RestProxy
    from lambda_container.arguments import Architecture
    from lambda_container.dead_letter import DeadLetterQueue, DeadLetterTopic
    from lambda_container.deployment import GradualDeployment, TrafficShift
    from lambda_container.errors import (
        InvalidArgument,
        LambdaContainerError,
        LambdaContainerWarning,
        UnsupportedArgument,
    )
    from lambda_container.events import (
        DocumentDbEventSource,
        DynamoDbEventSource,
        EventSourceMapping,
        KafkaEventSource,
        KinesisEventSource,
        MqEventSource,
        MskEventSource,
        ProvisionedPollers,
        Queue,
        SqsEventSource,
    )
    from lambda_container.events.cognito import CognitoEventSource, CognitoTriggers
    from lambda_container.events.event_bridge import EventBridgeEventSource, EventRule
    from lambda_container.events.health_check import HealthCheck
    from lambda_container.events.input_transformer import InputTransformer
    from lambda_container.events.iot import IotEventSource, IotRule
    from lambda_container.events.load_balancer import LoadBalancerEventSource, LoadBalancerTarget
    from lambda_container.events.logs import LogsEventSource, LogSubscription
    from lambda_container.events.s3 import S3EventSource, S3Subscription
    from lambda_container.events.schedule import Schedule, ScheduleEventSource
    from lambda_container.events.secret_rotation import SecretRotation, SecretRotationEventSource
    from lambda_container.events.sns import SnsEventSource, SnsSubscription
    from lambda_container.function import (
        CapacityProviderConfig,
        ContainerFunction,
        Destination,
        DurableConfig,
        FileSystemConfig,
        Timeouts,
        VpcConfig,
    )
    from lambda_container.function.alias import Alias
    from lambda_container.function.existing import ExistingFunction
    from lambda_container.function.provisioned_concurrency import ProvisionedConcurrency, Scaling
    from lambda_container.function.url import Cors, FunctionUrl
    from lambda_container.iam import Condition, Principal, Statement
    from lambda_container.image import BuildSecret, BuiltImage, ContainerImage
    from lambda_container.key import EncryptionKey, ExistingKey
    from lambda_container.network import HTTPS_OUT, SecurityGroup, SecurityGroupRule, Vpc
    from lambda_container.observability.alarm import Alarm
    from lambda_container.observability.alarm_rule import AlarmRule, AnomalyBand
    from lambda_container.observability.alarm_topic import AlarmTopic
    from lambda_container.observability.dashboard import Dashboard
    from lambda_container.observability.log_query import COLD_STARTS, ERRORS, SLOWEST, LogQuery
    from lambda_container.observability.metric import Metric, MetricMath
    from lambda_container.repository import (
        EXPIRE_UNTAGGED,
        ExistingRepository,
        LifecycleRule,
        Repository,
    )
    from lambda_container.role import ExecutionRole, ExistingRole
    from lambda_container.text import raw

# Imported when it is asked for: all of it takes as long as a small stack takes to synthesize.
_MODULES = {
    "Alarm": "lambda_container.observability.alarm",
    "AlarmRule": "lambda_container.observability.alarm_rule",
    "AlarmTopic": "lambda_container.observability.alarm_topic",
    "Alias": "lambda_container.function.alias",
    "AnomalyBand": "lambda_container.observability.alarm_rule",
    "Architecture": "lambda_container.arguments",
    "BuildSecret": "lambda_container.image",
    "BuiltImage": "lambda_container.image",
    "COLD_STARTS": "lambda_container.observability.log_query",
    "CapacityProviderConfig": "lambda_container.function",
    "CognitoEventSource": "lambda_container.events.cognito",
    "CognitoTriggers": "lambda_container.events.cognito",
    "Condition": "lambda_container.iam",
    "ContainerFunction": "lambda_container.function",
    "ContainerImage": "lambda_container.image",
    "Cors": "lambda_container.function.url",
    "Dashboard": "lambda_container.observability.dashboard",
    "DeadLetterQueue": "lambda_container.dead_letter",
    "DeadLetterTopic": "lambda_container.dead_letter",
    "Destination": "lambda_container.function",
    "DocumentDbEventSource": "lambda_container.events",
    "DurableConfig": "lambda_container.function",
    "DynamoDbEventSource": "lambda_container.events",
    "ERRORS": "lambda_container.observability.log_query",
    "EXPIRE_UNTAGGED": "lambda_container.repository",
    "EncryptionKey": "lambda_container.key",
    "EventBridgeEventSource": "lambda_container.events.event_bridge",
    "EventRule": "lambda_container.events.event_bridge",
    "EventSourceMapping": "lambda_container.events",
    "ExecutionRole": "lambda_container.role",
    "ExistingFunction": "lambda_container.function.existing",
    "ExistingKey": "lambda_container.key",
    "ExistingRepository": "lambda_container.repository",
    "ExistingRole": "lambda_container.role",
    "FileSystemConfig": "lambda_container.function",
    "FunctionUrl": "lambda_container.function.url",
    "GradualDeployment": "lambda_container.deployment",
    "HTTPS_OUT": "lambda_container.network",
    "HealthCheck": "lambda_container.events.health_check",
    "HttpApi": "lambda_container.api",
    "HttpRoute": "lambda_container.api",
    "InputTransformer": "lambda_container.events.input_transformer",
    "InvalidArgument": "lambda_container.errors",
    "IotEventSource": "lambda_container.events.iot",
    "IotRule": "lambda_container.events.iot",
    "JwtAuthorizer": "lambda_container.api",
    "KafkaEventSource": "lambda_container.events",
    "KinesisEventSource": "lambda_container.events",
    "LambdaContainerError": "lambda_container.errors",
    "LambdaContainerWarning": "lambda_container.errors",
    "LifecycleRule": "lambda_container.repository",
    "LoadBalancerEventSource": "lambda_container.events.load_balancer",
    "LoadBalancerTarget": "lambda_container.events.load_balancer",
    "LogQuery": "lambda_container.observability.log_query",
    "LogSubscription": "lambda_container.events.logs",
    "LogsEventSource": "lambda_container.events.logs",
    "Metric": "lambda_container.observability.metric",
    "MetricMath": "lambda_container.observability.metric",
    "MqEventSource": "lambda_container.events",
    "MskEventSource": "lambda_container.events",
    "Principal": "lambda_container.iam",
    "ProvisionedConcurrency": "lambda_container.function.provisioned_concurrency",
    "ProvisionedPollers": "lambda_container.events",
    "Queue": "lambda_container.events",
    "Repository": "lambda_container.repository",
    "RestProxy": "lambda_container.api",
    "S3EventSource": "lambda_container.events.s3",
    "S3Subscription": "lambda_container.events.s3",
    "SLOWEST": "lambda_container.observability.log_query",
    "Scaling": "lambda_container.function.provisioned_concurrency",
    "Schedule": "lambda_container.events.schedule",
    "ScheduleEventSource": "lambda_container.events.schedule",
    "SecretRotation": "lambda_container.events.secret_rotation",
    "SecretRotationEventSource": "lambda_container.events.secret_rotation",
    "SecurityGroup": "lambda_container.network",
    "SecurityGroupRule": "lambda_container.network",
    "SnsEventSource": "lambda_container.events.sns",
    "SnsSubscription": "lambda_container.events.sns",
    "SqsEventSource": "lambda_container.events",
    "Statement": "lambda_container.iam",
    "Timeouts": "lambda_container.function",
    "TrafficShift": "lambda_container.deployment",
    "UnsupportedArgument": "lambda_container.errors",
    "Vpc": "lambda_container.network",
    "VpcConfig": "lambda_container.function",
    "raw": "lambda_container.text",
}

__all__ = [
    "COLD_STARTS",
    "ERRORS",
    "EXPIRE_UNTAGGED",
    "HTTPS_OUT",
    "SLOWEST",
    "Alarm",
    "AlarmRule",
    "AlarmTopic",
    "Alias",
    "AnomalyBand",
    "Architecture",
    "BuildSecret",
    "BuiltImage",
    "CapacityProviderConfig",
    "CognitoEventSource",
    "CognitoTriggers",
    "Condition",
    "ContainerFunction",
    "ContainerImage",
    "Cors",
    "Dashboard",
    "DeadLetterQueue",
    "DeadLetterTopic",
    "Destination",
    "DocumentDbEventSource",
    "DurableConfig",
    "DynamoDbEventSource",
    "EncryptionKey",
    "EventBridgeEventSource",
    "EventRule",
    "EventSourceMapping",
    "ExecutionRole",
    "ExistingFunction",
    "ExistingKey",
    "ExistingRepository",
    "ExistingRole",
    "FileSystemConfig",
    "FunctionUrl",
    "GradualDeployment",
    "HealthCheck",
    "HttpApi",
    "HttpRoute",
    "InputTransformer",
    "InvalidArgument",
    "IotEventSource",
    "IotRule",
    "JwtAuthorizer",
    "KafkaEventSource",
    "KinesisEventSource",
    "LambdaContainerError",
    "LambdaContainerWarning",
    "LifecycleRule",
    "LoadBalancerEventSource",
    "LoadBalancerTarget",
    "LogQuery",
    "LogSubscription",
    "LogsEventSource",
    "Metric",
    "MetricMath",
    "MqEventSource",
    "MskEventSource",
    "Principal",
    "ProvisionedConcurrency",
    "ProvisionedPollers",
    "Queue",
    "Repository",
    "RestProxy",
    "S3EventSource",
    "S3Subscription",
    "Scaling",
    "Schedule",
    "ScheduleEventSource",
    "SecretRotation",
    "SecretRotationEventSource",
    "SecurityGroup",
    "SecurityGroupRule",
    "SnsEventSource",
    "SnsSubscription",
    "SqsEventSource",
    "Statement",
    "Timeouts",
    "TrafficShift",
    "UnsupportedArgument",
    "Vpc",
    "VpcConfig",
    "raw",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_MODULES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
