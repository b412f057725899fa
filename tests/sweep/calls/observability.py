"""The calls of metrics, alarms and logs."""

from __future__ import annotations

from lambda_container import (
    Alarm,
    AlarmRule,
    AlarmTopic,
    AnomalyBand,
    Dashboard,
    LogQuery,
    Metric,
    MetricMath,
)
from tests.sweep.calls.call import Call, Of
from tests.sweep.calls.common import KEY, METRIC, PLACED, PROVIDER, RULE, SCOPED, TOPIC, with_alarm

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
        lambda scene, **a: with_alarm(scene, rule=AlarmRule(**a)),
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
    "AnomalyBand": Call(
        lambda scene, **a: with_alarm(scene, rule=AlarmRule(threshold=AnomalyBand(**a))),
        {"deviations": 2},
    ),
    "Dashboard": Call(
        lambda scene, **a: Dashboard(**a),
        {**SCOPED, **PROVIDER, "functions": Of(lambda scene: [scene.existing()]), "name": "orders"},
        ["scope", "id", "functions"],
    ),
    "LogQuery": Call(
        lambda scene, **a: scene.existing().add_saved_query(LogQuery(**a)),
        {"name": "orders", "query_string": "fields @timestamp"},
        ["name", "query_string"],
    ),
    "Metric": Call(
        lambda scene, **a: with_alarm(scene, metric=Metric(**a)),
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
        lambda scene, **a: with_alarm(scene, metric=MetricMath(**a)),
        {
            "expression": "a * 2",
            "metrics": Of(lambda scene: {"a": METRIC.make(scene)}),
            "label": "orders",
        },
        ["expression", "metrics", "label"],
    ),
}
