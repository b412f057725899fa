"""The calls of gradual deployments."""

from __future__ import annotations

from lambda_container import TrafficShift
from tests.sweep.calls.call import Call

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
}
