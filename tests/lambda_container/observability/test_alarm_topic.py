"""Who hears of an alarm topic's alarms."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable

from lambda_container import AlarmTopic, InvalidArgument
from tests.synth import Synth

KEYED = "https://events.example.com/integration/hunter2/enqueue"


@pytest.mark.parametrize(
    ("protocol", "endpoint"),
    [
        ("email", "on-call@example.com"),
        ("email-json", "on-call@example.com"),
        ("https", KEYED),
        ("sms", "+4930123456"),
    ],
)
def test_a_person_or_a_service_is_notified(
    protocol: Any, endpoint: str, stack: TerraformStack, synth: Synth
) -> None:
    AlarmTopic(stack, "Topic").add_subscription("OnCall", protocol=protocol, endpoint=endpoint)
    (topic,) = synth.resources("aws_sns_topic")
    assert synth.resource("aws_sns_topic_subscription") == {
        "topic_arn": f"${{aws_sns_topic.{topic}.arn}}",
        "protocol": protocol,
        "endpoint": endpoint,
    }


def test_a_service_may_confirm_by_itself(stack: TerraformStack, synth: Synth) -> None:
    url = TerraformVariable(stack, "url", type="string", sensitive=True).string_value
    AlarmTopic(stack, "Topic").add_subscription(
        "OnCall", protocol="https", endpoint=url, endpoint_auto_confirms=True
    )
    made = synth.resource("aws_sns_topic_subscription")
    assert (made["endpoint"], made["endpoint_auto_confirms"]) == ("${var.url}", True)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"protocol": "http", "endpoint": "http://a"}, "protocol must be one of email, email-json"),
        ({"protocol": "email", "endpoint": KEYED}, "endpoint must be an email address"),
        ({"protocol": "https", "endpoint": "http://a"}, "endpoint must be a URL that begins with"),
        ({"protocol": "sms", "endpoint": "030123"}, "endpoint must be a phone number such as"),
        ({"protocol": "sms", "endpoint": "+49", "endpoint_auto_confirms": True},
         "endpoint_auto_confirms must be given with the protocol 'https' only"),
    ],
)  # fmt: skip
def test_an_endpoint_suits_its_protocol(
    given: dict[str, Any], message: str, stack: TerraformStack
) -> None:
    with pytest.raises(InvalidArgument) as raised:
        AlarmTopic(stack, "Topic").add_subscription("OnCall", **given)
    assert str(raised.value).startswith(f"AlarmTopic subscription 'dev/Topic/OnCall': {message}")
    assert "hunter2" not in str(raised.value)
