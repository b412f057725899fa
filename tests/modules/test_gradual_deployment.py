"""``modules/gradual-deployment`` makes what ``Alias.deploy_gradually`` makes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cdktf import TerraformStack

from lambda_container import ContainerFunction, ContainerImage, TrafficShift, TriggerConfiguration
from lambda_container.deployment import start
from tests.modules.beside import Beside, call
from tests.modules.compared import differences, resources
from tests.modules.mocked import ACCOUNT, DIGEST, HOST, Mocked, arn
from tests.modules.programs import Make, synthesized
from tests.terraform import Terraform
from tools.module import MODULES

MODULE = MODULES["gradual-deployment"]
URI = f"{HOST}/orders@{DIGEST}"
TOPIC = arn("sns", "deployments")
KEY = arn("kms", "key/11111111-2222-3333-4444-555555555555")
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/limits"
COMMON = {"image": {"uri": URI}, "dead_letter_queue": False}


def functions(stack: TerraformStack) -> tuple[Any, Any]:
    image = ContainerImage.from_uri(URI)
    orders = ContainerFunction(stack, "Orders", image=image, function_name="orders", publish=True)
    return orders.add_alias("live"), image


def canary(stack: TerraformStack, source: Path) -> None:
    alias, _ = functions(stack)
    alias.deploy_gradually(
        TrafficShift.canary(percentage=10, interval=5), alarm_names=["orders-errors"]
    )


def linear(stack: TerraformStack, source: Path) -> None:
    alias, image = functions(stack)
    check = ContainerFunction(stack, "Check", image=image, function_name="check")
    alias.deploy_gradually(
        TrafficShift.linear(percentage=25, interval=7),
        before_allow_traffic=check,
        after_allow_traffic=check,
        start=False,
        app_name="shop",
        deployment_group_name="group",
        role_path="/shop/",
        permissions_boundary=BOUNDARY,
        trigger_configuration=[
            TriggerConfiguration(
                trigger_name="all",
                trigger_events=["DeploymentStart", "DeploymentFailure"],
                trigger_target_arn=TOPIC,
                kms_key=KEY,
            )
        ],
    )


def at_once(stack: TerraformStack, source: Path) -> None:
    alias, image = functions(stack)
    check = ContainerFunction(stack, "Check", image=image, function_name="check")
    alias.deploy_gradually(TrafficShift.all_at_once(), before_allow_traffic=check)


HOOK = {
    name: f"${{module.check.{name.replace('_', '.')}}}"
    for name in ("function_name", "function_arn", "role_name")
}
DEPLOYED = {
    "function_name": "${module.orders.function.name}",
    "function_arn": "${module.orders.function.arn}",
    "alias_name": "live",
    "current_version": '${module.orders.alias.by_name["live"].version}',
    "target_version": "${module.orders.function.version}",
}
CASES: dict[str, tuple[Make, dict[str, Any]]] = {
    "canary": (
        canary,
        {
            "traffic": {"type": "TimeBasedCanary", "percentage": 10, "interval": 5},
            "alarm_names": ["orders-errors"],
        },
    ),
    "linear": (
        linear,
        {
            "traffic": {"type": "TimeBasedLinear", "percentage": 25, "interval": 7},
            "before_allow_traffic": HOOK,
            "after_allow_traffic": HOOK,
            "start": False,
            "app_name": "shop",
            "deployment_group_name": "group",
            "role_path": "/shop/",
            "role_permissions_boundary": BOUNDARY,
            "triggers": {
                "all": {
                    "trigger_events": ["DeploymentStart", "DeploymentFailure"],
                    "trigger_target_arn": TOPIC,
                    "kms_key_arn": KEY,
                }
            },
        },
    ),
    "at once": (at_once, {"traffic": {"type": "AllAtOnce"}, "before_allow_traffic": HOOK}),
}


@pytest.mark.parametrize("case", CASES)
def test_it_makes_what_the_library_makes(
    case: str, beside: Beside, terraform: Terraform, tmp_path: Path
) -> None:
    make, variables = CASES[case]
    alias = {"publish": True, "aliases": {"live": {"gradual_deployment": True}}}
    calls = {
        "orders": call("lambda-container", function_name="orders", **COMMON, **alias),
        "deployment": call(MODULE.name, **DEPLOYED, **variables),
    }
    if "before_allow_traffic" in variables:
        calls["check"] = call("lambda-container", function_name="check", **COMMON)
    ours = beside.of(calls).apply()
    python = synthesized(make, tmp_path / "source", tmp_path / "python")
    theirs = Mocked(python, terraform).apply()

    assert differences(resources(ours, in_all=True), resources(theirs, in_all=True)) == {}


def test_it_starts_deployments_by_the_same_commands() -> None:
    script = (MODULE / "start.sh").read_text().replace("\\\n", "")
    commands = [line for line in script.splitlines() if not line.startswith("#")]
    theirs = start._COMMAND.replace("\\\n", "").splitlines()
    assert [" ".join(line.split()) for line in commands] == [
        " ".join(line.split()) for line in theirs
    ]


GOOD = {
    "function_name": "orders",
    "function_arn": arn("lambda", "function:orders"),
    "alias_name": "live",
    "current_version": "3",
    "target_version": "4",
    "traffic": {"type": "AllAtOnce"},
}
LINEAR = {"type": "TimeBasedLinear", "percentage": 10, "interval": 1}
TRIGGER = {"trigger_events": ["DeploymentStart"], "trigger_target_arn": TOPIC}
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"function_name": "a b"}, "function_name must be 1 to 64 letters"),
    ({"function_arn": f"{GOOD['function_arn']}:3"}, "function_arn must be the ARN of a fun"),
    ({"alias_name": "3"}, "alias_name must be 1 to 128 letters"),
    ({"alias_name": "a" * 90, "traffic": LINEAR | {"percentage": 11}}, "alias_name must make name"),
    ({"current_version": "$LATEST"}, "current_version must be a published version"),
    ({"target_version": "$LATEST"}, "target_version must be a published version"),
    ({"traffic": LINEAR | {"every": 1}}, "traffic has no every; it has type"),
    ({"traffic": {"type": "Canary"}}, "traffic.type must be one of AllAtOnce"),
    ({"traffic": {}}, "traffic.type must be one of AllAtOnce"),
    ({"traffic": {"type": "TimeBasedLinear"}}, "traffic.percentage and traffic.interval must be"),
    ({"traffic": LINEAR | {"type": "AllAtOnce"}}, "traffic.percentage and traffic.interval must"),
    ({"traffic": LINEAR | {"percentage": 100}}, "traffic.percentage must be 1 to 99"),
    ({"traffic": LINEAR | {"percentage": 2.5}}, "traffic.percentage must be 1 to 99"),
    ({"traffic": LINEAR | {"interval": 2881}}, "traffic.interval must be 1 to 2880"),
    ({"traffic": LINEAR | {"interval": 321}}, "traffic.interval must be at most 2880 minutes for"),
    ({"alarm_names": ["a"] * 11}, "alarm_names must have at most 10 names, got 11"),
    ({"alarm_names": [""]}, "alarm_names must have 1 to 255 characters each"),
    ({"before_allow_traffic": {"function_name": "a"}}, "before_allow_traffic must have function_"),
    ({"after_allow_traffic": {"function_name": "a"}}, "after_allow_traffic must have function"),
    ({"app_name": "a b"}, "app_name must be 1 to 100 letters"),
    ({"deployment_group_name": "a" * 101}, "deployment_group_name must be 1 to 100 letters"),
    ({"triggers": {"a": {}}}, "triggers must each have trigger_events and trigger_target_arn"),
    ({"triggers": {"a": TRIGGER | {"b": 1}}}, "triggers must each have trigger_events and"),
    ({"triggers": {f"a{i}": TRIGGER for i in range(11)}}, "triggers must have at most 10 triggers"),
    ({"triggers": {"a" * 257: TRIGGER}}, "triggers must have names of 1 to 256 characters"),
    ({"triggers": {"a": TRIGGER | {"trigger_events": []}}}, "triggers.trigger_events must name"),
    ({"triggers": {"a": TRIGGER | {"trigger_target_arn": f"{TOPIC}.fifo"}}}, "not a FIFO one"),
    ({"role_path": "shop"}, "role_path must begin and end with '/'"),
    ({"role_permissions_boundary": "limits"}, "role_permissions_boundary must be an ARN such as"),
    ({"tags": {f"k{i}": "v" for i in range(51)}}, "tags must have at most 50 tags, got 51"),
]


def test_every_rule_is_told(beside: Beside) -> None:
    assert beside.untold(MODULE, GOOD, WRONG) == []


def test_a_deployment_that_nothing_watches_is_warned_of(beside: Beside) -> None:
    messages = beside.of({"it": call(MODULE.name, **GOOD)}).plan()
    told = " ".join(message["detail"] for message in messages)
    assert "No alarm and no function watches the deployment" in told
    assert "All traffic shifts at once" in told
