"""An Application Load Balancer as a source."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable
from cdktf_cdktf_provider_aws.lb_listener import LbListener
from syrupy.assertion import SnapshotAssertion

from lambda_container import (
    ContainerFunction,
    HealthCheck,
    InvalidArgument,
    LoadBalancerEventSource,
)
from tests.synth import Synth, tied

GROUP = "aws_lb_target_group"
ATTACHMENT = "aws_lb_target_group_attachment"
RULE = "aws_lb_listener_rule"
BALANCER = (
    "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shop/50dc6c495c0c9188"
)
LISTENER = f"{BALANCER.replace('loadbalancer/', 'listener/')}/f2f7dc8efc522ab2"


def test_a_target_group_of_its_own(function: ContainerFunction, synth: Synth) -> None:
    made = function.add_event_source(LoadBalancerEventSource())
    assert made.node.path == "dev/Orders/LoadBalancer"
    (name,) = synth.resources("aws_lambda_function")
    (group,) = synth.resources(GROUP)
    (permission,) = synth.resources("aws_lambda_permission")
    assert synth.resource(GROUP) == {
        "target_type": "lambda",
        "lambda_multi_value_headers_enabled": False,
        "health_check": {
            "enabled": False,
            "path": "/",
            "interval": 35,
            "timeout": 30,
            "healthy_threshold": 5,
            "unhealthy_threshold": 2,
            "matcher": "200",
        },
        "lifecycle": {"create_before_destroy": True},
    }
    assert synth.resource("aws_lambda_permission") == {
        "action": "lambda:InvokeFunction",
        "function_name": f"${{aws_lambda_function.{name}.function_name}}",
        **tied(name),
        "principal": "elasticloadbalancing.amazonaws.com",
        "source_arn": f"${{aws_lb_target_group.{group}.arn}}",
    }
    assert synth.resource(ATTACHMENT) == {
        "target_group_arn": f"${{aws_lb_target_group.{group}.arn}}",
        "target_id": f"${{aws_lambda_function.{name}.arn}}",
        "depends_on": [f"aws_lambda_permission.{permission}"],
    }
    assert made.listener_rule is None
    assert synth.resources(RULE) == {}


def test_all_that_a_target_can_be(
    stack: TerraformStack,
    function: ContainerFunction,
    synth: Synth,
    json_snapshot: SnapshotAssertion,
) -> None:
    listener = LbListener(stack, "Listener", load_balancer_arn=BALANCER, default_action=[])
    source = LoadBalancerEventSource(
        listener,
        path_patterns=["/orders/*", "/x"],
        host_headers=["*.example.com"],
        priority=10,
        multi_value_headers=True,
        health_check=HealthCheck(path="/health", interval=60, timeout=5, matcher="200,204-299"),
        name="orders",
        tags={"team": "shop"},
    )
    made = function.add_alias("live").add_event_source(source)
    assert made.node.id == "LoadBalancer-orders"
    (attachment,) = synth.resources(ATTACHMENT)
    rule = synth.resource(RULE)
    assert rule["depends_on"] == [f"{ATTACHMENT}.{attachment}"]
    assert rule["condition"] == [
        {"path_pattern": {"values": ["/orders/*", "/x"]}},
        {"host_header": {"values": ["*.example.com"]}},
    ]
    assert synth.resource(GROUP)["health_check"]["enabled"] is True
    assert synth.json == json_snapshot


def test_a_listener_and_a_priority_by_reference(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    listener = TerraformVariable(stack, "listener", type="string").string_value
    priority = TerraformVariable(stack, "priority", type="number").number_value
    source = LoadBalancerEventSource(
        listener, host_headers=["a.com"], priority=priority, name=listener
    )
    assert function.add_event_source(source).node.id == "LoadBalancer"
    assert synth.resource(RULE)["listener_arn"] == "${var.listener}"
    assert synth.resource(RULE)["priority"] == "${var.priority}"
    assert synth.resource(GROUP)["name"] == "${var.listener}"


def test_a_function_is_behind_two_load_balancers(function: ContainerFunction, synth: Synth) -> None:
    function.add_event_source(LoadBalancerEventSource())
    with pytest.raises(InvalidArgument, match="id must be unique among its siblings"):
        function.add_event_source(LoadBalancerEventSource())
    function.add_event_source(LoadBalancerEventSource(id="Inside"))
    assert len(synth.resources(GROUP)) == 2


FIVE = {
    "listener": LISTENER,
    "path_patterns": ["/a", "/b", "/c"],
    "host_headers": ["d.com", "e.com", "f.com"],
}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"listener": BALANCER, "path_patterns": ["/a"]}, "listener must be an ARN such as"),
        ({"listener": 1, "path_patterns": ["/a"]}, "listener must be an ARN"),
        ({"listener": LISTENER}, "path_patterns must be given, or host_headers"),
        ({"path_patterns": ["/a"]}, "path_patterns must be given with listener= only"),
        ({"host_headers": ["a"]}, "host_headers must be given with listener= only"),
        ({"priority": 1}, "priority must be given with listener= only"),
        ({"path_patterns": "/a"}, "path_patterns must be a list of strings"),
        ({"path_patterns": [""]}, r"path_patterns\[0\] must not be empty"),
        ({"host_headers": ["a" * 129]}, r"host_headers\[0\] must have 1 to 128 characters"),
        ({**FIVE, "host_headers": ["a.com"] * 4}, "host_headers must have at most 3 values, got 4"),
        (FIVE, "host_headers must have at most 5 values together with path_patterns, got 6"),
        ({**FIVE, "host_headers": [], "priority": 0}, "priority must be 1 to 50000, got 0"),
        ({**FIVE, "host_headers": [], "priority": 50_001}, "priority must be 1 to 50000"),
        ({"listener": LISTENER, "path_patterns": ["/a b"]}, r"path_patterns\[0\] must be letters"),
        ({"listener": LISTENER, "host_headers": ["a_b.com"]}, r"host_headers\[0\] must be letters"),
        ({"multi_value_headers": "yes"}, "multi_value_headers must be True or False"),
        ({"health_check": "/health"}, "health_check must be a HealthCheck"),
        ({"name": "a" * 33}, "name must be 1 to 32 letters"),
        ({"name": "-a"}, "name must be 1 to 32 letters"),
        ({"name": "a-"}, "name must be 1 to 32 letters"),
        ({"name": "internal-a"}, "name must be 1 to 32 letters.* and not 'internal-...'"),
        ({"tags": {"aws:a": "b"}}, "tags key must not begin with 'aws:'"),
    ],
)
def test_what_elastic_load_balancing_would_refuse(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgument, match=f"LoadBalancerEventSource: {message}"):
        LoadBalancerEventSource(**given)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"path": "health"}, "path must begin with '/'"),
        ({"path": "/a b"}, "path must begin with '/' and be at most 1024 characters"),
        ({"path": f"/{'a' * 1024}"}, "path must begin with '/'"),
        ({"interval": 4}, "interval must be 5 to 300 seconds, got 4"),
        ({"interval": 301}, "interval must be 5 to 300 seconds"),
        ({"timeout": 1}, "timeout must be 2 to 120 seconds, got 1"),
        ({"timeout": 35}, "timeout must be less than the interval of 35 seconds, got 35"),
        ({"healthy_threshold": 1}, "healthy_threshold must be 2 to 10, got 1"),
        ({"unhealthy_threshold": 11}, "unhealthy_threshold must be 2 to 10, got 11"),
        ({"matcher": "500"}, "matcher must be HTTP codes of 200 to 499"),
        ({"matcher": "200,300-299"}, "matcher must name the lower code of a range first"),
        ({"matcher": "200-"}, "matcher must be HTTP codes of 200 to 499"),
        ({"matcher": 200}, "matcher must be HTTP codes of 200 to 499"),
    ],
)
def test_what_a_health_check_may_not_be(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgument, match=f"HealthCheck: {message}"):
        HealthCheck(**given)
