"""Bad input gets one plain error, before jsii, that names construct, argument, rule and value."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cdktf import TerraformStack

from lambda_container import (
    BuildSecret,
    Condition,
    ContainerFunction,
    ContainerImage,
    ExecutionRole,
    InvalidArgument,
    LambdaContainerError,
    LifecycleRule,
    Principal,
    Repository,
    Statement,
    Timeouts,
    UnsupportedArgument,
)
from tests.aws import URI
from tests.lambda_container.checks.strange import STRANGE, shown

IMAGE = ContainerImage.from_uri(URI)
DIGEST = f"sha256:{'0' * 64}"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


FUNCTION: list[tuple[str, Any, str]] = [
    ("image", "hello", "be a ContainerImage"),
    ("image", None, "be a ContainerImage"),
    *[("function_name", x, "be 1 to 64 letters, digits, '-' and '_'") for x in STRANGE if x],
    ("function_name", "a" * 65, "be 1 to 64 letters, digits, '-' and '_', got 'aaa"),
    ("function_name", "orders.v2", "be 1 to 64 letters"),
    ("description", "a" * 257, "have 0 to 256 characters"),
    ("description", "a\nb", "hold no control characters"),
    ("description", "a\0b", "hold no control characters"),
    ("description", 5, "be a string, got 5"),
    ("role", "arn:aws:iam::111122223333:role/x", "be an ExecutionRole, got"),
    ("memory_size", 127, "be 128 to 10240 MB, got 127"),
    ("memory_size", 10_241, "be 128 to 10240 MB, got 10241"),
    ("memory_size", True, "be a whole number, 128 to 10240 MB, got True"),
    ("memory_size", 512.5, "be a whole number"),
    ("memory_size", math.nan, "be a whole number, 128 to 10240 MB, got nan"),
    ("memory_size", -math.inf, "be a whole number"),
    ("memory_size", "512", "be a whole number, 128 to 10240 MB, got '512'"),
    ("memory_size", None, "be a whole number"),
    ("timeout", 0, "be 1 to 900 seconds, got 0"),
    ("timeout", 901, "be 1 to 900 seconds, got 901"),
    ("ephemeral_storage", 511, "be 512 to 10240 MB, got 511"),
    ("ephemeral_storage", 10_241, "be 512 to 10240 MB"),
    ("environment", ["A=1"], "map strings to strings"),
    ("environment", {1: "a"}, "have strings as keys, got a int (not shown)"),
    ("environment key", {"AWS_REGION": "a"}, "not be one that Lambda reserves, got 'AWS_REGION'"),
    ("environment key", {"_HANDLER": "a"}, "not be one that Lambda reserves"),
    ("environment key", {"1A": "a"}, "begin with a letter"),
    ("environment key", {"A": "a"}, "begin with a letter"),
    ("environment key", {"A-B": "a"}, "begin with a letter"),
    ("environment key", {"ÄB": "a"}, "begin with a letter"),
    ("environment['AB']", {"AB": 1}, "be a string, got a int (not shown)"),
    ("environment['AB']", {"AB": None}, "be a string"),
    ("environment['AB']", {"AB": "a\0b"}, "hold no control characters"),
    ("environment['AB']", {"AB": "\ud800"}, "hold no control characters"),
    (
        "environment",
        {"AB": "a" * 4088},
        "have at most 4096 bytes in all, as JSON, got '4097 bytes'",
    ),
    (
        "environment",
        {"AB": "é" * 2048},
        "have at most 4096 bytes in all, as JSON, got '4105 bytes'",
    ),
    (
        "environment",
        {"AB": '"' * 2044},
        "have at most 4096 bytes in all, as JSON, got '4097 bytes'",
    ),
    ("architecture", "amd64", "be one of x86_64, arm64, got 'amd64'"),
    ("architecture", 1, "be one of x86_64, arm64"),
    ("entry_point", "python", "be a list of strings, got a str of 6 characters (not shown)"),
    ("command[1]", ["a", 5], "be a string, got a int (not shown)"),
    ("command[0]", ["a\0b"], "hold no control characters"),
    ("command", ["a"] * 1501, "have at most 1500 texts"),
    ("command[0]", ["a" * 1001], "have 0 to 1000 characters"),
    ("working_directory", "var/task", "be an absolute path, got 'var/task'"),
    ("working_directory", "", "not be empty"),
    ("tracing", "active", "be one of Active, PassThrough, got 'active'"),
    ("log_retention_in_days", 2, "be one of 0, 1, 3, 5, 7"),
    ("log_retention_in_days", True, "be one of 0, 1, 3"),
    ("log_retention_in_days", 365.5, "be one of 0, 1, 3"),
    ("log_format", "json", "be one of JSON, Text, got 'json'"),
    ("application_log_level", "debug", "be one of TRACE, DEBUG, INFO, WARN, ERROR, FATAL"),
    ("system_log_level", "ERROR", "be one of DEBUG, INFO, WARN"),
    ("reserved_concurrent_executions", -2, "be -1 to 2147483647, got -2"),
    ("publish", "yes", "be True or False, got 'yes'"),
    ("publish", 1, "be True or False, got 1"),
    ("tags", [("a", "b")], "map strings to strings"),
    ("tags key", {"": "a"}, "not be empty (have 1 to 128 characters)"),
    ("tags key", {"a" * 129: "a"}, "have 1 to 128 characters"),
    ("tags key", {"aws:x": "a"}, "not begin with 'aws:', which AWS keeps, got 'aws:x'"),
    ("tags['a']", {"a": "b" * 257}, "have 0 to 256 characters"),
    ("tags['a']", {"a": 1}, "be a string, got 1"),
    ("tags", {f"k{i}": "" for i in range(51)}, "have at most 50 tags, got '51 tags'"),
    ("timeouts", {"create": "10m"}, "be a Timeouts"),
]

REPOSITORY: list[tuple[str, Any, str]] = [
    *[("name", x, "be 2 to 256 lowercase letters and digits") for x in STRANGE],
    *[
        ("name", x, "be 2 to 256 lowercase letters and digits")
        for x in ("a", "Hello", "a//b", "/a", "a/", "a..b", "-a", "a_-b", "a:b", "hello\n")
    ],
    ("image_tag_mutability", "immutable", "be one of IMMUTABLE, MUTABLE, IMMUTABLE_WITH_EXCLUSION"),
    ("image_tag_mutability_exclusion_filter", ["a"], "be given if image_tag_mutability is"),
    ("scan_on_push", 1, "be True or False, got 1"),
    ("encryption_type", "aes256", "be one of KMS, AES256"),
    ("kms_key", "alias/mine", "be an ARN such as 'arn:aws:kms:...:key/...'"),
    ("kms_key", "arn:aws:kms:eu-west-1:111122223333:alias/mine", "be an ARN such as"),
    ("kms_key", f"{KEY}\n", "be an ARN such as"),
    ("force_delete", None, "be True or False, got None"),
    ("lifecycle_rules", LifecycleRule(since_image_pushed=1), "be a list of LifecycleRule"),
    ("lifecycle_rules[0]", ["x"], "be a LifecycleRule, got 'x'"),
    ("lifecycle_rules", [LifecycleRule(since_image_pushed=1)] * 51, "have at most 50 rules"),
    ("pull_accounts", "111122223333", "be a list of strings"),
    ("pull_accounts[0]", ["11112222333"], "be an AWS account id of 12 digits"),
    ("pull_accounts[0]", [111122223333], "be a string"),
    ("tags key", {"aws:x": "a"}, "not begin with 'aws:'"),
    ("login", "password", "be one of ephemeral-token, ecr-login, got 'password'"),
]

ROLE: list[tuple[str, Any, str]] = [
    *[("name", x, "be 1 to 64 letters") for x in STRANGE if x is not None],
    ("name_prefix", "a" * 39, "be 1 to 64 letters, digits and '_+=,.@-', at most 38"),
    ("name_prefix", "é", "be 1 to 64 letters"),
    *[("path", x, "begin and end with '/'") for x in ("", "team", "/team", "/a b/", "/é/", None)],
    ("description", "a" * 1001, "have 1 to 1000 characters"),
    ("permissions_boundary", "limit", "be an ARN such as 'arn:aws:iam:...:policy/...'"),
    ("statements", Statement(actions=["s3:GetObject"]), "be a list of Statement"),
    ("statements[0]", ["s3:GetObject"], "be a Statement, got 's3:GetObject'"),
    ("tags['a']", {"a": "\x1b"}, "hold no control characters"),
]


@pytest.mark.parametrize(("argument", "value", "rule"), FUNCTION)
def test_a_function_refuses(stack: TerraformStack, argument: str, value: object, rule: str) -> None:
    arguments: dict[str, Any] = {"image": IMAGE, shown(argument): value}
    with pytest.raises(InvalidArgument) as raised:
        ContainerFunction(stack, "It", **arguments)
    assert str(raised.value).startswith(f"ContainerFunction 'dev/It': {argument} must {rule}")
    assert stack.node.try_find_child("It") is None


@pytest.mark.parametrize(("argument", "value", "rule"), REPOSITORY)
def test_a_repository_refuses(
    stack: TerraformStack, argument: str, value: object, rule: str
) -> None:
    arguments: dict[str, Any] = {"name": "hello", shown(argument): value}
    with pytest.raises(InvalidArgument) as raised:
        Repository(stack, "It", **arguments)
    assert str(raised.value).startswith(f"Repository 'dev/It': {argument} must {rule}")
    assert stack.node.try_find_child("It") is None


@pytest.mark.parametrize(("argument", "value", "rule"), ROLE)
def test_a_role_refuses(stack: TerraformStack, argument: str, value: object, rule: str) -> None:
    arguments: dict[str, Any] = {shown(argument): value}
    with pytest.raises(InvalidArgument) as raised:
        ExecutionRole(stack, "It", **arguments)
    assert str(raised.value).startswith(f"ExecutionRole 'dev/It': {argument} must {rule}")
    assert stack.node.try_find_child("It") is None


VALUES: list[tuple[Callable[[TerraformStack], object], str]] = [
    (lambda s: Repository(s, "It", name="ab", lifecycle_rules=[
        LifecycleRule(tag_status="any", since_image_pushed=1),
        LifecycleRule(since_image_pushed=1),
    ]), "Repository 'dev/It': lifecycle_rules[0] must come last: its tag_status is 'any'"),
    (lambda s: Repository(s, "It", name="ab", kms_key=KEY, encryption_type="AES256"),
     "Repository 'dev/It': kms_key must be given with encryption_type 'KMS' only"),
    (lambda s: Repository(s, "It", name="ab", image_tag_mutability="MUTABLE_WITH_EXCLUSION"),
     "image_tag_mutability_exclusion_filter must be given if image_tag_mutability is"),
    (lambda s: Repository(
        s, "It", name="ab", image_tag_mutability="MUTABLE_WITH_EXCLUSION",
        image_tag_mutability_exclusion_filter=["a"] * 6,
    ), "image_tag_mutability_exclusion_filter must have at most 5 patterns"),
    (lambda s: Repository(
        s, "It", name="ab", image_tag_mutability="MUTABLE_WITH_EXCLUSION",
        image_tag_mutability_exclusion_filter=["a*b*c*"],
    ), "image_tag_mutability_exclusion_filter[0] must be 1 to 128 letters"),
    (lambda s: Repository.from_name(s, "It", "Hello"), "Repository 'dev/It': name must be 2 to"),
    (lambda s: Repository.from_name(s, "It", "hello", registry_id="1"),
     "Repository 'dev/It': registry_id must be an AWS account id of 12 digits, got '1'"),
    (lambda s: Repository.from_arn(s, "It", "arn:aws:s3:::hello"),
     "Repository 'dev/It': arn must be an ARN such as 'arn:aws:ecr:...:repository/...'"),
    (lambda s: Repository.from_arn(s, "It", "arn:aws:ecr:eu-west-1:111122223333:repository/A"),
     "Repository 'dev/It': arn must be 2 to 256 lowercase"),
    (lambda s: Repository.from_arn(s, "It", "arn:aws:ecr:mars:111122223333:repository/hello"),
     "Repository 'dev/It': arn must be an ARN such as 'arn:aws:ecr:...:repository/...', got"),
    (lambda s: Repository.from_arn(s, "It", "arn:aws:ecr:eu-west-1::repository/hello"),
     "Repository 'dev/It': arn must be an AWS account id of 12 digits, got ''"),
    (lambda s: LifecycleRule(), "LifecycleRule: since_image_pushed must be given, or image"),
    (lambda s: LifecycleRule(since_image_pushed=1, image_count_more_than=1),
     "LifecycleRule: since_image_pushed must be given, or image"),
    (lambda s: LifecycleRule(since_image_pushed=0),
     "LifecycleRule: since_image_pushed must be 1 to 2147483647 days, got 0"),
    (lambda s: LifecycleRule(image_count_more_than=True),
     "LifecycleRule: image_count_more_than must be a whole number"),
    (lambda s: LifecycleRule(since_image_pushed=1, tag_status="tagged"),
     "LifecycleRule: tag_pattern_list must be given, or tag_prefix_list instead, if"),
    (lambda s: LifecycleRule(since_image_pushed=1, tag_prefix_list=["a"]),
     "LifecycleRule: tag_pattern_list must be given, or tag_prefix_list instead, if"),
    (lambda s: LifecycleRule(since_image_pushed=1, tag_status="tagged", tag_prefix_list=["a b"]),
     "LifecycleRule: tag_prefix_list[0] must be 1 to 128 letters"),
    (lambda s: LifecycleRule(since_image_pushed=1, description="a\nb"),
     "LifecycleRule: description must hold no control characters"),
    (lambda s: ExecutionRole(s, "It", name="a", name_prefix="b"),
     "ExecutionRole 'dev/It': name_prefix must not be given together with name"),
    (lambda s: ExecutionRole.from_arn("arn:aws:iam::111122223333:user/me"),
     "ExistingRole: arn must be an ARN such as 'arn:aws:iam:...:role/...'"),
    (lambda s: Statement(actions=[]), "Statement: actions must not be empty"),
    (lambda s: Statement(actions="s3:GetObject"), "Statement: actions must be a list of strings"),
    (lambda s: Statement(actions=["GetObject"]), "Statement: actions[0] must be an IAM action"),
    (lambda s: Statement(sid="a b", actions=["s3:*"]), "Statement 'a b': sid must be 1 to 128"),
    (lambda s: Statement(actions=["s3:*"], resources="*"), "Statement: resources must be a list"),
    (lambda s: Statement(actions=["s3:*"], effect="allow"),  # type: ignore[arg-type]
     "Statement: effect must be one of Allow, Deny, got 'allow'"),
    (lambda s: Statement(actions=["s3:*"], conditions=["x"]),  # type: ignore[list-item]
     "Statement: conditions[0] must be a Condition, got 'x'"),
    (lambda s: Condition("", "aws:x", ["a"]), "Condition: test must be a condition operator"),
    (lambda s: Condition("Bool", "aws:x", "a"), "Condition: values must be a list of strings"),
    (lambda s: Principal("Servce", ["a"]),  # type: ignore[arg-type]
     "Principal: type must be one of Service, AWS, Federated, got 'Servce'"),
    (lambda s: Timeouts(create="10 minutes"), "Timeouts: create must be a duration such as '10m'"),
    (lambda s: BuildSecret(id="a b", env="A"), "BuildSecret 'a b': id must be 1 to 128"),
    (lambda s: BuildSecret(id="a"), "BuildSecret 'a': env must be given, or src instead"),
    (lambda s: BuildSecret(id="a", env="A", src="b"), "BuildSecret 'a': env must be given, or src"),
    (lambda s: BuildSecret(id="a", env="A-B"), "BuildSecret 'a': env must be the name of a"),
    *[
        (lambda s, uri=uri: ContainerImage.from_uri(uri),
         "ContainerImage.from_uri: uri must be an image in a private ECR repository")
        for uri in (
            "", "hello", "python:3.13", "public.ecr.aws/lambda/python:3.13", "docker.io/a/b:1",
            "111122223333.dkr.ecr.eu-west-1.amazonaws.com/hello",
            "11112222333.dkr.ecr.eu-west-1.amazonaws.com/hello:1",
            "111122223333.dkr.ecr.eu-west-1.example.com/hello:1",
            f"{URI}\n", URI[:-1], URI.upper(), 5, None,
        )
    ],
    (lambda s: ContainerImage.from_repository(Repository(s, "R", name="ab")),
     "ContainerImage.from_repository: digest must be given, or tag instead, and not both"),
    (lambda s: ContainerImage.from_repository(
        Repository(s, "R", name="ab"), tag="a", digest=DIGEST
    ), "ContainerImage.from_repository: digest must be given, or tag instead, and not both"),
    (lambda s: ContainerImage.from_repository(Repository(s, "R", name="ab"), tag="-a"),
     "ContainerImage.from_repository: tag must be 1 to 128 letters"),
    (lambda s: ContainerImage.from_repository(Repository(s, "R", name="ab"), digest="sha256:a"),
     "ContainerImage.from_repository: digest must be 'sha256:' and 64 lowercase"),
    (lambda s: ContainerImage.from_repository("hello", tag="a"),  # type: ignore[arg-type]
     "ContainerImage.from_repository: repository must be a Repository, got 'hello'"),
    (lambda s: ContainerFunction(s, "It", image=IMAGE, log_format="Text", system_log_level="INFO"),
     "ContainerFunction 'dev/It': system_log_level must be given with log_format 'JSON' only"),
    (lambda s: ContainerFunction(s, "I" * 65, image=IMAGE),
     "function_name must be given, because the construct's path is not valid"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "message"), VALUES)
def test_combinations_and_values_that_aws_refuses(
    stack: TerraformStack, make: Callable[[TerraformStack], object], message: str
) -> None:
    with pytest.raises(InvalidArgument) as raised:
        make(stack)
    assert message in str(raised.value)


def test_a_function_and_its_image_agree_on_the_architecture(
    stack: TerraformStack, context: Path
) -> None:
    repository = Repository(stack, "Repository", name="hello")
    image = ContainerImage.build(context, repository=repository, architecture="arm64")
    message = "architecture must be the image's, arm64, got 'x86_64'"
    with pytest.raises(InvalidArgument, match=message):
        ContainerFunction(stack, "It", image=image, architecture="x86_64")


@pytest.mark.parametrize(
    ("argument", "reason"),
    [
        ("handler", "the image's CMD names the handler, or command="),
        ("runtime", "the image's base decides the runtime"),
        ("layers", "copy what a layer holds into the image"),
        ("filename", "pass image="),
        ("s3_bucket", "pass image="),
        ("code_signing_config_arn", "sign them in ECR"),
        ("snap_start", "SnapStart does not take images"),
        ("package_type", "it is always Image"),
    ],
)
def test_arguments_of_zip_archives_say_why_not(
    stack: TerraformStack, argument: str, reason: str
) -> None:
    unsupported: dict[str, Any] = {"image": IMAGE, argument: "x"}
    with pytest.raises(UnsupportedArgument, match=reason) as raised:
        ContainerFunction(stack, "It", **unsupported)
    assert isinstance(raised.value, TypeError)
    assert isinstance(raised.value, LambdaContainerError)
    assert str(raised.value).startswith(f"ContainerFunction 'dev/It': {argument} is not possible")


def test_an_unknown_argument_is_a_type_error(stack: TerraformStack) -> None:
    with pytest.raises(TypeError, match=r"'dev/It': there is no argument 'memory'"):
        ContainerFunction(stack, "It", image=IMAGE, memory=128)


@pytest.mark.parametrize("id_", ["", "a.b", "rôle", "a b", "a/b", "a\n", 5, None])
def test_ids_that_cdktf_would_rewrite_are_refused(stack: TerraformStack, id_: Any) -> None:
    for make in (
        lambda: Repository(stack, id_, name="hello"),
        lambda: Repository.from_name(stack, id_, "hello"),
        lambda: ExecutionRole(stack, id_),
        lambda: ContainerFunction(stack, id_, image=IMAGE),
    ):
        with pytest.raises(InvalidArgument, match="id must be ASCII letters, digits, '-' and '_'"):
            make()


def test_two_constructs_of_one_id_are_refused(stack: TerraformStack) -> None:
    Repository(stack, "Orders", name="orders")
    message = "ContainerFunction 'dev/Orders': id must be unique among its siblings"
    with pytest.raises(InvalidArgument, match=message):
        ContainerFunction(stack, "Orders", image=IMAGE)


@pytest.mark.parametrize("scope", [None, "dev", 5])
def test_a_scope_is_a_construct(scope: Any) -> None:
    with pytest.raises(InvalidArgument, match="Repository 'It': scope must be a construct, got"):
        Repository(scope, "It", name="hello")


def test_errors_never_show_a_secret(stack: TerraformStack) -> None:
    with pytest.raises(InvalidArgument) as raised:
        ContainerFunction(stack, "It", image=IMAGE, environment={"PASSWORD": "hunter2\0"})
    assert "hunter2" not in str(raised.value)
    assert str(raised.value).endswith("got a str of 8 characters (not shown)")


def test_long_values_are_shown_shortened(stack: TerraformStack) -> None:
    with pytest.raises(InvalidArgument) as raised:
        Repository(stack, "It", name="A" * 10_000)
    assert len(str(raised.value)) < 250
