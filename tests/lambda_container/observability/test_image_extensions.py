"""Extensions inside images."""

from __future__ import annotations

from pathlib import Path

import pytest
from cdktf import TerraformStack
from markdown_it import MarkdownIt

from lambda_container import (
    ContainerFunction,
    ContainerImage,
    ExecutionRole,
    InvalidArgument,
    Repository,
)
from tests.aws import URI
from tests.synth import Synth

BASE = "FROM public.ecr.aws/lambda/python:3.13"
RPM = (
    "https://lambda-insights-extension.s3.amazonaws.com/amazon_linux/lambda-insights-extension.rpm"
)
INSIGHTS = f"FROM fedora AS insights\nRUN curl -o /a.rpm {RPM} && rpm -U /a.rpm\n"
COPY = "COPY --from=insights /opt/extensions/ /opt/extensions/\n"


def build(
    stack: TerraformStack, context: Path, dockerfile: str, target: str | None = None
) -> ContainerFunction:
    (context / "Dockerfile").write_text(dockerfile)
    repository = Repository(stack, "Repository", name="hello")
    image = ContainerImage.build(context, repository=repository, target=target)
    return ContainerFunction(stack, "Orders", image=image, tracing="PassThrough")


@pytest.mark.parametrize(
    ("dockerfile", "target"),
    [
        (f"{INSIGHTS}{BASE}\n{COPY}", None),
        (f"{INSIGHTS}{BASE} AS Final\n{COPY}\nFROM Final\nCMD app.handler\n", None),
        (f"{INSIGHTS}{BASE} AS live\n{COPY}FROM live AS test\nFROM alpine\n", "TEST"),
        (f"{INSIGHTS}{BASE}\nCOPY --from=0 /opt/ /opt\n", None),
        (f"{BASE}\nRUN rpm -U {RPM}\n", None),
        (f"{BASE}\nRUN <<EOF\nrpm -U {RPM}\nEOF\n", None),
        (f"{BASE}\nCOPY --from=example.com/extensions:1 /opt/extensions /opt/extensions/\n", None),
        (f"{BASE}\nADD insights.tar.gz /opt/\n", None),
        (f'{BASE}\nCOPY ["lambda-insights", "/opt/extensions/lambda-insights"]\n', None),
        (f"{BASE} AS base\nENV DIR=/opt\nFROM base\nCOPY extensions ${{DIR}}/extensions\n", None),
        (f"{BASE}\nCOPY lambda-insights $ELSEWHERE\n", None),
        (f"{BASE}\nARG DIR=/opt\nCOPY extensions $DIR/extensions\n", None),
    ],
)
def test_a_dockerfile_that_brings_the_extension_is_accepted(
    stack: TerraformStack, context: Path, dockerfile: str, target: str | None
) -> None:
    build(stack, context, dockerfile, target).enable_insights()


@pytest.mark.parametrize(
    ("dockerfile", "target"),
    [
        (f"{BASE}\nCOPY app.py .\n", None),
        (f"{BASE}\n# RUN rpm -U {RPM}\n", None),
        (f"{INSIGHTS}{BASE}\nCOPY app.py .\n", None),
        (f"{INSIGHTS}{BASE} AS live\nFROM {BASE[5:]}\n{COPY}", "live"),
        (f"FROM alpine AS other\nRUN touch /opt/a\n{BASE}\nCOPY --from=other /opt /opt\n", None),
        (f"{BASE}\nCOPY app.py /optional/\n", None),
        (f"{BASE}\nCOPY app.py ${{LAMBDA_TASK_ROOT}}/\n", None),
        (f"{BASE}\nCOPY app.py $ELSEWHERE/\n", None),
        (f"{BASE}\nCOPY app.py ${{DIR!}}/\n", None),
        (f"{BASE}\nENV DIR=/srv\nCOPY app.py $DIR/\n", None),
    ],
)
def test_a_dockerfile_without_the_extension_is_refused(
    stack: TerraformStack, context: Path, dockerfile: str, target: str | None
) -> None:
    function = build(stack, context, dockerfile, target)
    message = (
        "ContainerFunction 'dev/Orders': enable_insights: image must have the Lambda Insights"
        " extension in /opt of the stage that is built, got .*Dockerfile"
    )
    with pytest.raises(InvalidArgument, match=message):
        function.enable_insights()
    function.enable_insights(in_base_image=True)


