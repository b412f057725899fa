"""What functions and aliases, made here or elsewhere, have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeVar

from cdktf import ITerraformDependable, TerraformResource
from constructs import Construct

from lambda_container import defaults
from lambda_container.checks.arguments import Arguments, Number
from lambda_container.errors import UnsupportedArgument
from lambda_container.function.caller_checks import check_callable
from lambda_container.function.destination import Destination
from lambda_container.function.traits import Traits
from lambda_container.function.watched_feature import Watched
from lambda_container.iam.grantee import Allowable, Grantee
from lambda_container.iam.statement import Statement
from lambda_container.role.execution_role import ExecutionRole
from lambda_container.role.existing_role import ExistingRole
from lambda_container.terraform.placement import Placement

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.lambda_function_event_invoke_config import (
        LambdaFunctionEventInvokeConfig,
    )
    from cdktf_cdktf_provider_aws.lambda_permission import LambdaPermission

    from lambda_container.events.event_source import EventSource
    from lambda_container.function.function_url import Cors, FunctionUrl, InvokeMode
    from lambda_container.observability.alarm_action import HasArn
    from lambda_container.observability.alarm_rule import AlarmRule
    from lambda_container.observability.function_alarms import FunctionAlarms
    from lambda_container.observability.function_metrics import FunctionMetrics

Made = TypeVar("Made")
Default = Literal["default"]

# Each verb imports its noun when it is called: loading all their bindings would take as long as a
# small stack takes to synthesize.


class Invocable(Construct, Allowable):
    """A function or an alias, and the verbs that both have.

    Attributes:
        qualifier: The alias or version that is meant; ``None`` for the unpublished function.
        role: What the function runs as; ``None`` where that is not known.
        traits: Features that exclude others.
        timeout: In seconds; ``None`` where it is not known.
        watched: What it has that alarms are for.
        alarms: Those of ``add_alarms``.
        placement: Region and provider, for every resource that belongs to it.
    """

    qualifier: str | None = None
    role: ExecutionRole | ExistingRole | None = None
    traits: Traits = Traits()
    timeout: Number | None = None
    watched: tuple[Watched, ...] = ()
    alarms: FunctionAlarms | None = None
    placement: Placement

    @cached_property
    def function_name(self) -> str:
        """The function's name."""
        raise NotImplementedError

    @cached_property
    def arn(self) -> str:
        """The ARN of what is meant, with its qualifier."""
        raise NotImplementedError

    @property
    def composed_arn(self) -> str:
        """Its ARN for policies: no reference, because a function waits for its role's policy.

        So functions may invoke each other, and themselves.
        """
        return self.arn

    @property
    def label(self) -> str:
        """What readers know it by: its name and its qualifier."""
        name = self.function_name
        return name if self.qualifier is None else f"{name}-{self.qualifier}"

    @property
    def metrics(self) -> FunctionMetrics:
        """What Lambda counts and measures, for alarms and dashboards; see FunctionMetrics."""
        from lambda_container.observability.function_metrics import metrics_of  # noqa: PLC0415

        return metrics_of(self)

    def watch(self, watched: Watched) -> None:
        """Say that it has something that an alarm is for, if there are or will be alarms.

        The verbs that give it such a thing say so themselves.
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
        """Let CloudWatch say when it does badly; each alarm is an ``aws_cloudwatch_metric_alarm``.

        An alarm is called like the function, with what it is for. ``None`` leaves one out, and an
        ``AlarmRule`` replaces its rule. What comes later (a dead-letter queue, a destination, a
        stream) gets its alarm then.

        Args:
            topic: The SNS topic that hears of it: an ``AlarmTopic``, another topic's construct,
                or an ARN. Default: nobody.
            notify_ok: Whether the topic hears of the end too. Default: yes.
            error_rate: Percent of failed invocations. Default: above 5, in 3 of 5 minutes.
            throttles: Requests a period. Default: any, in 3 of 5 minutes.
            duration: The 99th percentile, in percent of the timeout. Default: above 80, in 3 of 5
                minutes; none where the timeout is not known.
            dead_letters: Messages in the queue of ``add_dead_letter_queue``, in that of each
                ``Queue`` it works on, and in each ``DeadLetterQueue`` of its sources. Default: any.
            delivery_failures: Events that did not reach dead-letter target or destination, where
                there is one. Default: any.
            iterator_age: Milliseconds that a stream's records wait, where there is one. Default:
                above 60,000, for 5 minutes.
            timeout: The timeout in seconds, for a function that is looked up. Default: its own.

        Raises:
            InvalidArgument: A topic that CloudWatch may not publish to, or alarms it has already.
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
        """What must exist before the role may do its work."""
        return () if self.role is None else self.role.dependencies

    def let_wait(self, resource: TerraformResource) -> None:
        """Let what waits for ``role_dependencies`` wait for the policies that come later, too."""
        if self.role is not None:
            self.role.before(resource)

    def add_statements(self, *statements: Statement) -> None:
        """Let the function do more, through its role.

        Raises:
            UnsupportedArgument: The role is an existing one, which is never modified, or unknown.
        """
        if self.role is None:
            reason = "pass the function's role= where it is looked up"
            raise UnsupportedArgument(f"Function {self.node.path!r}", "add_statements", reason)
        self.role.add_statements(*statements)

    def grant_invoke(self, grantee: Grantee | str) -> LambdaPermission | None:
        """Let somebody invoke it.

        Args:
            grantee: A role or a function, whose role gets the permission; or an account's id, or
                the ARN of an IAM identity of another account, which gets an
                ``aws_lambda_permission``. For services, see ``add_permission``.

        Returns:
            The ``aws_lambda_permission``, if there is one.

        Raises:
            InvalidArgument: Something else.
        """
        if isinstance(grantee, str):
            name = re.sub(r"[^A-Za-z0-9_-]+", "-", grantee)
            return self.add_permission(f"Invoke-{name}", principal=grantee)
        if not hasattr(grantee, "add_statements"):
            arguments = Arguments("grant_invoke")
            arguments.fail("grantee", "be a role, a function, an account or an ARN", grantee)
        grantee.add_statements(
            Statement(actions=["lambda:InvokeFunction"], resources=[self.composed_arn])
        )
        return None

    def add_permission(
        self,
        id: str,  # noqa: A002 - constructs' own name
        *,
        principal: str,
        action: str = "lambda:InvokeFunction",
        source_arn: str | None = None,
        source_account: str | None = None,
        principal_org_id: str | None = None,
        event_source_token: str | None = None,
        statement_id: str | None = None,
    ) -> LambdaPermission:
        """Let a service, account or identity invoke it; becomes ``aws_lambda_permission``.

        Args:
            id: ASCII letters, digits, ``-`` and ``_``; unique in this construct.
            principal: A service such as ``s3.amazonaws.com``, which needs a source; an account's
                id; the ARN of an IAM identity; or ``*`` with ``principal_org_id``. At most 2,048
                characters.
            action: Default: ``lambda:InvokeFunction``.
            source_arn: The resource that the service acts for. One that names no account, as a
                bucket's, needs ``source_account`` too.
            source_account: The account that the service acts for.
            principal_org_id: The organization that the principal must belong to.
            event_source_token: For Alexa: the skill's id.
            statement_id: Default: one that Terraform makes up.

        Raises:
            InvalidArgument: A value that Lambda would refuse, or a principal without a bound.
        """
        from lambda_container.function.permission import add_permission  # noqa: PLC0415

        return add_permission(
            self,
            id,
            principal=principal,
            action=action,
            source_arn=source_arn,
            source_account=source_account,
            principal_org_id=principal_org_id,
            event_source_token=event_source_token,
            statement_id=statement_id,
        )

    def add_url(
        self,
        *,
        public: bool = False,
        cors: Cors | None = None,
        invoke_mode: InvokeMode = "BUFFERED",
    ) -> FunctionUrl:
        """Give it a URL; see ``FunctionUrl``.

        Args:
            public: Whether everybody may call it. Default: callers sign with IAM credentials.
            cors: What browsers on other sites may do. Default: nothing.
            invoke_mode: ``BUFFERED`` (default, 6 MB) or ``RESPONSE_STREAM``.

        Raises:
            InvalidArgument: A function that cannot have a URL, or has one.
        """
        from lambda_container.function.function_url import FunctionUrl  # noqa: PLC0415

        return FunctionUrl(self, "Url", public=public, cors=cors, invoke_mode=invoke_mode)

    def add_event_source(self, source: EventSource[Made]) -> Made:
        """Let something invoke it: a source that Lambda polls, or one that pushes.

        Args:
            source: Such as ``SqsEventSource(queue)``; see ``lambda_container.events``.

        Returns:
            What the source made, with its resources as attributes.

        Raises:
            InvalidArgument: A source that this function cannot have, or has already.
        """
        check_callable(Arguments.about(self), "function", self, "to have an event source")
        return source.bind(self)

    def configure_async(
        self,
        *,
        maximum_retry_attempts: Number = defaults.MAXIMUM_RETRY_ATTEMPTS,
        maximum_event_age_in_seconds: Number = defaults.MAXIMUM_EVENT_AGE_IN_SECONDS,
        on_success: Destination | None = None,
        on_failure: Destination | None = None,
    ) -> LambdaFunctionEventInvokeConfig:
        """Say what becomes of asynchronous events.

        Becomes ``aws_lambda_function_event_invoke_config``. The role may write to the
        destinations.

        Args:
            maximum_retry_attempts: 0 to 2 (default).
            maximum_event_age_in_seconds: 60 to 21,600 (6 hours, the default) seconds.
            on_success: Where records of events go that were processed; no bucket.
            on_failure: Where records of events go that were not.

        Raises:
            InvalidArgument: A value that Lambda would refuse, or a second configuration.
        """
        from lambda_container.function.async_invocation import configure_async  # noqa: PLC0415

        return configure_async(
            self,
            maximum_retry_attempts=maximum_retry_attempts,
            maximum_event_age_in_seconds=maximum_event_age_in_seconds,
            on_success=on_success,
            on_failure=on_failure,
        )
