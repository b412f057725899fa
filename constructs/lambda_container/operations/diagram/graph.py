"""A stack's functions and related resources as nodes and edges, read from its JSON."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

FUNCTION = "aws_lambda_function"
ALARM = "aws_cloudwatch_metric_alarm"
IMAGE = "docker_registry_image"
# Resources that are always drawn: the word for the kind, and the argument that holds the name.
KINDS = {
    FUNCTION: ("function", "function_name"),
    ALARM: ("alarm", "alarm_name"),
    "aws_api_gateway_rest_api": ("REST API", "name"),
    "aws_apigatewayv2_api": ("HTTP API", "name"),
    "aws_cloudwatch_event_rule": ("rule", "name"),
    "aws_cognito_user_pool": ("user pool", "name"),
    "aws_ecr_repository": ("repository", "name"),
    "aws_iot_topic_rule": ("IoT rule", "name"),
    "aws_lambda_alias": ("alias", "name"),
    "aws_lambda_function_url": ("URL", ""),
    "aws_lb_target_group": ("target group", "name"),
    "aws_scheduler_schedule": ("schedule", "name"),
    "aws_sns_topic": ("topic", "name"),
    "aws_sqs_queue": ("queue", "name"),
    IMAGE: ("image", ""),
}
# Resources that link two others: the type, and the arguments that refer to source and target.
_LINKS = (
    ("aws_api_gateway_integration", "rest_api_id", "uri"),
    ("aws_apigatewayv2_integration", "api_id", "integration_uri"),
    ("aws_cloudwatch_event_target", "rule", "arn"),
    ("aws_cloudwatch_log_subscription_filter", "log_group_name", "destination_arn"),
    (ALARM, ".", "alarm_actions"),
    (ALARM, "dimensions", "."),
    (ALARM, "metric_query", "."),
    ("aws_cognito_user_pool", ".", "lambda_config"),
    ("aws_iot_topic_rule", ".", "error_action"),
    ("aws_iot_topic_rule", ".", "lambda"),
    ("aws_lambda_alias", ".", "function_name"),
    ("aws_lambda_event_source_mapping", "event_source_arn", "function_name"),
    ("aws_lambda_event_source_mapping", "function_name", "destination_config"),
    ("aws_lambda_event_source_mapping", "self_managed_event_source", "function_name"),
    (FUNCTION, ".", "dead_letter_config"),
    (FUNCTION, "image_uri", "."),
    ("aws_lambda_function_event_invoke_config", "function_name", "destination_config"),
    ("aws_lambda_function_url", ".", "function_name"),
    ("aws_lambda_permission", "source_arn", "function_name"),
    ("aws_lb_listener_rule", "listener_arn", "action"),
    ("aws_lb_target_group_attachment", "target_group_arn", "target_id"),
    ("aws_s3_bucket_notification", "bucket", "lambda_function"),
    ("aws_scheduler_schedule", ".", "target"),
    ("aws_sns_topic_subscription", "topic_arn", "endpoint"),
    ("aws_sqs_queue", ".", "redrive_policy"),
    (IMAGE, "name", "."),
)
# By service: the kind of resource in its ARNs, and the prefix of the ARN's resource part.
_SERVICES = {
    "cognito-idp": ("user pool", "userpool/"),
    "dynamodb": ("table", "table/"),
    "elasticloadbalancing": ("listener", "listener/app/"),
    "events": ("rule", "rule/"),
    "kafka": ("cluster", "cluster/"),
    "kinesis": ("stream", "stream/"),
    "lambda": ("function", "function:"),
    "logs": ("log group", "log-group:"),
    "mq": ("broker", "broker:"),
    "rds": ("cluster", "cluster:"),
    "s3": ("bucket", ""),
    "scheduler": ("schedule", "schedule/"),
    "secretsmanager": ("secret", "secret:"),
    "sns": ("topic", ""),
    "sqs": ("queue", ""),
}
_REFERENCE = re.compile(r"(?<![\w.])((?:aws|docker)_\w+)\.([\w-]+)")
# A reference to a role grants permissions: it is not a flow of events.
_ROLE = "aws_iam_role."
_HASH = re.compile(r"_[0-9A-F]{8}$")
_BROKERS = re.compile(r'"KAFKA_BOOTSTRAP_SERVERS": "([^",$]+)')
_ARN = re.compile(r"arn:[\w-]+:([\w-]+):[\w-]*:\w*:([^\s\"$]+)")


@dataclass(frozen=True, order=True)
class Node:
    """A node of the diagram.

    Attributes:
        address: Its Terraform address, or its ARN.
        kind: Such as ``function``.
        label: Its name.
        group: The address of the only function that it belongs to; empty if it is shared.
    """

    address: str
    kind: str
    label: str
    group: str = ""


@dataclass(frozen=True)
class Graph:
    """A stack's graph, in an order that depends only on its JSON."""

    nodes: list[Node] = field(default_factory=list)
    edges: list[tuple[str, str]] = field(default_factory=list)


