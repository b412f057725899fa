"""What invokes functions: sources that Lambda polls, and sources that push."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lambda_container.events.cognito import CognitoEventSource, CognitoTriggers
    from lambda_container.events.documentdb import DocumentDbEventSource
    from lambda_container.events.dynamodb import DynamoDbEventSource
    from lambda_container.events.event_bridge import EventBridgeEventSource, EventRule
    from lambda_container.events.event_source import EventSource
    from lambda_container.events.event_source_mapping import EventSourceMapping
    from lambda_container.events.health_check import HealthCheck
    from lambda_container.events.input_transformer import InputTransformer
    from lambda_container.events.iot import IotEventSource, IotRule
    from lambda_container.events.kafka import KafkaEventSource
    from lambda_container.events.kinesis import KinesisEventSource
    from lambda_container.events.load_balancer import LoadBalancerEventSource, LoadBalancerTarget
    from lambda_container.events.logs import LogsEventSource, LogSubscription
    from lambda_container.events.mq import MqEventSource
    from lambda_container.events.msk import MskEventSource
    from lambda_container.events.provisioned_pollers import ProvisionedPollers
    from lambda_container.events.queue import Queue
    from lambda_container.events.s3 import S3EventSource, S3Subscription
    from lambda_container.events.schedule import Schedule, ScheduleEventSource
    from lambda_container.events.secret_rotation import SecretRotation, SecretRotationEventSource
    from lambda_container.events.sns import SnsEventSource, SnsSubscription
    from lambda_container.events.sqs import SqsEventSource

# Imported when it is asked for: each source has bindings of its own, and few stacks need many.
_MODULES = {
    "CognitoEventSource": "cognito",
    "CognitoTriggers": "cognito",
    "DocumentDbEventSource": "documentdb",
    "DynamoDbEventSource": "dynamodb",
    "EventBridgeEventSource": "event_bridge",
    "EventRule": "event_bridge",
    "EventSource": "event_source",
    "EventSourceMapping": "event_source_mapping",
    "HealthCheck": "health_check",
    "InputTransformer": "input_transformer",
    "IotEventSource": "iot",
    "IotRule": "iot",
    "KafkaEventSource": "kafka",
    "KinesisEventSource": "kinesis",
    "LoadBalancerEventSource": "load_balancer",
    "LoadBalancerTarget": "load_balancer",
    "LogSubscription": "logs",
    "LogsEventSource": "logs",
    "MqEventSource": "mq",
    "MskEventSource": "msk",
    "ProvisionedPollers": "provisioned_pollers",
    "Queue": "queue",
    "S3EventSource": "s3",
    "S3Subscription": "s3",
    "Schedule": "schedule",
    "ScheduleEventSource": "schedule",
    "SecretRotation": "secret_rotation",
    "SecretRotationEventSource": "secret_rotation",
    "SnsEventSource": "sns",
    "SnsSubscription": "sns",
    "SqsEventSource": "sqs",
}

__all__ = [
    "CognitoEventSource",
    "CognitoTriggers",
    "DocumentDbEventSource",
    "DynamoDbEventSource",
    "EventBridgeEventSource",
    "EventRule",
    "EventSource",
    "EventSourceMapping",
    "HealthCheck",
    "InputTransformer",
    "IotEventSource",
    "IotRule",
    "KafkaEventSource",
    "KinesisEventSource",
    "LoadBalancerEventSource",
    "LoadBalancerTarget",
    "LogSubscription",
    "LogsEventSource",
    "MqEventSource",
    "MskEventSource",
    "ProvisionedPollers",
    "Queue",
    "S3EventSource",
    "S3Subscription",
    "Schedule",
    "ScheduleEventSource",
    "SecretRotation",
    "SecretRotationEventSource",
    "SnsEventSource",
    "SnsSubscription",
    "SqsEventSource",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
