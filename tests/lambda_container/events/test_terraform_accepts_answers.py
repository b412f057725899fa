"""What load balancers, user pools and devices need to invoke is valid to Terraform."""

from __future__ import annotations

from pathlib import Path

import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.cognito_user_pool import CognitoUserPool

from lambda_container import (
    CognitoEventSource,
    ContainerFunction,
    ContainerImage,
    DeadLetterQueue,
    Destination,
    EncryptionKey,
    HealthCheck,
    IotEventSource,
    LoadBalancerEventSource,
)
from tests.aws import URI
from tests.lambda_container.events.test_load_balancer import LISTENER
from tests.lambda_container.function.test_terraform_accepts import validate
from tests.terraform import Terraform, find_terraform


@pytest.fixture(scope="module")
def terraform() -> Terraform:
    return find_terraform()


def test_terraform_accepts_load_balancers_pools_and_devices(
    stack: TerraformStack, terraform: Terraform, tmp_path: Path
) -> None:
    key = EncryptionKey(stack, "Key")
    image = ContainerImage.from_uri(URI)
    function = ContainerFunction(stack, "Orders", image=image, publish=True)
    live = function.add_alias("live")
    live.add_event_source(
        LoadBalancerEventSource(
            LISTENER,
            path_patterns=["/a", "/b/*"],
            host_headers=["*.example.com"],
            priority=50_000,
            multi_value_headers=True,
            health_check=HealthCheck(path="/health", matcher="200,204-299"),
            name="orders",
            tags={"a": "b"},
        )
    )
    function.add_event_source(LoadBalancerEventSource())
    pool = CognitoUserPool(stack, "Pool", name="shop")
    live.add_event_source(
        CognitoEventSource(
            pool,
            [
                "create_auth_challenge",
                "custom_email_sender",
                "custom_message",
                "custom_sms_sender",
                "define_auth_challenge",
                "post_authentication",
                "post_confirmation",
                "pre_authentication",
                "pre_sign_up",
                "pre_token_generation",
                "user_migration",
                "verify_auth_challenge_response",
            ],
            kms_key=key,
        )
    )
    live.add_event_source(
        IotEventSource(
            "SELECT *, topic(2) AS device FROM 'shop/+/orders' WHERE total > 0",
            name="orders",
            description="${x}",
            error_action=Destination.queue(DeadLetterQueue(stack, "Dead", kms_key=key)),
            tags={"a": "b"},
        )
    )
    topic = Destination.topic("arn:aws:sns:eu-west-1:111122223333:dead")
    function.add_event_source(IotEventSource("SELECT *", error_action=topic))
    assert validate(stack, terraform, tmp_path) >= {
        "aws_cognito_user_pool",
        "aws_iot_topic_rule",
        "aws_lambda_permission",
        "aws_lb_listener_rule",
        "aws_lb_target_group",
        "aws_lb_target_group_attachment",
    }