def test_the_dockerfiles_of_the_docs_are_accepted(stack: TerraformStack, context: Path) -> None:
    page = Path(__file__).parents[3] / "docs" / "observability.md"
    fences = [t for t in MarkdownIt().parse(page.read_text()) if t.info == "dockerfile"]
    insights, adot = (fence.content for fence in fences)
    function = build(stack, context, insights)
    function.enable_insights()
    with pytest.raises(InvalidArgument, match="have the ADOT extension"):
        function.enable_adot()
    (context / "Dockerfile").write_text(adot)
    function.enable_adot()


def test_a_file_that_is_no_dockerfile_is_refused(stack: TerraformStack, context: Path) -> None:
    function = build(stack, context, f'{BASE}\nENV "a\n')
    with pytest.raises(InvalidArgument, match="image must"):
        function.enable_insights()


def test_insights_may_write_its_own_log_group_only(
    function: ContainerFunction, synth: Synth
) -> None:
    function.enable_insights()
    statements = synth.statements("Orders_Role")
    group = (
        "arn:${data.aws_partition.LambdaContainerPartition.partition}:logs:"
        "${data.aws_region.LambdaContainerRegion.id}:"
        "${data.aws_caller_identity.LambdaContainerCallerIdentity.account_id}"
        ":log-group:/aws/lambda-insights"
    )
    assert {
        "effect": "Allow",
        "actions": ["logs:CreateLogGroup"],
        "resources": [group, f"{group}:*"],
    } in statements
    (write,) = (s for s in statements if s["actions"][0] == "logs:CreateLogStream")
    assert write["resources"][1:] == [f"{group}:*"]


def test_adot_is_started_and_sends_traces(stack: TerraformStack, synth: Synth) -> None:
    function = ContainerFunction(
        stack,
        "Orders",
        image=ContainerImage.from_uri(URI),
        environment={"LEVEL": "${a}"},
        tracing="PassThrough",
    )
    function.enable_adot()
    assert synth.resource("aws_lambda_function")["environment"] == {
        "variables": {"AWS_LAMBDA_EXEC_WRAPPER": "/opt/otel-instrument", "LEVEL": "$${a}"}
    }
    traces = [s for s in synth.statements("Orders_Role") if s.get("sid") == "Traces"]
    assert traces == [
        {
            "sid": "Traces",
            "effect": "Allow",
            "actions": ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
            "resources": ["*"],
        }
    ]


def test_adot_adds_nothing_to_a_traced_functions_role(
    function: ContainerFunction, synth: Synth
) -> None:
    before = synth.statements("Orders_Role")
    function.enable_adot(exec_wrapper=None)
    assert synth.statements("Orders_Role") == before
    assert "environment" not in synth.resource("aws_lambda_function")


def test_adot_must_be_in_the_image(stack: TerraformStack, context: Path) -> None:
    function = build(stack, context, f"{INSIGHTS}{BASE}\n{COPY}")
    with pytest.raises(InvalidArgument, match="have the ADOT extension in /opt"):
        function.enable_adot()
    function.enable_insights()


def test_the_sdk_alone_is_no_adot(stack: TerraformStack, context: Path) -> None:
    function = build(stack, context, f"{BASE}\nRUN pip install opentelemetry-sdk\n")
    with pytest.raises(InvalidArgument, match="have the ADOT extension in /opt"):
        function.enable_adot()


def test_roles_of_others_are_left_alone(stack: TerraformStack, synth: Synth) -> None:
    role = ExecutionRole.from_arn("arn:aws:iam::111122223333:role/orders")
    image = ContainerImage.from_uri(URI)
    function = ContainerFunction(stack, "Orders", image=image, role=role)
    function.enable_insights()
    function.enable_adot()
    assert synth.resources("aws_iam_role_policy") == {}


def test_bad_input_is_refused(function: ContainerFunction) -> None:
    with pytest.raises(InvalidArgument, match="enable_insights: in_base_image must be True or"):
        function.enable_insights(in_base_image="yes")  # type: ignore[arg-type]
    with pytest.raises(InvalidArgument, match="exec_wrapper must be an absolute path"):
        function.enable_adot(exec_wrapper="otel")
    with pytest.raises(InvalidArgument, match="environment key must not be one that Lambda"):
        function.set_environment("AWS_REGION", "a")
    function.enable_adot(exec_wrapper="/opt/a")
    with pytest.raises(InvalidArgument, match="not be set twice to different values, got"):
        function.enable_adot()
    function.enable_adot(exec_wrapper="/opt/a")
