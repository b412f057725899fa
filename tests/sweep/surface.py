"""Every parameter that a program can give the library."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import lambda_container

NOT_CALLED = {
    "bind": "add_event_source or a function calls it",
    "block": "its construct calls it",
    "check": "its construct calls it",
    "check_target": "bind calls it",
    "conditions": "its construct calls it",
    "document": "its construct calls it",
    "filter_json": "bind calls it",
    "lambda_config": "bind calls it",
    "render": "its construct calls it",
    "settings": "bind calls it",
    "statement": "its construct calls it",
    "subjects": "BootstrapStack calls it",
    "statements": "its construct calls it",
    "allow_function": "ContainerFunction calls it",
    "allow_log_group": "ContainerFunction and HttpApi call it",
    "allow_service": "the source of a dead-letter queue calls it",
    "before": "the constructs that wait for a role's policy call it",
    "permit": "the API or source that calls the function calls it",
    "let_wait": "the constructs that wait for a role's policy call it",
    "watch": "the methods that add what alarms watch call it",
}
"""Methods that only the library itself calls, and who calls them."""

MADE = {
    "Alias": "add_alias",
    "BuiltImage": "ContainerImage.build",
    "CognitoTriggers": "add_event_source",
    "DomainName": "add_domain_name",
    "EventRule": "add_event_source",
    "EventSourceMapping": "add_event_source",
    "ExistingFunction": "ContainerFunction.from_name and from_arn",
    "ExistingKey": "EncryptionKey.from_arn",
    "ExistingRepository": "Repository.from_name and from_arn",
    "ExistingRole": "ExecutionRole.from_arn, and its methods refuse whatever they are given",
    "FunctionUrl": "add_url",
    "GradualDeployment": "deploy_gradually",
    "HttpRoute": "add_route",
    "InvalidArgument": "the checks of the library",
    "IotRule": "add_event_source",
    "LambdaContainerError": "the checks of the library",
    "LambdaContainerWarning": "the checks of the library",
    "LoadBalancerTarget": "add_event_source",
    "LogSubscription": "add_event_source",
    "ProvisionedConcurrency": "add_provisioned_concurrency",
    "S3Subscription": "add_event_source",
    "Scaling": "add_scaling",
    "Schedule": "add_event_source",
    "SecretRotation": "add_event_source",
    "SnsSubscription": "add_event_source",
    "UnsupportedArgument": "the checks of the library",
    "Vpc": "Vpc.from_id and from_tags",
    "ContainerImage": "ContainerImage.build, from_repository and from_uri",
}
"""Classes that a program never makes itself, and what makes them."""


@dataclass(frozen=True, order=True)
class Parameter:
    """A parameter of a constructor, a class method or a verb."""

    call: str
    name: str

    def __str__(self) -> str:
        return f"{self.call}({self.name}=)"


def parameters() -> list[Parameter]:
    """All of them, sorted; a verb that several classes have is listed once."""
    return sorted(
        {
            Parameter(call, name)
            for call, function in _calls()
            for name in inspect.signature(function).parameters
            if name not in ("self", "cls", "refused")
        }
    )


def _calls() -> Iterator[tuple[str, Callable[..., Any]]]:
    for name in vars(lambda_container)["__all__"]:
        value = getattr(lambda_container, name)
        if inspect.isfunction(value):
            yield name, value
        if not inspect.isclass(value):
            continue
        if name not in MADE:
            yield name, value.__init__
        for method in dir(value):
            function = getattr(value, method)
            ours = getattr(function, "__module__", None) or ""
            if method.startswith("_") or method in NOT_CALLED or not callable(function):
                continue
            if ours.startswith("lambda_container.") and name != "ExistingRole":
                yield function.__qualname__, function
