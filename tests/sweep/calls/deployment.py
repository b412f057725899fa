"""The calls of gradual deployments."""

from __future__ import annotations

from lambda_container import TrafficShift, TriggerConfiguration
from tests.sweep.calls.call import Call
from tests.sweep.calls.common import KEY, TOPIC

CALLS: dict[str, Call] = {
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
    "TriggerConfiguration": Call(
        lambda scene, **a: scene.alias().deploy_gradually(
            TrafficShift.all_at_once(),
            alarm_names=["a"],
            trigger_configuration=[TriggerConfiguration(**a)],
        ),
        {
            "trigger_name": "failures",
            "trigger_events": ["DeploymentFailure"],
            "trigger_target_arn": TOPIC,
            "kms_key": KEY,
        },
        ["trigger_name", "trigger_events", "trigger_target_arn"],
    ),
}
