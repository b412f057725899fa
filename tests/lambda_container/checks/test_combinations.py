"""Arguments that are right alone and cannot work together are refused, or warned of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable, Testing
from cdktf_cdktf_provider_aws.lb_listener import LbListener
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderDefaultTags
from constructs import Construct

from lambda_container import (
    Alarm,
    AlarmRule,
    AlarmTopic,
    ContainerFunction,
    ContainerImage,
    Dashboard,
    DeadLetterQueue,
    EncryptionKey,
    ExecutionRole,
    HttpApi,
    InvalidArgument,
    LambdaContainerWarning,
    LoadBalancerEventSource,
    LogsEventSource,
    Metric,
    Queue,
    Repository,
    RestProxy,
    SecurityGroup,
    SecurityGroupRule,
    SqsEventSource,
    TrafficShift,
    Vpc,
)
from tests.aws import ACCOUNT, REGION, URI

IMAGE = ContainerImage.from_uri(URI)
ALARM: dict[str, Any] = {
    "metric": Metric(namespace="Shop", metric_name="Orders"),
    "rule": AlarmRule(threshold=5),
}
Make = Callable[[Construct, str], object]
NAMED: dict[str, Make] = {
    "function": lambda s, i: ContainerFunction(s, i, image=IMAGE, function_name="a"),
    "repository": lambda s, i: Repository(s, i, name="ab"),
    "role": lambda s, i: ExecutionRole(s, i, name="a"),
    "queue": lambda s, i: Queue(s, i, name="a", visibility_timeout_seconds=30),
    "alarm": lambda s, i: Alarm(s, i, name="a", **ALARM),
    "topic": lambda s, i: AlarmTopic(s, i, name="a"),
    "dashboard": lambda s, i: Dashboard(
        s, i, name="a", functions=[ContainerFunction(s, f"{i}Function", image=IMAGE)]
    ),
}


def elsewhere(service: str, resource: str, *, partition: str = "aws", region: str) -> str:
    return f"arn:{partition}:{service}:{region}:{ACCOUNT}:{resource}"


@pytest.mark.parametrize("noun", NAMED)
def test_a_name_is_taken_once_in_a_stack(noun: str, stack: TerraformStack) -> None:
    make = NAMED[noun]
    make(stack, "First")
    with pytest.raises(InvalidArgument, match=f"unique among the stack's {noun}s: 'dev/First'"):
        make(stack, "Second")
    make(TerraformStack(Testing.app(), "other"), "Second")


def test_names_that_are_alike_by_default_are_refused(stack: TerraformStack) -> None:
    DeadLetterQueue(Construct(stack, "x"), "y-z")
    with pytest.raises(InvalidArgument, match=r"name must be unique .*queues: 'dev/x/y-z' has"):
        DeadLetterQueue(Construct(stack, "x-y"), "z")


def test_another_provider_or_region_has_names_of_its_own(stack: TerraformStack) -> None:
    other = AwsProvider(stack, "other", alias="other", region=REGION)
    for number, where in enumerate([{}, {"provider": other}, {"region": "eu-north-1"}]):
        DeadLetterQueue(stack, f"Queue{number}", name="a", **where)  # type: ignore[arg-type]
    name = TerraformVariable(stack, "name", type="string").string_value
    for number in range(2):
        DeadLetterQueue(stack, f"Reference{number}", name=name)


def test_a_statement_id_is_unique_in_a_functions_policy(function: ContainerFunction) -> None:
    for target in (function, function.add_alias("live")):
        allow: dict[str, Any] = {"principal": ACCOUNT, "statement_id": "Orders"}
        target.add_permission("First", **allow)
        with pytest.raises(InvalidArgument, match="statement_id must be unique among"):
            target.add_permission("Second", **allow)


def test_a_priority_is_unique_among_the_rules_of_a_listener(
    function: ContainerFunction, stack: TerraformStack
) -> None:
    arn = elsewhere("elasticloadbalancing", "listener/app/a/0/1", region=REGION)
    for listener in (arn, LbListener(stack, "L", load_balancer_arn=arn, default_action=[])):
        one: dict[str, Any] = {"listener": listener, "path_patterns": ["/a"], "priority": 5}
        id_ = "Arn" if listener == arn else "Construct"
        function.add_event_source(LoadBalancerEventSource(**one, id=id_))
        with pytest.raises(InvalidArgument, match=r"priority must be unique among .*, got '5'"):
            function.add_event_source(LoadBalancerEventSource(**one, id="Again"))


def test_a_metric_filter_has_a_name_of_its_own(function: ContainerFunction) -> None:
    of: dict[str, Any] = {"pattern": "a", "metric_name": "A", "namespace": "B", "name": "errors"}
    function.add_log_metric_filter("First", **of)
    with pytest.raises(InvalidArgument, match="name must be unique among the stack's metric filt"):
        function.add_log_metric_filter("Second", **of)


def test_a_function_polls_a_source_once(function: ContainerFunction, stack: TerraformStack) -> None:
    queue = Queue(stack, "Queue", function=function)
    function.add_event_source(SqsEventSource(queue))
    with pytest.raises(InvalidArgument, match="queue must be added to a function only once"):
        function.add_event_source(SqsEventSource(queue, id="Again"))


def test_no_more_is_provisioned_than_reserved(stack: TerraformStack) -> None:
    function = ContainerFunction(
        stack, "A", image=IMAGE, publish=True, reserved_concurrent_executions=5
    )
    alias = function.add_alias("live")
    with pytest.raises(InvalidArgument, match="reserved_concurrent_executions, 5, got 6"):
        alias.add_provisioned_concurrency(6)
    warm = alias.add_provisioned_concurrency(4)
    other = function.add_alias("other")
    with pytest.raises(InvalidArgument, match="5, of which its other aliases have 4, got 2"):
        other.add_provisioned_concurrency(2)
    other.add_provisioned_concurrency(1)
    with pytest.raises(InvalidArgument, match=r"max_capacity must be at most .* have 1, got 5"):
        warm.add_scaling(min_capacity=1, max_capacity=5)
    scaling = warm.add_scaling(min_capacity=1, max_capacity=4)
    with pytest.raises(InvalidArgument, match=r"max_capacity must be at most .* have 1, got 5"):
        scaling.on_schedule("Day", schedule="rate(1 day)", min_capacity=1, max_capacity=5)
    scaling.on_schedule("Day", schedule="rate(1 day)", min_capacity=1, max_capacity=4)


@pytest.mark.parametrize("vpc", ["vpc-0123456789abcdef0", "by tags"])
def test_a_security_group_has_a_name_of_its_own_in_a_vpc(vpc: str, stack: TerraformStack) -> None:
    found = Vpc.from_tags(stack, "Vpc", {"Name": "main"}) if vpc == "by tags" else vpc
    SecurityGroup(stack, "First", vpc=found, name="orders")
    with pytest.raises(InvalidArgument, match="name must be unique among the stack's security gro"):
        SecurityGroup(stack, "Second", vpc=found, name="Orders")
    SecurityGroup(stack, "Third", vpc="vpc-00000000", name="orders")


def test_rules_of_a_security_group_differ_in_more_than_their_description(
    stack: TerraformStack,
) -> None:
    rules = [
        SecurityGroupRule(description=text, from_port=443, cidr_ipv4="10.0.0.0/8")
        for text in ("a", "b")
    ]
    for argument in ("egress", "ingress"):
        given: dict[str, Any] = {argument: rules}
        with pytest.raises(
            InvalidArgument, match=rf"{argument}\[1\] must differ from {argument}\[0"
        ):
            SecurityGroup(stack, "Group", vpc="vpc-00000000", **given)


def test_a_log_group_has_two_subscriptions(stack: TerraformStack) -> None:
    for name in ("A", "B"):
        ContainerFunction(stack, name, image=IMAGE).add_event_source(LogsEventSource("shared"))
    third = ContainerFunction(stack, "C", image=IMAGE)
    with pytest.raises(InvalidArgument, match="at most 2 subscriptions, and has dev/A/Logs-shared"):
        third.add_event_source(LogsEventSource("shared"))


def test_a_target_is_a_stage(stack: TerraformStack, context: Path) -> None:
    repository = Repository(stack, "Repository", name="hello")
    (context / "Dockerfile").write_text("FROM scratch AS Base\nFROM base AS final\nCOPY app.py .\n")
    for target in ("base", "BASE", "final", "1"):
        ContainerImage.build(context, repository=repository, target=target)
    with pytest.raises(InvalidArgument, match="be a stage of Dockerfile, which has base"):
        ContainerImage.build(context, repository=repository, target="finall")


@pytest.mark.parametrize(
    ("line", "warned"),
    [
        ("FROM --platform=linux/arm64 scratch", True),
        ("FROM --platform=linux/amd64 scratch", False),
        ("FROM --platform=$BUILDPLATFORM scratch", False),
        ("FROM public.ecr.aws/lambda/python:3.13-arm64", True),
        ("from public.ecr.aws/lambda/python:3.13-x86_64", False),
        ("FROM public.ecr.aws/lambda/python:3.13", False),
        ("FROM my-arm64x/python:3", False),
        ("FROM --platform=linux/arm64 golang AS build\nFROM scratch", False),
        ("FROM --platform=linux/arm64 golang AS build\nFROM build", True),
        ("FROM --platform=linux/arm64/v8 scratch", True),
        ("FROM --platform=linux/amd64/v2 scratch", False),
        ("FROM --platform=$TARGETPLATFORM scratch", False),
        ("ARG P=linux/arm64\nFROM --platform=$P scratch", True),
        ("ARG P\nFROM --platform=$P scratch", False),
        ("ARG A=arm64\nFROM public.ecr.aws/lambda/python:3.13-${A}", True),
        ("FROM public.ecr.aws/lambda/python:3.13-$TARGETARCH", False),
        ("FROM arm64v8/python:3.13", True),
        ("FROM docker.io/arm64v8/python:3.13", True),
        ("FROM amd64/python:3.13", False),
        ("FROM scratch\nRUN <<EOF\nFROM arm64v8/python\nEOF", False),
    ],
)
def test_a_base_of_another_architecture_is_warned_of(
    line: str, warned: bool, stack: TerraformStack, context: Path, recwarn: pytest.WarningsRecorder
) -> None:
    repository = Repository(stack, "Repository", name="hello")
    (context / "Dockerfile").write_text(f"{line}\nCOPY app.py .\n")
    if warned:
        with pytest.warns(LambdaContainerWarning, match="is not for ") as found:
            ContainerImage.build(context, repository=repository)
        assert found[0].filename == __file__
    else:
        ContainerImage.build(context, repository=repository)


def test_a_build_argument_decides_the_base(stack: TerraformStack, context: Path) -> None:
    repository = Repository(stack, "Repository", name="hello")
    (context / "Dockerfile").write_text("ARG BASE=python:3.13-x86_64\nFROM $BASE\n")
    ContainerImage.build(context, repository=repository)
    with pytest.warns(LambdaContainerWarning, match="'FROM python:3.13-arm64' is not for x86_64"):
        ContainerImage.build(
            context, repository=repository, build_args={"BASE": "python:3.13-arm64"}
        )


@pytest.mark.parametrize(
    ("target", "warned"), [("../x", True), ("/etc/x", True), ("app.py", False)]
)
def test_a_link_that_leads_out_is_warned_of(
    target: str, warned: bool, stack: TerraformStack, context: Path
) -> None:
    repository = Repository(stack, "Repository", name="hello")
    (context / "link").symlink_to(target)
    if warned:
        with pytest.warns(LambdaContainerWarning, match="link leads out of the context"):
            ContainerImage.build(context, repository=repository)
    else:
        ContainerImage.build(context, repository=repository)


def test_a_build_argument_may_be_said_to_be_no_secret(stack: TerraformStack, context: Path) -> None:
    repository = Repository(stack, "Repository", name="hello")
    arguments: dict[str, Any] = {
        "repository": repository,
        "build_args": {"MAX_TOKEN": "5", "A": "b"},
    }
    with pytest.raises(InvalidArgument, match="or name it in public_build_args if it is none"):
        ContainerImage.build(context, **arguments)
    ContainerImage.build(context, public_build_args=["MAX_TOKEN"], **arguments)
    with pytest.raises(InvalidArgument, match=r"public_build_args\[1\] must be one of build_args"):
        ContainerImage.build(context, public_build_args=["MAX_TOKEN", "OTHER"], **arguments)


@pytest.mark.parametrize("kind", ["http", "rest"])
def test_log_groups_of_apis_have_names_of_their_own(
    kind: str, function: ContainerFunction, stack: TerraformStack
) -> None:
    def api(scope: Construct, id_: str, name: str) -> object:
        if kind == "http":
            return HttpApi(scope, id_, name=name)
        return RestProxy(scope, id_, target=function, name=name)

    api(Construct(stack, "x"), "y-z", "one")
    with pytest.raises(InvalidArgument, match="id must be unique among the stack's log groups"):
        api(Construct(stack, "x-y"), "z", "two")


def test_applications_of_codedeploy_have_names_of_their_own(stack: TerraformStack) -> None:
    for name, alias in (("a", "b-c"), ("a-b", "c")):
        made = ContainerFunction(stack, name, image=IMAGE, function_name=name, publish=True)
        live = made.add_alias(alias)
        shift = TrafficShift.canary(percentage=10, interval=15)
        if name == "a":
            live.deploy_gradually(shift, alarm_names=["errors"])
        else:
            with pytest.raises(InvalidArgument, match="alias must be unique among the stack's Co"):
                live.deploy_gradually(shift, alarm_names=["errors"])


def test_a_configuration_of_codedeploy_has_a_name_that_fits(stack: TerraformStack) -> None:
    made = ContainerFunction(
        stack, "Long", image=IMAGE, function_name="f" * 60, publish=True
    ).add_alias("a" * 35)
    with pytest.raises(InvalidArgument, match="alias must make names of at most 100 characters"):
        made.deploy_gradually(TrafficShift.canary(percentage=15, interval=7), alarm_names=["a"])


def test_default_tags_count_and_a_roles_keys_have_no_case() -> None:
    stack = TerraformStack(Testing.app(), "dev")
    added = AwsProviderDefaultTags(tags={"a": "1", "b": "2"})
    AwsProvider(stack, "aws", region=REGION, default_tags=[added])
    tags = {f"k{i}": "" for i in range(49)}
    with pytest.raises(InvalidArgument, match="at most 50 tags with the provider's 2"):
        EncryptionKey(stack, "A", tags=tags)
    EncryptionKey(stack, "B", tags={"a": "3", **dict(list(tags.items())[:48])})
    with pytest.raises(InvalidArgument, match="differ in more than their case"):
        ContainerFunction(stack, "C", image=IMAGE, tags={"Team": "a", "team": "b"})
    DeadLetterQueue(stack, "D", tags={"Team": "a", "team": "b"})


@pytest.mark.parametrize(
    ("key", "value", "warned"),
    [
        ("DB_PASSWORD", "hunter2", True),
        ("API_TOKEN", "x", True),
        ("URL", "https://me:hunter2@example.com", True),
        ("DB_SECRET_ARN", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a", False),
        ("DB_SECRET", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a", False),
        ("MAX_TOKEN_LENGTH", "5", False),
        ("MAX_TOKEN", "5", False),
        ("AUTH_TOKEN", "true", False),
        ("SECRET_KEY", "x", True),
        ("PGPASSWORD", "x", True),
        ("DB_PASS", "x", True),
        ("MYSQL_PWD", "x", True),
        ("PWD", "/var/task", False),
        ("KEY", f"npm_{'a' * 36}", True),
        ("MODEL", f"sk-ant-{'a' * 20}", True),
        ("HOOK", "https://hooks.slack.com/services/T0/B0/x", True),
        ("BROKER", "amqps://admin:a/b@example.com", True),
        ("SERVERS", "admin:hunter2@b1.example.com:9092", True),
        ("SERVER", "b1.example.com:9092", False),
        ("IMAGE", "111122223333.dkr.ecr.eu-west-1.amazonaws.com/a:b@sha256:0", False),
    ],
)
def test_a_secret_in_an_environment_is_warned_of(
    key: str, value: str, warned: bool, stack: TerraformStack
) -> None:
    if warned:
        with pytest.warns(LambdaContainerWarning, match=f"environment {key} looks like a") as found:
            ContainerFunction(stack, "A", image=IMAGE, environment={key: value})
        assert value not in str(found[0].message)
    else:
        ContainerFunction(stack, "A", image=IMAGE, environment={key: value})
