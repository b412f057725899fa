"""A program with every optional argument, and the same program without each of them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cdktf import Testing

from lambda_container import InvalidArgument
from tests.sweep.calls import CALLS, bootstrap
from tests.sweep.calls.call import resolve
from tests.sweep.scene import Scene

OTHERS: dict[str, Any] = {
    "AlarmRule.datapoints_to_alarm": 2,
    "AlarmRule.evaluation_periods": 6,
    "AlarmRule.period": 300,
    "AnomalyBand.deviations": 3,
    "CognitoEventSource.pre_token_generation_version": "V2_0",
    "ContainerFunction.architecture": "arm64",
    "DocumentDbEventSource.enabled": False,
    "DynamoDbEventSource.enabled": False,
    "DynamoDbEventSource.report_batch_item_failures": False,
    "EventBridgeEventSource.enabled": False,
    "ExecutionRole.max_session_duration": 7200,
    "Function.add_log_metric_filter.value": "$.items",
    "Invocable.add_alarms.error_rate": None,
    "IotEventSource.enabled": False,
    "IotEventSource.sql_version": "2015-10-08",
    "JwtAuthorizer.identity_source": "$request.querystring.token",
    "JwtAuthorizer.name": "others",
    "KafkaEventSource.enabled": False,
    "KafkaEventSource.report_batch_item_failures": False,
    "KinesisEventSource.enabled": False,
    "KinesisEventSource.report_batch_item_failures": False,
    "LambdaAuthorizer.identity_sources": ["$request.header.X-Key"],
    "LambdaAuthorizer.name": "others",
    "MqEventSource.enabled": False,
    "MskEventSource.enabled": False,
    "MskEventSource.report_batch_item_failures": False,
    "MadeFunction.enable_adot.exec_wrapper": "/opt/otel-handler",
    "Permissible.add_permission.action": "lambda:GetFunction",
    "ProvisionedPollers.minimum_pollers": 3,
    "S3EventSource.source_account": "444455556666",
    "ScheduleEventSource.enabled": False,
    "SecurityGroupRule.ip_protocol": "udp",
    "SqsEventSource.enabled": False,
}
"""Values for arguments whose value in the sweep is the default, too."""

# Arguments of Python, not of Terraform.
_OF_PYTHON = ("scope", "id", "provider")
# The scopes that one call can need.
_SCOPES = 20
_NUMBER = re.compile(r"[Cc]all(\d+)[_-]")


@dataclass
class Pair:
    """The JSON with each optional argument, and without it.

    Attributes:
        with_it: The stack with all of them.
        without: The stack without them.
        numbers: The number of each argument's place, by ``CALL.ARGUMENT``.
        refused: Arguments that cannot be left out in their call.
    """

    with_it: dict[str, Any]
    without: dict[str, Any]
    numbers: dict[str, int]
    refused: set[str] = field(default_factory=set)

    @property
    def same(self) -> set[str]:
        """Arguments that make no difference in the JSON of their place."""
        before, after = _places(self.with_it), _places(self.without)
        numbers = self.numbers.items()
        return {name for name, number in numbers if before[number] == after[number]} - self.refused

    def names_of(self, addresses: set[str]) -> set[str]:
        """The arguments in whose places some resources are."""
        found = {number_of(address) for address in addresses}
        return {name for name, number in self.numbers.items() if number in found}


def pair(folder: Path) -> Pair:
    """Make both programs around a build context."""
    with_it, numbers, refused = _program(folder, left_out=False)
    assert not refused, refused
    without, _, refused = _program(folder, left_out=True)
    return Pair(with_it, without, numbers, refused)


def number_of(address: str) -> int | None:
    """The number of the place that a resource is in; ``None`` for what all share."""
    match = _NUMBER.search(address)
    return None if match is None else int(match[1]) // _SCOPES


def _program(folder: Path, *, left_out: bool) -> tuple[dict[str, Any], dict[str, int], set[str]]:
    scene = Scene(folder)
    numbers: dict[str, int] = {}
    refused = set()
    for name in [name for name in CALLS if name not in bootstrap.CALLS]:  # those make stacks
        call = CALLS[name]
        for parameter, valid in call.valid.items():
            if parameter in call.required or parameter in _OF_PYTHON:
                continue
            place = f"{name}.{parameter}"
            numbers[place] = len(numbers) + 1
            scene.skip_to(numbers[place] * _SCOPES)
            given = {**call.arguments(parameter), parameter: OTHERS.get(place, valid)}
            if name == "S3EventSource":  # all functions of a bucket share its notifications
                given["bucket"] = f"arn:aws:s3:::call{numbers[place] * _SCOPES}"
            if name == "ContainerImage.build":  # so that no two builds are one
                given.setdefault("id", f"Call{numbers[place] * _SCOPES}_Code")
            resolved = {key: resolve(scene, value) for key, value in given.items()}
            if left_out:  # after it was resolved, so that both programs make the same scopes
                del resolved[parameter]
            try:
                call.make(scene, **resolved)
            except InvalidArgument:
                refused.add(place)
    return json.loads(Testing.synth(scene.stack)), numbers, refused


def _places(document: dict[str, Any]) -> defaultdict[int | None, dict[str, Any]]:
    places: defaultdict[int | None, dict[str, Any]] = defaultdict(dict)
    for section in ("resource", "data"):
        for kind, blocks in document[section].items():
            for name, block in blocks.items():
                places[number_of(name)][f"{section}.{kind}.{name}"] = block
    return places
