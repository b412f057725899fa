"""Extensions in the image, because functions from container images have no layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambda_container.build.dockerfile import Dockerfile
from lambda_container.checks.arguments import Arguments
from lambda_container.function.service_permissions import allow_lambda
from lambda_container.iam.statement import Statement
from lambda_container.image.built_image import BuiltImage
from lambda_container.terraform.caller_identity import location

if TYPE_CHECKING:
    from lambda_container.function.made_function import MadeFunction

_PAGE = "docs/observability.md shows the stage to add"


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension, and how a Dockerfile that installs it is recognized.

    Attributes:
        name: Its common name.
        words: At least one of them must appear where the Dockerfile fetches the extension.
    """

    name: str
    words: tuple[str, ...]


INSIGHTS = Extension("Lambda Insights", ("lambda-insights", "lambda_insights", "lambdainsights"))
ADOT = Extension("ADOT", ("adot", "otel", "opentelemetry"))


def enable_insights(function: MadeFunction, *, in_base_image: bool) -> None:
    """See ``ContainerFunction.enable_insights``."""
    _check(function, "enable_insights", INSIGHTS, in_base_image=in_base_image)
    here = location(function, function.placement)
    group = f"arn:{here.partition}:logs:{here.region}:{here.account}:log-group:/aws/lambda-insights"
    # https://docs.aws.amazon.com/aws-managed-policy/latest/reference/CloudWatchLambdaInsightsExecutionRolePolicy.html
    # limited to this account and Region.
    allow_lambda(
        function.role,
        [
            Statement(actions=["logs:CreateLogGroup"], resources=[group, f"{group}:*"]),
            Statement(
                actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[f"{group}:*"]
            ),
        ],
    )


def enable_adot(function: MadeFunction, *, exec_wrapper: str | None, in_base_image: bool) -> None:
    """See ``ContainerFunction.enable_adot``."""
    arguments = _check(function, "enable_adot", ADOT, in_base_image=in_base_image)
    if exec_wrapper is not None:
        arguments.text("exec_wrapper", exec_wrapper, 4096)
        if not exec_wrapper.startswith("/"):
            arguments.fail("exec_wrapper", "be an absolute path in the image", exec_wrapper)
        function.set_environment("AWS_LAMBDA_EXEC_WRAPPER", exec_wrapper)
    allow_lambda(
        function.role,
        [
            Statement(
                sid="Traces",  # the same as in the role of a traced function
                actions=["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
                resources=["*"],
            )
        ],
    )


def _check(
    function: MadeFunction, verb: str, extension: Extension, *, in_base_image: bool
) -> Arguments:
    arguments = Arguments(f"ContainerFunction {function.node.path!r}: {verb}")
    arguments.switch("in_base_image", in_base_image)
    image = function.image
    if isinstance(image, BuiltImage) and not in_base_image:
        dockerfile = Dockerfile.read(image.context.dockerfile, subject=arguments.subject)
        if not dockerfile.brings(extension.words, target=image.inputs.target):
            rule = f"have the {extension.name} extension in /opt of the stage that is built"
            shown = f"no sign of it in {image.context.dockerfile.name} ({_PAGE})"
            arguments.fail("image", rule, shown)
    return arguments
