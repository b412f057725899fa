"""The base class of functions that are created in this stack."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from lambda_container import defaults
from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Number
from lambda_container.function.destination import Destination
from lambda_container.function.environment import KEY, KEY_RULE, environment_variables
from lambda_container.function.function import Function
from lambda_container.function.service_permissions import allow_lambda
from lambda_container.function.watched_feature import Watched
from lambda_container.key.key_argument import AnyKey
from lambda_container.role.execution_role import AnyRole
from lambda_container.terraform.caller_identity import Location, location
from lambda_container.terraform.construct_tree import address_of

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
    from cdktf_cdktf_provider_aws.lambda_function import LambdaFunction

    from lambda_container.image.container_image import ContainerImage
    from lambda_container.messaging.dead_letter_queue import DeadLetterQueue


class MadeFunction(Function):
    """A function of this stack, with the methods that change it.

    Attributes:
        image: The image that it runs.
        resource: The ``aws_lambda_function``.
        log_group: The ``aws_cloudwatch_log_group``.
        kms_key: Its customer key, if any.
    """

    image: ContainerImage
    resource: LambdaFunction
    log_group: CloudwatchLogGroup
    role: AnyRole
    kms_key: AnyKey | None
    _arguments: Arguments
    _name: str
    _environment: dict[str, str]
    _publishes: bool
    _has_dead_letter_target: bool

    @cached_property
    def function_name(self) -> str:
        """Its name, as a reference."""
        return self.resource.function_name

    @cached_property
    def arn(self) -> str:
        """Its ARN, as a reference."""
        return self.resource.arn

    @cached_property
    def replaced_with(self) -> list[str]:
        """Its ARN, which an update leaves and another function changes."""
        return [f"{address_of(self.resource)}.arn"]

    @cached_property
    def location(self) -> Location:
        """Account, Region and partition, as references."""
        return location(self, self.placement)

    @property
    def composed_arn(self) -> str:
        """Its ARN for policies, composed from its name."""
        return self.location.function_arn(self._name)

    @property
    def known_name(self) -> str:
        """Its name for policies, as it was given."""
        return self._name

    @property
    def version(self) -> str | None:
        """The latest published version, as a reference; ``None`` without ``publish``."""
        return self.resource.version if self._publishes else None

    @property
    def log_group_name(self) -> str:
        """The name of its log group, as a reference."""
        return self.log_group.name

    def set_environment(self, key: str, value: str) -> None:
        """Add an environment variable; adding it again with the same value is allowed.

        Args:
            key: A letter, then letters, digits and ``_``; not a name that Lambda reserves.
            value: Literal text; all variables together have at most 4,096 bytes.

        Raises:
            InvalidArgument: A variable that Lambda rejects, or that already has another value.
        """
        self._arguments.pattern("key", key, KEY, KEY_RULE)
        if self._environment.get(key, value) != value:
            rule = "not be set twice to different values"
            self._arguments.fail(f"environment[{key!r}]", rule, value, secret=True)
        environment = {**self._environment, key: value}
        variables = environment_variables(self._arguments, environment)
        self._environment = environment
        self.resource.put_environment(variables=variables)

    def enable_insights(self, *, in_base_image: bool = False) -> None:
        """Enable the Lambda Insights extension, which the image must contain.

        Its role may write to the log group ``/aws/lambda-insights``. For an image that is built
        here, the Dockerfile must install the extension, as docs/observability.md shows. An
        existing image cannot be checked: without the extension, nothing is measured.

        Args:
            in_base_image: Whether the base image already contains it. Default: no.

        Raises:
            InvalidArgument: The Dockerfile does not install the extension.
        """
        from lambda_container.observability.image_extensions import enable_insights  # noqa: PLC0415

        enable_insights(self, in_base_image=in_base_image)

    def enable_adot(
        self, *, exec_wrapper: str | None = "/opt/otel-instrument", in_base_image: bool = False
    ) -> None:
        """Send traces to X-Ray with the AWS Distro for OpenTelemetry, which the image must contain.

        For an image that is built here, the Dockerfile must install it in ``/opt``, as
        docs/observability.md shows. An existing image cannot be checked.

        Args:
            exec_wrapper: The script that starts the runtime, as ``AWS_LAMBDA_EXEC_WRAPPER``, at
                most 4,096 characters. Only AWS's base images for a language read it; use ``None``
                for others.
            in_base_image: Whether the base image already contains it. Default: no.

        Raises:
            InvalidArgument: The Dockerfile does not install it, or the variable already has
                another value.
        """
        from lambda_container.observability.image_extensions import enable_adot  # noqa: PLC0415

        enable_adot(self, exec_wrapper=exec_wrapper, in_base_image=in_base_image)

    def add_dead_letter_queue(
        self, *, message_retention_seconds: Number = defaults.DEAD_LETTER_RETENTION_SECONDS
    ) -> DeadLetterQueue:
        """Create a queue for asynchronous events that could not be processed.

        It is encrypted (with the function's ``kms_key`` if it has one), accepts requests over
        TLS only, and is named after the function, with ``-dead-letters`` at the end.

        Args:
            message_retention_seconds: 60 to 1,209,600 (14 days, the default) seconds.

        Raises:
            InvalidArgument: The function has a dead-letter target already.
        """
        from lambda_container.messaging.dead_letter_queue import DeadLetterQueue  # noqa: PLC0415 - when it is used

        if self._has_dead_letter_target:
            self._arguments.fail("dead_letter_target", "not be given twice", "a queue")
        queue = DeadLetterQueue(
            self,
            "DeadLetters",
            name=f"{self._name}-dead-letters",
            message_retention_seconds=message_retention_seconds,
            kms_key=self.kms_key,
            **self.placement,
        )
        self._has_dead_letter_target = True
        allow_lambda(self.role, Destination.queue(queue).statements())
        self.resource.put_dead_letter_config(target_arn=queue.arn)
        self.watch(Watched(feature="dead_letter_target", queue=queue))
        return queue
