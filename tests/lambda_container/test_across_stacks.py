"""What one stack makes works in another, or an error names both and the way."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, LocalBackend, TerraformStack
from cdktf_cdktf_provider_aws.cognito_user_pool import CognitoUserPool
from cdktf_cdktf_provider_aws.efs_mount_target import EfsMountTarget
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue

import lambda_container
from lambda_container import (
    Alarm,
    AlarmRule,
    AlarmTopic,
    CognitoEventSource,
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
    Queue,
    Repository,
    RestProxy,
    ScheduleEventSource,
    SecurityGroup,
    SnsEventSource,
    SqsEventSource,
    TrafficShift,
    Vpc,
    VpcConfig,
)
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.testing.loose_ends import loose_ends
from tests.aws import ACCOUNT, REGION, URI

pytestmark = pytest.mark.filterwarnings("ignore::lambda_container.LambdaContainerWarning")

TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:orders"
EFS = f"arn:aws:elasticfilesystem:{REGION}:{ACCOUNT}"
CANARY = TrafficShift.canary(percentage=10, interval=15)


def function(stack: TerraformStack, id_: str = "Orders", **arguments: Any) -> ContainerFunction:
    given = {"image": ContainerImage.from_uri(URI), "timeout": 30, "publish": True, **arguments}
    return ContainerFunction(stack, id_, **given)


def vpc(*groups: str) -> VpcConfig:
    subnets = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
    return VpcConfig(subnet_ids=subnets, security_group_ids=list(groups))


def mounted(stack: TerraformStack, target: EfsMountTarget) -> object:
    files = FileSystemConfig(
        arn=f"{EFS}:access-point/fsap-0123456789abcdef0",
        file_system_arn=f"{EFS}:file-system/fs-01234567",
        local_mount_path="/mnt/a",
        mount_targets=[target],
    )
    return function(stack, vpc_config=vpc("sg-0123456789abcdef0"), file_system_config=files)


Give = Callable[[TerraformStack], Any]
Take = Callable[[TerraformStack, Any, Path], object]
PAIRS: dict[str, tuple[Give, Take]] = {
    "a repository to build for": (
        lambda a: Repository(a, "It", name="ab"),
        lambda b, it, folder: function(b, image=ContainerImage.build(folder, repository=it)),
    ),
    "a repository to run from": (
        lambda a: Repository(a, "It", name="ab"),
        lambda b, it, _: function(b, image=ContainerImage.from_repository(it, tag="a")),
    ),
    "a repository to grant": (
        lambda a: Repository(a, "It", name="ab"),
        lambda b, it, _: it.grant_pull(ExecutionRole(b, "Role")),
    ),
    "a key of a function": (
        lambda a: EncryptionKey(a, "It"),
        lambda b, it, _: function(b, kms_key=it),
    ),
    "a key of a queue": (
        lambda a: EncryptionKey(a, "It"),
        lambda b, it, _: Queue(b, "Queue", visibility_timeout_seconds=30, kms_key=it),
    ),
    "an HTTP API": (
        lambda a: HttpApi(a, "It"),
        lambda b, it, _: it.add_route("GET /a", function(b), public=True),
    ),
    "a function of a REST API": (
        function,
        lambda b, it, _: RestProxy(b, "Api", target=it, public=True),
    ),
    "a queue as a source": (
        lambda a: Queue(a, "It", visibility_timeout_seconds=180),
        lambda b, it, _: function(b).add_event_source(SqsEventSource(it)),
    ),
    "a queue of Terraform's as a source": (
        lambda a: SqsQueue(a, "It", name="a", visibility_timeout_seconds=180),
        lambda b, it, _: function(b).add_event_source(SqsEventSource(it)),
    ),
    "a queue to grant": (
        lambda a: Queue(a, "It", visibility_timeout_seconds=180),
        lambda b, it, _: it.grant_send_messages(function(b)),
    ),
    "a function for a queue": (function, lambda b, it, _: Queue(b, "Queue", function=it)),
    "dead letters of a function": (
        lambda a: DeadLetterQueue(a, "It"),
        lambda b, it, _: function(b, dead_letter_target=Destination.queue(it)),
    ),
    "dead letters of a schedule": (
        lambda a: DeadLetterQueue(a, "It"),
        lambda b, it, _: function(b).add_event_source(
            ScheduleEventSource("rate(1 day)", dead_letters=it)
        ),
    ),
    "dead letters of a subscription": (
        lambda a: DeadLetterQueue(a, "It"),
        lambda b, it, _: function(b).add_event_source(SnsEventSource(TOPIC, dead_letters=it)),
    ),
    "a topic": (
        lambda a: DeadLetterTopic(a, "It"),
        lambda b, it, _: function(b, dead_letter_target=Destination.topic(it)),
    ),
    "a topic of alarms": (
        lambda a: AlarmTopic(a, "It"),
        lambda b, it, _: function(b).add_alarms(topic=it),
    ),
    "a metric": (
        function,
        lambda b, it, _: Alarm(
            b, "Alarm", metric=it.metrics.errors, rule=AlarmRule(threshold=1), topic=TOPIC
        ),
    ),
    "a dashboard": (function, lambda b, it, _: Dashboard(b, "Dashboard", functions=[it])),
    "a function to invoke": (function, lambda b, it, _: it.grant_invoke(ExecutionRole(b, "Role"))),
    "a function as a destination": (
        function,
        lambda b, it, _: function(b).configure_async(on_success=Destination.function(it)),
    ),
    "a hook": (
        function,
        lambda b, it, _: (
            function(b).add_alias("live").deploy_gradually(CANARY, before_allow_traffic=it)
        ),
    ),
    "alarms of a deployment": (
        lambda a: function(a).add_alarms(topic=TOPIC),
        lambda b, it, _: function(b).add_alias("live").deploy_gradually(CANARY, alarm_names=it),
    ),
    "a user pool": (
        lambda a: CognitoUserPool(a, "It", name="a"),
        lambda b, it, _: function(b).add_event_source(CognitoEventSource(it, ["pre_sign_up"])),
    ),
    "a mount target": (
        lambda a: EfsMountTarget(a, "It", file_system_id="fs-0", subnet_id="subnet-0"),
        lambda b, it, _: mounted(b, it),
    ),
    "a security group": (
        lambda a: SecurityGroup(a, "It", vpc=Vpc.from_id(a, "Vpc", "vpc-0123456789abcdef0")),
        lambda b, it, _: function(b, vpc_config=vpc(it.resource.id)),
    ),
}
TRIED_ELSEWHERE = {
    "Alias": "as a function",
    "EventRule": "made by a source, in the function's stack",
    "EventSourceMapping": "the same",
    "ExistingFunction": "has no resource of its own",
    "ExistingRepository": "the same",
    "ExecutionRole": "refused, below",
    "FunctionUrl": "an output of a function",
    "CognitoTriggers": "made by a source, in the function's stack",
    "GradualDeployment": "made by an alias, in its stack",
    "HttpRoute": "made by an API",
    "IotRule": "made by a source, in the function's stack",
    "LoadBalancerTarget": "the same",
    "LogSubscription": "the same",
    "ProvisionedConcurrency": "made by an alias, in its stack",
    "RestProxy": "takes; it gives nothing",
    "Alarm": "as alarms of a deployment",
    "Dashboard": "takes; it gives nothing",
    "DomainName": "made by an API, in its stack",
    "S3Subscription": "made by a source, in the function's stack",
    "Scaling": "made by an alias, in its stack",
    "Schedule": "made by a source, in the function's stack",
    "SecretRotation": "the same",
    "SnsSubscription": "the same",
    "Vpc": "its subnets and groups are ids",
}


def two_stacks(folder: Path) -> tuple[App, TerraformStack, TerraformStack]:
    app = App(outdir=str(folder / "cdktf.out"))
    stacks = []
    for name in ("a", "b"):
        stack = TerraformStack(app, name)
        LocalBackend(stack, path=f"{name}.tfstate")
        AwsProvider(stack, "aws", region=REGION)
        stacks.append(stack)
    return app, stacks[0], stacks[1]


def documents(app: App) -> dict[str, dict[str, Any]]:
    app.synth()
    folder = Path(app.outdir) / "stacks"
    return {name: json.loads((folder / name / "cdk.tf.json").read_text()) for name in "ab"}


@pytest.mark.parametrize("pair", PAIRS)
def test_it_works_in_the_other_stack(pair: str, context: Path, tmp_path: Path) -> None:
    give, take = PAIRS[pair]
    app, a, b = two_stacks(tmp_path)
    take(b, give(a), context)
    written = documents(app)
    assert {name: loose_ends(document) for name, document in written.items()} == {"a": [], "b": []}


def test_every_construct_is_a_giver_or_says_why_not() -> None:
    names: list[str] = vars(lambda_container)["__all__"]
    classes = [getattr(lambda_container, name) for name in names]
    constructs = {c.__name__ for c in classes if isinstance(c, type)} & {
        c.__name__ for c in classes if isinstance(c, type) and issubclass(c, LibraryConstruct)
    }
    given = set()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for give, _ in PAIRS.values():
            stack = TerraformStack(App(), "a")
            AwsProvider(stack, "aws", region=REGION)
            given.add(type(give(stack)).__name__)
    assert constructs - given == set(TRIED_ELSEWHERE) & constructs


def test_a_role_of_another_stack_is_refused(tmp_path: Path) -> None:
    _, a, b = two_stacks(tmp_path)
    role = ExecutionRole(a, "Role")
    with pytest.raises(InvalidArgument) as raised:
        function(b, role=role)
    assert str(raised.value) == (
        "ContainerFunction 'b/Orders': role must be of the stack 'b', or"
        " ExecutionRole.from_arn(role.arn): its policy would name the function, and each stack"
        " would wait for the other, got 'a/Role'"
    )
    function(b, "Theirs", role=ExecutionRole.from_arn(role.arn))


def test_a_provider_of_another_stack_is_refused(tmp_path: Path) -> None:
    _, a, b = two_stacks(tmp_path)
    provider = AwsProvider(a, "other", region=REGION, alias="other")
    with pytest.raises(InvalidArgument, match="provider must be a provider of the same stack"):
        function(b, provider=provider)


def test_a_function_with_a_provider_of_its_own_is_called_in_its_stack_only(tmp_path: Path) -> None:
    _, a, b = two_stacks(tmp_path)
    provider = AwsProvider(a, "other", region=REGION, alias="other")
    with pytest.raises(InvalidArgument, match="provider must have no provider of its own"):
        RestProxy(b, "Api", target=function(a, provider=provider), public=True)


def test_an_image_of_another_app_is_refused(tmp_path: Path, context: Path) -> None:
    _, a, _ = two_stacks(tmp_path)
    (tmp_path / "other").mkdir()
    _, _, b = two_stacks(tmp_path / "other")
    image = ContainerImage.build(context, repository=Repository(a, "Repository", name="ab"))
    with pytest.raises(InvalidArgument, match="repository must be of the App of the function"):
        function(b, image=image)


# Texts that hold a reference, and verbs of the giver, are left to CDKTF.
_BY_TEXT = (
    "a repository to grant",
    "an HTTP API",
    "a queue to grant",
    "dead letters of a function",
    "a topic",
    "a metric",
    "a function to invoke",
    "a function as a destination",
    "a security group",
)


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if pair not in _BY_TEXT])
def test_what_another_app_made_is_refused(pair: str, tmp_path: Path, context: Path) -> None:
    give, take = PAIRS[pair]
    _, a, _ = two_stacks(tmp_path)
    (tmp_path / "other").mkdir()
    _, _, b = two_stacks(tmp_path / "other")
    given = give(a)
    with pytest.raises(InvalidArgument, match="App"):
        take(b, given, context)


@pytest.mark.parametrize("how", ["build", "tag"])
def test_a_repository_with_a_provider_of_its_own_is_of_its_stack_only(
    how: str, tmp_path: Path, context: Path
) -> None:
    _, a, b = two_stacks(tmp_path)
    provider = AwsProvider(a, "other", region=REGION, alias="other")
    repository = Repository(a, "Repository", name="ab", provider=provider)
    if how == "build":
        image: ContainerImage = ContainerImage.build(context, repository=repository)
    else:
        image = ContainerImage.from_repository(repository, tag="1")
    function(a, image=image)
    with pytest.raises(InvalidArgument, match="repository must have no provider of its own to be"):
        function(b, image=image)


def test_a_role_of_another_stack_is_refused_for_what_exists(tmp_path: Path) -> None:
    _, a, b = two_stacks(tmp_path)
    role = ExecutionRole(a, "Role")
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:orders"
    with pytest.raises(InvalidArgument, match="role must be of the stack 'b'"):
        ContainerFunction.from_name(b, "Name", "orders", role=role)
    with pytest.raises(InvalidArgument, match="role must be of the stack 'b'"):
        ContainerFunction.from_arn(b, "Arn", arn, role=role)
