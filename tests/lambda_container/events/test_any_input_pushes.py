"""Whatever a source that pushes is given: one plain error, or a stack that can be synthesized."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack

from lambda_container import (
    CognitoEventSource,
    EventBridgeEventSource,
    IotEventSource,
    LoadBalancerEventSource,
    LogsEventSource,
    ScheduleEventSource,
    SecretRotationEventSource,
    SnsEventSource,
)
from tests.lambda_container.events.test_any_input_polls import HERE, try_anything

GOOD: dict[Any, dict[str, Any]] = {
    CognitoEventSource: {
        "user_pool": f"arn:aws:cognito-idp:{HERE}:userpool/a_b",
        "triggers": ["pre_sign_up"],
    },
    EventBridgeEventSource: {"pattern": {"source": ["shop"]}},
    IotEventSource: {"sql": "SELECT * FROM 'orders'"},
    LoadBalancerEventSource: {},
    LogsEventSource: {"log_group": "/shop/web"},
    ScheduleEventSource: {"schedule_expression": "rate(1 hour)"},
    SecretRotationEventSource: {
        "secret": f"arn:aws:secretsmanager:{HERE}:secret:db-AbCd12",
        "automatically_after_days": 30,
    },
    SnsEventSource: {"topic": f"arn:aws:sns:{HERE}:orders"},
}


@pytest.mark.parametrize("source", GOOD, ids=lambda source: source.__name__)
@pytest.mark.filterwarnings("ignore::lambda_container.LambdaContainerWarning")
def test_a_source(source: Any, stack: TerraformStack) -> None:
    # Some have few arguments, of which little is right.
    try_anything(source, GOOD[source], stack, least=2)
