"""Arguments that are right alone and cannot work together are refused, or warned of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from cdktf import TerraformStack, TerraformVariable, Testing
from cdktf_cdktf_provider_aws.lb_listener import LbListener
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderDefaultTags
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
from constructs import Construct

from lambda_container import (
    Alarm,
    AlarmRule,
    AlarmTopic,
    Condition,
    ContainerFunction,
    ContainerImage,
    Dashboard,
    DeadLetterQueue,
    DeadLetterTopic,
    Destination,
    EncryptionKey,
    ExecutionRole,
    FileSystemConfig,
    HttpApi,
    InvalidArgument,
    KinesisEventSource,
    LambdaContainerWarning,
    LoadBalancerEventSource,
    LogsEventSource,
    Metric,
    Principal,
    Queue,
    Repository,
    RestProxy,
    SqsEventSource,
    Statement,
    TrafficShift,
    VpcConfig,
)
from lambda_container.terraform.construct_tree import stack_of
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


FAR = "eu-north-1"
FAR_KEY = elsewhere("kms", "key/a", region=FAR)
ELSEWHERE: list[tuple[str, Callable[[ContainerFunction], object]]] = [
    ("image", lambda f: ContainerFunction(
        stack_of(f), "B", image=ContainerImage.from_uri(URI.replace(REGION, FAR)))),
    ("kms_key", lambda f: ContainerFunction(
        stack_of(f), "B", image=IMAGE, kms_key=FAR_KEY)),
    ("dead_letter_target", lambda f: ContainerFunction(
        stack_of(f), "B", image=IMAGE,
        dead_letter_target=Destination.queue(elsewhere("sqs", "a", region=FAR)))),
    ("on_failure", lambda f: f.configure_async(
        on_failure=Destination.topic(elsewhere("sns", "a", region=FAR)))),
    ("queue", lambda f: f.add_event_source(SqsEventSource(elsewhere("sqs", "a", region=FAR)))),
    ("stream", lambda f: f.add_event_source(KinesisEventSource(
        elsewhere("kinesis", "stream/a", region=FAR), starting_position="LATEST"))),
    ("kms_key", lambda f: f.add_event_source(SqsEventSource(
        elsewhere("sqs", "a", region=REGION), kms_key=FAR_KEY))),
    ("topic", lambda f: Alarm(
        stack_of(f), "A", topic=elsewhere("sns", "a", region=FAR), **ALARM)),
    ("kms_key", lambda f: Repository(stack_of(f), "A", name="ab", kms_key=FAR_KEY)),
    ("kms_key", lambda f: Queue(stack_of(f), "A", function=f, kms_key=FAR_KEY)),
    ("kms_key", lambda f: DeadLetterQueue(stack_of(f), "A", kms_key=FAR_KEY)),
    ("kms_key", lambda f: DeadLetterTopic(stack_of(f), "A", kms_key=FAR_KEY)),
    ("kms_key", lambda f: AlarmTopic(stack_of(f), "A", kms_key=FAR_KEY)),
    ("kms_key", lambda f: HttpApi(stack_of(f), "A", kms_key=FAR_KEY)),
    ("kms_key", lambda f: RestProxy(stack_of(f), "A", target=f, kms_key=FAR_KEY)),
]  # fmt: skip


def far(kind: Callable[..., Any], near: ContainerFunction, **arguments: Any) -> Any:
    return kind(stack_of(near), "Far", region=FAR, **arguments)


def far_function(function: ContainerFunction) -> ContainerFunction:
    image = ContainerImage.from_uri(URI.replace(REGION, FAR))
    made: ContainerFunction = far(ContainerFunction, function, image=image)
    return made


CONSTRUCTS_ELSEWHERE: list[tuple[str, Callable[[ContainerFunction], object]]] = [
    ("image", lambda f: ContainerFunction(stack_of(f), "B", image=ContainerImage.from_repository(
        Repository.from_arn(stack_of(f), "R", elsewhere("ecr", "repository/abc", region=FAR)),
        tag="a"))),
    ("image", lambda f: ContainerFunction(stack_of(f), "B", image=ContainerImage.from_repository(
        far(Repository, f, name="ab"), tag="a"))),
    ("file_system_config", lambda f: ContainerFunction(
        stack_of(f), "B", image=IMAGE,
        vpc_config=VpcConfig(subnet_ids=["subnet-a1b2c3d4", "subnet-a1b2c3d5"],
                             security_group_ids=["sg-a1b2c3d4"]),
        file_system_config=FileSystemConfig(
            arn=elsewhere("elasticfilesystem", "access-point/fsap-0123456789abcdef0", region=FAR),
            file_system_arn=f"arn:aws:elasticfilesystem:{FAR}:{ACCOUNT}:file-system/fs-01234567",
            local_mount_path="/mnt/a"))),
    ("dead_letter_target", lambda f: ContainerFunction(
        stack_of(f), "B", image=IMAGE,
        dead_letter_target=Destination.queue(far(DeadLetterQueue, f)))),
    ("on_failure", lambda f: f.configure_async(
        on_failure=Destination.topic(far(DeadLetterTopic, f)))),
    ("on_success", lambda f: f.configure_async(on_success=Destination.function(far_function(f)))),
    ("queue", lambda f: f.add_event_source(SqsEventSource(far(Queue, f, function=f)))),
    ("queue", lambda f: f.add_event_source(SqsEventSource(far(SqsQueue, f, name="a")))),
    ("before_allow_traffic", lambda f: f.add_alias("live").deploy_gradually(
        TrafficShift.all_at_once(), before_allow_traffic=far_function(f))),
    ("alarm_names", lambda f: f.add_alias("live").deploy_gradually(
        TrafficShift.canary(percentage=10, interval=15), alarm_names=[far(Alarm, f, **ALARM)])),
]  # fmt: skip


@pytest.mark.parametrize(("argument", "use"), [*ELSEWHERE, *CONSTRUCTS_ELSEWHERE])
def test_what_a_function_uses_is_in_its_region(
    argument: str, use: Callable[[ContainerFunction], object], function: ContainerFunction
) -> None:
    with pytest.raises(InvalidArgument, match=f"{argument} must be in eu-west-1, the Regi"):
        use(function)


def test_the_region_of_an_aliased_provider_counts(
    function: ContainerFunction, stack: TerraformStack
) -> None:
    other = AwsProvider(stack, "other", region=FAR, alias="far")
    queue = DeadLetterQueue(stack, "Far", provider=other)
    with pytest.raises(InvalidArgument, match="on_failure must be in eu-west-1"):
        function.configure_async(on_failure=Destination.queue(queue))


CHINA = f"arn:aws-cn:iam::{ACCOUNT}:policy/limits"
OTHER_PARTITIONS: list[tuple[str, Callable[[ContainerFunction], object]]] = [
    ("permissions_boundary", lambda f: ExecutionRole(
        stack_of(f), "Role", permissions_boundary=CHINA)),
    ("policy_arn", lambda f: f.role.attach_policy(CHINA)),
    ("source_arn", lambda f: f.add_permission(
        "Topic", principal="sns.amazonaws.com",
        source_arn=elsewhere("sns", "a", partition="aws-cn", region="cn-north-1"))),
]  # fmt: skip


@pytest.mark.parametrize(("argument", "use"), OTHER_PARTITIONS)
def test_what_is_global_is_of_the_same_partition(
    argument: str, use: Callable[[ContainerFunction], object], function: ContainerFunction
) -> None:
    with pytest.raises(InvalidArgument, match=f"{argument} must be in the partition of eu-west-1"):
        use(function)


def test_a_partition_is_that_of_the_region(function: ContainerFunction) -> None:
    queue = elsewhere("sqs", "a", partition="aws-cn", region=REGION)
    with pytest.raises(InvalidArgument, match="queue must be in the partition of eu-west-1"):
        function.add_event_source(SqsEventSource(queue))
    role = ExecutionRole.from_arn(f"arn:aws-cn:iam::{ACCOUNT}:role/orders")
    with pytest.raises(InvalidArgument, match="role must be in the partition of eu-west-1"):
        ContainerFunction(stack_of(function), "B", image=IMAGE, role=role)


def test_an_unknown_region_refuses_nothing() -> None:
    stack = TerraformStack(Testing.app(), "dev")
    region = TerraformVariable(stack, "region", type="string").string_value
    AwsProvider(stack, "aws", region=region)
    far = ContainerImage.from_uri(URI.replace(REGION, FAR))
    ContainerFunction(stack, "A", image=far, tracing="PassThrough")


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
    alias.add_provisioned_concurrency(5)


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


ANYBODY = Principal("AWS", ["*"])
REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: Statement(actions=["s3:GetObject"], resources=["bucket"]), "be an ARN or '*'"),
    (lambda: Statement(actions=["s3:GetObject"], resources=["arn:aws:s3"]), "be an ARN or '*'"),
    (lambda: Condition("StringEqual", "a:b", ["c"]), "be a condition operator of IAM"),
    (lambda: Condition("NullIfExists", "a:b", ["true"]), "be a condition operator of IAM"),
    (lambda: Condition("StringEquals", "a:b", []), "values must not be empty"),
    (lambda: Principal("AWS", []), "identifiers must not be empty"),
    (lambda: Statement(actions=["kms:*"], resources=["*"], principals=[ANYBODY]),
     "name one action"),
    (lambda: Statement(actions=["kms:Decrypt"], resources=["*"], principals=[ANYBODY]),
     "'*' is everybody"),
    (lambda: Statement(actions=["iam:PassRole"], resources=[f"arn:aws:iam::{ACCOUNT}:role/*"]),
     "name what is meant"),
    (lambda: Statement(actions=["IAM:passrole"], resources=["*"]), "name what is meant"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "message"), REFUSED)
def test_what_iam_refuses_or_nobody_means_is_refused(
    make: Callable[[], object], message: str
) -> None:
    with pytest.raises(InvalidArgument) as raised:
        make()
    assert message in str(raised.value)


VALUES = {
    "NumericLessThanEquals": ["1", "-0.5"],
    "DateGreaterThan": ["2026-11-29T00:00:00Z", "2026-11-29", "1795910400"],
    "Null": ["true"],
    "BoolIfExists": ["False"],
    "NotIpAddress": ["203.0.113.0/24", "203.0.113.7", "2001:db8::/32"],
}


@pytest.mark.parametrize(
    "operator",
    ["StringNotLike", "ForAnyValue:StringEqualsIfExists", "ArnNotLike", "BinaryEquals",
     *VALUES],
)  # fmt: skip
def test_every_operator_of_iam_is_taken(operator: str) -> None:
    for value in VALUES.get(operator, ["a"]):
        Condition(operator, "aws:SourceArn", [value, "${aws:PrincipalTag/a}"])
    if operator in VALUES:
        with pytest.raises(InvalidArgument, match=r"values\[0\] must be .*, got 'a'"):
            Condition(operator, "aws:SourceArn", ["a"])


@pytest.mark.parametrize(
    ("type_", "identifiers", "wrong"),
    [
        ("Service", ["s3.amazonaws.com", "logs.cn-north-1.amazonaws.com.cn"], ["s3", "a b.com"]),
        ("AWS", [ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root", "AROAEXAMPLE123456789",
                 f"arn:aws-cn:sts::{ACCOUNT}:assumed-role/a/b", "*"],
         ["me", f"arn:aws:s3::{ACCOUNT}:a", "1234", "arn:aws:iam:::role/a"]),
        ("Federated", ["accounts.google.com", f"arn:aws:iam::{ACCOUNT}:saml-provider/corp",
                       f"arn:aws:iam::{ACCOUNT}:oidc-provider/gitlab.com/a"],
         ["google", f"arn:aws:iam::{ACCOUNT}:role/a", "https://gitlab.com"]),
    ],
)  # fmt: skip
def test_a_principal_is_one_of_its_type(
    type_: Literal["Service", "AWS", "Federated"], identifiers: list[str], wrong: list[str]
) -> None:
    assert Principal(type_, identifiers).identifiers == tuple(identifiers)
    for identifier in wrong:
        with pytest.raises(InvalidArgument, match=r"identifiers\[0\] must be "):
            Principal(type_, [identifier])


SCHEDULER = [Principal("Service", ["scheduler.amazonaws.com"])]


@pytest.mark.parametrize("action", ["lambda:InvokeFunction", "sts:GetCallerIdentity"])
def test_a_trust_policy_is_about_assuming_the_role(action: str, stack: TerraformStack) -> None:
    with pytest.raises(InvalidArgument, match=r"trust\[0\] must have actions of assuming a ro"):
        ExecutionRole(stack, "Role", trust=[Statement(actions=[action], principals=SCHEDULER)])


def test_a_trust_policy_has_no_resources(stack: TerraformStack) -> None:
    statement = Statement(actions=["sts:AssumeRole"], principals=SCHEDULER, resources=["*"])
    with pytest.raises(InvalidArgument, match=r"trust\[0\] must have no resources"):
        ExecutionRole(stack, "Role", trust=[statement])


def test_sids_are_unique_in_the_policy_of_a_key(stack: TerraformStack) -> None:
    mine = Statement(sid="Account", actions=["kms:Decrypt"], resources=["*"], principals=SCHEDULER)
    with pytest.raises(InvalidArgument, match="statements must have a sid of its own; 'Account'"):
        EncryptionKey(stack, "Key", statements=[mine])


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


def test_a_roles_policy_has_no_principals(stack: TerraformStack) -> None:
    statement = Statement(
        actions=["s3:GetObject"], resources=["*"], principals=[ANYBODY], allow_wildcards=True
    )
    for add in (
        lambda: ExecutionRole(stack, "A", statements=[statement]),
        lambda: ExecutionRole(stack, "B").add_statements(statement),
    ):
        with pytest.raises(InvalidArgument, match=r"statements\[0\] must have no principals"):
            add()


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
