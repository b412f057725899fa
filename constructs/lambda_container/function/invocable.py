"""The base class of functions and aliases, new and existing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeVar

from cdktf import ITerraformDependable, TerraformResource

from lambda_container import defaults
from lambda_container.checks.arguments import Arguments
from lambda_container.checks.same_region import check_same_region
from lambda_container.checks.values import Number
from lambda_container.errors import UnsupportedArgument
from lambda_container.function.caller_checks import check_callable
from lambda_container.function.destination import Destination
from lambda_container.function.permission import IDENTITY, IDENTITY_RULE, Permissible
from lambda_container.function.traits import Traits
from lambda_container.function.watched_feature import Watched
from lambda_container.iam.grantee import Grantee, as_grantee
from lambda_container.iam.grants import Grants
from lambda_container.iam.statement import Statement
from lambda_container.role.execution_role import AnyRole

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.lambda_function_event_invoke_config import (
        LambdaFunctionEventInvokeConfig,
    )
    from cdktf_cdktf_provider_aws.lambda_permission import LambdaPermission

    from lambda_container.events.event_source import EventSource
    from lambda_container.function.cors import Cors
    from lambda_container.function.function_url import FunctionUrl, InvokeMode
    from lambda_container.observability.alarm_action import HasArn
    from lambda_container.observability.alarm_rule import AlarmRule
    from lambda_container.observability.function_alarms import FunctionAlarms
    from lambda_container.observability.function_metrics import FunctionMetrics

Made = TypeVar("Made")
Default = Literal["default"]

# Each method imports its construct when called: loading all bindings would take as long as
# synthesizing a small stack.


class Invocable(Permissible, Grants):
    """A function or an alias, with the methods that both have.

    Attributes:
        role: The function's role; ``None`` if it is not known.
        traits: Features that exclude others.
        timeout: In seconds; ``None`` if it is not known.
        watched: Its features that alarms watch.
        alarms: The alarms of ``add_alarms``.
    """

    role: AnyRole | None = None
    traits: Traits = Traits()
    timeout: Number | None = None
    watched: tuple[Watched, ...] = ()
    alarms: FunctionAlarms | None = None

    @cached_property
    def arn(self) -> str:
        """The ARN of the function or alias, with its qualifier."""
        raise NotImplementedError

    @property
    def composed_arn(self) -> str:
        """Its ARN for policies, without a reference: a function waits for its role's policy.

        This lets functions invoke each other, and themselves.
        """
        return self.arn

    @property
    def label(self) -> str:
        """Its display name: its name and its qualifier."""
        name = self.function_name
        return name if self.qualifier is None else f"{name}-{self.qualifier}"

    @property
    def metrics(self) -> FunctionMetrics:
        """Its Lambda metrics, for alarms and dashboards; see ``FunctionMetrics``."""
        from lambda_container.observability.function_metrics import metrics_of  # noqa: PLC0415

        return metrics_of(self)

    def watch(self, watched: Watched) -> None:
        """Register a feature that its alarms watch, whether they are added before or later.

        The methods that add such a feature call this themselves.
        """
        self.watched = (*self.watched, watched)
        if self.alarms is not None:
            self.alarms.watch(watched)

    def add_alarms(
        self,
        *,
        topic: HasArn | str | None = None,
        notify_ok: bool = True,
        error_rate: AlarmRule | Default | None = "default",
        throttles: AlarmRule | Default | None = "default",
        duration: AlarmRule | Default | None = "default",
        dead_letters: AlarmRule | Default | None = "default",
        delivery_failures: AlarmRule | Default | None = "default",
        iterator_age: AlarmRule | Default | None = "default",
        timeout: Number | None = None,
    ) -> FunctionAlarms:
        """Add alarms for errors, throttles and more; each is an ``aws_cloudwatch_metric_alarm``.

        An alarm is named after the function and its purpose. ``None`` leaves an alarm out, and an
        ``AlarmRule`` replaces its rule. A feature that is added later (a dead-letter queue, a
        destination, a stream) gets its alarm then.

        Args:
            topic: The SNS topic to notify: an ``AlarmTopic``, another topic's construct, or an
                ARN. Default: none.
            notify_ok: Whether to notify the topic when an alarm ends, too. Default: yes.
            error_rate: Percentage of failed invocations. Default: above 5, in 3 of 5 minutes.
            throttles: Throttled requests per period. Default: any, in 3 of 5 minutes.
            duration: The 99th percentile, in percent of the timeout. Default: above 80, in 3 of 5
                minutes; none if the timeout is not known.
            dead_letters: Messages in the queue of ``add_dead_letter_queue``, in that of each
                ``Queue`` it processes, and in each ``DeadLetterQueue`` of a source. Default: any.
            delivery_failures: Events that did not reach a dead-letter target or destination, if
                there is one. Default: any.
            iterator_age: Milliseconds that a stream's records wait, if there is one. Default:
                above 60,000, for 5 minutes.
            timeout: The timeout in seconds, for an existing function. Default: its own.

        Raises:
            InvalidArgument: A topic that CloudWatch may not publish to, or existing alarms.
        """
        from lambda_container.observability.function_alarms import add_alarms  # noqa: PLC0415

        rules = {
            "error_rate": error_rate,
            "throttles": throttles,
            "duration": duration,
            "dead_letters": dead_letters,
            "delivery_failures": delivery_failures,
            "iterator_age": iterator_age,
        }
        return add_alarms(self, topic=topic, notify_ok=notify_ok, rules=rules, timeout=timeout)

    @property
    def role_dependencies(self) -> Sequence[ITerraformDependable]:
        """The resources that give the role its permissions."""
        return () if self.role is None else self.role.dependencies

    def let_wait(self, resource: TerraformResource) -> None:
        """Make a resource that waits for ``role_dependencies`` wait for later policies, too."""
        if self.role is not None:
            self.role.before(resource)

    def add_statements(self, *statements: Statement) -> None:
        """Add permissions to the function's role.

        Raises:
            UnsupportedArgument: The role is an existing role, which is never modified, or unknown.
        """
        if self.role is None:
            reason = "pass role= where the function is looked up"
            raise UnsupportedArgument(f"Function {self.node.path!r}", "add_statements", reason)
        self.role.add_statements(*statements)

    def grant_invoke(self, grantee: Grantee | str) -> LambdaPermission | None:
        """Let a principal invoke it.

        Args:
            grantee: A role or a function, whose role gets the permission; or an account id, or
                the ARN of an IAM identity of another account, which gets an
                ``aws_lambda_permission``. For services, see ``add_permission``.

        Returns:
            The ``aws_lambda_permission``, if there is one.

        Raises:
            InvalidArgument: Any other value.
        """
        if isinstance(grantee, str):
            reason = "it is part of an address; add_permission takes a reference"
            arguments = Arguments.about(self)
            arguments.known("grantee", grantee, reason)
            arguments.pattern("grantee", grantee, IDENTITY, IDENTITY_RULE)
            name = re.sub(r"[^A-Za-z0-9_-]+", "-", grantee)
            return self.add_permission(f"Invoke-{name}", principal=grantee)
        as_grantee(self, grantee, ", an account id or an ARN").add_statements(
            Statement(actions=["lambda:InvokeFunction"], resources=[self.composed_arn])
        )
        return None

    def add_url(
        self,
        *,
        public: bool = False,
        cors: Cors | None = None,
        invoke_mode: InvokeMode = defaults.INVOKE_MODE,
    ) -> FunctionUrl:
        """Give it a URL; see ``FunctionUrl``.

        Args:
            public: Whether everybody may call it. Default: callers sign with IAM credentials.
            cors: What other sites may do in browsers. Default: nothing.
            invoke_mode: ``BUFFERED`` (default, 6 MB) or ``RESPONSE_STREAM``.

        Raises:
            InvalidArgument: A function that cannot have a URL, or already has one.
        """
        from lambda_container.function.function_url import FunctionUrl  # noqa: PLC0415

        return FunctionUrl(self, "Url", public=public, cors=cors, invoke_mode=invoke_mode)

    def add_event_source(self, source: EventSource[Made]) -> Made:
        """Add an event source that invokes it: one that Lambda polls, or one that pushes.

        Args:
            source: The source, such as ``SqsEventSource(queue)``; see ``lambda_container.events``.

        Returns:
            The construct that the source creates, with its resources as attributes.

        Raises:
            InvalidArgument: A source that this function does not support, or already has.
        """
        arguments = Arguments.about(self)
        if not hasattr(source, "bind"):
            arguments.fail("source", "be an event source such as SqsEventSource(queue)", source)
        check_callable(arguments, "function", self, "to have an event source")
        check_same_region(Arguments(type(source).__name__), self, self.placement, **vars(source))
        return source.bind(self)

    def configure_async(
        self,
        *,
        maximum_retry_attempts: Number = defaults.MAXIMUM_RETRY_ATTEMPTS,
        maximum_event_age_in_seconds: Number = defaults.MAXIMUM_EVENT_AGE_IN_SECONDS,
        on_success: Destination | None = None,
        on_failure: Destination | None = None,
    ) -> LambdaFunctionEventInvokeConfig:
        """Configure retries and destinations of asynchronous events.

        Becomes ``aws_lambda_function_event_invoke_config``. The role may write to the
        destinations.

        Args:
            maximum_retry_attempts: 0 to 2 (default).
            maximum_event_age_in_seconds: 60 to 21,600 (6 hours, the default) seconds.
            on_success: The destination for records of processed events; not a bucket.
            on_failure: The destination for records of failed events.

        Raises:
            InvalidArgument: A value that Lambda rejects, or a second configuration.
        """
        from lambda_container.function.async_invocation import configure_async  # noqa: PLC0415

        return configure_async(
            self,
            maximum_retry_attempts=maximum_retry_attempts,
            maximum_event_age_in_seconds=maximum_event_age_in_seconds,
            on_success=on_success,
            on_failure=on_failure,
        )