def graph(content: dict[str, Any]) -> Graph:
    """The graph of a stack's JSON."""
    resources: dict[str, dict[str, Any]] = {
        f"{type_}.{name}": arguments
        for type_, named in content.get("resource", {}).items()
        for name, arguments in named.items()
    }
    edges = sorted(set(_edges(resources)))
    shown = {a for a in resources if a.partition(".")[0] in KINDS} | {a for e in edges for a in e}
    alike = _alike_alarms(shown, edges)
    edges = sorted({(alike.get(a, a), alike.get(b, b)) for a, b in edges})
    counts = {first: list(alike.values()).count(first) for first in alike.values()}
    groups = _groups(edges)
    return Graph(
        nodes=[
            _node(address, resources.get(address), groups.get(address, ""), counts)
            for address in sorted(shown)
            if alike.get(address, address) == address
        ],
        edges=edges,
    )


def _edges(resources: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for type_, first, second in _LINKS:
        for address in (a for a in resources if a.partition(".")[0] == type_):
            arguments = resources[address]
            sources = [address] if first == "." else _ends(arguments, first, resources)
            targets = [address] if second == "." else _ends(arguments, second, resources)
            yield from ((s, t) for s in sources for t in targets if s != t)


def _ends(arguments: dict[str, Any], name: str, resources: dict[str, dict[str, Any]]) -> list[str]:
    # If a permission names a function and an alias as its qualifier, the target is the alias.
    value = json.dumps([arguments.get("qualifier") or "" if name == "function_name" else ""])
    found = list(_meant(value, resources))
    text = json.dumps(arguments.get(name))
    if name == "log_group_name" and "${" not in text:
        text = f"arn:aws:logs:::log-group:{arguments[name]}"
    if name == "self_managed_event_source" and (brokers := _BROKERS.search(text)):
        text = f"arn:aws:kafka:::cluster/{brokers[1]}"
    return found or list(_meant(text, resources))


def _meant(text: str, resources: dict[str, dict[str, Any]]) -> Iterator[str]:
    references = [f"{type_}.{name}" for type_, name in _REFERENCE.findall(text)]
    references = [reference for reference in references if not reference.startswith(_ROLE)]
    # An image's URI also refers to its repository, which has its own edge to the image.
    images = [reference for reference in references if reference.startswith(f"{IMAGE}.")]
    yield from (reference for reference in images or references if reference in resources)
    if not references:
        yield from sorted({match[0] for match in _ARN.finditer(text)})


def _alike_alarms(shown: Iterable[str], edges: list[tuple[str, str]]) -> dict[str, str]:
    """Map alarms with the same sources and targets to the first of them: one node is enough."""
    around: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for source, target in edges:
        around[source].append(("tells", target))
        around[target].append(("watches", source))
    first: dict[tuple[tuple[str, str], ...], str] = {}
    alarms = sorted(a for a in shown if a.startswith(f"{ALARM}."))
    return {a: first.setdefault(tuple(sorted(around[a])), a) for a in alarms}


def _groups(edges: list[tuple[str, str]]) -> dict[str, str]:
    """The function of each node that touches only one function, directly or through other nodes."""
    neighbours: dict[str, set[str]] = defaultdict(set)
    for source, target in edges:
        neighbours[source].add(target)
        neighbours[target].add(source)
    groups = {a: a for a in neighbours if a.startswith(f"{FUNCTION}.")}
    for address in sorted(neighbours.keys() - groups.keys()):
        functions = {a for a in neighbours[address] if a.startswith(f"{FUNCTION}.")}
        if len(functions) == 1:
            (groups[address],) = functions
    while found := {
        address: next(iter(owners))
        for address in neighbours.keys() - groups.keys()
        if len(owners := _owners(address, neighbours[address], groups)) == 1 and "" not in owners
    }:
        groups |= found
    return groups


def _owners(address: str, neighbours: set[str], groups: dict[str, str]) -> set[str]:
    # An alarm belongs to the resource it watches, whatever it notifies; nothing belongs to alarms.
    if not address.startswith(f"{ALARM}."):
        neighbours = {a for a in neighbours if not a.startswith(f"{ALARM}.")} or neighbours
        return {groups.get(neighbour, "") for neighbour in neighbours}
    return {groups[neighbour] for neighbour in neighbours if neighbour in groups}


def _node(
    address: str, arguments: dict[str, Any] | None, group: str, counts: dict[str, int]
) -> Node:
    if arguments is None:
        match = _ARN.fullmatch(address)
        service, name = (match[1], match[2]) if match else ("", address)
        kind, prefix = _SERVICES.get(service, (service, ""))
        return Node(address, kind, name.removeprefix(prefix), group)
    type_, _, name = address.partition(".")
    kind, argument = KINDS.get(type_, (type_.removeprefix("aws_").replace("_", " "), "name"))
    if counts.get(address, 1) > 1:
        return Node(address, kind, f"{counts[address]} alarms", group)
    label = str(arguments.get(argument) or "") if argument else ""
    if not label or "${" in label:
        # The construct's path, which cdktf's name is derived from.
        label = _HASH.sub("", name).replace("_", "/")
    if type_ == FUNCTION:
        group = address
    return Node(address, kind, label, group)
